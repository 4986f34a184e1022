/*
 * signatories.h - the block of signatures that ends a text
 *
 * Shapes  the last lines after the last opening that are short and end as no
 *         sentence does, after one that does, or from a line on that begins
 *         as such blocks do ("The President"), with a name above that.
 * Units   bytes of the extract.
 * Errors  none: a text that has no such block ends where it ends.
 * Source  the class "signatory" of the vocabulary.
 */
#ifndef SERVER_REGISTRY_OUTLINE_SIGNATORIES_H
#define SERVER_REGISTRY_OUTLINE_SIGNATORIES_H

#include "server/registry/outline/split.h"

/* items are in order. */
size_t signature_from(const struct extract *f, const struct vocabulary *v,
                      struct provision *const *items, size_t n);

#endif
