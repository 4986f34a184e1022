/*
 * test_aliases.c - another key that leads to the same record
 */
#include "tests/support/registry.h"

#define ALIASED "\"key\":\"act\",\"aliases\":[\"old-act\",\"older-act\"]"

static void an_alias_answers_and_says_the_address(void **state)
{
	struct app *app = *state;

	make_act(app, ALIASED);
	get(app, "/v1/instruments/old-act");
	assert_status(app, 200);
	assert_member(app, "key", "act");
	assert_string_equal(reply_value(app, "Content-Location"),
	                    "/v1/instruments/act");
	get(app, "/v1/instruments/act");
	assert_string_equal(reply_value(app, "Content-Location"), "");
	get(app, "/v1/instruments/older-act/why?field=/type");
	assert_status(app, 200);
	get(app, "/v1/instruments?aliases=old-act&fields=key");
	assert_int_equal(reply_integer(app, "total"), 1);
	get(app, "/v1/instruments/young-act");
	assert_status(app, 404);
}

static void an_alias_is_accepted_where_a_key_is(void **state)
{
	struct app *app = *state;

	make_act(app, ALIASED);
	make_act(app, "\"key\":\"other\"");
	make(app, "relations",
	     "{\"key\":\"r\",\"from\":\"other\",\"to\":\"old-act\","
	     "\"type\":\"amends\",\"basis\":\"stated\"}");
	get(app, "/v1/relations?to=older-act");
	assert_int_equal(reply_integer(app, "total"), 1);
	edit(app, "PATCH", "/v1/instruments/old-act", "{\"note\":\"Kept.\"}");
	assert_status(app, 200);
	assert_member(app, "key", "act");
}

static void keys_and_aliases_are_unique_together(void **state)
{
	struct app *app = *state;

	make_act(app, ALIASED);
	make_act(app, "\"key\":\"other\"");
	call(app, "POST", "/v1/instruments", NULL,
	     "{" ACT ",\"key\":\"old-act\"}");
	assert_status(app, 409);
	call(app, "POST", "/v1/instruments", NULL,
	     "{" ACT ",\"key\":\"new\",\"aliases\":[\"old-act\"]}");
	assert_status(app, 409);
	edit(app, "PATCH", "/v1/instruments/act", "{\"aliases\":[\"other\"]}");
	assert_status(app, 409);
	edit(app, "PATCH", "/v1/instruments/act", "{\"aliases\":[\"a b\"]}");
	assert_status(app, 422);
	assert_mistake(app, "/aliases/0");
	edit(app, "PATCH", "/v1/instruments/act", "{\"aliases\":[\"b\"]}");
	assert_status(app, 200);
	make_act(app, "\"key\":\"old-act\"");
	edit(app, "DELETE", "/v1/instruments/act", NULL);
	make_act(app, "\"key\":\"b\"");
	assert_sound(app->store);
}

static void a_record_called_anew_takes_its_old_key_along(void **state)
{
	struct app *app = *state;

	make_act(app, "\"key\":\"old\"");
	assert_string_equal(
		import_lines(app, app->store, "x",
	                     "{\"kind\":\"instruments\",\"op\":\"delete\","
	                     "\"key\":\"old\"}\n{\"kind\":\"instruments\","
	                     "\"op\":\"put\",\"record\":{" ACT
	                     ",\"key\":\"new\",\"aliases\":[\"old\"]}}\n"),
		"");
	get(app, "/v1/instruments/old");
	assert_status(app, 200);
	assert_member(app, "key", "new");
	assert_sound(app->store);
}

/* One cannot tell whether another text is meant. */
static void a_line_that_comes_under_an_alias_is_told_the_key(void **state)
{
	struct app *app = *state;
	const char *before;

	make_act(app, ALIASED);
	before = head(app);
	assert_contains(import_lines(app, app->store, "x",
	                             "{\"kind\":\"instruments\",\"op\":\"put\","
	                             "\"record\":{" ACT
	                             ",\"key\":\"old-act\"}}\n"),
	                "never changes; it is act");
	assert_string_equal(head(app), before);
	call(app, "POST", "/v1/bulk", "Content-Type: application/x-ndjson",
	     "{\"kind\":\"instruments\",\"op\":\"put\",\"record\":{" ACT
	     ",\"key\":\"older-act\"}}\n");
	assert_contains(reply_text(app), "\"outcome\":\"refused\"");
	assert_contains(reply_text(app), "never changes; it is act");
	assert_string_equal(head(app), before);
}

static void an_alias_is_no_fact_that_lacks_evidence(void **state)
{
	struct app *app = *state;

	make_act(app, ALIASED);
	get(app, "/v1/instruments/act/provenance");
	assert_status(app, 200);
	assert_null(strstr(reply_text(app), "/aliases"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		registry_test(an_alias_answers_and_says_the_address),
		registry_test(an_alias_is_accepted_where_a_key_is),
		registry_test(keys_and_aliases_are_unique_together),
		registry_test(a_record_called_anew_takes_its_old_key_along),
		registry_test(a_line_that_comes_under_an_alias_is_told_the_key),
		registry_test(an_alias_is_no_fact_that_lacks_evidence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
