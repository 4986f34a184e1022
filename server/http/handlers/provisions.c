/*
 * provisions.c - a source's text becomes the provisions of its instrument
 */
#include "server/http/handlers/handlers.h"

#include "server/http/request/idempotency.h"
#include "server/http/request/reply.h"
#include "server/registry/ingest/provisions_report.h"

struct splitting {
	struct provisions_request request;
	struct provisions_plan *plan;
};

static enum err_code prepare(struct tx *tx, void *arg, struct err *e)
{
	struct request *req = arg;
	struct splitting *s = req->work;

	return provisions_prepare(tx, &s->request, &s->plan, e);
}

static enum err_code step(struct tx *tx, void *arg, struct err *e)
{
	struct request *req = arg;
	struct splitting *s = req->work;

	enum err_code rc = provisions_step(tx, s->plan, e);

	req->goes_on = rc == ERR_OK && !provisions_is_done(s->plan);
	req->rep->body.len = 0; /* it may run again */
	if (rc == ERR_OK && !req->goes_on)
		provisions_report(s->plan, &req->rep->body);
	return rc;
}

/* After prepare() and after each step that is committed: asks for the next step,
 * or gives the report. Where nothing is written, or the request is a repetition
 * whose answer is stored, no step has made the report. */
static enum err_code answer(struct request *req, struct reply *rep)
{
	struct splitting *s = req->work;

	provisions_settle(s->plan);
	if (provisions_has_more(s->plan) && idempotency_answer(req) == NULL)
		return request_write(req, step, answer);
	if (rep->body.len == 0)
		provisions_report(s->plan, &rep->body);
	return reply_body(req, rep, 200, TYPE_JSON, 0);
}

enum err_code provisions_post(struct request *req, struct reply *rep)
{
	struct splitting *s = arena_alloc(req->arena, sizeof(*s));
	enum err_code rc;

	s->request = (struct provisions_request){
		.arena = req->arena,
		.source = req->ref,
		.edition = request_param(req, "edition"),
		.profile = request_param(req, "profile"),
		.dry_run = request_flag(req, "dry_run"),
		.force = request_flag(req, "force"),
	};
	req->work = s;
	if (req->err.code != ERR_OK)
		return req->err.code;
	rc = store_run(req->service->store, TX_READ, prepare, req, &req->err);
	return rc != ERR_OK ? rc : answer(req, rep);
}
