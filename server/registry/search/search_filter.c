/*
 * search_filter.c - which of the records found are asked for
 */
#include "server/registry/model/kind.h"
#include "server/registry/model/namesakes.h"
#include "server/registry/model/walk.h"
#include "server/registry/search/search_run.h"
#include "server/registry/search/synonyms.h"

/* ---- filters of members --------------------------------------------------- */

struct marking {
	struct arena *arena;
	struct docids *docids;
};

static enum err_code mark(void *arg, uint32_t n, struct err *e)
{
	struct marking *m = arg;

	(void)e;
	docids_put(m->docids, m->arena, n);
	return ERR_OK;
}

enum err_code search_docids(struct run *r, const struct kind *k,
                            const struct query *q, struct docids *out,
                            struct err *e)
{
	struct marking m = { r->ask->arena, out };

	return store_docids(r->tx, &k->entity, q, mark, &m, e);
}

/* By the path of the member, or -1. */
static int facet_of_path(const char *path)
{
	static const struct {
		const char *path;
		enum facet facet;
	} facets[] = {
		{ "type", FACET_TYPE },
		{ "force", FACET_FORCE },
		{ "nature", FACET_NATURE },
		{ "languages", FACET_LANGUAGES },
		{ "jurisdictions", FACET_JURISDICTIONS },
		{ "statuses.status", FACET_STATUS },
		{ "evidence.grade", FACET_GRADE },
	};

	for (size_t i = 0; i < COUNT(facets); i++)
		if (strcmp(path, facets[i].path) == 0)
			return (int)facets[i].facet;
	return -1;
}

/* What else is asked of the items of the same list, but for the day. */
static bool is_alone(const struct query *q, const struct condition *c)
{
	size_t n = 0;

	for (size_t i = 0; i < q->nconditions; i++)
		n += c->list != NULL && q->conditions[i].list == c->list &&
		     strncmp(q->conditions[i].column->path, "statuses.known_",
		             strlen("statuses.known_")) != 0 &&
		     strcmp(q->conditions[i].column->path, "statuses.from") !=
		             0 &&
		     strcmp(q->conditions[i].column->path, "statuses.to") != 0;
	return n <= 1;
}

/* The facet whose filter a condition is, or -1. */
static int facet_of(const struct query *q, const struct condition *c)
{
	int facet = facet_of_path(c->column->path);

	for (size_t i = 0; facet < 0 && c->list != NULL && i < q->nconditions;
	     i++)
		if (q->conditions[i].list == c->list)
			facet = facet_of_path(q->conditions[i].column->path);
	return facet >= 0 && is_alone(q, c) ? facet : -1;
}

enum err_code search_find_filtered(struct run *r, struct filtered *out,
                                   struct err *e)
{
	const struct query *q = r->ask->filter;
	struct query *one = arena_alloc(r->ask->arena, sizeof(*one));
	enum err_code rc = ERR_OK;

	for (int facet = -1; facet < FACET__COUNT && rc == ERR_OK; facet++) {
		*one = (struct query){ .nconditions = 0 };
		for (size_t i = 0; i < q->nconditions; i++) {
			const struct condition *c = &q->conditions[i];
			int of = r->ask->disjunctive ? facet_of(q, c) : -1;

			if (of == facet)
				one->conditions[one->nconditions++] = *c;
		}
		if (one->nconditions == 0)
			continue;
		if (facet < 0)
			out->has_others = true;
		else
			out->facets |= 1u << facet;
		rc = search_docids(r, &instruments_kind, one,
		                   facet < 0 ? &out->others : &out->own[facet],
		                   e);
	}
	return rc;
}

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

/* The facets that are chosen from and of which neither the record nor the
 * instrument it belongs to has a value that may be. */
static unsigned lacks(const struct run *r, const struct chosen *c,
                      const struct found *x)
{
	const struct instrument_facets *i;
	unsigned has = 0;

	if (c->facets == 0)
		return 0;
	i = facets_of(r->facet_index, x->instrument);
	if (is_source_chosen(c, x->source))
		has |= 1u << FACET_SOURCE;
	if (i != NULL && is_among(c, facets_status(i, r->day)))
		has |= 1u << FACET_STATUS;
	for (uint32_t at = 0; i != NULL && at < i->nvalues; at++)
		if (is_among(c, i->values[at]))
			has |= 1u << FACET_OF(i->values[at]);
	return c->facets & ~has;
}

/* The number of a value; 0 when no instrument has it. */
static enum err_code number_of(struct run *r, enum facet facet,
                               struct str value, uint32_t *out, struct err *e)
{
	if (facet == FACET_SOURCE)
		return store_docid_of(r->tx, &sources_kind.entity, value, out,
		                      e);
	*out = facets_find(r->facet_index, facet, value);
	return ERR_OK;
}

enum err_code search_resolve(struct run *r, const struct facet_choice *c,
                             struct facet_numbers *out, struct err *e)
{
	const char *refers = facet_refers(c->facet);
	struct namesakes found = { .arena = r->ask->arena,
		                   .ids = { c->text },
		                   .n = 1 };
	enum err_code rc = ERR_OK;

