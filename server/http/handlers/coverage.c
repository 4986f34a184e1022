/*
 * coverage.c - how much of the registry has evidence
 */
#include "server/http/handlers/handlers.h"

#include "server/http/handlers/render.h"
#include "server/http/query/query.h"
#include "server/http/request/reply.h"
#include "server/registry/changes/record.h"
#include "server/registry/evidence/coverage.h"
#include "server/registry/model/kind.h"
#include "server/registry/model/walk.h"

/* All counts, and a page of sources; or those of one instrument. As a table
 * the counts only. */
struct page {
	struct str instrument; /* its id or key; absent: of all */
	struct request *req;
	struct reply *rep;
	struct tx *tx;
	struct query query; /* of sources */
	size_t limit, n;
	bool more;
	struct str last; /* key of the last one shown */
};

static enum err_code add_source(void *arg, const struct row *row, struct err *e)
{
	struct page *p = arg;

	p->more = p->n == p->limit;
	if (p->more)
		return ERR_ENOUGH;
	if (p->n++ > 0)
		buf_puts(&p->rep->body, ",\n");
	p->last = arena_str(p->req->arena, row->values[COLUMN_KEY].text);
	return coverage_write_source(p->tx, row, &p->rep->body, e);
}

static struct str cursor_of(const struct page *p)
{
	return p->more ? query_place(p->req->arena, &p->last, 1)
	               : (struct str){ 0 };
}

/* Then its texts are the sources. */
static enum err_code write_one(struct page *p, const struct row *row,
                               struct err *e)
{
	struct arena *a = p->req->arena;

	p->query.nconditions = 1;
	p->query.conditions[0] = walk_where(&sources_kind, "instrument",
	                                    &row->values[COLUMN_ID]);
	return coverage_write_one(p->tx, a, row, &p->rep->body, e);
}

/* Without sources, which are rows of another sort. */
static enum err_code write_table(struct page *p, const struct row *of,
                                 struct err *e)
{
	struct buf *out = &p->rep->body;
	int64_t n;
	enum err_code rc;

	buf_puts(out, "{");
	rc = coverage_write_rows(p->tx, p->req->arena, of, &n, out, e);
	if (rc != ERR_OK)
		return rc;
	query_end(out, n, (struct str){ 0 });
	return render_items(p->req, p->tx, e);
}

static enum err_code write_page(struct page *p, const struct row *of,
                                struct err *e)
{
	struct buf *out = &p->rep->body;
	struct tx *tx = p->tx;
	const struct entity *sources = &sources_kind.entity;
	int64_t total = 0;
	enum err_code rc;

	buf_puts(out, "{");
	rc = of != NULL ? write_one(p, of, e)
	                : coverage_write(tx, p->req->arena, out, e);
	if (rc == ERR_OK)
		rc = store_count(tx, sources, &p->query, &total, e);
	if (rc != ERR_OK)
		return rc;
	buf_puts(out, ",\n\"sources\":[\n");
	rc = store_list(tx, sources, &p->query, add_source, p, e);
	buf_puts(out, "\n]");
	query_end(out, total, cursor_of(p));
	return rc;
}

static enum err_code read_page(struct tx *tx, void *arg, struct err *e)
{
	struct page *p = arg;
	struct row row = { 0 }, *of = p->instrument.len > 0 ? &row : NULL;
	enum err_code rc = ERR_OK;

	p->tx = tx;
	if (of != NULL)
		rc = record_find(tx, &instruments_kind, p->instrument,
		                 p->req->arena, of, e);
	if (rc != ERR_OK)
		return rc;
	return p->req->format != NULL ? write_table(p, of, e)
	                              : write_page(p, of, e);
}

/* They are of sources. */
static void refuse_pages(struct request *req)
{
	static const char *const names[] = { "limit", "cursor" };

	for (size_t i = 0; req->format != NULL && i < COUNT(names); i++)
		if (request_param(req, names[i]).p != NULL)
			err_parameter(&req->err, names[i],
			              "is for JSON only: a table has no "
			              "sources and is whole");
}

enum err_code coverage_get(struct request *req, struct reply *rep)
{
	struct page *p = arena_alloc(req->arena, sizeof(*p));
	struct str cursor = request_param(req, "cursor");
	enum err_code rc;

	*p = (struct page){ .req = req, .rep = rep };
	p->instrument = request_param(req, "instrument");
	p->limit = (size_t)query_number(req, "limit", LIMIT_DEFAULT, 1,
	                                STORE_PAGE_MAX);
	p->query = (struct query){ .limit = p->limit + 1, .slim = true };
	p->query.has_after = cursor.p != NULL;
	if (p->query.has_after)
		query_read_place(req, cursor, &p->query.after_key, 1);
	refuse_pages(req);
	if (req->err.code != ERR_OK)
		return req->err.code;
	rc = store_run(req->service->store, TX_READ, read_page, p, &req->err);
	if (rc != ERR_OK)
		return rc;
	if (p->more)
		query_link(req, rep, "cursor", cursor_of(p));
	return reply_body(req, rep, 200, req->type, 0);
}
