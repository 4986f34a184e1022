/*
 * token_lists.h - the tokens of a text, beside those of a query
 *
 * Shapes  what a function returns lives as long as the arena.
 * Units   start and end are bytes; a place is a number of words.
 * Errors  a check that does not hold ends the test.
 * Source  lib/text/tokens.h.
 */
#ifndef TESTS_SUPPORT_TOKEN_LISTS_H
#define TESTS_SUPPORT_TOKEN_LISTS_H

#include "lib/text/tokens.h"
#include "lib/text/words.h"
#include "tests/support/unit.h"

/* "token@start-end", joined by blanks; by "|" in the same place. */
struct str tokens_of(struct arena *a, struct str text, enum tokens_for use);

struct token_row {
	const char *text, *tokens;
};

void assert_tokens(struct arena *a, const struct token_row *rows, size_t n,
                   enum tokens_for use);

struct token_held {
	char text[2 * WORDS_MAX + 1];
	size_t place, start, end;
};

struct token_list {
	struct arena *arena;
	struct token_held *items;
	size_t n, room, place;
};

struct token_list token_list_of(struct arena *a, struct str text,
                                enum tokens_for use);

/* Do all tokens of the query stand in the places from that of token `from`
 * on? Then the last of them. */
const struct token_held *tokens_stand_at(const struct token_list *text,
                                         size_t from,
                                         const struct token_list *query);

/* Do they anywhere? */
bool tokens_find(struct arena *a, const char *query, const char *text);

#endif
