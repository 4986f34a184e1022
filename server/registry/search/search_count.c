/*
 * search_count.c - how many of the records found have each value of a facet
 */
#include "lib/base/hash.h"
#include "server/registry/model/kind.h"
#include "server/registry/model/walk.h"
#include "server/registry/search/search_run.h"

#define GRADES 4

static const char *const grades[GRADES] = { "official", "independent",
	                                    "editorial", "none" };

/* By value how many records, or groups, have it. */
struct tally {
	struct run *run;
	struct arena *arena;
	size_t *by_value[FACET__COUNT];
	size_t room[FACET__COUNT];
	struct docids grades[GRADES];
	uint32_t *counted; /* by group: 1u << facet that it counts for */
	uint32_t *kinds;   /* by group: 1u << kind that was counted    */
	uint64_t *pairs;   /* group and source that were, by hash; 0: free */
	size_t npairs;     /* a power of two */
};

static void count(struct tally *t, enum facet facet, uint32_t value)
{
	if (value < t->room[facet])
		t->by_value[facet][value]++;
}

/* The first time that this of a group is met, if groups are counted. */
static bool is_first(const struct tally *t, uint32_t *seen,
                     const struct found *x, unsigned bit)
{
	uint32_t *s;

	if (!t->run->ask->grouped)
		return true;
	s = &seen[search_group_of(x)];
	if (*s & bit)
		return false;
	*s |= bit;
	return true;
}

static bool is_new_source(const struct tally *t, const struct found *x)
{
	uint64_t pair = (uint64_t)search_group_of(x) << 32 | x->source;
	size_t at =
		hash_bytes((struct str){ (const char *)&pair, sizeof(pair) },
	                   0) &
		(t->npairs - 1);

	if (!t->run->ask->grouped)
		return true;
	while (t->pairs[at] != 0 && t->pairs[at] != pair)
		at = (at + 1) & (t->npairs - 1);
	if (t->pairs[at] == pair)
		return false;
	t->pairs[at] = pair;
	return true;
}

static void tally_instrument(struct tally *t, uint32_t n, enum facet facet)
{
	const struct instrument_facets *i = facets_of(t->run->facet_index, n);

	if (facet == FACET_STATUS && i != NULL)
		count(t, facet, FACET_VALUE(facets_status(i, t->run->day)));
	for (uint32_t v = 0; i != NULL && v < i->nvalues; v++)
		if (FACET_OF(i->values[v]) == facet)
			count(t, facet, FACET_VALUE(i->values[v]));
	for (uint32_t g = 0; facet == FACET_GRADE && g < GRADES; g++)
		if (search_is_in(&t->grades[g], n))
			count(t, facet, g + 1);
}

/* What it has of each of these facets. */
static void tally_one(struct tally *t, const struct found *x, unsigned facets)
{
	for (unsigned f = 0; f < FACET__COUNT; f++) {
		if (!(facets & 1u << f) || t->room[f] == 0)
			continue;
		if (f == FACET_KIND) {
			if (is_first(t, t->kinds, x, 1u << x->kind))
				count(t, f, (uint32_t)x->kind + 1);
		} else if (f == FACET_SOURCE) {
			if (is_new_source(t, x))
				count(t, f, x->source);
		} else if (is_first(t, t->counted, x, 1u << f)) {
			tally_instrument(t, x->instrument, f);
		}
	}
}

static void tally_found(struct tally *t)
{
	const struct run *r = t->run;

	for (size_t i = 0; i < r->n; i++)
		tally_one(t, &r->found[i], ~0u);
	for (size_t i = 0; i < r->nnear; i++)
		tally_one(t, &r->near[i].found, r->near[i].facets);
}

/* ---- room for it ---------------------------------------------------------- */

struct highest {
	uint32_t source, group;
};

static void look_at(struct highest *h, const struct found *x)
{
	h->source = x->source > h->source ? x->source : h->source;
	if (search_group_of(x) > h->group)
		h->group = search_group_of(x);
}

static void make_room(struct tally *t)
{
	const struct run *r = t->run;
	struct highest h = { 0, 0 };
	size_t groups;

	for (size_t i = 0; i < r->n; i++)
		look_at(&h, &r->found[i]);
	for (size_t i = 0; i < r->nnear; i++)
		look_at(&h, &r->near[i].found);
	for (size_t i = 0; i < FACET__COUNT; i++) {
		t->room[i] = i == FACET_KIND     ? kinds_count + 1
		             : i == FACET_SOURCE ? h.source + 1
		             : i == FACET_GRADE
		                     ? GRADES + 1
		                     : facets_nvalues(r->facet_index,
		                                      (enum facet)i) +
		                               1;
		if (!r->ask->facets[i])
			t->room[i] = 0;
		t->by_value[i] = arena_alloc(t->arena,
		                             (t->room[i] + 1) * sizeof(size_t));
	}
	groups = r->ask->grouped ? h.group + 1 : 1;
	t->counted = arena_alloc(t->arena, groups * sizeof(uint32_t));
	t->kinds = arena_alloc(t->arena, groups * sizeof(uint32_t));
	t->npairs = 2;
	while (r->ask->grouped && r->ask->facets[FACET_SOURCE] &&
	       t->npairs < 2 * (r->n + r->nnear))
		t->npairs *= 2;
	t->pairs = arena_alloc(t->arena, t->npairs * sizeof(uint64_t));
}

/* What else is asked of the evidence is asked of the same evidence. */
static void ask_the_same(const struct query *filter, struct query *out)
{
	for (size_t i = 0; filter != NULL && i < filter->nconditions; i++) {
		const struct condition *c = &filter->conditions[i];

		if (out->nconditions < STORE_CONDITIONS &&
		    c->list == out->conditions[0].list &&
		    c->column != out->conditions[0].column)
			out->conditions[out->nconditions++] = *c;
	}
}

static enum err_code find_grades(struct tally *t, struct err *e)
{
	enum err_code rc = ERR_OK;

	for (size_t i = 0;
	     t->run->ask->facets[FACET_GRADE] && i < GRADES && rc == ERR_OK;
	     i++) {
		struct value grade = value_text(str_from(grades[i]));
		struct query q = { .nconditions = 1 };

		q.conditions[0] =
			walk_where(&instruments_kind, "evidence.grade", &grade);
		ask_the_same(t->run->ask->filter, &q);
		rc = search_docids(t->run, &instruments_kind, &q, &t->grades[i],
		                   e);
	}
	return rc;
}

/* ---- the commonest values ------------------------------------------------- */

static struct str text_of(struct run *r, enum facet facet, uint32_t value,
                          struct err *e)
{
	struct str id = { 0 };
	const char *kind;

	if (facet == FACET_KIND)
		return str_from(kinds[value - 1]->entity.name);
	if (facet == FACET_GRADE)
		return str_from(grades[value - 1]);
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

enum err_code search_count(struct run *r, struct err *e)
{
	struct tally t = { .run = r, .arena = arena_scratch() };
	enum err_code rc = find_grades(&t, e);

	make_room(&t);
	if (rc == ERR_OK)
		tally_found(&t);
	for (size_t i = 0; i < FACET__COUNT && rc == ERR_OK; i++)
		if (r->ask->facets[i])
			keep_counts(r, &t, (enum facet)i, e);
	arena_free(t.arena);
	return rc;
}
