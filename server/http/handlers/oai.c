/*
 * oai.c - harvesting by OAI-PMH, over HTTP
 */
#include "server/oai/oai.h"

#include "server/http/handlers/handlers.h"
#include "server/http/request/reply.h"
#include "server/http/request/uri.h"

static enum err_code answer(struct tx *tx, void *arg, struct err *e)
{
	struct request *req = arg;

	return oai_answer(tx, req, &req->rep->body, e);
}

/* The arguments of a POST stand in its body. */
enum err_code oai_answer_request(struct request *req, struct reply *rep)
{
	enum err_code rc;

	uri_read_pairs(req, buf_text(&req->body));
	if (req->err.code != ERR_OK)
		return req->err.code;
	rc = store_run(req->service->store, TX_READ, answer, req, &req->err);
	return rc == ERR_OK ? reply_body(req, rep, 200, TYPE_XML, 0) : rc;
}
