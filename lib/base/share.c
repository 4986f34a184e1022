/*
 * share.c - counts, by a hash of who holds
 */
#include "lib/base/share.h"

#include <stdatomic.h>

#define PARTIES 8192
#define CROWD   3 /* one part in so many is held */

static atomic_size_t held, held_by[PARTIES];

void share_add(uint64_t who, size_t bytes)
{
	held += bytes;
	held_by[who % PARTIES] += bytes;
}

void share_take_back(uint64_t who, size_t bytes)
{
	held -= bytes;
	held_by[who % PARTIES] -= bytes;
}

/* So n who want all have one part in n + 1, and one more finds as much. */
bool share_is_past(uint64_t who, size_t more, size_t share)
{
	size_t all = held + more, own = held_by[who % PARTIES] + more;

	return all > share || own > share - all;
}

bool share_is_crowded(size_t share)
{
	return held > share / CROWD;
}
