/*
 * search_filter.c - which of the records found are asked for
 */
#include "server/registry/model/kind.h"
#include "server/registry/search/search_run.h"
#include "server/registry/search/synonyms.h"

extern struct kind instruments_kind, concepts_kind;

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

enum err_code search_filter(struct run *r, struct err *e)
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
