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

static inline bool char_is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

#endif
