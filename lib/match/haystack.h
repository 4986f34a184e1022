/*
 * haystack.h - a text made ready for being asked many times
 *
 * Shapes  the text as it is, and its words by words_each(): where each
 *         begins, and which of the distinct words (from 1) it is. Made once;
 *         then only read, by any number of threads. It may be a window of a
 *         longer text: then the parts at its ends are there to be compared
 *         with, and what begins in them is found in other windows.
 * Units   places within the text are bytes; haystack_code_point() turns one
 *         into code points of the longer text. Costs about 12 bytes a word
 *         beside the text, and is made in HAYSTACK_WORK units a byte.
 * Errors  none: the text is valid UTF-8 of less than 4 GiB.
 * Source  an inverted index in memory.
 */
#ifndef LIB_MATCH_HAYSTACK_H
#define LIB_MATCH_HAYSTACK_H

#include "lib/base/base.h"

struct hay_entry {
	uint64_t hash; /* of the folded word            */
	uint32_t word; /* 0: the entry is free          */
	uint32_t count;
	uint32_t first; /* of its places, in `places`   */
};

#define HAYSTACK_WORK 10
#define HAY_PAIRS     65536

struct haystack {
	struct str text;
	int64_t before;     /* code points of the longer text before it */
	size_t first, last; /* what begins from here up to there is its own */
	uint32_t *starts;   /* of each word                             */
	uint32_t *words;    /* which it is                              */
	uint32_t *places;   /* numbers of words, in order, by distinct word */
	size_t nwords;
	struct hay_entry *entries; /* a hash table of distinct words  */
	size_t nentries, nused;
	uint64_t seed;
	uint32_t *marks; /* code points before each HAY_MARK bytes    */
	uint8_t *pairs;  /* of bytes: do they stand side by side? */
};

/* Does what begins at this byte belong to it? */
static inline bool haystack_owns(const struct haystack *h, size_t byte)
{
	return byte >= h->first && byte < h->last;
}

/* Is it but a part of a text? */
static inline bool haystack_is_window(const struct haystack *h)
{
	return h->first > 0 || h->last <= h->text.len;
}

/* Has the text all pairs of bytes that stand side by side in s, or in its
 * beginning? */
bool haystack_may_have(const struct haystack *h, struct str s);

/* Takes over the text, which malloc() gave; all of it is its own. */
struct haystack *haystack_new(char *text, size_t len);
void haystack_free(struct haystack *h);

/* How many bytes it holds in all. */
size_t haystack_size(const struct haystack *h);

/* Code points before a byte at which one begins. */
int64_t haystack_code_point(const struct haystack *h, size_t byte);

/* The byte at which a code point begins; the end for one beyond it. */
size_t haystack_byte(const struct haystack *h, int64_t code_point);

/* A folded word as words_each() gives it, or NULL when the text has none. */
const struct hay_entry *haystack_word(const struct haystack *h,
                                      struct str word);

#endif
