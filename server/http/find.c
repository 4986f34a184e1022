/*
 * find.c - search
 */
#include "server/http/handlers.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/base64.h"
#include "lib/jsontext.h"
#include "lib/utf8.h"
#include "server/http/query.h"
#include "server/http/reply.h"
#include "server/kinds/kind.h"
#include "server/registry/index.h"
#include "server/registry/terms.h"

#define SEARCH_LIMIT_DEFAULT 20
#define PLAIN_MAX            200 /* code points shown where no word stands */

struct finding {
	struct request *req;
	struct reply *rep;
	struct search search;
	struct tx *tx;
	size_t limit, n;
	bool more;
	double rank; /* of the last hit shown */
	int64_t at;
	int64_t total;
};

/* ---- parameters -------------------------------------------------------- */

static void read_kind(struct request *req, struct str name, struct search *s)
{
	const struct kind *k = kind_find(name);

	if (k == NULL)
		err_parameter(&req->err, "kind", "is not a kind of record");
	else if (s->nkinds < COUNT(s->kinds))
		s->kinds[s->nkinds++] = &k->entity;
}

/* A double's bits travel as they are, so that no digit is lost. */
static void read_cursor(struct request *req, struct str given, struct search *s)
{
	struct str place;

	if (given.p == NULL)
		return;
	s->has_after = true;
	if (!base64_read(req->arena, given, &place) || place.len != 16) {
		err_parameter(&req->err, "cursor", "is not one given here");
		return;
	}
	memcpy(&s->after_rank, place.p, 8);
	memcpy(&s->after_n, place.p + 8, 8);
}

static struct str cursor_of(const struct finding *f)
{
	char place[16];

	memcpy(place, &f->rank, 8);
	memcpy(place + 8, &f->at, 8);
	return base64_text(f->req->arena, (struct str){ place, sizeof(place) });
}

static enum err_code read_params(struct request *req, struct finding *f)
{
	static const char *const known[] = { "q", "kind", "limit", "cursor",
		                             NULL };

	for (size_t i = 0; i < req->nparams; i++) {
		struct param *p = &req->params[i];
		size_t j = 0;

		while (known[j] != NULL && !str_is(p->name, known[j]))
			j++;
		if (known[j] == NULL)
			query_unknown(req, p->name, known);
		else if (str_is(p->name, "kind"))
			read_kind(req, p->value, &f->search);
	}
	if (request_param(req, "q").p == NULL)
		err_parameter(&req->err, "q", "is required: what to look for");
	f->limit = (size_t)query_number(req, "limit", SEARCH_LIMIT_DEFAULT, 1,
	                                STORE_PAGE_MAX);
	f->search.limit = f->limit + 1;
	read_cursor(req, request_param(req, "cursor"), &f->search);
	terms_read(request_param(req, "q"), &f->search);
	return req->err.code;
}

/* ---- hits -------------------------------------------------------------- */

/* Of names, one a line, the first that a term stands in. */
static void find_name(struct finding *f, struct str names, struct snippet *out)
{
	while (names.len > 0 && out->text.p == NULL) {
		const char *end = memchr(names.p, '\n', names.len);
		size_t n = end != NULL ? (size_t)(end - names.p) : names.len;

		terms_snippet(f->req->arena, &f->search,
		              (struct str){ names.p, n }, out);
		n += end != NULL;
		names = (struct str){ names.p + n, names.len - n };
	}
}

/* What says best why it was found: its own words, what is said of it, its
 * other names, its title; and else how it begins. */
