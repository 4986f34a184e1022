/*
 * query_parser.h - the query language of search, and snippets
 *
 * Shapes  words all of which must occur, "phrases", -without, prefix*, either
 *         OR other, and title: name: identifier: summary: text: right before
 *         a word or phrase that must stand there; any other mark is just
 *         text. One letter begins nothing: a* is the word a. A snippet is a
 *         piece of one text around the first place found, with the ranges of
 *         all places in it.
 * Units   ranges are code points of the snippet; QUERY_TYPED_MAX code points
 *         of what is typed, QUERY_WORDS_MAX words in all its terms, as
 *         tokens_each() cuts a query, QUERY_PREFIXES_MAX of them begun only:
 *         each of these is looked for through the whole index.
 * Errors  nothing a person types is wrong, but it may be too much.
 * Source  lib/text/tokens.h says what stands for a word.
 */
#ifndef SERVER_REGISTRY_SEARCH_QUERY_PARSER_H
#define SERVER_REGISTRY_SEARCH_QUERY_PARSER_H

#include "lib/base/arena.h"
#include "lib/store/store.h"

struct parsed_query {
	struct search search;
	size_t nclauses;
	bool plain[SEARCH_TERMS_MAX]; /* the clause is words as they are */
};

#define QUERY_TYPED_MAX    1000
#define QUERY_WORDS_MAX    128
#define QUERY_PREFIXES_MAX 16

/* NULL, or what there is too much of; then out has a part of it. */
const char *query_parse(struct str typed, struct parsed_query *out);

/* Is all of it words as they are, without any mark that means something? */
bool query_is_plain(struct str typed);

#define RANGES_MAX 32

struct snippet {
	struct str text; /* absent when none of the terms stands there */
	struct {
		int64_t start, end;
	} ranges[RANGES_MAX];
	size_t nranges;
};

void query_snippet(struct arena *a, const struct search *s, struct str text,
                   struct snippet *out);

#endif
