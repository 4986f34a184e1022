/*
 * oai.c - harvesting by OAI-PMH, over HTTP
 */
#include "server/oai/oai.h"

#include "server/http/handlers/handlers.h"
#include "server/http/request/reply.h"
#include "server/http/request/uri.h"

struct answer {
	struct request *req;
	struct str now;
	const char *unreadable; /* of the body, or NULL */
};

static enum err_code answer(struct tx *tx, void *arg, struct err *e)
{
	const struct answer *a = arg;

	return oai_answer(tx, a->req, a->now, a->unreadable, &a->req->rep->body,
	                  e);
}

/* The arguments of a POST stand in its body. */
enum err_code oai_answer_request(struct request *req, struct reply *rep)
{
	struct answer a = { .req = req, .now = oai_now(req) };
	enum err_code rc;

	uri_read_pairs(req, buf_text(&req->body));
	if (req->err.code == ERR_SYNTAX)
		a.unreadable = arena_printf(req->arena, "%s", req->err.detail);
	err_clear(&req->err);
	rc = store_run(req->service->store, TX_READ, answer, &a, &req->err);
	return rc == ERR_OK ? reply_body(req, rep, 200, TYPE_XML, 0) : rc;
}
