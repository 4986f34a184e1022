/*
 * dictionary.h - texts by number, for readers that take no lock
 *
 * Shapes  Texts are added and never change. A slot is filled when its text is
 *         there, and a table stands when its slots are. Room that is outgrown
 *         is retired (ages.h).
 * Units   numbers from 1; 0 is no text.
 * Errors  none: without memory the program stops.
 */
#ifndef SERVER_REGISTRY_SEARCH_DICTIONARY_H
#define SERVER_REGISTRY_SEARCH_DICTIONARY_H

#include <stdint.h>

#include "lib/base/base.h"
#include "server/registry/search/ages.h"

struct slots {
	uint32_t n;            /* a power of two */
	_Atomic uint32_t at[]; /* a hash table of numbers, 0: free */
};

struct dictionary {
	char **_Atomic texts;
	_Atomic uint32_t n;
	uint32_t room;
	struct slots *_Atomic slots;
};

void dictionary_begin(struct ages *a, struct dictionary *d);
void dictionary_free(struct dictionary *d);

/* The number of a text, which is added when it is new. */
uint32_t dictionary_number(struct ages *a, struct dictionary *d,
                           struct str text);
uint32_t dictionary_find(const struct dictionary *d, struct str text);

#endif
