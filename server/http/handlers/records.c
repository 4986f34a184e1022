/*
 * records.c - one record: read, create, replace, patch, delete
 */
#include "server/http/handlers/handlers.h"

#include "server/http/handlers/render.h"
#include "server/http/query/query.h"
#include "server/http/request/idempotency.h"
#include "server/http/request/media.h"
#include "server/http/request/preconditions.h"
#include "server/http/request/reply.h"
#include "server/registry/changes/record.h"
#include "server/registry/changes/write.h"
#include "server/registry/ingest/anchor_accept.h"
#include "server/registry/model/change_chain.h"
#include "server/registry/model/kind.h"
#include "server/registry/model/named.h"
#include "server/registry/model/patch.h"
#include "server/registry/model/show.h"

/* ---- reading ----------------------------------------------------------- */

struct sight {
	struct request *req;
	struct reply *rep;
	struct view view;
	struct row row;
	struct cache *names; /* shared by all who read; NULL in a write */
};

static enum err_code show_included(const struct sight *s,
                                   const struct show_context *r, struct err *e)
{
	struct str id = s->row.values[COLUMN_ID].text;
	struct buf *out = &s->rep->body;
	enum err_code rc = ERR_OK;

	out->len--; /* the record's last brace */
	for (size_t i = 0; i < s->view.nincludes && rc == ERR_OK; i++) {
		buf_printf(out, "%s\"%s\":", i == 0 ? ",\"included\":{" : ",",
		           s->view.include[i]->entity.name);
		rc = show_related(r, s->req->kind, &id, 1, s->view.include[i],
		                  out, e);
	}
	buf_puts(out, "}}");
	return rc;
}

static enum err_code show_row(struct tx *tx, void *arg, struct err *e)
{
	struct sight *s = arg;
	struct show_context r = query_show_context(&s->view, tx, s->req->arena);
	enum err_code rc;

	r.alone = true;
	if (s->req->format == NULL)
		r.names = name_memory_new(s->req->arena, s->names);
	rc = show_record(&r, s->req->kind, &s->row, &s->view.choice,
	                 &s->rep->body, e);
	r.alone = false; /* what is included is a list */
	r.names = NULL;

	if (rc == ERR_OK && s->view.nincludes > 0)
		rc = show_included(s, &r, e);
	buf_puts(&s->rep->body, "\n");
	return rc;
}

static enum err_code find_and_show(struct tx *tx, void *arg, struct err *e)
{
	struct sight *s = arg;
	const struct kind *k = s->req->kind;
	struct show_context r = query_show_context(&s->view, tx, s->req->arena);
	enum err_code rc =
		record_find(tx, k, s->req->ref, s->req->arena, &s->row, e);

	if (rc == ERR_OK)
		rc = show_row(tx, arg, e);
	return rc != ERR_OK ? rc : render(s->req, &r, k, &s->view.choice, e);
}

/* What was asked for by an alias has another address. */
static void say_place(struct request *req, const struct row *row)
{
	struct str key = row->values[COLUMN_KEY].text;

	if (!str_eq(req->ref, key) &&
	    !str_eq(req->ref, row->values[COLUMN_ID].text))
		reply_header(req->rep, "Content-Location",
		             arena_printf(req->arena, "/v1/%s/%.*s",
		                          req->kind->entity.name,
		                          STR_ARG(key)));
}

enum err_code record_get(struct request *req, struct reply *rep)
{
	struct sight s = { .req = req,
		           .rep = rep,
		           .names = req->service->cache };
	enum err_code rc;

	if (request_param(req, "as_of").p != NULL ||
	    request_param(req, "rev").p != NULL)
		return record_get_past(req, rep);
	rc = query_view(req, &s.view);
	if (rc == ERR_OK)
		rc = store_run(req->service->store, TX_READ, find_and_show, &s,
		               &req->err);
	if (rc == ERR_OK)
		say_place(req, &s.row);
	return rc != ERR_OK ? rc
	                    : reply_body(req, rep, 200, req->type,
	                                 s.row.values[COLUMN_REV].integer);
}

/* ---- writing ----------------------------------------------------------- */

typedef enum err_code how_fn(struct tx *tx, struct write *w, struct err *e);

struct work {
	struct precondition_fields fields;
	how_fn *how;
	const struct patch *patch; /* a JSON Patch, read */
	bool duplicates, rehearses;
	struct located located; /* by the rehearsal      */
	struct err refusal;     /* what it found wrong   */
	struct write write;
	struct sight sight;
};

static enum err_code run(struct tx *tx, void *arg, struct err *e)
{
	struct request *req = arg;
	struct work *work = req->work;

	if (work->refusal.code != ERR_OK) {
		*e = work->refusal;
		return e->code;
	}
	work->write = (struct write){ .kind = req->kind,
		                      .arena = req->arena,
		                      .ref = req->ref,
		                      .body = req->json,
		                      .patch = work->patch,
		                      .duplicates = work->duplicates,
		                      .rehearses = work->rehearses,
		                      .located = &work->located,
		                      .allowed = preconditions_allow_write,
		                      .conditions = &work->fields };
	return work->how(tx, &work->write, e);
}

/* The same, and what to answer: written before the commit, so that no write
 * is committed of which the client hears that it failed. */
static enum err_code run_and_show(struct tx *tx, void *arg, struct err *e)
{
	struct request *req = arg;
	struct work *work = req->work;
	enum err_code rc = run(tx, arg, e);

	if (rc != ERR_OK)
		return rc;
	work->sight.row = work->write.row;
	work->sight.rep->body.len = 0; /* it may run again */
	return show_row(tx, &work->sight, e);
}

