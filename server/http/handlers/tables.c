/*
 * tables.c - a table becomes records
 */
#include "server/http/handlers/handlers.h"

#include "server/http/request/idempotency.h"
#include "server/http/request/reply.h"
#include "server/registry/table_import/table_import.h"
#include "server/registry/table_import/table_map.h"

static enum err_code step(struct tx *tx, void *arg, struct err *e)
{
	struct request *req = arg;
	struct table_plan *p = req->work;

	enum err_code rc = table_steps(tx, p, 0, e);

	req->goes_on = rc == ERR_OK && !table_ends(p);
	req->rep->body.len = 0; /* it may run again */
	if (rc == ERR_OK && !req->goes_on)
		table_report(p, &req->rep->body);
	return rc;
}

/* After each step, the next; after the last, the report. */
static enum err_code answer(struct request *req, struct reply *rep)
{
	table_settle(req->work);
	if (!table_is_done(req->work) && idempotency_answer(req) == NULL)
		return request_write(req, step, answer);
	return reply_body(req, rep, 200, TYPE_JSON, 0);
}

/* The parameters, and a map that is shipped or stands in one. */
static bool read_params(struct request *req, struct table_request *r)
{
	r->dry_run = request_flag(req, "dry_run");
	r->map = request_param(req, "map");
	if (map_named(r->map).len == 0 &&
	    (r->map.len == 0 || r->map.p[0] != '{'))
		err_parameter(&req->err, "map",
		              "must be a map, or the name of one that is "
		              "shipped");
	return req->err.code == ERR_OK;
}

enum err_code tables_post(struct request *req, struct reply *rep)
{
	struct table_request r = { .arena = req->arena,
		                   .bytes = buf_text(&req->body) };
	struct table_plan *p;
	enum err_code rc;

	if (!read_params(req, &r) || idempotency_read(req) != ERR_OK)
		return req->err.code;
	rc = table_prepare(&r, &p, &req->err);
	if (rc != ERR_OK)
		return rc;
	req->work = p;
	if (!r.dry_run)
		return request_write(req, step, answer);
	rc = table_try(req->service->store, p, &req->err);
	if (rc == ERR_OK)
		table_report(p, &rep->body);
	return rc != ERR_OK ? rc : reply_body(req, rep, 200, TYPE_JSON, 0);
}
