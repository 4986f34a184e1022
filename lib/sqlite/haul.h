/*
 * haul.h - what a search finds, as it is found
 *
 * Shapes  on the heap, since there is no leaving for want of memory where
 *         SQLite has called; counted for the request whose arena it goes with.
 * Units   records found.
 * Errors  haul_add(): those of arena_hold().
 * Source  none.
 */
#ifndef LIB_SQLITE_HAUL_H
#define LIB_SQLITE_HAUL_H

#include "lib/base/arena.h"
#include "lib/store/store.h"

struct haul {
	struct arena *arena;
	struct deferred *end; /* to be settled where it is to go before */
	struct found *found;
	size_t n, room;
};

struct haul *haul_new(struct arena *a);
MUST_CHECK enum err_code haul_add(struct haul *h, const struct found *one,
                                  struct err *e);

/* Both in the order of docids: leave out what the other has. */
void haul_subtract(struct haul *h, const struct haul *without);

#endif
