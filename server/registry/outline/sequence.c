/*
 * sequence.c - the best chain through numbers
 */
#include "server/registry/outline/sequence.h"

#include <stdlib.h>

#include "lib/base/arena.h"

#define NONE     SIZE_MAX
#define LOOK     32 /* candidates of one number looked back at */
#define SKIPPED  2  /* the price of each candidate passed over */
#define MISSING  15 /* ... of each number missing, up to MOST   */
#define MOST     75
#define LATE     50 /* ... of beginning a little late          */
#define ANYWHERE 90 /* ... of beginning anywhere               */
#define LETTERS  26

struct sequence {
	uint32_t best[NUMBER_MAX + 1], last[NUMBER_MAX + 1];
	unsigned stamp[NUMBER_MAX + 1], now;
	/* a Fenwick tree: the best of all up to a number */
	uint32_t most[NUMBER_MAX + 1];
	unsigned most_stamp[NUMBER_MAX + 1];
};

struct sequence *sequence_new(struct arena *a)
{
	return arena_alloc(a, sizeof(struct sequence));
}

static size_t find(const struct sequence *s, const uint32_t *table, int base)
{
	return base >= 0 && s->stamp[base] == s->now ? table[base] : NONE;
}

/* What beginning here costs; -1: it may not. */
static int start_price(const struct sequence_rule *rule, const struct number *n)
{
	if (rule->free || n->base == 1 ||
	    (rule->after > 0 && n->base == rule->after + 1))
		return 0;
	if (n->base <= 1 + rule->gap)
		return LATE;
	return rule->loose ? ANYWHERE : -1;
}

static int missing_price(int n)
{
	return n * MISSING < MOST ? n * MISSING : MOST;
}

/* Go on from candidate i, if that is better. */
static void offer(struct step *steps, size_t i, size_t j, int64_t price)
{
	int64_t score = steps[i].score + steps[j].weight - price;
	struct step *to = &steps[j];

	if (score > to->score ||
	    (score == to->score && to->before != NONE && i < to->before)) {
		to->score = score;
		to->before = i;
	}
}

/* What a chain that ends with step i is worth to those after it. */
static int64_t worth(const struct step *steps, size_t i)
{
	return steps[i].score + SKIPPED * (int64_t)i;
}

/* The best of all chains that end below `base`, else NONE. */
static size_t best_below(const struct sequence *s, const struct step *steps,
                         int base)
{
	size_t best = NONE;

	for (int k = base - 1; k > 0; k -= k & -k)
		if (s->most_stamp[k] == s->now &&
		    (best == NONE ||
		     steps[s->most[k]].score > steps[best].score))
			best = s->most[k];
	return best;
}

static void raise_most(struct sequence *s, const struct step *steps, size_t j,
                       int base)
{
	for (int k = base; k > 0 && k <= NUMBER_MAX; k += k & -k)
		if (s->most_stamp[k] != s->now ||
		    steps[j].score > steps[s->most[k]].score) {
			s->most[k] = (uint32_t)j;
			s->most_stamp[k] = s->now;
		}
}

/* Of the candidates between two steps. */
static int64_t skipped_price(size_t i, size_t j)
{
	return SKIPPED * (int64_t)(j - i - 1);
}

/* Of what was put in by letters: the first of them, 0 for ZA, which stands
 * before A; and is there a second? */
static int first_letter(const struct number *n, bool *second)
{
	int first = n->insert > LETTERS ? (n->insert - 1) / LETTERS : n->insert;

	*second = n->insert > LETTERS;
	return *second && first == LETTERS ? 0 : first;
}

/* How far one is behind another of the same base; what has two letters was
 * put in later, before what has one (6AA, 6A) or after it (6A, 6AA, 6B). */
static int inserts_between(const struct number *before, const struct number *n)
{
	bool two, had_two;
	int first = first_letter(n, &two), had = first_letter(before, &had_two),
	    more = first - had;

	if (n->letters || n->figures || n->latin.len > 0 || (!two && !had_two))
		return n->insert - before->insert;
	return more > 0 ? more : more == 0 && n->insert != before->insert;
}

