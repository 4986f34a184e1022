/*
 * base.h - strings and macros that every file may use
 *
 * Shapes  struct str is a borrowed, length-counted run of UTF-8 bytes;
 *         p is never NULL once set, and p[len] need not be NUL. A zeroed
 *         struct str (p NULL, len 0) means "absent".
 * Errors  none.
 * Source  none; this is the bottom layer and includes no project header.
 */
#ifndef LIB_BASE_BASE_H
#define LIB_BASE_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define MUST_CHECK   __attribute__((warn_unused_result))
#define PRINTF(f, a) __attribute__((format(printf, f, a)))
#define NORETURN     __attribute__((noreturn))

struct str {
	const char *p;
	size_t len;
};

/* A compile-time string as a struct str. */
#define STR(literal) ((struct str){ "" literal, sizeof(literal) - 1 })

/* For printf's "%.*s". */
#define STR_ARG(s) (int)(s).len, (s).p

static inline struct str str_from(const char *s)
{
	return (struct str){ s, strlen(s) };
}

static inline bool str_eq(struct str a, struct str b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.p, b.p, a.len) == 0);
}

static inline bool str_is(struct str a, const char *b)
{
	return str_eq(a, str_from(b));
}

static inline bool str_starts(struct str s, struct str prefix)
{
	return s.len >= prefix.len &&
	       (prefix.len == 0 || memcmp(s.p, prefix.p, prefix.len) == 0);
}

static inline bool str_ends(struct str s, struct str tail)
{
	return s.len >= tail.len &&
	       (tail.len == 0 ||
	        memcmp(s.p + s.len - tail.len, tail.p, tail.len) == 0);
}

/* One of those in the list, which NULL ends. */
static inline bool str_among(struct str s, const char *const *list)
{
	while (*list != NULL && !str_is(s, *list))
		list++;
	return *list != NULL;
}

/* It ends with one of those in the list, which NULL ends. */
static inline bool str_ends_among(struct str s, const char *const *list)
{
	while (*list != NULL &&
	       !str_ends(s, (struct str){ *list, strlen(*list) }))
		list++;
	return *list != NULL;
}

/* Take what stands before `stop` off its front; without one it all, and *s is
 * absent then. */
static inline struct str str_take(struct str *s, char stop)
{
	const char *at =
		s->len > 0 ? (const char *)memchr(s->p, stop, s->len) : NULL;
	struct str head = *s;

	if (at == NULL) {
		*s = (struct str){ 0 };
		return head;
	}
	head.len = (size_t)(at - s->p);
	*s = (struct str){ at + 1, s->len - head.len - 1 };
	return head;
}

/* What follows its first n bytes. */
static inline struct str str_skip(struct str s, size_t n)
{
	return (struct str){ s.p + n, s.len - n };
}

static inline bool char_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Of ASCII. */
static inline bool char_is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* By byte, which for UTF-8 is by code point. */
static inline int str_cmp(struct str a, struct str b)
{
	size_t n = a.len < b.len ? a.len : b.len;
	int diff = n > 0 ? memcmp(a.p, b.p, n) : 0;

	return diff != 0 ? diff : (a.len > b.len) - (a.len < b.len);
}

#endif
