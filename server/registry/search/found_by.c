/*
 * found_by.c - gathering what others say of a record
 */
#include "server/registry/search/found_by.h"

#include "lib/data/jsontext.h"
#include "lib/text/words.h"
#include "server/registry/model/json.h"
#include "server/registry/model/walk.h"
#include "server/registry/search/document.h"
#include "server/registry/search/facets.h"

#define FIGURES_MIN 2 /* of a number after letters */
#define BROADER_MAX 8 /* concepts above one */

struct ids {
	struct value *v;
	size_t n, room;
};

struct gathering {
	struct draft *draft;
	struct buf text;
	struct ids concepts, topics; /* and those above them */
};

static void add(struct gathering *g, struct str text)
{
	if (text.len == 0)
		return;
	buf_puts(&g->text, g->text.len > 0 ? "\n\n" : "");
	buf_str(&g->text, text);
}

/* ---- numbers ------------------------------------------------------------- */

/* "No.", which stands before a number and says nothing. */
static bool is_number_sign(struct str word)
{
	static const char *const signs[] = { "no", "nr", "nos", "num", "№" };

	for (size_t i = 0; i < COUNT(signs); i++)
		if (str_is(word, signs[i]))
			return true;
	return false;
}

struct joining {
	struct buf text;
	const char *between;
	size_t letters, figures;
};

static int join(void *arg, struct str word, size_t start, size_t end)
{
	struct joining *j = arg;

	(void)start;
	(void)end;
	if (is_number_sign(word))
		return 0;
	for (size_t i = 0; i < word.len; i++) {
		j->figures += char_is_digit(word.p[i]);
		j->letters += !char_is_digit(word.p[i]);
	}
	buf_puts(&j->text, j->text.len > 0 ? j->between : "");
	buf_str(&j->text, word);
	return 0;
}

static struct joining joined(struct arena *a, struct str text,
                             const char *between)
{
	struct joining j = { .between = between };

	buf_init(&j.text, a);
	words_each(text, join, &j);
	return j;
}

struct str found_by_squeezed(struct arena *a, struct str number)
{
	struct joining j = joined(a, number, "");

	return j.letters > 0 && j.figures > 0 ? buf_text(&j.text)
	                                      : (struct str){ 0 };
}

struct str found_by_number(struct arena *a, struct str typed)
{
	struct joining j = joined(a, typed, " ");

	return buf_text(&j.text);
}

size_t found_by_figures(struct str word)
{
	size_t at = 0;

	while (at < word.len && !char_is_digit(word.p[at]))
		at++;
	for (size_t i = at; i < word.len; i++)
		if (!char_is_digit(word.p[i]))
			return 0;
	return word.len - at >= FIGURES_MIN ? at : 0;
}

/* "SB24-205" of "Colorado SB24-205": from the last word of letters before the
 * first figure on; absent where that is all. */
static struct str without_issuer(struct str value)
{
	size_t figure = 0, at;

	while (figure < value.len && !char_is_digit(value.p[figure]))
		figure++;
	at = figure;
	while (at > 0 && value.p[at - 1] == ' ')
		at--;
	while (at > 0 && value.p[at - 1] != ' ')
		at--;
	if (at == 0)
		return (struct str){ 0 };
	return (struct str){ value.p + at, value.len - at };
}

/* A number alone is told by who gave it: "cets 225". */
static void add_numbers(struct gathering *g, const json_t *list)
{
	struct arena *a = g->draft->arena;

	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *item = json_array_get(list, i);
		struct str value = json_text(item, "value"),
			   scheme = json_text(item, "scheme");

		if (value.len > 0 && char_is_digit(value.p[0]) &&
		    !str_is(scheme, "other")) {
			value = str_from(arena_printf(a, "%.*s %.*s",
			                              STR_ARG(scheme),
			                              STR_ARG(value)));
			add(g, value);
		}
		add(g, found_by_squeezed(a, value));
		add(g, found_by_squeezed(a, without_issuer(value)));
	}
}

/* ---- parties ------------------------------------------------------------- */

/* Absent in *row when it is not there, or not yet. */
static enum err_code find(struct gathering *g, const struct kind *k,
                          struct str id, struct row *row, struct err *e)
{
	struct draft *d = g->draft;
	enum err_code rc = store_find(d->tx, &k->entity, id, d->arena, row, e);

	if (rc != ERR_NOT_FOUND)
		return rc;
	err_clear(e);
	d->early = true;
	row->record = (struct str){ 0 };
	return ERR_OK;
}

static enum err_code add_named(struct gathering *g, const struct kind *k,
                               struct str id, struct err *e)
{
	struct document d;
	struct row row;
	enum err_code rc = find(g, k, id, &row, e);

	if (rc != ERR_OK || row.record.len == 0)
		return rc;
	document_read_names(g->draft->arena, k, &row, &d);
	add(g, d.parts[SEARCH_TITLE]);
	add(g, d.parts[SEARCH_NAME]);
	return ERR_OK;
}

