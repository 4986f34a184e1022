/*
 * worddiff.h - what to change in one text to make it another, by words
 *
 * Shapes  a list of parts in order: equal and delete put together are the
 *         first text, equal and insert the second, byte by byte. A word is
 *         letters and digits, or one ideograph, or one other character, with
 *         the white space after it. Texts are borrowed from the two.
 * Units   similarity is 0..1000: twice the code points in words that are the
 *         same but for case, width and the like, over those of both texts.
 * Errors  none; texts of very many words are compared along a band, so that
 *         one that was moved far counts as deleted and inserted.
 * Source  longest common subsequence, weighted by length.
 */
#ifndef LIB_MATCH_WORDDIFF_H
#define LIB_MATCH_WORDDIFF_H

#include "lib/base/base.h"

struct arena;

enum diff_op { DIFF_EQUAL, DIFF_DELETE, DIFF_INSERT };

struct diff_part {
	enum diff_op op;
	struct str text;
};

struct diff {
	struct diff_part *parts;
	size_t n;
	int similarity;
};

void worddiff(struct arena *a, struct str from, struct str to,
              struct diff *out);

#endif
