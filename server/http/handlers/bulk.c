/*
 * bulk.c - many writes in one request
 */
#include "server/registry/ndjson/bulk.h"

#include "lib/data/jsontext.h"
#include "server/http/handlers/handlers.h"
#include "server/http/request/idempotency.h"
#include "server/http/request/reply.h"

/* Of what failed half-way: whoever sends it all again changes nothing twice. */
static enum err_code tell_what_is_written(struct request *req,
                                          const struct bulk *b, struct err *e)
{
	e->more = str_from(arena_printf(req->arena, "\"written_lines\":%zu",
	                                b->committed.line));
	return e->code;
}

static enum err_code tell_refusals(struct request *req, const struct bulk *b,
                                   struct err *e)
{
	struct buf more;

	buf_init(&more, req->arena);
	buf_puts(&more, "\"results\":[");
	buf_str(&more, buf_text(&b->refusals));
	buf_puts(&more, "]");
	e->more = buf_text(&more);
	return err_set(e, ERR_INVALID,
	               "some lines were refused, so none was written: see "
	               "results");
}

static enum err_code step(struct tx *tx, void *arg, struct err *e)
{
	struct request *req = arg;
	struct bulk *b = req->work;
	enum err_code rc = bulk_step(tx, b, e);

	req->goes_on = rc == ERR_OK && !bulk_ends(b);
	if (rc != ERR_OK)
		return tell_what_is_written(req, b, e);
	if (bulk_has_failed(b))
		return tell_refusals(req, b, e);
	if (!req->goes_on) {
		bulk_sum_up(b, true);
		req->rep->body = b->results;
	}
	return ERR_OK;
}

/* ---- as it goes --------------------------------------------------------- */

/* The results of a step are sent before the next is written, so that whoever
 * leaves ends it, and memory does not grow with the lines. */
static bool is_streamed(const struct request *req, const struct bulk *b)
{
	return !b->atomic && req->idempotency == NULL;
}

/* The head is sent: that it failed can but be the last line. */
static void tell_failure(struct request *req, struct bulk *b)
{
	struct buf *out = &b->results;

	out->len = 0;
	buf_printf(out, "{\"status\":%u", reply_status(req->err.code));
	json_put(out, "detail", str_from(req->err.detail));
	buf_printf(out, ",\"written_lines\":%zu}\n", b->committed.line);
	b->reached.at = b->text.len;
}

static enum err_code go_on(struct request *req, struct reply *rep)
{
	struct bulk *b = req->work;

	if (bulk_ends(b))
		return err_set(&req->err, ERR_ENOUGH, "all is told");
	bulk_settle(b);
	bulk_results_into(b, rep->body);
	if (request_write_now(req, step) != ERR_OK)
		tell_failure(req, b);
	rep->body = b->results;
	return ERR_OK;
}

static enum err_code begin_stream(struct request *req, struct reply *rep,
                                  const struct bulk *b)
{
	reply_piece(req, rep);
	buf_str(&rep->body, buf_text(&b->results));
	reply_header(rep, "Content-Type", TYPE_LINES);
	reply_header(rep, "Cache-Control", "no-store");
	reply_header(rep, "X-Accel-Buffering", "no");
	rep->status = 200;
	rep->more = go_on;
	rep->ends = true;
	return ERR_OK;
}

/* ---- at once ------------------------------------------------------------ */

static enum err_code answer_results(struct request *req, struct reply *rep)
{
	return reply_body(req, rep, 200, TYPE_LINES, 0);
}

/* After each step, the next; unless each is told as it goes. */
static enum err_code answer(struct request *req, struct reply *rep)
{
	struct bulk *b = req->work;

	if (idempotency_answer(req) != NULL || bulk_ends(b))
		return answer_results(req, rep);
	if (is_streamed(req, b))
		return begin_stream(req, rep, b);
	bulk_settle(b);
	return request_write(req, step, answer);
}

static enum err_code try_only(struct request *req, struct reply *rep,
                              struct bulk *b)
{
	enum err_code rc = bulk_try(req->service->store, b, &req->err);

	if (rc != ERR_OK)
		return rc;
	bulk_sum_up(b, false);
	rep->body = b->results;
	return answer_results(req, rep);
}

enum err_code bulk_post(struct request *req, struct reply *rep)
{
	struct bulk *b = arena_alloc(req->arena, sizeof(*b));

	*b = (struct bulk){ .text = buf_text(&req->body),
		            .atomic = request_flag(req, "atomic"),
		            .dry_run = request_flag(req, "dry_run"),
		            .status = reply_status };
	buf_init(&b->results, req->arena);
	buf_init(&b->refusals, req->arena);
	if (req->err.code != ERR_OK || idempotency_read(req) != ERR_OK)
		return req->err.code;
	if (bulk_is_too_long(b))
		return err_set(&req->err, ERR_TOO_LARGE,
		               "atomic=true and dry_run=true take at most %d "
		               "lines",
		               BULK_ATOMIC_MAX);
	req->work = b;
	return b->dry_run ? try_only(req, rep, b)
	                  : request_write(req, step, answer);
}
