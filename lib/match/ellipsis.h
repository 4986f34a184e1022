/*
 * ellipsis.h - what a quote leaves out
 *
 * Shapes  an ellipsis is … or ⋯, once or more, or three or four dots, blanks
 *         between them or not; any of it may stand in brackets. Parts are
 *         what stands between, without white space at their ends; what is
 *         empty is no part.
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
	bool before, behind; /* there is one at the very beginning, end */
};

void ellipsis_split(struct str quote, struct ellipsis *out);

#endif
