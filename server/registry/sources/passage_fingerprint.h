/*
 * passage_fingerprint.h - the fingerprint that a passage carries
 *
 * Shapes  a member of the record: {"version","length","rolling","sha256"} of
 *         its folded words (lib/match/fingerprint.h); where these are few,
 *         fewer than FINGERPRINT_SHORT, also "before" and "after", the same of
 *         up to FINGERPRINT_AROUND characters around it. The words are those that
 *         somebody reads (reading.h), or all where these are none. It is
 *         computed where the text is held, and checked when given; one of
 *         another version of the rules is replaced then, and elsewhere stays
 *         as it is, but finds nothing.
 * Units   characters that are left after folding; rolling in 16 hex digits.
 * Errors  passage_fingerprint_check() notes at /fingerprint one that is not that
 *         of the words; passage_fingerprint_make() gives the engine's.
 * Source  FOLD_VERSION.
 */
#ifndef SERVER_REGISTRY_SOURCES_PASSAGE_FINGERPRINT_H
#define SERVER_REGISTRY_SOURCES_PASSAGE_FINGERPRINT_H

#include "lib/match/fingerprint.h"
#include "lib/store/store.h"
#include "server/registry/model/kind.h"

#define FINGERPRINT_SHORT  160
#define FINGERPRINT_AROUND 32

struct passage_fingerprint {
	struct fingerprint words, before, after; /* these may be of nothing */
};

/* What a record says; false when it says nothing that can be looked for. */
bool passage_fingerprint_read(struct arena *a, struct str record,
                              struct passage_fingerprint *out);

/* Of a span of a text that is held; of nothing when there is nothing to see. */
MUST_CHECK enum err_code
passage_fingerprint_make(struct tx *tx, struct arena *a,
                         const struct row *source, const struct text *text,
                         int64_t start, int64_t end,
                         struct passage_fingerprint *out, struct err *e);

/* The same of all that stands there, whatever is read of it. */
MUST_CHECK enum err_code passage_fingerprint_make_whole(
	struct tx *tx, struct arena *a, const struct text *text, int64_t start,
	int64_t end, struct passage_fingerprint *out, struct err *e);

/* Has a draft one of these rules already? */
bool passage_fingerprint_is_given(const struct draft *d);

/* Give a draft the fingerprint of the words at its offsets, or of `exact` where
 * no text is held. */
void passage_fingerprint_check(struct draft *d, const struct row *source);
void passage_fingerprint_trust(struct draft *d, struct str exact);

#endif
