/*
 * search.c - search
 */
#include "server/http/handlers/handlers.h"

#include <inttypes.h>
#include <stdlib.h>

#include "lib/data/jsontext.h"
#include "lib/data/xml.h"
#include "lib/text/utf8.h"
#include "server/http/handlers/hit_members.h"
#include "server/http/handlers/render.h"
#include "server/http/handlers/search_answer.h"
#include "server/http/request/reply.h"
#include "server/registry/model/kind.h"
#include "server/registry/search/document.h"
#include "server/registry/sources/handling.h"

#define PLAIN_MAX 200 /* code points shown where no word stands */

struct answering {
	struct request *req;
	struct reply *rep;
	struct tx *tx;
	struct search_asked asked;
	struct search_answer answer;
	struct str next;          /* cursor of the next page, if there is one */
	int64_t seq;              /* of the registry */
	struct rendering looking; /* up the records that hits refer to */
};

/* ---- hits -------------------------------------------------------------- */

/* Of names, the first that a term stands in. */
static void find_name(struct answering *a, struct str names,
                      struct snippet *out)
{
	struct str name;

	while (out->text.p == NULL && document_next_name(&names, &name))
		query_snippet(a->req->arena, &a->asked.find.terms.search, name,
		              out);
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
			query_snippet(a->req->arena,
			              &a->asked.find.terms.search, part, &s);
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
	rc = store_find(a->tx, &sources->entity,
	                json_member_text(arena, row->record, from->name), arena,
	                &source, e);
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

	if (x->instrument == 0 || x->instrument == x->n ||
	    a->asked.find.grouped)
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

/* Members that were asked for, unless the hit, which begins there, has them. */
static enum err_code add_fields(struct answering *a, const struct kind *k,
                                const struct row *row, size_t begin,
                                struct err *e)
{
	const struct choice *choice = &a->asked.filter.view.choice;
	struct buf *out = &a->rep->body, shown;
	enum err_code rc;

	if (choice->n == 0)
		return ERR_OK;
	buf_init(&shown, a->req->arena);
	rc = show_record(&a->looking.reading, k, row, choice, &shown, e);
	for (size_t i = 0; i < choice->n && rc == ERR_OK; i++) {
		const char *name = arena_str(a->req->arena, choice->names[i]).p;
		struct str hit = { out->data + begin, out->len - begin };

		hit = str_from(
			arena_printf(a->req->arena, "%.*s}", STR_ARG(hit)));
		if (json_member(hit, name).len == 0)
			json_put_member(out, name, buf_text(&shown));
	}
	return rc;
}

static enum err_code add_members(struct answering *a, const struct found *x,
                                 const struct kind *k, const struct row *row,
                                 struct err *e)
{
	struct buf *out = &a->rep->body;
	size_t begin = out->len - 1;
	struct str title, handling = { 0 };
	struct show_context r;
	struct document d;
	enum err_code rc = document_read(a->tx, a->req->arena, k, row, &d, e);

	r = query_show_context(&a->asked.filter.view, a->tx, a->req->arena);
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
	if (rc == ERR_OK)
		rc = add_fields(a, k, row, begin, e);
	if (rc != ERR_OK)
		return rc;
	search_put_missing(&a->asked.find, x, out);
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

/* ---- the answer ---------------------------------------------------------- */

static enum err_code write_answer(struct answering *a, struct err *e)
{
	const struct search_request *f = &a->asked.find;
	struct show_context r =
		query_show_context(&a->asked.filter.view, a->tx, a->req->arena);
	struct buf *out = &a->rep->body;
	enum err_code rc = ERR_OK;

	format_begin(&a->looking, a->req->arena, &r);
	buf_puts(out, "{\"items\":[\n");
	for (size_t i = 0; i < f->npage && rc == ERR_OK; i++) {
		buf_puts(out, i > 0 ? ",\n" : "");
		rc = add_hit(a, &f->page[i], f->grouped ? &f->groups[i] : NULL,
		             e);
	}
	a->next = search_next(f, f->npage);
	buf_printf(out, "\n],\n\"total\":%zu,\n\"next\":", f->total);
	if (a->next.len > 0)
		json_quote(out, a->next);
	else
		buf_puts(out, "null");
	a->answer.out = out;
	if (rc == ERR_OK)
		rc = search_put(&a->answer, e);
	buf_puts(out, "}\n");
	return rc;
}

static enum err_code find(struct tx *tx, void *arg, struct err *e)
{
	struct answering *a = arg;
	const struct request *req = a->req;
	struct str stamp;
	int64_t version;
	enum err_code rc = store_index_version(tx, &version, e);

	if (rc == ERR_OK)
		rc = store_newest(tx, &a->seq, e);
	if (rc != ERR_OK)
		return rc;
	a->tx = a->answer.tx = tx;
	stamp = str_from(arena_printf(req->arena, "%" PRId64 " %s", version,
	                              a->asked.filter.view.on));
	if (!search_recall(req, stamp, &a->rep->body, &a->next)) {
		arena_work(req->arena, SEARCH_LEAST_WORK);
		rc = search_ask(&a->asked, &a->answer, e);
		if (rc == ERR_OK)
			rc = write_answer(a, e);
		if (rc != ERR_OK)
			return rc;
		search_keep(req, stamp, buf_text(&a->rep->body), a->next);
	}
	return render_items(a->req, tx, e);
}

enum err_code search_get(struct request *req, struct reply *rep)
{
	struct answering *a = arena_alloc(req->arena, sizeof(*a));
	enum err_code rc;

	if (request_param(req, "as_of").p != NULL)
		return past_refuse_search(req);
	a->req = req;
	a->rep = rep;
	rc = search_params(req, false, &a->asked);
	if (rc == ERR_OK)
		rc = store_run(req->service->store, TX_READ, find, a,
		               &req->err);
	req->kind = NULL;
	if (rc != ERR_OK)
		return rc;
	if (a->next.len > 0)
		query_link(req, rep, "cursor", a->next);
	past_cite_search(req, rep, a->seq);
	return reply_body(req, rep, 200, req->type, 0);
}
