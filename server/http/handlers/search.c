/*
 * search.c - search
 */
#include "server/http/handlers/handlers.h"

#include <inttypes.h>
#include <stdlib.h>

#include "lib/base/cache.h"
#include "lib/data/jsontext.h"
#include "lib/data/xml.h"
#include "lib/text/utf8.h"
#include "server/http/handlers/hit_members.h"
#include "server/http/handlers/render.h"
#include "server/http/query/query.h"
#include "server/http/request/reply.h"
#include "server/registry/model/kind.h"
#include "server/registry/search/document.h"
#include "server/registry/search/search.h"
#include "server/registry/search/suggest.h"
#include "server/registry/sources/handling.h"

#define SEARCH_LIMIT_DEFAULT 20
#define OFFSET_MAX           10000
#define PLAIN_MAX            200 /* code points shown where no word stands */

extern struct kind instruments_kind;

struct answering {
	struct request *req;
	struct reply *rep;
	struct tx *tx;
	struct search_request find;
	struct listing filter;
	struct str next; /* cursor of the next page, if there is one */
	struct str corrected;
	struct rendering looking; /* up the records that hits refer to */
};

/* ---- parameters -------------------------------------------------------- */

static const char *const own_params[] = {
	"q",     "kind",   "limit", "cursor",  "sort",   "group", "expand",
	"facet", "issuer", "year",  "concept", "source", NULL
};

static bool is_own(struct str name)
{
	size_t i = 0;

	while (own_params[i] != NULL && !str_is(name, own_params[i]))
		i++;
	return own_params[i] != NULL;
}

static void read_kind(struct answering *a, struct str name)
{
	for (size_t i = 0; i < kinds_count; i++)
		if (str_is(name, kinds[i]->entity.name)) {
			a->find.kinds[i] = true;
			return;
		}
	err_parameter(&a->req->err, "kind", "is not a kind of record");
}

static void read_facet(struct answering *a, struct str name)
{
	for (size_t i = 0; i < FACET__COUNT; i++)
		if (str_is(name, facet_names[i])) {
			a->find.facets[i] = true;
			return;
		}
	if (!str_is(name, "none"))
		err_parameter(&a->req->err, "facet",
		              "must be none, kind, type, force, status, "
		              "jurisdictions, issuer, year, concept, source or "
		              "languages");
}

static void read_choice(struct answering *a, enum facet facet, struct str text)
{
	struct search_request *f = &a->find;

	if (f->nchoices == SEARCH_CHOICES)
		err_parameter(&a->req->err, facet_names[facet],
		              "is one value too many: issuer, year, concept "
		              "and source take %d in all",
		              SEARCH_CHOICES);
	else
		f->choices[f->nchoices++] =
			(struct facet_choice){ facet, text };
}

static void read_sort(struct answering *a, struct str value)
{
	if (str_is(value, "date"))
		a->find.sort = SORT_DATE;
	else if (str_is(value, "-date"))
		a->find.sort = SORT_DATE_DOWN;
	else if (!str_is(value, "relevance"))
		err_parameter(&a->req->err, "sort",
		              "must be relevance, date or -date");
}

static void read_group(struct answering *a, struct str value)
{
	a->find.grouped = str_is(value, "instrument");
	if (!a->find.grouped)
		err_parameter(&a->req->err, "group", "must be instrument");
}

static void read_expand(struct answering *a, struct str value)
{
	a->find.expand = !str_is(value, "false");
	if (a->find.expand && !str_is(value, "true"))
		err_parameter(&a->req->err, "expand", "must be true or false");
}

static void read_own(struct answering *a, const struct param *p)
{
	if (str_is(p->name, "kind"))
		read_kind(a, p->value);
	else if (str_is(p->name, "facet"))
		read_facet(a, p->value);
	else if (str_is(p->name, "sort"))
		read_sort(a, p->value);
	else if (str_is(p->name, "group"))
		read_group(a, p->value);
	else if (str_is(p->name, "expand"))
		read_expand(a, p->value);
	else if (str_is(p->name, "issuer"))
		read_choice(a, FACET_ISSUER, p->value);
	else if (str_is(p->name, "year"))
		read_choice(a, FACET_YEAR, p->value);
	else if (str_is(p->name, "concept"))
		read_choice(a, FACET_CONCEPT, p->value);
	else if (str_is(p->name, "source"))
		read_choice(a, FACET_SOURCE, p->value);
}

