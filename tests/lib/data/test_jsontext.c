/*
 * test_jsontext.c - quoting, slicing, and texts that are no JSON
 */
#include "lib/data/jsontext.h"

#include "lib/text/utf8.h"
#include "tests/support/unit.h"

static struct str quote(struct arena *a, struct str s)
{
	struct buf b;

	buf_init(&b, a);
	json_quote(&b, s);
	return buf_text(&b);
}

static void strings_are_escaped_as_little_as_possible(void **state)
{
	static const struct {
		const char *text, *json;
	} rows[] = {
		{ "", "\"\"" },
		{ "plain", "\"plain\"" },
		{ "a\"b\\c/d", "\"a\\\"b\\\\c/d\"" },
		{ "\b\t\n\f\r", "\"\\b\\t\\n\\f\\r\"" },
		{ "\x01\x1f\x7f", "\"\\u0001\\u001f\x7f\"" },
		{ "办法😀\xe2\x80\xa8", "\"办法😀\xe2\x80\xa8\"" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str json = quote(*state, str_from(rows[i].text));

		assert_str(json, rows[i].json);
		assert_str(json_unquote(*state, json), rows[i].text);
	}
	assert_str(quote(*state, (struct str){ "\0", 1 }), "\"\\u0000\"");
	assert_str(quote(*state, (struct str){ 0 }), "\"\"");
}

static void bytes_that_are_not_utf8_are_replaced(void **state)
{
	assert_str(quote(*state, STR("a\xff\xe4\xba\"\xc2")),
	           "\"a\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\\\""
	           "\xef\xbf\xbd\"");
	assert_str(quote(*state, STR("\xed\xa0\x80")),
	           "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"");
}

/* Canonical, and as awkward as canonical text can be. */
#define RECORD                                                                 \
	"{\"a\":1,\"b\":\"x,}\\\"]\",\"c\":[1,[2,\"]\"],{}],"                  \
	"\"d\":{\"a\":{\"b\":null}},\"e\\\"\":true,\"\":\"\"}"

static void members_are_walked_in_order(void **state)
{
	static const char *const want[][2] = {
		{ "a", "1" },
		{ "b", "\"x,}\\\"]\"" },
		{ "c", "[1,[2,\"]\"],{}]" },
		{ "d", "{\"a\":{\"b\":null}}" },
		{ "e\\\"", "true" },
		{ "", "\"\"" },
	};
	struct str name, value;
	size_t at = 0, n = 0;

	(void)state;
	while (json_each(STR(RECORD), &at, &name, &value)) {
		assert_true(n < COUNT(want));
		assert_str(name, want[n][0]);
		assert_str(value, want[n][1]);
		n++;
	}
	assert_int_equal(n, COUNT(want));
	assert_false(json_each(STR(RECORD), &at, &name, &value));
}

static void a_member_is_found_at_the_top_only(void **state)
{
	(void)state;
	assert_str(json_member(STR(RECORD), "a"), "1");
	assert_str(json_member(STR(RECORD), "d"), "{\"a\":{\"b\":null}}");
	assert_str(json_member(STR(RECORD), ""), "\"\"");
	assert_null(json_member(STR(RECORD), "x").p);
	assert_null(json_member(STR("{}"), "a").p);
	assert_null(json_member((struct str){ 0 }, "a").p);
}

static void several_members_are_found_in_one_walk(void **state)
{
	static const char *const names[] = { "d", "x", "", "a" };
	struct str values[COUNT(names)];

	(void)state;
	json_members(STR(RECORD), names, COUNT(names), values);
	for (size_t i = 0; i < COUNT(names); i++)
		assert_true(
			str_eq(values[i], json_member(STR(RECORD), names[i])));
	assert_null(values[1].p);
	json_members(STR("{}"), names, COUNT(names), values);
	assert_null(values[0].p);
	json_members(STR(RECORD), names, 0, values);
}

static void items_are_walked_in_order(void **state)
{
	static const char *const want[] = { "1",       "[2,\"]\"]", "{}",
		                            "\"a,b\"", "-1e5",      "null" };
	struct str array = STR("[1,[2,\"]\"],{},\"a,b\",-1e5,null]"), value;
	size_t at = 0, n = 0;

	(void)state;
	while (json_items(array, &at, &value)) {
		assert_true(n < COUNT(want));
		assert_str(value, want[n++]);
	}
	assert_int_equal(n, COUNT(want));
	at = 0;
	assert_false(json_items(STR("[]"), &at, &value));
}

static void text_that_is_no_object_has_no_members(void **state)
{
	static const char *const rows[] = {
		"",
		"{",
		"}",
		"[]",
		"{\"a\"",
		"{\"a",
		"{\"a\":",
		"{\"a\":1",
		"{\"a\":}",
		"{\"a\":,",
		"{\"a\":[}",
		"{\"a\":\"x}",
		"{\"a\":\"\\",
		"{a:1}",
		"{\"a\\\":1}",
		"{,}",
		"{\"a\":{}",
		"{\"a\":1]",
		"1",
		"\"{}\"",
	};
	struct str name, value;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		size_t at = 0;

		assert_false(json_each(str_from(rows[i]), &at, &name, &value));
		assert_int_equal(at, 0);
	}
}

static void escapes_are_undone(void **state)
{
	static const struct {
		const char *json, *text;
	} rows[] = {
		{ "\"\"", "" },
		{ "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t" },
		{ "\"\\u0041\\u00e9\\u529E\"", "Aé办" },
		{ "\"\\ud83d\\ude00\"", "😀" },
		{ "\"\\ud83d\"", "\xef\xbf\xbd" },
		{ "\"\\ud83dx\"", "\xef\xbf\xbdx" },
		{ "\"\\ude00\\ud83d\"", "\xef\xbf\xbd\xef\xbf\xbd" },
		{ "\"\\ud83d\\u0041\"", "\xef\xbf\xbd"
		                        "A" },
		{ "\"\\u12\"", "\xef\xbf\xbd"
		               "12" },
		{ "\"a\\\"", "a\xef\xbf\xbd" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str s = json_unquote(*state, str_from(rows[i].json));

		assert_str(s, rows[i].text);
		assert_int_equal(s.p[s.len], '\0');
	}
	assert_int_equal(json_unquote(*state, STR("\"\\u0000\"")).len, 1);
}

static void what_is_no_string_is_absent(void **state)
{
	static const char *const rows[] = { "",   "\"",  "1",  "null",
		                            "{}", "\"a", "a\"" };

	for (size_t i = 0; i < COUNT(rows); i++)
		assert_null(json_unquote(*state, str_from(rows[i])).p);
	assert_null(json_unquote(*state, (struct str){ 0 }).p);
}

static void assert_inside(struct str part, struct str whole)
{
	assert_true(part.p >= whole.p);
	assert_true(part.p + part.len <= whole.p + whole.len);
}

static void walk(struct arena *a, struct str s, size_t from)
{
	struct str name, value;
	size_t at = from;

	while (json_each(s, &at, &name, &value)) {
		assert_inside(name, s);
		assert_inside(value, s);
		json_unquote(a, value);
	}
	at = from;
	while (json_items(s, &at, &value))
		assert_inside(value, s);
	json_unquote(a, s);
}

static void garbage_is_read_within_its_bounds(void **state)
{
	struct str alphabet = STR("{}[]\"\"\"::,,\\u0d8a1\xc3");
	uint64_t seed = 17;
	struct str s;

	(void)state;
	for (int i = 0; i < 100000; i++) {
		char *p = unit_garbage(&seed, alphabet, 40, &s);
		struct arena *a = arena_new();

		walk(a, s, 0);
		walk(a, s, 1 + unit_random(&seed) % 50);
		arena_free(a);
		free(p);
	}
}

/* A record cut or with one byte changed, at every place. */
static void damaged_records_are_read_within_their_bounds(void **state)
{
	static const char bytes[] = "\"\\{}[],:";

	for (size_t len = 0; len < sizeof(RECORD) - 1; len++) {
		char *p = malloc(len + 1);

		assert_non_null(p);
		memcpy(p, RECORD, len + 1);
		for (size_t i = 0; i < sizeof(bytes); i++) {
			p[len] = bytes[i];
			walk(*state, (struct str){ p, len + 1 }, 0);
		}
		free(p);
	}
}

static void what_is_quoted_comes_back(void **state)
{
	uint64_t seed = 19;
	struct str s, json;

	(void)state;
	for (int i = 0; i < 10000; i++) {
		char *p = unit_garbage(&seed, STR(""), 60, &s);
		struct arena *a = arena_new();

		json = quote(a, s);
		assert_true(utf8_valid(json));
		s = json_unquote(a, json);
		assert_str(quote(a, s), json.p);
		arena_free(a);
		free(p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit_case(strings_are_escaped_as_little_as_possible),
		unit_case(bytes_that_are_not_utf8_are_replaced),
		unit_case(members_are_walked_in_order),
		unit_case(a_member_is_found_at_the_top_only),
		unit_case(several_members_are_found_in_one_walk),
		unit_case(items_are_walked_in_order),
		unit_case(text_that_is_no_object_has_no_members),
		unit_case(escapes_are_undone),
		unit_case(what_is_no_string_is_absent),
		unit_case(garbage_is_read_within_its_bounds),
		unit_case(damaged_records_are_read_within_their_bounds),
		unit_case(what_is_quoted_comes_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
