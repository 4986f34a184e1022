/*
 * reply.c - bodies, problems, and what every answer carries
 */
#include "server/http/request/reply.h"

#include <stdio.h>

#include "lib/base/log.h"
#include "lib/data/digest.h"
#include "lib/data/jsontext.h"
#include "server/http/request/content_coding.h"
#include "server/http/request/media.h"
#include "server/http/request/preconditions.h"
#include "server/http/request/router.h"

#define PROBLEM "urn:instrumentd:problem:"

/* What each failure is called on the wire. */
static const struct {
	unsigned status;
	const char *type;
	const char *title;
} problems[ERR__COUNT] = {
	[ERR_OK] = { 500, "about:blank", "Internal Server Error" },
	[ERR_SYNTAX] = { 400, PROBLEM "unreadable",
	                 "The request cannot be read" },
	[ERR_UNAUTHORIZED] = { 401, "about:blank", "Unauthorized" },
	[ERR_FORBIDDEN] = { 403, "about:blank", "Forbidden" },
	[ERR_NOT_FOUND] = { 404, "about:blank", "Not Found" },
	[ERR_GONE] = { 410, PROBLEM "deleted", "This was deleted" },
	[ERR_METHOD] = { 405, "about:blank", "Method Not Allowed" },
	[ERR_NOT_ACCEPTABLE] = { 406, "about:blank", "Not Acceptable" },
	[ERR_CONFLICT] = { 409, PROBLEM "conflict",
	                   "Another record stands against it" },
	[ERR_STALE] = { 412, PROBLEM "stale", "The record has changed" },
	[ERR_TOO_LARGE] = { 413, "about:blank", "Content Too Large" },
	[ERR_MEDIA_TYPE] = { 415, "about:blank", "Unsupported Media Type" },
	[ERR_RANGE] = { 416, "about:blank", "Range Not Satisfiable" },
	[ERR_INVALID] = { 422, PROBLEM "invalid", "The content breaks rules" },
	[ERR_NO_CONDITION] = { 428, PROBLEM "condition-required",
	                       "A precondition is required" },
	[ERR_TOO_OFTEN] = { 429, "about:blank", "Too Many Requests" },
	[ERR_BUSY] = { 503, "about:blank", "Service Unavailable" },
	[ERR_CANCELLED] = { 503, "about:blank", "Service Unavailable" },
	[ERR_UNSURE] = { 503, PROBLEM "outcome-unknown",
	                 "Whether it was saved is not known" },
	[ERR_STORE] = { 500, "about:blank", "Internal Server Error" },
};

void reply_init(struct request *req, struct reply *rep)
{
	*rep = (struct reply){ .status = 200 };
	buf_init(&rep->body, req->arena);
}

void reply_piece(struct request *req, struct reply *rep)
{
	arena_free(rep->piece);
	rep->piece = arena_child(req->arena);
	buf_init(&rep->body, rep->piece);
}

void reply_header(struct reply *rep, const char *name, const char *value)
{
	size_t i = 0;

	while (i < rep->nheaders && strcmp(rep->headers[i].name, name) != 0)
		i++;
	if (i == REPLY_HEADERS_MAX)
		die("too many header fields in a reply");
	rep->headers[i].name = name;
	rep->headers[i].value = value;
	if (i == rep->nheaders)
		rep->nheaders++;
}

void reply_header_remove(struct reply *rep, const char *name)
{
	size_t kept = 0;

	for (size_t i = 0; i < rep->nheaders; i++)
		if (strcmp(rep->headers[i].name, name) != 0)
			rep->headers[kept++] = rep->headers[i];
	rep->nheaders = kept;
}

const char *reply_header_find(const struct reply *rep, const char *name)
{
	for (size_t i = 0; i < rep->nheaders; i++)
		if (strcmp(rep->headers[i].name, name) == 0)
			return rep->headers[i].value;
	return NULL;
}

/* Is the tag, with its marks, in a list of If-None-Match? Weak ones count. */
static bool is_named(struct str list, const char *tag)
{
	size_t n = strlen(tag);

	if (str_is(list, "*"))
		return true;
	for (size_t i = 0; i + n <= list.len; i++)
		if (memcmp(list.p + i, tag, n) == 0)
			return true;
	return false;
}

bool reply_is_known(const struct request *req, const char *tag)
{
	return strcmp(req->method, "GET") == 0 &&
	       is_named(req->headers[HEADER_IF_NONE_MATCH], tag);
}

