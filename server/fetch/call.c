/*
 * call.c - libcurl, one request at a time
 */
#include "server/fetch/call.h"

#include <stdlib.h>

#include "lib/base/array.h"
#include "lib/base/clock.h"
#include "lib/base/log.h"
#include "server/fetch/curl_handle.h"
#include "server/fetch/reach.h"
#include "server/version.h"

/* While the library is at work nothing is taken of the arena, whose ceilings
 * must not be met in its midst; what it holds goes with the arena. */
struct line {
	struct call *call;
	CURL *curl;
	struct curl_slist *headers;
	char *answer;
	size_t len, room;
	struct reach reach;
	bool is_large;
	int64_t stop_at; /* by the clock, 0: it need not stop */
	char message[CURL_ERROR_SIZE];
};

void call_add(struct call *c, const char *name, struct str value)
{
	if (c->nfields == CALL_FIELDS_MAX)
		die("too many header fields in a call");
	if (value.p != NULL)
		c->fields[c->nfields++] = (struct call_field){ name, value };
}

void call_want(struct call *c, const char *name)
{
	if (c->nwanted == CALL_FIELDS_MAX)
		die("too many header fields wanted of a call");
	c->wanted[c->nwanted++] = (struct call_field){ .name = name };
}

/* ---- what libcurl calls ------------------------------------------------- */

static size_t take(char *data, size_t size, size_t n, void *arg)
{
	struct line *l = arg;
	size_t more = size * n, left = l->call->answer_max - l->len;

	l->is_large = more > left;
	more = more > left ? left : more;
	if (l->len + more > l->room) {
		l->room = 2 * (l->len + more);
		ARRAY_RESIZE(l->answer, l->room);
	}
	memcpy(l->answer + l->len, data, more);
	l->len += more;
	return l->is_large ? 0 : size * n;
}

static int go_on(void *arg, curl_off_t a, curl_off_t b, curl_off_t c,
                 curl_off_t d)
{
	struct line *l = arg;

	(void)a, (void)b, (void)c, (void)d;
	if (l->call->stop == NULL || !*l->call->stop)
		return 0;
	if (l->stop_at == 0)
		l->stop_at = clock_ms() + l->call->grace_ms;
	return clock_ms() >= l->stop_at ? 1 : 0;
}

/* ---- the request --------------------------------------------------------- */

static void hang_up(void *arg)
{
	struct line *l = arg;

	curl_slist_free_all(l->headers);
	curl_easy_cleanup(l->curl);
	free(l->answer);
}

static void add_header(struct line *l, const char *text)
{
	l->headers = or_die(curl_slist_append(l->headers, text));
}

/* What it would add by itself is left out. */
static void set_headers(struct line *l)
{
	struct call *c = l->call;

	bool is_typed = false;

	for (size_t i = 0; i < c->nfields; i++) {
		add_header(l,
		           arena_printf(c->arena, "%s: %.*s", c->fields[i].name,
		                        STR_ARG(c->fields[i].value)));
		is_typed |= strcmp(c->fields[i].name, "Content-Type") == 0;
	}
	if (!is_typed)
		add_header(l, "Content-Type:");
	add_header(l, "Expect:");
	curl_easy_setopt(l->curl, CURLOPT_HTTPHEADER, l->headers);
}

static void set_request(struct line *l, const char *url)
{
	struct call *c = l->call;
	CURL *curl = l->curl;

	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
	curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, c->method);
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "instrumentd/" VERSION);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, l->message);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, l);
	if (c->body.p == NULL)
		return;
	curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE,
	                 (curl_off_t)c->body.len);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDS, c->body.p);
}

static void set_limits(struct line *l)
{
	CURL *curl = l->curl;

	l->reach = (struct reach){ .anywhere = l->call->allow_private,
		                   .ms = (long)l->call->seconds * 1000 };
	reach_limit(curl, &l->reach);
	curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, go_on);
	curl_easy_setopt(curl, CURLOPT_XFERINFODATA, l);
}

/* ---- the answer ----------------------------------------------------------- */

/* What came in several lines is a list (RFC 9110, 5.3). */
static void keep_header(struct line *l, struct call_field *f)
{
	struct curl_header *h;
	struct buf out;

	buf_init(&out, l->call->arena);
	for (size_t i = 0; curl_easy_header(l->curl, f->name, i, CURLH_HEADER,
	                                    -1, &h) == CURLHE_OK;
	     i++)
		buf_printf(&out, "%s%s", i > 0 ? ", " : "", h->value);
	if (out.len > 0)
		f->value = buf_text(&out);
}

static enum err_code judge(struct line *l, CURLcode code, struct err *e)
{
	const char *why =
		l->message[0] != '\0' ? l->message : curl_easy_strerror(code);

	if (l->reach.was_refused)
		return err_set(e, ERR_INVALID,
		               "the address is not public, and connections to "
		               "such are not allowed");
	if (l->is_large && !l->call->cuts)
		return err_set(e, ERR_INVALID, "the answer is too long");
	if (code != CURLE_OK && !l->is_large)
		return err_set(e, ERR_INVALID, "%s", why);
	return ERR_OK;
}

static void keep_state(struct line *l)
{
	struct call *c = l->call;
	curl_off_t wait = 0;
	long sent = 0;

	curl_easy_getinfo(l->curl, CURLINFO_RESPONSE_CODE, &c->status);
	curl_easy_getinfo(l->curl, CURLINFO_RETRY_AFTER, &wait);
	curl_easy_getinfo(l->curl, CURLINFO_REQUEST_SIZE, &sent);
	c->retry_after = wait;
	c->is_sent = sent > 0;
}

enum err_code call_run(struct call *c, struct err *e)
{
	struct line *l = arena_alloc(c->arena, sizeof(*l));
	const char *url = arena_str(c->arena, c->url).p;
	struct deferred *end;
	enum err_code rc;

	l->call = c;
	rc = curl_handle_open(&l->curl, e);
	if (rc != ERR_OK)
		return rc;
	end = arena_defer(c->arena, hang_up, l);
	set_headers(l);
	set_limits(l);
	set_request(l, url);
	rc = judge(l, curl_easy_perform(l->curl), e);
	keep_state(l);
	for (size_t i = 0; rc == ERR_OK && i < c->nwanted; i++)
		keep_header(l, &c->wanted[i]);
	c->answer = l->len > 0 ? arena_str(c->arena,
	                                   (struct str){ l->answer, l->len })
	                       : STR("");
	arena_settle(c->arena, end);
	return rc;
}
