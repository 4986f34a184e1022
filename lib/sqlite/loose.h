/*
 * loose.h - what the clauses are worth of which not all must hold
 *
 * Shapes  by clause, the rarer, the more; anchors are so many of the rarest
 *         that the others are not enough without one of them.
 * Units   lacks and share are of SEARCH_LACKS; clauses are bits, 1 << clause.
 * Errors  none.
 * Source  lib/store/store.h says what loose means.
 */
#ifndef LIB_SQLITE_LOOSE_H
#define LIB_SQLITE_LOOSE_H

#include "lib/store/store.h"

struct loose {
	float worth[SEARCH_LOOSE_MAX];
	float all; /* of these */
	uint16_t anchors;
};

/* What stands in so many of all documents. */
float loose_worth(int64_t uses, int64_t ndocs);

void loose_choose_anchors(struct loose *l, uint8_t share);
bool loose_is_anchor(const struct loose *l, uint8_t clause);

/* What the missing clauses are worth. */
uint8_t loose_lacks(const struct loose *l, uint16_t missing);

#endif
