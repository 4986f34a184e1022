/*
 * seek.h - the places where some words stand in a text
 *
 * Shapes  exactly: byte for byte. Alike: as lib/match/alike.h has it, in whole
 *         characters, and never so that the beginning or end of a word that
 *         says the opposite ("un", "non-", "less") is left out. A callback
 *         that returns false ends the search.
 * Units   bytes.
 * Errors  none. What has no letter, digit or ideograph is found exactly only.
 *         A search ends early when the effort is spent.
 * Source  the haystack's index leads to places; each is compared outwards from
 *         a rare word, as far as it goes. Exactly it never costs more than a
 *         few times the text.
 */
#ifndef LIB_MATCH_SEEK_H
#define LIB_MATCH_SEEK_H

#include "lib/match/alike.h"
#include "lib/match/effort.h"
#include "lib/match/nearest.h"

struct spot {
	size_t start, end;
	unsigned differs; /* enum alike */
};

typedef bool spot_fn(void *arg, const struct spot *spot);

struct seeker {
	const struct haystack *h;
	struct effort *effort;
	struct needle needle;
	struct units units; /* of the needle           */
	size_t lead, tail;  /* dashes at its two ends  */
	bool parted;        /* a word of it, by the end of a line */
};

void seek_start(struct seeker *s, const struct haystack *h,
                struct effort *effort, struct str words);

/* Both give places in order, and those that overlap, too; seek_alike() those
 * that are exact, too, and may give a place again. */
void seek_exact(struct seeker *s, spot_fn *fn, void *arg);
void seek_alike(struct seeker *s, spot_fn *fn, void *arg);

/* The first place between two bytes, or the last; exactly if there is one. Of
 * the first the beginning, of the last the end may not go through a word. */
bool seek_within(struct seeker *s, size_t from, size_t to, bool last,
                 struct spot *out);

/* Do the words stand, alike, right before or after this place? */
bool seek_before(struct seeker *s, size_t at);
bool seek_after(struct seeker *s, size_t at);

#endif
