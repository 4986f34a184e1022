/*
 * past.c - records as they stood here
 */
#include "server/http/handlers/handlers.h"

#include <inttypes.h>
#include <string.h>

#include "lib/data/jsontext.h"
#include "server/http/handlers/render.h"
#include "server/http/query/query.h"
#include "server/http/request/reply.h"
#include "server/registry/changes/past.h"
#include "server/registry/changes/record.h"
#include "server/registry/formats/formats.h"
#include "server/registry/model/kind.h"

#define PARAM "as_of"

static void check_format(struct request *req, const char *name)
{
	if (req->format != NULL && req->format->level > FORMATS_OF_ITEMS)
		err_parameter(&req->err, name, "is not for %s",
		              req->format->name);
}

static void read_past(struct request *req, struct past *out)
{
	struct str given = request_param(req, PARAM);

	*out = (struct past){ 0 };
	if (memchr(given.p, 'T', given.len) != NULL)
		out->time = query_time(req, PARAM, given);
	else
		out->seq = query_number(req, PARAM, 0, 1, INT64_MAX);
	check_format(req, PARAM);
}

/* What was written then; what follows from other records is of today and left
 * out. */
static void show(const struct view *v, struct str record, struct buf *out)
{
	if (v->choice.n > 0)
		show_choice(out, record, &v->choice);
	else
		buf_str(out, record);
}

/* ---- one ----------------------------------------------------------------- */

struct sight {
	struct request *req;
	struct reply *rep;
	struct view view;
	struct past past;
	int64_t rev; /* 0: as of then */
	struct change change;
};

static enum err_code find_revision(struct tx *tx, struct sight *s,
                                   struct err *e)
{
	const struct request *req = s->req;
	struct change last;
	enum err_code rc = record_last_change(tx, req->kind, req->ref,
	                                      req->arena, &last, e);

	return rc != ERR_OK ? rc
	                    : record_revision(tx, req->kind, &last, s->rev,
	                                      req->arena, &s->change, e);
}

static enum err_code find_past(struct tx *tx, struct sight *s, struct err *e)
{
	const struct request *req = s->req;
	int64_t seq;
	enum err_code rc = past_seq(tx, &s->past, &seq, e);

	return rc != ERR_OK ? rc
	                    : record_as_of(tx, req->kind, req->ref, seq,
	                                   req->arena, &s->change, e);
}

static enum err_code show_one(struct tx *tx, void *arg, struct err *e)
{
	struct sight *s = arg;
	struct request *req = s->req;
	struct show_context r = query_show_context(&s->view, tx, req->arena);
	enum err_code rc =
		s->rev > 0 ? find_revision(tx, s, e) : find_past(tx, s, e);

	if (rc != ERR_OK)
		return rc;
	show(&s->view, s->change.record, &s->rep->body);
	buf_puts(&s->rep->body, "\n");
	return render(req, &r, req->kind, &s->view.choice, e);
}

static void read_when(struct sight *s)
{
	struct request *req = s->req;

	if (request_param(req, "rev").p == NULL) {
		read_past(req, &s->past);
		return;
	}
	s->rev = query_number(req, "rev", 0, 1, INT64_MAX);
	if (request_param(req, PARAM).p != NULL)
		err_parameter(&req->err, "rev", "does not go with " PARAM);
	check_format(req, "rev");
}

enum err_code record_get_past(struct request *req, struct reply *rep)
{
	static const char *const known[] = { PARAM, "rev", "fields", NULL };
	struct sight *s = arena_alloc(req->arena, sizeof(*s));
	enum err_code rc;

	*s = (struct sight){ .req = req, .rep = rep };
	query_today(&s->view);
	read_when(s);
	for (size_t i = 0; i < req->nparams; i++)
		if (str_is(req->params[i].name, "fields"))
			query_view_param(req, &req->params[i], &s->view);
		else if (!str_among(req->params[i].name, known))
			query_unknown(req, req->params[i].name, known);
	if (req->err.code != ERR_OK)
		return req->err.code;
	rc = store_run(req->service->store, TX_READ, show_one, s, &req->err);
	return rc != ERR_OK
	               ? rc
	               : reply_body(req, rep, 200, req->type, s->change.rev);
}

/* ---- many ---------------------------------------------------------------- */

struct page {
	struct request *req;
	struct reply *rep;
	struct listing listing;
	struct past past;
	size_t n;
	int64_t total;
	bool more;
	struct str cursor; /* after the last one shown */
};

/* Parameters of a list that do not go with the past: it is in the order of keys
 * and has what was written. */
static const char *const others[] = { "sort", "include", "on", "law_as_of",
	                              "align" };

/* What of a list follows from other records. */
static const char *follows(const struct listing *l, size_t i)
{
	const struct condition *c = &l->query.conditions[i];

	if (store_past_knows(c))
		return NULL;
	return l->filters.of[i].name != NULL ? l->filters.of[i].name
	                                     : c->column->path;
}

static void check_listing(struct page *p)
{
	struct request *req = p->req;

	for (size_t i = 0; i < COUNT(others); i++)
		if (request_param(req, others[i]).p != NULL)
			err_parameter(&req->err, others[i],
			              "does not go with " PARAM);
	for (size_t i = 0; i < p->listing.query.nconditions; i++) {
		const char *name = follows(&p->listing, i);

		if (name != NULL)
			err_parameter(&req->err, name,
			              "does not go with " PARAM
			              ": it follows from other records");
	}
}

