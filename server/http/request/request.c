/*
 * request.c - one request, from its head to its reply
 */
#include "server/http/request/request.h"

#include <stdio.h>
#include <strings.h>
#include <time.h>

#include "lib/base/clock.h"
#include "lib/data/id.h"
#include "lib/data/timestamp.h"
#include "lib/store/commits.h"
#include "server/http/request/auth.h"
#include "server/http/request/body.h"
#include "server/http/request/formatted.h"
#include "server/http/request/idempotency.h"
#include "server/http/request/media.h"
#include "server/http/request/reply.h"
#include "server/http/request/response_cache.h"
#include "server/http/request/router.h"
#include "server/http/request/uri.h"
#include "server/registry/model/kind.h"

#define REQUEST_ID_MAX 64
#define REQUEST_WORK   2000000000 /* units: about two seconds */
#define READING_WORK   1000000000
#define READING_BYTES  (64u << 20)
#define SHED_BYTES     (32u << 10) /* less is not worth the trouble  */

/* While other connections wait. What is not done by then is begun again. */
static const uint64_t hurry_work[CLASS__COUNT] = {
	[CLASS_QUICK] = 5000000,
	[CLASS_LIST] = 500000,
	[CLASS_SEARCH] = SEARCH_LEAST_WORK - 1,
};

const char *const header_names[HEADER__COUNT] = {
	[HEADER_ACCEPT] = "Accept",
	[HEADER_ACCEPT_ENCODING] = "Accept-Encoding",
	[HEADER_AUTHORIZATION] = "Authorization",
	[HEADER_CONTENT_DIGEST] = "Content-Digest",
	[HEADER_CONTENT_TYPE] = "Content-Type",
	[HEADER_HOST] = "Host",
	[HEADER_IF_MATCH] = "If-Match",
	[HEADER_IF_NONE_MATCH] = "If-None-Match",
	[HEADER_IF_RANGE] = "If-Range",
	[HEADER_LAST_EVENT_ID] = "Last-Event-ID",
	[HEADER_ORIGIN] = "Origin",
	[HEADER_ACCESS_CONTROL_REQUEST_METHOD] =
		"Access-Control-Request-Method",
	[HEADER_IDEMPOTENCY_KEY] = "Idempotency-Key",
	[HEADER_MCP_METHOD] = "Mcp-Method",
	[HEADER_MCP_NAME] = "Mcp-Name",
	[HEADER_MCP_PROTOCOL_VERSION] = "Mcp-Protocol-Version",
	[HEADER_PREFER] = "Prefer",
	[HEADER_RANGE] = "Range",
	[HEADER_REPR_DIGEST] = "Repr-Digest",
	[HEADER_VIA] = "Via",
	[HEADER_X_FORWARDED_FOR] = "X-Forwarded-For",
	[HEADER_X_REQUEST_ID] = "X-Request-Id",
};

/* Those that are lists, so that several lines are one. */
static const bool is_list[HEADER__COUNT] = {
	[HEADER_ACCEPT_ENCODING] = true,
	[HEADER_ACCEPT] = true,
	[HEADER_IF_MATCH] = true,
	[HEADER_CONTENT_DIGEST] = true,
	[HEADER_IF_NONE_MATCH] = true,
	[HEADER_PREFER] = true,
	[HEADER_REPR_DIGEST] = true,
	[HEADER_X_FORWARDED_FOR] = true,
	[HEADER_VIA] = true,
};

const char *const *request_offers(const struct route *r)
{
	return r->gives != NULL ? r->gives
	                        : formatted_offers(r->formats, r->streams);
}

void request_init(struct request *req, struct arena *arena,
                  const struct service *service, struct str target)
{
	req->arena = arena;
	req->service = service;
	req->method = "";
	req->now = time_now(arena);
	err_init(&req->err, arena);
	buf_init(&req->body, arena);
	uri_read(req, target);
}

void request_method(struct request *req, const char *method)
{
	req->head = strcmp(method, "HEAD") == 0;
	req->method =
		req->head ? "GET"
			  : arena_strndup(req->arena, method, strlen(method));
}

