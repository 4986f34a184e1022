/*
 * test_code_list.c - jurisdictions by a list that is data: what may be written,
 * what a filter understands, what search finds
 */
#include "tests/support/registry.h"

#define PLACE                                                                  \
	"{\"kind\":\"concepts\",\"op\":\"put\",\"record\":{\"key\":\"j.%s\","  \
	"\"scheme\":\"j\",\"notation\":\"%s\",\"labels\":[{\"text\":\"%s\","   \
	"\"lang\":\"en\"},{\"text\":\"%s\",\"lang\":\"zh\"}]%s}}\n"

static const char *list(struct app *app)
{
	return say(
		app,
		"{\"kind\":\"schemes\",\"op\":\"put\",\"record\":{\"key\":"
		"\"j\",\"title\":\"J\",\"purpose\":\"jurisdictions\"}}\n" PLACE
			PLACE PLACE PLACE PLACE,
		"us", "US", "United States", "美国", "", "us-ca", "US-CA",
		"California", "加州", ",\"broader\":\"j.us\"", "us-ga", "US-GA",
		"Georgia", "佐治亚", ",\"broader\":\"j.us\"", "ge", "GE",
		"Georgia", "格鲁吉亚", "", "cn", "CN", "China", "中国", "");
}

static int setup(void **state)
{
	int failed = registry_setup(state);
	struct app *app = *state;

	assert_string_equal(import_lines(app, app->store, "j", list(app)), "");
	make_act(app, "\"key\":\"a\",\"jurisdictions\":[\"US\"]");
	make_act(app, "\"key\":\"b\",\"jurisdictions\":[\"US-CA\"]");
	make_act(app, "\"key\":\"c\",\"jurisdictions\":[\"CN\",\"GE\"]");
	return failed;
}

#define codes_test(fn) cmocka_unit_test_setup_teardown(fn, setup, app_teardown)

static void try(struct app *app, const char *codes, const char *where,
                const char *says)
{
	call(app, "POST", "/v1/instruments", NULL,
	     say(app, "{" ACT ",\"jurisdictions\":%s}", codes));
	assert_status(app, 422);
	assert_mistake(app, where);
	assert_contains(reply_text(app), says);
}

static void a_code_is_one_of_the_list(void **state)
{
	struct app *app = *state;

	try(app, "[\"US\",\"XX\"]", "/jurisdictions/1", "is not in the list");
	try(app, "[\"US-CO\"]", "/jurisdictions/0",
	    "did you mean US-CA (California)");
	try(app, "[\"China\"]", "/jurisdictions/0", "did you mean CN (China)?");
	try(app, "[\"中国\"]", "/jurisdictions/0", "did you mean CN (China)?");
	call(app, "POST", "/v1/organizations", NULL,
	     "{\"name\":\"O\",\"type\":\"other\",\"jurisdiction\":\"Chin\"}");
	assert_mistake(app, "/jurisdiction");
	edit(app, "PATCH", "/v1/instruments/a", "{\"jurisdictions\":[\"X1\"]}");
	assert_status(app, 422);
}

static void what_a_record_had_before_may_stay(void **state)
{
	struct app *app = *state;

	edit(app, "DELETE", "/v1/concepts/j.ge", NULL);
	assert_status(app, 204);
	edit(app, "PATCH", "/v1/instruments/c", "{\"note\":\"More.\"}");
	assert_status(app, 200);
	assert_sound(app->store);
}

#define LINE                                                                   \
	"{\"kind\":\"instruments\",\"op\":\"put\",\"record\":{\"key\":\"%"     \
	"s\"," ACT ",\"jurisdictions\":[\"%s\"]}}\n"

static void lines_may_come_before_the_list(void **state)
{
	struct app *app = *state;
	struct store *s = registry_open(app, "other");
	const char *lines = say(app, LINE, "d", "CN");

	assert_string_equal(
		import_lines(app, s, "1", say(app, "%s%s", lines, list(app))),
		"");
	assert_contains(import_lines(app, s, "2", say(app, LINE, "e", "ZZ")),
	                "is not in the list");
	store_close(s);
}

static void assert_found(struct app *app, const char *query, int64_t n)
{
	get(app, say(app, "/v1/instruments?%s", query));
	assert_status(app, 200);
	assert_int_equal(reply_integer(app, "total"), n);
}

static void a_filter_finds_what_is_within(void **state)
{
	struct app *app = *state;

	assert_found(app, "jurisdictions=US", 2);
	assert_found(app, "jurisdictions.exact=US", 1);
	assert_found(app, "jurisdictions=US-CA", 1);
	assert_found(app, "jurisdictions.in=US,CN", 3);
	assert_found(app, "jurisdictions=china", 1);
	assert_found(app, "jurisdictions=cn", 1);
	assert_found(app, "jurisdictions=%E4%B8%AD%E5%9B%BD", 1);
	assert_found(app, "jurisdictions=georgia", 0);
	assert_member(app, "did_you_mean/0/parameter", "jurisdictions");
	assert_member(app, "did_you_mean/0/nearest/0/value", "GE");
	assert_member(app, "did_you_mean/0/nearest/0/label", "Georgia");
	get(app, "/v1/instruments?title.exact=a");
	assert_status(app, 400);
	get(app, "/v1/search?q=act&jurisdictions=united+states");
	assert_int_equal(reply_integer(app, "total"), 2);
}

static void search_finds_by_names_of_places(void **state)
{
	struct app *app = *state;

	get(app, "/v1/search?q=united+states&kind=instruments");
	assert_int_equal(reply_integer(app, "total"), 2);
	get(app, "/v1/search?q=%E4%B8%AD%E5%9B%BD&kind=instruments");
	assert_int_equal(reply_integer(app, "total"), 1);
	assert_member(app, "items/0/key", "c");
	assert_member(app, "items/0/snippet", "An Act");
	get(app, "/v1/search?q=georgia");
	assert_int_equal(reply_integer(app, "total"), 1);
	assert_sound(app->store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		codes_test(a_code_is_one_of_the_list),
		codes_test(what_a_record_had_before_may_stay),
		codes_test(lines_may_come_before_the_list),
		codes_test(a_filter_finds_what_is_within),
		codes_test(search_finds_by_names_of_places),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
