/*
 * haystack.h - an inverted index of one text, for many searches in it
 *
 * Shapes  the text as it is, and its words by words_each(): where each
 *         begins, and which of the distinct words (from 1) it is. Made once;
 *         then only read, by any number of threads. It may be a window of a
 *         longer text: then the parts at its ends are there to be compared
 *         with, and what begins in them is found in other windows.
 *         It may be what somebody reads of a document that has more in it
 *         (tags, page numbers): then runs say where its parts stand there,
 *         and what parts them.
 * Units   places within the text are bytes; haystack_place() turns one into
 *         code points of the document, haystack_code_point() into those of
 *         the longer text. Costs about 12 bytes a word beside the text, and
 *         is made in HAYSTACK_WORK units a byte.
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

/* A part of the text, from a byte on up to the next run. */
struct hay_run {
	uint32_t at;
	uint32_t place;  /* code points of the document before it           */
	uint32_t whole;  /* how many stand for all of it; 0: each for its own */
	uint16_t before; /* how it differs from the document: what was left out
	                    before it (enum alike), */
	uint16_t within; /* and what it stands for      */
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
	struct hay_run *runs;
	size_t nruns; /* 0: it is the document itself */
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

/* Takes over the runs, too: in order, the first at byte 0. */
void haystack_set_runs(struct haystack *h, struct hay_run *runs, size_t n);
void haystack_free(struct haystack *h);

/* How many bytes it holds in all. */
size_t haystack_size(const struct haystack *h);

/* Code points before a byte at which one begins. */
int64_t haystack_code_point(const struct haystack *h, size_t byte);

/* Code points of the document before a byte, or with `end` up to the character
 * before it. */
int64_t haystack_place(const struct haystack *h, size_t byte, bool end);

/* The first byte of the text that comes from this code point of the document,
 * or from one after it. */
size_t haystack_seen(const struct haystack *h, int64_t place);

/* How a part of the text differs from the document: enum alike. */
unsigned haystack_differs(const struct haystack *h, size_t from, size_t to);

/* The byte at which a code point begins; the end for one beyond it. */
size_t haystack_byte(const struct haystack *h, int64_t code_point);

/* A folded word as words_each() gives it, or NULL when the text has none. */
const struct hay_entry *haystack_word(const struct haystack *h,
                                      struct str word);

#endif