static void keep(struct request *req, enum header h, struct str value)
{
	struct str *kept = &req->headers[h];

	if (kept->p == NULL) {
		*kept = arena_str(req->arena, value);
	} else if (is_list[h]) {
		char *both = arena_printf(req->arena, "%.*s, %.*s",
		                          STR_ARG(*kept), STR_ARG(value));

		*kept = str_from(both);
	} else if (h != HEADER_X_REQUEST_ID && req->err.code == ERR_OK) {
		err_set(&req->err, ERR_SYNTAX, "%s was sent twice",
		        header_names[h]);
	}
}

void request_header(struct request *req, struct str name, struct str value)
{
	for (int h = 0; h < HEADER__COUNT; h++) {
		const char *known = header_names[h];

		if (name.len == strlen(known) &&
		    strncasecmp(name.p, known, name.len) == 0) {
			keep(req, (enum header)h, value);
			return;
		}
	}
}

static bool is_host(struct str host)
{
	for (size_t i = 0; i < host.len; i++)
		if (strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXY"
		           "Z"
		           "0123456789.-_:[]",
		           host.p[i]) == NULL)
			return false;
	return host.len > 0;
}

struct str request_home(const struct request *req)
{
	struct str host = req->headers[HEADER_HOST];

	if (req->service->home.len > 0 || !is_host(host))
		return req->service->home;
	return str_from(arena_printf(req->arena, "http://%.*s", STR_ARG(host)));
}

struct str request_param(const struct request *req, const char *name)
{
	for (size_t i = 0; i < req->nparams; i++)
		if (str_is(req->params[i].name, name))
			return req->params[i].value;
	return (struct str){ 0 };
}

void request_once(struct request *req, const char *name)
{
	size_t n = 0;

	for (size_t i = 0; i < req->nparams; i++)
		n += str_is(req->params[i].name, name) ? 1 : 0;
	if (n > 1)
		err_parameter(&req->err, name, "was given twice");
}

bool request_is_true(struct request *req, const char *name, struct str value)
{
	bool is_true = str_is(value, "true");

	if (value.p != NULL && !is_true && !str_is(value, "false"))
		err_parameter(&req->err, name, "must be true or false");
	return is_true;
}

bool request_flag(struct request *req, const char *name)
{
	request_once(req, name);
	return request_is_true(req, name, request_param(req, name));
}

/* A key may have been revoked, and whoever waited may have left, while the body
 * came or other writes went first. */
static enum err_code write_allowed(struct tx *tx, void *arg, struct err *e)
{
	struct request *req = arg;
	enum err_code rc;

	if (arena_is_over(req->arena))
		return err_set(e, ERR_BUSY,
		               "too much is being written, try again");
	store_write_as(tx, req->who);
	rc = auth_check_again(tx, req, e);
	return rc == ERR_OK ? idempotency_run(tx, req, e) : rc;
}

enum err_code request_write(struct request *req, tx_fn *fn, handler_fn *answer)
{
	req->write = fn;
	req->goes_on = false;
	req->job = (struct job){ .fn = write_allowed,
		                 .arg = req,
		                 .err = &req->err };
	req->answer = answer;
	return idempotency_read(req);
}

enum err_code request_write_now(struct request *req, tx_fn *fn)
{
	req->write = fn;
	req->goes_on = false;
	return store_run(req->service->store, TX_WRITE, write_allowed, req,
	                 &req->err);
}

/* ---- before the body ---------------------------------------------------- */

/* Take the client's name for the request if it is harmless, or make one. */
void request_name(struct request *req)
{
	struct str id = req->headers[HEADER_X_REQUEST_ID];
	bool sane = id.len > 0 && id.len <= REQUEST_ID_MAX;

	for (size_t i = 0; sane && i < id.len; i++)
		sane = (id.p[i] >= 'a' && id.p[i] <= 'z') ||
		       (id.p[i] >= 'A' && id.p[i] <= 'Z') ||
		       (id.p[i] >= '0' && id.p[i] <= '9') || id.p[i] == '.' ||
		       id.p[i] == '_' || id.p[i] == '-';
	req->request_id = sane ? id : id_passing(req->arena);
}

/* Would the client rather have HTML than any of these? */
static bool is_browser(const struct request *req, const char *const *offers)
{
	const char *type = media_choose(req->headers[HEADER_ACCEPT], offers);

	return type != NULL && strcmp(type, TYPE_HTML) == 0;
}

/* Nothing a client asks for is silently left out; but whoever passes on the
 * address of a page may add to it where it comes from. */
