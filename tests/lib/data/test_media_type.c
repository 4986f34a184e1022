/*
 * test_media_type.c - what a media type says of a text
 */
#include "lib/data/media_type.h"

#include "tests/support/unit.h"

static void types_with_tags_are_known(void **state)
{
	(void)state;
	assert_true(media_type_has_tags(STR("text/html")));
	assert_true(media_type_has_tags(STR("text/html; charset=utf-8")));
	assert_true(media_type_has_tags(STR("Text/HTML;charset=utf-8")));
	assert_true(media_type_has_tags(STR("application/xhtml+xml")));
	assert_true(media_type_has_tags(STR("text/xml")));
	assert_true(media_type_has_tags(STR("application/akn+xml; v=3")));
	assert_false(media_type_has_tags(STR("text/plain")));
	assert_false(media_type_has_tags(STR("text/markdown")));
	assert_false(media_type_has_tags(STR("")));
	assert_false(media_type_has_tags(STR("+xml")));
}

static void html_is_no_xml(void **state)
{
	(void)state;
	assert_false(media_type_is_xml(STR("text/html")));
	assert_true(media_type_is_xml(STR("application/xml")));
	assert_true(
		media_type_is(STR("text/html; charset=utf-8"), "text/html"));
	assert_false(media_type_is(STR("text/htmlx"), "text/html"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(types_with_tags_are_known),
		cmocka_unit_test(html_is_no_xml),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
