/*
 * collections.c - lists of records
 */
#include "server/http/handlers/handlers.h"

#include <inttypes.h>

#include "lib/base/date.h"
#include "server/http/handlers/render.h"
#include "server/http/handlers/search_answer.h"
#include "server/http/query/did_you_mean.h"
#include "server/http/query/query.h"
#include "server/http/request/reply.h"
#include "server/registry/model/kind.h"
#include "server/registry/model/named.h"
#include "server/registry/model/show.h"

struct page {
	struct request *req;
	struct reply *rep;
	struct listing listing;
	struct show_context reading;
	struct str *ids; /* of the records shown */
	size_t n;
	bool more;
	struct str cursor; /* after the last one shown */
	int64_t total;
	int64_t seq; /* of the registry */
};

/* A rendered page is long: what showing one record needs is given back before
 * the next one. Names, that other pages tell, are told of several. */
static enum err_code show_item(struct page *p, const struct row *row,
                               struct err *e)
{
	struct show_context reading = p->reading;
	struct arena *own = NULL;
	enum err_code rc;

	if (reading.names == NULL)
		reading.arena = own = arena_scratch();
	rc = show_record(&reading, p->req->kind, row, &p->listing.view.choice,
	                 &p->rep->body, e);
	arena_free(own);
	return rc;
}

static enum err_code add_item(void *arg, const struct row *row, struct err *e)
{
	struct page *p = arg;
	struct request *req = p->req;
	struct buf *out = &p->rep->body;
	enum err_code rc;

	p->more = render_page_is_full(p->req, &p->rep->body, p->n,
	                              p->listing.limit);
	if (p->more)
		return ERR_ENOUGH;
	if (p->n > 0)
		buf_puts(out, ",\n");
	if (p->listing.view.nincludes > 0)
		p->ids[p->n] =
			arena_str(req->arena, row->values[COLUMN_ID].text);
	p->n++;
	rc = show_item(p, row, e);
	if (render_page_is_full(p->req, &p->rep->body, p->n, p->listing.limit))
		p->cursor = query_cursor(req->arena, &p->listing.query,
		                         &req->kind->entity, row);
	return rc;
}

static enum err_code add_included(struct page *p, struct err *e)
{
	const struct view *v = &p->listing.view;
	struct buf *out = &p->rep->body;
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < v->nincludes && rc == ERR_OK; i++) {
		buf_printf(out, "%s\"%s\":", i == 0 ? ",\n\"included\":{" : ",",
		           v->include[i]->entity.name);
		rc = show_related(&p->reading, p->req->kind, p->ids, p->n,
		                  v->include[i], out, e);
	}
	if (v->nincludes > 0)
		buf_puts(out, "}");
	return rc;
}

static enum err_code tell_meant(struct page *p, bool found_nothing,
                                struct err *e)
{
	struct did_you_mean d;
	enum err_code rc;

	did_you_mean_begin(&d, p->reading.tx, p->req->arena);
	rc = did_you_mean_filters(&d, p->req->kind, &p->listing, found_nothing,
	                          e);
	did_you_mean_put(&d, &p->rep->body);
	return rc;
}

static enum err_code read_page(struct tx *tx, void *arg, struct err *e)
{
	struct page *p = arg;
	const struct entity *t = &p->req->kind->entity;
	struct buf *out = &p->rep->body;
	enum err_code rc;

	p->reading = query_show_context(&p->listing.view, tx, p->req->arena);
	if (p->req->format == NULL)
		p->reading.names =
			name_memory_new(p->req->arena, p->req->service->cache);
	rc = store_newest(tx, &p->seq, e);
	if (rc == ERR_OK)
		rc = filter_resolve(tx, p->req->arena, &p->listing.query, e);
	if (rc == ERR_OK && p->listing.count)
		rc = store_count(tx, t, &p->listing.query, &p->total, e);
	if (rc != ERR_OK)
		return rc;
	buf_puts(out, "{\"items\":[\n");
	rc = store_list(tx, t, &p->listing.query, add_item, p, e);
	buf_puts(out, "\n]");
	p->reading.names = NULL; /* what is included is told already */
	if (rc == ERR_OK)
		rc = add_included(p, e);
	if (rc == ERR_OK)
		rc = tell_meant(p, p->n == 0, e);
	query_end(out, p->listing.count ? p->total : -1,
	          p->more ? p->cursor : (struct str){ 0 });
	return rc != ERR_OK ? rc
	                    : render(p->req, &p->reading, p->req->kind,
	                             &p->listing.view.choice, e);
}

/* ---- found by words, and counted -------------------------------------------- */

struct browsing {
	struct page page;
	struct search_asked asked;
	struct search_answer answer;
};

static enum err_code add_found(struct browsing *b, uint32_t docid,
                               struct err *e)
{
	struct page *p = &b->page;
	struct arena *a = arena_scratch();
	const char *kind;
	struct str id;
	struct row row;
	enum err_code rc =
		store_docid_find(p->reading.tx, docid, a, &kind, &id, e);

