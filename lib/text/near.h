/*
 * near.h - edit distance: was this text meant by what somebody typed?
 *
 * Shapes  texts as words_folded() makes them.
 * Units   letters (code points) that must be put in, taken out, replaced, or
 *         exchanged with their neighbour; NEAR_NEVER is too many.
 * Errors  none; what is longer than NEAR_TYPED letters is near to nothing.
 * Source  the distance of Damerau and Levenshtein, neighbours being exchanged
 *         once.
 */
#ifndef LIB_TEXT_NEAR_H
#define LIB_TEXT_NEAR_H

#include "lib/base/base.h"

#define NEAR_TYPED 60
#define NEAR_NEVER 3

size_t near_distance(struct str a, struct str b);

/* How far, of a word of that length, is near enough: that a short word has
 * other letters says more. The first letter must be the same. */
bool near_is(struct str typed, struct str name, size_t *distance);

#endif
