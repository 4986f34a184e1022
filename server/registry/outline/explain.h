/*
 * explain.h - how much of a text a split explains
 *
 * Shapes  confidence is the product of
 *           the part of the text that lies in provisions, less some words in
 *           front of the first
 *           the part of all lines that look like openings which opens one
 *           the part of the table of contents that is found again
 *           one less something for every gap in the numbering
 *         Lines that look like openings are those that begin with a word of
 *         the vocabulary and a number, or with any other word and a number
 *         where three of them count up; unexplained are those that the split
 *         did not take, and the largest parts of the text in no provision.
 * Units   confidence is 0 to 1000; lines count from 1, in the edition.
 * Errors  none.
 * Source  split.h.
 */
#ifndef SERVER_REGISTRY_OUTLINE_EXPLAIN_H
#define SERVER_REGISTRY_OUTLINE_EXPLAIN_H

#include "server/registry/outline/split.h"

#define CONFIDENT 600 /* less than so much is refused */

/* Lines of the extract that look like openings; one byte a line. */
struct signals {
	unsigned char *lines;
	size_t words, marks; /* how many there are of either */
};

struct gap {
	const struct provision *before, *behind; /* before may be NULL */
	int from, to;                            /* the numbers missing */
};

struct unexplained {
	size_t line, at, end; /* at, end: bytes of the extract */
};

struct explanation {
	int confidence;
	int coverage, openings, contents, numbering; /* its factors */
	struct gap *gaps;
	size_t ngaps;
	struct unexplained *rest; /* not all of them */
	size_t nrest, unexplained;
	const struct candidate **lost; /* of the table of contents */
	size_t nlost, entries;
};

void signals_find(struct arena *a, const struct vocabulary *v,
                  const struct extract *f, struct signals *out);

/* Of a text that says itself what its provisions are: its gaps. */
void explain_markup(struct arena *a, const struct split *s,
                    struct explanation *out);

void explain(struct arena *a, const struct signals *signals,
             const struct split *s, struct explanation *out);

#endif
