/*
 * history.h - the changes of one record
 *
 * Shapes  by the name of its kind and its id; those of a record that was
 *         deleted are there still.
 * Units   seq counts changes, rev those of the record.
 * Errors  the engine's; what is not there has seq 0.
 * Source  store.h.
 */
#ifndef LIB_STORE_HISTORY_H
#define LIB_STORE_HISTORY_H

#include "lib/store/store.h"

/* The newest change of a record up to a seq, by what looks like an id or by the
 * key it then had; seq 0 when there is none. */
MUST_CHECK enum err_code store_last_change(struct tx *tx, struct str kind,
                                           struct str ref, int64_t until,
                                           struct arena *a, struct change *out,
                                           struct err *e);

/* The newest change that made this revision of a record, by id; seq 0 when there
 * is none. */
MUST_CHECK enum err_code store_revision(struct tx *tx, struct str kind,
                                        struct str id, int64_t rev,
                                        struct arena *a, struct change *out,
                                        struct err *e);

/* The changes of one record, by id, after `since` and in order, any limit; and
 * how many it has in all. One that was deleted has them still. */
MUST_CHECK enum err_code store_history(struct tx *tx, struct str kind,
                                       struct str id, int64_t since,
                                       size_t limit, change_fn *fn, void *arg,
                                       struct err *e);
MUST_CHECK enum err_code store_history_count(struct tx *tx, struct str kind,
                                             struct str id, int64_t *out,
                                             struct err *e);

#endif
