/*
 * test_fingerprint.c - words that are known again however they are set
 */
#include "lib/match/fingerprint.h"

#include "tests/support/unit.h"

static struct fingerprint print_of(struct arena *a, const char *text)
{
	struct fingerprint out;
	struct folded f;

	folded_read(&f, a, str_from(text));
	fingerprint_of(&f, 0, f.n, &out);
	return out;
}

static void what_is_set_otherwise_has_the_same_fingerprint(void **state)
{
	static const char *const same[][2] = {
		{ "The “log” shall be kept", "the \"log\"  shall\nbe kept" },
		{ "``agency'' means", "“Agency” means" },
		{ "‹a› ,,Amt''", "'a' „Amt“" },
		{ "infor-\nmation", "information" },
		{ "infor\xc2\xad\nmation", "information" },
		{ "well-known", "well‐\nknown" },
		{ "2024–2026", "2024-2026" },
		{ "as — appropriate", "as -- appropriate" },
		{ "می\u200cخواهد", "میخواهد" },
		{ "क्\u200dष", "क्ष" },
		{ "\u202bنص\u202c", "نص" },
		{ "ﻧﺺ", "نص" },
		{ "كـتاب", "كتاب" },
		{ "ＡＩ服务１２", "ai服务12" },
		{ "⽇本の⼈", "日本の人" },
		{ "\uf900", "\u8c48" },
		{ "eﬃcient ﬁnes", "efficient fines" },
		{ "İSTANBUL ıi", "istanbul ii" },
		{ "Café Zoë", "Cafe\u0301 Zoe\u0308" },
		{ "ｶﾞｽ", "ガス" },
		{ "第 四 条", "第四条" },
		{ "a\u2060b\ufeffc", "abc" },
		{ "- an item", "an item —" },
	};

	for (size_t i = 0; i < COUNT(same); i++) {
		struct fingerprint x = print_of(*state, same[i][0]),
				   y = print_of(*state, same[i][1]);

		if (!fingerprint_same(&x, &y))
			fail_msg("\"%s\" is not \"%s\"", same[i][0],
			         same[i][1]);
	}
}

static void other_words_have_another(void **state)
{
	static const char *const other[][2] = {
		{ "Article 5", "Article 6" }, { "2-3", "23" }, { "x²", "x2" },
		{ "shall", "shall not" },     { "a.", "a" },
	};

	for (size_t i = 0; i < COUNT(other); i++) {
		struct fingerprint x = print_of(*state, other[i][0]),
				   y = print_of(*state, other[i][1]);

		if (fingerprint_same(&x, &y))
			fail_msg("\"%s\" is \"%s\"", other[i][0], other[i][1]);
	}
}

static void a_fingerprint_can_be_computed_by_others(void **state)
{
	struct fingerprint p = print_of(*state, "A b");

	assert_int_equal(p.length, 2);
	assert_true(p.rolling == 'a' * FINGERPRINT_BASE + 'b');
	assert_string_equal(p.sha256, "fb8e20fc2e4c3f248c60c39bd652f3c1"
	                              "347298bb977b8b4d5903b85055620603");
	assert_int_equal(print_of(*state, " -- \n").length, 0);
}

/* ---- finding ------------------------------------------------------------- */

struct places {
	struct arena *arena;
	const struct folded *f;
	struct buf said;
};

static void say_place(void *arg, size_t i, size_t from, size_t to)
{
	struct places *p = arg;
	size_t start = p->f->chars[from].at, end = folded_end(p->f, to);

	buf_printf(&p->said, "%zu:%.*s;", i, (int)(end - start),
	           p->f->text.p + start);
}

/* "which:words as they stand there;..." */
static const char *find(struct arena *a, const char *text,
                        const char *const *words, size_t n)
{
	struct fingerprint *prints = arena_alloc(a, n * sizeof(*prints));
	const struct fingerprint **sought = arena_alloc(a, n * sizeof(*sought));
	struct folded f;
	struct places p = { .arena = a, .f = &f };

	for (size_t i = 0; i < n; i++) {
		prints[i] = print_of(a, words[i]);
		sought[i] = &prints[i];
	}
	folded_read(&f, a, str_from(text));
	buf_init(&p.said, a);
	fingerprint_find(&f, sought, n, say_place, &p);
	return p.said.data;
}

static void all_places_are_found_in_order(void **state)
{
	const char *words[] = { "the log", "shall keep", "absent words",
		                "log" };

	assert_string_equal(find(*state,
	                         "They SHALL\nkeep the “log”. The log-\nbook, "
	                         "the\tlog.",
	                         words, COUNT(words)),
	                    "3:log;3:log;0:the\tlog;1:SHALL\nkeep;");
}

static void words_within_words_are_no_place(void **state)
{
	const char *words[] = { "ai", "fi", "条" };

	assert_string_equal(find(*state, "said AI, aid ﬁt, 第四条第五条", words,
	                         COUNT(words)),
	                    "2:条;2:条;0:AI;");
}

static void marks_written_as_two_are_found_whole(void **state)
{
	const char *words[] = { "“agency”" };

	assert_string_equal(find(*state, "an ``agency'' is", words, 1),
	                    "0:``agency'';");
}

static void surroundings_have_fingerprints_too(void **state)
{
	struct fingerprint before, after, want;
	struct folded f;

	folded_read(&f, *state, STR("one two – three four"));
	fingerprint_before(&f, folded_at(&f, 8), 4, &before);
	want = print_of(*state, "etwo");
	assert_true(fingerprint_same(&before, &want));
	fingerprint_after(&f, folded_at(&f, 8), 100, &after);
	want = print_of(*state, "three four");
	assert_true(fingerprint_same(&after, &want));
	fingerprint_before(&f, 0, 4, &before);
	assert_int_equal(before.length, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit_case(what_is_set_otherwise_has_the_same_fingerprint),
		unit_case(other_words_have_another),
		unit_case(a_fingerprint_can_be_computed_by_others),
		unit_case(all_places_are_found_in_order),
		unit_case(words_within_words_are_no_place),
		unit_case(marks_written_as_two_are_found_whole),
		unit_case(surroundings_have_fingerprints_too),
	};

	digest_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
