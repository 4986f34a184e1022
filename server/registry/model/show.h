/*
 * show.h - records as they are sent to clients
 *
 * Shapes  the record's stored text with the computed members after it; with
 *         a choice of fields, `id`, `key` and those only.
 * Errors  the engine's.
 * Source  nothing is parsed: text is copied or sliced (lib/data/jsontext.h).
 */
#ifndef SERVER_REGISTRY_MODEL_SHOW_H
#define SERVER_REGISTRY_MODEL_SHOW_H

#include "lib/store/store.h"
#include "server/registry/model/kind.h"

/* Names of members; none: all. */
struct choice {
	struct str names[64];
	size_t n;
};

/* None noted yet; what will be lives as long as the arena. */
struct edition_notes *show_notes_new(struct arena *a);

MUST_CHECK enum err_code show_record(const struct show_context *r,
                                     const struct kind *k,
                                     const struct row *row,
                                     const struct choice *choice,
                                     struct buf *out, struct err *e);

/* Of a record as text: `id`, `key` and the members chosen. */
void show_choice(struct buf *out, struct str whole,
                 const struct choice *choice);

/* The records of kind `what` that the owners (ids) refer to, as a JSON list.
 * False when k has no reference to that kind. */
bool show_refers(const struct kind *k, const struct kind *what);
MUST_CHECK enum err_code show_related(const struct show_context *r,
                                      const struct kind *k,
                                      const struct str *owners, size_t n,
                                      const struct kind *what, struct buf *out,
                                      struct err *e);

/* "id":"...","key":"..." */
void show_ids(struct buf *out, const struct row *row);

/* {"kind","id","key","title"} */
void show_subject(struct arena *a, const struct kind *k, const struct row *row,
                  struct buf *out);

/* What a person calls the record: its title or name, else its key. */
struct str show_title(struct arena *a, const struct kind *k,
                      const struct row *row);

#endif
