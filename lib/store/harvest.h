/*
 * harvest.h - the newest change of each record, by sets of records
 *
 * Shapes  a set is known by its name: "kind" has all records, "kind:events"
 *         those of a kind, "jurisdiction:US" those of one and of its parts,
 *         which have sets of their own ("jurisdiction:US:US-CA"). What was
 *         deleted stays in its sets. The codes are those of the members
 *         "jurisdiction" and "jurisdictions", whatever the kind.
 * Errors  the engine's.
 * Source  the chain of changes.
 */
#ifndef LIB_STORE_HARVEST_H
#define LIB_STORE_HARVEST_H

#include "lib/store/store.h"

#define HARVEST_ALL "kind"

/* The newest change of each record in a set, where that is after `since` and
 * not after `until`, in order, any limit. */
MUST_CHECK enum err_code store_harvest(struct tx *tx, struct str set,
                                       int64_t since, int64_t until,
                                       size_t limit, change_fn *fn, void *arg,
                                       struct err *e);

/* The sets of the record whose newest change is that one; and all there are,
 * each once and in order. */
MUST_CHECK enum err_code store_sets_of(struct tx *tx, int64_t seq, id_fn *fn,
                                       void *arg, struct err *e);
MUST_CHECK enum err_code store_sets(struct tx *tx, id_fn *fn, void *arg,
                                    struct err *e);

#endif
