/*
 * search_count.c - how many of the records found have each value of a facet
 */
#include <stdlib.h>

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
	unsigned wanted; /* 1u << facet */
	struct docids grades[GRADES];
	uint32_t *counted; /* by group: 1u << facet that it counts for */
	uint32_t *kinds;   /* by group: 1u << kind that was counted    */
	uint64_t *pairs;   /* group and source that were, by hash; 0: free */
	size_t npairs;     /* a power of two */
	size_t groups;

	/* the values that are kept by another facet: all is counted again */
	bool again;
	unsigned char *rows[FACET__COUNT]; /* by value: its row, 0: not kept */
	uint32_t *cells[FACET__COUNT];     /* rows of columns */
	uint32_t columns;                  /* values of the other facet */
};

/* What an instrument has of the facet that values are counted by. */
static void count_within(const struct tally *t, uint32_t instrument,
                         uint32_t *row)
{
	const struct instrument_facets *i =
		facets_of(t->run->facet_index, instrument);
	enum facet by = t->run->ask->by;

	for (uint32_t v = 0; i != NULL && v < i->nvalues; v++)
		if (FACET_OF(i->values[v]) == by &&
		    FACET_VALUE(i->values[v]) < t->columns)
			row[FACET_VALUE(i->values[v])]++;
	for (uint32_t g = 0; by == FACET_GRADE && g < GRADES; g++)
		if (docids_have(&t->grades[g], instrument))
			row[g + 1]++;
}

