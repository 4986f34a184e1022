/*
 * test_deletion.c - records deleted: their history, what refers to them, and the
 * same id again
 */
#include "tests/support/registry.h"

#define A "/v1/instruments/a"

static void deleted_record_is_gone_with_its_history(void **state)
{
	struct app *app = *state;
	const char *id = make_act(app, "\"key\":\"a\""), *history;

	edit(app, "DELETE", A, NULL);
	assert_status(app, 204);
	assert_int_equal(app->reply.body.len, 0);
	get(app, A);
	assert_status(app, 410);
	history = say(app, "%s", reply_string(app, "history"));
	assert_string_equal(history,
	                    say(app, "/v1/instruments/%s/history", id));
	get(app, say(app, "/v1/instruments/%s", id));
	assert_status(app, 410);
	edit(app, "PATCH", A, "{}");
	assert_status(app, 410);
	edit(app, "DELETE", A, NULL);
	assert_status(app, 410);
	get(app, history);
	assert_status(app, 200);
	assert_int_equal(reply_integer(app, "total"), 2);
	assert_member(app, "items/0/record/key", "a");
	assert_member(app, "items/1/op", "delete");
	assert_member(app, "items/1/id", id);
}

static void record_created_again_goes_on_counting(void **state)
{
	struct app *app = *state;
	const char *id = make_act(app, "\"key\":\"a\""),
		   *path = say(app, "/v1/instruments/%s", id);

	edit(app, "PATCH", path, "{\"note\":\"x\"}");
	edit(app, "DELETE", path, NULL);
	call(app, "PUT", path, NULL, "{" ACT "}");
	assert_status(app, 410);
	call(app, "PUT", path, "If-None-Match: *", "{" ACT "}");
	assert_status(app, 201);
	assert_member(app, "id", id);
	assert_int_equal(reply_integer(app, "rev"), 3);
	get(app, say(app, "%s/history", path));
	assert_int_equal(reply_integer(app, "total"), 4);
}

static void history_has_every_revision_in_order(void **state)
{
	struct app *app = *state;

	make_act(app, "\"key\":\"a\"");
	for (int i = 2; i < 6; i++)
		edit(app, "PATCH", A, say(app, "{\"note\":\"%d\"}", i));
	get(app, A "/history");
	assert_int_equal(reply_integer(app, "total"), 5);
	for (int i = 0; i < 5; i++)
		assert_int_equal(
			reply_integer(app, say(app, "items/%d/record/rev", i)),
			i + 1);
}

static void a_long_history_comes_in_pages(void **state)
{
	struct app *app = *state;
	const char *next = "";
	int rev = 0;

	make_act(app, "\"key\":\"a\"");
	for (int i = 2; i < 8; i++)
		edit(app, "PATCH", A, say(app, "{\"note\":\"%d\"}", i));
	do {
		get(app, say(app, A "/history?limit=3%s%s",
		             *next != '\0' ? "&cursor=" : "", next));
		assert_status(app, 200);
		assert_int_equal(reply_integer(app, "total"), 7);
		for (size_t i = 0;
		     i < json_array_size(reply_json(app, "items")); i++)
			assert_int_equal(
				reply_integer(
					app,
					say(app, "items/%zu/record/rev", i)),
				++rev);
		next = say(app, "%s", reply_string(app, "next"));
		if (*next != '\0')
			assert_contains(reply_value(app, "Link"), next);
	} while (*next != '\0');
	assert_int_equal(rev, 7);
	get(app, A "/history?cursor=nothing");
	assert_status(app, 400);
	assert_mistake(app, "cursor");
	get(app, A "/history?limit=201");
	assert_status(app, 400);
}

static void record_that_is_referred_to_stays(void **state)
{
	struct app *app = *state;
	const char *before;

	make(app, "organizations",
	     "{\"key\":\"o\",\"name\":\"O\",\"type\":\"other\"}");
	make(app, "organizations",
	     "{\"key\":\"p\",\"name\":\"P\","
	     "\"type\":\"other\",\"parent\":\"o\"}");
	make_act(app, "\"key\":\"a\",\"parties\":"
	              "[{\"role\":\"issuer\",\"organization\":\"o\"}]");
	before = head(app);
	edit(app, "DELETE", "/v1/organizations/o", NULL);
	assert_status(app, 409);
	assert_member(app, "referrers/0/key", "p");
	assert_member(app, "referrers/1/key", "a");
	assert_member(app, "referrers/1/kind", "instruments");
	assert_same(head(app), before);
	edit(app, "DELETE", A, NULL);
	edit(app, "DELETE", "/v1/organizations/p", NULL);
	edit(app, "DELETE", "/v1/organizations/o", NULL);
	assert_status(app, 204);
	assert_sound(app->store);
}

static void record_that_is_spoken_of_stays(void **state)
{
	struct app *app = *state;
	const char *sha = load(app, "s", STR("words"));

	make_act(app, "\"key\":\"a\"");
	make_span(app, "p", "s", sha, 0, 5);
	claim(app, "c", "/title", "\"v\"", "");
	edit(app, "DELETE", A, NULL);
	assert_status(app, 409);
	assert_member(app, "referrers/0/key", "c");
	edit(app, "DELETE", "/v1/passages/p", NULL);
	assert_status(app, 409);
	edit(app, "DELETE", "/v1/sources/s", NULL);
	assert_status(app, 409);
	edit(app, "PATCH", "/v1/sources/s", "{\"editions\":[]}");
	assert_status(app, 409);
	get(app, "/v1/sources/s");
	assert_member(app, "editions/0/sha256", sha);
}

static void record_that_refers_to_itself_can_be_deleted(void **state)
{
	struct app *app = *state;

	make(app, "organizations",
	     "{\"key\":\"o\",\"name\":\"O\",\"type\":\"other\"}");
	edit(app, "PATCH", "/v1/organizations/o", "{\"parent\":\"o\"}");
	assert_status(app, 200);
	edit(app, "DELETE", "/v1/organizations/o", NULL);
	assert_status(app, 204);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		registry_test(deleted_record_is_gone_with_its_history),
		registry_test(record_created_again_goes_on_counting),
		registry_test(history_has_every_revision_in_order),
		registry_test(a_long_history_comes_in_pages),
		registry_test(record_that_is_referred_to_stays),
		registry_test(record_that_is_spoken_of_stays),
		registry_test(record_that_refers_to_itself_can_be_deleted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
