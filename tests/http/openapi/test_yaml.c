/*
 * test_yaml.c - what is written as YAML is read as what it was
 */
#include "server/http/openapi/yaml.h"

#include "server/registry/model/json.h"
#include "tests/support/unit.h"

static const struct {
	const char *json, *yaml;
} written[] = {
	{ "{\"type\":\"string\"}", "type: string\n" },
	{ "{\"$ref\":\"#/a/b\"}", "$ref: \"#/a/b\"\n" },
	{ "{\"a\":[{\"$ref\":\"x\"},{\"in\":\"query\",\"name\":\"rev.gte\"}]}",
	  "a: [{$ref: x}, {in: query, name: rev.gte}]\n" },
	{ "{\"text/csv; charset=utf-8\":{},\"text/csv\":[]}",
	  "\"text/csv; charset=utf-8\": {}\ntext/csv: []\n" },
	/* what some reader takes for something else */
	{ "{\"on\":\"No\",\"y\":[\"null\",\"TRUE\"]}",
	  "\"on\": \"No\"\n\"y\": [\"null\", \"TRUE\"]\n" },
	{ "{\"openapi\":\"3.1.0\",\"since\":\"2021-11-23\"}",
	  "openapi: \"3.1.0\"\nsince: \"2021-11-23\"\n" },
	{ "{\"a\":\"\",\"b\":\"a: b\",\"c\":\"-date\",\"d\":\"a b\"}",
	  "a: \"\"\nb: \"a: b\"\nc: \"-date\"\nd: \"a b\"\n" },
	{ "{\"a\":\"\\n\",\"b\":null,\"c\":1,\"d\":false}",
	  "a: \"\\n\"\nb: null\nc: 1\nd: false\n" },
};

static void
quotes_stand_where_a_text_could_be_taken_for_something_else(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(written); i++) {
		json_t *value = json_loads(written[i].json, 0, NULL);
		char *text = NULL;
		size_t len = 0;
		FILE *out = open_memstream(&text, &len);

		assert_non_null(out);
		yaml_write(out, value);
		fclose(out);
		assert_string_equal(text, written[i].yaml);
		free(text);
		json_decref(value);
	}
}

/* Parameters come one to a line. */
static void an_item_of_one_member_needs_no_braces(void **state)
{
	char name[] = "#/components/parameters/0";
	json_t *list = json_array(), *value = json_object();
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	(void)state;
	for (; name[sizeof(name) - 2] < '6'; name[sizeof(name) - 2]++)
		json_array_append_new(list, json_pack("{s:s}", "$ref", name));
	json_object_set_new(value, "parameters", list);
	yaml_write(out, value);
	fclose(out);
	assert_non_null(strstr(
		text, "parameters:\n  - $ref: \"#/components/parameters/0\"\n"
		      "  - $ref: \"#/components/parameters/1\"\n"));
	free(text);
	json_decref(value);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			quotes_stand_where_a_text_could_be_taken_for_something_else),
		cmocka_unit_test(an_item_of_one_member_needs_no_braces),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
