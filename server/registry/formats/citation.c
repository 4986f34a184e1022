/*
 * citation.c - which members of a record a citation is made of
 */
#include "server/registry/formats/citation.h"

#include <inttypes.h>
#include <stdlib.h>

#include "lib/base/date.h"
#include "lib/data/jsontext.h"
#include "server/registry/model/show.h"

#define DATES_MAX  8
#define ROLES_MAX  6
#define WHOLES_MAX 8

/* The last wholes that parts were cited with. */
struct wholes {
	const struct row *rows[WHOLES_MAX];
	struct citation *citations[WHOLES_MAX];
	size_t n;
};

struct wholes *citation_wholes(struct arena *a)
{
	return arena_alloc(a, sizeof(struct wholes));
}

/* What says it, by kind. The first date and the first role there are count. */
static const struct source {
	const char *kind;
	const char *within;          /* a reference to the whole           */
	const char *label, *heading; /* of a part                          */
	const char *dates[DATES_MAX];
	const char *bodies;           /* references to organizations        */
	const char *roles[ROLES_MAX]; /* where these are parties with roles */
	const char *people;           /* texts                              */
	const char *publisher, *abstract, *type;
} sources[] = {
	{ .kind = "instruments",
	  .dates = { "adopted_on", "signed_on", "published_on", "in_force_on",
	             "proposed_on" },
	  .bodies = "parties",
	  .roles = { "issuer", "adopter", "proposer", "drafter", "developer",
	             "submitter" },
	  .abstract = "summary",
	  .type = "type" },
	{ .kind = "provisions",
	  .within = "instrument",
	  .label = "label",
	  .heading = "heading" },
	{ .kind = "sources",
	  .dates = { "published_on" },
	  .people = "authors",
	  .publisher = "publisher",
	  .type = "role" },
	{ .kind = "passages",
	  .within = "source",
	  .label = "locator",
	  .heading = "segment" },
	{ .kind = "organizations", .type = "type" },
	{ .kind = "events",
	  .dates = { "held_on", "planned_on" },
	  .bodies = "hosts",
	  .abstract = "note" },
	{ .kind = "concepts", .within = "scheme", .abstract = "definition" },
	{ .kind = "schemes", .publisher = "publisher", .abstract = "note" },
};

static const struct source plain_source = { .kind = "" };

/* What a type of text is called; the first stands for all others. */
static const struct citation_type types[] = {
	{ "", "misc", "GEN", "document" },
	{ "treaty", "misc", "STAT", "treaty" },
	{ "convention", "misc", "STAT", "treaty" },
	{ "agreement", "misc", "STAT", "treaty" },
	{ "regulation", "misc", "STAT", "regulation" },
	{ "directive", "misc", "STAT", "legislation" },
	{ "act", "misc", "STAT", "legislation" },
	{ "code", "misc", "STAT", "legislation" },
	{ "measures", "misc", "STAT", "regulation" },
	{ "decree", "misc", "STAT", "regulation" },
	{ "order", "misc", "STAT", "regulation" },
	{ "executive_order", "misc", "STAT", "regulation" },
	{ "ordinance", "misc", "STAT", "regulation" },
	{ "bill", "misc", "BILL", "bill" },
	{ "proposal", "misc", "BILL", "bill" },
	{ "standard", "misc", "STAND", "standard" },
	{ "resolution", "misc", "GOVDOC", "document" },
	{ "recommendation", "misc", "GOVDOC", "document" },
	{ "memorandum", "misc", "GOVDOC", "document" },
	{ "report", "techreport", "RPRT", "report" },
	{ "white_paper", "techreport", "RPRT", "report" },
	{ "position_paper", "techreport", "RPRT", "report" },
	{ "strategy", "techreport", "RPRT", "report" },
	{ "plan", "techreport", "RPRT", "report" },
	{ "framework", "techreport", "RPRT", "report" },
	{ "guidelines", "techreport", "RPRT", "report" },
	{ "commentary", "misc", "RPRT", "report" },
	{ "dataset", "misc", "DATA", "dataset" },
};

static const struct citation_type *type_of(struct str name)
{
	for (size_t i = 1; i < COUNT(types); i++)
		if (str_is(name, types[i].type))
			return &types[i];
	return &types[0];
}

