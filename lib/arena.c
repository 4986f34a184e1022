/*
 * arena.c - blocks of memory in a list, newest first
 */
#include "lib/arena.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/log.h"

#define BLOCK_SIZE 8192
#define ALIGNMENT  _Alignof(max_align_t)

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

struct arena {
	struct block *blocks;
	struct deferred *deferred;
	size_t size; /* of all blocks */
};

static atomic_size_t held;
static atomic_size_t budget;

void arena_set_budget(size_t bytes)
{
	budget = bytes;
}

bool arena_full(const struct arena *a)
{
	size_t limit = budget;

	return a->size > ARENA_MAX || (limit > 0 && held > limit);
}

static struct block *block_new(struct arena *a, size_t size)
{
	struct block *b = calloc(1, sizeof(*b) + size);

	if (b == NULL)
		die("out of memory");
	b->next = a->blocks;
	b->size = size;
	a->blocks = b;
	a->size += size;
	held += size;
	return b;
}

struct arena *arena_new(void)
{
	struct arena *a = calloc(1, sizeof(*a));

	if (a == NULL)
		die("out of memory");
	return a;
}

void arena_free(struct arena *a)
{
	struct block *b, *next;

	if (a == NULL)
		return;
	for (struct deferred *d = a->deferred; d != NULL; d = d->next)
		d->fn(d->arg);
	held -= a->size;
	for (b = a->blocks; b != NULL; b = next) {
		next = b->next;
		free(b);
	}
	free(a);
}

void *arena_alloc(struct arena *a, size_t size)
{
	struct block *b = a->blocks;
	void *p;

	if (size > SIZE_MAX / 2)
		die("absurd allocation");
	size = (size + ALIGNMENT - 1) & ~(ALIGNMENT - 1);

	if (b == NULL || b->size - b->used < size)
		b = block_new(a, size > BLOCK_SIZE ? size : BLOCK_SIZE);
	p = b->data + b->used;
	b->used += size;
	return p;
}

char *arena_strndup(struct arena *a, const char *s, size_t len)
{
	char *copy = arena_alloc(a, len + 1);

	if (len > 0)
		memcpy(copy, s, len);
	return copy;
}

struct str arena_str(struct arena *a, struct str s)
{
	return (struct str){ arena_strndup(a, s.p, s.len), s.len };
}

static char *format(struct arena *a, const char *fmt, va_list ap, size_t *len)
	PRINTF(2, 0);

static char *format(struct arena *a, const char *fmt, va_list ap, size_t *len)
{
	va_list again;
	char *text;
	int n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (n < 0)
		die("bad format");

	*len = (size_t)n;
	text = arena_alloc(a, *len + 1);
	vsnprintf(text, *len + 1, fmt, ap);
	return text;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	size_t len;
	char *text;

	va_start(ap, fmt);
	text = format(a, fmt, ap, &len);
	va_end(ap);
	return text;
}

void arena_defer(struct arena *a, void (*fn)(void *), void *arg)
{
	struct deferred *d = arena_alloc(a, sizeof(*d));

	*d = (struct deferred){ a->deferred, fn, arg };
	a->deferred = d;
}

void buf_init(struct buf *b, struct arena *a)
{
	*b = (struct buf){ .arena = a, .cap = 256 };
	b->data = arena_alloc(a, b->cap);
}

void buf_add(struct buf *b, const void *data, size_t len)
{
	if (b->cap - b->len <= len) {
		size_t cap = 2 * (b->len + len + 1);
		char *grown = arena_alloc(b->arena, cap);

		memcpy(grown, b->data, b->len);
		b->data = grown;
		b->cap = cap;
	}
	if (len > 0)
		memcpy(b->data + b->len, data, len);
	b->len += len;
	b->data[b->len] = '\0';
}

void buf_str(struct buf *b, struct str s)
{
	buf_add(b, s.p, s.len);
}

void buf_puts(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	size_t len;
	char *text;

	va_start(ap, fmt);
	text = format(b->arena, fmt, ap, &len);
	va_end(ap);
	buf_add(b, text, len);
}

struct str buf_text(const struct buf *b)
{
	return (struct str){ b->data, b->len };
}
