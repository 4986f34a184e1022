/*
 * search.c - filtering, ranking and counting what the engine finds
 */
#include "server/registry/search/search.h"

#include <math.h>
#include <stdlib.h>

#include "lib/base/log.h"
#include "lib/data/jsontext.h"
#include "lib/text/tokens.h"
#include "lib/text/words.h"
#include "server/registry/model/kind.h"
#include "server/registry/search/cited.h"
#include "server/registry/search/document.h"
#include "server/registry/search/synonyms.h"

extern struct kind instruments_kind, provisions_kind, concepts_kind;

#define WORK_FOUND 10 /* units: one look at a record found */

struct run {
	struct tx *tx;
	struct search_request *ask;
	const struct facet_index *facet_index;
	struct found *found;
	size_t n;
	unsigned char *allowed; /* by place, or NULL: all */
	uint32_t nallowed;
	bool any_kind;
	uint32_t day; /* whose status counts */
	struct cited cited[CITED_MAX];
	size_t ncited;
};

/* ---- filtering ----------------------------------------------------------- */

static enum err_code allow(void *arg, uint32_t n, struct err *e)
{
	struct run *r = arg;

	(void)e;
	if (n >= r->nallowed) {
		uint32_t room = r->nallowed > 0 ? r->nallowed : 4096;
		unsigned char *larger;

		while (room <= n)
			room *= 2;
		larger = arena_alloc(r->ask->arena, room);
		if (r->nallowed > 0)
			memcpy(larger, r->allowed, r->nallowed);
		r->allowed = larger;
		r->nallowed = room;
	}
	r->allowed[n] = 1;
	return ERR_OK;
}

/* It, or what it belongs to, is an instrument that fits. */
static bool is_allowed(const struct run *r, const struct found *x)
{
	uint32_t n = x->instrument;

	return r->ask->filter == NULL ||
	       (n < r->nallowed && r->allowed[n] != 0);
}

/* Of a kind that is asked for, and none of the concepts that synonyms are. */
static bool is_meant(const struct run *r, const struct found *x)
{
	if (!r->any_kind && !r->ask->kinds[x->kind])
		return false;
	return kinds[x->kind] != &concepts_kind ||
	       !synonyms_are(facets_synonyms(r->facet_index), x->n);
}

/* What may be chosen of each facet: by value, or of sources, of whose places
 * there are too many, those named. */
struct chosen {
	bool *values[FACET__COUNT];
	uint32_t room[FACET__COUNT];
	unsigned facets; /* 1u << facet: it must have one of its values */
	uint32_t sources[SEARCH_CHOICES];
	size_t nsources;
};

static bool is_among(const struct chosen *c, uint32_t value)
{
	enum facet facet = FACET_OF(value);

	return FACET_VALUE(value) < c->room[facet] &&
	       c->values[facet][FACET_VALUE(value)];
}

static bool is_source_chosen(const struct chosen *c, uint32_t source)
{
	for (size_t i = 0; i < c->nsources; i++)
		if (c->sources[i] == source)
			return true;
	return false;
}

/* Of every facet that is chosen from, the record or the instrument it belongs
 * to has a value that may be. */
static bool is_chosen(const struct run *r, const struct chosen *c,
                      const struct found *x)
{
	const struct instrument_facets *i =
		facets_of(r->facet_index, x->instrument);
	unsigned has = 0;

	if (c->facets == 0)
		return true;
	if (is_source_chosen(c, x->source))
		has |= 1u << FACET_SOURCE;
	if (i != NULL && is_among(c, facets_status(i, r->day)))
		has |= 1u << FACET_STATUS;
	for (uint32_t at = 0; i != NULL && at < i->nvalues; at++)
		if (is_among(c, i->values[at]))
			has |= 1u << FACET_OF(i->values[at]);
	return (has & c->facets) == c->facets;
}

/* The value of a facet that is meant, 0 when nothing has it: the number of a
 * text, or the place of a source. */
