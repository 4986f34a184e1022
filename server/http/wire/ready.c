/*
 * ready.c - a table by hash, for one thread
 */
#include "server/http/wire/ready.h"

#include <pthread.h>
#include <stdlib.h>

#include "lib/base/clock.h"
#include "lib/base/date.h"
#include "lib/base/hash.h"
#include "lib/base/log.h"
#include "lib/store/commits.h"
#include "server/http/request/reply.h"
#include "server/http/request/response_cache.h"
#include "server/http/wire/exchange.h"

#define OWN_BYTES 128 /* of a field that each request has its own of */

static const char *const own_names[] = { "X-Request-Id", "RateLimit-Policy",
	                                 "RateLimit" };

/* In full, or "not modified". */
struct variant {
	struct MHD_Response *response; /* or NULL */
	size_t body, head;
	char own[COUNT(own_names)][OWN_BYTES]; /* as sent last, or "" */
};

enum { IN_FULL, NOT_MODIFIED, VARIANTS };

static const unsigned statuses[VARIANTS] = { 200, 304 };

struct place {
	uint64_t heard; /* what was kept last, by hash */
	char *name;     /* or NULL: nothing is here    */
	size_t name_len;
	char *tag;
	char day[DAY_LEN];
	uint64_t commits;
	int64_t made;
	struct variant variants[VARIANTS];
	size_t bytes; /* of their bodies */
};

struct ready {
	struct ready *next;
	pthread_t worker;
	size_t bytes, hand; /* what is emptied next, when there is no room */
	struct place places[READY_ANSWERS];
};

struct ready_tables {
	pthread_mutex_t mutex; /* guards the list */
	struct ready *first;
};

/* ---- of each worker ------------------------------------------------------- */

struct ready_tables *ready_start(void)
{
	struct ready_tables *all = or_die(calloc(1, sizeof(*all)));

	pthread_mutex_init(&all->mutex, NULL);
	return all;
}

struct ready *ready_mine(struct ready_tables *all)
{
	struct ready *r;

	pthread_mutex_lock(&all->mutex);
	r = all->first;
	while (r != NULL && !pthread_equal(r->worker, pthread_self()))
		r = r->next;
	if (r == NULL) {
		r = or_die(calloc(1, sizeof(*r)));
		r->worker = pthread_self();
		r->next = all->first;
		all->first = r;
	}
	pthread_mutex_unlock(&all->mutex);
	return r;
}

static void empty(struct ready *r, struct place *p)
{
	r->bytes -= p->bytes;
	for (int i = 0; i < VARIANTS; i++)
		if (p->variants[i].response != NULL)
			MHD_destroy_response(p->variants[i].response);
	free(p->name);
	free(p->tag);
	*p = (struct place){ .heard = p->heard };
}

void ready_stop(struct ready_tables *all)
{
	struct ready *next;

	for (struct ready *r = all->first; r != NULL; r = next) {
		next = r->next;
		for (size_t i = 0; i < READY_ANSWERS; i++)
			empty(r, &r->places[i]);
		free(r);
	}
	pthread_mutex_destroy(&all->mutex);
	free(all);
}

/* ---- found ---------------------------------------------------------------- */

static struct place *place_of(struct ready *r, uint64_t hash)
{
	return &r->places[hash & (READY_ANSWERS - 1)];
}

static bool is_called(const struct place *p, struct str name)
{
	return p->name != NULL &&
	       str_eq((struct str){ p->name, p->name_len }, name);
}

static bool is_good(const struct place *p, const struct request *req,
                    struct str name)
{
	return is_called(p, name) &&
	       p->commits == store_commits(req->service->store) &&
	       memcmp(p->day, req->now.p, DAY_LEN) == 0 &&
	       clock_tick() - p->made < RESPONSE_CACHE_MS;
}

/* NULL: it is not ready. */
static struct variant *variant_of(struct place *p, const struct request *req,
                                  struct ready_answer *out)
{
	int which = reply_is_known(req, p->tag) ? NOT_MODIFIED : IN_FULL;
	struct variant *v = &p->variants[which];

	*out = (struct ready_answer){ statuses[which], v->body, v->head,
		                      v->response };
	return v->response != NULL ? v : NULL;
}

