/*
 * arena.c - blocks of memory in a list, newest first, and the account of them
 */
#include "lib/base/arena.h"

#include <setjmp.h>
#include <stdlib.h>
#include <time.h>

#include "lib/base/arena_room.h"
#include "lib/base/clock.h"
#include "lib/base/log.h"
#include "lib/base/share.h"

#define BLOCK_FIRST 960 /* what most requests need: malloc() has it at hand */
#define BLOCK_SIZE  8192
#define BLOCK_MAX   (1u << 20) /* of blocks that grow with the arena */
#define ALIGNMENT   _Alignof(max_align_t)
#define CHECK_EVERY 65536 /* units of work between two looks at the clock */

struct block {
	struct block *next;
	size_t used;
	size_t size;
	_Alignas(max_align_t) char data[];
};

struct deferred {
	struct deferred *next;
	void (*fn)(void *);
	void *arg;
};

/* What another library took within a guard, in a ring of its arena. */
struct lent {
	struct lent *next, *prev;
	struct arena *arena; /* NULL: of no one */
	size_t size;
	_Alignas(max_align_t) char data[];
};

struct account {
	size_t size, ceiling;
	uint64_t work, work_max;
	uint64_t check_at; /* this much work: look at the clock again */
	int64_t deadline;
	const atomic_bool *cancelled;
	bool crowded_out; /* others were to go first, and were too many */
	bool is_guest;
	uint64_t who; /* the guest */
};

struct arena {
	struct block *blocks;
	struct deferred *deferred;
	struct lent *lent;
	struct account *account; /* its own, or that of its parent */
	struct arena *parent, *children, *next, *prev;
	size_t size; /* of all that it holds itself */
	struct account own;
};

struct guard {
	struct guard *outer;
	struct arena *arena;
	struct err *err;
	unsigned hurries;
	jmp_buf way_out;
};

static atomic_size_t held;
static atomic_size_t budget;
static _Thread_local struct guard *innermost;
static _Thread_local struct {
	arena_pacer *fn;
	void *arg;
	unsigned hurries;
} pacer;

/* ---- ceilings ----------------------------------------------------------- */

void arena_set_budget(size_t bytes)
{
	budget = bytes;
}

static bool is_past_budget(const struct account *acc, size_t more)
{
	size_t limit = budget;

	return limit > 0 &&
	       (held + more > limit ||
	        (acc->is_guest &&
	         share_is_past(acc->who, more, limit / ARENA_GUESTS)));
}

bool arena_exhausted(const struct arena *a)
{
	return is_past_budget(a->account, 0);
}

bool arena_guests_crowd(void)
{
	size_t limit = budget / ARENA_GUESTS;

	return limit > 0 && share_is_crowded(limit);
}

void arena_be_guest(struct arena *a, uint64_t who)
{
	struct account *acc = a->account;

	if (acc->is_guest)
		return;
	acc->is_guest = true;
	acc->who = who;
	share_add(who, acc->size);
}

void arena_limit(struct arena *a, size_t bytes, uint64_t work)
{
	a->account->ceiling = bytes;
	a->account->work_max = work;
	a->account->check_at = 0;
}

void arena_deadline(struct arena *a, int64_t ms)
{
	a->account->deadline = ms;
	a->account->check_at = 0;
}

void arena_watch(struct arena *a, const atomic_bool *cancelled)
{
	a->account->cancelled = cancelled;
	a->account->check_at = 0;
}

uint64_t arena_spent(const struct arena *a)
{
	return a->account->work;
}

size_t arena_size(const struct arena *a)
{
	return a->account->size;
}

struct arena *arena_guarded(void)
{
	return innermost != NULL ? innermost->arena : NULL;
}

static void leave(enum err_code code, const char *why)
{
	struct guard *g = innermost;

	if (g == NULL)
		return;
	err_clear(g->err);
	err_set(g->err, code, "%s", why);
	longjmp(g->way_out, 1);
}

static enum err_code too_large(const struct account *acc, size_t more,
                               const char **why)
{
	if (acc->ceiling > 0 && acc->size + more > acc->ceiling) {
		*why = "this takes more memory than one request may have; "
		       "narrow it, or ask for less at a time";
		return ERR_TOO_LARGE;
	}
	if (acc->size + more > ARENA_FREE && is_past_budget(acc, more)) {
		*why = "too much is being done at once, try again";
		return ERR_BUSY;
	}
	return ERR_OK;
}

static void leave_if_too_large(const struct account *acc, size_t more)
{
	const char *why;
	enum err_code code;

	if (innermost == NULL)
		return;
	code = too_large(acc, more, &why);
	if (code != ERR_OK)
		leave(code, why);
}