static enum err_code resolve(struct run *r, const struct facet_choice *c,
                             uint32_t *out, struct err *e)
{
	const char *refers = facet_refers(c->facet);
	struct str text = c->text;
	struct row row;
	enum err_code rc = ERR_OK;

	*out = 0;
	if (refers != NULL) {
		rc = store_find(r->tx, &kind_find(str_from(refers))->entity,
		                text, r->ask->arena, &row, e);
		if (rc == ERR_NOT_FOUND) {
			err_clear(e);
			return ERR_OK;
		}
		if (rc == ERR_OK)
			text = row.values[COLUMN_ID].text;
	}
	if (rc == ERR_OK && c->facet == FACET_SOURCE)
		rc = store_docid_of(r->tx, &kind_find(str_from(refers))->entity,
		                    text, out, e);
	else if (rc == ERR_OK)
		*out = facets_find(r->facet_index, c->facet, text);
	return rc;
}

static enum err_code choose(struct run *r, struct chosen *chosen, struct err *e)
{
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < r->ask->nchoices && rc == ERR_OK; i++) {
		const struct facet_choice *c = &r->ask->choices[i];
		uint32_t value;

		chosen->facets |= 1u << c->facet;
		rc = resolve(r, c, &value, e);
		if (rc != ERR_OK || value == 0)
			continue;
		if (c->facet == FACET_SOURCE) {
			chosen->sources[chosen->nsources++] = value;
			continue;
		}
		if (chosen->values[c->facet] == NULL) {
			chosen->room[c->facet] =
				facets_count(r->facet_index, c->facet) + 1;
			chosen->values[c->facet] = arena_alloc(
				r->ask->arena, chosen->room[c->facet]);
		}
		if (value < chosen->room[c->facet])
			chosen->values[c->facet][value] = true;
	}
	return rc;
}

static enum err_code filter(struct run *r, struct err *e)
{
	struct search_request *f = r->ask;
	struct chosen chosen = { .facets = 0 };
	size_t kept = 0;
	enum err_code rc = choose(r, &chosen, e);

	r->any_kind = true;
	for (size_t i = 0; i < COUNT(f->kinds); i++)
		r->any_kind = r->any_kind && !f->kinds[i];

	arena_work(f->arena, r->n * WORK_FOUND);
	if (rc == ERR_OK && f->filter != NULL)
		rc = store_docids(r->tx, &instruments_kind.entity, f->filter,
		                  allow, r, e);
	for (size_t i = 0; i < r->n && rc == ERR_OK; i++)
		if (is_meant(r, &r->found[i]) && is_allowed(r, &r->found[i]) &&
		    is_chosen(r, &chosen, &r->found[i]))
			r->found[kept++] = r->found[i];
	r->n = kept;
	return rc;
}

/* ---- counting ------------------------------------------------------------ */

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

static void count_facets(struct run *r, struct err *e)
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

/* ---- ranking by words alone ---------------------------------------------- */

static bool comes_before(const struct run *r, const struct found *a,
                         const struct found *b)
{
	if (r->ask->sort != SORT_RELEVANCE) {
		const struct instrument_facets *x =
			facets_of(r->facet_index, a->instrument);
		const struct instrument_facets *y =
			facets_of(r->facet_index, b->instrument);
		uint32_t s = x != NULL ? x->date : 0,
			 t = y != NULL ? y->date : 0;

		if (s != t) /* what has no date comes last, either way */
			return s == 0 || t == 0            ? t == 0
			       : r->ask->sort == SORT_DATE ? s < t
			                                   : s > t;
	}
	if (a->tier != b->tier)
		return a->tier < b->tier;
	if (a->score < b->score || a->score > b->score)
		return a->score > b->score;
	return a->n < b->n;
}

static void sift_down(const struct run *r, struct found *heap, size_t n,
                      size_t at)
{
	for (;;) {
		size_t child = 2 * at + 1;
		struct found moved = heap[at];

		if (child >= n)
			return;
		if (child + 1 < n &&
		    comes_before(r, &heap[child], &heap[child + 1]))
			child++;
		if (!comes_before(r, &moved, &heap[child]))
			return;
		heap[at] = heap[child];
		heap[child] = moved;
		at = child;
	}
}

/* The first k, in order, in front of the rest: a heap of the best, the last of
 * them on top. */
