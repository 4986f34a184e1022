/*
 * split.c - a law's text becomes provisions
 */
#include "server/registry/outline/split.h"

#include "lib/base/arena.h"
#include "lib/base/err.h"
#include "lib/text/utf8.h"
#include "server/registry/outline/cuts.h"
#include "server/registry/outline/provision_names.h"
#include "tests/fuzz/fuzz.h"

/* Children lie inside, siblings apart, and no path is given twice. */
static void check_spans(const struct split *s)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct provision *p = s->items[i], *q = p->parent;

		HOLD(p->at < p->end && p->end <= s->extract.text.len);
		HOLD(q == NULL || (p->at >= q->at && p->end <= q->end));
		if (i == 0)
			continue;
		q = s->items[i - 1];
		HOLD(q->at < p->at);
		HOLD(split_within(p, q) || q->end <= p->at);
	}
}

static void check_paths(const struct split *s)
{
	for (size_t i = 0; i < s->n && s->n < 500; i++)
		for (size_t k = 0; k < i; k++)
			HOLD(!str_eq(s->items[i]->path, s->items[k]->path));
}

static void check_places(const struct split *s)
{
	int64_t size = utf8_count(s->extract.bytes).code_points;

	for (size_t i = 0; i < s->n; i++) {
		const struct provision *p = s->items[i];
		int64_t start = extract_code_point(&s->extract, p->at, false);
		int64_t end = extract_code_point(&s->extract, p->end, true);

		HOLD(0 <= start && start < end && end <= size);
	}
}

/* In order, apart, and each found from where it begins. */
static void check_cuts(struct arena *a, const struct split *s)
{
	int64_t size = utf8_count(s->extract.bytes).code_points, past = 0;
	struct cuts c;

	cuts_find(a, &s->extract, &c);
	for (size_t i = 0; i < c.n; i++) {
		HOLD(past <= c.items[i].start);
		HOLD(c.items[i].start < c.items[i].end);
		HOLD(c.items[i].end <= size);
		HOLD(cuts_from(&c, c.items[i].start) == i);
		past = c.items[i].end;
	}
}

void fuzz_split(struct str input)
{
	struct arena *a = arena_new();
	struct str line = fuzz_part(&input, '\n');
	struct str name = fuzz_part(&line, ' ');
	struct vocabulary *v = vocabulary_read(a);
	struct profile *p = arena_alloc(a, sizeof(*p));
	struct split s = { 0 };
	struct err e;

	err_init(&e, a);
	if (utf8_valid(input) && profile_find(a, v, name, p, &e) == ERR_OK) {
		extract_read(a, input, str_is(line, "html"), &s.extract);
		split_extract(a, v, p, &s);
		name_provisions(a, &s, NULL, NULL);
		check_spans(&s);
		check_paths(&s);
		check_places(&s);
		if (!str_is(line, "html"))
			check_cuts(a, &s);
	}
	arena_free(a);
}
