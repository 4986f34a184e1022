/*
 * negation.h - words that turn a sentence into its opposite
 *
 * Shapes  a negation ("not"), a prohibition ("prohibits"), an exception
 *         ("unless") or a condition ("provided that") that goes into a part
 *         of a text. It is judged by whole words with what stands around
 *         them: the longest rule at a place counts, so that "No 182/2011",
 *         "not only" and 未来 are none.
 *         Rules are those of the language that is named (BCP 47; a longer tag
 *         counts as its first part) where the script is its own; else of
 *         whichever languages of the script the surroundings are written in,
 *         and of all where they do not tell.
 * Units   bytes.
 * Errors  negation_known() is false for a language without rules: in its
 *         script nothing is found.
 * Source  lib/match/negations/, a file for each language.
 */
#ifndef LIB_MATCH_NEGATION_H
#define LIB_MATCH_NEGATION_H

#include "lib/base/base.h"

#define NEGATION_AROUND 1000 /* bytes that are looked at on both sides */

struct arena;

enum negation_kind {
	NEGATION_NOT,
	NEGATION_PROHIBITION,
	NEGATION_EXCEPTION,
	NEGATION_CONDITION,
	NEGATION__COUNT
};

/* "a negation", "a prohibition", ... */
extern const char *const negation_kinds[NEGATION__COUNT];

struct negation {
	struct str words;
	enum negation_kind kind;
};

enum negation_which { NEGATION_FIRST, NEGATION_LAST };

/* The first, or the last, that has a byte between `from` and `to`. */
bool negation_find(struct arena *a, struct str text, size_t from, size_t to,
                   struct str lang, enum negation_which which,
                   struct negation *out);

/* Are there rules for it? True of one that is not named. */
bool negation_known(struct str lang);

#endif
