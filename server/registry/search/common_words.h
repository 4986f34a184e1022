/*
 * common_words.h - words that say nothing of a subject
 *
 * Shapes  a file of common/ for each language. Its lines begin with a role:
 *         little (a, the, which): not asked for; everyday (keep, allowed):
 *         not asked for where most words will do; question: of languages
 *         without blanks, cut out of a text. Words are folded (words.h), those
 *         of a question written as they are typed.
 * Errors  none: a word that is in no file is not common.
 * Source  embed_texts.awk makes the table.
 */
#ifndef SERVER_REGISTRY_SEARCH_COMMON_WORDS_H
#define SERVER_REGISTRY_SEARCH_COMMON_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/base.h"

/* A row for each language; an empty one ends the table. */
struct common_text {
	const char *name, *text;
};

extern const struct common_text common_texts[];

enum common_role { COMMON_LITTLE, COMMON_EVERYDAY };

bool common_is(enum common_role role, struct str word);

/* How long the longest word of a question is that the text begins with, or
 * 0. */
size_t common_question_at(struct str text);

#endif
