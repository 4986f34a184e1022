/*
 * tokens.h - the tokens of a text in the search index, and of a query
 *
 * Shapes  tokens_each() cuts a text into the words of words.h and calls fn
 *         with what stands for each. English words stand as their stem
 *         (stem.h), with a possessive 's as part of them. Of Chinese,
 *         Japanese and Korean each character stands as itself and, at the
 *         same place, as a pair with the one after it; both in the form
 *         that han.h gives. "Al", as OCR misreads "AI", stands as both. A
 *         word that a hyphen parts at the end of a line stands as its two
 *         parts and, in the places of both, as a whole.
 *         A query asks of a run of such characters for its pairs, and for
 *         single ones only where there is no pair, so that what it asks for
 *         stands in the index one by one in neighbouring places.
 *         A pair needs two characters with nothing between them but what
 *         cannot be seen, or one line end: texts that write without blanks
 *         are broken into lines anywhere. Korean has blanks, and a line end
 *         is one.
 *         A token is borrowed for that one call, and ends in NUL. Spans are
 *         of whole characters with their marks; neither starts nor ends go
 *         back.
 * Units   bytes.
 * Errors  fn's non-zero result stops the walk and is returned; else 0.
 * Source  words.h, stem.h, han.h. WORDS_VERSION names the rules of all of
 *         them: an index made under another version is rebuilt.
 */
#ifndef LIB_TEXT_TOKENS_H
#define LIB_TEXT_TOKENS_H

#include "lib/base/base.h"

struct arena;

#define WORDS_VERSION "3"

enum tokens_for {
	TOKENS_INDEX,
	TOKENS_QUERY,
	TOKENS_PREFIX, /* a query whose last word may go on: it has no stem */
};

struct token {
	struct str text;
	size_t start, end;
	bool colocated; /* in the same place as the one before */
};

typedef int token_fn(void *arg, const struct token *t);

int tokens_each(struct str text, enum tokens_for use, token_fn *fn, void *arg);

/* Is there more that begins with the last word, to be asked for as a prefix? A
 * character of Chinese, Japanese and Korean is whole. */
bool tokens_open(struct str prefix);

/* Some words begin with `prefix` whose stems do not: "policies", in the index
 * as "polici", with "policie". Queries that ask for those whole, at most
 * TOKENS_ENDINGS; how many there are. */
#define TOKENS_ENDINGS 8
size_t tokens_endings(struct arena *a, struct str prefix,
                      struct str out[TOKENS_ENDINGS]);

/* The version of everything that tokens follow from: these rules, the table
 * of characters, Unicode as the library has it. */
struct str tokens_version(struct arena *a);

#endif
