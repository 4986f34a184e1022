/*
 * suggest.c - suggestions for somebody who is typing
 */
#include "server/http/handlers/handlers.h"

#include "lib/data/jsontext.h"
#include "lib/text/utf8.h"
#include "server/http/query/query.h"
#include "server/http/request/reply.h"
#include "server/registry/search/query_parser.h"
#include "server/registry/search/suggest.h"

#define SUGGEST_DEFAULT 10

struct typing {
	struct suggest suggest;
	struct reply *rep;
};

static enum err_code write_suggestions(struct tx *tx, void *arg, struct err *e)
{
	struct typing *t = arg;
	struct buf *out = &t->rep->body;
	enum err_code rc;

	buf_puts(out, "{\"items\":");
	rc = suggest_write(tx, &t->suggest, out, e);
	json_put_some(out, "corrected", t->suggest.corrected);
	buf_puts(out, "}\n");
	return rc;
}

enum err_code suggest_get(struct request *req, struct reply *rep)
{
	struct typing t = {
		.rep = rep,
		.suggest = { .arena = req->arena,
		             .typed = request_param(req, "q"),
		             .limit = (size_t)query_number(req, "limit",
		                                           SUGGEST_DEFAULT, 1,
		                                           SUGGEST_MAX) },
	};
	enum err_code rc;

	if (t.suggest.typed.p == NULL)
		err_parameter(&req->err, "q", "is required: what was typed");
	else if (utf8_count(t.suggest.typed).code_points > QUERY_TYPED_MAX)
		err_parameter(&req->err, "q", "has more than %d characters",
		              QUERY_TYPED_MAX);
	if (req->err.code != ERR_OK)
		return req->err.code;
	rc = store_run(req->service->store, TX_READ, write_suggestions, &t,
	               &req->err);
	return rc != ERR_OK ? rc : reply_body(req, rep, 200, TYPE_JSON, 0);
}