static enum err_code check_params(struct request *req)
{
	const char *const *known = req->route->params;
	const char *list;

	if (known == NULL || is_browser(req, request_offers(req->route)))
		return ERR_OK;
	list = known[0] != NULL ? media_list(req->arena, known) : "none";
	if (req->route->formats != FORMATS_NONE)
		list = arena_printf(req->arena, "%s, %s",
		                    media_list(req->arena, formatted_params),
		                    list);
	for (size_t i = 0; i < req->nparams; i++)
		if (!str_among(req->params[i].name, known))
			err_parameter(&req->err, req->params[i].name.p,
			              "is not known here; known: %s", list);
	for (size_t i = 0; known[i] != NULL; i++)
		if (req->route->repeats == NULL ||
		    !str_among(str_from(known[i]), req->route->repeats))
			request_once(req, known[i]);
	return req->err.code;
}

static enum err_code check_accept(struct request *req)
{
	const char *const *gives = request_offers(req->route);

	if (req->type == NULL)
		req->type = media_choose(req->headers[HEADER_ACCEPT], gives);
	if (req->type != NULL) {
		formatted_choose(req);
		return req->err.code;
	}
	return err_set(&req->err, ERR_NOT_ACCEPTABLE, "this comes as: %s",
	               media_list(req->arena, gives));
}

static enum err_code check_type(struct request *req)
{
	const char *const *takes = req->route->takes;
	struct str type = req->headers[HEADER_CONTENT_TYPE];

	if (takes == NULL || type.p == NULL)
		return ERR_OK;
	for (size_t i = 0; takes[i] != NULL; i++)
		if (media_is(type, takes[i]))
			return ERR_OK;
	return err_set(&req->err, ERR_MEDIA_TYPE, "this takes: %s",
	               media_list(req->arena, takes));
}

/* A browser's question before it asks something of another origin. It is
 * answered for any path, so that the page can see our 404. */
static bool is_preflight(const struct request *req)
{
	return req->headers[HEADER_ORIGIN].p != NULL &&
	       req->headers[HEADER_ACCESS_CONTROL_REQUEST_METHOD].p != NULL;
}

static bool is_options(const struct request *req)
{
	return strcmp(req->method, "OPTIONS") == 0;
}

static enum err_code check_options(struct request *req)
{
	if (is_preflight(req) || str_is(req->path, "*") ||
	    route_find(req) == ERR_METHOD)
		err_clear(&req->err);
	return req->err.code;
}

static enum err_code find_origin(struct tx *tx, void *arg, struct err *e)
{
	struct request *req = arg;

	return store_origin(tx, req->arena, &req->origin, e);
}

/* Who writes by way of a copy has a key of the origin, and reads with it, too: as
 * anybody may. */
static enum err_code read_as_anyone(struct request *req)
{
	struct err why = req->err;
	enum err_code rc;

	err_clear(&req->err);
	rc = store_run(req->service->store, TX_READ, find_origin, req,
	               &req->err);
	if (rc == ERR_OK && req->origin.len == 0)
		req->err = why;
	req->origin = (struct str){ 0 };
	return req->err.code;
}

static bool may_be_anyone(const struct request *req)
{
	return req->service->forward != NULL && !req->service->closed &&
	       req->route->role == ROLE_ANYONE;
}

/* A key of the origin is known to the origin alone. */
static enum err_code check_key(struct request *req)
{
	const struct service *s = req->service;
	enum err_code rc = ERR_OK;

	if (s->forward != NULL && req->route->role >= ROLE_EDITOR &&
	    strcmp(req->method, "GET") != 0)
		rc = store_run(s->store, TX_READ, find_origin, req, &req->err);
	if (rc == ERR_OK && (req->origin.len == 0 ||
	                     req->headers[HEADER_AUTHORIZATION].p == NULL))
		rc = auth_check(req);
	return rc == ERR_UNAUTHORIZED && may_be_anyone(req)
	               ? read_as_anyone(req)
	               : rc;
}

static enum err_code check_head(struct request *req)
{
	enum err_code rc;

	if (is_options(req))
		return check_options(req);
	rc = route_find(req);
	if (rc == ERR_OK)
		rc = check_key(req);
	if (rc != ERR_OK || req->origin.len > 0)
		return rc;
	rc = formatted_take(req);
	if (rc == ERR_OK)
		rc = check_params(req);
	if (rc == ERR_OK)
		rc = check_accept(req);
	return rc == ERR_OK ? check_type(req) : rc;
}

