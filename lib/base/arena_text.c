/*
 * arena_text.c - texts in an arena
 */
#include "lib/base/arena.h"

#include <stdarg.h>
#include <stdio.h>

#include "lib/base/arena_room.h"
#include "lib/base/log.h"

char *arena_strndup(struct arena *a, const char *s, size_t len)
{
	char *copy = arena_take(a, len + 1);

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

/* What is short is formatted once. */
static char *format(struct arena *a, const char *fmt, va_list ap, size_t *len)
{
	char first[256], *text;
	va_list again;
	int n;

	va_copy(again, ap);
	n = vsnprintf(first, sizeof(first), fmt, again);
	va_end(again);
	if (n < 0)
		die("bad format");

	*len = (size_t)n;
	text = arena_take(a, *len + 1);
	if (*len < sizeof(first))
		memcpy(text, first, *len + 1);
	else
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

/* ---- growing ------------------------------------------------------------- */

void buf_init(struct buf *b, struct arena *a)
{
	*b = (struct buf){ .arena = a, .cap = 256 };
	b->data = arena_take(a, b->cap);
	b->data[0] = '\0';
}

void buf_reserve(struct buf *b, size_t more)
{
	size_t need = b->len + more + 1, cap = need + need / 2;
	char *grown;

	if (b->cap - b->len > more)
		return;
	grown = arena_extend(b->arena, b->data, b->cap, cap);
	if (grown == NULL) {
		grown = arena_take(b->arena, cap);
		memcpy(grown, b->data, b->len + 1);
	}
	b->data = grown;
	b->cap = cap;
}

void buf_add(struct buf *b, const void *data, size_t len)
{
	buf_reserve(b, len);
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
		buf_reserve(b, (size_t)n);
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
