/*
 * search_cache.h - answers to searches, kept until the registry changes
 *
 * Shapes  an answer is known by the query as it was sent, the version of the
 *         index and the day; one place for each hash, so that a newer answer
 *         takes the place of another.
 * Units   bytes in all: SEARCH_CACHE_BYTES; answers longer than
 *         SEARCH_CACHE_LONGEST are not kept.
 * Errors  none: what is not kept is drawn again.
 * Source  store_index_version() moves with every write that a search could
 *         show.
 */
#ifndef SERVER_HTTP_HANDLERS_SEARCH_CACHE_H
#define SERVER_HTTP_HANDLERS_SEARCH_CACHE_H

#include "lib/base/arena.h"
#include "lib/base/date.h"

#define SEARCH_CACHE_BYTES   (8u << 20)
#define SEARCH_CACHE_LONGEST (64u << 10)

struct search_cache;

/* What an answer depends on. */
struct search_cache_key {
	struct str query;
	int64_t version;
	char day[DAY_LEN + 1];
};

struct search_cache *search_cache_new(void);
void search_cache_free(struct search_cache *k);

/* The body, and the cursor of the next page or an absent text. */
bool search_cache_find(struct search_cache *k,
                       const struct search_cache_key *key, struct arena *a,
                       struct str *body, struct str *next);
void search_cache_put(struct search_cache *k,
                      const struct search_cache_key *key, struct str body,
                      struct str next);

#endif
