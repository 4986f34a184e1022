/*
 * loose.c - weighing clauses against each other
 */
#include "lib/sqlite/loose.h"

#include <math.h>

float loose_worth(int64_t uses, int64_t ndocs)
{
	return logf(1 + ((float)(ndocs - uses) + 0.5f) / ((float)uses + 0.5f));
}

bool loose_is_anchor(const struct loose *l, uint8_t clause)
{
	return clause < SEARCH_LOOSE_MAX && (l->anchors & 1u << clause);
}

/* The rarest that is no anchor yet becomes one; what it is worth, 0: none. */
static float add_anchor(struct loose *l)
{
	uint8_t rarest = 0;
	float most = 0;

	for (uint8_t i = 0; i < SEARCH_LOOSE_MAX; i++)
		if (!loose_is_anchor(l, i) && l->worth[i] > most) {
			most = l->worth[i];
			rarest = i;
		}
	if (most > 0)
		l->anchors |= (uint16_t)(1u << rarest);
	return most;
}

void loose_choose_anchors(struct loose *l, uint8_t share)
{
	float others = l->all, one;

	do {
		one = add_anchor(l);
		others -= one;
	} while (one > 0 && others >= l->all * (float)share / SEARCH_LACKS);
}

uint8_t loose_lacks(const struct loose *l, uint16_t missing)
{
	float lost = 0;

	if (missing == 0)
		return 0;
	for (uint8_t i = 0; i < SEARCH_LOOSE_MAX; i++)
		lost += missing & 1u << i ? l->worth[i] : 0;
	return l->all > 0 ? (uint8_t)(SEARCH_LACKS * lost / l->all) : 0;
}
