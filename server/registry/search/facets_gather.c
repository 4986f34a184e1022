/*
 * facets_gather.c - what is counted of one instrument
 */
#include "server/registry/search/facets_gather.h"

#include <stdlib.h>

#include "lib/base/log.h"
#include "lib/data/jsontext.h"
#include "server/registry/law/code_list.h"
#include "server/registry/law/law.h"
#include "server/registry/model/kind.h"
#include "server/registry/model/walk.h"

#define ABOVE_MAX 8 /* concepts above one, codes around one */

#define VALUES_MAX   200
#define STATUSES_MAX 32

struct gathering {
	struct tx *tx;
	struct epochs *epochs;
	struct string_table *words; /* of each facet */
	uint32_t values[VALUES_MAX];
	uint32_t n;
	struct status_until statuses[STATUSES_MAX];
	uint32_t nstatuses;
	uint32_t date;
};

static void add(struct gathering *g, enum facet facet, struct str text)
{
	uint32_t value;

	if (text.len == 0 || g->n == VALUES_MAX)
		return;
	value = (uint32_t)facet << 24 |
	        string_table_add(g->epochs, &g->words[facet], text);
	for (uint32_t i = 0; i < g->n; i++)
		if (g->values[i] == value)
			return;
	g->values[g->n++] = value;
}

static void add_text(struct gathering *g, struct arena *a, enum facet facet,
                     struct str json)
{
	add(g, facet, json_unquote(a, json));
}

/* "zh-Hans" is "zh", too. */
static void add_languages(struct gathering *g, struct arena *a, struct str list)
{
	struct str item;
	size_t at = 0;

	while (json_items(list, &at, &item)) {
		struct str tag = json_unquote(a, item);

		add(g, FACET_LANGUAGES, tag);
		for (size_t i = 0; i < tag.len; i++)
			if (tag.p[i] == '-')
				add(g, FACET_LANGUAGES,
				    arena_str(a, (struct str){ tag.p, i }));
	}
}

static enum err_code add_jurisdictions(struct gathering *g, struct arena *a,
                                       struct str list, struct err *e)
{
	const struct field *f =
		entity_field(&instruments_kind.entity, STR("jurisdictions"));
	struct str above[ABOVE_MAX], item;
	enum err_code rc = ERR_OK;
	size_t at = 0;

	while (rc == ERR_OK && json_items(list, &at, &item)) {
		struct str code = json_unquote(a, item);
		size_t n = 0;

		add(g, FACET_JURISDICTIONS, code);
		rc = code_list_above(g->tx, a, f, code, above, COUNT(above), &n,
		                     e);
		for (size_t i = 0; i < n; i++)
			add(g, FACET_JURISDICTIONS, above[i]);
	}
	return rc;
}

static bool add_makers(struct gathering *g, struct arena *a, struct str parties,
                       const char *role)
{
	struct str party;
	bool any = false;
	size_t at = 0;

	while (json_items(parties, &at, &party)) {
		if (!str_is(json_member(party, "role"), role))
			continue;
		add_text(g, a, FACET_ISSUER,
		         json_member(party, "organization"));
		any = true;
	}
	return any;
}

/* What nobody issued is by those who adopted it: laws, as a rule. */
static void add_issuers(struct gathering *g, struct arena *a,
                        struct str parties)
{
	if (!add_makers(g, a, parties, "\"issuer\""))
		add_makers(g, a, parties, "\"adopter\"");
}

/* The scheme's key says what its concepts are. */
static enum err_code are_topics(struct gathering *g, struct arena *a,
                                struct str scheme, bool *out, struct err *e)
{
	struct row row;
	enum err_code rc =
		store_find(g->tx, &schemes_kind.entity, scheme, a, &row, e);

	*out = rc == ERR_OK &&
	       str_is(row.values[COLUMN_KEY].text, TOPICS_SCHEME);
	return rc;
}

/* And those above it. */
static enum err_code add_concept(void *arg, struct arena *a,
                                 const struct row *row, struct err *e)
{
	struct gathering *g = arg;
	struct str id =
		kind_text(&classifications_kind, row->values, "concept");
	enum err_code rc = ERR_OK;
	bool topics = false;

	for (int i = 0; i <= ABOVE_MAX && id.len > 0 && rc == ERR_OK; i++) {
		struct row concept;

		rc = store_find(g->tx, &concepts_kind.entity, id, a, &concept,
		                e);
		if (rc == ERR_OK && i == 0)
			rc = are_topics(g, a,
			                kind_text(&concepts_kind,
			                          concept.values, "scheme"),
			                &topics, e);
		if (rc != ERR_OK)
			break;
		add(g, FACET_CONCEPT, id);
		if (topics)
			add(g, FACET_TOPIC, id);
		id = kind_text(&concepts_kind, concept.values, "broader");
	}
	return err_allow_absent(rc, e);
}

