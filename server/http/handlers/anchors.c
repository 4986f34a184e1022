/*
 * anchors.c - where passages stand in a newer text, and editors who say so
 */
#include "server/http/handlers/handlers.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/data/base64.h"
#include "lib/data/digest.h"
#include "lib/data/id.h"
#include "lib/data/jsontext.h"
#include "server/http/query/query.h"
#include "server/http/request/reply.h"
#include "server/registry/ingest/anchor_accept.h"
#include "server/registry/ingest/anchor_report.h"
#include "server/registry/model/json.h"
#include "server/registry/sources/reanchor.h"

struct asking {
	struct request *req;
	struct reply *rep;
	struct report report;
};

/* ---- the list ----------------------------------------------------------- */

/* "START PASSAGE" of the last one shown. */
static struct str cursor_of(struct arena *a, const struct anchors *page)
{
	return base64_text(a, str_from(arena_printf(
				      a, "%" PRId64 " %.*s", page->after_start,
				      STR_ARG(page->after_passage))));
}

static void read_cursor(struct request *req, struct anchors *page)
{
	struct str given = request_param(req, "cursor"), place, text;
	char *end;

	page->after_start = -1;
	page->after_passage = STR("");
	if (given.p == NULL)
		return;
	if (base64_read(req->arena, given, &place)) {
		text = arena_str(req->arena, place);
		page->after_start = strtoll(text.p, &end, 10);
		page->after_passage = str_from(*end == ' ' ? end + 1 : "");
	}
	if (!id_valid(page->after_passage))
		err_parameter(&req->err, "cursor", "is not one given here");
}

static void read_state(struct request *req, struct str *out)
{
	struct str given = request_param(req, "state");

	*out = given;
	for (size_t i = 0; reanchor_states[i] != NULL; i++)
		if (given.p == NULL || str_is(given, reanchor_states[i]))
			return;
	err_parameter(&req->err, "state",
	              "must be unchanged, found, moved, changed, ambiguous or "
	              "lost");
}

static enum err_code read_asking(struct asking *ask)
{
	struct request *req = ask->req;
	struct anchors *page = &ask->report.page;

	ask->report.arena = req->arena;
	ask->report.source = req->ref;
	page->target = request_param(req, "edition");
	page->limit = (size_t)query_number(req, "limit", LIMIT_DEFAULT, 1,
	                                   STORE_PAGE_MAX);
	if (page->target.p != NULL && !digest_valid(page->target))
		err_parameter(&req->err, "edition",
		              "must be a SHA-256 in 64 lower-case hex digits");
	read_state(req, &page->state);
	read_cursor(req, page);
	return req->err.code;
}

static enum err_code write_page(struct tx *tx, void *arg, struct err *e)
{
	struct asking *ask = arg;
	struct report *r = &ask->report;
	struct buf *out = &ask->rep->body;
	enum err_code rc = report_page(tx, r, out, e);

	buf_puts(out, ",\n\"next\":");
	if (r->more)
		json_quote(out, cursor_of(r->arena, &r->page));
	else
		buf_puts(out, "null");
	buf_puts(out, "}\n");
	return rc;
}

enum err_code anchors_get(struct request *req, struct reply *rep)
{
	struct asking ask = { .req = req, .rep = rep };
	enum err_code rc = read_asking(&ask);

	if (rc == ERR_OK)
		rc = store_run(req->service->store, TX_READ, write_page, &ask,
		               &req->err);
	if (rc != ERR_OK)
		return rc;
	if (ask.report.more)
		query_link(req, rep, "cursor",
		           cursor_of(req->arena, &ask.report.page));
	return reply_body(req, rep, 200, TYPE_JSON, 0);
}

/* ---- accepting all of a state ------------------------------------------- */

static const char *const acceptable[] = { "unchanged", "found", "moved",
	                                  "changed", NULL };

static void read_acceptance(struct request *req, struct acceptance *all)
{
	static const char *const known[] = { "state", "edition", NULL };
	const char *const *state = acceptable;
	struct err *e = &req->err;

	json_refuse_unknown(req->json, "", known, e);
	all->state = json_text(req->json, "state");
	all->edition = json_text(req->json, "edition");
	while (*state != NULL && !str_is(all->state, *state))
		state++;
	if (*state == NULL)
		err_pointer(e, "/state",
		            "must be unchanged, found, moved or changed");
	if (json_object_get(req->json, "edition") != NULL &&
	    !digest_valid(all->edition))
		err_pointer(e, "/edition",
		            "must be a SHA-256 in 64 lower-case hex digits");
}

static enum err_code run_acceptance(struct tx *tx, void *arg, struct err *e)
{
	struct request *req = arg;
	struct acceptance *all = req->work;
	struct buf *out = &req->rep->body;
	enum err_code rc = accept_all(tx, all, e);

	out->len = 0; /* it may run again */
	buf_printf(out, "{\"accepted\":%zu,\"more\":%s}\n", all->accepted,
	           all->more ? "true" : "false");
	return rc;
}

static enum err_code answer_acceptance(struct request *req, struct reply *rep)
{
	return reply_body(req, rep, 200, TYPE_JSON, 0);
}

enum err_code anchors_accept(struct request *req, struct reply *rep)
{
	struct acceptance *all = arena_alloc(req->arena, sizeof(*all));

	(void)rep;
	if (!json_is_object(req->json))
		return err_set(&req->err, ERR_INVALID,
		               "the body must be a JSON object");
	all->arena = req->arena;
	all->source = req->ref;
	read_acceptance(req, all);
	req->work = all;
	return req->err.code != ERR_OK
	               ? req->err.code
	               : request_write(req, run_acceptance, answer_acceptance);
}