static const struct source *source_of(const struct kind *k)
{
	for (size_t i = 0; i < COUNT(sources); i++)
		if (strcmp(k->entity.name, sources[i].kind) == 0)
			return &sources[i];
	return &plain_source;
}

struct str citation_line(struct arena *a, struct str s)
{
	char *text = arena_strndup(a, s.p != NULL ? s.p : "", s.len);

	for (size_t i = 0; i < s.len; i++)
		if (text[i] == '\n' || text[i] == '\t' || text[i] == '\r')
			text[i] = ' ';
	return (struct str){ s.len > 0 ? text : NULL, s.len };
}

/* A member that is a text, or the first of a list of texts. */
static struct str text_of(struct arena *a, struct str record, const char *name)
{
	struct str value, item;
	size_t at = 0;

	if (name == NULL)
		return (struct str){ 0 };
	value = json_member(record, name);
	if (value.len > 0 && value.p[0] == '[' && json_items(value, &at, &item))
		value = item;
	return citation_line(a, json_unquote(a, value));
}

/* ---- who ----------------------------------------------------------------- */

static void add_author(struct arena *a, struct citation *c, struct str name)
{
	if (name.len == 0)
		return;
	for (size_t i = 0; i < c->nauthors; i++)
		if (str_eq(c->authors[i], name))
			return;
	ARENA_GROW(a, c->authors, c->nauthors, c->authors_room);
	c->authors[c->nauthors++] = name;
}

static enum err_code add_body(const struct rendering *r, struct citation *c,
                              struct str id, struct err *e)
{
	const struct kind *k = kind_find(STR("organizations"));
	struct arena *a = r->reading.arena;
	const struct row *row;
	enum err_code rc = format_referred(r, k, json_unquote(a, id), &row, e);

	if (rc == ERR_OK && row != NULL)
		add_author(a, c, citation_line(a, show_title(a, k, row)));
	return rc;
}

/* A body that is a record, or a party of which only a note says who it is. */
static enum err_code add_party(const struct rendering *r, struct citation *c,
                               struct str party, struct err *e)
{
	struct arena *a = r->reading.arena;
	struct str id = json_member(party, "organization");

	if (id.len > 0)
		return add_body(r, c, id, e);
	add_author(a, c, text_of(a, party, "note"));
	return ERR_OK;
}

static enum err_code add_role(const struct rendering *r, struct citation *c,
                              const char *role, struct str parties,
                              struct err *e)
{
	struct str party;
	size_t at = 0;
	enum err_code rc = ERR_OK;

	while (rc == ERR_OK && json_items(parties, &at, &party))
		if (str_is(text_of(r->reading.arena, party, "role"), role))
			rc = add_party(r, c, party, e);
	return rc;
}

static enum err_code add_authors(const struct rendering *r,
                                 const struct source *s, struct str record,
                                 struct citation *c, struct err *e)
{
	struct arena *a = r->reading.arena;
	struct str bodies = json_member(record, s->bodies ? s->bodies : ""),
		   people = json_member(record, s->people ? s->people : ""),
		   one;
	size_t at = 0, role = 0;
	enum err_code rc = ERR_OK;

	for (; role < ROLES_MAX && s->roles[role] != NULL; role++)
		if (rc == ERR_OK && c->nauthors == 0)
			rc = add_role(r, c, s->roles[role], bodies, e);
	while (rc == ERR_OK && role == 0 && json_items(bodies, &at, &one))
		rc = add_body(r, c, one, e);
	for (at = 0; json_items(people, &at, &one);)
		add_author(a, c, citation_line(a, json_unquote(a, one)));
	return rc;
}

/* ---- what, when, where --------------------------------------------------- */

/* The member of the first object of a list whose `name` is the value wanted,
 * else of the first there is, unless that one is wanted alone. */
static struct str from_list(struct arena *a, struct str list, const char *name,
                            const char *wanted, bool alone, const char *member)
{
	struct str object, first = { 0 };
	size_t at = 0;

	while (json_items(list, &at, &object)) {
		if (str_is(text_of(a, object, name), wanted))
			return text_of(a, object, member);
		if (first.len == 0 && !alone)
			first = text_of(a, object, member);
	}
	return first;
}

static struct str issued_on(struct arena *a, const struct source *s,
                            struct str record)
{
	struct str date = { 0 };

