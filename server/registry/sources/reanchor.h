/*
 * reanchor.h - the words of a passage looked for in a later edition
 *
 * Shapes  of a passage whose words stand where it says, in an edition that a
 *         newer one succeeds: "unchanged" the same words at the same offsets;
 *         "moved" the same words elsewhere. Both only in the same sentence of
 *         the same provision (sentence.h), and in one place or in the one among
 *         such words as before. "changed" not the same words, but some that
 *         come near, or others between the same words as before; or the same
 *         words in another sentence or provision; "ambiguous" the same words in
 *         several places; "lost" none of these. What was found is stored
 *         (store.h: struct anchor); the passage itself is left as it is until
 *         an editor accepts the new place
 *         (server/registry/ingest/anchor_accept.h).
 * Units   code points; similarity 0..1000: of a place that comes near at
 *         least REANCHOR_CLOSE, or REANCHOR_NEAR where REANCHOR_SHARED of its
 *         rarer words are there.
 * Errors  the engine's. Editions of more than REANCHOR_BYTES_MAX are not
 *         looked into.
 * Source  lib/match/quote.h; W3C Web Annotation, TextQuoteSelector.
 */
#ifndef SERVER_REGISTRY_SOURCES_REANCHOR_H
#define SERVER_REGISTRY_SOURCES_REANCHOR_H

#include "lib/match/haystack.h"
#include "lib/store/store.h"
#include "server/registry/model/kind.h"
#include "server/registry/sources/edition.h"

#define REANCHOR_CLOSE     850
#define REANCHOR_NEAR      400
#define REANCHOR_SHARED    300
#define REANCHOR_BYTES_MAX (8u << 20)

extern const char *const reanchor_states[];

/* Where a passage stands in its own edition, as one to be looked for in
 * `target`. */
struct anchor reanchor_start(const struct row *passage, struct str target);

/* Look for the words of the draft's row; *state is what the passage's own
 * state then is. */
MUST_CHECK enum err_code reanchor_passage(struct draft *d, struct str words,
                                          const char **state);

/* What will be found of a passage of the source when a text has come; *is_new
 * when that is not stored yet. So all can be looked for before the write, which
 * then finds it stored. */
struct reanchor_preview {
	struct tx *tx;
	const struct row *source;
	const struct new_edition *new_edition;
	const struct haystack *haystack; /* of the new edition */
};

MUST_CHECK enum err_code reanchor_preview(const struct reanchor_preview *f,
                                          struct arena *a,
                                          const struct row *passage,
                                          struct anchor *found, bool *is_new,
                                          struct err *e);

/* The passage's own state, given what was found. */
struct str reanchor_passage_state(struct str found);

/* What was found of a stored passage in the copy that its words are shown from,
 * or else in the edition that succeeds its own; ERR_NOT_FOUND when there is
 * none. */
MUST_CHECK enum err_code reanchor_find(struct tx *tx, struct arena *a,
                                       const struct row *passage,
                                       struct anchor *out, struct err *e);

/* The next place of anchor->places. */
bool reanchor_next_place(struct str places, size_t *at, int64_t *start,
                         int64_t *end);

#endif
