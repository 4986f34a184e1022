#include "tests/support/unit.h"

#include <pthread.h>

#include "lib/base/arena.h"
#include "server/registry/model/json.h"
#include "server/registry/outline/pinpoint.h"

struct named {
	const char *text, *path, *parts, *rest;
};

/* The parts of an pinpoint, with a blank between. */
static const char *joined(struct arena *a, const struct pinpoint *pinpoint)
{
	struct buf out;

	buf_init(&out, a);
	for (size_t i = 0; i < pinpoint->nparts; i++)
		buf_printf(&out, "%s%.*s", i > 0 ? " " : "",
		           STR_ARG(pinpoint->parts[i]));
	return buf_text(&out).p;
}

static void check(const struct named *want)
{
	struct arena *a = arena_new();
	struct str text = str_from(want->text);
	struct pinpoint got;

	if (!pinpoint_read(a, text, &got))
		fail_msg("%s: nothing is named", want->text);
	if (!str_is(got.paths[0], want->path) ||
	    strcmp(joined(a, &got), want->parts) != 0 ||
	    !str_is(pinpoint_rest(a, text, &got), want->rest))
		fail_msg("%s: %.*s, %s, \"%.*s\"", want->text,
		         STR_ARG(got.paths[0]), joined(a, &got),
		         STR_ARG(pinpoint_rest(a, text, &got)));
	arena_free(a);
}

static void provisions_are_named_in_words(void **state)
{
	static const struct named cases[] = {
		{ "Article 5 AI Act", "art_5", "", "AI Act" },
		{ "article 5 of the AI Act", "art_5", "", "the AI Act" },
		{ "Art. 5(1)(a) AI Act", "art_5", "1 a", "AI Act" },
		{ "AI Act art 5", "art_5", "", "AI Act" },
		{ "art.5 (1) (f) ai act", "art_5", "1 f", "ai act" },
		{ "Article 4a GDPR", "art_4a", "", "GDPR" },
		{ "ARTICLE 6, paragraph 2, point (b), DSA", "art_6", "2 b",
		  "DSA" },
		{ "recital 27 AI Act", "rec_27", "", "AI Act" },
		{ "annex III AI Act", "anx_3", "", "AI Act" },
		{ "AI Act Annex III point 1(a)", "anx_3", "1 a", "AI Act" },
		{ "chapter IV", "chp_4", "", "" },
		{ "第五条 生成式人工智能", "art_5", "", "生成式人工智能" },
		{ "生成式人工智能 第十七条第二款", "art_17", "2",
		  "生成式人工智能" },
		{ "제2조 인공지능 기본법", "art_2", "", "인공지능 기본법" },
		{ "§ 6-1-1703", "sct_6-1-1703", "", "" },
		{ "Colorado AI Act § 6-1-1702", "sct_6-1-1702", "",
		  "Colorado AI Act" },
		{ "Artikel 10 Absatz 3 KI-Verordnung", "art_10", "3",
		  "KI-Verordnung" },
		{ "considérant 12 RIA", "rec_12", "", "RIA" },
		{ "GDPR 22", "art_22", "", "GDPR" },
		{ "22(1) GDPR", "art_22", "1", "GDPR" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		check(&cases[i]);
}

static void a_number_alone_is_told_apart(void **state)
{
	struct arena *a = arena_new();
	struct pinpoint got;

	(void)state;
	assert_true(pinpoint_read(a, STR("GDPR 22"), &got));
	assert_true(got.bare);
	assert_true(pinpoint_read(a, STR("GDPR article 22"), &got));
	assert_false(got.bare);
	arena_free(a);
}

/* What a thread has read once must not remember the text of before. */
static void another_text_in_the_same_place_is_read_anew(void **state)
{
	static char place[32];
	struct arena *a = arena_new();
	struct pinpoint got;

	(void)state;
	strcpy(place, "annex 3");
	assert_true(pinpoint_read(a, str_from(place), &got));
	assert_true(str_is(got.paths[0], "anx_3"));
	strcpy(place, "recital 3");
	assert_true(pinpoint_read(a, str_from(place), &got));
	assert_true(str_is(got.paths[0], "rec_3"));
	arena_free(a);
}

static void other_numbers_name_no_provision(void **state)
{
	static const char *const texts[] = {
		"",           "AI Act",     "SB24-205", "2024/1689",
		"AI in 2021", "artificial", "article",  "part of speech",
	};
	struct arena *a = arena_new();
	struct pinpoint got;

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++)
		if (pinpoint_read(a, str_from(texts[i]), &got))
			fail_msg("%s: %.*s", texts[i], STR_ARG(got.paths[0]));
	arena_free(a);
}

static void *read_one(void *arg)
{
	check(arg);
	return NULL;
}

static void what_one_thread_has_read_serves_the_next(void **state)
{
	static struct named cases[] = {
		{ "Article 5 AI Act", "art_5", "", "AI Act" },
		{ "第十七条第二款", "art_17", "2", "" },
		{ "chapter IV", "chp_4", "", "" },
	};
	pthread_t thread;

	(void)state;
	for (size_t i = 0; i < 3 * COUNT(cases); i++) {
		assert_int_equal(pthread_create(&thread, NULL, read_one,
		                                &cases[i % COUNT(cases)]),
		                 0);
		pthread_join(thread, NULL);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(provisions_are_named_in_words),
		cmocka_unit_test(a_number_alone_is_told_apart),
		cmocka_unit_test(another_text_in_the_same_place_is_read_anew),
		cmocka_unit_test(other_numbers_name_no_provision),
		cmocka_unit_test(what_one_thread_has_read_serves_the_next),
	};

	json_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
