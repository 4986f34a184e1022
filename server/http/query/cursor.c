/*
 * cursor.c - places in lists, as text that clients give back
 */
#include "server/http/query/cursor.h"

#include <inttypes.h>
#include <string.h>

#include "lib/base/arena.h"
#include "lib/data/base64.h"
#include "lib/data/jsontext.h"
#include "lib/data/url.h"
#include "server/http/query/param.h"
#include "server/http/request/formatted.h"
#include "server/http/request/reply.h"

/* "-adopted_on" and the like: what a cursor belongs to. */
static const char *order_of(struct arena *a, const struct query *q)
{
	return arena_printf(a, "%s%s", q->descending ? "-" : "",
	                    q->sort != NULL ? q->sort->path : "key");
}

struct str query_cursor(struct arena *a, const struct query *q,
                        const struct entity *t, const struct row *row)
{
	const struct column *sort = q->sort;
	struct value v = { .kind = VALUE_NULL };
	struct buf out;

	if (sort != NULL)
		v = row->values[sort - t->columns];
	buf_init(&out, a);
	buf_printf(&out, "%s\n%.*s\n", order_of(a, q),
	           STR_ARG(row->values[COLUMN_KEY].text));
	if (v.kind == VALUE_INTEGER)
		buf_printf(&out, "i%" PRId64, v.integer);
	else if (v.kind == VALUE_TEXT)
		buf_printf(&out, "t%.*s", STR_ARG(v.text));
	return base64_text(a, buf_text(&out));
}

static bool next_line(struct str *rest, struct str *line)
{
	const char *end =
		rest->len > 0 ? memchr(rest->p, '\n', rest->len) : NULL;

	if (end == NULL)
		return false;
	*line = (struct str){ rest->p, (size_t)(end - rest->p) };
	*rest = (struct str){ end + 1, rest->len - line->len - 1 };
	return true;
}

static bool read_place(struct str s, struct value *out)
{
	struct str rest;

	*out = (struct value){ .kind = VALUE_NULL };
	if (s.len == 0)
		return true;
	rest = (struct str){ s.p + 1, s.len - 1 };
	if (s.p[0] == 't') {
		*out = value_text(rest);
		return true;
	}
	out->kind = VALUE_INTEGER;
	return s.p[0] == 'i' && param_integer(rest, &out->integer);
}

void query_read_cursor(struct request *req, struct str s, struct query *q)
{
	struct str rest, order;

	q->has_after = true;
	if (!base64_read(req->arena, s, &rest) || !next_line(&rest, &order) ||
	    !next_line(&rest, &q->after_key) || !read_place(rest, &q->after))
		err_parameter(&req->err, "cursor", "is not one given here");
	else if (!str_is(order, order_of(req->arena, q)))
		err_parameter(&req->err, "cursor",
		              "belongs to a list in another order");
}

struct str query_place(struct arena *a, const struct str *names, size_t n)
{
	struct buf out;

	buf_init(&out, a);
	for (size_t i = 0; i < n; i++)
		buf_printf(&out, "%.*s\n", STR_ARG(names[i]));
	return base64_text(a, buf_text(&out));
}

bool query_split_place(struct arena *a, struct str cursor, struct str *names,
                       size_t n)
{
	struct str rest;
	bool ok = base64_read(a, cursor, &rest);

	for (size_t i = 0; ok && i < n; i++)
		ok = next_line(&rest, &names[i]);
	return ok && rest.len == 0;
}

void query_read_place(struct request *req, struct str cursor, struct str *names,
                      size_t n)
{
	if (!query_split_place(req->arena, cursor, names, n))
		err_parameter(&req->err, "cursor", "is not one given here");
}

struct str query_seq_place(struct arena *a, int64_t seq)
{
	struct str place = str_from(arena_printf(a, "%" PRId64, seq));

	return query_place(a, &place, 1);
}

int64_t query_read_seq(struct request *req)
{
	struct str cursor = request_param(req, "cursor"), place = { 0 };
	int64_t seq = 0;

	if (cursor.p == NULL)
		return 0;
	query_read_place(req, cursor, &place, 1);
	if (req->err.code == ERR_OK && (!param_integer(place, &seq) || seq < 1))
		err_parameter(&req->err, "cursor", "is not one given here");
	return seq;
}

/* ---- the end of a page --------------------------------------------------- */

void query_end(struct buf *out, int64_t total, struct str cursor)
{
	if (total >= 0)
		buf_printf(out, ",\n\"total\":%" PRId64, total);
	buf_puts(out, ",\n\"next\":");
	if (cursor.len > 0)
		json_quote(out, cursor);
	else
		buf_puts(out, "null");
	buf_puts(out, "}\n");
}

void query_add_param(struct buf *out, const char **between, struct str name,
                     struct str value)
{
	buf_puts(out, *between);
	*between = "&";
	url_encode(out, name, URL_UNRESERVED);
	buf_puts(out, "=");
	url_encode(out, value, URL_UNRESERVED);
}

struct str query_next(const struct request *req, const char *name,
                      struct str value)
{
	const char *between = "?";
	struct buf out;

	buf_init(&out, req->arena);
	buf_str(&out, req->path);
	for (size_t i = 0; i < req->nparams; i++)
		if (!str_is(req->params[i].name, name))
			query_add_param(&out, &between, req->params[i].name,
			                req->params[i].value);
	if (req->format != NULL)
		query_add_param(&out, &between, STR("format"),
		                str_from(req->format->name));
	if (req->with_mark)
		query_add_param(&out, &between, STR("bom"), STR("true"));
	query_add_param(&out, &between, str_from(name), value);
	return buf_text(&out);
}

static void add_link(struct request *req, struct reply *rep, struct str target,
                     const char *rel)
{
	const char *others = reply_header_find(rep, "Link");

	reply_header(rep, "Link",
	             arena_printf(req->arena, "%s%s<%.*s>; rel=\"%s\"",
	                          others != NULL ? others : "",
	                          others != NULL ? ", " : "", STR_ARG(target),
	                          rel));
}

void query_link(struct request *req, struct reply *rep, const char *name,
                struct str value)
{
	add_link(req, rep, query_next(req, name, value), "next");
}

void query_cite(struct request *req, struct reply *rep, int64_t seq)
{
	struct str now = str_from(arena_printf(req->arena, "%" PRId64, seq));

	query_cite_as(req, rep, query_next(req, "as_of", now));
}

void query_cite_as(struct request *req, struct reply *rep, struct str target)
{
	add_link(req, rep, target, "cite-as");
}
