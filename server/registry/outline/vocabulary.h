/*
 * vocabulary.h - the words that open the parts of laws, by language
 *
 * Shapes  a class ("article") has words of many languages. A word fits in any
 *         case and without diacritics; one that is written with a capital in
 *         the data needs one in the text, too, where its script has them. A
 *         blank in a word is any white space.
 * Units   lengths are bytes.
 * Errors  none: the data is compiled in; tests/registry/outline/test_split.c
 *         reads it all.
 * Source  server/registry/outline/vocabulary/law.json: {CLASS: {LANGUAGE:
 *         [WORD]}}.
 */
#ifndef SERVER_REGISTRY_OUTLINE_VOCABULARY_H
#define SERVER_REGISTRY_OUTLINE_VOCABULARY_H

#include "lib/base/arena.h"

struct word {
	struct str text, lang; /* as in the data */
	const uint32_t *folded;
	size_t n;     /* of folded */
	bool capital; /* it must begin with one */
	int number;   /* of those that count: 1 for the first; else 0 */
};

struct word_class {
	struct str name;
	struct word *words;
	size_t n;
	uint64_t first; /* a bit for each letter that words begin with */
	/* the last question and its answer: many patterns ask the same */
	const char *asked;
	size_t length;
	const struct word *found;
};

struct vocabulary;

struct vocabulary *vocabulary_read(struct arena *a);

/* NULL: there is none of that name. */
struct word_class *vocabulary_class(const struct vocabulary *v,
                                    struct str name);

/* Before another text stands where one stood that words were looked for in. */
void vocabulary_forget(struct vocabulary *v);

/* How many bytes of s its longest fitting word takes; 0: none. */
size_t vocabulary_match(struct word_class *c, struct str s,
                        const struct word **out);

/* How many bytes of s this word takes; 0: it does not fit. */
size_t vocabulary_fits(const struct word *w, struct str s);

#endif
