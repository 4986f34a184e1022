/*
 * save.h - a revision of a record is stored: what all writes end in
 *
 * Shapes  a stamp is what the server adds to the members of a draft. Saving
 *         is row, change, derived values, evidence and index entry, then what
 *         follows from the record (propagate.h). w->row, created and changed
 *         are set.
 * Errors  as in write.h.
 * Source  RFC 8785 (the record's text).
 */
#ifndef SERVER_REGISTRY_CHANGES_SAVE_H
#define SERVER_REGISTRY_CHANGES_SAVE_H

#include "server/registry/changes/write.h"
#include "server/registry/model/draft.h"

struct stamp {
	struct str id, key;
	int64_t rev;
	struct str created, updated;
	struct str origin; /* absent: here */
	bool is_first;     /* no change of it was before, as is known */
};

struct stamp save_stamp_of(const struct row *row);

/* A draft of the body, for the record with the id `own`. */
struct draft save_draft(struct tx *tx, const struct write *w,
                        const json_t *body, struct str own, struct err *e);

/* The stamp goes into the draft's members; their text. */
struct str save_render(struct draft *d, const struct stamp *s);

/* A checked draft under that stamp; old is NULL when there is no record yet. */
MUST_CHECK enum err_code save_row(struct tx *tx, struct write *w,
                                  struct draft *d, const struct row *old,
                                  const struct stamp *s, struct err *e);

/* What is followed from another registry is changed there: ERR_FORBIDDEN. */
MUST_CHECK enum err_code save_refuse_followed(const struct write *w,
                                              const struct row *old,
                                              struct err *e);

/* The body over the row, unless that would change nothing. */
MUST_CHECK enum err_code save_over(struct tx *tx, struct write *w,
                                   const struct row *old, const json_t *body,
                                   struct err *e);

/* w->body as a new record; an absent key is the body's or made of the title. */
MUST_CHECK enum err_code save_new(struct tx *tx, struct write *w, struct str id,
                                  struct str key, struct err *e);

/* The entry of the log of changes alone. */
MUST_CHECK enum err_code save_change(struct tx *tx, const struct write *w,
                                     const char *op, const struct stamp *s,
                                     struct str record, struct err *e);

#endif
