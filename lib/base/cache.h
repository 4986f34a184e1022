/*
 * cache.h - a cache of computed answers
 *
 * Shapes  a value has a name and a stamp, which says what it depends on: with
 *         another stamp it is not found. A hash table with one slot for each
 *         hash of a name: a newer value replaces an older one. Any thread may
 *         ask.
 * Units   bytes: of all values with their names, and of the longest one.
 * Errors  none: what is not in the cache is computed again.
 * Source  none.
 */
#ifndef LIB_BASE_CACHE_H
#define LIB_BASE_CACHE_H

#include "lib/base/arena.h"

struct cache;

/* It has this many places, a power of two. */
struct cache *cache_new(size_t places, size_t bytes, size_t longest);
void cache_free(struct cache *c);

/* Puts it after what is in `out`. */
bool cache_find(struct cache *c, struct str name, struct str stamp,
                struct buf *out);
void cache_put(struct cache *c, struct str name, struct str stamp,
               struct str value);

#endif
