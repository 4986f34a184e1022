/*
 * test_index.c - what the index finds, and when it is stale
 */
#include "lib/store/store.h"

#include "tests/support/database.h"
#include "tests/support/store_unit.h"

static void words_phrases_and_prefixes_find(void **state)
{
	struct unit *u = *state;

	fill_for_search(u);
	assert_string_equal(words_hit(u, "artificial"), "ab");
	assert_string_equal(words_hit(u, "ARTIFICIAL models"), "a");
	assert_string_equal(words_hit(u, "elan"), "a");
	assert_string_equal(words_hit(u, "artificial_intelligence"), "ab");
	assert_string_equal(words_hit(u, "intelligence_artificial"), "");
	assert_string_equal(words_hit(u, "art*"), "ab");
	assert_string_equal(words_hit(u, "a*"), "ab");
	assert_string_equal(words_hit(u, "intelligence_a*"), "a");
	assert_string_equal(words_hit(u, "artificial -ethics"), "a");
	assert_string_equal(words_hit(u, "artificial -ethics -models"), "");
	assert_string_equal(words_hit(u, "nothing"), "");
}

static void one_or_two_chinese_characters_find(void **state)
{
	struct unit *u = *state;

	fill_for_search(u);
	assert_string_equal(words_hit(u, "法"), "c");
	assert_string_equal(words_hit(u, "监管"), "c");
	assert_string_equal(words_hit(u, "管监"), "");
	assert_string_equal(words_hit(u, "人工智能服务"), "c");
	assert_string_equal(words_hit(u, "未成年人"), "c");
	assert_string_equal(words_hit(u, "成人"), "");
}

static void nothing_typed_is_a_syntax_error(void **state)
{
	struct unit *u = *state;
	static const char *const terms[] = {
		"",
		"\"",
		"\"\"",
		"*",
		"-",
		"-*",
		"(",
		")",
		"AND",
		"OR",
		"NOT",
		"NEAR(",
		"title:",
		"a:b",
		"^a",
		"+",
		"{a}",
		"'",
		";--",
		"\\",
		"-artificial",
		"%",
		"artificial\"*",
		"\xff\xfe",
	};

	fill_for_search(u);
	for (size_t i = 0; i < COUNT(terms); i++)
		words_hit(u, terms[i]);
	assert_string_equal(words_hit(u, "-nothing"), "");
	assert_string_equal(words_hit(u, "artificial \" *"), "ab");
	assert_string_equal(words_hit(u, "artificial -\""), "ab");
}

static void an_index_forgets_what_it_is_told_to(void **state)
{
	struct unit *u = *state;
	struct document old = words_of("Old words", ""),
			new = words_of("New words", "");

	put_words(u, "a", "Old words", "");
	must(index_words(u, "a", &old, &new));
	assert_string_equal(words_hit(u, "old"), "");
	assert_string_equal(words_hit(u, "new"), "a");
	must(index_words(u, "a", &new, NULL));
	assert_string_equal(words_hit(u, "words"), "");
	assert_code(index_words(u, "absent", &new, NULL), ERR_NOT_FOUND);
}

static enum err_code ask_state(struct tx *tx, void *arg, struct err *e)
{
	return store_index_state(tx, arg, e);
}

static enum err_code have_facets(struct tx *tx, void *arg, struct err *e)
{
	(void)arg;
	return store_index_has_facets(tx, e);
}

static void assert_index_is(struct unit *u, enum index_state expected)
{
	enum index_state state = INDEX_CURRENT;

	run(u, TX_READ, ask_state, &state);
	assert_int_equal(state, expected);
}

static enum err_code reset_index(struct tx *tx, void *arg, struct err *e)
{
	(void)arg;
	return store_index_reset(tx, e);
}

static void an_index_of_other_rules_is_stale(void **state)
{
	struct unit *u = *state;

	assert_index_is(u, INDEX_CURRENT);
	put_words(u, "a", "word", "");
	unit_end(u);
	do_sql(u->path, "UPDATE settings SET value = 'older'");
	must(unit_reopen(u, 0));
	assert_index_is(u, INDEX_STALE);
	run(u, TX_BULK, reset_index, NULL);
	assert_index_is(u, INDEX_CURRENT);
	assert_string_equal(words_hit(u, "word"), "");
}

static void an_index_says_whether_it_has_facets(void **state)
{
	struct unit *u = *state;

	unit_end(u);
	do_sql(u->path, "INSERT INTO settings (name, value) VALUES "
	                "('stale_facets', 'all')");
	must(unit_reopen(u, 0));
	assert_index_is(u, INDEX_WITHOUT_FACETS);
	run(u, TX_WRITE, have_facets, NULL);
	assert_index_is(u, INDEX_CURRENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit_case_store(words_phrases_and_prefixes_find),
		unit_case_store(one_or_two_chinese_characters_find),
		unit_case_store(nothing_typed_is_a_syntax_error),
		unit_case_store(an_index_forgets_what_it_is_told_to),
		unit_case_store(an_index_of_other_rules_is_stale),
		unit_case_store(an_index_says_whether_it_has_facets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
