/*
 * corpus.h - texts of drawn words, the same in every run
 *
 * Shapes  words come by rank, the most frequent first: those of the texts
 *         given, in the order of how often they stand there, then invented
 *         ones. A word of rank r is drawn in proportion to 1 / (r + 2). A
 *         text is a number of passages, one a line; what text number i says
 *         depends on i and the texts given, and on nothing else.
 * Units   passages know their places in code points and in bytes.
 * Errors  a text that cannot be read ends the process.
 * Source  Zipf's law with Mandelbrot's shift.
 */
#ifndef BENCH_CORPUS_H
#define BENCH_CORPUS_H

#include "lib/base/arena.h"

enum script {
	SCRIPT_LATIN,
	SCRIPT_HAN, /* a word is two characters, written without blanks */
	SCRIPT__COUNT
};

#define PASSAGES_EACH 1000 /* of a text */

struct vocabulary {
	struct str *words; /* by rank */
	double *upto;      /* how likely one of this rank or before it is */
	size_t n;
};

struct corpus {
	struct vocabulary of[SCRIPT__COUNT];
};

struct passage_place {
	size_t byte, len;
	int64_t start, end; /* code points */
	enum script script;
};

struct corpus_text {
	struct str text;
	struct passage_place passages[PASSAGES_EACH];
};

void corpus_read(struct corpus *c, struct arena *a, char **paths, size_t n);

/* A stream of numbers, and one of them below n. */
uint64_t corpus_stream(uint64_t number);
size_t corpus_draw(uint64_t *stream, size_t n);

/* One in five is Chinese. */
enum script corpus_script(uint64_t *stream);

/* So many words, as a sentence without its end. */
void corpus_words(const struct corpus *c, uint64_t *stream, enum script s,
                  size_t n, struct buf *out);

void corpus_text(const struct corpus *c, struct arena *a, size_t number,
                 struct corpus_text *out);

#endif
