/*
 * mix.h - the queries that are asked, class by class
 *
 * Shapes  a query is what a person types, as the target of a GET, and the
 *         same as a MATCH of FTS5. The classes are rows of a table in mix.c.
 * Units   a word is rare in less than 100 documents, medium in 0.1 to 1 % of
 *         them, common in 20 to 60 %.
 * Errors  a class for which the index has no words ends the process.
 * Source  words by corpus.h, their frequencies by the table `vocabulary` of
 *         the bare file (fill.c), phrases and characters by the passages.
 */
#ifndef BENCH_MIX_H
#define BENCH_MIX_H

#include "bench/corpus.h"

#define CLASSES_MAX  16
#define QUERIES_EACH 20

struct query_asked {
	struct str match;
	const char *kind; /* or NULL */
	const char *target;
};

struct query_class {
	const char *name;
	struct query_asked queries[QUERIES_EACH];
};

struct mix {
	size_t n;
	struct query_class classes[CLASSES_MAX];
};

struct conn;

/* Of a registry of so many texts. */
void mix_draw(struct mix *m, const struct corpus *c, struct arena *a,
              struct conn *bare, size_t ntexts);

#endif
