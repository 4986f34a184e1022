/*
 * rate.c - a table of buckets, in small sets found by a hash
 */
#include "server/http/wire/rate.h"

#include <pthread.h>
#include <stdlib.h>

#include "lib/base/log.h"

#define WAYS  8
#define SETS  (RATE_CLIENTS / WAYS)
#define TOKEN 1000 /* parts: one token a second is one of them a millisecond */

struct bucket {
	enum rate_kind kind; /* 0: free */
	struct client_id who;
	int64_t level, at;
};

struct rates {
	pthread_mutex_t mutex;
	struct bucket sets[SETS][WAYS];
};

struct rates *rates_new(void)
{
	struct rates *r = or_die(calloc(1, sizeof(*r)));

	pthread_mutex_init(&r->mutex, NULL);
	return r;
}

void rates_free(struct rates *r)
{
	pthread_mutex_destroy(&r->mutex);
	free(r);
}

static struct bucket *set_of(struct rates *r, const struct client_id *who)
{
	uint64_t halves[2], mixed;

	memcpy(halves, who->bytes, sizeof(halves));
	mixed = halves[0] * UINT64_C(0x9e3779b97f4a7c15) ^ halves[1];
	mixed = (mixed ^ mixed >> 32) * UINT64_C(0xd6e8feb86659fd93);
	return r->sets[(mixed >> 40) % SETS];
}

/* Its bucket; a full one when it is not known. */
static struct bucket *find(struct rates *r, enum rate_kind kind,
                           const struct client_id *who, int64_t full,
                           int64_t now)
{
	struct bucket *set = set_of(r, who), *oldest = set;

	for (size_t i = 0; i < WAYS; i++) {
		if (set[i].kind == kind &&
		    memcmp(&set[i].who, who, sizeof(*who)) == 0)
			return &set[i];
		if (set[i].kind == 0 ||
		    (oldest->kind != 0 && set[i].at < oldest->at))
			oldest = &set[i];
	}
	*oldest = (struct bucket){ kind, *who, full, now };
	return oldest;
}

static void fill(struct bucket *b, int64_t rate, int64_t full, int64_t now)
{
	int64_t passed = now - b->at, most = full / rate;

	b->at = now;
	if (passed > 0)
		b->level += (passed < most ? passed : most) * rate;
	if (b->level > full)
		b->level = full;
}

static int64_t seconds_for(int64_t missing, int64_t rate)
{
	return missing <= 0 ? 0 : (missing + rate * TOKEN - 1) / (rate * TOKEN);
}

struct allowance rate_take(struct rates *r, enum rate_kind kind,
                           const struct client_id *who, int64_t rate,
                           int64_t now)
{
	int64_t full = rate * RATE_WINDOW * TOKEN;
	struct allowance a = { .quota = rate * RATE_WINDOW };
	struct bucket *b;

	pthread_mutex_lock(&r->mutex);
	b = find(r, kind, who, full, now);
	fill(b, rate, full, now);
	a.is_given = b->level >= TOKEN;
	if (a.is_given)
		b->level -= TOKEN;
	a.remaining = b->level / TOKEN;
	a.reset = seconds_for(full - b->level, rate);
	a.retry = seconds_for(TOKEN - b->level, rate);
	pthread_mutex_unlock(&r->mutex);
	return a;
}
