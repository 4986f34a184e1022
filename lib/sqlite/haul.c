/*
 * haul.c - an array on the heap that an arena owns
 */
#include "lib/sqlite/haul.h"

#include <stdlib.h>

#include "lib/base/array.h"

#define FIRST 1024 /* records found */

static void drop(void *arg)
{
	struct haul *h = arg;

	free(h->found);
	arena_let_go(h->arena, h->room * sizeof(*h->found));
}

struct haul *haul_new(struct arena *a)
{
	struct haul *h = arena_alloc(a, sizeof(*h));

	h->arena = a;
	h->end = arena_defer(a, drop, h);
	return h;
}

enum err_code haul_add(struct haul *h, const struct found *one, struct err *e)
{
	size_t more = h->room == 0 ? FIRST : h->room;
	enum err_code rc = ERR_OK;

	if (h->n == h->room) {
		rc = arena_hold(h->arena, more * sizeof(*h->found), e);
		if (rc != ERR_OK)
			return rc;
		ARRAY_RESIZE(h->found, h->room + more);
		h->room += more;
	}
	h->found[h->n++] = *one;
	return rc;
}

void haul_subtract(struct haul *h, const struct haul *without)
{
	size_t kept = 0, at = 0;

	if (without->n == 0)
		return;
	for (size_t i = 0; i < h->n; i++) {
		while (at < without->n && without->found[at].n < h->found[i].n)
			at++;
		if (at == without->n || without->found[at].n != h->found[i].n)
			h->found[kept++] = h->found[i];
	}
	h->n = kept;
}