static void count(struct tally *t, const struct found *x, enum facet facet,
                  uint32_t value)
{
	if (value >= t->room[facet])
		return;
	if (!t->again)
		t->by_value[facet][value]++;
	else if (t->rows[facet][value] != 0)
		count_within(t, x->instrument,
		             t->cells[facet] +
		                     t->rows[facet][value] * t->columns);
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

/* What its instrument has of each of these facets, in one pass. */
static void tally_instrument(struct tally *t, const struct found *x,
                             unsigned facets)
{
	uint32_t n = x->instrument;
	const struct instrument_facets *i = facets_of(t->run->facet_index, n);

	if ((facets & 1u << FACET_STATUS) && i != NULL)
		count(t, x, FACET_STATUS,
		      FACET_VALUE(facets_status(i, t->run->day)));
	for (uint32_t v = 0; i != NULL && v < i->nvalues; v++)
		if (facets & 1u << FACET_OF(i->values[v]))
			count(t, x, FACET_OF(i->values[v]),
			      FACET_VALUE(i->values[v]));
	for (uint32_t g = 0; (facets & 1u << FACET_GRADE) && g < GRADES; g++)
		if (docids_have(&t->grades[g], n))
			count(t, x, FACET_GRADE, g + 1);
}

/* What it has of each of these facets. */
static void tally_one(struct tally *t, const struct found *x, unsigned facets)
{
	unsigned of_instrument = 0;

	facets &= t->wanted;
	if ((facets & 1u << FACET_KIND) &&
	    is_first(t, t->kinds, x, 1u << x->kind))
		count(t, x, FACET_KIND, (uint32_t)x->kind + 1);
	if ((facets & 1u << FACET_SOURCE) && is_new_source(t, x))
		count(t, x, FACET_SOURCE, x->source);
	facets &= ~(1u << FACET_KIND | 1u << FACET_SOURCE);
	for (unsigned f = 0; facets >> f != 0; f++)
		if ((facets & 1u << f) && is_first(t, t->counted, x, 1u << f))
			of_instrument |= 1u << f;
	if (of_instrument != 0)
		tally_instrument(t, x, of_instrument);
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

/* Nothing of any group was met. */
static void make_room_to_meet(struct tally *t, size_t groups)
{
	const struct run *r = t->run;

	t->groups = groups;
	t->counted = arena_alloc(t->arena, groups * sizeof(uint32_t));
	t->kinds = arena_alloc(t->arena, groups * sizeof(uint32_t));
	t->npairs = 2;
	while (r->ask->grouped && r->ask->facets[FACET_SOURCE] &&
	       t->npairs < 2 * (r->n + r->nnear))
		t->npairs *= 2;
	t->pairs = arena_alloc(t->arena, t->npairs * sizeof(uint64_t));
}

static void make_room(struct tally *t)
{
	const struct run *r = t->run;
	struct highest h = { 0, 0 };

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
		if (r->ask->facets[i])
			t->wanted |= 1u << i;
		else
			t->room[i] = 0;
		t->by_value[i] = arena_alloc(t->arena,
		                             (t->room[i] + 1) * sizeof(size_t));
	}
	make_room_to_meet(t, r->ask->grouped ? h.group + 1 : 1);
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
	bool wanted = t->run->ask->facets[FACET_GRADE] ||
	              t->run->ask->by == FACET_GRADE;

	for (size_t i = 0; wanted && i < GRADES && rc == ERR_OK; i++) {
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
                       uint32_t value, struct str text, size_t n)
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
	list[i] = (struct facet_count){ .text = text, .n = n, .value = value };
}

void search_keep_counts(struct run *r, enum facet facet, const size_t *by_value,
                        size_t nvalues, struct err *e)
{
	struct search_request *f = r->ask;

	f->counts[facet] = arena_alloc(
		f->arena, (SEARCH_VALUES + 1) * sizeof(struct facet_count));
	for (uint32_t v = 1; v < nvalues; v++) {
		size_t n = by_value[v];
		size_t last = f->ncounts[facet];

		if (n == 0 || (last == SEARCH_VALUES &&
		               f->counts[facet][last - 1].n >= n))
			continue;
		keep_count(f, facet, v, text_of(r, facet, v, e), n);
	}
}

/* ---- those by another facet ---------------------------------------------- */

static void make_rows(struct tally *t, enum facet facet)
{
	const struct search_request *f = t->run->ask;

	t->rows[facet] = arena_alloc(t->arena, t->room[facet] + 1);
	t->cells[facet] =
		arena_alloc(t->arena, (f->ncounts[facet] + 1) * t->columns *
	                                      sizeof(uint32_t));
	for (size_t i = 0; i < f->ncounts[facet]; i++)
		t->rows[facet][f->counts[facet][i].value] =
			(unsigned char)(i + 1);
}

static int by_text(const void *a, const void *b)
{
	return str_cmp(((const struct facet_count *)a)->text,
	               ((const struct facet_count *)b)->text);
}

static void keep_row(struct run *r, const uint32_t *row, uint32_t columns,
                     struct facet_count *out, struct err *e)
{
	struct search_request *f = r->ask;
	size_t room = 0;

	for (uint32_t v = 1; v < columns; v++)
		room += row[v] > 0;
	out->by = arena_alloc(f->arena, (room + 1) * sizeof(*out->by));
	for (uint32_t v = 1; v < columns; v++)
		if (row[v] > 0)
			out->by[out->nby++] = (struct facet_count){
				.text = text_of(r, f->by, v, e), .n = row[v]
			};
	qsort(out->by, out->nby, sizeof(*out->by), by_text);
}

static void count_by(struct tally *t, struct err *e)
{
	struct search_request *f = t->run->ask;

	arena_work(f->arena, (t->run->n + t->run->nnear) * WORK_FOUND);
	t->again = true;
	t->columns = 1 + (f->by == FACET_GRADE
	                          ? GRADES
	                          : facets_nvalues(t->run->facet_index, f->by));
	make_room_to_meet(t, t->groups);
	for (size_t i = 0; i < FACET__COUNT; i++)
		if (f->facets[i])
			make_rows(t, (enum facet)i);
	tally_found(t);
	for (size_t i = 0; i < FACET__COUNT; i++)
		for (size_t k = 0; k < f->ncounts[i]; k++)
			keep_row(t->run, t->cells[i] + (k + 1) * t->columns,
			         t->columns, &f->counts[i][k], e);
}

/* ---- all of it ------------------------------------------------------------- */

static bool is_counted(const struct search_request *f)
{
	for (size_t i = 0; i < FACET__COUNT; i++)
		if (f->facets[i])
			return true;
	return false;
}

enum err_code search_count(struct run *r, struct err *e)
{
	struct tally t = { .run = r, .arena = arena_scratch() };
	enum err_code rc;

	if (!is_counted(r->ask)) {
		arena_free(t.arena);
		return ERR_OK;
	}
	rc = find_grades(&t, e);
	make_room(&t);
	if (rc == ERR_OK)
		tally_found(&t);
	for (size_t i = 0; i < FACET__COUNT && rc == ERR_OK; i++)
		if (r->ask->facets[i])
			search_keep_counts(r, (enum facet)i, t.by_value[i],
			                   t.room[i], e);
	if (rc == ERR_OK && r->ask->by != FACET_KIND)
		count_by(&t, e);
	arena_free(t.arena);
	return rc;
}
