/*
 * set_store.h - the tables of sets
 *
 * Shapes  set_day has the day they are of; set_members the ids of each record's
 *         sets, in order, the steps between them in groups of seven bits;
 *         set_blocks the records of a set, BITSET_SIZE to a block.
 * Units   a day is YYYY-MM-DD.
 * Errors  the engine's; store_unsound() of a block that cannot be read.
 * Source  schema/sqlite/0044_sets.sql; bitset.h.
 */
#ifndef LIB_SQLITE_SET_STORE_H
#define LIB_SQLITE_SET_STORE_H

#include "lib/data/bitset.h"
#include "lib/sqlite/sqlite.h"

/* Whose status counts; empty when sets were not made yet. */
MUST_CHECK enum err_code sets_day(struct conn *c, char out[DAY_LEN + 1],
                                  struct err *e);

struct set_ids {
	struct arena *arena;
	uint32_t *ids;
	size_t n, room;
};

/* The ids in the first column of a row; arg is a struct set_ids. */
MUST_CHECK enum err_code sets_take_ids(void *arg, sqlite3_stmt *stmt,
                                       struct err *e);
size_t sets_sort_ids(uint32_t *ids, size_t n); /* each once */

/* Those of record n. */
MUST_CHECK enum err_code sets_write_ids(struct conn *c, struct arena *a,
                                        uint32_t n, const struct set_ids *ids,
                                        struct err *e);

static inline int64_t sets_place(uint32_t block, uint32_t set)
{
	return (int64_t)block << 32 | set;
}

/* Put in what a block has, beside what is there. */
MUST_CHECK enum err_code sets_block(struct conn *c, int64_t place,
                                    struct bitset *out, struct err *e);
MUST_CHECK enum err_code sets_write_block(struct conn *c, int64_t place,
                                          const struct bitset *b,
                                          struct err *e);

#endif
