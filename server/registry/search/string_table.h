/*
 * string_table.h - interned strings: each text has a number; reading is
 * lock-free
 *
 * Shapes  texts are added and never change. A number is published after its
 *         text, a table after its slots. Tables that became too small are
 *         retired (epochs.h).
 * Units   numbers from 1; 0 is no text.
 * Errors  none: without memory the program stops.
 * Source  hashing with open addressing.
 */
#ifndef SERVER_REGISTRY_SEARCH_STRING_TABLE_H
#define SERVER_REGISTRY_SEARCH_STRING_TABLE_H

#include <stdint.h>

#include "lib/base/base.h"
#include "server/registry/search/epochs.h"

struct slots {
	uint32_t n;            /* a power of two */
	_Atomic uint32_t at[]; /* a hash table of numbers, 0: free */
};

struct string_table {
	char **_Atomic texts;
	_Atomic uint32_t n;
	uint32_t room;
	struct slots *_Atomic slots;
};

void string_table_init(struct epochs *a, struct string_table *d);
void string_table_free(struct string_table *d);

/* The number of a text, which is added when it is new. */
uint32_t string_table_add(struct epochs *a, struct string_table *d,
                          struct str text);
uint32_t string_table_find(const struct string_table *d, struct str text);

#endif
