/*
 * search.c - what is typed into the search box: never an error
 */
#include "lib/base/arena.h"
#include "lib/text/utf8.h"
#include "server/registry/search/query_parser.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/ground.h"

static void check_terms(struct str q)
{
	struct parsed_query typed;

	query_parse(q, &typed);
	HOLD(typed.search.nterms <= SEARCH_TERMS_MAX);
	HOLD(typed.nclauses <= SEARCH_TERMS_MAX);
	for (size_t i = 0; i < typed.search.nterms; i++) {
		const struct term *t = &typed.search.terms[i];

		HOLD(t->clause < typed.nclauses);
		HOLD(i == 0 || t[-1].clause <= t->clause);
		HOLD(t->text.p >= q.p &&
		     t->text.p + t->text.len <= q.p + q.len);
	}
}

/* What is typed found in itself: ranges lie in the snippet, in order. */
static void check_snippet(struct str q)
{
	struct arena *a = arena_new();
	struct parsed_query typed;
	struct snippet snippet;
	int64_t size, before = 0;

	query_parse(q, &typed);
	query_snippet(a, &typed.search, q, &snippet);
	size = utf8_count(snippet.text).code_points;
	for (size_t i = 0; i < snippet.nranges; i++) {
		HOLD(snippet.ranges[i].start >= before);
		HOLD(snippet.ranges[i].start < snippet.ranges[i].end);
		before = snippet.ranges[i].end;
	}
	HOLD(before <= size);
	arena_free(a);
}

void fuzz_search(struct str input)
{
	if (utf8_valid(input) && input.len > 0) {
		check_terms(input);
		check_snippet(input);
	}
	ground_query("/v1/search", input);
	ground_query("/v1/suggest", input);
}