static void bring_forward(const struct run *r, struct found *x, size_t n,
                          size_t k)
{
	k = k < n ? k : n;
	for (size_t i = k / 2; i-- > 0;)
		sift_down(r, x, k, i);
	for (size_t i = k; i < n; i++)
		if (k > 0 && comes_before(r, &x[i], &x[0])) {
			struct found out = x[0];

			x[0] = x[i];
			x[i] = out;
			sift_down(r, x, k, 0);
		}
	for (size_t i = k; i > 1; i--) {
		struct found last = x[0];

		x[0] = x[i - 1];
		x[i - 1] = last;
		sift_down(r, x, i - 1, 0);
	}
}

/* ---- looking closer at the first ----------------------------------------- */

/* How a kind stands to others, names being equal. */
static float worth_of(const char *kind)
{
	static const struct {
		const char *kind;
		float worth;
	} worths[] = { { "instruments", 1.6f }, { "organizations", 1.5f },
		       { "events", 1.1f },      { "provisions", 1.0f },
		       { "passages", 1.0f },    { "sources", 0.9f },
		       { "schemes", 0.8f },     { "concepts", 0.8f } };

	for (size_t i = 0; i < COUNT(worths); i++)
		if (strcmp(kind, worths[i].kind) == 0)
			return worths[i].worth;
	return 0.7f;
}

struct coverage {
	struct arena *arena;
	size_t tokens;  /* of the name                 */
	size_t matched; /* of these, asked for         */
	struct str *asked;
	size_t nasked;
};

static int keep_asked(void *arg, const struct token *t)
{
	struct coverage *c = arg;

	c->asked[c->nasked++] = arena_str(c->arena, t->text);
	return c->nasked == SEARCH_TERMS_MAX;
}

static int match_token(void *arg, const struct token *t)
{
	struct coverage *c = arg;

	if (t->colocated)
		return 0;
	c->tokens++;
	for (size_t i = 0; i < c->nasked; i++)
		if (str_eq(c->asked[i], t->text)) {
			c->matched++;
			return 0;
		}
	return 0;
}

/* Of the names of a record, one to a paragraph, how much of the one that fits
 * best was asked for: matched tokens over all. */
static float best_cover(struct coverage *c, struct str names)
{
	struct str name;
	float best = 0;

	while (document_next_name(&names, &name)) {
		float cover;

		c->tokens = c->matched = 0;
		tokens_each(name, TOKENS_INDEX, match_token, c);
		cover = c->tokens > 0 ? (float)c->matched / (float)c->tokens
		                      : 0;
		if (cover * (float)c->matched > best)
			best = cover * (float)c->matched;
	}
	return c->nasked > 0 ? best / (float)c->nasked : 0;
}

static enum err_code look_closer(struct run *r, struct coverage *c,
                                 struct found *x, struct err *e)
{
	float cover, weight;
	struct arena *a = arena_scratch();
	const char *kind;
	struct document d;
	struct row row;
	struct str id;
	enum err_code rc = store_docid_find(r->tx, x->n, a, &kind, &id, e);

	if (rc == ERR_OK)
		rc = store_find(r->tx, &kind_find(str_from(kind))->entity, id,
		                a, &row, e);
	if (rc == ERR_OK) {
		document_read_names(a, kind_find(str_from(kind)), &row, &d);
		cover = best_cover(c, d.parts[SEARCH_TITLE]);
		weight = best_cover(c, d.parts[SEARCH_NAME]) * 0.97f;
		cover = cover > weight ? cover : weight;
		weight = log2f(1 + (float)facets_belong(r->facet_index, x->n)) /
		         20;
		x->score *= worth_of(kind) * (0.4f + cover) * (1 + weight);
	}
	arena_free(a);
	return rc;
}

/* Records that are called just what was typed, wherever words rank them. */
struct called {
	struct run *run;
	uint32_t places[20];
	size_t n;
};

static enum err_code keep_called(void *arg, const struct named *named,
                                 struct err *e)
{
	struct called *c = arg;

	return store_docid_of(c->run->tx,
	                      &kind_find(str_from(named->kind))->entity,
	                      named->id, &c->places[c->n++], e);
}

static enum err_code find_called(struct called *c, struct err *e)
{
	struct search_request *f = c->run->ask;
	struct str folded = words_folded(f->arena, f->typed);

