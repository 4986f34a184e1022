/*
 * wording.h - the text of a provision, in each language and edition
 *
 * Shapes  a provision's own `edition`, `start` and `end` come first, then its
 *         `spans`, in their order. A span that does not say its language has
 *         that of its edition, which the source says. What is left out
 *         (left_out.h) is not among the words.
 * Units   code points, end exclusive.
 * Errors  the engine's.
 * Source  the kinds "provisions" and "sources".
 */
#ifndef SERVER_REGISTRY_SOURCES_WORDING_H
#define SERVER_REGISTRY_SOURCES_WORDING_H

#include "lib/store/store.h"
#include "server/registry/model/kind.h"

struct wording {
	struct str edition, lang; /* the second may be absent */
	int64_t start, end;
	struct str left_out; /* JSON, of all editions, or absent */
};

/* One after the other; *at is 0 at first. False after the last. */
bool wording_next(struct arena *a, const struct row *provision, size_t *at,
                  struct wording *out);

/* The editions that are held, with a blank between. */
MUST_CHECK enum err_code wording_held(struct tx *tx, struct arena *a,
                                      const struct row *provision,
                                      struct str *out, struct err *e);

/* Is it one of those, as they were when the row was derived? */
bool wording_is_held(const struct row *provision, struct str edition);

/* The words of one that is held. */
MUST_CHECK enum err_code wording_text(struct tx *tx, struct arena *a,
                                      const struct wording *w, struct str *out,
                                      struct err *e);

/* All that are held, a line end between. */
MUST_CHECK enum err_code wording_all(struct tx *tx, struct arena *a,
                                     const struct row *provision,
                                     struct str *out, struct err *e);

#endif
