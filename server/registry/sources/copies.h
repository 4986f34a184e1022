/*
 * copies.h - passages found in a copy of the text they are taken from
 *
 * Shapes  where the text of a passage's own edition is not held, its words are
 *         looked for by their fingerprint (passage_fingerprint.h) in the texts that are held
 *         of its source in its language, from the newest on, until one has
 *         them. They are "found" in the only place that has them, or the only
 *         one of several that has them in their surroundings; "ambiguous" in
 *         several; "changed" where they stand in one place, but in other
 *         surroundings; else "lost". What was found is stored as for later
 *         editions (reanchor.h). Where no text has them, what became of them in
 *         the newest counts.
 * Units   code points of that text.
 * Errors  the engine's. copy_look() finds nothing, and *found is false, where
 *         there is no such text, or no fingerprint of these rules.
 * Source  lib/match/fingerprint.h.
 */
#ifndef SERVER_REGISTRY_SOURCES_COPIES_H
#define SERVER_REGISTRY_SOURCES_COPIES_H

#include "lib/match/haystack.h"
#include "server/registry/sources/edition.h"
#include "server/registry/sources/passage_fingerprint.h"

/* One passage to be looked for. */
struct copy {
	struct anchor anchor; /* what is known, then what was found */
	struct passage_fingerprint print;
};

/* A passage without its own text as one to be looked for in `target`; false
 * when it has no fingerprint. */
bool copy_of(struct arena *a, const struct row *passage, struct str target,
             struct copy *out);

/* A text as it stands, and as it is read. */
struct copy_texts {
	const struct haystack *plain, *reading;
	bool tags; /* it is not looked for among these */
};

/* Look for all of them in a text. */
void copies_find(const struct copy_texts *t, struct copy *copies, size_t n,
                 struct arena *a);

/* What was found before; *known is false when nothing was looked for yet. */
MUST_CHECK enum err_code copy_find_known(struct tx *tx, struct arena *a,
                                         struct copy *copy, bool *known,
                                         struct err *e);

/* Of the draft's row, in the text that counts: what was found before, or is
 * found now. */
MUST_CHECK enum err_code copy_look(struct draft *d, struct anchor *out,
                                   bool *found, struct err *e);

/* Do the words of a place have the fingerprint of the passage that was found
 * there? */
MUST_CHECK enum err_code copy_stands(struct tx *tx, struct arena *a,
                                     const struct row *passage,
                                     const struct anchor *at, bool *out,
                                     struct err *e);

#endif
