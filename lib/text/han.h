/*
 * han.h - variants of Chinese characters as one character
 *
 * Shapes  han_plain() is the same for traditional, simplified and Japanese
 *         forms of a character ("國", "国"), one for one; others are
 *         themselves. Forms that simplified Chinese writes as one are one
 *         ("髮", "發": "发"). Beyond the first plane of Unicode all
 *         characters are themselves.
 * Units   code points.
 * Errors  none.
 * Source  the tables of OpenCC as they are where the program is built, by
 *         han.awk; han_version changes when they do.
 */
#ifndef LIB_TEXT_HAN_H
#define LIB_TEXT_HAN_H

#include "lib/base/base.h"

#define HAN_FIRST 0x3400
#define HAN_LAST  0x9fff

/* 0 where a character is itself. */
extern const uint16_t han_forms[HAN_LAST - HAN_FIRST + 1];

/* Stands for the whole of the table. */
extern const char han_version[];

static inline uint32_t han_plain(uint32_t c)
{
	uint32_t plain = 0;

	if (c >= HAN_FIRST && c <= HAN_LAST)
		plain = han_forms[c - HAN_FIRST];
	return plain != 0 ? plain : c;
}

#endif
