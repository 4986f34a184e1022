/*
 * value_sets.h - the docids that have a value, as bits
 *
 * Shapes  a table has a set for each value of a facet, by its number. One thread
 *         changes them while others count: they see each bit as it was or as it
 *         is. struct docids is a set that belongs to a request.
 * Units   docids; words of 64 bits.
 * Errors  none: without memory the program stops, or the request ends.
 * Source  bitset.h, whose sets are those of the database; epochs.h.
 */
#ifndef SERVER_REGISTRY_SEARCH_VALUE_SETS_H
#define SERVER_REGISTRY_SEARCH_VALUE_SETS_H

#include <stdatomic.h>

#include "lib/base/arena.h"
#include "lib/data/bitset.h"
#include "server/registry/search/epochs.h"

struct value_block {
	_Atomic uint64_t words[BITSET_WORDS];
};

struct value_set {
	_Atomic uint32_t nblocks;
	struct value_block *_Atomic *_Atomic blocks; /* NULL: an empty one */
};

struct value_table {
	_Atomic uint32_t n;
	struct value_set *_Atomic *_Atomic sets; /* NULL: an empty one */
};

/* ---- changing them --------------------------------------------------------- */

void value_set_put(struct value_set *s, struct epochs *e, uint32_t docid,
                   bool is_in);
void value_table_put(struct value_table *t, struct epochs *e, uint32_t value,
                     uint32_t docid, bool is_in);

/* Nobody reads them any more. */
void value_set_free(struct value_set *s);
void value_table_free(struct value_table *t);

/* ---- of a request ---------------------------------------------------------- */

struct docids {
	uint64_t *words;
	uint32_t nwords;
};

void docids_put(struct docids *d, struct arena *a, uint32_t docid);
bool docids_have(const struct docids *d, uint32_t docid);
size_t docids_count(const struct docids *d);

/* The first that is not below n, or UINT32_MAX: none. */
uint32_t docids_next(const struct docids *d, uint32_t n);

struct docids docids_copy(const struct docids *d, struct arena *a);
void docids_and(struct docids *d, const struct docids *other);
void docids_without(struct docids *d, const struct docids *other);

/* Those of a set, too; of a table NULL is the set of what no record has. */
void docids_add_set(struct docids *d, struct arena *a,
                    const struct value_set *s);
const struct value_set *value_table_at(const struct value_table *t,
                                       uint32_t value);

/* How many are in both. */
size_t docids_count_in(const struct docids *d, const struct value_set *s);

#endif