bool ready_find(struct ready *r, const struct request *req, struct str name,
                struct ready_answer *out)
{
	struct place *p = place_of(r, hash_bytes(name, 0));

	return is_good(p, req, name) && variant_of(p, req, out) != NULL;
}

/* The values of own_names, or NULL. */
static void read_own(const struct request *req,
                     const char *out[COUNT(own_names)])
{
	out[0] = req->request_id.p;
	out[1] = req->rate.policy;
	out[2] = req->rate.state;
}

static bool set_own(struct variant *v, size_t i, const char *value)
{
	char *last = v->own[i];

	if (*last != '\0')
		MHD_del_response_header(v->response, own_names[i], last);
	*last = '\0';
	if (value == NULL)
		return true;
	if (strlen(value) >= OWN_BYTES ||
	    MHD_add_response_header(v->response, own_names[i], value) !=
	            MHD_YES)
		return false;
	memcpy(last, value, strlen(value) + 1);
	return true;
}

bool ready_take(struct ready *r, const struct request *req, struct str name,
                struct ready_answer *out)
{
	struct place *p = place_of(r, hash_bytes(name, 0));
	struct variant *v = is_called(p, name) ? variant_of(p, req, out) : NULL;
	const char *own[COUNT(own_names)];
	bool is_set = v != NULL;

	read_own(req, own);
	for (size_t i = 0; is_set && i < COUNT(own_names); i++)
		is_set = set_own(v, i, own[i]);
	return is_set;
}

/* ---- kept ----------------------------------------------------------------- */

static bool is_own(const char *name)
{
	for (size_t i = 0; i < COUNT(own_names); i++)
		if (strcmp(name, own_names[i]) == 0)
			return true;
	return false;
}

static void fill(struct variant *v, const struct reply *rep)
{
	enum MHD_Result ok = MHD_YES;

	v->response = MHD_create_response_from_buffer(
		rep->body.len, rep->body.data, MHD_RESPMEM_MUST_COPY);
	v->body = rep->body.len;
	v->head = COUNT(own_names) * OWN_BYTES;
	for (size_t i = 0; v->response != NULL && i < rep->nheaders; i++) {
		const char *name = rep->headers[i].name,
			   *value = rep->headers[i].value;

		if (is_own(name))
			continue;
		v->head += strlen(name) + strlen(value) + strlen(": \r\n");
		if (ok == MHD_YES)
			ok = MHD_add_response_header(v->response, name, value);
	}
	if (v->response == NULL || ok == MHD_YES)
		return;
	MHD_destroy_response(v->response);
	v->response = NULL;
}

static void take_place(struct ready *r, struct place *p,
                       const struct request *req, struct str name,
                       const struct reply *rep)
{
	empty(r, p);
	p->name = or_die(malloc(name.len));
	memcpy(p->name, name.p, name.len);
	p->name_len = name.len;
	p->tag = or_die(strdup(reply_header_find(rep, "ETag")));
	p->commits = rep->cached.commits;
	p->made = rep->cached.made;
	memcpy(p->day, req->now.p, DAY_LEN);
}

/* For what has come last. */
static void make_room(struct ready *r, const struct place *last)
{
	while (r->bytes > READY_BYTES) {
		struct place *p = &r->places[r->hand];

		r->hand = (r->hand + 1) & (READY_ANSWERS - 1);
		if (p != last)
			empty(r, p);
	}
}

/* From the second time on: what is asked now and then would only be copied. */
void ready_keep(struct ready *r, const struct request *req, struct str name,
                const struct reply *rep)
{
	uint64_t hash = hash_bytes(name, 0);
	struct place *p = place_of(r, hash);
	bool is_heard = p->heard == hash;
	int which = rep->status == 304 ? NOT_MODIFIED : IN_FULL;

	p->heard = hash;
	if (!is_heard || rep->body.len + name.len > READY_LONGEST)
		return;
	if (!is_good(p, req, name))
		take_place(r, p, req, name, rep);
	if (p->variants[which].response != NULL)
		return;
	fill(&p->variants[which], rep);
	if (p->variants[which].response == NULL)
		return;
	p->bytes += p->variants[which].body;
	r->bytes += p->variants[which].body;
	make_room(r, p);
}
