/*
 * facets_read.c - what is counted of one instrument
 */
#include "server/registry/search/facets_read.h"

#include <stdlib.h>

#include "lib/base/log.h"
#include "server/registry/law/code_list.h"
#include "server/registry/model/kind.h"
#include "server/registry/search/facet_text.h"

#define ABOVE_MAX 8 /* concepts above one, codes around one */

#define VALUES_MAX   200
#define STATUSES_MAX 32

struct gathering {
	struct facets_reader *reader;
	uint32_t values[VALUES_MAX];
	uint32_t n;
	struct status_until statuses[STATUSES_MAX];
	uint32_t nstatuses;
	uint32_t date;
};

static uint32_t value_of(struct facets_reader *r, enum facet facet,
                         struct str text)
{
	return (uint32_t)facet << 24 |
	       string_table_add(r->epochs, &r->words[facet], text);
}

static void add_value(struct gathering *g, uint32_t value)
{
	for (uint32_t i = 0; i < g->n; i++)
		if (g->values[i] == value)
			return;
	if (g->n < VALUES_MAX)
		g->values[g->n++] = value;
}

static void add(struct gathering *g, enum facet facet, struct str text)
{
	if (text.len > 0)
		add_value(g, value_of(g->reader, facet, text));
}

/* ---- what a value is within ---------------------------------------------- */

struct wider {
	uint32_t values[2 * (ABOVE_MAX + 1)];
	uint32_t n;
};

typedef enum err_code widen_fn(struct facets_reader *r, struct str text,
                               struct wider *out, struct err *e);

/* The value itself and those above it. */
static enum err_code add_widened(struct gathering *g,
                                 struct wider_values *known, enum facet facet,
                                 struct str text, widen_fn *widen,
                                 struct err *e)
{
	struct facets_reader *r = g->reader;
	uint32_t value = value_of(r, facet, text), at = FACET_VALUE(value);
	enum err_code rc = ERR_OK;

	while (at >= known->room)
		ARENA_GROW(r->arena, known->of, known->room, known->room);
	if (known->of[at] == NULL) {
		known->of[at] = arena_alloc(r->arena, sizeof(struct wider));
		rc = widen(r, text, known->of[at], e);
	}
	for (uint32_t i = 0; i < known->of[at]->n; i++)
		add_value(g, known->of[at]->values[i]);
	return rc;
}

static void widen_by(struct facets_reader *r, struct wider *w, enum facet facet,
                     struct str text)
{
	if (w->n < COUNT(w->values))
		w->values[w->n++] = value_of(r, facet, text);
}

static enum err_code widen_jurisdiction(struct facets_reader *r,
                                        struct str code, struct wider *out,
                                        struct err *e)
{
	const struct field *f =
		entity_field(&instruments_kind.entity, STR("jurisdictions"));
	struct str above[ABOVE_MAX];
	size_t n = 0;
	enum err_code rc = code_list_above(r->tx, r->arena, f, code, above,
	                                   COUNT(above), &n, e);

	widen_by(r, out, FACET_JURISDICTIONS, code);
	for (size_t i = 0; i < n; i++)
		widen_by(r, out, FACET_JURISDICTIONS, above[i]);
	return rc;
}

/* The scheme's key says what its concepts are. */
static enum err_code are_topics(struct facets_reader *r, struct str scheme,
                                bool *out, struct err *e)
{
	struct row row;
	enum err_code rc = store_find(r->tx, &schemes_kind.entity, scheme,
	                              r->arena, &row, e);

	*out = rc == ERR_OK &&
	       str_is(row.values[COLUMN_KEY].text, TOPICS_SCHEME);
	return rc;
}

static enum err_code widen_concept(struct facets_reader *r, struct str id,
                                   struct wider *out, struct err *e)
{
	enum err_code rc = ERR_OK;
	bool topics = false;

	for (int i = 0; i <= ABOVE_MAX && id.len > 0 && rc == ERR_OK; i++) {
		struct row concept;

		rc = store_find(r->tx, &concepts_kind.entity, id, r->arena,
		                &concept, e);
		if (rc == ERR_OK && i == 0)
			rc = are_topics(r,
			                kind_text(&concepts_kind,
			                          concept.values, "scheme"),
			                &topics, e);
		if (rc != ERR_OK)
			break;
		widen_by(r, out, FACET_CONCEPT, id);
		if (topics)
			widen_by(r, out, FACET_TOPIC, id);
		id = kind_text(&concepts_kind, concept.values, "broader");
	}
	return err_allow_absent(rc, e);
}

/* ---- lines ---------------------------------------------------------------- */

/* "zh-Hans" is "zh", too. */
static void add_language(struct gathering *g, struct str tag)
{
	add(g, FACET_LANGUAGES, tag);
	for (size_t i = 0; i < tag.len; i++)
		if (tag.p[i] == '-')
			add(g, FACET_LANGUAGES, (struct str){ tag.p, i });
}

static void add_date(struct gathering *g, struct str made)
{
	char decade[] = "0000s";

	g->date = facet_day(made);
	if (made.len < 4)
		return;
	memcpy(decade, made.p, 3);
	add(g, FACET_YEAR, (struct str){ made.p, 4 });
	add(g, FACET_DECADE, str_from(decade));
}

static void add_status(struct gathering *g, struct str line)
{
	struct str day = { line.p, FACET_DAY_LEN },
		   status = { line.p + FACET_DAY_LEN,
		              line.len - FACET_DAY_LEN };

	if (line.len <= FACET_DAY_LEN || g->nstatuses == STATUSES_MAX)
		return;
	g->statuses[g->nstatuses++] = (struct status_until){
		facet_day(day), value_of(g->reader, FACET_STATUS, status)
	};
}

static enum err_code add_line(struct gathering *g, char letter,
                              struct str value, struct err *e)
{
	switch ((enum facet_letter)letter) {
	case LETTER_TYPE:
		add(g, FACET_TYPE, value);
		break;
	case LETTER_FORCE:
		add(g, FACET_FORCE, value);
		break;
	case LETTER_NATURE:
		add(g, FACET_NATURE, value);
		break;
	case LETTER_LANGUAGE:
		add_language(g, value);
		break;
	case LETTER_ISSUER:
		add(g, FACET_ISSUER, value);
		break;
	case LETTER_DATE:
		add_date(g, value);
		break;
	case LETTER_STATUS:
		add_status(g, value);
		break;
	case LETTER_JURISDICTION:
		return add_widened(g, &g->reader->jurisdictions,
		                   FACET_JURISDICTIONS, value,
		                   widen_jurisdiction, e);
	case LETTER_CONCEPT:
		return add_widened(g, &g->reader->concepts, FACET_CONCEPT,
		                   value, widen_concept, e);
	}
	return ERR_OK;
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

enum err_code facets_read(struct facets_reader *r, struct str text,
                          struct instrument_facets **out, struct err *e)
{
	struct gathering g = { .reader = r, .n = 0 };
	enum err_code rc = ERR_OK;
	struct str value;
	char letter;

	while (rc == ERR_OK && facet_text_next(&text, &letter, &value))
		rc = add_line(&g, letter, value, e);
	if (rc == ERR_OK)
		*out = pack(&g);
	return rc;
}