/* The place reached, as digits. */
static size_t read_cursor(struct request *req)
{
	struct str given = request_param(req, "cursor");
	size_t n = 0;

	for (size_t i = 0; i < given.len; i++) {
		if (given.p[i] < '0' || given.p[i] > '9' || n > OFFSET_MAX) {
			err_parameter(&req->err, "cursor",
			              "is not one given here");
			return 0;
		}
		n = n * 10 + (size_t)(given.p[i] - '0');
	}
	if (given.p != NULL && (n == 0 || n > OFFSET_MAX))
		err_parameter(&req->err, "cursor", "is not one given here");
	return n;
}

static enum err_code read_params(struct answering *a)
{
	struct request *req = a->req;
	struct search_request *f = &a->find;
	const char *too_much;
	bool any = false;

	f->typed = request_param(req, "q");
	f->expand = true;
	f->cites = true;
	if (f->typed.p == NULL)
		err_parameter(&req->err, "q", "is required: what to look for");
	else if ((too_much = query_parse(f->typed, &f->terms)) != NULL)
		err_parameter(&req->err, "q", "%s", too_much);
	for (size_t i = 0; i < req->nparams; i++) {
		read_own(a, &req->params[i]);
		any = any || str_is(req->params[i].name, "facet");
	}
	for (size_t i = 0; i < FACET__COUNT && !any; i++)
		f->facets[i] = true;
	f->limit = (size_t)query_number(req, "limit", SEARCH_LIMIT_DEFAULT, 1,
	                                STORE_PAGE_MAX);
	f->offset = read_cursor(req);
	req->kind = &instruments_kind; /* whose the filters are */
	if (query_filters(req, is_own, own_params, &a->filter) == ERR_OK &&
	    a->filter.query.nconditions > 0)
		f->filter = &a->filter.query;
	return req->err.code;
}

/* ---- hits -------------------------------------------------------------- */

/* Of names, the first that a term stands in. */
static void find_name(struct answering *a, struct str names,
                      struct snippet *out)
{
	struct str name;

	while (out->text.p == NULL && document_next_name(&names, &name))
		query_snippet(a->req->arena, &a->find.terms.search, name, out);
}

/* The same as HTML, with what was found between <mark> and </mark>. */
static struct str marked(struct arena *arena, const struct snippet *s)
{
	struct str rest = s->text;
	int64_t at = 0;
	struct buf out;

	buf_init(&out, arena);
	for (size_t i = 0; i < s->nranges; i++) {
		size_t before =
			(size_t)utf8_until(rest, s->ranges[i].start - at).bytes;
		size_t own;

		xml_escape(&out, (struct str){ rest.p, before });
		rest = (struct str){ rest.p + before, rest.len - before };
		own = (size_t)utf8_until(rest,
		                         s->ranges[i].end - s->ranges[i].start)
		              .bytes;
		buf_puts(&out, "<mark>");
		xml_escape(&out, (struct str){ rest.p, own });
		buf_puts(&out, "</mark>");
		rest = (struct str){ rest.p + own, rest.len - own };
		at = s->ranges[i].end;
	}
	xml_escape(&out, rest);
	return buf_text(&out);
}

/* What says best why it was found: its own words, what is said of it, its
 * other names, its title; and else how it begins. */
