/*
 * write.h - records read, written and deleted, each write in one go
 *
 * Shapes  struct write says what to do and then what came of it. A write is
 *         row, revision and place in the chain, derived values, evidence and
 *         search index, all in the transaction given. Writing what is there
 *         already changes nothing (`changed` is false).
 * Units   rev counts from 1; a record created again under its old id goes on
 *         from its last one.
 * Errors  ERR_INVALID with mistakes; ERR_NOT_FOUND; ERR_GONE (with a link to
 *         the history in err.more); ERR_CONFLICT: key taken, or the record is
 *         referred to (err.more names by whom); ERR_TOO_LARGE: more than
 *         jsonsize.h lets a record be; what `allowed` says.
 * Source  RFC 9110 (conditions).
 */
#ifndef SERVER_REGISTRY_CHANGES_WRITE_H
#define SERVER_REGISTRY_CHANGES_WRITE_H

#include <jansson.h>

#include "lib/store/store.h"
#include "server/registry/model/kind.h"

struct patch;

struct write {
	const struct kind *kind;
	struct arena *arena;
	struct str now;
	struct str ref;     /* the record's id or key; absent to create one */
	const json_t *body; /* members, or a merge patch                    */
	const struct patch *patch; /* for write_json_patch() */

	/* Asked with the record's revision, 0 when there is none, before
	 * anything else; NULL: always allowed. */
	enum err_code (*allowed)(const struct write *w, int64_t rev,
	                         struct err *e);
	const void *conditions; /* allowed()'s */

	bool (*arriving)(void *, const struct kind *, struct str, struct str *);
	void *arrivals; /* see struct draft; others may still be deleted, too */

	/* During an import: derive this record anew when all lines are in. */
	void (*later)(void *arrivals, const struct kind *k, struct str id);
	/* And draw its evidence anew. */
	void (*derive_evidence_later)(void *arrivals, const struct kind *k,
	                              struct str id);

	const struct change *replay; /* the link to take over, or NULL */

	/* what came of it */
	struct row row;
	bool created, changed;
};

/* The record, or why there is none. */
MUST_CHECK enum err_code record_find(struct tx *tx, const struct kind *k,
                                     struct str ref, struct arena *a,
                                     struct row *out, struct err *e);

/* A new record; its id is new, its key the body's or drawn from its title. */
MUST_CHECK enum err_code write_create(struct tx *tx, struct write *w,
                                      struct err *e);

/* All members new. When there is no record and allowed() does not mind, one
 * is created under the id or key of w->ref. */
MUST_CHECK enum err_code write_replace(struct tx *tx, struct write *w,
                                       struct err *e);

/* By a merge patch (RFC 7396), and by a JSON Patch (RFC 6902). */
MUST_CHECK enum err_code write_merge_patch(struct tx *tx, struct write *w,
                                           struct err *e);
MUST_CHECK enum err_code write_json_patch(struct tx *tx, struct write *w,
                                          struct err *e);
MUST_CHECK enum err_code write_delete(struct tx *tx, struct write *w,
                                      struct err *e);

/* Does anything refer to it? ERR_CONFLICT, and err.more names some. */
MUST_CHECK enum err_code record_check_unreferred(struct tx *tx,
                                                 const struct kind *k,
                                                 struct str id, struct arena *a,
                                                 struct err *e);

/* An imported record: found by its id, else by its key, else created, under
 * its id or that of its name. With a "rev" it is restored as it is, and
 * with w->replay that change itself is taken over. */
MUST_CHECK enum err_code write_import(struct tx *tx, struct write *w,
                                      struct err *e);

/* The row as it should be by its own text: columns, derived ones among them,
 * and lists that are part of it. Nothing is written. */
MUST_CHECK enum err_code record_row(struct tx *tx, struct arena *a,
                                    const struct kind *k, const struct row *row,
                                    struct row *out, struct err *e);

/* Would an import take the stored record, and leave it as it is? ERR_INVALID
 * and why not. */
MUST_CHECK enum err_code record_check(struct tx *tx, const struct kind *k,
                                      const struct row *row, struct arena *a,
                                      struct err *e);

/* The id of an imported record that comes with a key only: the same
 * everywhere; a key that looks like an id is one. */
struct str record_named_id(struct arena *a, const struct kind *k,
                           struct str key);

/* Draw the derived values and the index entry anew; no revision. */
MUST_CHECK enum err_code record_rederive(struct tx *tx, struct arena *a,
                                         const struct kind *k,
                                         const struct row *row, struct err *e);

#endif
