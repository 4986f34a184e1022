/*
 * search_browse.c - a list of instruments as sets
 *
 * What fits is a set for each filter; so is what has a value of a facet (of
 * facets of many values the records are looked at). A total is the size of
 * their intersection, and so is each count.
 */
#include <stdlib.h>

#include "server/registry/search/facet_text.h"
#include "server/registry/search/search_run.h"

#define WORDS_EACH 8 /* of sets, for a unit of work */

/* What each facet asks for, and what all else does. */
struct browsing {
	struct run *run;
	struct arena *arena;
	struct chosen chosen;
	struct filtered filtered;
	struct docids all;              /* but for what facets ask for */
	struct docids of[FACET__COUNT]; /* what a facet asks for */
	struct docids found;
	unsigned asked; /* 1u << facet */
};

/* Only instruments, and nothing that is not known of them. */
bool search_can_browse(const struct run *r)
{
	const struct search_request *f = r->ask;

	for (size_t i = 0; i < kinds_count; i++)
		if (f->kinds[i] != (kinds[i] == &instruments_kind))
			return false;
	for (size_t i = 0; i < f->nchoices; i++)
		if (f->choices[i].facet == FACET_SOURCE)
			return false;
	return f->typed.len == 0 && !f->grouped && f->by == FACET_KIND &&
	       !f->facets[FACET_KIND] && !f->facets[FACET_GRADE];
}

static void work(const struct browsing *b)
{
	arena_work(b->arena, b->all.nwords / WORDS_EACH + 1);
}

/* ---- what fits ------------------------------------------------------------- */

static bool has_chosen(const struct browsing *b, uint32_t n, enum facet facet)
{
	const struct instrument_facets *i = facets_of(b->run->facet_index, n);
	const struct chosen *c = &b->chosen;

	for (uint32_t at = 0; i != NULL && at < i->nvalues; at++)
		if (FACET_OF(i->values[at]) == facet &&
		    FACET_VALUE(i->values[at]) < c->room[facet] &&
		    c->values[facet][FACET_VALUE(i->values[at])])
			return true;
	return false;
}

/* One of the values that may be. */
static struct docids find_chosen(const struct browsing *b, enum facet facet)
{
	const struct value_table *sets =
		facets_sets(b->run->facet_index, facet, b->run->day);
	const struct chosen *c = &b->chosen;
	struct docids out = { .nwords = 0 };

	for (uint32_t v = 0; sets != NULL && v < c->room[facet]; v++)
		if (c->values[facet][v])
			docids_add_set(&out, b->arena, value_table_at(sets, v));
	if (sets != NULL)
		return out;
	for (uint32_t n = docids_next(&b->all, 0); n != UINT32_MAX;
	     n = docids_next(&b->all, n + 1)) {
		arena_work(b->arena, WORK_FOUND);
		if (has_chosen(b, n, facet))
			docids_put(&out, b->arena, n);
	}
	return out;
}

/* What a filter and what a choice leave. */
static void ask_of(struct browsing *b, enum facet facet)
{
	bool filters = (b->filtered.facets & 1u << facet) != 0,
	     chooses = (b->chosen.facets & 1u << facet) != 0;
	struct docids chosen;

	if (!filters && !chooses)
		return;
	b->asked |= 1u << facet;
	if (filters)
		b->of[facet] = b->filtered.own[facet];
	if (!chooses)
		return;
	chosen = find_chosen(b, facet);
	if (filters)
		docids_and(&b->of[facet], &chosen);
	else
		b->of[facet] = chosen;
}

static enum err_code find_asked(struct browsing *b, struct err *e)
{
	struct run *r = b->run;
	enum err_code rc = search_choose(r, &b->chosen, e);

	docids_add_set(&b->all, b->arena, facets_all(r->facet_index));
	r->ask->matched = docids_count(&b->all);
	if (rc == ERR_OK && r->ask->filter != NULL)
		rc = search_find_filtered(r, &b->filtered, e);
	if (rc != ERR_OK)
		return rc;
	if (b->filtered.has_others)
		docids_and(&b->all, &b->filtered.others);
	for (int f = 0; f < FACET__COUNT; f++)
		ask_of(b, (enum facet)f);
	return ERR_OK;
}

/* All that fits but for what this facet asks for; FACET__COUNT: no exception. */
static struct docids fitting(const struct browsing *b, enum facet but)
{
	struct docids out = docids_copy(&b->all, b->arena);

	for (int f = 0; f < FACET__COUNT; f++)
		if ((b->asked & 1u << f) && f != (int)but)
			docids_and(&out, &b->of[f]);
	work(b);
	return out;
}

/* ---- counted --------------------------------------------------------------- */

struct counts {
	size_t *of; /* by value */
	uint32_t n;
};

static void count_value(struct counts *c, uint32_t value)
{
	if (value < c->n)
		c->of[value]++;
}

static void count_by_looking(const struct browsing *b, const struct docids *d,
                             enum facet facet, struct counts *c)
{
	const struct run *r = b->run;

	for (uint32_t n = docids_next(d, 0); n != UINT32_MAX;
	     n = docids_next(d, n + 1)) {
		const struct instrument_facets *i =
			facets_of(r->facet_index, n);

		arena_work(b->arena, WORK_FOUND);
		if (i != NULL && facet == FACET_STATUS)
			count_value(c, FACET_VALUE(facets_status(i, r->day)));
		for (uint32_t at = 0; i != NULL && at < i->nvalues; at++)
			if (FACET_OF(i->values[at]) == facet)
				count_value(c, FACET_VALUE(i->values[at]));
	}
}

