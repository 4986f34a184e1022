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
	struct block *b = malloc(sizeof(*b) + size);

	if (b == NULL)
		die("out of memory");
	b->next = a->blocks;
	b->used = 0;
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

/* Memory as it comes. */
static void *take(struct arena *a, size_t size)
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

void *arena_alloc(struct arena *a, size_t size)
{
	return memset(take(a, size), 0, size);
}

char *arena_strndup(struct arena *a, const char *s, size_t len)
{
	char *copy = take(a, len + 1);

	if (len > 0)
		memcpy(copy, s, len);
	copy[len] = '\0';
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
	text = take(a, *len + 1);
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
	b->data = take(a, b->cap);
	b->data[0] = '\0';
}

/* Does the newest block hold this alone? */
static bool is_alone(const struct block *b, const char *data)
{
	return b != NULL && data == b->data && b->size > BLOCK_SIZE;
}

static char *resize_block(struct arena *a, size_t size)
{
	struct block *b = realloc(a->blocks, sizeof(*b) + size);

	if (b == NULL)
		die("out of memory");
	a->size += size - b->size;
	held += size - b->size;
	b->size = b->used = size;
	a->blocks = b;
	return b->data;
}

/* Room for `more` bytes and a NUL. A long text that has a block for itself
 * grows where it is: it is not held twice. */
static void make_room(struct buf *b, size_t more)
{
	size_t need = b->len + more + 1, cap = need + need / 2;
	char *grown;

	if (b->cap - b->len > more)
		return;
	if (is_alone(b->arena->blocks, b->data)) {
		grown = resize_block(b->arena, cap);
	} else {
		grown = take(b->arena, cap);
		memcpy(grown, b->data, b->len + 1);
	}
	b->data = grown;
	b->cap = cap;
}

void buf_add(struct buf *b, const void *data, size_t len)
{
	make_room(b, len);
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
	size_t room = b->cap - b->len;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(b->data + b->len, room, fmt, ap);
	va_end(ap);
	if (n < 0)
		die("bad format");
	if ((size_t)n >= room) {
		make_room(b, (size_t)n);
		va_start(ap, fmt);
		vsnprintf(b->data + b->len, (size_t)n + 1, fmt, ap);
		va_end(ap);
	}
	b->len += (size_t)n;
}

struct str buf_text(const struct buf *b)
{
	return (struct str){ b->data, b->len };
}
