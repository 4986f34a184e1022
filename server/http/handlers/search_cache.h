/*
 * search_cache.h - answers to searches, kept until the registry changes
 *
 * Shapes  an answer is known by the query as it was sent, the version of the
 *         index and the day; one place for each hash, so that a newer answer
 *         takes the place of another.
 * Units   bytes in all: KEPT_BYTES; answers longer than KEPT_LONGEST are not
 *         kept.
 * Errors  none: what is not kept is drawn again.
 * Source  store_index_version() moves with every write that a search could
 *         show.
 */
#ifndef SERVER_HTTP_HANDLERS_SEARCH_CACHE_H
#define SERVER_HTTP_HANDLERS_SEARCH_CACHE_H

#include "lib/base/arena.h"
#include "lib/base/date.h"

#define KEPT_BYTES   (8u << 20)
#define KEPT_LONGEST (64u << 10)

struct kept;

/* What an answer depends on. */
struct kept_key {
	struct str query;
	int64_t version;
	char day[DAY_LEN + 1];
};

struct kept *kept_new(void);
void kept_free(struct kept *k);

/* The body, and the cursor of the next page or an absent text. */
bool kept_find(struct kept *k, const struct kept_key *key, struct arena *a,
               struct str *body, struct str *next);
void kept_put(struct kept *k, const struct kept_key *key, struct str body,
              struct str next);

#endif
