/*
 * nearest.h - where a text comes nearest to words that are not in it
 *
 * Shapes  a needle is what is looked for, and its words with what the
 *         haystack knows of them. Places are the best first and do not
 *         overlap.
 * Units   bytes; similarity as in worddiff.h.
 * Errors  none: what has not one word in common with the text is near to no
 *         place of it. Words that are very common in a very long text are
 *         looked at in part.
 * Source  rare words vote for where the needle would begin; the places with
 *         most votes are aligned word by word.
 */
#ifndef LIB_MATCH_NEAREST_H
#define LIB_MATCH_NEAREST_H

#include "lib/match/haystack.h"
#include "lib/match/worddiff.h"

struct arena;

struct needle_word {
	size_t start, end;             /* in the needle         */
	const struct hay_entry *entry; /* NULL: nowhere         */
};

struct needle {
	struct str text;
	struct needle_word *words;
	size_t n;
};

void needle_read(struct needle *out, const struct haystack *h, struct arena *a,
                 struct str text);

struct near {
	size_t start, end;
	struct diff diff; /* from the needle to what stands there */
};

/* How many were found, at most max. */
size_t nearest_find(const struct haystack *h, const struct needle *needle,
                    struct arena *a, struct near *out, size_t max);

#endif
