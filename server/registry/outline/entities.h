/*
 * entities.h - character references of HTML
 *
 * Shapes  "&#243;", "&#xf3;", "&oacute;": numbers in both bases, and all names
 *         that end with a semicolon; some stand for two characters.
 * Units   entity_read() says how many bytes the reference takes.
 * Errors  0 when it is none.
 * Source  HTML Living Standard, 13.5; entities.txt.
 */
#ifndef SERVER_REGISTRY_OUTLINE_ENTITIES_H
#define SERVER_REGISTRY_OUTLINE_ENTITIES_H

#include "lib/base/base.h"

#define ENTITY_NAME  32 /* bytes of the longest name, with a NUL */
#define ENTITY_BYTES 8  /* of UTF-8 that a reference stands for */

/* By name, in the order of bytes; the second is 0 as a rule. */
struct entity_name {
	char name[ENTITY_NAME];
	uint32_t characters[2];
};

extern const struct entity_name entity_names[];
extern const size_t entity_names_count;

/* s begins with '&'; out[0..*n) is what it stands for. */
size_t entity_read(struct str s, char out[ENTITY_BYTES], size_t *n);

#endif
