/*
 * test_patch.c - JSON Patch and merge patch, against tables of cases
 *
 * The cases are files in the shape of the json-patch-tests project:
 * [{"comment","doc","patch","expected"} or {..., "error"}].
 */
#include "tests/support/unit.h"

#include <jansson.h>

#include "server/registry/model/json.h"
#include "server/registry/model/patch.h"

static json_t *load_cases(struct arena *a, const char *path)
{
	json_error_t why;
	json_t *cases = json_load_file(path, 0, &why);

	if (cases == NULL)
		print_error("%s:%d: %s\n", path, why.line, why.text);
	assert_non_null(cases);
	assert_true(json_array_size(cases) > 10);
	return json_own(a, cases);
}

static void describe(const json_t *test, const json_t *got)
{
	char *text = json_dumps(test, JSON_COMPACT | JSON_ENCODE_ANY);
	char *result = got != NULL ? json_dumps(got, JSON_ENCODE_ANY) : NULL;

	print_error("%s\n  gave %s\n", text, result != NULL ? result : "-");
	json_text_free(text);
	json_text_free(result);
}

static void check(const json_t *test, enum err_code rc, const json_t *got)
{
	const json_t *expected = json_object_get(test, "expected");
	bool fails = json_object_get(test, "error") != NULL;
	bool right = fails ? rc != ERR_OK
	                   : rc == ERR_OK && (expected == NULL ||
	                                      json_equal(got, expected));

	if (!right)
		describe(test, rc == ERR_OK ? got : NULL);
	assert_true(right);
}

static enum err_code apply(struct arena *a, const json_t *doc,
                           const json_t *list, json_t **got, struct err *e)
{
	const struct patch *patch;
	enum err_code rc;

	err_init(e, a);
	rc = patch_read(a, list, &patch, e);
	return rc != ERR_OK ? rc : patch_apply(a, doc, patch, got, e);
}

static void each_json_patch_gives_what_it_should(void **state)
{
	struct arena *a = *state;
	json_t *cases = load_cases(a, "tests/data/json-patch.json"), *test;
	size_t i;

	json_array_foreach(cases, i, test)
	{
		json_t *got = NULL, *before;
		const json_t *doc = json_object_get(test, "doc");
		struct err e;
		enum err_code rc;

		if (json_is_true(json_object_get(test, "disabled")))
			continue;
		before = json_own(a, json_deep_copy(doc));
		rc = apply(a, doc, json_object_get(test, "patch"), &got, &e);
		check(test, rc, got);
		assert_true(json_equal(before, doc)); /* all or nothing */
	}
}

static void each_merge_patch_gives_what_it_should(void **state)
{
	struct arena *a = *state;
	json_t *cases = load_cases(a, "tests/data/merge-patch.json"), *test;
	size_t i;

	json_array_foreach(cases, i, test)
		check(test, ERR_OK,
	              json_own(a, json_merged(json_object_get(test, "doc"),
	                                      json_object_get(test, "patch"))));
}

/* ---- limits ------------------------------------------------------------- */

/* A patch that grows: operations of two pointers, or one and a value. */
struct growing {
	struct arena *arena;
	json_t *list;
};

static struct growing growing(struct arena *a)
{
	return (struct growing){ a, json_own(a, json_array()) };
}

static void transfer(struct growing *g, const char *op, const char *from,
                     const char *path)
{
	json_array_append_new(g->list, json_pack("{s:s, s:s, s:s}", "op", op,
	                                         "from", from, "path", path));
}

static void add(struct growing *g, const char *path, json_t *value)
{
	json_array_append_new(g->list, json_pack("{s:s, s:s, s:o}", "op", "add",
	                                         "path", path, "value", value));
}

/* A list of n noughts; n lists in each other; a string of n letters. */
static json_t *noughts(size_t n)
{
	json_t *list = json_array();

	while (n-- > 0)
		json_array_append_new(list, json_integer(0));
	return list;
}

static json_t *nest(size_t n)
{
	json_t *value = json_array();

	while (--n > 0)
		value = json_pack("[o]", value);
	return value;
}

static json_t *letters(struct arena *a, size_t n)
{
	char *text = arena_alloc(a, n + 1);

	return json_string(memset(text, 'x', n));
}

static enum err_code try(struct growing *g, json_t **got)
{
	json_t *doc = json_own(g->arena, json_object());
	struct err e;

	return apply(g->arena, doc, g->list, got, &e);
}

