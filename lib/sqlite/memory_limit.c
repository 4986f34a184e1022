/*
 * memory_limit.c - the memory SQLite takes, and how much of it a request may cause
 *
 * SQLite has a limit of its own for all of it, which costs a lock for each
 * piece. Here each thread counts what it took since its transaction began; what
 * it gives back of others' makes up for that, so the count is a little low. In
 * larger steps it is put on the account of the request.
 */
#include "lib/sqlite/sqlite.h"

#include <malloc.h>
#include <stdlib.h>

#define STEP (256 << 10)

static _Thread_local struct {
	struct arena *arena; /* of who reads; NULL: there is no limit */
	int64_t taken, counted;
	struct err refusal;
} heap;

void heap_begin(void)
{
	heap.arena = arena_guarded();
	heap.taken = heap.counted = 0;
	heap.refusal = (struct err){ 0 };
}

void heap_end(void)
{
	if (heap.arena != NULL)
		arena_let_go(heap.arena, (size_t)heap.counted);
	heap.arena = NULL;
}

enum err_code heap_fault(struct err *e)
{
	return heap.refusal.code == ERR_OK ? ERR_OK
	                                   : err_set(e, heap.refusal.code, "%s",
	                                             heap.refusal.detail);
}

static bool is_past(int64_t more)
{
	int64_t missing = heap.taken + more - heap.counted, step = STEP;

	if (heap.arena == NULL || missing <= 0)
		return false;
	if (missing > step)
		step = missing;
	if (arena_hold(heap.arena, (size_t)step, &heap.refusal) != ERR_OK)
		return true;
	heap.counted += step;
	return false;
}

static int size_of(void *p)
{
	return (int)malloc_usable_size(p);
}

static void *take(int size)
{
	void *p = is_past(size) ? NULL : malloc((size_t)size);

	if (p != NULL && heap.arena != NULL)
		heap.taken += size_of(p);
	return p;
}

static void give(void *p)
{
	if (heap.arena != NULL)
		heap.taken -= size_of(p);
	free(p);
}

static void *resize(void *p, int size)
{
	int had = heap.arena != NULL ? size_of(p) : 0;
	void *grown = is_past(size - had) ? NULL : realloc(p, (size_t)size);

	if (grown != NULL && heap.arena != NULL)
		heap.taken += size_of(grown) - had;
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
