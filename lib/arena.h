/*
 * arena.h - memory and other things that live exactly as long as a request
 *
 * Shapes  arena_alloc() gives zeroed memory aligned for any type. There is
 *         no free of one piece: arena_free() runs the deferred calls, last
 *         first, then releases everything.
 * Units   sizes are bytes. ARENA_MAX is the ceiling of one arena, the budget
 *         (arena_set_budget) that of all together.
 * Errors  none to handle: running out of memory ends the process (die()).
 *         Ceiling and budget are asked for, not enforced inside: whoever
 *         gathers an unbounded amount (body, page) asks arena_full() as it
 *         goes and answers 413 or 503; between two questions an allocation
 *         is bounded by the limits of a body.
 * Source  the per-request pool is the one idea nginx, h2o and lwan share.
 */
#ifndef LIB_ARENA_H
#define LIB_ARENA_H

#include "lib/base.h"

#define ARENA_MAX (160u << 20)

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *a);

/* Bytes that all arenas together may hold; 0, the default, is no limit. */
void arena_set_budget(size_t bytes);

/* True when this arena is past ARENA_MAX, or all are past the budget. */
bool arena_full(const struct arena *a);

void *arena_alloc(struct arena *a, size_t size);
char *arena_strndup(struct arena *a, const char *s, size_t len);
struct str arena_str(struct arena *a, struct str s); /* NUL-terminated copy */
char *arena_printf(struct arena *a, const char *fmt, ...) PRINTF(2, 3);

/* Call fn(arg) when the arena goes: the way to own what malloc() or another
 * library gave, such as a json_t. */
void arena_defer(struct arena *a, void (*fn)(void *), void *arg);

/* A byte string that grows inside an arena; always NUL-terminated. */
struct buf {
	struct arena *arena;
	char *data;
	size_t len;
	size_t cap;
};

void buf_init(struct buf *b, struct arena *a);
void buf_add(struct buf *b, const void *data, size_t len);
void buf_str(struct buf *b, struct str s);
void buf_puts(struct buf *b, const char *s);
void buf_printf(struct buf *b, const char *fmt, ...) PRINTF(2, 3);

/* What was gathered, borrowed from the buffer. */
struct str buf_text(const struct buf *b);

#endif