static void add_snippet(struct finding *f, const struct document *d)
{
	static const enum search_part order[] = { SEARCH_TEXT, SEARCH_SUMMARY,
		                                  SEARCH_NAME, SEARCH_TITLE };
	struct buf *out = &f->rep->body;
	struct snippet s = { 0 };
	struct str plain = { 0 };

	for (size_t i = 0; i < COUNT(order) && s.text.p == NULL; i++) {
		struct str part = d->parts[order[i]];

		if (order[i] == SEARCH_NAME)
			find_name(f, part, &s);
		else
			terms_snippet(f->req->arena, &f->search, part, &s);
		if (plain.len == 0)
			plain = part;
	}
	if (s.text.p == NULL)
		s.text = utf8_shorten(f->req->arena, plain, PLAIN_MAX);
	json_put(out, "snippet", s.text);
	buf_puts(out, ",\"ranges\":[");
	for (size_t i = 0; i < s.nranges; i++)
		buf_printf(out, "%s[%" PRId64 ",%" PRId64 "]", i > 0 ? "," : "",
		           s.ranges[i].start, s.ranges[i].end);
	buf_puts(out, "]");
}

/* What has no title of its own (a passage) is called by its source's. */
static enum err_code title_of(struct finding *f, const struct kind *k,
                              const struct row *row, struct str *out,
                              struct err *e)
{
	const struct field *from = entity_field(&k->entity, STR("source"));
	struct arena *a = f->req->arena;
	const struct kind *sources;
	struct row source;
	enum err_code rc;

	*out = show_title(a, k, row);
	if (from == NULL || from->type != FIELD_REFERENCE)
		return ERR_OK;
	sources = kind_find(str_from(from->target));
	rc = store_find(f->tx, &sources->entity,
	                json_unquote(a, json_member(row->record, from->name)),
	                a, &source, e);
	if (rc == ERR_OK)
		*out = show_title(a, sources, &source);
	return rc;
}

static enum err_code add_hit(struct finding *f, const struct kind *k,
                             const struct row *row, struct err *e)
{
	struct buf *out = &f->rep->body;
	struct document d;
	struct str title;
	enum err_code rc = index_document(f->tx, f->req->arena, k, row, &d, e);

	if (rc == ERR_OK)
		rc = title_of(f, k, row, &title, e);
	if (rc != ERR_OK)
		return rc;
	buf_printf(out, "%s{\"kind\":\"%s\",", f->n > 0 ? ",\n" : "",
	           k->entity.name);
	show_ids(out, row);
	json_put(out, "title", title);
	json_put_member(out, "segment", row->record);
	json_put_member(out, "locator", row->record);
	add_snippet(f, &d);
	buf_puts(out, "}");
	return ERR_OK;
}

static enum err_code on_hit(void *arg, const struct hit *hit, struct err *e)
{
	struct finding *f = arg;
	const struct kind *k = kind_find(str_from(hit->kind));
	struct row row;
	enum err_code rc;

	if (f->n == f->limit) {
		f->more = true;
		return ERR_OK;
	}
	rc = store_find(f->tx, &k->entity, hit->id, f->req->arena, &row, e);
	if (rc == ERR_OK)
		rc = add_hit(f, k, &row, e);
	f->n++;
	f->rank = hit->rank;
	f->at = hit->n;
	return rc;
}

static enum err_code find(struct tx *tx, void *arg, struct err *e)
{
	struct finding *f = arg;
	struct buf *out = &f->rep->body;
	enum err_code rc = store_search_count(tx, &f->search, &f->total, e);

	if (rc != ERR_OK)
		return rc;
	f->tx = tx;
	buf_puts(out, "{\"items\":[\n");
	rc = store_search(tx, &f->search, on_hit, f, e);
	buf_printf(out, "\n],\n\"total\":%" PRId64 ",\n\"next\":", f->total);
	if (f->more)
		json_quote(out, cursor_of(f));
	else
		buf_puts(out, "null");
	buf_puts(out, "}\n");
	return rc;
}

enum err_code search_get(struct request *req, struct reply *rep)
{
	struct finding *f = arena_alloc(req->arena, sizeof(*f));
	enum err_code rc;

	f->req = req;
	f->rep = rep;
	rc = read_params(req, f);
	if (rc != ERR_OK)
		return rc;
	rc = store_run(req->service->store, TX_READ, find, f, &req->err);
	if (rc != ERR_OK)
		return rc;
	if (f->more)
		query_link(req, rep, "cursor", cursor_of(f));
	return reply_body(req, rep, 200, TYPE_JSON, 0);
}
