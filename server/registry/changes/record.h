/*
 * record.h - a record is looked up, checked for referrers, derived from its
 * text
 *
 * Shapes  rows and texts live in the arena given.
 * Errors  ERR_NOT_FOUND; ERR_GONE (with a link to the history in err.more);
 *         ERR_CONFLICT: the record is referred to (err.more names by whom).
 * Source  RFC 9110, 15.5.5 and 15.5.11 (404, 410).
 */
#ifndef SERVER_REGISTRY_CHANGES_RECORD_H
#define SERVER_REGISTRY_CHANGES_RECORD_H

#include "lib/store/store.h"
#include "server/registry/model/kind.h"

/* The record as it stood after the change seq (past.h), found by its id or by the
 * key it then had. ERR_NOT_FOUND where it was not there yet, ERR_GONE where it
 * was deleted. */
MUST_CHECK enum err_code record_as_of(struct tx *tx, const struct kind *k,
                                      struct str ref, int64_t seq,
                                      struct arena *a, struct change *out,
                                      struct err *e);

/* The newest change of a record that is or was, by what it is or was called.
 * ERR_NOT_FOUND where none ever was. */
MUST_CHECK enum err_code record_last_change(struct tx *tx, const struct kind *k,
                                            struct str ref, struct arena *a,
                                            struct change *out, struct err *e);

/* The change that made this revision of the record that `last` is the newest
 * change of. ERR_NOT_FOUND, and err.more has the first and the last revision. */
MUST_CHECK enum err_code record_revision(struct tx *tx, const struct kind *k,
                                         const struct change *last, int64_t rev,
                                         struct arena *a, struct change *out,
                                         struct err *e);

/* The record, or why there is none. */
MUST_CHECK enum err_code record_find(struct tx *tx, const struct kind *k,
                                     struct str ref, struct arena *a,
                                     struct row *out, struct err *e);

/* The id of an imported record that comes with a key only: the same
 * everywhere; a key that looks like an id is one. */
struct str record_named_id(struct arena *a, const struct kind *k,
                           struct str key);

/* Does anything refer to it? ERR_CONFLICT, and err.more names some. */
MUST_CHECK enum err_code record_check_unreferred(struct tx *tx,
                                                 const struct kind *k,
                                                 struct str id, struct arena *a,
                                                 struct err *e);

/* The row as it should be by its own text: columns, derived ones among them,
 * and lists that are part of it. Nothing is written. */
MUST_CHECK enum err_code record_row(struct tx *tx, struct arena *a,
                                    const struct kind *k, const struct row *row,
                                    struct row *out, struct err *e);

/* Derive its columns and index entry again; no revision. */
MUST_CHECK enum err_code record_rederive(struct tx *tx, struct arena *a,
                                         const struct kind *k,
                                         const struct row *row, struct err *e);

/* The same; what evidence is to be derived after it is noted in `evidence`. */
struct postponed;
MUST_CHECK enum err_code record_rederive_noting(struct tx *tx, struct arena *a,
                                                const struct kind *k,
                                                const struct row *row,
                                                struct postponed *evidence,
                                                struct err *e);

#endif
