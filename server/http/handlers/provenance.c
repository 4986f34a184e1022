/*
 * provenance.c - the evidence for a record, or for one member
 */
#include "server/http/handlers/handlers.h"

#include "server/http/query/query.h"
#include "server/http/request/reply.h"
#include "server/registry/changes/record.h"
#include "server/registry/evidence/memo.h"
#include "server/registry/evidence/provenance.h"
#include "server/registry/model/kind.h"
#include "server/registry/model/pointer.h"

struct question {
	struct request *req;
	struct reply *rep;
	enum err_code (*write)(struct question *q, const struct show_context *r,
	                       const struct row *subject, struct err *e);
	struct said_page page;
	int64_t rev;
};

static enum err_code answer(struct tx *tx, void *arg, struct err *e)
{
	struct question *q = arg;
	struct request *req = q->req;
	struct view view;
	struct show_context r;
	struct row row;
	enum err_code rc =
		record_find(tx, req->kind, req->ref, req->arena, &row, e);

	if (rc != ERR_OK)
		return rc;
	query_today(&view);
	r = query_show_context(&view, tx, req->arena);
	q->rev = row.values[COLUMN_REV].integer;
	return q->write(q, &r, &row, e);
}

static enum err_code ask(struct question *q)
{
	struct request *req = q->req;
	enum err_code rc;

	q->page.place = query_place;
	q->page.limit = (size_t)query_number(req, "limit", LIMIT_DEFAULT, 1,
	                                     STORE_PAGE_MAX);
	if (req->err.code != ERR_OK)
		return req->err.code;
	rc = store_run(req->service->store, TX_READ, answer, q, &req->err);
	return rc != ERR_OK ? rc
	                    : reply_body(req, q->rep, 200, req->type, q->rev);
}

/* ---- of a whole record ------------------------------------------------- */

static enum err_code write_all(struct question *q, const struct show_context *r,
                               const struct row *subject, struct err *e)
{
	enum err_code rc = provenance_write(r, q->req->kind, subject, &q->page,
	                                    &q->rep->body, e);

	buf_puts(&q->rep->body, "\n");
	return rc;
}

enum err_code provenance_get(struct request *req, struct reply *rep)
{
	struct question q = { .req = req, .rep = rep, .write = write_all };

	return ask(&q);
}

/* ---- of one member ----------------------------------------------------- */

static enum err_code write_one(struct question *q, const struct show_context *r,
                               const struct row *subject, struct err *e)
{
	struct str field = request_param(q->req, "field");
	const struct kind *k = q->req->kind;
	struct buf *out = &q->rep->body;
	enum err_code rc;

	if (strcmp(q->req->type, TYPE_TEXT) == 0) {
		rc = memo_write(r, k, subject, field, &q->page, out, e);
	} else {
		rc = provenance_why(r, k, subject, field, &q->page, out, e);
		buf_puts(out, "\n");
	}
	if (rc == ERR_OK && q->page.next.len > 0)
		query_link(q->req, q->rep, "cursor", q->page.next);
	return rc;
}

enum err_code why_get(struct request *req, struct reply *rep)
{
	struct question q = { .req = req, .rep = rep, .write = write_one };
	struct str field = request_param(req, "field"),
		   cursor = request_param(req, "cursor"), place[2] = { 0 };

	if (field.p == NULL)
		err_parameter(&req->err, "field", "is required");
	else if (pointer_field(&req->kind->entity, field) == NULL)
		err_parameter(&req->err, "field",
		              "leads to no member that %s records have",
		              req->kind->singular);
	if (cursor.p != NULL)
		query_read_place(req, cursor, place, COUNT(place));
	q.page.after = (struct claim_place){ place[0], place[1] };
	return req->err.code != ERR_OK ? req->err.code : ask(&q);
}
