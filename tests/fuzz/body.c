/*
 * body.c - JSON that is to become a record, or that asks for quotes
 */
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/ground.h"
#include "tests/support/registry.h"

static bool is_word(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if ((s.p[i] < 'a' || s.p[i] > 'z') && s.p[i] != '/')
			return false;
	return s.len > 0;
}

void fuzz_body(struct str input)
{
	struct arena *a = arena_new();
	struct str kind = fuzz_part(&input, '\n');

	if (is_word(kind))
		ground_ask(STR("POST"),
		           str_from(arena_printf(a, "/v1/%.*s", STR_ARG(kind))),
		           (struct str){ 0 }, input);
	arena_free(a);
}
