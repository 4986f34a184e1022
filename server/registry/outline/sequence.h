/*
 * sequence.h - the longest plausible numbering among many numbers
 *
 * Shapes  of candidates in the order of the text, the chain 1, 2, 3, 3a, 4...
 *         with the most weight is chosen; what is left out are mentions. A
 *         loose chain may leave out any numbers: the better of two runs with
 *         a gap between them is both.
 * Units   a candidate weighs 100 when nothing speaks against it. rule->gap
 *         is how many numbers in a row may be missing.
 * Errors  none; the chain may be empty.
 * Source  heaviest increasing chain by dynamic programming; a step looks back
 *         at a fixed number of candidates, and over a tree of prefix maxima
 *         (Fenwick) at all others, so that all takes n log n.
 */
#ifndef SERVER_REGISTRY_OUTLINE_SEQUENCE_H
#define SERVER_REGISTRY_OUTLINE_SEQUENCE_H

#include "server/registry/outline/numbering.h"

#define SEQUENCE_WEIGHT 100

struct step {
	struct number number;
	int base; /* the number's, or its rank where they are of several parts
	           */
	int weight;
	bool used; /* taken by an earlier chain */
	/* the search's own */
	int64_t score;
	size_t before, same;
};

struct sequence_rule {
	int gap;
	int after;  /* it may go on after this number, too */
	bool loose; /* it may begin anywhere, and leave out any numbers */
	bool free;  /* ... at no price */
};

struct sequence; /* the search's room, for any number of searches */

struct arena;
struct sequence *sequence_new(struct arena *a);

/* Fill out (room for n) with the places of the chain, in order. */
size_t sequence_best(struct sequence *s, const struct sequence_rule *rule,
                     struct step *steps, size_t n, size_t *out);

/* Where numbers are of several parts (4, 4.1, 5), base becomes the rank. */
void sequence_rank(struct arena *a, struct step *steps, size_t n);

#endif