enum err_code request_head(struct request *req)
{
	if (!req->checked) {
		req->checked = true;
		request_name(req);
		if (req->err.code == ERR_OK)
			check_head(req);
		if (req->role == ROLE_ANYONE)
			arena_be_guest(req->arena, req->guest);
	}
	return req->err.code;
}

/* ---- after it ------------------------------------------------------------ */

struct handling {
	struct request *req;
	struct reply *rep;
	handler_fn *fn;
};

static enum err_code run_handler(void *arg, struct err *e)
{
	const struct handling *h = arg;

	(void)e;
	return h->fn(h->req, h->rep);
}

/* A handler that passes a ceiling is left where it stands. */
static enum err_code guard(struct request *req, struct reply *rep,
                           handler_fn *fn)
{
	struct handling h = { req, rep, fn };

	return arena_guard(req->arena, run_handler, &h, &req->err);
}

static enum err_code read_and_handle(struct request *req, struct reply *rep)
{
	enum err_code rc;

	if (req->origin.len > 0)
		return req->service->forward(req, rep);
	rc = body_read(req);
	req->commits = store_commits(req->service->store);
	if (rc == ERR_OK)
		rc = req->route->handle(req, rep);
	if (rc == ERR_OK)
		response_cache_put(req, rep);
	return rc;
}

/* Somebody at a browser, on a path that leads nowhere. */
static bool is_lost(const struct request *req)
{
	static const char *const offers[] = { TYPE_PROBLEM, TYPE_HTML, NULL };

	return req->err.code == ERR_NOT_FOUND && req->route == NULL &&
	       strcmp(req->method, "GET") == 0 && is_browser(req, offers);
}

static enum err_code show_nowhere(struct request *req, struct reply *rep)
{
	err_clear(&req->err);
	return guard(req, rep, route_nowhere);
}

static enum err_code run(struct request *req, struct reply *rep)
{
	enum err_code rc = request_head(req);

	if (is_lost(req))
		return show_nowhere(req, rep);
	if (rc != ERR_OK)
		return rc;
	if (is_options(req))
		return reply_options(req, rep);
	return guard(req, rep, read_and_handle);
}

static void complete(struct request *req, struct reply *rep, enum err_code rc)
{
	if (rc != ERR_OK)
		reply_error(req, rep);
	reply_complete(req, rep);
}

uint64_t request_work(const struct request *req, uint64_t units)
{
	uint64_t most = req->service->work;

	return most > 0 && most < units ? most : units;
}

/* So much time and work from here on: once for what is asked, and once more
 * after each write, whose outcome is to be told. */
static void allow(struct request *req)
{
	int64_t patience = req->service->patience;
	bool reads = strcmp(req->method, "GET") == 0 ||
	             (req->route != NULL && req->route->role == ROLE_ANYONE);

	arena_limit(
		req->arena, reads ? READING_BYTES : ARENA_MAX,
		arena_spent(req->arena) +
			request_work(req, reads ? READING_WORK : REQUEST_WORK));
	if (patience > 0)
		arena_deadline(req->arena, clock_ms() + patience);
}

static bool waits(const struct request *req, const struct reply *rep)
{
	return rep->more == NULL && req->wait.until > 0;
}

bool request_start(struct request *req, struct reply *rep)
{
	enum err_code rc;

	allow(req);
	reply_init(req, rep);
	req->rep = rep;
	rc = run(req, rep);
	if (rc == ERR_OK && (req->job.fn != NULL || waits(req, rep)))
		return false;
	complete(req, rep, rc);
	return true;
}

/* What it takes goes at once; the body is a piece of its own. */
bool request_more(struct request *req, struct reply *rep)
{
	struct arena *whole = req->arena;
	enum err_code rc;

	allow(req);
	req->arena = arena_child(whole);
	rc = guard(req, rep, rep->more);
	arena_free(req->arena);
	req->arena = whole;
	return rc == ERR_OK;
}

static enum err_code recall(struct request *req, struct reply *rep)
{
	if (!response_cache_find(req, rep))
		rep->status = 0;
	return ERR_OK;
}

