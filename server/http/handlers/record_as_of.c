/*
 * record_as_of.c - a record as it was after a change, or at a time
 */
#include "server/http/handlers/handlers.h"

#include "server/http/handlers/render.h"
#include "server/http/query/query.h"
#include "server/http/request/reply.h"
#include "server/registry/changes/record.h"
#include "server/registry/formats/formats.h"
#include "server/registry/model/kind.h"

struct past {
	struct request *req;
	struct reply *rep;
	struct view view;
	int64_t seq;
	struct change change;
};

/* What was written then; what follows from other records is of today and left
 * out. */
static enum err_code read_past(struct tx *tx, void *arg, struct err *e)
{
	struct past *p = arg;
	struct request *req = p->req;
	const struct choice *choice = &p->view.choice;
	struct buf *out = &p->rep->body;
	struct show_context r = query_show_context(&p->view, tx, req->arena);
	enum err_code rc = record_as_of(tx, req->kind, req->ref, p->seq,
	                                req->arena, &p->change, e);

	if (rc != ERR_OK)
		return rc;
	if (choice->n > 0)
		show_choice(out, p->change.record, choice);
	else
		buf_str(out, p->change.record);
	buf_puts(out, "\n");
	return render(req, &r, req->kind, choice, e);
}

enum err_code record_get_as_of(struct request *req, struct reply *rep)
{
	static const char *const known[] = { "as_of", "fields", NULL };
	struct past *p = arena_alloc(req->arena, sizeof(*p));
	enum err_code rc;

	*p = (struct past){ .req = req, .rep = rep };
	query_today(&p->view);
	p->seq = query_number(req, "as_of", 0, 1, INT64_MAX);
	for (size_t i = 0; i < req->nparams; i++)
		if (str_is(req->params[i].name, "fields"))
			query_view_param(req, &req->params[i], &p->view);
		else if (!str_is(req->params[i].name, "as_of"))
			query_unknown(req, req->params[i].name, known);
	if (req->format != NULL && req->format->level > FORMATS_OF_ITEMS)
		err_parameter(&req->err, "as_of", "is not for %s",
		              req->format->name);
	if (req->err.code != ERR_OK)
		return req->err.code;
	rc = store_run(req->service->store, TX_READ, read_past, p, &req->err);
	return rc != ERR_OK
	               ? rc
	               : reply_body(req, rep, 200, req->type, p->change.rev);
}
