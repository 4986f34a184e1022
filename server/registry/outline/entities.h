/*
 * entities.h - character references of HTML
 *
 * Shapes  numbers in both bases, and the names that texts of law use; other
 *         names stay as they are written.
 * Units   entity_read() says how many bytes the reference takes.
 * Errors  0 when it is none.
 * Source  HTML Living Standard, 13.5.
 */
#ifndef SERVER_REGISTRY_OUTLINE_ENTITIES_H
#define SERVER_REGISTRY_OUTLINE_ENTITIES_H

#include "lib/base/base.h"

/* s begins with '&'. */
size_t entity_read(struct str s, uint32_t *out);

#endif
