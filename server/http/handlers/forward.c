/*
 * forward.c - what is to be written to a copy is handed on to its origin
 */
#include "server/fetch/call.h"
#include "server/http/handlers/handlers.h"
#include "server/http/request/reply.h"
#include "server/http/request/router.h"

#define FORWARD_SECONDS 60
#define STOP_MS         2000 /* when the server is to stop */
#define ANSWER_MAX      (64u << 20)
#define FORWARD_MAX     (32u << 20) /* with its answer it fits in the memory */

/* What the origin must know of the request, and the client of its answer. */
static const enum header sent[] = {
	HEADER_ACCEPT,         HEADER_AUTHORIZATION,   HEADER_CONTENT_TYPE,
	HEADER_CONTENT_DIGEST, HEADER_IDEMPOTENCY_KEY, HEADER_IF_MATCH,
	HEADER_IF_NONE_MATCH,  HEADER_PREFER,          HEADER_REPR_DIGEST,
};
static const char *const forwarded_headers[] = {
	"Content-Type", "ETag",        "Location",         "Retry-After",
	"Allow",        "Accept-Post", "Accept-Patch",     "WWW-Authenticate",
	"Link",         "RateLimit",   "RateLimit-Policy", "Preference-Applied",
};

/* Copies may be copies of copies, but none its own. */
static bool came_back(const struct request *req)
{
	struct str via = req->headers[HEADER_VIA], me = req->service->pseudonym;

	for (size_t i = 0; i + me.len <= via.len; i++)
		if (memcmp(via.p + i, me.p, me.len) == 0)
			return true;
	return false;
}

static struct str via_of(const struct request *req)
{
	struct str before = req->headers[HEADER_VIA];

	return str_from(arena_printf(
		req->arena, "%.*s%s1.1 %.*s", STR_ARG(before),
		before.len > 0 ? ", " : "", STR_ARG(req->service->pseudonym)));
}

static struct str target_of(const struct request *req)
{
	return str_from(arena_printf(req->arena, "%.*s%.*s%s%.*s",
	                             STR_ARG(req->origin), STR_ARG(req->path),
	                             req->query.len > 0 ? "?" : "",
	                             STR_ARG(req->query)));
}

static void write_call(const struct request *req, struct call *c)
{
	*c = (struct call){ .arena = req->arena,
		            .method = req->method,
		            .url = target_of(req),
		            .seconds = FORWARD_SECONDS,
		            .answer_max = ANSWER_MAX,
		            .allow_private = true,
		            .stop = req->stopping,
		            .grace_ms = STOP_MS };
	if (req->body.len > 0)
		c->body = buf_text(&req->body);
	for (size_t i = 0; i < COUNT(sent); i++)
		call_add(c, header_names[sent[i]], req->headers[sent[i]]);
	call_add(c, "X-Request-Id", req->request_id);
	call_add(c, "Via", via_of(req));
	for (size_t i = 0; i < COUNT(forwarded_headers); i++)
		call_want(c, forwarded_headers[i]);
}

/* A place at the origin is the same place here. */
static const char *place_of(const struct request *req, struct str value)
{
	size_t n = req->origin.len;

	return str_starts(value, req->origin) &&
	                       strchr("/?#", value.p[n]) != NULL
	               ? value.p + n
	               : value.p;
}

enum err_code forward(struct request *req, struct reply *rep)
{
	struct call c;
	struct err e;

	if (came_back(req))
		return err_set(&req->err, ERR_FORBIDDEN,
		               "this registry is a copy, and its origin %.*s "
		               "led back to it",
		               STR_ARG(req->origin));
	if (req->body.len > FORWARD_MAX)
		return err_set(&req->err, ERR_TOO_LARGE,
		               "a copy hands on at most %u bytes: send it to "
		               "its origin %.*s",
		               FORWARD_MAX, STR_ARG(req->origin));
	err_init(&e, req->arena);
	write_call(req, &c);
	if (call_run(&c, &e) != ERR_OK)
		return err_set(&req->err, c.is_sent ? ERR_UNSURE : ERR_BUSY,
		               "the origin %.*s does not answer: %s",
		               STR_ARG(req->origin), e.detail);
	rep->status = (unsigned)c.status;
	for (size_t i = 0; i < c.nwanted; i++)
		if (c.wanted[i].value.p != NULL)
			reply_header(rep, c.wanted[i].name,
			             place_of(req, c.wanted[i].value));
	buf_str(&rep->body, c.answer);
	return ERR_OK;
}
