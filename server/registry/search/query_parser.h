/*
 * query_parser.h - what a person types, as terms to look for, and where they
 * stand
 *
 * Shapes  words all of which must occur, "phrases", -without, prefix*, either
 *         OR other, and title: name: identifier: summary: text: right before
 *         a word or phrase that must stand there; any other mark is just
 *         text. One letter begins nothing: a* is the word a. A snippet is a
 *         piece of one text around the first place found, with the ranges of
 *         all places in it.
 * Units   ranges are code points of the snippet.
 * Errors  none: nothing a person types is an error. Past SEARCH_TERMS_MAX
 *         terms the rest is left out.
 * Source  lib/text/tokens.h says what stands for a word.
 */
#ifndef SERVER_REGISTRY_SEARCH_QUERY_PARSER_H
#define SERVER_REGISTRY_SEARCH_QUERY_PARSER_H

#include "lib/base/arena.h"
#include "lib/store/store.h"

struct typed {
	struct search search;
	size_t nclauses;
	bool plain[SEARCH_TERMS_MAX]; /* the clause is one word as it is */
};

void terms_read(struct str typed, struct typed *out);

#define RANGES_MAX 32

struct snippet {
	struct str text; /* absent when none of the terms stands there */
	struct {
		int64_t start, end;
	} ranges[RANGES_MAX];
	size_t nranges;
};

void terms_snippet(struct arena *a, const struct search *s, struct str text,
                   struct snippet *out);

#endif