static void add_snippet(struct answering *a, const struct document *d)
{
	static const enum search_part order[] = { SEARCH_TEXT, SEARCH_SUMMARY,
		                                  SEARCH_NAME, SEARCH_TITLE };
	struct buf *out = &a->rep->body;
	struct snippet s = { 0 };
	struct str plain = { 0 };

	for (size_t i = 0; i < COUNT(order) && s.text.p == NULL; i++) {
		struct str part = d->parts[order[i]];

		if (order[i] == SEARCH_NAME)
			find_name(a, part, &s);
		else
			query_snippet(a->req->arena, &a->find.terms.search,
			              part, &s);
		if (plain.len == 0)
			plain = part;
	}
	if (s.text.p == NULL)
		s.text = utf8_shorten(a->req->arena, plain, PLAIN_MAX);
	json_put(out, "snippet", s.text);
	buf_puts(out, ",\"ranges\":[");
	for (size_t i = 0; i < s.nranges; i++)
		buf_printf(out, "%s[%" PRId64 ",%" PRId64 "]", i > 0 ? "," : "",
		           s.ranges[i].start, s.ranges[i].end);
	buf_puts(out, "]");
	json_put(out, "marked", marked(a->req->arena, &s));
}

/* What has no title of its own (a passage) is called by its source's. */
static enum err_code title_of(struct answering *a, const struct kind *k,
                              const struct row *row, struct str *out,
                              struct err *e)
{
	const struct field *from = entity_field(&k->entity, STR("source"));
	struct arena *arena = a->req->arena;
	const struct kind *sources;
	struct row source;
	enum err_code rc;

	*out = show_title(arena, k, row);
	if (from == NULL || from->type != FIELD_REFERENCE)
		return ERR_OK;
	sources = kind_find(str_from(from->target));
	rc = store_find(
		a->tx, &sources->entity,
		json_unquote(arena, json_member(row->record, from->name)),
		arena, &source, e);
	if (rc == ERR_OK)
		*out = show_title(arena, sources, &source);
	return rc;
}

/* The instrument a hit belongs to, when it is another record. */
static enum err_code add_instrument(struct answering *a, const struct found *x,
                                    struct err *e)
{
	struct buf *out = &a->rep->body;
	const char *kind;
	struct row row;
	struct str id;
	enum err_code rc;

	if (x->instrument == 0 || x->instrument == x->n || a->find.grouped)
		return ERR_OK;
	rc = store_docid_find(a->tx, x->instrument, a->req->arena, &kind, &id,
	                      e);
	if (rc == ERR_OK)
		rc = store_find(a->tx, &instruments_kind.entity, id,
		                a->req->arena, &row, e);
	if (rc != ERR_OK)
		return rc;
	buf_puts(out, ",\"instrument\":{");
	show_ids(out, &row);
	json_put(out, "title",
	         show_title(a->req->arena, &instruments_kind, &row));
	buf_puts(out, "}");
	return ERR_OK;
}

static enum err_code add_members(struct answering *a, const struct found *x,
                                 const struct kind *k, const struct row *row,
                                 struct err *e)
{
	struct buf *out = &a->rep->body;
	struct str title, handling = { 0 };
	struct show_context r;
	struct document d;
	enum err_code rc = document_read(a->tx, a->req->arena, k, row, &d, e);

	r = query_show_context(&a->filter.view, a->tx, a->req->arena);
	if (rc == ERR_OK)
		rc = title_of(a, k, row, &title, e);
	if (rc == ERR_OK)
		rc = handling_of(&r, k, row, &handling, e);
	if (rc != ERR_OK)
		return rc;
	buf_printf(out, "\"kind\":\"%s\",", k->entity.name);
	show_ids(out, row);
	json_put(out, "title", title);
	rc = hit_members(&a->looking, k, row, out, e);
	if (rc != ERR_OK)
		return rc;
	json_put_member(out, "segment", row->record);
	json_put_member(out, "locator", row->record);
	json_put_some(out, "handling", handling);
	add_snippet(a, &d);
	return add_instrument(a, x, e);
}

static enum err_code add_hit(struct answering *a, const struct found *x,
                             const struct found_group *group, struct err *e);

/* The best of what belongs to an instrument. */
static enum err_code add_group(struct answering *a, const struct found_group *g,
                               struct err *e)
{
	struct buf *out = &a->rep->body;
	enum err_code rc = ERR_OK;

	buf_printf(out, ",\"hits\":%zu,\"best\":[", g->n);
	for (size_t i = 0; i < g->nshown && rc == ERR_OK; i++) {
		buf_puts(out, i > 0 ? ",\n" : "\n");
		rc = add_hit(a, &g->shown[i], NULL, e);
	}
	buf_puts(out, "]");
	return rc;
}

