/*
 * test_language.c - tags of languages, and which fit each other
 */
#include "lib/data/language.h"

#include "tests/support/unit.h"

static const char *const taken[] = {
	"en",
	"EN",
	"de-DE",
	"zh-Hans",
	"zh-hant-tw",
	"es-419",
	"sr-Latn-RS",
	"zh-cmn-Hans-CN",
	"yue",
	"sl-rozaj-biske-1994",
	"de-CH-1901",
	"hy-arevela",
	"en-US-u-ca-gregory",
	"en-a-bbb-x-a-1",
	"und",
	"mul",
	"und-x-legal",
	"x-legal",
	"X-a",
	"qaa-Qaaa-QM-x-southern",
	"iw",
};

static const char *const refused[] = {
	"",
	"e",
	"xx",
	"english",
	"zz-Hans",
	"en_GB",
	"en-",
	"-en",
	"en--GB",
	"en-JJ",
	"en-GB-GB",
	"en-Latn-Latn",
	"en-GB-Latn",
	"en-Xxxx",
	"en-000",
	"en-nonsense",
	"en-x",
	"en-a",
	"en-a-b",
	"en-u-",
	"x",
	"x-",
	"x-toolongsubtag",
	"en ",
	"en\n",
	"\xc3\xa9n",
	"en-a-bbb-c-ddd-e-fff-g-hhh-i-jjj-k-ll",
};

static void registered_subtags_in_their_places_are_taken(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(taken); i++)
		if (!language_valid(str_from(taken[i])))
			fail_msg("%s", taken[i]);
}

static void other_tags_are_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(refused); i++)
		if (language_valid(str_from(refused[i])))
			fail_msg("%s", refused[i]);
}

static void tags_fit_when_one_begins_with_the_other(void **state)
{
	static const struct {
		const char *a, *b;
		bool fits;
	} rows[] = {
		{ "en", "en", true },
		{ "EN", "en", true },
		{ "en-GB", "en", true },
		{ "en", "EN-gb", true },
		{ "en-GB", "en-US", false },
		{ "zh-Hans", "zh-Hant", false },
		{ "zh-Hans-CN", "zh", true },
		{ "e", "en", false },
		{ "eng", "en", false },
		{ "", "en", false },
		{ "", "", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str a = str_from(rows[i].a), b = str_from(rows[i].b);

		assert_int_equal(language_fits(a, b), rows[i].fits);
		assert_int_equal(language_fits(b, a), rows[i].fits);
	}
}

static void what_is_registered_stands_in_order(void **state)
{
	(void)state;
	assert_in_range(language_subtags_count, 9000, 20000);
	for (size_t i = 1; i < language_subtags_count; i++)
		assert_true(strcmp(language_subtags[i - 1],
		                   language_subtags[i]) < 0);
}

static void any_bytes_are_a_tag_or_not(void **state)
{
	uint64_t seed = 3;
	struct str s;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		char *p = unit_garbage(&seed, STR("enzhxua1-H"), 40, &s);

		language_valid(s);
		free(p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit_case(registered_subtags_in_their_places_are_taken),
		unit_case(other_tags_are_refused),
		unit_case(tags_fit_when_one_begins_with_the_other),
		unit_case(what_is_registered_stands_in_order),
		unit_case(any_bytes_are_a_tag_or_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
