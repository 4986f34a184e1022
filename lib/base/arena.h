/*
 * arena.h - request memory, and the budgets of memory, work and time
 *
 * Shapes  arena_alloc() gives zeroed memory aligned for any type. There is
 *         no free of one piece: arena_free() runs the deferred calls, last
 *         first, then releases everything, its children included.
 *         An arena and its children share one account: what they hold, the
 *         work they have done, and the ceilings of both.
 * Units   sizes are bytes, what the heap spends on a block included. A unit
 *         of work is one cheap step: a code point compared, a byte copied; a
 *         row that is visited counts WORK_ROW of them. Deadlines are
 *         milliseconds of the monotonic clock.
 * Errors  what passes a ceiling does not return: it leaves the innermost
 *         arena_guard() of the thread by longjmp(), and that returns
 *           ERR_TOO_LARGE  past the account's own bytes
 *           ERR_BUSY       past the budget of all, the work or the deadline
 *           ERR_CANCELLED  nobody waits for the outcome any more
 *         Without a guard (the command line) nothing is limited, and running
 *         out of memory ends the process (die()).
 *         Between a guard and whatever may leave it, nothing may be held that
 *         the guard cannot give back: no mutex, no malloc(), no open file,
 *         unless it is deferred. Nor is it left from inside a callback of
 *         another library, but for the allocator of Jansson.
 * Source  the per-request pool is the one idea nginx, h2o and lwan share; the
 *         way out is that of PostgreSQL's memory contexts.
 */
#ifndef LIB_BASE_ARENA_H
#define LIB_BASE_ARENA_H

#include <stdatomic.h>

#include "lib/base/err.h"

#define ARENA_MAX  (160u << 20) /* of a request, unless it is given less */
#define ARENA_FREE (64u << 10)  /* what one may hold whatever others do */
#define WORK_ROW   50

struct arena;

struct arena *arena_new(void);

/* One of the parent's account, which ends with it at the latest. */
struct arena *arena_child(struct arena *parent);

/* Memory of one function: a child of the arena of the innermost guard, or a
 * new arena where there is none. Its end is arena_free(). */
struct arena *arena_scratch(void);
void arena_free(struct arena *a);

/* ---- ceilings ----------------------------------------------------------- */

/* Bytes that all arenas together may hold; 0, the default, is no limit. */
void arena_set_budget(size_t bytes);

/* The account is that of somebody unknown: all of those together may hold a
 * part of the budget only, so that they leave room for others; and each who is
 * told apart by a number, as much of it as is left free. So however much some
 * want, there is room for one more. */
#define ARENA_GUESTS 4 /* the part of the budget is one of so many */
void arena_be_guest(struct arena *a, uint64_t who);

/* True when nothing is left for this account. */
bool arena_exhausted(const struct arena *a);

/* True when guests hold so much that soon little will be left for them. */
bool arena_guests_crowd(void);

/* What the account of this arena may hold and do; 0 is no limit. */
void arena_limit(struct arena *a, size_t bytes, uint64_t work);

/* When, by clock_ms(), it must be done; 0, the default, is never. */
void arena_deadline(struct arena *a, int64_t ms);

/* A flag that others set when the outcome is not wanted any more. */
void arena_watch(struct arena *a, const atomic_bool *cancelled);

/* Spend units of work. Ask in every loop that a client can lengthen. */
void arena_work(struct arena *a, uint64_t units);

/* For whoever cannot be left from, such as a callback of another library: spend
 * units, and see whether arena_work() would have left. Whoever called that
 * library then fails with what arena_fault() says, ERR_OK when it is not so. */
bool arena_overdraw(struct arena *a, uint64_t units);
bool arena_is_over(const struct arena *a);
enum err_code arena_fault(const struct arena *a, struct err *e);

/* Whoever runs requests by turns is asked at each look at the clock, and may
 * let others go first for as long as it likes; false is ERR_BUSY for the
 * request, which has waited for nothing. Of this thread; NULL is nobody. */
typedef bool arena_pacer(void *arg);
void arena_pace(arena_pacer *fn, void *arg);

/* Others wait for what this thread is at: nobody is asked until it is done, or
 * the guard is left. May be nested. */
void arena_hurry(void);
void arena_hurry_end(void);

/* Work done and bytes held so far. */
uint64_t arena_spent(const struct arena *a);
size_t arena_size(const struct arena *a);

/* Run fn(arg, e) until it returns or passes a ceiling. What it deferred on
 * this arena runs when it is left that way. Guards may be nested. */
typedef enum err_code guarded_fn(void *arg, struct err *e);

MUST_CHECK enum err_code arena_guard(struct arena *a, guarded_fn *fn, void *arg,
                                     struct err *e);

/* Run fn as if there were no guard: for what outlives the request. */
void arena_unguarded(void (*fn)(void));

/* The arena of the innermost guard of this thread, or NULL. */
struct arena *arena_guarded(void);

/* ---- memory ------------------------------------------------------------- */

void *arena_alloc(struct arena *a, size_t size);
char *arena_strndup(struct arena *a, const char *s, size_t len);
struct str arena_str(struct arena *a, struct str s); /* NUL-terminated copy */
char *arena_printf(struct arena *a, const char *fmt, ...) PRINTF(2, 3);

/* Room for one more after n items: `items`, or a copy twice as large. The
 * old one stays until the arena goes. */
#define ARENA_GROW(a, items, n, room)                                          \
	((items) = arena_grow((a), (items), (n), &(room), sizeof(*(items))))
void *arena_grow(struct arena *a, void *items, size_t n, size_t *room,
                 size_t size);

/* Call fn(arg) when the arena goes, or a guard is left: the way to own what
 * another library gave. arena_settle() calls it now instead. arg is not on the
 * stack, which is gone by then. */
struct deferred;
struct deferred *arena_defer(struct arena *a, void (*fn)(void *), void *arg);
void arena_settle(struct arena *a, struct deferred *d);

/* Count, until it is let go, what another library holds for the request, where
 * that cannot be left from: says what a ceiling it would pass is called. */
enum err_code arena_hold(struct arena *a, size_t size, struct err *e);
void arena_let_go(struct arena *a, size_t size);

/* malloc() and free() for another library: within a guard what it takes is
 * on the account of the guard's arena and goes with it at the latest. */
void *arena_heap_alloc(size_t size);
void arena_heap_free(void *p);

/* ---- texts -------------------------------------------------------------- */

/* A byte string that grows inside an arena; always NUL-terminated. */
struct buf {
	struct arena *arena;
	char *data;
	size_t len;
	size_t cap;
};

void buf_init(struct buf *b, struct arena *a);
/* Room for `more` bytes and a NUL: adding so many takes none. */
void buf_reserve(struct buf *b, size_t more);
void buf_add(struct buf *b, const void *data, size_t len);
void buf_str(struct buf *b, struct str s);
void buf_puts(struct buf *b, const char *s);
void buf_printf(struct buf *b, const char *fmt, ...) PRINTF(2, 3);

/* What was gathered, borrowed from the buffer. */
struct str buf_text(const struct buf *b);

#endif