/* Which of the ceilings of work is passed, and what to say of it. */
static enum err_code passed(const struct account *acc, const char **why)
{
	if (acc->cancelled != NULL && *acc->cancelled) {
		*why = "nobody waits for this any more";
		return ERR_CANCELLED;
	}
	if (acc->crowded_out) {
		*why = "too many requests that take long wait, try again";
		return ERR_BUSY;
	}
	if (acc->work_max > 0 && acc->work > acc->work_max) {
		*why = "this takes more work than one request may cause; "
		       "narrow it, or ask for less at a time";
		return ERR_BUSY;
	}
	if (acc->deadline > 0 && clock_ms() > acc->deadline) {
		*why = "this takes longer than one request may; narrow it, "
		       "or ask for less at a time";
		return ERR_BUSY;
	}
	return ERR_OK;
}

void arena_pace(arena_pacer *fn, void *arg)
{
	pacer.fn = fn;
	pacer.arg = arg;
}

void arena_hurry(void)
{
	pacer.hurries++;
}

void arena_hurry_end(void)
{
	pacer.hurries--;
}

/* Only the request itself may wait, not what is made for all of them. */
static void pace(struct account *acc)
{
	if (pacer.fn != NULL && pacer.hurries == 0 && innermost != NULL &&
	    innermost->arena->account == acc && !pacer.fn(pacer.arg))
		acc->crowded_out = true;
}

bool arena_is_over(const struct arena *a)
{
	const char *why;

	return passed(a->account, &why) != ERR_OK;
}

bool arena_overdraw(struct arena *a, uint64_t units)
{
	a->account->work += units;
	pace(a->account);
	return arena_is_over(a);
}

enum err_code arena_fault(const struct arena *a, struct err *e)
{
	const char *why;
	enum err_code code = passed(a->account, &why);

	return code != ERR_OK ? err_set(e, code, "%s", why) : ERR_OK;
}

static void check_work(struct account *acc)
{
	const char *why;
	enum err_code code;

	acc->check_at = acc->work + CHECK_EVERY;
	pace(acc);
	code = passed(acc, &why);
	if (code != ERR_OK)
		leave(code, why);
}

void arena_work(struct arena *a, uint64_t units)
{
	struct account *acc = a->account;

	acc->work += units;
	if (acc->work >= acc->check_at)
		check_work(acc);
}

/* ---- what is given back ------------------------------------------------- */

struct deferred *arena_defer(struct arena *a, void (*fn)(void *), void *arg)
{
	struct deferred *d = arena_alloc(a, sizeof(*d));

	*d = (struct deferred){ a->deferred, fn, arg };
	a->deferred = d;
	return d;
}

void arena_settle(struct arena *a, struct deferred *d)
{
	struct deferred **at = &a->deferred;

	while (*at != d)
		at = &(*at)->next;
	*at = d->next;
	d->fn(d->arg);
}

/* Run what was deferred since `until` was the newest. */
static void settle_since(struct arena *a, const struct deferred *until)
{
	while (a->deferred != until)
		arena_settle(a, a->deferred);
}

enum err_code arena_guard(struct arena *a, guarded_fn *fn, void *arg,
                          struct err *e)
{
	struct guard g = { .outer = innermost,
		           .arena = a,
		           .err = e,
		           .hurries = pacer.hurries };
	const struct deferred *newest = a->deferred;
	enum err_code rc;

	innermost = &g;
	if (setjmp(g.way_out) == 0) {
		rc = fn(arg, e);
		innermost = g.outer;
		return rc;
	}
	innermost = g.outer;
	settle_since(a, newest);
	pacer.hurries = g.hurries;
	return e->code;
}

void arena_unguarded(void (*fn)(void))
{
	struct guard *inner = innermost;

	innermost = NULL;
	fn();
	innermost = inner;
}

/* ---- memory ------------------------------------------------------------- */

static void charge(struct arena *a, size_t size)
{
	a->size += size;
	a->account->size += size;
	held += size;
	if (a->account->is_guest)
		share_add(a->account->who, size);
}

static void refund(struct arena *a, size_t size)
{
	a->size -= size;
	a->account->size -= size;
	held -= size;
	if (a->account->is_guest)
		share_take_back(a->account->who, size);
}

static struct block *block_new(struct arena *a, size_t size)
{
	struct block *b;

	leave_if_too_large(a->account, sizeof(*b) + size);
	b = or_die(malloc(sizeof(*b) + size));
	b->next = a->blocks;
	b->used = 0;
	b->size = size;
	a->blocks = b;
	charge(a, sizeof(*b) + size);
	return b;
}

struct arena *arena_new(void)
{
	struct arena *a = or_die(calloc(1, sizeof(*a)));

	a->account = &a->own;
	return a;
}

struct arena *arena_child(struct arena *parent)
{
	struct arena *a = arena_new();

