/*
 * evidence.c - who says so
 */
#include "server/http/handlers.h"

#include "server/http/query.h"
#include "server/http/reply.h"
#include "server/kinds/kind.h"
#include "server/registry/provenance.h"
#include "server/registry/record.h"

struct question {
	struct request *req;
	struct reply *rep;
	int64_t rev;
};

static enum err_code answer(struct tx *tx, void *arg, struct err *e)
{
	struct question *q = arg;
	struct request *req = q->req;
	struct view view;
	struct reading r;
	struct row row;
	enum err_code rc =
		record_find(tx, req->kind, req->ref, req->arena, &row, e);

	if (rc != ERR_OK)
		return rc;
	query_today(&view);
	r = query_reading(&view, tx, req->arena);
	q->rev = row.values[COLUMN_REV].integer;
	rc = provenance_write(&r, req->kind, &row, &q->rep->body, e);
	buf_puts(&q->rep->body, "\n");
	return rc;
}

enum err_code provenance_get(struct request *req, struct reply *rep)
{
	struct question q = { .req = req, .rep = rep };
	enum err_code rc =
		store_run(req->service->store, TX_READ, answer, &q, &req->err);

	return rc != ERR_OK ? rc : reply_body(req, rep, 200, TYPE_JSON, q.rev);
}
