/*
 * utf8.h - code points, their counting, and folding
 *
 * Shapes  texts are UTF-8. Folding makes texts that a reader takes for the
 *         same text equal: NFKC, case folded, width and compatibility forms
 *         unified, what cannot be seen (soft hyphen, zero-width characters)
 *         dropped, runs of white space one blank, none at the ends, typo-
 *         graphic quotation marks and dashes their ASCII kin. Results live
 *         in the arena and end in NUL.
 * Units   code points, UTF-16 units and bytes, as named.
 * Errors  utf8_valid() is false for overlong forms, surrogates, values past
 *         U+10FFFF and cut sequences; the others want valid text. Given
 *         other bytes they stay inside them, but what they say is of no use.
 * Source  RFC 3629; Unicode by utf8proc, which is included only in utf8.c,
 *         words.c and fold.c; white space, dashes and quotation marks by
 *         fold.h.
 */
#ifndef LIB_TEXT_UTF8_H
#define LIB_TEXT_UTF8_H

#include "lib/base/base.h"

struct arena;

struct utf8_counts {
	int64_t bytes, code_points, utf16;
};

bool utf8_valid(struct str s);

/* How long the valid start of s is; s.len when all of it is valid. */
size_t utf8_valid_length(struct str s);

struct utf8_counts utf8_count(struct str s);

/* The code point at *at, which moves past it; s is valid, *at < s.len. A byte
 * that begins no valid sequence is U+FFFD. */
uint32_t utf8_next(struct str s, size_t *at);

/* The bytes of a code point, 1 to 4, no NUL; how many there are. */
size_t utf8_encode(uint32_t c, char out[4]);

/* Counts of the part of s before its n-th code point (all when n is beyond).
 */
struct utf8_counts utf8_until(struct str s, int64_t n);

struct str utf8_fold(struct arena *a, struct str s);

/* Folded and without diacritics, for keys: "Łódź" and "lodz" become one.
 * Vowel signs of Indic scripts and voicing marks of Kana are kept. */
struct str utf8_plain(struct arena *a, struct str s);

/* The same for one code point, decomposed: how many are left of it, which
 * is none for a diacritic or what cannot be seen. White space, quotation
 * marks and dashes stay what they are. */
#define UTF8_PLAIN_MAX 40
size_t utf8_plain_char(uint32_t c, int32_t out[UTF8_PLAIN_MAX]);

/* Is there anything to see of a character: no blank, no control or format
 * character, no filler? */
bool utf8_is_seen(uint32_t c);

/* Nothing can be seen of a text; marks need a letter to stand on. */
bool utf8_is_blank(struct str s);

/* Equal after folding. */
bool utf8_same(struct str a, struct str b);

/* Where the character begins that byte `at` is a part of. */
size_t utf8_start(struct str s, size_t at);

/* Most of Chinese: folded to itself, always a word of its own. */
static inline bool utf8_is_unified_han(uint32_t c)
{
	return c >= 0x4e00 && c <= 0x9fff;
}

/* On one line: blanks and ends of lines are one blank, and none at the ends;
 * between two Chinese characters an end of a line is nothing. */
struct str utf8_one_line(struct arena *a, struct str s);

/* Copy at most max code points, ending in an ellipsis when cut. */
struct str utf8_shorten(struct arena *a, struct str s, int64_t max);

#endif