	a->account = parent->account;
	a->parent = parent;
	a->next = parent->children;
	if (a->next != NULL)
		a->next->prev = a;
	parent->children = a;
	return a;
}

struct arena *arena_scratch(void)
{
	return innermost != NULL ? arena_child(innermost->arena) : arena_new();
}

static void unlink_child(struct arena *a)
{
	if (a->next != NULL)
		a->next->prev = a->prev;
	if (a->prev != NULL)
		a->prev->next = a->next;
	else if (a->parent != NULL)
		a->parent->children = a->next;
}

void arena_free(struct arena *a)
{
	struct block *b, *next;

	if (a == NULL)
		return;
	settle_since(a, NULL);
	while (a->children != NULL)
		arena_free(a->children);
	while (a->lent != NULL)
		arena_heap_free(a->lent->data);
	unlink_child(a);
	for (b = a->blocks; b != NULL; b = next) {
		next = b->next;
		free(b);
	}
	refund(a, a->size);
	free(a);
}

/* Blocks grow with the arena, so that a large one goes back to the system. */
static size_t block_size(const struct arena *a, size_t size)
{
	size_t usual = a->size / 2;

	if (usual < BLOCK_SIZE)
		usual = a->size > 0 ? BLOCK_SIZE : BLOCK_FIRST;
	if (usual > BLOCK_MAX)
		usual = BLOCK_MAX;
	return size > usual ? size : usual;
}

static size_t round_up(size_t size)
{
	if (size > SIZE_MAX / 2)
		die("absurd allocation");
	return (size + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
}

void *arena_take(struct arena *a, size_t size)
{
	struct block *b = a->blocks;
	void *p;

	size = round_up(size);

	if (b == NULL || b->size - b->used < size)
		b = block_new(a, block_size(a, size));
	p = b->data + b->used;
	b->used += size;
	return p;
}

void *arena_alloc(struct arena *a, size_t size)
{
	return memset(arena_take(a, size), 0, size);
}

void *arena_grow(struct arena *a, void *items, size_t n, size_t *room,
                 size_t size)
{
	void *grown;

	if (n < *room)
		return items;
	*room = n < 8 ? 16 : 2 * n;
	if (*room > SIZE_MAX / 2 / size)
		die("absurd allocation");
	grown = arena_alloc(a, *room * size);
	if (n > 0)
		memcpy(grown, items, n * size);
	return grown;
}

static char *resize_block(struct arena *a, size_t size)
{
	size_t more = size - a->blocks->size;
	struct block *b;

	leave_if_too_large(a->account, more);
	b = or_die(realloc(a->blocks, sizeof(*b) + size));
	charge(a, more);
	b->size = b->used = size;
	a->blocks = b;
	return b->data;
}

char *arena_extend(struct arena *a, char *data, size_t had, size_t size)
{
	struct block *b = a->blocks;
	size_t start;

	if (data < b->data || data >= b->data + b->used)
		return NULL;
	start = (size_t)(data - b->data);
	if (b->used != start + round_up(had))
		return NULL;
	if (start + round_up(size) <= b->size) {
		b->used = start + round_up(size);
		return data;
	}
	return start == 0 ? resize_block(a, round_up(size)) : NULL;
}

/* ---- memory of other libraries ------------------------------------------ */

static void link_lent(struct arena *a, struct lent *l)
{
	l->next = a->lent;
	if (l->next != NULL)
		l->next->prev = l;
	a->lent = l;
	charge(a, sizeof(*l) + l->size);
}

static void unlink_lent(struct arena *a, struct lent *l)
{
	if (l->next != NULL)
		l->next->prev = l->prev;
	if (l->prev != NULL)
		l->prev->next = l->next;
	else
		a->lent = l->next;
	refund(a, sizeof(*l) + l->size);
}

enum err_code arena_hold(struct arena *a, size_t size, struct err *e)
{
	const char *why;
	enum err_code code = too_large(a->account, size, &why);

	if (code != ERR_OK)
		return err_set(e, code, "%s", why);
	charge(a, size);
	return ERR_OK;
}

void arena_let_go(struct arena *a, size_t size)
{
	refund(a, size);
}

void *arena_heap_alloc(size_t size)
{
	struct arena *a = arena_guarded();
	struct lent *l;

	if (a != NULL)
		leave_if_too_large(a->account, sizeof(*l) + size);
	l = or_die(malloc(sizeof(*l) + size));
	*l = (struct lent){ .arena = a, .size = size };
	if (a != NULL)
		link_lent(a, l);
	return l->data;
}

void arena_heap_free(void *p)
{
	struct lent *l;

	if (p == NULL)
		return;
	l = (struct lent *)((char *)p - offsetof(struct lent, data));
	if (l->arena != NULL)
		unlink_lent(l->arena, l);
	free(l);
}
