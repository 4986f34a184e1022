/*
 * id_table.h - the ids of a million names, in little memory
 *
 * Shapes  a name is any text, such as "kind/key"; of it only a hash is held.
 *         Each has a number, from 0, in the order in which they came.
 * Units   some 50 bytes a name.
 * Errors  none; two names may have one hash, which is not to be expected of
 *         128 bits.
 * Source  hashing with open addressing; XXH3 of 128 bits (hash.h).
 */
#ifndef LIB_DATA_ID_TABLE_H
#define LIB_DATA_ID_TABLE_H

#include "lib/base/arena.h"
#include "lib/base/hash.h"
#include "lib/data/id.h"

#define ID_TABLE_NONE SIZE_MAX

struct id_table_entry {
	struct hash128 name;
	unsigned char id[ID_BYTES];
};

struct id_table {
	struct arena *arena; /* of all it holds */
	struct id_table_entry *entries;
	size_t n, room;
	uint32_t *slots; /* 1 + the number of an entry, 0: free */
	size_t nslots;
};

void id_table_init(struct id_table *t, struct arena *a);

/* The id of a name, which may have had another; its number. */
size_t id_table_put(struct id_table *t, struct str name, struct str id);

/* The number of a name, or ID_TABLE_NONE. */
size_t id_table_find(const struct id_table *t, struct str name);

struct str id_table_at(const struct id_table *t, struct arena *a,
                       size_t number);

#endif