bool request_recall(struct request *req, struct reply *rep)
{
	reply_init(req, rep);
	if (req->err.code != ERR_OK || !response_cache_allows(req))
		return false;
	if (guard(req, rep, recall) != ERR_OK || rep->status == 0) {
		err_clear(&req->err);
		return false;
	}
	reply_complete(req, rep);
	return true;
}

bool request_hurry(struct request *req, struct reply *rep)
{
	const struct kind *kind = req->kind;
	uint64_t most = arena_spent(req->arena) + hurry_work[route_class(req)];

	allow(req);
	arena_limit(req->arena, READING_BYTES, most);
	reply_init(req, rep);
	req->rep = rep;
	if (run(req, rep) == ERR_OK || arena_spent(req->arena) <= most) {
		complete(req, rep, req->err.code);
		return true;
	}
	err_clear(&req->err);
	req->work = NULL;
	req->kind = kind;
	return false;
}

bool request_finish(struct request *req, struct reply *rep)
{
	enum err_code rc = req->err.code;

	allow(req);
	req->job.fn = NULL;
	if (rc == ERR_OK)
		idempotency_show(req, rep);
	if (rc == ERR_OK)
		rc = guard(req, rep, req->answer);
	if (rc == ERR_OK && req->job.fn != NULL)
		return false;
	complete(req, rep, rc);
	return true;
}

void request_refuse(struct request *req, struct reply *rep)
{
	reply_init(req, rep);
	req->checked = true;
	if (req->request_id.p == NULL)
		request_name(req);
	complete(req, rep, req->err.code);
}

void request_shed(struct request *req, struct reply *rep)
{
	struct arena *all = req->arena, *rest;
	struct str body = buf_text(&rep->body);

	if (rep->stream.send != NULL || rep->more != NULL ||
	    arena_size(all) < 2 * body.len + SHED_BYTES)
		return;
	rest = arena_new();
	for (size_t i = 0; i < rep->nheaders; i++)
		rep->headers[i].value =
			arena_str(rest, str_from(rep->headers[i].value)).p;
	body = arena_str(rest, body);
	rep->body =
		(struct buf){ rest, (char *)body.p, body.len, body.len + 1 };
	req->method = arena_str(rest, str_from(req->method)).p;
	req->path = arena_str(rest, req->path);
	req->request_id = arena_str(rest, req->request_id);
	req->arena = rest;
	if (req->role == ROLE_ANYONE)
		arena_be_guest(rest, req->guest);
	arena_free(all);
}

/* All of a streamed body, as a client would have it. */
static void gather(const struct request *req, struct reply *rep)
{
	const struct stream *s = &rep->stream;
	char block[4096];
	int64_t at = 0;
	size_t n;

	while (s->send != NULL && !req->head && at < s->size) {
		size_t left = (size_t)(s->size - at);

		if (!s->send(s->arg, s->from + at, block,
		             left < sizeof(block) ? left : sizeof(block), &n))
			return;
		buf_add(&rep->body, block, n);
		at += (int64_t)n;
	}
}

static void gather_pieces(struct request *req, struct reply *rep)
{
	struct buf all;

	buf_init(&all, req->arena);
	do {
		buf_str(&all, buf_text(&rep->body));
		reply_piece(req, rep);
	} while (request_more(req, rep));
	rep->body = all;
}

static void run_write(struct request *req)
{
	if (store_run(req->service->store, TX_WRITE, req->job.fn, req->job.arg,
	              &req->err) != ERR_OK &&
	    req->err.code == ERR_OK)
		err_set(&req->err, ERR_STORE,
		        "the write failed, and the store does not say why");
}

static void wait_for_news(const struct request *req)
{
	struct err e = { 0 };
	int64_t seq = 0;

	while (clock_ms() < req->wait.until && seq <= req->wait.seq &&
	       store_seq(req->service->store, &seq, &e) == ERR_OK)
		clock_pause(10);
}

void request_run(struct request *req, struct reply *rep)
{
	bool done = (request_head(req) == ERR_OK && request_recall(req, rep)) ||
	            request_start(req, rep);

	while (!done && req->job.fn != NULL) {
		run_write(req);
		done = request_finish(req, rep);
	}
	while (!done) {
		wait_for_news(req);
		done = request_start(req, rep);
	}
	gather(req, rep);
	if (rep->more != NULL && rep->ends)
		gather_pieces(req, rep);
}
