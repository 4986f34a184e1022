/*
 * prints.h - the fingerprint that a passage carries
 *
 * Shapes  a member of the record: {"version","length","rolling","sha256"} of
 *         its folded words (lib/match/fingerprint.h); where these are few,
 *         fewer than PRINT_SHORT, also "before" and "after", the same of up
 *         to PRINT_AROUND characters around it. The words are those that
 *         somebody reads (reading.h), or all where these are none. It is
 *         computed where the text is held, and checked when given; one of
 *         another version of the rules is replaced then, and elsewhere stays
 *         as it is, but finds nothing.
 * Units   characters that are left after folding; rolling in 16 hex digits.
 * Errors  print_check() notes at /fingerprint one that is not that of the
 *         words; print_make() gives the engine's.
 * Source  FOLD_VERSION.
 */
#ifndef SERVER_REGISTRY_SOURCES_PRINTS_H
#define SERVER_REGISTRY_SOURCES_PRINTS_H

#include "lib/match/fingerprint.h"
#include "lib/store/store.h"
#include "server/registry/model/kind.h"

#define PRINT_SHORT  160
#define PRINT_AROUND 32

struct print {
	struct fingerprint words, before, after; /* these may be of nothing */
};

/* What a record says; false when it says nothing that can be looked for. */
bool print_read(struct arena *a, struct str record, struct print *out);

/* Of a span of a text that is held; of nothing when there is nothing to see. */
MUST_CHECK enum err_code print_make(struct tx *tx, struct arena *a,
                                    const struct row *source,
                                    const struct text *text, int64_t start,
                                    int64_t end, struct print *out,
                                    struct err *e);

/* The same of all that stands there, whatever is read of it. */
MUST_CHECK enum err_code print_make_whole(struct tx *tx, struct arena *a,
                                          const struct text *text,
                                          int64_t start, int64_t end,
                                          struct print *out, struct err *e);

/* Has a draft one of these rules already? */
bool print_is_given(const struct draft *d);

/* Give a draft the fingerprint of the words at its offsets, or of `exact` where
 * no text is held. */
void print_check(struct draft *d, const struct row *source);
void print_trust(struct draft *d, struct str exact);

#endif
