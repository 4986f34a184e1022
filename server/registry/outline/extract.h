/*
 * extract.h - an edition as lines of running text that know where they stand
 *
 * Shapes  plain text is its own flow. Of HTML the words are taken out: blocks
 *         and breaks begin a line, cells of a row a blank, references
 *         become characters, scripts and styles nothing; a list's marker in
 *         a cell of its own (EUR-Lex) stands before what it marks.
 *         Lines are without blanks and the marks of Markdown at either end,
 *         and none is empty. What a page adds (matter.h) is no line; lines
 *         that are quoted from another text (quotation.h) say so.
 * Units   at, start, end are bytes of the flow; flow_place() turns them into
 *         code points of the edition.
 * Errors  none: any bytes are a flow of some sort.
 * Source  HTML Living Standard, 13.2, as far as finding words needs it; the
 *         edition is the bytes as given, so a tree that has forgotten where
 *         its words stood (libxml2) would not do.
 */
#ifndef SERVER_REGISTRY_OUTLINE_EXTRACT_H
#define SERVER_REGISTRY_OUTLINE_EXTRACT_H

#include "lib/base/arena.h"

struct flow_line {
	size_t start, end;
	uint32_t last; /* the last line of its paragraph */
	bool apart;    /* a paragraph begins here for sure */
	bool quoted;   /* it is another text's */
	bool joined;   /* it goes on with a sentence that a page cut in two */
};

/* A part of the flow, up to the next, and where it comes from. */
struct flow_run {
	size_t at, from; /* in the flow, in the edition */
	size_t whole;    /* bytes of the edition that stand for one character,
	                    or 0: byte by byte */
};

struct flow {
	struct str bytes; /* the edition */
	struct str text;
	struct flow_run *runs; /* of HTML: where its parts come from */
	size_t nruns;
	struct flow_line *lines;
	size_t nlines;
	size_t matter;  /* bytes of lines left out: page numbers, footnotes */
	bool wrapped;   /* paragraphs go over several lines */
	int64_t *marks; /* code points before every MARK bytes */
};

void flow_read(struct arena *a, struct str bytes, bool html, struct flow *out);

/* A text whose lines nobody asks for: its bytes are the flow. */
void flow_keep(struct arena *a, struct str bytes, struct flow *out);

/* The code point that byte `at` of the flow begins, or with `end` the one
 * after the character before it. */
int64_t flow_place(const struct flow *f, size_t at, bool end);

/* The line of the edition, from 1, in which byte `at` of the flow stands. */
size_t flow_line_number(const struct flow *f, size_t at);

/* The last line of the paragraph that a line is in. */
size_t flow_paragraph(const struct flow *f, size_t line);

/* Where the last line ends that begins before byte `at`, but not past `at`;
 * 0: none does. */
size_t flow_end_before(const struct flow *f, size_t at);

/* The words of a line. */
struct str flow_words(const struct flow *f, size_t line);

/* How many bytes of blanks s begins with, ends with: white space of any
 * width, NBSP and BOM. */
size_t flow_blanks(struct str s);
size_t flow_blanks_behind(struct str s);

#endif
