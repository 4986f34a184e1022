/*
 * cache.h - answers that are kept as long as what they were made of stands
 *
 * Shapes  a value is known by its name and a stamp, which says what it depends
 *         on: one place for each hash of a name, so that a newer value takes
 *         the place of an older one. Any thread may ask.
 * Units   bytes: of all values with their names, and of the longest one.
 * Errors  none: what is not kept is made again.
 * Source  none.
 */
#ifndef LIB_BASE_CACHE_H
#define LIB_BASE_CACHE_H

#include "lib/base/arena.h"

struct cache;

struct cache *cache_new(size_t bytes, size_t longest);
void cache_free(struct cache *c);

/* A copy in the arena. */
bool cache_find(struct cache *c, struct str name, struct str stamp,
                struct arena *a, struct str *out);
void cache_put(struct cache *c, struct str name, struct str stamp,
               struct str value);

#endif
