/*
 * heap.c - the memory SQLite takes, and how much of it a request may cause
 *
 * SQLite has a limit of its own for all of it, which costs a lock for each
 * piece. Here each thread counts what it took since its transaction began; what
 * it gives back of others' makes up for that, so the count is a little low.
 */
#include "lib/sqlite/sqlite.h"

#include <malloc.h>
#include <stdlib.h>

static _Thread_local int64_t taken;
static _Thread_local bool is_limited, was_refused;

void heap_begin(void)
{
	taken = 0;
	was_refused = false;
	is_limited = arena_guarded() != NULL;
}

void heap_end(void)
{
	is_limited = false;
}

bool heap_is_over(void)
{
	return was_refused;
}

static bool is_past(int64_t more)
{
	bool refused = is_limited && taken + more > SQLITE_HEAP_MAX;

	was_refused = was_refused || refused;
	return refused;
}

static int size_of(void *p)
{
	return (int)malloc_usable_size(p);
}

static void *take(int size)
{
	void *p = is_past(size) ? NULL : malloc((size_t)size);

	if (p != NULL)
		taken += size_of(p);
	return p;
}

static void give(void *p)
{
	taken -= size_of(p);
	free(p);
}

static void *resize(void *p, int size)
{
	int had = size_of(p);
	void *grown = is_past(size - had) ? NULL : realloc(p, (size_t)size);

	if (grown != NULL)
		taken += size_of(grown) - had;
	return grown;
}

static int round_up(int size)
{
	return (size + 7) & ~7;
}

static int start(void *unused)
{
	(void)unused;
	return SQLITE_OK;
}

static void stop(void *unused)
{
	(void)unused;
}

const sqlite3_mem_methods heap_methods = { take,     give,  resize, size_of,
	                                   round_up, start, stop,   NULL };
