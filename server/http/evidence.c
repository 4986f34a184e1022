/*
 * evidence.c - who says so
 */
#include "server/http/handlers.h"

#include "lib/date.h"
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
	char today[DAY_LEN + 1];
	struct reading r = { tx, req->arena, today };
	struct row row;
	enum err_code rc =
		record_find(tx, req->kind, req->ref, req->arena, &row, e);

	if (rc != ERR_OK)
		return rc;
	date_today(today);
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
