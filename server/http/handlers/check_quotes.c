/*
 * check_quotes.c - are these quotes really there?
 */
#include "server/http/handlers/handlers.h"

#include "lib/data/digest.h"
#include "lib/data/id.h"
#include "lib/text/utf8.h"
#include "server/http/request/reply.h"
#include "server/registry/model/json.h"
#include "server/registry/sources/check_quotes.h"

#define QUOTES_MAX  1000
#define CONTEXT_MAX 2000 /* code points */

#define VERIFY_WORK  UINT64_C(1000000000) /* units: about a second */
#define VERIFY_BYTES (64u << 20)

struct batch {
	struct request *req;
	struct reply *rep;
	struct quote_request *asked;
	size_t n;
};

/* ---- reading ------------------------------------------------------------ */

/* A member that is a text of 1 to max code points, if it is there. */
static void read_text(struct batch *b, const json_t *quote, const char *at,
                      const char *name, int64_t max, struct str *out)
{
	const json_t *value = json_object_get(quote, name);
	const char *pointer = json_pointer(b->req->arena, at, name);
	struct err *e = &b->req->err;

	if (value == NULL || json_is_null(value))
		return;
	if (!json_is_string(value)) {
		err_pointer(e, pointer, "must be a string");
		return;
	}
	*out = json_str(value);
	if (out->len == 0 && max != CONTEXT_MAX)
		err_pointer(e, pointer, "must not be empty");
	else if (utf8_count(*out).code_points > max)
		err_pointer(e, pointer, "must have at most %d characters",
		            (int)max);
}

static void read_quote(struct batch *b, const json_t *quote, size_t i)
{
	static const char *const known[] = { "exact",  "prefix",  "suffix",
		                             "source", "edition", "instrument",
		                             NULL };
	struct quote_request *to = &b->asked[i];
	struct err *e = &b->req->err;
	const char *at = json_pointer_item(b->req->arena, "/quotes", i);

	to->pointer = at;
	if (!json_is_object(quote)) {
		err_pointer(e, at, "must be an object");
		return;
	}
	json_refuse_unknown(quote, at, known, e);
	read_text(b, quote, at, "exact", QUOTE_LENGTH_MAX, &to->quote.exact);
	read_text(b, quote, at, "prefix", CONTEXT_MAX, &to->quote.prefix);
	read_text(b, quote, at, "suffix", CONTEXT_MAX, &to->quote.suffix);
	read_text(b, quote, at, "source", KEY_MAX, &to->source);
	read_text(b, quote, at, "instrument", KEY_MAX, &to->instrument);
	read_text(b, quote, at, "edition", DIGEST_LEN, &to->edition);
	if (json_is_null(json_object_get(quote, "exact")) ||
	    json_object_get(quote, "exact") == NULL)
		err_pointer(e, json_pointer(b->req->arena, at, "exact"),
		            "is required");
	if (to->edition.len > 0 && !digest_valid(to->edition))
		err_pointer(e, json_pointer(b->req->arena, at, "edition"),
		            "must be a SHA-256 in 64 lower-case hex digits");
	if (to->source.len > 0 && to->instrument.len > 0)
		err_pointer(e, json_pointer(b->req->arena, at, "instrument"),
		            "cannot go with source");
}

static enum err_code read_batch(struct batch *b)
{
	static const char *const known[] = { "quotes", NULL };
	const json_t *body = b->req->json,
		     *quotes = json_object_get(body, "quotes");
	struct err *e = &b->req->err;

	if (!json_is_object(body))
		return err_set(e, ERR_INVALID,
		               "the body must be a JSON object");
	json_refuse_unknown(body, "", known, e);
	b->n = json_array_size(quotes);
	if (quotes == NULL)
		err_pointer(e, "/quotes", "is required");
	else if (!json_is_array(quotes))
		err_pointer(e, "/quotes", "must be a list");
	else if (b->n == 0 || b->n > QUOTES_MAX)
		err_pointer(e, "/quotes", "must have 1 to %d items",
		            QUOTES_MAX);
	if (e->code != ERR_OK)
		return e->code;
	b->asked = arena_alloc(b->req->arena, b->n * sizeof(*b->asked));
	for (size_t i = 0; i < b->n; i++)
		read_quote(b, json_array_get(quotes, i), i);
	return e->code;
}

/* ---- answering ---------------------------------------------------------- */

static enum err_code answer(struct tx *tx, void *arg, struct err *e)
{
	struct batch *b = arg;

	b->rep->body.len = 0; /* it may run again */
	return quotes_check(tx, b->req->arena, b->asked, b->n, &b->rep->body,
	                    e);
}

/* What is too much is so for these quotes and these texts. */
static void advise(struct request *req, enum err_code rc)
{
	struct err why = req->err;

	if (rc == ERR_BUSY || rc == ERR_TOO_LARGE)
		err_set(&req->err, rc,
		        "%s: name a source, or send fewer quotes", why.detail);
}

enum err_code verify_post(struct request *req, struct reply *rep)
{
	struct batch b = { .req = req, .rep = rep };
	enum err_code rc;

	arena_limit(req->arena, VERIFY_BYTES,
	            arena_spent(req->arena) + request_work(req, VERIFY_WORK));
	rc = read_batch(&b);
	if (rc == ERR_OK) {
		rc = store_run(req->service->store, TX_READ, answer, &b,
		               &req->err);
		advise(req, rc);
	}
	return rc != ERR_OK ? rc : reply_body(req, rep, 200, TYPE_JSON, 0);
}
