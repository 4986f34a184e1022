/*
 * response_cache.c - names, stamps, and answers as bytes
 */
#include "server/http/request/response_cache.h"

#include <stdlib.h>

#include "lib/base/cache.h"
#include "lib/base/clock.h"
#include "lib/base/date.h"
#include "lib/base/hash.h"
#include "lib/base/log.h"
#include "lib/store/commits.h"
#include "server/http/request/reply.h"
#include "server/http/request/router.h"

#define HEARD 4096 /* requests remembered, a power of two */

struct response_cache {
	struct cache *cache;
	_Atomic uint32_t heard[HEARD]; /* what was asked, by hash */
};

struct response_cache *response_cache_new(struct cache *cache)
{
	struct response_cache *c = or_die(calloc(1, sizeof(*c)));

	c->cache = cache;
	return c;
}

void response_cache_free(struct response_cache *c)
{
	free(c);
}

/* ---- which ---------------------------------------------------------------- */

/* What an answer depends on, or does not. */
static const bool is_harmless[HEADER__COUNT] = {
	[HEADER_ACCEPT] = true,       [HEADER_ACCEPT_ENCODING] = true,
	[HEADER_HOST] = true,         [HEADER_IF_NONE_MATCH] = true,
	[HEADER_ORIGIN] = true,       [HEADER_VIA] = true,
	[HEADER_X_REQUEST_ID] = true, [HEADER_X_FORWARDED_FOR] = true,
};

bool response_cache_suits(const struct request *req)
{
	if (req->err.code != ERR_OK || req->service->response_cache == NULL ||
	    strcmp(req->method, "GET") != 0)
		return false;
	for (int h = 0; h < HEADER__COUNT; h++)
		if (!is_harmless[h] && req->headers[h].p != NULL)
			return false;
	return true;
}

bool response_cache_allows(const struct request *req)
{
	return req->route != NULL && req->route->cacheable &&
	       req->role == ROLE_ANYONE && req->body.len == 0 &&
	       response_cache_suits(req);
}

struct str response_cache_name(const struct request *req)
{
	const struct str parts[] = { req->path, req->query,
		                     req->headers[HEADER_ACCEPT],
		                     req->headers[HEADER_ACCEPT_ENCODING],
		                     req->headers[HEADER_HOST] };
	struct buf out;

	buf_init(&out, req->arena);
	for (size_t i = 0; i < COUNT(parts); i++) {
		buf_str(&out, parts[i]);
		buf_puts(&out, "\n");
	}
	return buf_text(&out);
}

struct stamp {
	uint64_t commits;
	char day[DAY_LEN];
};

static struct str stamp_of(const struct request *req, uint64_t commits,
                           struct stamp *out)
{
	memset(out, 0, sizeof(*out));
	out->commits = commits;
	memcpy(out->day, req->now.p, DAY_LEN);
	return (struct str){ (const char *)out, sizeof(*out) };
}

/* ---- as bytes -------------------------------------------------------------- */

/* Then the fields, each a name and a value with a NUL after them, and the
 * body. */
struct cached_head {
	int64_t made; /* clock_ms() */
	uint32_t status;
	uint32_t nheaders;
};

static void write_answer(const struct reply *rep, struct buf *out)
{
	struct cached_head head = { clock_ms(), rep->status,
		                    (uint32_t)rep->nheaders };

	buf_add(out, (const char *)&head, sizeof(head));
	for (size_t i = 0; i < rep->nheaders; i++) {
		const char *name = rep->headers[i].name,
			   *value = rep->headers[i].value;

		buf_add(out, name, strlen(name) + 1);
		buf_add(out, value, strlen(value) + 1);
	}
	buf_str(out, buf_text(&rep->body));
}

/* What is in the bytes is borrowed. */
static void read_answer(const struct buf *in, size_t nheaders,
                        struct reply *rep)
{
	char *p = in->data + sizeof(struct cached_head);

	for (size_t i = 0; i < nheaders; i++) {
		const char *name = p, *value = name + strlen(name) + 1;

		reply_header(rep, name, value);
		p = in->data + (value - in->data) + strlen(value) + 1;
	}
	rep->body.data = p;
	rep->body.len = in->len - (size_t)(p - in->data);
}

/* ---- found, and put ---------------------------------------------------------- */

/* Who knows it is told so, and nothing of its body. */
static bool take_known(const struct request *req, struct reply *rep)
{
	const char *tag = reply_header_find(rep, "ETag");

	if (!reply_is_known(req, tag))
		return false;
	rep->status = 304;
	rep->body.len = 0;
	reply_header_remove(rep, "Content-Type");
	reply_header_remove(rep, "Content-Encoding");
	return true;
}

bool response_cache_find(const struct request *req, struct reply *rep)
{
	struct stamp s;
	struct str stamp =
		stamp_of(req, store_commits(req->service->store), &s);
	struct cached_head head;
	struct buf found;

	buf_init(&found, req->arena);
	if (s.commits == 0 ||
	    !cache_find(req->service->response_cache->cache,
	                response_cache_name(req), stamp, &found))
		return false;
	memcpy(&head, found.data, sizeof(head));
	if (clock_ms() - head.made >= RESPONSE_CACHE_MS)
		return false;
	read_answer(&found, head.nheaders, rep);
	rep->cached.commits = s.commits;
	rep->cached.made = head.made;
	if (take_known(req, rep) || head.status == 200)
		return true;
	rep->nheaders = 0;
	return false;
}

static bool is_whole(const struct request *req, const struct reply *rep)
{
	return (rep->status == 200 || rep->status == 304) &&
	       rep->stream.send == NULL && rep->more == NULL &&
	       req->wait.until == 0 &&
	       rep->body.len <= RESPONSE_CACHE_LONGEST &&
	       reply_header_find(rep, "ETag") != NULL &&
	       reply_header_find(rep, "Cache-Control") == NULL;
}

/* What is asked once only would push out what is asked again. */
static bool is_heard_again(struct response_cache *c, struct str name)
{
	uint64_t hash = hash_bytes(name, 0);
	uint32_t mark = (uint32_t)(hash >> 32) | 1;

	return atomic_exchange(&c->heard[hash & (HEARD - 1)], mark) == mark;
}

void response_cache_put(const struct request *req, const struct reply *rep)
{
	struct response_cache *c = req->service->response_cache;
	struct stamp s;
	struct str name;
	struct buf out;

	if (req->commits == 0 || !response_cache_allows(req) ||
	    !is_whole(req, rep))
		return;
	name = response_cache_name(req);
	if (!is_heard_again(c, name))
		return;
	buf_init(&out, req->arena);
	write_answer(rep, &out);
	cache_put(c->cache, name, stamp_of(req, req->commits, &s),
	          buf_text(&out));
}