static enum err_code add_parties(struct gathering *g, struct err *e)
{
	const json_t *parties = json_object_get(g->draft->json, "parties");
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < json_array_size(parties) && rc == ERR_OK; i++) {
		struct str id =
			json_text(json_array_get(parties, i), "organization");

		if (id.len > 0)
			rc = add_named(g, &organizations_kind, id, e);
	}
	return rc;
}

/* ---- topics -------------------------------------------------------------- */

static void add_id(struct gathering *g, struct ids *to, struct str id)
{
	for (size_t i = 0; i < to->n; i++)
		if (str_eq(to->v[i].text, id))
			return;
	ARENA_GROW(g->draft->arena, to->v, to->n, to->room);
	to->v[to->n++] = value_text(id);
}

static enum err_code note_concept(struct gathering *g,
                                  const struct row *concept, struct err *e)
{
	struct str id =
		arena_str(g->draft->arena, concept->values[COLUMN_ID].text);
	struct row scheme;
	enum err_code rc =
		find(g, &schemes_kind,
	             kind_text(&concepts_kind, concept->values, "scheme"),
	             &scheme, e);

	if (rc != ERR_OK)
		return rc;
	add_id(g, &g->concepts, id);
	if (scheme.record.len > 0 &&
	    str_is(scheme.values[COLUMN_KEY].text, TOPICS_SCHEME))
		add_id(g, &g->topics, id);
	return ERR_OK;
}

/* Its labels and those above it. */
static enum err_code add_topic(void *arg, struct arena *a,
                               const struct row *row, struct err *e)
{
	struct gathering *g = arg;
	struct str id =
		arena_str(g->draft->arena, kind_text(&classifications_kind,
	                                             row->values, "concept"));
	enum err_code rc = ERR_OK;

	(void)a;
	for (int i = 0; i < BROADER_MAX && id.len > 0 && rc == ERR_OK; i++) {
		struct document d;
		struct row concept;

		rc = find(g, &concepts_kind, id, &concept, e);
		id = (struct str){ 0 };
		if (rc != ERR_OK || concept.record.len == 0)
			continue;
		document_read_names(g->draft->arena, &concepts_kind, &concept,
		                    &d);
		add(g, d.parts[SEARCH_TITLE]);
		rc = note_concept(g, &concept, e);
		id = kind_text(&concepts_kind, concept.values, "broader");
	}
	return rc;
}

static enum err_code add_topics(struct gathering *g, struct err *e)
{
	struct value kind = value_text(str_from(g->draft->kind->entity.name)),
		     id = g->draft->row->values[COLUMN_ID];
	struct condition about[] = {
		walk_where(&classifications_kind, "subject.kind", &kind),
		walk_where(&classifications_kind, "subject.id", &id),
	};

	return walk_records(g->draft->tx, &classifications_kind, about,
	                    COUNT(about), add_topic, g, e);
}

/* ---- places --------------------------------------------------------------- */

/* A part of a law is found by the country whose law it is. */
static enum err_code add_places(struct gathering *g, struct err *e)
{
	const struct field *f =
		entity_field(&instruments_kind.entity, STR("jurisdictions"));
	struct str id = json_text(g->draft->json, "instrument"), places, code;
	struct arena *a = g->draft->arena;
	struct row row;
	size_t at = 0;
	enum err_code rc = find(g, &instruments_kind, id, &row, e);

	if (rc != ERR_OK || row.record.len == 0)
		return rc;
	places = json_member(row.record, f->name);
	while (json_items(places, &at, &code))
		add(g, document_code(a, f->codes, json_unquote(a, code)));
	return ERR_OK;
}

static void keep_ids(struct draft *d, const char *name, const struct ids *ids)
{
	size_t at = (size_t)(kind_list(d->kind, name) - d->kind->entity.lists);

	d->row->lists[at] = (struct list_rows){ .n = ids->n, .cells = ids->v };
}

/* ---- all of it ----------------------------------------------------------- */

enum err_code found_by_derive(struct draft *d)
{
	struct gathering g = { .draft = d };
	struct err why;
	enum err_code rc;

	err_init(&why, d->arena);
	buf_init(&g.text, d->arena);
	if (d->kind->suggested > 0) /* of others it is no name */
		add(&g, d->row->values[COLUMN_KEY].text);
	add_numbers(&g, json_object_get(d->json, "identifiers"));
	rc = add_parties(&g, &why);
	if (rc == ERR_OK)
		rc = add_topics(&g, &why);
	if (rc == ERR_OK && d->kind == &provisions_kind)
		rc = add_places(&g, &why);
	if (rc != ERR_OK)
		return err_set(d->err, rc, "%s", why.detail);
	if (d->kind == &provisions_kind) {
		keep_ids(d, "concept", &g.concepts);
		keep_ids(d, "topic", &g.topics);
	}
	kind_set_value(d->kind, d->row->values, "found_by",
	               g.text.len > 0 ? value_text(buf_text(&g.text))
	                              : (struct value){ .kind = VALUE_NULL });
	return ERR_OK;
}
