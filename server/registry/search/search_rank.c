/*
 * search_rank.c - the order of the records found
 */
#include <math.h>
#include <stdlib.h>

#include "lib/data/id.h"
#include "lib/text/tokens.h"
#include "lib/text/words.h"
#include "server/registry/model/kind.h"
#include "server/registry/model/walk.h"
#include "server/registry/search/document.h"
#include "server/registry/search/found_by.h"
#include "server/registry/search/search_run.h"
#include "server/registry/search/synonyms.h"

#define CALLED_BY_NAME 100 /* and some by key and number */

/* ---- ranking by words alone ---------------------------------------------- */

bool search_comes_before(const struct run *r, const struct found *a,
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
	if (a->lacks != b->lacks)
		return a->lacks < b->lacks;
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
		    search_comes_before(r, &heap[child], &heap[child + 1]))
			child++;
		if (!search_comes_before(r, &moved, &heap[child]))
			return;
		heap[at] = heap[child];
		heap[child] = moved;
		at = child;
	}
}

/* A heap of the best, the last of them on top. */
void search_bring_forward(const struct run *r, struct found *x, size_t n,
                          size_t k)
{
	k = k < n ? k : n;
	for (size_t i = k / 2; i-- > 0;)
		sift_down(r, x, k, i);
	for (size_t i = k; i < n; i++)
		if (k > 0 && search_comes_before(r, &x[i], &x[0])) {
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

static float worth_of(const struct kind *k)
{
	return k->worth > 0 ? k->worth : WORTH_PLAIN;
}

/* What much belongs to is what is meant more often, and so is a part of it. */
#define DOUBLINGS 14 /* of that, to be worth twice as much */

static float standing_of(const struct run *r, const struct found *x)
{
	bool is_part = kinds[x->kind] == &provisions_kind;
	uint32_t of = is_part ? x->instrument : x->n;
	float n = (float)facets_belong(r->facet_index, of);

	return log2f(1 + n) / DOUBLINGS;
}

#define ASKED_MAX 256 /* tokens */

static int count_bits(uint64_t of)
{
	int n = 0;

	for (; of != 0; of &= of - 1)
		n++;
	return n;
}

struct coverage {
	struct arena *arena;
	struct asked_token {
		struct str text;
		uint8_t clause;
	} asked[ASKED_MAX];
	size_t nasked;
	uint8_t clause; /* of what is being read        */
	uint64_t all;   /* clauses asked for, 1 << clause */
	size_t tokens;  /* of the name                  */
	size_t matched; /* of these, asked for          */
	uint64_t hit;   /* clauses that they are of     */
};

static int keep_asked(void *arg, const struct token *t)
{
	struct coverage *c = arg;

	c->asked[c->nasked++] =
		(struct asked_token){ arena_str(c->arena, t->text), c->clause };
	return c->nasked == ASKED_MAX;
}

/* What is typed, and what stands for it. */
static void read_asked(const struct search *s, struct coverage *c)
{
	for (size_t i = 0; i < s->nterms && c->nasked < ASKED_MAX; i++) {
		c->clause = s->terms[i].clause;
		if (s->without[c->clause])
			continue;
		c->all |= (uint64_t)1 << c->clause;
		tokens_each(s->terms[i].text, TOKENS_INDEX, keep_asked, c);
	}
}

static int match_token(void *arg, const struct token *t)
{
	struct coverage *c = arg;
	uint64_t hit = 0;

	if (t->colocated)
		return 0;
	c->tokens++;
	for (size_t i = 0; i < c->nasked; i++)
		if (str_eq(c->asked[i].text, t->text))
			hit |= (uint64_t)1 << c->asked[i].clause;
	c->matched += hit != 0;
	c->hit |= hit;
	return 0;
}

/* Of the names of a record, one to a paragraph, how much of the one that fits
 * best was asked for, and how much of what was asked for is in it. */
static float best_cover(struct coverage *c, struct str names)
{
	int all = count_bits(c->all);
	struct str name;
	float best = 0;

	while (all > 0 && document_next_name(&names, &name)) {
		float cover;

		c->tokens = c->matched = 0;
		c->hit = 0;
		tokens_each(name, TOKENS_INDEX, match_token, c);
		cover = c->tokens > 0 ? (float)c->matched / (float)c->tokens
		                      : 0;
		cover *= (float)count_bits(c->hit) / (float)all;
		if (cover > best)
			best = cover;
	}
	return best;
}

static enum err_code look_closer(struct run *r, struct coverage *c,
                                 struct found *x, struct err *e)
{
	float cover, by_name;
	struct arena *a = arena_scratch();
	const struct kind *k;
	const char *kind;
	struct document d;
	struct row row;
	struct str id;
	enum err_code rc = store_docid_find(r->tx, x->n, a, &kind, &id, e);

	if (rc == ERR_OK) {
		k = kind_find(str_from(kind));
		rc = store_find(r->tx, &k->entity, id, a, &row, e);
	}
	if (rc == ERR_OK) {
		document_read_names(a, k, &row, &d);
		cover = best_cover(c, d.parts[SEARCH_TITLE]);
		by_name = best_cover(c, d.parts[SEARCH_NAME]) * 0.97f;
		cover = cover > by_name ? cover : by_name;
		x->score *=
			worth_of(k) * (0.4f + cover) * (1 + standing_of(r, x));
	}
	arena_free(a);
	return rc;
}

/* ---- what is called just what was typed ----------------------------------- */

static enum err_code keep_called(void *arg, const struct named *named,
                                 struct err *e)
{
	struct run *r = arg;
	const struct kind *k = kind_find(str_from(named->kind));
	struct called *c = &r->called[r->ncalled];
	enum err_code rc =
		store_docid_of(r->tx, &k->entity, named->id, &c->docid, e);

	c->as_typed = str_eq(named->name.name, r->ask->typed);
	c->kind = 0;
	while (kinds[c->kind] != k)
		c->kind++;
	c->instrument = k == &instruments_kind ? c->docid : 0;
	r->ncalled += rc == ERR_OK;
	return rc;
}

static enum err_code keep_row(void *arg, const struct row *row, struct err *e)
{
	struct run *r = arg;
	struct named named = { .kind = instruments_kind.entity.name,
		               .id = row->values[COLUMN_ID].text };

	return r->ncalled < CALLED_MAX ? keep_called(r, &named, e) : ERR_OK;
}

/* "CETS225" as it would be written with a blank. */
static struct str spaced(struct arena *a, struct str word)
{
	size_t at = found_by_figures(word);

	return at == 0 ? word
	               : str_from(arena_printf(a, "%.*s %.*s", (int)at, word.p,
	                                       (int)(word.len - at),
	                                       word.p + at));
}

/* Its instrument has this identifier: "cets 225". */
static enum err_code find_numbered(struct run *r, struct err *e)
{
	struct arena *a = r->ask->arena;
	struct value numbers[] = {
		value_text(found_by_number(a, r->ask->typed)),
		value_text(found_by_number(a, spaced(a, r->ask->typed)))
	};
	struct query q = { .nconditions = 1, .limit = 2, .slim = true };

	q.conditions[0] = walk_where(&instruments_kind, "numbers", numbers);
	q.conditions[0].nvalues = COUNT(numbers);
	return store_list(r->tx, &instruments_kind.entity, &q, keep_row, r, e);
}

/* A key is what nothing else is called. */
static enum err_code find_keyed(struct run *r, struct err *e)
{
	static struct kind *const keyed[] = { &instruments_kind,
		                              &organizations_kind };
	struct row row;
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < COUNT(keyed) && rc == ERR_OK; i++) {
		struct named named = { .kind = keyed[i]->entity.name };

		rc = store_find(r->tx, &keyed[i]->entity, r->ask->typed,
		                r->ask->arena, &row, e);
		if (rc == ERR_OK) {
			named.id = row.values[COLUMN_ID].text;
			rc = keep_called(r, &named, e);
		} else if (rc == ERR_NOT_FOUND) {
			err_clear(e);
			rc = ERR_OK;
		}
	}
	return rc;
}

/* A name and one word more are no sentence. */
#define OTHERS_MIN 2

/* The loose clauses that do not stand in the name, each worth as much. */
static void lacks_beside(const struct run *r, struct str name,
                         struct called *out)
{
	const struct search *s = &r->ask->terms.search;
	uint16_t missing = 0, all = 0;

	for (size_t i = 0; i < s->nterms; i++) {
		const struct term *t = &s->terms[i];

		if (t->alternative > 0 || !s->loose[t->clause])
			continue;
		all |= (uint16_t)(1u << t->clause);
		if (t->text.p < name.p || t->text.p >= name.p + name.len)
			missing |= (uint16_t)(1u << t->clause);
	}
	out->missing = missing;
	out->lacks = (uint8_t)(all > 0 ? SEARCH_LACKS * count_bits(missing) /
	                                         count_bits(all)
	                               : 0);
}

static enum err_code find_mentioned(struct run *r, struct err *e)
{
	const struct mentioned *m = &r->mentioned;
	enum err_code rc = ERR_OK;

	if (m->is_all || m->is_word || r->ncited > 0 ||
	    !(m->others == 0 || (m->is_asked && !r->ask->insists) ||
	      (r->ask->relaxed && m->others >= OTHERS_MIN)) ||
	    synonyms_know(facets_synonyms(r->facet_index), r->ask->arena,
	                  m->name))
		return ERR_OK;
	for (size_t i = 0; i < m->n && rc == ERR_OK; i++) {
		struct named named = { .kind = instruments_kind.entity.name,
			               .id = m->ids[i] };

		if (r->ncalled == CALLED_MAX)
			break;
		lacks_beside(r, m->name, &r->called[r->ncalled]);
		rc = keep_called(r, &named, e);
	}
	return rc;
}

enum err_code search_find_called(struct run *r, struct err *e)
{
	struct search_request *f = r->ask;
	struct str folded = words_folded(f->arena, f->typed);
	enum err_code rc;

	if (folded.len == 0)
		return ERR_OK;
	rc = store_names_called(r->tx, folded, CALLED_BY_NAME, keep_called, r,
	                        e);
	if (rc == ERR_OK)
		rc = find_numbered(r, e);
	if (rc == ERR_OK)
		rc = find_mentioned(r, e);
	return rc == ERR_OK && key_valid(f->typed) ? find_keyed(r, e) : rc;
}

/* Above all that is found by its words. */
#define CALLED   1e6f
#define AS_TYPED 4 /* more than a closer look can change */

static int by_docid(const void *key, const void *found)
{
	uint32_t n = *(const uint32_t *)key;
	uint32_t other = ((const struct found *)found)->n;

	return (n > other) - (n < other);
}

/* What was found is still in the order of docids. */
static struct found *found_at(const struct run *r, uint32_t docid)
{
	return r->n == 0 ? NULL
	                 : bsearch(&docid, r->found, r->n, sizeof(*r->found),
	                           by_docid);
}

static void raise(struct run *r, uint32_t docid, float by)
{
	struct found *x = found_at(r, docid);

	if (x == NULL)
		return;
	x->tier = 0;
	x->score += by;
}

static void raise_named(struct run *r)
{
	float by = CALLED * 100; /* more than a closer look can change */

	for (size_t j = 0; j < r->ncalled; j++)
		raise(r, r->called[j].docid,
		      r->called[j].as_typed ? CALLED * AS_TYPED : CALLED);
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

static void add_found(struct run *r, const struct called *c)
{
	size_t at = r->n;

	if (found_at(r, c->docid) != NULL)
		return;
	while (at > 0 && r->found[at - 1].n > c->docid) {
		r->found[at] = r->found[at - 1];
		at--;
	}
	r->found[at] = (struct found){
		.n = c->docid,
		.instrument = c->instrument,
		.kind = c->kind,
		.tier = 2,
		.lacks = (uint8_t)(c->lacks & 15),
		.missing = c->missing,
	};
	r->n++;
}

void search_add_named(struct run *r)
{
	struct found *more;

	r->ask->is_named = r->ncited + r->ncalled > 0;
	if (!r->ask->is_named)
		return;
	more = arena_alloc(r->ask->arena,
	                   (r->n + 2 * CITED_MAX + CALLED_MAX) * sizeof(*more));
	if (r->n > 0)
		memcpy(more, r->found, r->n * sizeof(*more));
	r->found = more;
	for (size_t i = 0; i < r->ncited; i++) {
		const struct cited *c = &r->cited[i];

		add_found(r, &(struct called){
				     .docid = c->provision,
				     .instrument = c->instrument,
				     .kind = place_of(&provisions_kind) });
		add_found(r, &(struct called){
				     .docid = c->instrument,
				     .instrument = c->instrument,
				     .kind = place_of(&instruments_kind) });
	}
	for (size_t i = 0; i < r->ncalled; i++)
		if (r->called[i].instrument > 0)
			add_found(r, &r->called[i]);
}

/* What much belongs to. */
float search_weigh(const struct run *r, const struct found *x)
{
	return worth_of(kinds[x->kind]) * (1 + standing_of(r, x));
}

static void weigh_all(struct run *r)
{
	for (size_t i = 0; i < r->n; i++)
		r->found[i].score = search_weigh(r, &r->found[i]);
}

/* ---- the law of the place that is named ----------------------------------- */

#define PLACES_MAX 8
#define OF_PLACE   2 /* times */

/* The places that are named, as values of their facet; how many. */
static size_t read_places(const struct run *r, uint32_t *out)
{
	const struct search *s = &r->ask->terms.search;
	const struct field *f =
		entity_field(&instruments_kind.entity, STR("jurisdictions"));
	size_t n = 0;

	for (size_t i = 0; i < s->nterms && n < PLACES_MAX; i++) {
		struct str code;
		uint32_t value;

		if (!s->narrows[s->terms[i].clause] ||
		    s->without[s->terms[i].clause] ||
		    !document_read_code(s->terms[i].text, f->codes, &code))
			continue;
		value = facets_find(r->facet_index, FACET_JURISDICTIONS, code);
		if (value != 0)
			out[n++] = (uint32_t)FACET_JURISDICTIONS << 24 | value;
	}
	return n;
}

static bool is_of_one(const struct run *r, const struct found *x,
                      const uint32_t *places, size_t n)
{
	const struct instrument_facets *f =
		facets_of(r->facet_index, x->instrument);

	for (uint32_t at = 0; f != NULL && at < f->nvalues; at++)
		for (size_t i = 0; i < n; i++)
			if (f->values[at] == places[i])
				return true;
	return false;
}

/* A text that only speaks of the place stands a tier lower. */
static void weigh_places(struct run *r)
{
	uint32_t places[PLACES_MAX];
	size_t n = read_places(r, places);

	arena_work(r->ask->arena, n > 0 ? r->n * WORK_FOUND : 0);
	for (size_t i = 0; i < r->n && n > 0; i++) {
		struct found *x = &r->found[i];

		if (x->instrument == 0)
			continue;
		if (is_of_one(r, x, places, n))
			x->score *= OF_PLACE;
		else
			x->tier++;
	}
}

#define PARTS_LOOKED 5
#define PARTS_MOST   3 /* of these, of one text */

static bool names_place(const struct search *s)
{
	for (size_t i = 0; i < s->nterms; i++)
		if (s->narrows[s->terms[i].clause])
			return true;
	return false;
}

/* The text that the first is a part of, and most of those after it; or 0. */
static uint32_t whole_of_most(const struct run *r, size_t k)
{
	size_t same = 0;

	for (size_t i = 0; i < k && i < PARTS_LOOKED; i++)
		if (kinds[r->found[i].kind] == &provisions_kind &&
		    r->found[i].instrument == r->found[0].instrument)
			same++;
		else if (i == 0)
			return 0;
	return same < PARTS_MOST ? 0 : r->found[0].instrument;
}

/* Who names a place and no law asks for the law: before its parts. */
static void raise_whole(struct run *r, size_t k)
{
	uint32_t whole = whole_of_most(r, k);

	for (size_t i = 0; whole != 0 && i < k; i++) {
		struct found *x = &r->found[i];

		if (x->n != whole)
			continue;
		x->tier = 0;
		x->lacks = r->found[0].lacks;
		x->score = r->found[0].score + CALLED;
		search_bring_forward(r, r->found, k, k);
		return;
	}
}

enum err_code search_rank(struct run *r, struct err *e)
{
	struct coverage c = { .arena = r->ask->arena };
	size_t k = r->n < SEARCH_RERANKED ? r->n : SEARCH_RERANKED;
	enum err_code rc = ERR_OK;

	if (r->ask->terms.search.everything)
		weigh_all(r);
	weigh_places(r);
	raise_named(r);
	search_bring_forward(r, r->found, r->n, k);
	read_asked(&r->ask->terms.search, &c);
	for (size_t i = 0; i < k && rc == ERR_OK && r->found[i].tier == 0; i++)
		rc = look_closer(r, &c, &r->found[i], e);
	search_bring_forward(r, r->found, k, k);
	if (!r->ask->is_named && names_place(&r->ask->terms.search))
		raise_whole(r, k);
	return rc;
}