static enum err_code add_concepts(struct gathering *g, const struct row *row,
                                  struct err *e)
{
	struct value kind = value_text(STR("instruments")),
		     id = row->values[COLUMN_ID];
	struct condition about[] = {
		walk_where(&classifications_kind, "subject.kind", &kind),
		walk_where(&classifications_kind, "subject.id", &id),
	};

	return walk_records(g->tx, &classifications_kind, about, COUNT(about),
	                    add_concept, g, e);
}

/* The day it was made known, as far as that is known. */
static struct str date_of(struct arena *a, struct str record)
{
	static const char *const members[] = { "adopted_on", "signed_on",
		                               "published_on", "in_force_on",
		                               "proposed_on" };
	struct str date = { 0 };

	for (size_t i = 0; i < COUNT(members) && date.len == 0; i++)
		date = json_unquote(a, json_member(record, members[i]));
	return date;
}

uint32_t facets_day(struct str date)
{
	uint32_t n = 0;
	size_t digits = 0;

	for (size_t i = 0; i < date.len; i++)
		if (date.p[i] != '-') {
			n = n * 10 + (uint32_t)(date.p[i] - '0');
			digits++;
		}
	for (; n > 0 && digits < 8; digits++)
		n *= 10;
	return n;
}

/* As all law that is known has it. */
static void add_statuses(struct gathering *g, struct str intervals)
{
	struct law_span s;

	while (law_next_span(&intervals, &s)) {
		if (!str_is(s.known_to, DAY_LAST) ||
		    g->nstatuses == STATUSES_MAX)
			continue;
		g->statuses[g->nstatuses++] = (struct status_until){
			facets_day(s.to),
			(uint32_t)FACET_STATUS << 24 |
				string_table_add(g->epochs,
			                         &g->words[FACET_STATUS],
			                         s.status)
		};
	}
}

static void add_years(struct gathering *g, struct arena *a, struct str made)
{
	if (made.len < 4)
		return;
	add(g, FACET_YEAR, (struct str){ made.p, 4 });
	add(g, FACET_DECADE, str_from(arena_printf(a, "%.3s0s", made.p)));
}

static enum err_code set_facets(struct gathering *g, struct arena *a,
                                const struct row *row, struct err *e)
{
	struct str r = row->record, made = date_of(a, r);

	add_text(g, a, FACET_TYPE, json_member(r, "type"));
	add_text(g, a, FACET_FORCE, json_member(r, "force"));
	add_statuses(g, kind_text(&instruments_kind, row->values, "intervals"));
	add_text(g, a, FACET_NATURE, json_member(r, "nature"));
	add_languages(g, a, json_member(r, "languages"));
	add_issuers(g, a, json_member(r, "parties"));
	add_years(g, a, made);
	g->date = facets_day(made);
	return add_jurisdictions(g, a, json_member(r, "jurisdictions"), e);
}

/* In one piece of memory. */
static struct instrument_facets *pack(const struct gathering *g)
{
	size_t values = g->n * sizeof(g->values[0]),
	       statuses = g->nstatuses * sizeof(g->statuses[0]);
	struct instrument_facets *i =
		or_die(malloc(sizeof(*i) + statuses + values));
	struct status_until *s = (struct status_until *)(i + 1);
	uint32_t *v = (uint32_t *)(s + g->nstatuses);

	memcpy(s, g->statuses, statuses);
	memcpy(v, g->values, values);
	*i = (struct instrument_facets){ .date = g->date,
		                         .values = v,
		                         .nvalues = g->n,
		                         .statuses = s,
		                         .nstatuses = g->nstatuses };
	return i;
}

enum err_code facets_gather(struct tx *tx, struct epochs *epochs,
                            struct string_table *words, struct arena *a,
                            const struct row *row,
                            struct instrument_facets **out, struct err *e)
{
	struct gathering *g = arena_alloc(a, sizeof(*g));
	enum err_code rc;

	g->tx = tx;
	g->epochs = epochs;
	g->words = words;
	rc = set_facets(g, a, row, e);
	if (rc == ERR_OK)
		rc = add_concepts(g, row, e);
	if (rc == ERR_OK)
		*out = pack(g);
	return rc;
}
