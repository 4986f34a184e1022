/*
 * content_coding.c - Accept-Encoding, and what was coded before
 */
#include "server/http/request/content_coding.h"

#include <pthread.h>
#include <stdlib.h>

#include "lib/base/log.h"
#include "lib/data/digest.h"
#include "server/http/request/media.h"
#include "server/http/request/reply.h"

#define PLACES         512 /* a power of two */
#define CACHE_SHORTEST (8u << 10)

/* ---- which ----------------------------------------------------------------
 */

/* How well a token is liked, in thousandths; what is not named is liked as
 * much as `*`, or else as `fallback`. */
static int liking(struct str accept, const char *token, int fallback)
{
	int q = media_quality(accept, token);

	if (q < 0)
		q = media_quality(accept, "*");
	return q < 0 ? fallback : q;
}

enum err_code coding_choose(struct request *req, size_t n, enum coding *out)
{
	struct str accept = req->headers[HEADER_ACCEPT_ENCODING];
	int plain = liking(accept, "identity", 1), best = 0;

	*out = CODING_NONE;
	for (int c = 0; c < CODING__COUNT; c++) {
		int q = liking(accept, coding_names[c], 0);

		if (q > best && compress_can((enum coding)c)) {
			best = q;
			*out = (enum coding)c;
		}
	}
	if (plain == 0 && best == 0)
		return err_set(&req->err, ERR_NOT_ACCEPTABLE,
		               "this comes plain, or as gzip");
	if (plain > best || (plain > 0 && n < CODED_SHORTEST))
		*out = CODING_NONE;
	return ERR_OK;
}

struct str coding_plain_tag(struct str tag)
{
	for (int c = 0; c < CODING__COUNT; c++) {
		struct str name = str_from(coding_names[c]);

		if (tag.len > name.len &&
		    tag.p[tag.len - name.len - 1] == '-' &&
		    memcmp(tag.p + tag.len - name.len, name.p, name.len) == 0)
			return (struct str){ tag.p, tag.len - name.len - 1 };
	}
	return tag;
}

/* ---- what was coded before ------------------------------------------------
 */

struct coded {
	char digest[DIGEST_LEN + 1]; /* of what it was made of */
	enum coding coding;
	char *bytes; /* or NULL */
	size_t n;
};

struct coded_cache {
	pthread_mutex_t lock;
	struct coded places[PLACES];
	size_t bytes;
	size_t hand; /* the place that is emptied next, when there is no room */
};

struct coded_cache *coded_cache_new(void)
{
	struct coded_cache *k = calloc(1, sizeof(*k));

	if (k == NULL || pthread_mutex_init(&k->lock, NULL) != 0)
		die("out of memory");
	return k;
}

void coded_cache_free(struct coded_cache *k)
{
	if (k == NULL)
		return;
	for (size_t i = 0; i < PLACES; i++)
		free(k->places[i].bytes);
	pthread_mutex_destroy(&k->lock);
	free(k);
}

static struct coded *place_of(struct coded_cache *k, const char *digest,
                              enum coding c)
{
	size_t h = (size_t)c;

	for (size_t i = 0; i < 8; i++)
		h = h * 31 + (unsigned char)digest[i];
	return &k->places[h & (PLACES - 1)];
}

static bool is_same(const struct coded *p, const char *digest, enum coding c)
{
	return p->bytes != NULL && p->coding == c &&
	       memcmp(p->digest, digest, DIGEST_LEN) == 0;
}

/* Copied while the lock is held into room that was taken before: no arena may
 * be asked then. */
static bool recall(struct coded_cache *k, struct arena *a, const char *digest,
                   enum coding c, struct str *out)
{
	struct coded *p = place_of(k, digest, c);
	size_t n = 0;
	bool is_found;
	char *bytes;

	pthread_mutex_lock(&k->lock);
	if (is_same(p, digest, c))
		n = p->n;
	pthread_mutex_unlock(&k->lock);
	if (n == 0)
		return false;
	bytes = arena_alloc(a, n);
	pthread_mutex_lock(&k->lock);
	is_found = is_same(p, digest, c) && p->n == n;
	if (is_found)
		memcpy(bytes, p->bytes, n);
	pthread_mutex_unlock(&k->lock);
	*out = (struct str){ bytes, n };
	return is_found;
}

static void empty(struct coded_cache *k, struct coded *p)
{
	if (p->bytes != NULL)
		k->bytes -= p->n;
	free(p->bytes);
	*p = (struct coded){ 0 };
}

static void keep(struct coded_cache *k, const char *digest, enum coding c,
                 struct str bytes)
{
	struct coded *p = place_of(k, digest, c);
	char *copy;

	if (bytes.len > CODED_CACHE_LONGEST)
		return;
	copy = malloc(bytes.len);
	if (copy == NULL)
		die("out of memory");
	memcpy(copy, bytes.p, bytes.len);
	pthread_mutex_lock(&k->lock);
	empty(k, p);
	while (k->bytes + bytes.len > CODED_CACHE_BYTES) {
		empty(k, &k->places[k->hand]);
		k->hand = (k->hand + 1) & (PLACES - 1);
	}
	p->bytes = copy;
	p->n = bytes.len;
	p->coding = c;
	memcpy(p->digest, digest, DIGEST_LEN);
	k->bytes += bytes.len;
	pthread_mutex_unlock(&k->lock);
}

/* ---- the answer -----------------------------------------------------------
 */

static bool compress(struct request *req, struct str plain, enum coding c,
                     struct str *out)
{
	struct coded_cache *k = req->service->coded_cache;
	struct str digest;

	if (plain.len < CACHE_SHORTEST)
		return compress_text(req->arena, c, plain, out);
	digest = digest_of(req->arena, plain);
	if (recall(k, req->arena, digest.p, c, out))
		return true;
	if (!compress_text(req->arena, c, plain, out))
		return false;
	keep(k, digest.p, c, *out);
	return true;
}

void coding_apply(struct request *req, struct reply *rep, enum coding c)
{
	struct str coded;

	if (!compress(req, buf_text(&rep->body), c, &coded))
		return;
	buf_init(&rep->body, req->arena);
	buf_str(&rep->body, coded);
	reply_header(rep, "Content-Encoding", coding_names[c]);
}
