/*
 * words.h - word segmentation
 *
 * Shapes  words_each() calls fn with each word in its folded form and the
 *         span of bytes of the original text it stands for. Letters and
 *         digits of scripts that write with blanks form words; each Han,
 *         Kana or Hangul character is a word of its own.
 *         Folded: case, width, compatibility forms, diacritics, strokes of
 *         Latin letters, by utf8_plain_char(). Apostrophes, hyphens and all
 *         other punctuation separate; what cannot be seen (soft hyphen,
 *         zero-width characters) does not. Raised figures and signs such as
 *         the one in "Article 5²" are words of their own.
 *         A word is borrowed for that one call, and ends in NUL; folded
 *         forms longer than WORDS_MAX are cut, their spans are not.
 *         Spans hold whole characters with their marks; neither starts nor
 *         ends go back. One character may give several words with the same
 *         span ("½", "㍿").
 * Units   bytes.
 * Errors  fn's non-zero result stops the walk and is returned; else 0.
 *         Bytes that are not UTF-8 separate words.
 * Source  Unicode by utf8proc. What the index makes of words is in tokens.h.
 */
#ifndef LIB_TEXT_WORDS_H
#define LIB_TEXT_WORDS_H

#include "lib/base/arena.h"

#define WORDS_MAX 64

typedef int word_fn(void *arg, struct str word, size_t start, size_t end);

int words_each(struct str text, word_fn *fn, void *arg);

/* All of them, one blank between. */
struct str words_folded(struct arena *a, struct str text);

/* Does this code point stand for a word of its own? */
bool words_is_ideograph(uint32_t c);

/* Does it stand in a word with others: a letter or digit of a script that
 * writes with blanks? Is it a mark on what stands before it? */
bool words_is_letter(uint32_t c);
bool words_is_mark(uint32_t c);

/* The version of Unicode, which comes with the library: "15.0.0". */
const char *words_unicode(void);

#endif
