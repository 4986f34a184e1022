/*
 * search_count.c - how many of the records found have each value of a facet
 */
#include "server/registry/model/kind.h"
#include "server/registry/search/search_run.h"

struct tally {
	size_t *by_value[FACET__COUNT];
	size_t room[FACET__COUNT];
};

static void count(struct tally *t, enum facet facet, uint32_t value)
{
	if (value < t->room[facet])
		t->by_value[facet][value]++;
}

static void tally_facets(struct tally *t, const struct instrument_facets *i,
                         uint32_t day)
{
	count(t, FACET_STATUS, FACET_VALUE(facets_status(i, day)));
	for (uint32_t v = 0; v < i->nvalues; v++)
		count(t, FACET_OF(i->values[v]), FACET_VALUE(i->values[v]));
}

static void tally_found(struct run *r, struct tally *t)
{
	for (size_t i = 0; i < r->n; i++) {
		const struct found *x = &r->found[i];
		const struct instrument_facets *facets =
			facets_of(r->facet_index, x->instrument);

		count(t, FACET_KIND, (uint32_t)x->kind + 1);
		count(t, FACET_SOURCE, x->source);
		if (facets != NULL)
			tally_facets(t, facets, r->day);
	}
}

static uint32_t highest_source(const struct run *r)
{
	uint32_t highest = 0;

	for (size_t i = 0; i < r->n; i++)
		if (r->found[i].source > highest)
			highest = r->found[i].source;
	return highest;
}

static struct str text_of(struct run *r, enum facet facet, uint32_t value,
                          struct err *e)
{
	struct str id = { 0 };
	const char *kind;

	if (facet == FACET_KIND)
		return str_from(kinds[value - 1]->entity.name);
	if (facet != FACET_SOURCE)
		return arena_str(r->ask->arena,
		                 facets_value(r->facet_index, facet, value));
	if (store_docid_find(r->tx, value, r->ask->arena, &kind, &id, e) !=
	    ERR_OK)
		err_clear(e);
	return id;
}

/* The commonest first; of those that are as common, the one met first. */
static void keep_count(struct search_request *f, enum facet facet,
                       struct str text, size_t n)
{
	struct facet_count *list = f->counts[facet];
	size_t i = f->ncounts[facet];

	while (i > 0 &&
	       (list[i - 1].n < n ||
	        (list[i - 1].n == n && str_cmp(list[i - 1].text, text) > 0)))
		i--;
	if (i == SEARCH_VALUES)
		return;
	if (f->ncounts[facet] < SEARCH_VALUES)
		f->ncounts[facet]++;
	memmove(&list[i + 1], &list[i],
	        (f->ncounts[facet] - i - 1) * sizeof(*list));
	list[i] = (struct facet_count){ text, n };
}

static void keep_counts(struct run *r, const struct tally *t, enum facet facet,
                        struct err *e)
{
	struct search_request *f = r->ask;

	f->counts[facet] = arena_alloc(
		f->arena, (SEARCH_VALUES + 1) * sizeof(struct facet_count));
	for (uint32_t v = 1; v < t->room[facet]; v++) {
		size_t n = t->by_value[facet][v];
		size_t last = f->ncounts[facet];

		if (n == 0 || (last == SEARCH_VALUES &&
		               f->counts[facet][last - 1].n >= n))
			continue;
		keep_count(f, facet, text_of(r, facet, v, e), n);
	}
}

void search_count(struct run *r, struct err *e)
{
	struct tally t = { .room = { [FACET_KIND] = kinds_count + 1 } };
	struct arena *own = arena_scratch();

	t.room[FACET_SOURCE] = highest_source(r) + 1;
	for (size_t i = 0; i < FACET__COUNT; i++) {
		if (i != FACET_KIND && i != FACET_SOURCE)
			t.room[i] =
				facets_count(r->facet_index, (enum facet)i) + 1;
		if (!r->ask->facets[i])
			t.room[i] = 0;
		t.by_value[i] =
			arena_alloc(own, (t.room[i] + 1) * sizeof(size_t));
	}
	tally_found(r, &t);
	for (size_t i = 0; i < FACET__COUNT; i++) {
		if (r->ask->facets[i])
			keep_counts(r, &t, (enum facet)i, e);
	}
	arena_free(own);
}