	for (size_t i = 0;
	     i < DATES_MAX && s->dates[i] != NULL && date.len == 0; i++)
		date = text_of(a, record, s->dates[i]);
	return date;
}

/* "Article 5. Prohibited AI practices" */
static struct str title_of_part(struct arena *a, const struct source *s,
                                const struct citation *c)
{
	struct str label = text_of(a, c->row.record, s->label),
		   heading = text_of(a, c->row.record, s->heading);

	if (label.len > 0 && heading.len > 0)
		return str_from(arena_printf(a, "%.*s. %.*s", STR_ARG(label),
		                             STR_ARG(heading)));
	if (label.len + heading.len == 0)
		return c->row.values[COLUMN_KEY].text;
	return label.len > 0 ? label : heading;
}

/* The item of a list that has no other. */
static struct str only_one(struct arena *a, struct str list)
{
	struct str item, other;
	size_t at = 0;

	if (!json_items(list, &at, &item) || json_items(list, &at, &other))
		return (struct str){ 0 };
	return json_unquote(a, item);
}

static struct str or_else(struct str s, struct str other)
{
	return s.len > 0 ? s : other;
}

static void read_texts(struct arena *a, const struct source *s,
                       struct str record, struct citation *c)
{
	struct str urls = json_member(record, "urls"),
		   titles = json_member(record, "titles");

	c->issued = issued_on(a, s, record);
	c->publisher = text_of(a, record, s->publisher);
	c->number = from_list(a, json_member(record, "identifiers"), "scheme",
	                      "", false, "value");
	c->original = from_list(a, titles, "type", "original", true, "text");
	if (str_eq(c->original, c->title))
		c->original = (struct str){ 0 };
	c->url = or_else(c->url, or_else(text_of(a, record, "url"),
	                                 from_list(a, urls, "rel", "official",
	                                           false, "url")));
	c->language = or_else(c->language,
	                      only_one(a, json_member(record, "languages")));
	c->jurisdiction = text_of(a, record, "jurisdictions");
	c->abstract = or_else(c->abstract, text_of(a, record, s->abstract));
}

/* What a whole says of itself, and so of its parts. */
static enum err_code read_record(const struct rendering *r,
                                 const struct kind *k, const struct row *row,
                                 struct citation *c, struct err *e)
{
	const struct source *s = source_of(k);
	struct arena *a = r->reading.arena;

	read_texts(a, s, row->record, c);
	c->genre = text_of(a, row->record, s->type);
	c->type = type_of(c->genre);
	return add_authors(r, s, row->record, c, e);
}

/* Neighbours are parts of the same whole, whose record may be long. */
static enum err_code cite_whole(const struct rendering *r, const struct kind *k,
                                const struct row *row, struct citation *out,
                                struct err *e)
{
	struct wholes *w = r->wholes;
	struct rendering lasting = *r;
	size_t place = w->n % WHOLES_MAX;
	enum err_code rc;

	for (size_t i = 0; i < WHOLES_MAX; i++)
		if (w->rows[i] == row) {
			*out = *w->citations[i];
			return ERR_OK;
		}
	lasting.reading.arena = r->arena;
	*out = (struct citation){ .type = &types[0] };
	out->title = citation_line(r->arena, show_title(r->arena, k, row));
	rc = read_record(&lasting, k, row, out, e);
	if (rc != ERR_OK)
		return rc;
	w->citations[place] = arena_alloc(r->arena, sizeof(*out));
	*w->citations[place] = *out;
	w->rows[place] = row;
	w->n++;
	return ERR_OK;
}

static enum err_code read_whole(const struct rendering *r,
                                const struct source *s, struct citation *c,
                                struct err *e)
{
	const struct field *f =
		entity_field(&c->kind->entity, str_from(s->within));
	const struct kind *k = kind_find(str_from(f->target));
	const struct row *row;
	struct citation whole;
	enum err_code rc = format_referred(
		r, k, text_of(r->reading.arena, c->row.record, s->within), &row,
		e);

	if (rc == ERR_OK && row != NULL)
		rc = cite_whole(r, k, row, &whole, e);
	if (rc != ERR_OK || row == NULL)
		return rc;
	whole.container = whole.title;
	whole.kind = c->kind;
	whole.row = c->row;
	whole.title = c->title;
	whole.url = or_else(c->url, whole.url);
	whole.language = or_else(c->language, whole.language);
	whole.abstract = c->abstract;
	*c = whole;
	return ERR_OK;
}

