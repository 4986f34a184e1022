/*
 * search_cache.c - a table by hash, under a lock
 */
#include "server/http/handlers/search_cache.h"

#include <pthread.h>
#include <stdlib.h>

#include "lib/base/log.h"

#define PLACES 1024 /* a power of two */

struct answer {
	char *text; /* query, body, next: one behind the other */
	size_t query, body, next;
	int64_t version;
	char day[DAY_LEN + 1];
};

struct search_cache {
	pthread_mutex_t lock;
	struct answer answers[PLACES];
	size_t bytes;
	size_t hand; /* the place that is emptied next, when there is no room */
};

struct search_cache *search_cache_new(void)
{
	struct search_cache *k = calloc(1, sizeof(*k));

	if (k == NULL || pthread_mutex_init(&k->lock, NULL) != 0)
		die("out of memory");
	return k;
}

void search_cache_free(struct search_cache *k)
{
	if (k == NULL)
		return;
	for (size_t i = 0; i < PLACES; i++)
		free(k->answers[i].text);
	pthread_mutex_destroy(&k->lock);
	free(k);
}

static struct answer *place_of(struct search_cache *k, struct str query)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < query.len; i++)
		h = (h ^ (unsigned char)query.p[i]) * 16777619u;
	return &k->answers[(h ^ h >> 16) & (PLACES - 1)];
}

static bool is_same(const struct answer *a, const struct search_cache_key *key)
{
	return a->text != NULL && a->version == key->version &&
	       strcmp(a->day, key->day) == 0 &&
	       str_eq((struct str){ a->text, a->query }, key->query);
}

/* How long an answer is, nothing when it is not there. */
static size_t length_of(struct search_cache *k,
                        const struct search_cache_key *key, size_t *body)
{
	const struct answer *a = place_of(k, key->query);
	size_t n = 0;

	pthread_mutex_lock(&k->lock);
	if (is_same(a, key)) {
		*body = a->body;
		n = a->body + a->next;
	}
	pthread_mutex_unlock(&k->lock);
	return n;
}

static bool copy_answer(struct search_cache *k,
                        const struct search_cache_key *key, char *out,
                        size_t body, size_t n)
{
	const struct answer *a = place_of(k, key->query);
	bool is_found;

	pthread_mutex_lock(&k->lock);
	is_found = is_same(a, key) && a->body == body && a->body + a->next == n;
	if (is_found)
		memcpy(out, a->text + a->query, n);
	pthread_mutex_unlock(&k->lock);
	return is_found;
}

/* Room for it is taken while the lock is not held: that may leave. */
bool search_cache_find(struct search_cache *k,
                       const struct search_cache_key *key, struct arena *a,
                       struct str *body, struct str *next)
{
	size_t nbody = 0, n = length_of(k, key, &nbody);
	char *text;

	if (n == 0)
		return false;
	text = arena_alloc(a, n);
	if (!copy_answer(k, key, text, nbody, n))
		return false;
	*body = (struct str){ text, nbody };
	*next = n > nbody ? (struct str){ text + nbody, n - nbody }
	                  : (struct str){ 0 };
	return true;
}

static void empty(struct search_cache *k, struct answer *a)
{
	if (a->text != NULL)
		k->bytes -= a->query + a->body + a->next;
	free(a->text);
	*a = (struct answer){ 0 };
}

static void make_room(struct search_cache *k, size_t bytes)
{
	while (k->bytes + bytes > SEARCH_CACHE_BYTES) {
		empty(k, &k->answers[k->hand]);
		k->hand = (k->hand + 1) & (PLACES - 1);
	}
}

void search_cache_put(struct search_cache *k,
                      const struct search_cache_key *key, struct str body,
                      struct str next)
{
	struct answer *a = place_of(k, key->query);
	size_t bytes = key->query.len + body.len + next.len;
	char *text;

	if (bytes > SEARCH_CACHE_LONGEST)
		return;
	text = malloc(bytes + 1);
	if (text == NULL)
		die("out of memory");
	memcpy(text, key->query.p, key->query.len);
	memcpy(text + key->query.len, body.p, body.len);
	if (next.len > 0)
		memcpy(text + key->query.len + body.len, next.p, next.len);
	pthread_mutex_lock(&k->lock);
	empty(k, a);
	make_room(k, bytes);
	*a = (struct answer){ .text = text,
		              .query = key->query.len,
		              .body = body.len,
		              .next = next.len,
		              .version = key->version };
	memcpy(a->day, key->day, sizeof(a->day));
	k->bytes += bytes;
	pthread_mutex_unlock(&k->lock);
}
