/*
 * blank.h - the blanks of plain text
 *
 * Shapes  those of ASCII that JSON allows between values; utf8.h tells of a
 *         whole text whether it has anything that can be seen.
 * Units   none.
 * Errors  none.
 * Source  RFC 8259, 2.
 */
#ifndef LIB_TEXT_BLANK_H
#define LIB_TEXT_BLANK_H

#include <stdbool.h>

#include "lib/base/base.h"

static inline bool char_is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Where the blanks from `at` on end. */
static inline size_t blank_skip(struct str s, size_t at)
{
	while (at < s.len && char_is_blank(s.p[at]))
		at++;
	return at;
}

/* Without those before and after it. */
static inline struct str blank_trimmed(struct str s)
{
	size_t at = blank_skip(s, 0);

	s = (struct str){ s.p + at, s.len - at };
	while (s.len > 0 && char_is_blank(s.p[s.len - 1]))
		s.len--;
	return s;
}

#endif