static const char *location_of(struct request *req, const struct row *row)
{
	return arena_printf(req->arena, "/v1/%s/%.*s", req->kind->entity.name,
	                    STR_ARG(row->values[COLUMN_ID].text));
}

static enum err_code run_and_note(struct tx *tx, void *arg, struct err *e)
{
	struct request *req = arg;
	struct work *work = req->work;
	const struct row *row = &work->write.row;
	enum err_code rc = run_and_show(tx, arg, e);

	if (rc == ERR_OK)
		idempotency_note(
			req, work->write.created ? location_of(req, row) : "",
			row->values[COLUMN_REV].integer);
	return rc;
}

static bool is_minimal(const struct request *req)
{
	struct str prefer = req->headers[HEADER_PREFER],
		   wish = STR("return=minimal");

	for (size_t i = 0; i + wish.len <= prefer.len; i++)
		if (memcmp(prefer.p + i, wish.p, wish.len) == 0)
			return true;
	return false;
}

/* Prefer: return=minimal asks for no more of a new record than what it is
 * called, and for nothing of one the client knows. The ETag is that of the
 * whole. */
static enum err_code answer(struct request *req, struct reply *rep,
                            unsigned status, int64_t rev)
{
	static const struct choice none = { .n = 0 };
	struct str whole = buf_text(&rep->body);
	enum err_code rc = reply_body(req, rep, status, TYPE_JSON, rev);

	if (rc != ERR_OK || !is_minimal(req))
		return rc;
	reply_header(rep, "Preference-Applied", "return=minimal");
	if (status != 201) {
		rep->status = 204;
		rep->body.len = 0;
		return ERR_OK;
	}
	buf_init(&rep->body, req->arena);
	show_choice(&rep->body, whole, &none);
	return ERR_OK;
}

static enum err_code answer_record(struct request *req, struct reply *rep)
{
	const struct work *work = req->work;
	const struct row *row = &work->write.row;
	const struct stored_answer *stored = idempotency_answer(req);

	if (stored != NULL)
		return answer(req, rep, stored->location.len > 0 ? 201 : 200,
		              stored->rev);
	if (work->write.created)
		reply_header(rep, "Location", location_of(req, row));
	return answer(req, rep, work->write.created ? 201 : 200,
	              row->values[COLUMN_REV].integer);
}

static enum err_code answer_nothing(struct request *req, struct reply *rep)
{
	(void)req;
	rep->status = 204;
	return ERR_OK;
}

static struct work *work_new(struct request *req, struct reply *rep,
                             how_fn *how)
{
	struct work *work = arena_alloc(req->arena, sizeof(*work));
	struct str duplicates = request_param(req, "duplicates");

	work->duplicates = str_is(duplicates, "allow");
	if (duplicates.p != NULL && !work->duplicates)
		err_parameter(&req->err, "duplicates", "must be allow");
	work->fields = (struct precondition_fields){
		.if_match = req->headers[HEADER_IF_MATCH],
		.if_none_match = req->headers[HEADER_IF_NONE_MATCH],
	};
	work->how = how;
	work->sight = (struct sight){ .req = req, .rep = rep };
	query_today(&work->sight.view);
	req->work = work;
	return work;
}

static enum err_code rehearse(struct tx *tx, void *arg, struct err *e)
{
	enum err_code rc = run(tx, arg, e);

	if (rc != ERR_ENOUGH)
		return rc;
	err_clear(e);
	return ERR_OK;
}

/* Nobody who writes waits for what takes long to check. What is wrong is told
 * by the write, unless the same request was answered before. */
static enum err_code rehearse_and_write(struct request *req, tx_fn *fn)
{
	struct work *work = req->work;

	if (req->err.code != ERR_OK)
		return req->err.code;
	work->rehearses = req->kind->laborious;
	if (work->rehearses && store_run(req->service->store, TX_READ, rehearse,
	                                 req, &req->err) != ERR_OK)
		work->refusal = req->err;
	work->rehearses = false;
	err_clear(&req->err);
	return request_write(req, fn, answer_record);
}

enum err_code record_post(struct request *req, struct reply *rep)
{
	work_new(req, rep, write_create);
	return rehearse_and_write(req, run_and_note);
}

enum err_code record_put(struct request *req, struct reply *rep)
{
	work_new(req, rep, write_replace);
	return rehearse_and_write(req, run_and_show);
}

/* What can be told of a patch before the record is known is told here, not
 * where others wait to write. */
enum err_code record_patch(struct request *req, struct reply *rep)
{
	bool is_list = media_is(req->headers[HEADER_CONTENT_TYPE], TYPE_PATCH);
	struct work *work = work_new(
		req, rep, is_list ? write_json_patch : write_merge_patch);

	if (req->err.code != ERR_OK)
		return req->err.code;
	if (is_list && patch_read(req->arena, req->json, &work->patch,
	                          &req->err) != ERR_OK)
		return req->err.code;
	return rehearse_and_write(req, run_and_show);
}

/* How If-Match is needed does not hold here: what is accepted was found by the
 * server. */
static enum err_code accept(struct tx *tx, struct write *w, struct err *e)
{
	const struct precondition_fields *fields = w->conditions;

	if (fields->if_match.p == NULL)
		w->allowed = NULL;
	return accept_passage(tx, w, e);
}

enum err_code passage_accept(struct request *req, struct reply *rep)
{
	req->kind = &passages_kind;
	work_new(req, rep, accept);
	return request_write(req, run_and_note, answer_record);
}

enum err_code record_remove(struct request *req, struct reply *rep)
{
	work_new(req, rep, write_delete);
	return request_write(req, run, answer_nothing);
}