static void count(const struct browsing *b, enum facet facet, struct err *e)
{
	struct run *r = b->run;
	const struct value_table *sets =
		facets_sets(r->facet_index, facet, r->day);
	bool is_freed = r->ask->disjunctive && (b->asked & 1u << facet);
	struct docids d = is_freed ? fitting(b, facet) : b->found;
	struct counts c = { .n = facets_nvalues(r->facet_index, facet) + 1 };

	c.of = arena_alloc(b->arena, c.n * sizeof(*c.of));
	if (sets == NULL)
		count_by_looking(b, &d, facet, &c);
	for (uint32_t v = 1; sets != NULL && v < c.n; v++) {
		work(b);
		c.of[v] = docids_count_in(&d, value_table_at(sets, v));
	}
	search_keep_counts(r, facet, c.of, c.n, e);
}

/* ---- in order -------------------------------------------------------------- */

static uint8_t place_of_instruments(void)
{
	uint8_t i = 0;

	while (kinds[i] != &instruments_kind)
		i++;
	return i;
}

static void add_found(struct run *r, uint32_t n, uint8_t kind)
{
	struct found *x = &r->found[r->n++];

	*x = (struct found){ .n = n, .instrument = n, .kind = kind };
	x->score = search_weigh(r, x);
}

/* Up to so many of a set, in the order of docids. */
static void add_all(const struct browsing *b, const struct docids *d,
                    size_t most)
{
	uint8_t kind = place_of_instruments();

	for (uint32_t n = docids_next(d, 0); n != UINT32_MAX && most > 0;
	     n = docids_next(d, n + 1), most--) {
		arena_work(b->arena, WORK_FOUND);
		add_found(b->run, n, kind);
	}
}

/* Those that something belongs to come first, then all others as they are. */
static void find_standing(struct browsing *b, size_t end)
{
	struct run *r = b->run;
	struct docids rest = docids_copy(&b->found, b->arena),
		      whole = docids_copy(&b->found, b->arena),
		      with_parts = { .nwords = 0 };
	size_t n;

	docids_add_set(&with_parts, b->arena, facets_whole(r->facet_index));
	docids_and(&whole, &with_parts);
	docids_without(&rest, &with_parts);
	n = docids_count(&whole);
	r->found = arena_alloc(b->arena, (n + end + 1) * sizeof(*r->found));
	add_all(b, &whole, n);
	search_bring_forward(r, r->found, n, end);
	if (n < end)
		add_all(b, &rest, end - n);
}

/* Years, each with the number of its value, in order. */
static int by_year(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static uint64_t *read_years(const struct browsing *b, uint32_t n)
{
	const struct facet_index *f = b->run->facet_index;
	uint64_t *years = arena_alloc(b->arena, (n + 1) * sizeof(*years));

	for (uint32_t v = 1; v <= n; v++)
		years[v - 1] =
			(uint64_t)facet_day(facets_value(f, FACET_YEAR, v))
				<< 32 |
			v;
	qsort(years, n, sizeof(*years), by_year);
	return years;
}

/* Those of the first years, or the last, that fill the page. */
static struct docids find_years(const struct browsing *b, size_t end)
{
	const struct run *r = b->run;
	const struct value_table *sets =
		facets_sets(r->facet_index, FACET_YEAR, r->day);
	uint32_t n = facets_nvalues(r->facet_index, FACET_YEAR);
	uint64_t *years = read_years(b, n);
	struct docids out = { .nwords = 0 };
	size_t has = 0;

	for (uint32_t i = 0; i < n && has < end; i++) {
		uint32_t at = r->ask->sort == SORT_DATE ? i : n - 1 - i;
		const struct value_set *year =
			value_table_at(sets, (uint32_t)years[at]);

		work(b);
		has += docids_count_in(&b->found, year);
		docids_add_set(&out, b->arena, year);
	}
	docids_and(&out, &b->found);
	return out;
}

/* Where they do not fill it, all: those without a date come last. */
static void find_dated(struct browsing *b, size_t end)
{
	struct run *r = b->run;
	struct docids first = find_years(b, end);
	size_t n = docids_count(&first);

	if (n < end) {
		first = b->found;
		n = docids_count(&first);
	}
	r->found = arena_alloc(b->arena, (n + 1) * sizeof(*r->found));
	add_all(b, &first, n);
	search_bring_forward(r, r->found, r->n, end);
}

static void take_page(struct browsing *b)
{
	struct run *r = b->run;
	struct search_request *f = r->ask;
	size_t total = docids_count(&b->found), end = f->offset + f->limit;

	end = end < total ? end : total;
	if (f->sort == SORT_RELEVANCE)
		find_standing(b, end);
	else
		find_dated(b, end);
	search_take_page(r);
	f->total = total;
}

/* ---- all of it ------------------------------------------------------------- */

enum err_code search_browse(struct run *r, struct err *e)
{
	struct browsing *b = arena_alloc(r->ask->arena, sizeof(*b));
	enum err_code rc;

	b->run = r;
	b->arena = r->ask->arena;
	r->ask->terms.search.everything = true;
	rc = find_asked(b, e);
	if (rc != ERR_OK)
		return rc;
	b->found = fitting(b, FACET__COUNT);
	for (int f = 0; f < FACET__COUNT; f++)
		if (r->ask->facets[f])
			count(b, (enum facet)f, e);
	take_page(b);
	return ERR_OK;
}