	if (rc == ERR_OK)
		rc = store_find(p->reading.tx, &p->req->kind->entity, id, a,
		                &row, e);
	if (rc == ERR_OK)
		rc = add_item(p, &row, e);
	arena_free(a);
	if (rc != ERR_NOT_FOUND) /* it is newer than what is read */
		return rc;
	err_clear(e);
	return ERR_OK;
}

static enum err_code write_found(struct browsing *b, struct err *e)
{
	struct page *p = &b->page;
	struct buf *out = &p->rep->body;
	const struct search_request *f = &b->asked.find;
	enum err_code rc;

	b->answer.tx = p->reading.tx;
	b->answer.out = out;
	rc = search_ask(&b->asked, &b->answer, e);
	if (rc != ERR_OK)
		return rc;
	p->ids = arena_alloc(p->req->arena, (f->npage + 1) * sizeof(*p->ids));
	buf_puts(out, "{\"items\":[\n");
	for (size_t i = 0; i < f->npage && rc == ERR_OK &&
	                   !render_page_is_full(p->req, &p->rep->body, p->n,
	                                        p->listing.limit);
	     i++)
		rc = add_found(b, f->page[i].n, e);
	buf_puts(out, "\n]");
	if (rc == ERR_OK)
		rc = add_included(p, e);
	if (rc == ERR_OK)
		rc = search_put(&b->answer, e);
	p->cursor = search_next(f, p->n);
	query_end(out, (int64_t)f->total, p->cursor);
	return rc;
}

/* Whole records are shown: any commit may have changed what is told of them.
 * Absent when it is not known whether there was one. */
static enum err_code stamp_of(struct browsing *b, struct str *out,
                              struct err *e)
{
	struct page *p = &b->page;
	int64_t version = 0;
	enum err_code rc = store_index_version(p->reading.tx, &version, e);

	if (rc == ERR_OK)
		rc = store_newest(p->reading.tx, &p->seq, e);
	*out = (struct str){ 0 };
	if (rc == ERR_OK && p->req->commits != 0)
		*out = str_from(arena_printf(p->req->arena,
		                             "%" PRIu64 " %" PRId64 " %" PRId64
		                             " %s %s",
		                             p->req->commits, version, p->seq,
		                             p->listing.view.on, p->req->type));
	return rc;
}

/* To count all that is found takes longer the more that is. */
static enum err_code browse(struct tx *tx, void *arg, struct err *e)
{
	struct browsing *b = arg;
	struct page *p = &b->page;
	struct buf *out = &p->rep->body;
	struct str stamp;
	enum err_code rc;

	p->reading = query_show_context(&p->listing.view, tx, p->req->arena);
	rc = stamp_of(b, &stamp, e);
	if (rc != ERR_OK)
		return rc;
	if (stamp.len == 0 || !search_recall(p->req, stamp, out, &p->cursor)) {
		rc = write_found(b, e);
		if (rc != ERR_OK)
			return rc;
		if (stamp.len > 0)
			search_keep(p->req, stamp, buf_text(out), p->cursor);
	}
	return render(p->req, &p->reading, p->req->kind,
	              &p->listing.view.choice, e);
}

static enum err_code browse_list(struct request *req, struct reply *rep)
{
	struct browsing *b = arena_alloc(req->arena, sizeof(*b));
	enum err_code rc = search_params(req, true, &b->asked);

	b->page = (struct page){ .req = req, .rep = rep };
	b->page.listing = b->asked.filter;
	b->page.listing.limit = b->asked.find.limit;
	if (rc == ERR_OK)
		rc = store_run(req->service->store, TX_READ, browse, b,
		               &req->err);
	if (rc != ERR_OK)
		return rc;
	if (b->page.cursor.len > 0)
		query_link(req, rep, "cursor", b->page.cursor);
	past_cite_search(req, rep, b->page.seq);
	return reply_body(req, rep, 200, req->type, 0);
}

/* ---- by filters alone ------------------------------------------------------- */

enum err_code collection_list(struct request *req, struct reply *rep)
{
	struct page *p;
	enum err_code rc;
	bool searched =
		req->kind == &instruments_kind && search_params_given(req);

	if (request_param(req, "as_of").p != NULL)
		return searched ? past_refuse_search(req)
		                : collection_get_as_of(req, rep);
	if (searched)
		return browse_list(req, rep);
	p = arena_alloc(req->arena, sizeof(*p));

	*p = (struct page){ .req = req, .rep = rep };
	rc = query_listing(req, &p->listing);
	if (rc != ERR_OK)
		return rc;
	p->ids = arena_alloc(req->arena, p->listing.limit * sizeof(*p->ids));
	rc = store_run(req->service->store, TX_READ, read_page, p, &req->err);
	if (rc != ERR_OK)
		return rc;
	if (p->more)
		query_link(req, rep, "cursor", p->cursor);
	if (past_can_list(req, &p->listing))
		query_cite(req, rep, p->seq);
	return reply_body(req, rep, 200, req->type, 0);
}
