/*
 * provisions.c - a source's text becomes the provisions of its instrument
 */
#include "server/http/handlers/handlers.h"

#include "server/http/request/reply.h"
#include "server/registry/changes/outline_report.h"

struct splitting {
	struct split_request request;
	struct reply *rep;
};

static enum err_code split(struct tx *tx, void *arg, struct err *e)
{
	struct request *req = arg;
	struct splitting *s = req->work;

	s->rep->body.len = 0; /* it may run again */
	return split_report(tx, &s->request, &s->rep->body, e);
}

static enum err_code answer(struct request *req, struct reply *rep)
{
	return reply_body(req, rep, 200, TYPE_JSON, 0);
}

/* dry_run is true or false, and false when it is not there. */
static bool is_dry_run(struct request *req)
{
	struct str value = request_param(req, "dry_run");

	if (value.p != NULL && !str_is(value, "true") &&
	    !str_is(value, "false"))
		err_parameter(&req->err, "dry_run", "must be true or false");
	return str_is(value, "true");
}

enum err_code provisions_post(struct request *req, struct reply *rep)
{
	struct splitting *s = arena_alloc(req->arena, sizeof(*s));
	enum err_code rc;

	s->rep = rep;
	s->request = (struct split_request){
		.arena = req->arena,
		.source = req->ref,
		.edition = request_param(req, "edition"),
		.profile = request_param(req, "profile"),
		.dry_run = is_dry_run(req),
	};
	req->work = s;
	if (req->err.code != ERR_OK)
		return req->err.code;
	if (!s->request.dry_run)
		return request_write(req, split, answer);
	rc = store_run(req->service->store, TX_READ, split, req, &req->err);
	return rc != ERR_OK ? rc : answer(req, rep);
}
