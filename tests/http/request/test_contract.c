/*
 * test_contract.c - what HTTP promises beyond reading and writing: requests
 * sent twice, JSON Patch, preferences, what a kind says of itself
 */
#include "tests/support/registry.h"

#define ORG        "{\"name\":\"An Org\",\"type\":\"other\"}"
#define AT         "/v1/organizations/an-org"
#define JSON_PATCH "Content-Type: application/json-patch+json\nIf-Match: *"

static void a_request_sent_again_is_done_once(void **state)
{
	struct app *app = *state;
	const char *first, *etag;

	call(app, "POST", "/v1/organizations", "Idempotency-Key: k1", ORG);
	assert_status(app, 201);
	first = say(app, "%s", reply_text(app));
	etag = say(app, "%s", reply_value(app, "ETag"));
	edit(app, "PATCH", AT, "{\"name\":\"Another\"}");
	call(app, "POST", "/v1/organizations", "Idempotency-Key: k1", ORG);
	assert_status(app, 201);
	assert_string_equal(reply_text(app), first);
	assert_string_equal(reply_value(app, "ETag"), etag);
	assert_string_equal(reply_value(app, "Idempotency-Replayed"), "true");
	get(app, "/v1/organizations");
	assert_int_equal(reply_integer(app, "total"), 1);
}

static void a_key_stands_for_one_request(void **state)
{
	struct app *app = *state;

	call(app, "POST", "/v1/organizations", "Idempotency-Key: k1", ORG);
	call(app, "POST", "/v1/organizations", "Idempotency-Key: k1",
	     "{\"name\":\"B\",\"type\":\"other\"}");
	assert_status(app, 422);
	call(app, "POST", "/v1/organizations", "Idempotency-Key: k 2", ORG);
	assert_status(app, 400);
	/* another client may use the same word */
	app->key = app->keys[ROLE_ADMIN];
	call(app, "POST", "/v1/organizations", "Idempotency-Key: k1",
	     "{\"name\":\"C\",\"type\":\"other\"}");
	assert_status(app, 201);
}

static void a_request_that_failed_may_be_tried_again(void **state)
{
	struct app *app = *state;

	call(app, "POST", "/v1/organizations", "Idempotency-Key: k1",
	     "{\"name\":\"B\"}");
	assert_status(app, 422);
	call(app, "POST", "/v1/organizations", "Idempotency-Key: k1", ORG);
	assert_status(app, 201);
}

static void a_json_patch_is_done_wholly_or_not_at_all(void **state)
{
	struct app *app = *state;

	make(app, "organizations", ORG);
	call(app, "PATCH", AT, JSON_PATCH,
	     "[{\"op\":\"test\",\"path\":\"/rev\",\"value\":1},"
	     "{\"op\":\"add\",\"path\":\"/names\",\"value\":[]},"
	     "{\"op\":\"add\",\"path\":\"/names/-\","
	     "\"value\":{\"text\":\"Org\"}},"
	     "{\"op\":\"replace\",\"path\":\"/type\",\"value\":\"company\"}]");
	assert_status(app, 200);
	assert_member(app, "names/0/text", "Org");
	assert_member(app, "type", "company");
	call(app, "PATCH", AT, JSON_PATCH,
	     "[{\"op\":\"remove\",\"path\":\"/names\"},"
	     "{\"op\":\"test\",\"path\":\"/type\",\"value\":\"other\"}]");
	assert_status(app, 409);
	get(app, AT);
	assert_int_equal(reply_integer(app, "rev"), 2);
	assert_member(app, "names/0/text", "Org");
}

static void a_json_patch_changes_nothing_of_the_servers(void **state)
{
	static const char *const patches[] = {
		"[{\"op\":\"replace\",\"path\":\"/rev\",\"value\":7}]",
		"[{\"op\":\"remove\",\"path\":\"/id\"}]",
		"[{\"op\":\"add\",\"path\":\"/key\",\"value\":\"k\"}]",
		"[{\"op\":\"replace\",\"path\":\"\",\"value\":{}}]",
		"[{\"op\":\"replace\",\"path\":\"\",\"value\":[]}]",
		"[{\"op\":\"remove\",\"path\":\"\"}]",
		"[{\"op\":\"add\",\"path\":\"/colour\",\"value\":\"red\"}]",
		"[{\"op\":\"fly\",\"path\":\"/name\"}]",
		"[{\"path\":\"/name\"}]",
		"{\"op\":\"remove\",\"path\":\"/name\"}",
		"[{\"op\":\"remove\",\"path\":\"/name\"}]",
	};
	struct app *app = *state;

	make(app, "organizations", ORG);
	for (size_t i = 0; i < COUNT(patches); i++) {
		call(app, "PATCH", AT, JSON_PATCH, patches[i]);
		assert_status(app, 422);
	}
	get(app, AT);
	assert_int_equal(reply_integer(app, "rev"), 1);
}

static void a_client_may_do_with_less(void **state)
{
	struct app *app = *state;

	call(app, "POST", "/v1/organizations", "Prefer: return=minimal", ORG);
	assert_status(app, 201);
	assert_member(app, "key", "an-org");
	assert_null(reply_json(app, "name"));
	assert_string_not_equal(reply_value(app, "Location"), "");
	assert_string_not_equal(reply_value(app, "ETag"), "");
	call(app, "PATCH", AT, "If-Match: *\nPrefer: return=minimal",
	     "{\"type\":\"company\"}");
	assert_status(app, 204);
	assert_string_equal(reply_value(app, "Preference-Applied"),
	                    "return=minimal");
	call(app, "PATCH", AT, "If-Match: *\nPrefer: return=representation",
	     "{\"type\":\"other\"}");
	assert_status(app, 200);
}

static void a_kind_tells_its_members(void **state)
{
	struct app *app = *state;

	get(app, "/v1/schema/relations");
	assert_status(app, 200);
	assert_member(app, "fields/6/name", "from");
	assert_member(app, "fields/6/target", "instruments");
	assert_contains(reply_text(app), "\"modelled_on\"");
	get(app, "/v1/schema/instruments");
	assert_null(strstr(reply_text(app), "known_from"));
	get(app, "/v1/schema/nothing");
	assert_status(app, 404);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		registry_test(a_request_sent_again_is_done_once),
		registry_test(a_key_stands_for_one_request),
		registry_test(a_request_that_failed_may_be_tried_again),
		registry_test(a_json_patch_is_done_wholly_or_not_at_all),
		registry_test(a_json_patch_changes_nothing_of_the_servers),
		registry_test(a_client_may_do_with_less),
		registry_test(a_kind_tells_its_members),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
