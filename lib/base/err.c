/*
 * err.c - noting what went wrong
 */
#include "lib/base/err.h"

#include <stdarg.h>
#include <stdio.h>

#include "lib/base/arena.h"

void err_init(struct err *e, struct arena *arena)
{
	*e = (struct err){ .arena = arena };
}

void err_clear(struct err *e)
{
	err_init(e, e->arena);
}

enum err_code err_allow_absent(enum err_code rc, struct err *e)
{
	if (rc != ERR_NOT_FOUND)
		return rc;
	err_clear(e);
	return ERR_OK;
}

/* A text that was cut may end in the middle of a character: drop that. */
static void mend_end(char *text, size_t len)
{
	size_t start = len;

	while (start > 0 && ((unsigned char)text[start - 1] & 0xc0) == 0x80)
		start--;
	if (start > 0 && (unsigned char)text[start - 1] >= 0xc0)
		text[start - 1] = '\0';
}

static void print(char *out, const char *fmt, va_list ap) PRINTF(2, 0);
static void note(struct err *e, struct mistake m, const char *fmt, va_list ap)
	PRINTF(3, 0);

static void print(char *out, const char *fmt, va_list ap)
{
	int n = vsnprintf(out, ERR_TEXT, fmt, ap);

	if (n >= ERR_TEXT)
		mend_end(out, ERR_TEXT - 1);
}

enum err_code err_set(struct err *e, enum err_code code, const char *fmt, ...)
{
	va_list ap;

	e->code = code;
	va_start(ap, fmt);
	print(e->detail, fmt, ap);
	va_end(ap);
	return code;
}

static void note(struct err *e, struct mistake m, const char *fmt, va_list ap)
{
	char text[ERR_TEXT];
	struct mistake *copy;

	e->nmistakes++;
	if (e->arena == NULL || e->nmistakes > ERR_MISTAKES_MAX)
		return;

	print(text, fmt, ap);
	copy = arena_alloc(e->arena, sizeof(*copy));
	*copy = m;
	copy->detail = arena_printf(e->arena, "%s", text);
	if (e->last != NULL)
		e->last->next = copy;
	else
		e->mistakes = copy;
	e->last = copy;
}

void err_pointer(struct err *e, const char *pointer, const char *fmt, ...)
{
	struct mistake m = { .pointer = pointer };
	va_list ap;

	if (e->arena != NULL)
		m.pointer = arena_printf(e->arena, "%s", pointer);
	va_start(ap, fmt);
	note(e, m, fmt, ap);
	va_end(ap);
	err_set(e, ERR_INVALID, "%zu member%s of the body %s wrong",
	        e->nmistakes, e->nmistakes == 1 ? "" : "s",
	        e->nmistakes == 1 ? "is" : "are");
}

void err_parameter(struct err *e, const char *name, const char *fmt, ...)
{
	struct mistake m = { .parameter = name };
	va_list ap;

	if (e->arena != NULL)
		m.parameter = arena_printf(e->arena, "%s", name);
	va_start(ap, fmt);
	note(e, m, fmt, ap);
	va_end(ap);
	err_set(e, ERR_SYNTAX, "%zu parameter%s wrong", e->nmistakes,
	        e->nmistakes == 1 ? " is" : "s are");
}
