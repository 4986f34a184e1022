/*
 * webhooks.c - what is sent to others, and what became of it
 */
#include "lib/store/webhooks.h"

#include <inttypes.h>

#include "lib/data/jsontext.h"
#include "server/http/handlers/handlers.h"
#include "server/http/query/query.h"
#include "server/http/request/reply.h"

#define LIMIT_OTHERWISE 20

struct page {
	struct buf *out;
	struct tx *tx;
	size_t limit;
	const char *between; /* webhooks   */
	const char *joint;   /* deliveries */
};

static enum err_code put_delivery(void *arg, const struct delivery *d,
                                  struct err *e)
{
	struct page *p = arg;
	struct buf *out = p->out;

	(void)e;
	buf_printf(out, "%s{\"seq\":%" PRId64, p->joint, d->seq);
	p->joint = ",\n";
	json_put(out, "webhook_id", d->message);
	json_put(out, "at", d->at);
	buf_printf(out, ",\"attempt\":%" PRId64, d->attempt);
	if (d->status > 0)
		buf_printf(out, ",\"status\":%" PRId64, d->status);
	buf_printf(out, ",\"ms\":%" PRId64, d->ms);
	json_put_some(out, "error", d->error);
	buf_puts(out, "}");
	return ERR_OK;
}

static const char *state_of(const struct webhook *w)
{
	if (w->disabled_at.len > 0)
		return "disabled";
	return w->attempts > 0 ? "failing" : "working";
}

static enum err_code put_webhook(void *arg, const struct webhook *w,
                                 struct err *e)
{
	struct page *p = arg;
	struct buf *out = p->out;
	enum err_code rc;

	buf_puts(out, p->between);
	p->between = ",\n";
	buf_puts(out, "{\"name\":");
	json_quote(out, w->name);
	json_put(out, "url", w->url);
	json_put(out, "state", str_from(state_of(w)));
	buf_printf(out, ",\"seq\":%" PRId64 ",\"attempts\":%" PRId64, w->seq,
	           w->attempts);
	json_put_some(out, "due_at", w->due_at);
	json_put_some(out, "disabled_at", w->disabled_at);
	buf_puts(out, ",\"deliveries\":[");
	p->joint = "";
	rc = store_deliveries(p->tx, w->name, p->limit, put_delivery, p, e);
	buf_puts(out, "]}");
	return rc;
}

static enum err_code put_all(struct tx *tx, void *arg, struct err *e)
{
	struct page *p = arg;
	enum err_code rc;

	p->tx = tx;
	p->between = "";
	p->out->len = 0;
	buf_puts(p->out, "{\"items\":[\n");
	rc = store_webhooks(tx, put_webhook, p, e);
	buf_puts(p->out, "\n]}\n");
	return rc;
}

enum err_code webhooks_get(struct request *req, struct reply *rep)
{
	struct page p = { .out = &rep->body };
	enum err_code rc;

	p.limit = (size_t)query_number(req, "limit", LIMIT_OTHERWISE, 1,
	                               DELIVERIES_KEPT);
	if (req->err.code != ERR_OK)
		return req->err.code;
	rc = store_run(req->service->store, TX_READ, put_all, &p, &req->err);
	return rc == ERR_OK ? reply_body(req, rep, 200, TYPE_JSON, 0) : rc;
}