static void look_back(const struct sequence *s,
                      const struct sequence_rule *rule, struct step *steps,
                      size_t j)
{
	const struct number *n = &steps[j].number;
	size_t i = find(s, s->last, steps[j].base), far = NONE;

	for (int gap = 0; gap <= rule->gap; gap++) {
		size_t k = find(s, s->best, steps[j].base - 1 - gap);

		if (k != NONE)
			offer(steps, k, j,
			      skipped_price(k, j) + missing_price(gap) +
			              (n->insert > 0 ? MISSING : 0));
	}
	if (rule->loose)
		far = best_below(s, steps, steps[j].base);
	if (far != NONE)
		offer(steps, far, j, rule->free ? 0 : MOST);
	for (int k = 0; i != NONE && k < LOOK; k++, i = steps[i].same) {
		int more = inserts_between(&steps[i].number, n);

		if (more == 0 && n->more > 0)
			more = n->more > steps[i].number.more;

		if (n->figures && steps[i].number.insert == 0 &&
		    more == INSERT_FROM)
			more = 1;
		if (more > 0 && more - 1 <= rule->gap)
			offer(steps, i, j,
			      skipped_price(i, j) + missing_price(more - 1));
	}
}

static void enter(struct sequence *s, struct step *steps, size_t j)
{
	int last = steps[j].number.last,
	    base = last > steps[j].base ? last : steps[j].base;
	size_t i = find(s, s->best, base);

	steps[j].same = find(s, s->last, base);
	if (i == NONE || worth(steps, j) > worth(steps, i))
		s->best[base] = (uint32_t)j;
	s->last[base] = (uint32_t)j;
	s->stamp[base] = s->now;
	raise_most(s, steps, j, base);
}

static size_t trace(const struct step *steps, size_t end, size_t *out)
{
	size_t n = 0;

	for (size_t i = end; i != NONE; i = steps[i].before)
		out[n++] = i;
	for (size_t i = 0; i < n / 2; i++) {
		size_t swap = out[i];

		out[i] = out[n - 1 - i];
		out[n - 1 - i] = swap;
	}
	return n;
}

size_t sequence_best(struct sequence *s, const struct sequence_rule *rule,
                     struct step *steps, size_t n, size_t *out)
{
	size_t end = NONE;

	s->now++;
	for (size_t j = 0; j < n; j++) {
		struct step *t = &steps[j];
		int price = start_price(rule, &t->number);

		t->before = NONE;
		t->score = price >= 0 ? t->weight - price : INT64_MIN / 2;
		if (t->used || t->base > NUMBER_MAX ||
		    t->number.last > NUMBER_MAX)
			continue;
		look_back(s, rule, steps, j);
		if (t->score <= INT64_MIN / 4)
			continue;
		enter(s, steps, j);
		if (end == NONE || t->score > steps[end].score)
			end = j;
	}
	return end != NONE && steps[end].score > 0 ? trace(steps, end, out) : 0;
}

/* ---- of several parts ---------------------------------------------------- */

static int by_number(const void *a, const void *b)
{
	const struct step *x = *(struct step *const *)a,
			  *y = *(struct step *const *)b;

	return numeral_compare(&x->number, &y->number);
}

/* Numbers of several parts: the first of all is 1, and so on. */
static void rank(struct arena *a, struct step *steps, size_t n)
{
	struct step **order = arena_alloc(a, (n + 1) * sizeof(*order));

	for (size_t i = 0; i < n; i++)
		order[i] = &steps[i];
	qsort(order, n, sizeof(*order), by_number);
	for (size_t i = 0; i < n; i++)
		order[i]->base = i == 0 ? 1
		                        : order[i - 1]->base +
		                                  (by_number(&order[i - 1],
		                                             &order[i]) != 0);
}

/* Where one has several parts, each is a number of parts: 4, 4.1, 5. */
static bool make_compound(struct step *steps, size_t n)
{
	bool some = false;

	for (size_t i = 0; i < n && !some; i++)
		some = steps[i].number.nparts > 0;
	for (size_t i = 0; i < n && some; i++)
		if (steps[i].number.nparts == 0) {
			steps[i].number.parts[0] = steps[i].number.base;
			steps[i].number.nparts = 1;
		}
	return some;
}

void sequence_rank(struct arena *a, struct step *steps, size_t n)
{
	if (make_compound(steps, n))
		rank(a, steps, n);
}
