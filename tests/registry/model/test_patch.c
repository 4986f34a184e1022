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
		err_init(&e, a);
		before = json_own(a, json_deep_copy(doc));
		rc = patch_apply(a, doc, json_object_get(test, "patch"), &got,
		                 &e);
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

static void copies_of_copies_end_before_they_fill_the_machine(void **state)
{
	struct arena *a = *state;
	json_t *doc = json_own(a, json_loads("{\"a\":[1,2,3]}", 0, NULL)), *got;
	json_t *patch = json_own(a, json_array());
	struct err e;

	for (int i = 0; i < 64; i++)
		json_array_append_new(patch,
		                      json_pack("{s:s, s:s, s:s}", "op", "copy",
		                                "from", "/a", "path", "/a/-"));
	err_init(&e, a);
	assert_int_equal(patch_apply(a, doc, patch, &got, &e), ERR_TOO_LARGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit_case(each_json_patch_gives_what_it_should),
		unit_case(each_merge_patch_gives_what_it_should),
		unit_case(copies_of_copies_end_before_they_fill_the_machine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
