/*
 * provision_ends.h - where each provision of a text ends
 *
 * Shapes  a provision reaches up to the next one that is not within it, at
 *         most to the signatures or to a table of contents; the last of a list
 *         up to the end of its own words, and never less far than what is
 *         within it. Blanks at its end are not its own.
 * Units   bytes of the extract.
 * Errors  none.
 * Source  the profile says which lists have a tail (ROW_TAIL).
 */
#ifndef SERVER_REGISTRY_OUTLINE_PROVISION_ENDS_H
#define SERVER_REGISTRY_OUTLINE_PROVISION_ENDS_H

#include "server/registry/outline/split.h"

/* The items are in the order of the text; `end` of each is set. */
void provision_ends(const struct split *out, struct provision **items,
                    size_t n);

#endif
