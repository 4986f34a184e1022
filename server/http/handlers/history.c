/*
 * history.c - the revisions of a record, and what lies between two of them
 */
#include "server/http/handlers/handlers.h"

#include "lib/data/jsondiff.h"
#include "lib/data/jsontext.h"
#include "lib/store/history.h"
#include "server/http/handlers/render.h"
#include "server/http/query/query.h"
#include "server/http/request/reply.h"
#include "server/registry/changes/record.h"
#include "server/registry/model/change_chain.h"
#include "server/registry/model/kind.h"

#define NOTHING "{}" /* what was there before the first revision */

/* ---- pages --------------------------------------------------------------- */

struct revisions_page {
	struct request *req;
	struct reply *rep;
	int64_t since;     /* seq of the last one shown */
	struct buf before; /* its record                */
	size_t limit, n;
	bool more;
	int64_t total;
};

static void keep_record(struct revisions_page *p, struct str record)
{
	p->before.len = 0;
	buf_str(&p->before, record.len > 0 ? record : STR(NOTHING));
}

/* After the members of the change, and so apart from what its hash covers. */
static void put_changed(struct revisions_page *p, const struct change *c)
{
	static const char *const ours[] = { "created_at", "id",         "key",
		                            "rev",        "updated_at", NULL };
	struct buf *out = &p->rep->body;

	if (c->record.len == 0)
		return;
	out->len--; /* the last brace */
	buf_puts(out, ",\"changed\":");
	json_diff_members(out, buf_text(&p->before), c->record, ours);
	buf_puts(out, "}");
}

static enum err_code add_change(void *arg, const struct change *c,
                                struct err *e)
{
	struct revisions_page *p = arg;
	struct buf *out = &p->rep->body;

	(void)e;
	p->more = render_page_is_full(p->req, out, p->n, p->limit);
	if (p->more)
		return ERR_ENOUGH;
	buf_puts(out, p->n++ > 0 ? ",\n" : "");
	change_chain_text(out, c);
	put_changed(p, c);
	keep_record(p, c->record);
	p->since = c->seq;
	return ERR_OK;
}

static struct str cursor_of(const struct revisions_page *p)
{
	return p->more ? query_seq_place(p->req->arena, p->since)
	               : (struct str){ 0 };
}

static enum err_code read_before(struct tx *tx, struct revisions_page *p,
                                 const struct change *last, struct err *e)
{
	struct change before;
	enum err_code rc = store_last_change(tx, last->kind, last->id, p->since,
	                                     p->req->arena, &before, e);

	if (rc == ERR_OK)
		keep_record(p, before.record);
	return rc;
}

static enum err_code read_history(struct tx *tx, void *arg, struct err *e)
{
	struct revisions_page *p = arg;
	const struct request *req = p->req;
	struct buf *out = &p->rep->body;
	struct change last;
	enum err_code rc = record_last_change(tx, req->kind, req->ref,
	                                      req->arena, &last, e);

	if (rc == ERR_OK)
		rc = read_before(tx, p, &last, e);
	if (rc != ERR_OK)
		return rc;
	buf_puts(out, "{\"items\":[\n");
	rc = store_history(tx, last.kind, last.id, p->since, p->limit + 1,
	                   add_change, p, e);
	if (rc == ERR_OK)
		rc = store_history_count(tx, last.kind, last.id, &p->total, e);
	buf_puts(out, "\n]");
	query_end(out, p->total, cursor_of(p));
	return rc != ERR_OK ? rc : render_items(p->req, tx, e);
}

enum err_code record_history(struct request *req, struct reply *rep)
{
	struct revisions_page *p = arena_alloc(req->arena, sizeof(*p));
	enum err_code rc;

	*p = (struct revisions_page){ .req = req, .rep = rep };
	buf_init(&p->before, req->arena);
	p->limit = (size_t)query_number(req, "limit", LIMIT_DEFAULT, 1,
	                                STORE_PAGE_MAX);
	p->since = query_read_seq(req);
	if (req->err.code != ERR_OK)
		return req->err.code;
	rc = store_run(req->service->store, TX_READ, read_history, p,
	               &req->err);
	if (rc != ERR_OK)
		return rc;
	if (p->more)
		query_link(req, rep, "cursor", cursor_of(p));
	return reply_body(req, rep, 200, req->type, 0);
}

/* ---- between two --------------------------------------------------------- */

struct comparison {
	struct request *req;
	struct reply *rep;
	int64_t from, to; /* -1: not given */
};

static enum err_code read_revision(struct tx *tx, const struct comparison *c,
                                   const struct change *last, int64_t rev,
                                   struct str *out, struct err *e)
{
	struct change change;
	enum err_code rc;

	*out = STR(NOTHING);
	if (rev == 0)
		return ERR_OK;
	rc = record_revision(tx, c->req->kind, last, rev, c->req->arena,
	                     &change, e);
	*out = change.record;
	return rc;
}

static enum err_code compare(struct tx *tx, void *arg, struct err *e)
{
	const struct comparison *c = arg;
	const struct request *req = c->req;
	struct change last;
	struct str from, to;
	enum err_code rc = record_last_change(tx, req->kind, req->ref,
	                                      req->arena, &last, e);
	int64_t newer, older;

	if (rc != ERR_OK)
		return rc;
	newer = c->to >= 0 ? c->to : last.rev;
	older = c->from >= 0 ? c->from : newer - 1;
	rc = read_revision(tx, c, &last, newer, &to, e);
	if (rc == ERR_OK)
		rc = read_revision(tx, c, &last, older, &from, e);
	if (rc != ERR_OK)
		return rc;
	json_diff(&c->rep->body, from, to);
	buf_puts(&c->rep->body, "\n");
	return ERR_OK;
}

enum err_code record_diff(struct request *req, struct reply *rep)
{
	struct comparison *c = arena_alloc(req->arena, sizeof(*c));
	enum err_code rc;

	*c = (struct comparison){ .req = req, .rep = rep };
	c->from = query_number(req, "from", -1, 0, INT64_MAX);
	c->to = query_number(req, "to", -1, 1, INT64_MAX);
	if (req->err.code != ERR_OK)
		return req->err.code;
	rc = store_run(req->service->store, TX_READ, compare, c, &req->err);
	return rc != ERR_OK ? rc : reply_body(req, rep, 200, req->type, 0);
}
