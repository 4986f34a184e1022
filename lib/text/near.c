/*
 * near.c - three lines of the table of distances
 */
#include "lib/text/near.h"

#include "lib/text/utf8.h"

struct letters {
	uint32_t at[NEAR_TYPED];
	size_t n;
};

/* False when there are too many. */
static bool spell(struct str s, struct letters *out)
{
	size_t at = 0;

	for (out->n = 0; at < s.len; out->n++) {
		if (out->n == NEAR_TYPED)
			return false;
		out->at[out->n] = utf8_next(s, &at);
	}
	return true;
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Letters before i of a against those before j of b; line[i] of the table. */
static size_t cell(const struct letters *a, const struct letters *b, size_t i,
                   size_t j, size_t line[3][NEAR_TYPED + 1])
{
	const uint32_t *x = &a->at[i - 1], *y = &b->at[j - 1];
	size_t *now = line[i % 3], *before = line[(i + 2) % 3],
	       n = least(before[j - 1] + (*x != *y),
	                 least(before[j], now[j - 1]) + 1);

	if (i > 1 && j > 1 && *x == y[-1] && x[-1] == *y)
		n = least(n, line[(i + 1) % 3][j - 2] + 1);
	return n;
}

size_t near_distance(struct str a, struct str b)
{
	struct letters x, y;
	size_t line[3][NEAR_TYPED + 1];

	if (!spell(a, &x) || !spell(b, &y))
		return NEAR_NEVER;
	for (size_t j = 0; j <= y.n; j++)
		line[0][j] = j;
	for (size_t i = 1; i <= x.n; i++) {
		line[i % 3][0] = i;
		for (size_t j = 1; j <= y.n; j++)
			line[i % 3][j] = cell(&x, &y, i, j, line);
	}
	return line[x.n % 3][y.n];
}

bool near_is(struct str typed, struct str name, size_t *distance)
{
	size_t a = 0, b = 0;

	if (typed.len == 0 || name.len == 0 ||
	    utf8_next(typed, &a) != utf8_next(name, &b))
		return false;
	*distance = near_distance(typed, name);
	return *distance <
	       least(NEAR_NEVER, 1 + least(typed.len, name.len) / 2);
}
