/*
 * common.c - a shortest way from one list to another
 */
#include "lib/data/common.h"

#include <stdlib.h>

#include "lib/base/hash.h"

#define STEPS_MAX 1000 /* items that only one of the lists has */

/* ---- items as numbers ------------------------------------------------------- */

struct numbered {
	struct str text;
	uint64_t hash;
	size_t *number; /* equal items get one */
};

static int by_text(const void *left, const void *right)
{
	const struct numbered *a = left, *b = right;

	return a->hash != b->hash ? (a->hash > b->hash) - (a->hash < b->hash)
	                          : str_cmp(a->text, b->text);
}

static size_t *note_items(struct arena *arena, const struct items *of,
                          struct numbered *out)
{
	size_t *numbers = arena_alloc(arena, (of->n + 1) * sizeof(*numbers));

	for (size_t i = 0; i < of->n; i++)
		out[i] = (struct numbered){ of->of[i], hash_bytes(of->of[i], 0),
			                    &numbers[i] };
	return numbers;
}

static void number_items(struct numbered *all, size_t n)
{
	size_t number = 0;

	if (n > 0)
		qsort(all, n, sizeof(*all), by_text);
	for (size_t i = 0; i < n; i++) {
		if (i > 0 && by_text(&all[i - 1], &all[i]) != 0)
			number++;
		*all[i].number = number;
	}
}

/* ---- the way ------------------------------------------------------------------ */

/* On the diagonal k, x - y is k; after d items that only one list has, the
 * diagonals -d, -d + 2, ... d have been reached. */
struct way {
	const size_t *a, *b; /* numbers, between what is common at the ends */
	int64_t n, m;
	int64_t steps; /* d that is reached, or -1: too many */
	int32_t **far; /* of each d, the greatest x on each diagonal */
};

static int64_t far_on(const struct way *w, int64_t d, int64_t k)
{
	return k < -d || k > d ? -1 : w->far[d][(k + d) / 2];
}

/* Does the way to diagonal k come from above (an item of b is new)? */
static bool is_from_above(const struct way *w, int64_t d, int64_t k)
{
	return k == -d ||
	       (k != d && far_on(w, d - 1, k - 1) < far_on(w, d - 1, k + 1));
}

static int64_t start_on(const struct way *w, int64_t d, int64_t k)
{
	if (d == 0)
		return 0;
	return is_from_above(w, d, k) ? far_on(w, d - 1, k + 1)
	                              : far_on(w, d - 1, k - 1) + 1;
}

static int64_t go_along(const struct way *w, int64_t x, int64_t k)
{
	while (x < w->n && x - k < w->m && w->a[x] == w->b[x - k])
		x++;
	return x;
}

/* A diagonal that has left the lists goes nowhere, but is walked on. */
static bool take_step(struct arena *arena, struct way *w, int64_t d)
{
	w->far[d] = arena_alloc(arena, (size_t)(d + 1) * sizeof(**w->far));
	for (int64_t k = -d; k <= d; k += 2) {
		int64_t from = start_on(w, d, k), x = from;

		if (x <= w->n && x - k <= w->m)
			x = go_along(w, x, k);
		arena_work(arena, (uint64_t)(x - from) + 1);
		w->far[d][(k + d) / 2] = (int32_t)x;
		if (x >= w->n && x - k >= w->m && k == w->n - w->m)
			return true;
	}
	return false;
}

static void find_way(struct arena *arena, struct way *w)
{
	int64_t most = COMMON_WORK / (w->n + w->m + 1);

	if (most > STEPS_MAX)
		most = STEPS_MAX;
	w->far = arena_alloc(arena, (size_t)(most + 1) * sizeof(*w->far));
	for (w->steps = 0; w->steps <= most; w->steps++)
		if (take_step(arena, w, w->steps))
			return;
	w->steps = -1;
}

/* Back from the end, noting the items that were passed on both sides. */
static void note_way(const struct way *w, size_t skipped, size_t *out)
{
	int64_t x = w->n, k = w->n - w->m;

	for (int64_t d = w->steps; d >= 0; d--) {
		int64_t from = start_on(w, d, k);

		while (x > from) {
			x--;
			out[skipped + (size_t)x] = skipped + (size_t)(x - k);
		}
		if (d == 0)
			break;
		if (is_from_above(w, d, k)) {
			k++;
		} else {
			x--;
			k--;
		}
	}
}

/* ---- the whole ---------------------------------------------------------------- */

static size_t same_at_start(const size_t *a, size_t n, const size_t *b,
                            size_t m)
{
	size_t i = 0;

	while (i < n && i < m && a[i] == b[i])
		i++;
	return i;
}

static size_t same_at_end(const size_t *a, size_t n, const size_t *b, size_t m)
{
	size_t i = 0;

	while (i < n && i < m && a[n - 1 - i] == b[m - 1 - i])
		i++;
	return i;
}

size_t *common_items(struct arena *arena, const struct items *a,
                     const struct items *b)
{
	size_t total = a->n + b->n, start, end,
	       *out = arena_alloc(arena, (a->n + 1) * sizeof(*out));
	struct numbered *all = arena_alloc(arena, (total + 1) * sizeof(*all));
	size_t *x = note_items(arena, a, all),
	       *y = note_items(arena, b, all + a->n);
	struct way w;

	number_items(all, total);
	arena_work(arena, total * 20);
	start = same_at_start(x, a->n, y, b->n);
	end = same_at_end(x + start, a->n - start, y + start, b->n - start);
	for (size_t i = 0; i < a->n; i++)
		out[i] = i < start         ? i
		         : i >= a->n - end ? b->n - (a->n - i)
		                           : COMMON_NONE;
	w = (struct way){ .a = x + start,
		          .b = y + start,
		          .n = (int64_t)(a->n - start - end),
		          .m = (int64_t)(b->n - start - end) };
	find_way(arena, &w);
	if (w.steps >= 0)
		note_way(&w, start, out);
	return out;
}