/* "REV.HASH-gzip", "HASH" and the like, in quotation marks. */
static const char *tag_of(const struct request *req, int64_t rev,
                          struct str body, enum coding c)
{
	char variant[17];
	const char *before =
		rev > 0 ? arena_printf(req->arena, "%lld.", (long long)rev)
			: "";

	digest_short(body, variant);
	return arena_printf(req->arena, "\"%s%s%s%s\"", before, variant,
	                    c == CODING_NONE ? "" : "-",
	                    c == CODING_NONE ? "" : coding_names[c]);
}

/* What the answer depends on: every one on Accept-Encoding. */
static void name_choices(const struct request *req, struct reply *rep)
{
	bool chosen =
		req->route != NULL && request_offers(req->route)[1] != NULL;

	reply_header(rep, "Vary",
	             chosen ? "Accept, Accept-Encoding" : "Accept-Encoding");
}

enum err_code reply_body(struct request *req, struct reply *rep,
                         unsigned status, const char *type, int64_t rev)
{
	enum coding coding;
	const char *tag;
	enum err_code rc = coding_choose(req, rep->body.len, &coding);

	if (rc != ERR_OK)
		return rc;
	rep->status = status;
	tag = tag_of(req, rev, buf_text(&rep->body), coding);
	reply_header(rep, "ETag", tag);
	name_choices(req, rep);
	if (preconditions_allow_read(req, tag, &req->err) != ERR_OK)
		return req->err.code;
	if (status == 200 && reply_is_known(req, tag)) {
		rep->status = 304;
		rep->body.len = 0;
		return ERR_OK;
	}
	reply_header(rep, "Content-Type", type);
	if (coding != CODING_NONE)
		coding_apply(req, rep, coding);
	return ERR_OK;
}

/* ---- OPTIONS ------------------------------------------------------------- */

enum err_code reply_options(struct request *req, struct reply *rep)
{
	const struct route *patch = route_with(req, "PATCH");
	const struct route *post = route_with(req, "POST");
	const char *allow = route_allow(req);

	rep->status = 204;
	reply_header(rep, "Allow", allow);
	if (patch != NULL)
		reply_header(rep, "Accept-Patch",
		             media_list(req->arena, patch->takes));
	if (post != NULL && post->takes != NULL)
		reply_header(rep, "Accept-Post",
		             media_list(req->arena, post->takes));
	if (req->headers[HEADER_ACCESS_CONTROL_REQUEST_METHOD].p == NULL)
		return ERR_OK;
	reply_header(rep, "Access-Control-Allow-Methods", allow);
	reply_header(
		rep, "Access-Control-Allow-Headers",
		"Authorization, Content-Type, If-Match, If-None-Match, "
		"Idempotency-Key, Last-Event-ID, Mcp-Method, Mcp-Name, "
		"Mcp-Protocol-Version, Prefer, Range, If-Range, Repr-Digest, "
		"X-Request-Id");
	reply_header(rep, "Access-Control-Max-Age", "7200");
	return ERR_OK;
}

/* ---- problems ------------------------------------------------------------ */

static void add_mistakes(struct buf *out, const struct mistake *m)
{
	const char *between = ",\"errors\":[";

	if (m == NULL)
		return;
	for (; m != NULL; m = m->next) {
		const char *name = m->pointer != NULL ? "pointer" : "parameter";
		const char *where =
			m->pointer != NULL ? m->pointer : m->parameter;

		buf_printf(out, "%s{\"%s\":", between, name);
		json_quote(out, str_from(where != NULL ? where : ""));
		json_put(out, "detail", str_from(m->detail));
		buf_puts(out, "}");
		between = ",";
	}
	buf_puts(out, "]");
}

/* The engine's words are for the log; it has them already. */
static const char *public_detail(const struct err *e)
{
	if (e->code == ERR_STORE)
		return "the database failed";
	if (e->code == ERR_OK)
		return "the server failed";
	return e->detail;
}

static void name_challenge(const struct request *req, struct reply *rep)
{
	const char *value = "Bearer";

	if (req->err.code == ERR_FORBIDDEN)
		value = "Bearer error=\"insufficient_scope\"";
	else if (req->headers[HEADER_AUTHORIZATION].p != NULL)
		value = "Bearer error=\"invalid_token\"";
	reply_header(rep, "WWW-Authenticate", value);
}

