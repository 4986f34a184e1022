/*
 * write.h - records are created, changed and deleted; each write is atomic
 *
 * Shapes  struct write says what to do and then the result. A write is
 *         row, revision and place in the chain, derived values, evidence and
 *         search index, all in the transaction given. Writing what is there
 *         already changes nothing (`changed` is false).
 * Units   rev counts from 1; a record created again under its old id goes on
 *         from its last one.
 * Errors  ERR_INVALID with mistakes; ERR_NOT_FOUND; ERR_GONE (with a link to
 *         the history in err.more); ERR_CONFLICT: key taken, or the record is
 *         referred to (err.more names by whom); ERR_TOO_LARGE: more than
 *         jsonsize.h lets a record be; ERR_FORBIDDEN: it is followed from
 *         another registry (err.more has its address); what `allowed` says.
 * Source  RFC 9110 (conditions).
 */
#ifndef SERVER_REGISTRY_CHANGES_WRITE_H
#define SERVER_REGISTRY_CHANGES_WRITE_H

#include <jansson.h>

#include "lib/store/store.h"
#include "server/registry/model/kind.h"

struct patch;

struct postponed;

struct write {
	const struct kind *kind;
	struct arena *arena;
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

	/* During an import: derive this record again when all lines are in. */
	void (*derive_later)(void *arrivals, const struct kind *k,
	                     struct str id);
	/* And whose evidence; NULL: it is derived at once. */
	struct postponed *evidence;

	bool is_sure; /* there is no such record yet, nor one with its key, and
	                 what it refers to by id is there: not looked up */
	bool duplicates; /* identifiers of another instrument are taken */

	/* Check only, in a transaction that reads: ERR_ENOUGH when nothing is
	 * wrong; what took long to find is then in *located. */
	bool rehearses;
	struct located *located; /* of a rehearsal, or NULL */

	const struct change *replay; /* the link to take over, or NULL */

	/* The change is one of the record's origin, taken `from` there (as in
	 * struct change); what is followed is changed in no other way. */
	bool follows;
	struct str from;

	/* the result */
	struct row row;
	bool created, changed;
	bool is_first; /* no revision of it was there before, as is known */
};

/* A new record; its id is new, its key the body's or made of its title. */
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

#endif