static enum err_code add_hit(struct answering *a, const struct found *x,
                             const struct found_group *group, struct err *e)
{
	struct arena *arena = a->req->arena;
	const struct kind *k;
	const char *kind;
	struct row row;
	struct str id;
	enum err_code rc = store_docid_find(a->tx, x->n, arena, &kind, &id, e);

	if (rc != ERR_OK)
		return rc;
	k = kind_find(str_from(kind));
	rc = store_find(a->tx, &k->entity, id, arena, &row, e);
	if (rc != ERR_OK)
		return rc;
	buf_puts(&a->rep->body, "{");
	rc = add_members(a, x, k, &row, e);
	if (rc == ERR_OK && group != NULL)
		rc = add_group(a, group, e);
	buf_puts(&a->rep->body, "}");
	return rc;
}

/* ---- facets -------------------------------------------------------------- */

/* What people call the record a value refers to. */
static enum err_code add_label(struct answering *a, const char *refers,
                               struct str id, struct err *e)
{
	const struct kind *k = kind_find(str_from(refers));
	struct buf *out = &a->rep->body;
	struct row row;
	enum err_code rc =
		store_find(a->tx, &k->entity, id, a->req->arena, &row, e);

	if (rc == ERR_NOT_FOUND) {
		err_clear(e);
		json_quote(out, id);
		return ERR_OK;
	}
	if (rc != ERR_OK)
		return rc;
	json_quote(out, row.values[COLUMN_KEY].text);
	json_put(out, "label", show_title(a->req->arena, k, &row));
	return ERR_OK;
}

static enum err_code add_values(struct answering *a, enum facet facet,
                                struct err *e)
{
	const struct search_request *f = &a->find;
	const char *refers = facet_refers(facet);
	struct buf *out = &a->rep->body;
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < f->ncounts[facet] && rc == ERR_OK; i++) {
		const struct facet_count *c = &f->counts[facet][i];

		buf_puts(out, i > 0 ? ",{\"value\":" : "{\"value\":");
		if (refers != NULL)
			rc = add_label(a, refers, c->text, e);
		else
			json_quote(out, c->text);
		buf_printf(out, ",\"count\":%zu}", c->n);
	}
	return rc;
}

static enum err_code add_facets(struct answering *a, struct err *e)
{
	struct buf *out = &a->rep->body;
	const char *comma = "";
	enum err_code rc = ERR_OK;

	buf_puts(out, ",\n\"facets\":{");
	for (size_t i = 0; i < FACET__COUNT && rc == ERR_OK; i++) {
		if (!a->find.facets[i])
			continue;
		buf_printf(out, "%s\n\"%s\":[", comma, facet_names[i]);
		rc = add_values(a, (enum facet)i, e);
		buf_puts(out, "]");
		comma = ",";
	}
	buf_puts(out, "}");
	return rc;
}

/* ---- the answer ---------------------------------------------------------- */

/* Nothing is found of what was typed, but of something one letter away. */
static enum err_code try_corrected(struct answering *a, struct err *e)
{
	struct suggest s = { .arena = a->req->arena,
		             .typed = a->find.typed,
		             .limit = 1 };
	struct buf unused;
	enum err_code rc;

	buf_init(&unused, s.arena);
	s.out = &unused;
	rc = suggest_write(a->tx, &s, e);
	if (rc != ERR_OK || s.corrected.len == 0)
		return rc;
	a->find.typed = s.corrected;
	rc = search_run(a->tx, &a->find, e);
	if (a->find.total > 0)
		a->corrected = s.corrected;
	return rc;
}

static bool has_more(const struct answering *a)
{
	return a->find.offset + a->find.npage < a->find.total &&
	       a->find.npage > 0 &&
	       a->find.offset + a->find.npage <= OFFSET_MAX;
}

static struct str cursor_of(const struct answering *a)
{
	return str_from(arena_printf(a->req->arena, "%zu",
	                             a->find.offset + a->find.npage));
}

