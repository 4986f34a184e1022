/*
 * ellipsis.h - what a quote leaves out
 *
 * Shapes  an ellipsis is … or ⋯, once or more, or three or four dots, blanks
 *         between them or not; any of it may stand in brackets. Parts are
 *         what stands between, without white space at their ends; what is
 *         empty is no part. Dots that the text itself has where a quote has
 *         them are words like others, and leave out nothing.
 * Units   none.
 * Errors  no parts when there is no ellipsis; parts beyond ELLIPSIS_PARTS_MAX
 *         are only counted.
 * Source  how lawyers and editors quote.
 */
#ifndef LIB_MATCH_ELLIPSIS_H
#define LIB_MATCH_ELLIPSIS_H

#include "lib/base/base.h"

#define ELLIPSIS_PARTS_MAX 20

struct ellipsis {
	struct str parts[ELLIPSIS_PARTS_MAX];
	size_t n;
	bool in_brackets[ELLIPSIS_PARTS_MAX]; /* the gap after each part */
	bool before, behind; /* there is one at the very beginning, end */
};

void ellipsis_split(struct str quote, struct ellipsis *out);

/* Does what an ellipsis skips of a text begin or end with dots of the text's
 * own, which the ellipsis may be, and hold more than these? Brackets are a
 * quoter's unless the text has them, too. */
bool ellipsis_is_of_text(struct str gap, bool in_brackets);

#endif
