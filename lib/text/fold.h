/*
 * fold.h - character folding: characters that readers take for the same
 *
 * Shapes  a class says what a character is between words; parts are what it
 *         is made of: its canonical decomposition; wide and narrow forms,
 *         ligatures, Roman numbers and the radicals of Chinese characters as
 *         the ordinary ones; in one case, Turkish i included. Raised figures,
 *         fractions and the like stay what they are.
 * Units   code points.
 * Errors  none.
 * Source  Unicode by utf8proc: canonical equivalence (UAX 15), compatibility
 *         tags, Quotation_Mark, Dash, Default_Ignorable_Code_Point,
 *         EquivalentUnifiedIdeograph. FOLD_VERSION names these rules: stored
 *         results of folding are recomputed under another.
 */
#ifndef LIB_TEXT_FOLD_H
#define LIB_TEXT_FOLD_H

#include "lib/base/base.h"

#define FOLD_VERSION   "2"
#define FOLD_PARTS_MAX 40

enum fold_class {
	FOLD_PLAIN,
	FOLD_BLANK,
	FOLD_UNSEEN, /* takes no room: zero-width, direction, variation */
	FOLD_SOFT_HYPHEN,
	FOLD_DASH,
	FOLD_QUOTE,
};

enum fold_class fold_class(uint32_t c);

/* Does it end a line? */
bool fold_is_break(uint32_t c);

/* The ASCII kin of white space, dashes and quotation marks. */
int32_t fold_kin(int32_t c);

/* A radical as the character it is; others are themselves. */
uint32_t fold_unified(uint32_t c);

/* The parts of a code point; how many. */
size_t fold_parts(uint32_t c, bool in_one_case, int32_t out[FOLD_PARTS_MAX]);

#endif