static enum err_code write_answer(struct answering *a, struct err *e)
{
	const struct search_request *f = &a->find;
	struct show_context r =
		query_show_context(&a->filter.view, a->tx, a->req->arena);
	struct buf *out = &a->rep->body;
	enum err_code rc = ERR_OK;

	format_begin(&a->looking, a->req->arena, &r);
	buf_puts(out, "{\"items\":[\n");
	for (size_t i = 0; i < f->npage && rc == ERR_OK; i++) {
		buf_puts(out, i > 0 ? ",\n" : "");
		rc = add_hit(a, &f->page[i], f->grouped ? &f->groups[i] : NULL,
		             e);
	}
	buf_printf(out, "\n],\n\"total\":%zu,\n\"next\":", f->total);
	if (has_more(a))
		a->next = cursor_of(a);
	if (a->next.len > 0)
		json_quote(out, a->next);
	else
		buf_puts(out, "null");
	json_put_some(out, "corrected", a->corrected);
	buf_puts(out, ",\"expanded\":[");
	buf_str(out, buf_text(&f->expanded));
	buf_puts(out, "]");
	if (rc == ERR_OK)
		rc = add_facets(a, e);
	buf_puts(out, "}\n");
	return rc;
}

static enum err_code search(struct answering *a, struct err *e)
{
	struct tx *tx = a->tx;
	enum err_code rc = ERR_OK;

	if (a->find.filter != NULL)
		rc = filter_resolve(tx, a->req->arena, &a->filter.query, e);
	if (rc == ERR_OK)
		rc = search_run(tx, &a->find, e);
	if (rc == ERR_OK && a->find.total == 0 && query_is_plain(a->find.typed))
		rc = try_corrected(a, e);
	return rc != ERR_OK ? rc : write_answer(a, e);
}

/* What is kept: the cursor of the next page, a line end, the body. */
static bool recall(struct answering *a, struct str stamp)
{
	const struct request *req = a->req;
	struct str kept;
	const char *end;

	if (!cache_find(req->service->search_cache, req->query, stamp,
	                req->arena, &kept))
		return false;
	end = memchr(kept.p, '\n', kept.len);
	a->next = (struct str){ kept.p, (size_t)(end - kept.p) };
	buf_add(&a->rep->body, end + 1, kept.len - a->next.len - 1);
	return true;
}

static void keep(struct answering *a, struct str stamp)
{
	const struct request *req = a->req;
	struct buf kept;

	buf_init(&kept, req->arena);
	buf_str(&kept, a->next);
	buf_puts(&kept, "\n");
	buf_str(&kept, buf_text(&a->rep->body));
	cache_put(req->service->search_cache, req->query, stamp,
	          buf_text(&kept));
}

static enum err_code find(struct tx *tx, void *arg, struct err *e)
{
	struct answering *a = arg;
	const struct request *req = a->req;
	struct str stamp;
	int64_t version;
	enum err_code rc = store_index_version(tx, &version, e);

	if (rc != ERR_OK)
		return rc;
	a->tx = tx;
	stamp = str_from(arena_printf(req->arena, "%" PRId64 " %s", version,
	                              a->filter.view.on));
	if (!recall(a, stamp)) {
		rc = search(a, e);
		if (rc != ERR_OK)
			return rc;
		keep(a, stamp);
	}
	return render_items(a->req, tx, e);
}

enum err_code search_get(struct request *req, struct reply *rep)
{
	struct answering *a = arena_alloc(req->arena, sizeof(*a));
	enum err_code rc;

	a->req = req;
	a->rep = rep;
	a->find.arena = req->arena;
	a->find.store = req->service->store;
	a->find.facet_index = req->service->facet_index;
	rc = read_params(a);
	a->find.day = a->filter.view.on;
	if (rc == ERR_OK)
		rc = store_run(req->service->store, TX_READ, find, a,
		               &req->err);
	req->kind = NULL;
	if (rc != ERR_OK)
		return rc;
	if (a->next.len > 0)
		query_link(req, rep, "cursor", a->next);
	return reply_body(req, rep, 200, req->type, 0);
}
