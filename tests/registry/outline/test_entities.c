/*
 * test_entities.c - character references, by name and by number
 */
#include "tests/support/unit.h"

#include "server/registry/outline/entities.h"

static struct str read(const char *text, char out[ENTITY_BYTES], size_t *taken)
{
	size_t n = 0;

	*taken = entity_read(str_from(text), out, &n);
	return (struct str){ out, n };
}

static void assert_stands_for(const char *text, const char *want, size_t taken)
{
	char bytes[ENTITY_BYTES];
	size_t whole;
	struct str got = read(text, bytes, &whole);

	if (!str_is(got, want))
		fail_msg("%s stands for \"%.*s\"", text, STR_ARG(got));
	assert_int_equal(whole, taken);
}

static void letters_of_all_languages_are_named(void **state)
{
	(void)state;
	assert_stands_for("&ntilde;o", "ñ", 8);
	assert_stands_for("&iacute;", "í", 8);
	assert_stands_for("&aacute;", "á", 8);
	assert_stands_for("&Oacute;", "Ó", 8);
	assert_stands_for("&scaron;", "š", 8);
	assert_stands_for("&lstrok;", "ł", 8);
	assert_stands_for("&Gcedil;", "Ģ", 8);
	assert_stands_for("&omega;", "ω", 7);
	assert_stands_for("&IOcy;", "Ё", 6);
}

static void the_first_the_last_and_the_longest_name_are_known(void **state)
{
	(void)state;
	assert_stands_for("&AElig;", "Æ", 7);
	assert_stands_for("&zwnj;", "\xe2\x80\x8c", 6);
	assert_stands_for("&CounterClockwiseContourIntegral;", "∳", 33);
}

static void a_name_may_stand_for_two_characters(void **state)
{
	(void)state;
	assert_stands_for("&fjlig;", "fj", 7);
	assert_stands_for("&nvlt;", "<\xe2\x83\x92", 6);
}

static void numbers_are_of_both_bases(void **state)
{
	(void)state;
	assert_stands_for("&#243;", "ó", 6);
	assert_stands_for("&#xF3;", "ó", 6);
	assert_stands_for("&#X10ffff;", "\xf4\x8f\xbf\xbf", 10);
}

static void what_is_no_reference_stays(void **state)
{
	static const char *const none[] = {
		"&",
		"&;",
		"&#;",
		"&#x;",
		"&ntilde",
		"&nTILDE;",
		"&oacutes;",
		"&#xd800;",
		"&#1114112;",
		"&#0;",
		"& ntilde;",
		"&#12a;",
		"&CounterClockwiseContourIntegrals;",
	};
	char bytes[ENTITY_BYTES];
	size_t taken;

	(void)state;
	for (size_t i = 0; i < COUNT(none); i++) {
		read(none[i], bytes, &taken);
		if (taken != 0)
			fail_msg("%s is read", none[i]);
	}
}

/* Else binary search misses some. */
static void names_are_in_order_and_none_comes_twice(void **state)
{
	(void)state;
	assert_int_equal(entity_names_count, 2125);
	for (size_t i = 1; i < entity_names_count; i++)
		assert_true(strcmp(entity_names[i - 1].name,
		                   entity_names[i].name) < 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(letters_of_all_languages_are_named),
		cmocka_unit_test(
			the_first_the_last_and_the_longest_name_are_known),
		cmocka_unit_test(a_name_may_stand_for_two_characters),
		cmocka_unit_test(numbers_are_of_both_bases),
		cmocka_unit_test(what_is_no_reference_stays),
		cmocka_unit_test(names_are_in_order_and_none_comes_twice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
