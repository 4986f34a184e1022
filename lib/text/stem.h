/*
 * stem.h - the stem of an English word
 *
 * Shapes  a word in small letters a to z, cut in place to what it shares with
 *         its plural, -ed and -ing forms: "policies" and "policy" both
 *         become "polici". Words made from others keep apart: "government"
 *         is not "governance". A stem is for comparing, not for showing.
 * Units   bytes; a stem is never longer than its word.
 * Errors  none. Words of other languages are cut too, the same way each time.
 * Source  Porter2 (the Snowball stemmer for English): steps 1a, 1b and 1c
 *         without adverbs, and of step 5 the final e and l that step 1
 *         leaves in "require" and takes from "required". Step 0 is done
 *         where words are cut, in tokens.c.
 */
#ifndef LIB_TEXT_STEM_H
#define LIB_TEXT_STEM_H

#include "lib/base/base.h"

/* How long the stem is that now stands in `word`. */
size_t stem_english(char *word, size_t len);

#endif
