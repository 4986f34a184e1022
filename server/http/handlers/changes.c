/*
 * changes.c - what changed
 */
#include "server/http/handlers/handlers.h"

#include <inttypes.h>

#include "lib/data/jsontext.h"
#include "server/http/handlers/render.h"
#include "server/http/query/query.h"
#include "server/http/request/reply.h"
#include "server/registry/model/chain.h"

#define FEED_LIMIT_DEFAULT 100
#define FEED_LIMIT_MAX     1000
#define FEED_BYTES_MAX     (8u << 20) /* a page ends early rather than grow */

struct feed {
	struct request *req;
	struct reply *rep;
	int64_t since;
	size_t limit, n;
};

static void write_head(struct buf *out, const struct change *head)
{
	buf_printf(out, "{\"seq\":%" PRId64 ",\"hash\":", head->seq);
	if (head->seq > 0)
		json_quote(out, head->hash);
	else
		buf_puts(out, "null");
	buf_puts(out, "}");
}

static enum err_code add(void *arg, const struct change *c, struct err *e)
{
	struct feed *f = arg;
	struct buf *out = &f->rep->body;

	(void)e;
	if (f->n > 0 && out->len > FEED_BYTES_MAX)
		return ERR_ENOUGH;
	buf_puts(out, f->n++ > 0 ? ",\n" : "");
	chain_text(out, c);
	f->since = c->seq;
	return ERR_OK;
}

static enum err_code read_feed(struct tx *tx, void *arg, struct err *e)
{
	struct feed *f = arg;
	struct buf *out = &f->rep->body;
	struct change head;
	enum err_code rc;

	buf_puts(out, "{\"items\":[\n");
	rc = store_changes(tx, f->since, f->limit, add, f, e);
	if (rc == ERR_OK)
		rc = store_head(tx, f->req->arena, &head, e);
	if (rc != ERR_OK)
		return rc;
	buf_printf(out, "\n],\n\"next\":%" PRId64 ",\n\"head\":", f->since);
	write_head(out, &head);
	buf_puts(out, "}\n");
	return render_items(f->req, tx, e);
}

enum err_code changes_list(struct request *req, struct reply *rep)
{
	static const char *const known[] = { "since", "limit", NULL };
	struct feed f = { .req = req, .rep = rep };
	enum err_code rc;

	for (size_t i = 0; i < req->nparams; i++)
		if (!str_is(req->params[i].name, "since") &&
		    !str_is(req->params[i].name, "limit"))
			query_unknown(req, req->params[i].name, known);
	f.since = query_number(req, "since", 0, 0, INT64_MAX);
	f.limit = (size_t)query_number(req, "limit", FEED_LIMIT_DEFAULT, 1,
	                               FEED_LIMIT_MAX);
	if (req->err.code != ERR_OK)
		return req->err.code;
	rc = store_run(req->service->store, TX_READ, read_feed, &f, &req->err);
	return rc != ERR_OK ? rc : reply_body(req, rep, 200, req->type, 0);
}

static enum err_code read_head(struct tx *tx, void *arg, struct err *e)
{
	struct feed *f = arg;
	struct change head;
	enum err_code rc = store_head(tx, f->req->arena, &head, e);

	if (rc != ERR_OK)
		return rc;
	write_head(&f->rep->body, &head);
	buf_puts(&f->rep->body, "\n");
	return ERR_OK;
}

enum err_code changes_head(struct request *req, struct reply *rep)
{
	struct feed f = { .req = req, .rep = rep };
	enum err_code rc = store_run(req->service->store, TX_READ, read_head,
	                             &f, &req->err);

	return rc != ERR_OK ? rc : reply_body(req, rep, 200, TYPE_JSON, 0);
}