/* What this method takes, where it takes a body. */
static void name_types(struct request *req, struct reply *rep)
{
	const char *name = "Accept";

	if (req->route == NULL || req->route->takes == NULL)
		return;
	if (strcmp(req->method, "PATCH") == 0)
		name = "Accept-Patch";
	else if (strcmp(req->method, "POST") == 0)
		name = "Accept-Post";
	reply_header(rep, name, media_list(req->arena, req->route->takes));
}

static void add_hints(struct request *req, struct reply *rep)
{
	switch (req->err.code) {
	case ERR_METHOD:
		reply_header(rep, "Allow", route_allow(req));
		break;
	case ERR_UNAUTHORIZED:
	case ERR_FORBIDDEN:
		name_challenge(req, rep);
		break;
	case ERR_MEDIA_TYPE:
		name_types(req, rep);
		break;
	case ERR_TOO_OFTEN:
		reply_header(rep, "Retry-After", req->rate.retry);
		break;
	case ERR_BUSY:
	case ERR_CANCELLED:
		reply_header(rep, "Retry-After", "1");
		break;
	case ERR_RANGE:
		reply_header(rep, "Content-Range", req->content_range);
		break;
	case ERR_OK:
	case ERR_SYNTAX:
	case ERR_NOT_FOUND:
	case ERR_GONE:
	case ERR_NOT_ACCEPTABLE:
	case ERR_CONFLICT:
	case ERR_STALE:
	case ERR_TOO_LARGE:
	case ERR_INVALID:
	case ERR_NO_CONDITION:
	case ERR_UNSURE:
	case ERR_STORE:
	case ERR__COUNT:
	case ERR_ENOUGH:
		break;
	}
}

unsigned reply_status(enum err_code code)
{
	return problems[code].status;
}

const char *reply_title(enum err_code code)
{
	return problems[code].title;
}

void reply_error(struct request *req, struct reply *rep)
{
	const struct err *e = &req->err;
	struct buf *out = &rep->body;

	rep->nheaders = 0;
	rep->stream = (struct stream){ 0 };
	rep->more = NULL;
	rep->status = problems[e->code].status;
	reply_header(rep, "Content-Type", TYPE_PROBLEM);
	add_hints(req, rep);

	out->len = 0;
	buf_puts(out, "{\"type\":");
	json_quote(out, str_from(problems[e->code].type));
	json_put(out, "title", str_from(problems[e->code].title));
	buf_printf(out, ",\"status\":%u", rep->status);
	json_put(out, "detail", str_from(public_detail(e)));
	add_mistakes(out, e->mistakes);
	if (e->more.len > 0) {
		buf_puts(out, ",");
		buf_str(out, e->more);
	}
	buf_puts(out, "}\n");
}

/* ---- every answer -------------------------------------------------------- */

/* Data may be cached, but is asked for again each time (cheaply, by ETag). */
static const char *caching(const struct request *req, const struct reply *rep)
{
	bool read = strcmp(req->method, "GET") == 0;

	return read &&
	                       (rep->status == 200 || rep->status == 206 ||
	                        rep->status == 304) &&
	                       reply_header_find(rep, "ETag") != NULL
	               ? "no-cache"
	               : "no-store";
}

void reply_complete(struct request *req, struct reply *rep)
{
	if (reply_header_find(rep, "Cache-Control") == NULL)
		reply_header(rep, "Cache-Control", caching(req, rep));
	if (req->route != NULL && request_offers(req->route)[1] != NULL &&
	    reply_header_find(rep, "Vary") == NULL)
		reply_header(rep, "Vary", "Accept");
	if (req->request_id.p != NULL)
		reply_header(rep, "X-Request-Id", req->request_id.p);
	if (req->rate.policy != NULL) {
		reply_header(rep, "RateLimit-Policy", req->rate.policy);
		reply_header(rep, "RateLimit", req->rate.state);
	}
	reply_header(rep, "X-Content-Type-Options", "nosniff");
	reply_header(rep, "Access-Control-Allow-Origin", "*");
	reply_header(rep, "Access-Control-Expose-Headers",
	             "ETag, Link, Location, Retry-After, X-Request-Id, Allow, "
	             "Accept-Patch, Accept-Ranges, Content-Range, Repr-Digest, "
	             "WWW-Authenticate, Content-Disposition, RateLimit, "
	             "RateLimit-Policy");
}
