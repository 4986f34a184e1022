/*
 * search_page.c - the page that is asked for, of records or of groups
 */
#include "server/registry/search/search_run.h"

void search_take_page(struct run *r)
{
	struct search_request *f = r->ask;
	size_t looked = r->n < SEARCH_RERANKED ? r->n : SEARCH_RERANKED,
	       end = f->offset + f->limit < r->n ? f->offset + f->limit : r->n;

	f->total = r->n;
	if (end > looked && f->sort == SORT_RELEVANCE)
		search_bring_forward(r, r->found + looked, r->n - looked,
		                     end - looked);
	else if (f->sort != SORT_RELEVANCE)
		search_bring_forward(r, r->found, r->n, end);
	f->npage = f->offset < end ? end - f->offset : 0;
	f->page = arena_alloc(f->arena, (f->npage + 1) * sizeof(*f->page));
	if (f->npage > 0)
		memcpy(f->page, r->found + f->offset,
		       f->npage * sizeof(*f->page));
}

uint32_t search_group_of(const struct found *x)
{
	return x->instrument != 0 ? x->instrument : x->n;
}

/* Groups, the best of each, and by group its number from 1, 0: none. */
struct grouping {
	struct found *best;
	size_t n;
	uint32_t *numbers;
	size_t room;
};

static void group(struct run *r, struct arena *a, struct grouping *out)
{
	for (size_t i = 0; i < r->n; i++)
		if (search_group_of(&r->found[i]) >= out->room)
			out->room = (size_t)search_group_of(&r->found[i]) + 1;
	out->numbers = arena_alloc(a, (out->room + 1) * sizeof(uint32_t));
	out->best = arena_alloc(a, (r->n + 1) * sizeof(struct found));
	for (size_t i = 0; i < r->n; i++) {
		const struct found *x = &r->found[i];
		uint32_t *number = &out->numbers[search_group_of(x)];

		if (*number == 0) {
			out->best[out->n++] = *x;
			*number = (uint32_t)out->n;
		} else if (search_comes_before(r, x, &out->best[*number - 1])) {
			out->best[*number - 1] = *x;
		}
	}
}

static void add_to_group(const struct run *r, struct found_group *g,
                         const struct found *x)
{
	size_t at = g->nshown;

	g->n++;
	if (x->n == search_group_of(x))
		return; /* the instrument itself */
	while (at > 0 && search_comes_before(r, x, &g->shown[at - 1]))
		at--;
	if (at == SEARCH_GROUPED)
		return;
	if (g->nshown < SEARCH_GROUPED)
		g->nshown++;
	memmove(&g->shown[at + 1], &g->shown[at],
	        (g->nshown - at - 1) * sizeof(*g->shown));
	g->shown[at] = *x;
}

/* What belongs to the groups that are shown. */
static void fill_groups(const struct run *r, struct grouping *g)
{
	struct search_request *f = r->ask;

	memset(g->numbers, 0, g->room * sizeof(*g->numbers));
	for (size_t i = 0; i < f->npage; i++)
		g->numbers[search_group_of(&f->page[i])] = (uint32_t)i + 1;
	for (size_t i = 0; i < r->n; i++) {
		uint32_t number = g->numbers[search_group_of(&r->found[i])];

		if (number != 0)
			add_to_group(r, &f->groups[number - 1], &r->found[i]);
	}
	for (size_t i = 0; i < f->npage; i++)
		f->page[i].n = search_group_of(&f->page[i]);
}

void search_take_groups(struct run *r)
{
	struct search_request *f = r->ask;
	struct grouping g = { .n = 0 };
	struct arena *own = arena_scratch();
	size_t end;

	arena_work(own, r->n * WORK_FOUND);
	group(r, own, &g);
	end = f->offset + f->limit < g.n ? f->offset + f->limit : g.n;
	f->total = g.n;
	search_bring_forward(r, g.best, g.n, end);
	f->npage = f->offset < end ? end - f->offset : 0;
	f->page = arena_alloc(f->arena, (f->npage + 1) * sizeof(*f->page));
	f->groups = arena_alloc(f->arena, (f->npage + 1) * sizeof(*f->groups));
	if (f->npage > 0)
		memcpy(f->page, g.best + f->offset,
		       f->npage * sizeof(*f->page));
	fill_groups(r, &g);
	arena_free(own);
}