static void assert_too_large(struct growing *g)
{
	json_t *got;

	assert_int_equal(try(g, &got), ERR_TOO_LARGE);
}

static void copies_of_copies_end_before_they_fill_the_machine(void **state)
{
	struct growing g = growing(*state);

	add(&g, "/a", noughts(3));
	for (int i = 0; i < 64; i++)
		transfer(&g, "copy", "/a", "/a/-");
	assert_too_large(&g);
}

static void copies_that_are_taken_out_again_count_too(void **state)
{
	struct growing g = growing(*state);

	add(&g, "/a", noughts(10000));
	for (int i = 0; i < 12; i++)
		transfer(&g, "copy", "/a", "/b");
	assert_too_large(&g);
}

static void copies_of_a_long_text_end(void **state)
{
	struct growing g = growing(*state);

	add(&g, "/a", letters(*state, 50000));
	for (int i = 0; i < 100; i++)
		transfer(&g, "copy", "/a", arena_printf(g.arena, "/b%d", i));
	assert_too_large(&g);
}

/* Each copy into the innermost place of the value doubles its depth. */
static void copies_into_themselves_end_at_the_deepest_level(void **state)
{
	struct growing g = growing(*state);
	struct buf path;
	size_t depth = 1, written = 0;

	buf_init(&path, g.arena);
	buf_puts(&path, "/x");
	add(&g, "/x", json_pack("{s:{}}", "a"));
	for (; depth < JSON_DEPTH_MAX / 2; depth = 2 * depth + 1) {
		for (; written <= depth; written++)
			buf_puts(&path, "/a");
		transfer(&g, "copy", "/x", path.data);
	}
	assert_too_large(&g);
}

static void nothing_is_added_or_moved_below_the_deepest_level(void **state)
{
	struct growing g = growing(*state);
	json_t *got;

	add(&g, "/a", nest(JSON_DEPTH_MAX - 1));
	add(&g, "/b", json_array());
	assert_int_equal(try(&g, &got), ERR_OK);
	transfer(&g, "move", "/a", "/c");
	assert_int_equal(try(&g, &got), ERR_OK);
	transfer(&g, "move", "/c", "/b/0");
	assert_too_large(&g);

	g = growing(*state);
	add(&g, "/a", nest(JSON_DEPTH_MAX));
	assert_too_large(&g);
}

static void a_long_list_takes_as_many_copies_as_a_patch_may_have(void **state)
{
	struct growing g = growing(*state);
	json_t *got = NULL;

	add(&g, "/a", noughts(40000));
	for (int i = 2; i < PATCH_MAX; i++)
		transfer(&g, i % 2 == 0 ? "copy" : "move", "/a/0", "/a/1");
	assert_int_equal(try(&g, &got), ERR_OK);
	assert_int_equal(json_array_size(json_object_get(got, "a")),
	                 40000 + PATCH_MAX / 2 - 1);
	add(&g, "/b", json_true());
	assert_int_equal(try(&g, &got), ERR_OK);
	add(&g, "/c", json_true());
	assert_too_large(&g);
}

static void all_operations_that_cannot_be_read_are_named_at_once(void **state)
{
	struct arena *a = *state;
	const struct patch *patch;
	struct err e;
	json_t *list =
		json_own(a, json_loads("[{\"op\":\"add\",\"path\":\"a\"},"
	                               "{\"op\":\"frob\"}, 1,"
	                               "{\"op\":\"move\",\"path\":\"/a\"}]",
	                               0, NULL));

	err_init(&e, a);
	assert_int_equal(patch_read(a, list, &patch, &e), ERR_INVALID);
	assert_int_equal(e.nmistakes, 5);
	assert_string_equal(e.mistakes->pointer, "/0/path");
	assert_string_equal(e.last->pointer, "/3/from");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit_case(each_json_patch_gives_what_it_should),
		unit_case(each_merge_patch_gives_what_it_should),
		unit_case(copies_of_copies_end_before_they_fill_the_machine),
		unit_case(copies_that_are_taken_out_again_count_too),
		unit_case(copies_of_a_long_text_end),
		unit_case(copies_into_themselves_end_at_the_deepest_level),
		unit_case(nothing_is_added_or_moved_below_the_deepest_level),
		unit_case(a_long_list_takes_as_many_copies_as_a_patch_may_have),
		unit_case(all_operations_that_cannot_be_read_are_named_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