/* ---- as of when ---------------------------------------------------------- */

struct str citation_day(const struct rendering *r)
{
	return r->head.at.len >= DAY_LEN ? (struct str){ r->head.at.p, DAY_LEN }
	                                 : (struct str){ 0 };
}

static void add_sentence(struct buf *out, struct str s)
{
	if (s.len > 0)
		buf_printf(out, "%.*s. ", STR_ARG(s));
}

static struct str sentence(const struct rendering *r, const struct citation *c)
{
	struct arena *a = r->reading.arena;
	struct buf out, who;

	buf_init(&out, a);
	buf_init(&who, a);
	for (size_t i = 0; i < c->nauthors; i++)
		buf_printf(&who, "%s%.*s", i > 0 ? ", " : "",
		           STR_ARG(c->authors[i]));
	add_sentence(&out, buf_text(&who));
	add_sentence(&out, c->title);
	add_sentence(&out, c->container);
	add_sentence(&out, c->number);
	add_sentence(&out, c->issued);
	buf_str(&out, c->as_of);
	return buf_text(&out);
}

void citation_place(const struct rendering *r, struct citation *c)
{
	struct arena *a = r->reading.arena;
	const char *kind = c->kind->entity.name;
	struct str key = c->row.values[COLUMN_KEY].text;

	c->name =
		c->kind == &instruments_kind
			? key
			: str_from(arena_printf(a, "%s:%.*s", c->kind->singular,
	                                        STR_ARG(key)));
	c->page = str_from(arena_printf(a, "%.*s/v1/%s/%.*s", STR_ARG(r->home),
	                                kind, STR_ARG(key)));
	c->address = str_from(arena_printf(a, "%.*s?as_of=%" PRId64,
	                                   STR_ARG(c->page), r->head.seq));
	c->as_of = str_from(arena_printf(
		a, "instrumentd, change %" PRId64 " of %.*s, %.*s", r->head.seq,
		STR_ARG(or_else(citation_day(r), STR("-"))),
		STR_ARG(c->address)));
	c->cite_as = sentence(r, c);
}

enum err_code citation_of(const struct rendering *r, const struct kind *k,
                          const struct row *row, struct citation *out,
                          struct err *e)
{
	struct arena *a = r->reading.arena;
	const struct source *s = source_of(k);

	*out = (struct citation){ .type = &types[0], .kind = k, .row = *row };
	if (s->label != NULL)
		out->title = title_of_part(a, s, out);
	else
		out->title = citation_line(a, show_title(a, k, row));
	out->url = text_of(a, row->record, "url");
	out->language = text_of(a, row->record, "lang");
	out->abstract = text_of(a, row->record, s->abstract);
	return s->within != NULL ? read_whole(r, s, out, e)
	                         : read_record(r, k, row, out, e);
}

enum err_code citation_read(const struct rendering *r, struct str item,
                            struct citation *out, bool *found, struct err *e)
{
	const struct kind *k;
	struct row row;
	enum err_code rc = format_record(r, item, &k, &row, found, e);

	if (rc != ERR_OK || !*found)
		return rc;
	rc = citation_of(r, k, &row, out, e);
	citation_place(r, out);
	return rc;
}

enum err_code citation_each(struct rendering *r, citation_fn *fn, void *arg,
                            struct err *e)
{
	struct citation c;
	struct str item;
	size_t at = 0;
	bool found;
	enum err_code rc = ERR_OK;

	while (rc == ERR_OK && format_next(r, &at, &item)) {
		rc = citation_read(r, item, &c, &found, e);
		if (rc == ERR_OK && found)
			fn(r, &c, arg);
	}
	return rc;
}

void citation_date(struct str date, int parts[3])
{
	struct day_range range;

	memset(parts, 0, 3 * sizeof(parts[0]));
	if (!date_range(date, &range))
		return;
	parts[0] = atoi(range.first);
	if (date.len > 4)
		parts[1] = atoi(range.first + 5);
	if (date.len == DAY_LEN)
		parts[2] = atoi(range.first + 8);
}