	if (folded.len == 0)
		return ERR_OK;
	return store_names_called(c->run->tx, folded, COUNT(c->places),
	                          keep_called, c, e);
}

/* Above all that is found by its words. */
#define CALLED 1e6f

static int by_place(const void *key, const void *found)
{
	uint32_t n = *(const uint32_t *)key;
	uint32_t other = ((const struct found *)found)->n;

	return (n > other) - (n < other);
}

/* What was found is still in the order of docids. */
static struct found *found_at(const struct run *r, uint32_t place)
{
	return r->n == 0 ? NULL
	                 : bsearch(&place, r->found, r->n, sizeof(*r->found),
	                           by_place);
}

static void raise(struct run *r, uint32_t place, float by)
{
	struct found *x = found_at(r, place);

	if (x == NULL)
		return;
	x->tier = 0;
	x->score += by;
}

static void raise_called(struct run *r, const struct called *c)
{
	float by = CALLED * 100; /* more than a closer look can change */

	for (size_t j = 0; j < c->n; j++)
		raise(r, c->places[j], CALLED);
	for (size_t j = r->ncited; j-- > 0; by *= 100) {
		raise(r, r->cited[j].instrument, by);
		raise(r, r->cited[j].provision, by * 10);
	}
}

static uint8_t place_of(const struct kind *k)
{
	uint8_t i = 0;

	while (kinds[i] != k)
		i++;
	return i;
}

static void add_found(struct run *r, const struct kind *k, uint32_t place,
                      uint32_t instrument)
{
	size_t at = r->n;

	if (found_at(r, place) != NULL)
		return;
	while (at > 0 && r->found[at - 1].n > place) {
		r->found[at] = r->found[at - 1];
		at--;
	}
	r->found[at] = (struct found){ .n = place,
		                       .instrument = instrument,
		                       .kind = place_of(k),
		                       .tier = 2 };
	r->n++;
}

/* What is cited is found, whether or not its words stand in it. */
static void add_cited(struct run *r)
{
	struct found *more;

	if (r->ncited == 0)
		return;
	more = arena_alloc(r->ask->arena,
	                   (r->n + 2 * CITED_MAX) * sizeof(*more));
	if (r->n > 0)
		memcpy(more, r->found, r->n * sizeof(*more));
	r->found = more;
	for (size_t i = 0; i < r->ncited; i++) {
		const struct cited *c = &r->cited[i];

		add_found(r, &provisions_kind, c->provision, c->instrument);
		add_found(r, &instruments_kind, c->instrument, c->instrument);
	}
}

static enum err_code rank(struct run *r, struct err *e)
{
	struct called called = { .run = r };
	struct coverage c = { .arena = r->ask->arena };
	size_t k = r->n < SEARCH_RERANKED ? r->n : SEARCH_RERANKED;
	enum err_code rc = find_called(&called, e);

	if (rc != ERR_OK)
		return rc;
	raise_called(r, &called);
	bring_forward(r, r->found, r->n, k);
	c.asked = arena_alloc(c.arena, SEARCH_TERMS_MAX * sizeof(*c.asked));
	tokens_each(r->ask->typed, TOKENS_INDEX, keep_asked, &c);
	for (size_t i = 0; i < k && rc == ERR_OK && r->found[i].tier == 0; i++)
		rc = look_closer(r, &c, &r->found[i], e);
	bring_forward(r, r->found, k, k);
	return rc;
}

/* ---- pages --------------------------------------------------------------- */

static void take_page(struct run *r)
{
	struct search_request *f = r->ask;
	size_t looked = r->n < SEARCH_RERANKED ? r->n : SEARCH_RERANKED,
	       end = f->offset + f->limit < r->n ? f->offset + f->limit : r->n;

	f->total = r->n;
	if (end > looked && f->sort == SORT_RELEVANCE)
		bring_forward(r, r->found + looked, r->n - looked,
		              end - looked);
	else if (f->sort != SORT_RELEVANCE)
		bring_forward(r, r->found, r->n, end);
	f->npage = f->offset < end ? end - f->offset : 0;
	f->page = arena_alloc(f->arena, (f->npage + 1) * sizeof(*f->page));
	if (f->npage > 0)
		memcpy(f->page, r->found + f->offset,
		       f->npage * sizeof(*f->page));
}