bool past_can_list(struct request *req, const struct listing *l)
{
	bool can = true;

	for (size_t i = 0; i < COUNT(others); i++)
		can = can && request_param(req, others[i]).p == NULL;
	for (size_t i = 0; i < l->query.nconditions; i++)
		can = can && follows(l, i) == NULL;
	return can;
}

/* ---- of a search -------------------------------------------------------- */

/* What of a search has no part in which records it finds. */
static const char *const showing[] = { PARAM,      "facet",   "facet_mode",
	                               "facet_by", "limit",   "cursor",
	                               "expand",   "relax",   "fields",
	                               "format",   "include", "sort",
	                               NULL };

/* A filter that tells the same then as now. */
static bool is_of_then(struct request *req, const struct param *p)
{
	struct listing *l = arena_alloc(req->arena, sizeof(*l));

	*l = (struct listing){ .filters = { .req = req, .query = &l->query } };
	return filter_read(&l->filters, p) && l->query.nconditions == 1 &&
	       follows(l, 0) == NULL;
}

static bool is_of_instruments(const struct param *p)
{
	return str_is(p->name, "kind") &&
	       str_is(p->value, instruments_kind.entity.name);
}

static struct str past_list(struct request *req, struct str when, bool *is_all)
{
	const char *between = "?";
	struct str kind = request_param(req, "kind");
	struct buf out;

	buf_init(&out, req->arena);
	buf_printf(&out, "/v1/%s", instruments_kind.entity.name);
	*is_all = kind.p != NULL || req->kind == &instruments_kind;
	req->kind = &instruments_kind;
	for (size_t i = 0; i < req->nparams; i++) {
		const struct param *p = &req->params[i];

		if (str_among(p->name, showing) || is_of_instruments(p) ||
		    (str_is(p->name, "q") && p->value.len == 0))
			continue;
		if (is_of_then(req, p))
			query_add_param(&out, &between, p->name, p->value);
		else
			*is_all = false;
	}
	query_add_param(&out, &between, STR(PARAM), when);
	return buf_text(&out);
}

void past_cite_search(struct request *req, struct reply *rep, int64_t seq)
{
	const struct kind *of = req->kind;
	struct str now = str_from(arena_printf(req->arena, "%" PRId64, seq)),
		   target;
	bool is_all;

	if (request_param(req, "q").len > 0)
		return;
	target = past_list(req, now, &is_all);
	req->kind = of;
	if (is_all)
		query_cite_as(req, rep, target);
}

enum err_code past_refuse_search(struct request *req)
{
	bool is_all;
	struct str when = request_param(req, PARAM),
		   see = past_list(req, when, &is_all);
	struct buf more;

	err_parameter(&req->err, PARAM,
	              "is for lists: a search is of the registry as it is "
	              "now. See \"see\" for the list of %s",
	              is_all ? "the same instruments"
	                     : "instruments by those filters that tell "
	                       "what was then");
	buf_init(&more, req->arena);
	buf_puts(&more, "\"see\":");
	json_quote(&more, see);
	req->err.more = buf_text(&more);
	return req->err.code;
}

/* ---- a list --------------------------------------------------------------- */

static enum err_code add_item(void *arg, const struct row *row, struct err *e)
{
	struct page *p = arg;
	struct buf *out = &p->rep->body;

	(void)e;
	p->more = render_page_is_full(p->req, &p->rep->body, p->n,
	                              p->listing.limit);
	if (p->more)
		return ERR_ENOUGH;
	buf_puts(out, p->n++ > 0 ? ",\n" : "");
	show(&p->listing.view, row->record, out);
	if (render_page_is_full(p->req, &p->rep->body, p->n, p->listing.limit))
		p->cursor = query_cursor(p->req->arena, &p->listing.query,
		                         &p->req->kind->entity, row);
	return ERR_OK;
}

static enum err_code show_page(struct tx *tx, void *arg, struct err *e)
{
	struct page *p = arg;
	struct request *req = p->req;
	const struct entity *t = &req->kind->entity;
	struct listing *l = &p->listing;
	struct show_context r = query_show_context(&l->view, tx, req->arena);
	struct buf *out = &p->rep->body;
	int64_t seq;
	enum err_code rc = past_seq(tx, &p->past, &seq, e);

	if (rc == ERR_OK)
		rc = filter_resolve(tx, req->arena, &l->query, e);
	if (rc == ERR_OK && l->count)
		rc = store_past_count(tx, t, &l->query, seq, &p->total, e);
	if (rc != ERR_OK)
		return rc;
	buf_puts(out, "{\"items\":[\n");
	rc = store_past(tx, t, &l->query, seq, add_item, p, e);
	buf_puts(out, "\n]");
	query_end(out, l->count ? p->total : -1,
	          p->more ? p->cursor : (struct str){ 0 });
	return rc != ERR_OK ? rc
	                    : render(req, &r, req->kind, &l->view.choice, e);
}

enum err_code collection_get_as_of(struct request *req, struct reply *rep)
{
	struct page *p = arena_alloc(req->arena, sizeof(*p));
	enum err_code rc;

	*p = (struct page){ .req = req, .rep = rep };
	read_past(req, &p->past);
	rc = query_listing(req, &p->listing);
	check_listing(p);
	if (rc == ERR_OK)
		rc = req->err.code;
	if (rc == ERR_OK)
		rc = store_run(req->service->store, TX_READ, show_page, p,
		               &req->err);
	if (rc != ERR_OK)
		return rc;
	if (p->more)
		query_link(req, rep, "cursor", p->cursor);
	return reply_body(req, rep, 200, req->type, 0);
}
