/*
 * extract.h - an edition as lines of running text that know where they stand
 *
 * Shapes  plain text is its own extract. Of HTML the words are taken out:
 *         blocks and breaks begin a line, cells of a row a blank, references
 *         become characters, scripts and styles nothing; a list's marker in a
 *         cell of its own (EUR-Lex) stands before what it marks. Lines are
 *         without blanks and the marks of Markdown at either end, and none is
 *         empty. What a page adds (page_matter.h) is no line; lines that are
 *         quoted from another text (quotation.h) say so.
 * Units   at, start, end are bytes of the extract; extract_code_point() turns
 *         them into code points of the edition.
 * Errors  none: any bytes are an extract of some sort.
 * Source  HTML Living Standard, 13.2, as far as finding words needs it; the
 *         edition is the bytes as given, so a tree that has forgotten where
 *         its words stood (libxml2) would not do.
 */
#ifndef SERVER_REGISTRY_OUTLINE_EXTRACT_H
#define SERVER_REGISTRY_OUTLINE_EXTRACT_H

#include "lib/base/arena.h"

struct extract_line {
	size_t start, end;
	uint32_t last; /* the last line of its paragraph */
	bool apart;    /* a paragraph begins here for sure */
	bool quoted;   /* it is another text's */
	bool joined;   /* it goes on with a sentence that a page cut in two */
};

/* A part of the extract, up to the next, and where it comes from. */
struct extract_run {
	size_t at, from; /* in the extract, in the edition */
	size_t whole;    /* bytes of the edition that stand for one character,
	                    or 0: byte by byte */
};

struct extract {
	struct str bytes; /* the edition */
	struct str text;
	struct extract_run *runs; /* of HTML: where its parts come from */
	size_t nruns;
	struct extract_line *lines;
	size_t nlines;
	bool wrapped;   /* paragraphs go over several lines */
	int64_t *marks; /* code points before every MARK bytes */
};

void extract_read(struct arena *a, struct str bytes, bool html,
                  struct extract *out);

/* A text whose lines nobody asks for: its bytes are the extract. */
void extract_plain(struct arena *a, struct str bytes, struct extract *out);

/* The code point that byte `at` of the extract begins, or with `end` the one
 * after the character before it. */
int64_t extract_code_point(const struct extract *f, size_t at, bool end);

/* The line of the edition, from 1, in which byte `at` of the extract stands. */
size_t extract_line_number(const struct extract *f, size_t at);

/* The last line of the paragraph that a line is in. */
size_t extract_paragraph_end(const struct extract *f, size_t line);

/* Where the last line ends that begins before byte `at`, but not past `at`;
 * 0: none does. */
size_t extract_end_before(const struct extract *f, size_t at);

/* Was something left out between a line and the one before it? */
bool extract_is_cut(const struct extract *f, size_t line);

/* The words of a line. */
struct str extract_words(const struct extract *f, size_t line);

/* How many bytes of blanks s begins with, ends with: white space of any
 * width, NBSP and BOM. */
size_t extract_leading_blanks(struct str s);
size_t extract_trailing_blanks(struct str s);

/* Without either; absent when there is nothing else. */
struct str extract_trimmed(struct str s);

/* Each run of blanks as one, none at either end. */
struct str extract_on_one_line(struct arena *a, struct str s);

#endif