/* The place a record is grouped under: its instrument's, or its own. */
static uint32_t group_of(const struct found *x)
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
		if (group_of(&r->found[i]) >= out->room)
			out->room = (size_t)group_of(&r->found[i]) + 1;
	out->numbers = arena_alloc(a, (out->room + 1) * sizeof(uint32_t));
	out->best = arena_alloc(a, (r->n + 1) * sizeof(struct found));
	for (size_t i = 0; i < r->n; i++) {
		const struct found *x = &r->found[i];
		uint32_t *number = &out->numbers[group_of(x)];

		if (*number == 0) {
			out->best[out->n++] = *x;
			*number = (uint32_t)out->n;
		} else if (comes_before(r, x, &out->best[*number - 1])) {
			out->best[*number - 1] = *x;
		}
	}
}

static void add_to_group(const struct run *r, struct found_group *g,
                         const struct found *x)
{
	size_t at = g->nshown;

	g->n++;
	if (x->n == group_of(x))
		return; /* the instrument itself */
	while (at > 0 && comes_before(r, x, &g->shown[at - 1]))
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
		g->numbers[group_of(&f->page[i])] = (uint32_t)i + 1;
	for (size_t i = 0; i < r->n; i++) {
		uint32_t number = g->numbers[group_of(&r->found[i])];

		if (number != 0)
			add_to_group(r, &f->groups[number - 1], &r->found[i]);
	}
	for (size_t i = 0; i < f->npage; i++)
		f->page[i].n = group_of(&f->page[i]);
}

static void take_groups(struct run *r)
{
	struct search_request *f = r->ask;
	struct grouping g = { .n = 0 };
	struct arena *own = arena_scratch();
	size_t end;

	arena_work(own, r->n * WORK_FOUND);
	group(r, own, &g);
	end = f->offset + f->limit < g.n ? f->offset + f->limit : g.n;
	f->total = g.n;
	bring_forward(r, g.best, g.n, end);
	f->npage = f->offset < end ? end - f->offset : 0;
	f->page = arena_alloc(f->arena, (f->npage + 1) * sizeof(*f->page));
	f->groups = arena_alloc(f->arena, (f->npage + 1) * sizeof(*f->groups));
	if (f->npage > 0)
		memcpy(f->page, g.best + f->offset,
		       f->npage * sizeof(*f->page));
	fill_groups(r, &g);
	arena_free(own);
}

/* ---- all of it ----------------------------------------------------------- */

static enum err_code find(struct run *r, struct err *e)
{
	struct search_request *f = r->ask;
	const char *too_much = query_parse(f->typed, &f->terms);
	enum err_code rc;

	if (too_much != NULL)
		return err_set(e, ERR_SYNTAX, "what is typed %s", too_much);
	if (f->expand)
		synonyms_expand(facets_synonyms(r->facet_index), f->arena,
		                &f->terms, &f->expanded);
	rc = store_search(r->tx, &f->terms.search, f->arena, &r->found, &r->n,
	                  e);
	if (rc == ERR_OK) {
		add_cited(r);
		rc = filter(r, e);
	}
	if (rc != ERR_OK)
		return rc;
	arena_work(f->arena, r->n * 3 * WORK_FOUND); /* facets, order, page */
	count_facets(r, e);
	rc = rank(r, e);
	if (rc == ERR_OK && f->grouped)
		take_groups(r);
	else if (rc == ERR_OK)
		take_page(r);
	return rc;
}

enum err_code search_run(struct tx *tx, struct search_request *f, struct err *e)
{
	struct run r = { .tx = tx,
		         .ask = f,
		         .facet_index = f->facet_index,
		         .day = facets_day(str_from(f->day)) };
	struct facets_loan *loan;
	enum err_code rc =
		f->cites ? cited_find(tx, f, r.cited, &r.ncited, e) : ERR_OK;

	if (rc == ERR_OK)
		rc = facets_borrow(f->facet_index, f->store, tx, f->arena,
		                   &loan, e);
	if (rc != ERR_OK)
		return rc;
	buf_init(&f->expanded, f->arena);
	rc = find(&r, e);
	facets_return(loan);
	return rc;
}