	out->n = 0;
	if (refers != NULL) {
		found.kind = kind_find(str_from(refers));
		rc = namesakes_find(r->tx, &found, c->text, e);
	}
	for (size_t i = 0; i < found.n && rc == ERR_OK; i++) {
		rc = number_of(r, c->facet, found.ids[i], &out->of[out->n], e);
		out->n += rc == ERR_OK && out->of[out->n] != 0;
	}
	return rc;
}

static void choose_value(struct run *r, struct chosen *chosen, enum facet facet,
                         uint32_t value)
{
	if (facet == FACET_SOURCE) {
		if (chosen->nsources < COUNT(chosen->sources))
			chosen->sources[chosen->nsources++] = value;
		return;
	}
	if (chosen->values[facet] == NULL) {
		chosen->room[facet] = facets_nvalues(r->facet_index, facet) + 1;
		chosen->values[facet] =
			arena_alloc(r->ask->arena, chosen->room[facet]);
	}
	if (value < chosen->room[facet])
		chosen->values[facet][value] = true;
}

enum err_code search_choose(struct run *r, struct chosen *chosen, struct err *e)
{
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < r->ask->nchoices && rc == ERR_OK; i++) {
		struct facet_choice *c = &r->ask->choices[i];
		struct facet_numbers numbers;

		chosen->facets |= 1u << c->facet;
		rc = search_resolve(r, c, &numbers, e);
		c->is_unknown = rc == ERR_OK && numbers.n == 0;
		for (size_t j = 0; j < numbers.n; j++)
			choose_value(r, chosen, c->facet, numbers.of[j]);
	}
	return rc;
}

/* ---- our own notes -------------------------------------------------------- */

static enum err_code find_notes(struct run *r, struct docids *out,
                                struct err *e)
{
	struct value role = value_text(STR("editorial_note"));
	struct query q = { .nconditions = 1 };

	q.conditions[0] = walk_where(&sources_kind, "role", &role);
	return search_docids(r, &sources_kind, &q, out, e);
}

/* ---- all of it ------------------------------------------------------------ */

struct filters {
	struct chosen chosen;
	struct filtered filtered;
	struct docids notes;
	bool has_notes; /* they are asked for */
};

#define OTHER_REASON (1u << FACET__COUNT)

/* Why it is not asked for: 1u << facet, OTHER_REASON; 0: it is. */
static unsigned reasons(const struct run *r, const struct filters *s,
                        const struct found *x)
{
	unsigned why = lacks(r, &s->chosen, x);

	if (!r->any_kind && !r->ask->kinds[x->kind])
		why |= 1u << FACET_KIND;
	if (kinds[x->kind] == &concepts_kind &&
	    synonyms_are(facets_synonyms(r->facet_index), x->n))
		why |= OTHER_REASON;
	if (s->filtered.has_others &&
	    !docids_have(&s->filtered.others, x->instrument))
		why |= OTHER_REASON;
	for (int f = 0; s->filtered.facets >> f != 0; f++)
		if ((s->filtered.facets & 1u << f) &&
		    !docids_have(&s->filtered.own[f], x->instrument))
			why |= 1u << f;
	return why;
}

static void keep_near(struct run *r, const struct found *x, unsigned facets)
{
	ARENA_GROW(r->ask->arena, r->near, r->nnear, r->near_room);
	r->near[r->nnear++] = (struct near_miss){ *x, facets };
}

/* A note is found when passages or its source are asked for: it counts for
 * these. */
static void drop_others(struct run *r, const struct filters *s)
{
	size_t kept = 0;

	for (size_t i = 0; i < r->n; i++) {
		const struct found *x = &r->found[i];
		unsigned why = reasons(r, s, x);
		bool note = kinds[x->kind] == &passages_kind &&
		            docids_have(&s->notes, x->source);

		r->ask->matched += !note;
		if (note && !s->has_notes) {
			if (why == 0)
				keep_near(r, x,
				          1u << FACET_KIND |
				                  1u << FACET_SOURCE);
		} else if (why == 0) {
			r->found[kept++] = *x;
		} else if (r->ask->disjunctive && (why & (why - 1)) == 0) {
			keep_near(r, x, why);
		}
	}
	r->n = kept;
}

enum err_code search_filter(struct run *r, struct err *e)
{
	struct search_request *f = r->ask;
	struct filters *s = arena_alloc(f->arena, sizeof(*s));
	enum err_code rc = search_choose(r, &s->chosen, e);

	r->any_kind = true;
	for (size_t i = 0; i < COUNT(f->kinds); i++)
		r->any_kind = r->any_kind && !f->kinds[i];
	s->has_notes =
		!r->any_kind || (s->chosen.facets & 1u << FACET_SOURCE) != 0;

	arena_work(f->arena, r->n * WORK_FOUND);
	if (rc == ERR_OK && f->filter != NULL)
		rc = search_find_filtered(r, &s->filtered, e);
	if (rc == ERR_OK)
		rc = find_notes(r, &s->notes, e);
	if (rc == ERR_OK)
		drop_others(r, s);
	return rc;
}
