/*
 * test_profile.c - the patterns of profiles, and every profile there is
 */
#include "tests/support/registry.h"

#include "server/registry/outline/detect_language.h"
#include "server/registry/outline/split.h"

static const struct {
	const char *pattern, *line;
	int base, insert;
	size_t end; /* 0: it does not fit */
} numbers[] = {
	{ "Article {1}$", "Article 12", 12, 0, 10 },
	{ "Article {1}$", "Article 12a ", 12, 1, 12 },
	{ "Article {1}$", "Article 12 of", 0, 0, 0 },
	{ "Article {1}", "Article 12off", 0, 0, 0 },
	{ "Article {1}", "Article 999999", 0, 0, 0 },
	{ "{1}.", "1.5 million", 0, 0, 0 },
	{ "{1}. ", "\xef\xbc\x91\xef\xbc\x92. x", 12, 0, 8 },
	{ "CHAPTER {I}$", "CHAPTER XIV", 14, 0, 11 },
	{ "CHAPTER {I}$", "CHAPTER IIIa", 3, 1, 12 },
	{ "CHAPTER {I}$", "CHAPTER IIII", 0, 0, 0 },
	{ "({i}) ", "(xc) x", 90, 0, 5 },
	{ "({a}) ", "(ba) x", 2, 1, 5 },
	{ "第{一}条", "第二十三条", 23, 0, 15 },
	{ "第{一}条", "第百十条", 110, 0, 12 },
	{ "第{一}条", "第一百零二条", 102, 0, 18 },
	{ "第{一}条", "第10条", 10, 0, 8 },
	{ "第{一}条の{一}", "第五条の三", 5, 3, 15 },
	{ "{①}_", "⑮ x", 15, 0, 4 },
	{ "{가}. ", "다. x", 3, 0, 5 },
	{ "{1}&(", "4(", 4, 0, 1 },
};

static void patterns_read_numbers(void **state)
{
	struct arena *a = arena_new();
	struct vocabulary *v = vocabulary_read(a);

	(void)state;
	for (size_t i = 0; i < COUNT(numbers); i++) {
		struct opening o = { 0 };
		struct pattern p;
		bool fits;

		assert_true(pattern_read(v, str_from(numbers[i].pattern), &p));
		fits = pattern_match(&p, str_from(numbers[i].line), &o);
		if (fits != (numbers[i].end > 0) || o.end != numbers[i].end ||
		    o.number.base != numbers[i].base ||
		    o.number.insert != numbers[i].insert)
			fail_msg("%s, %s: %d %d %zu", numbers[i].pattern,
			         numbers[i].line, o.number.base,
			         o.number.insert, o.end);
	}
	arena_free(a);
}

/* However much white space stands before the words. */
static void the_beginning_tells_the_language(void **state)
{
	static const char words[] =
		"\nder die das und ist mit von den für auf ";
	struct arena *a = arena_new();
	struct vocabulary *v = vocabulary_read(a);
	size_t blanks = 500000;
	char *text = arena_alloc(a, blanks + sizeof(words));

	(void)state;
	memset(text, '\n', blanks);
	memcpy(text + blanks, words, sizeof(words));
	assert_true(
		str_is(language_of(v, str_from(text + blanks), STR("")), "de"));
	assert_true(str_is(
		language_of(v, str_from(text + blanks - 1000), STR("")), "de"));
	assert_int_equal(language_of(v, str_from(text), STR("")).len, 0);
	arena_free(a);
}

static void every_profile_can_be_read(void **state)
{
	struct arena *a = arena_new();
	struct vocabulary *v = vocabulary_read(a);
	struct profile *p = arena_alloc(a, sizeof(*p));
	struct err e;

	(void)state;
	err_init(&e, a);
	for (size_t i = 0; profile_texts[i].name != NULL; i++) {
		struct str name = str_from(profile_texts[i].name);

		assert_int_equal(profile_find(a, v, name, p, &e), ERR_OK);
		assert_true(str_eq(p->name, name));
	}
	assert_int_equal(profile_find(a, v, STR("klingon"), p, &e),
	                 ERR_NOT_FOUND);
	assert_non_null(strstr(e.detail, " de_articles es eu eu_de fr "));
	err_clear(&e);
	assert_int_equal(
		profile_read(a, v,
	                     STR("{\"name\":\"x\",\"levels\":[{\"name\":\"a\","
	                         "\"path\":\"a\",\"open\":[\"{?}\"]}]}"),
	                     p, &e),
		ERR_INVALID);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(patterns_read_numbers),
		cmocka_unit_test(the_beginning_tells_the_language),
		cmocka_unit_test(every_profile_can_be_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
