/*
 * ellipsis.h - what a quote leaves out
 *
 * Shapes  an ellipsis is … or ⋯, once or more, or three dots or more, blanks
 *         between them or not; any of it may stand in brackets. Parts are
 *         what stands between, without white space at their ends; what is
 *         empty is no part. A negation is a word that turns a sentence into
 *         its opposite, in the languages below.
 * Errors  ellipsis_split(): 0 when there is no ellipsis; parts beyond `max`
 *         are counted but not kept.
 * Source  languages: English, French, German, Spanish, Italian, Portuguese,
 *         Dutch, Chinese, Japanese, Korean. "non-" before a word is none.
 */
#ifndef LIB_MATCH_ELLIPSIS_H
#define LIB_MATCH_ELLIPSIS_H

#include "lib/base/base.h"

size_t ellipsis_split(struct str quote, struct str *parts, size_t max);

/* The first negation in a text, or absent. */
struct str ellipsis_negation(struct str text);

#endif
