/*
 * test_accept.c - editors accept where passages stand in a newer text, and read
 * the report of it
 */
#include "tests/support/anchors.h"

#include "lib/data/digest.h"

/* ---- accepting ---------------------------------------------------------- */

static void an_editor_accepts_a_new_place(void **state)
{
	struct app *app = *state;
	const char *new = digest_of(app->keys_arena, STR(NEW_LAW)).p;

	make_amendable(app);
	put_text(app, "/v1/sources/s/text?lang=en", STR(NEW_LAW));
	call(app, "POST", "/v1/passages/log/accept", NULL, NULL);
	assert_status(app, 200);
	assert_member(app, "edition", new);
	assert_member(app, "state", "verified");
	assert_contains(reply_string(app, "exact"), "two years");
	assert_int_equal(reply_integer(app, "rev"), 2);
	get(app, "/v1/sources/s/anchors?state=changed");
	assert_true(json_is_true(reply_json(app, "items/0/accepted")));
	call(app, "POST", "/v1/passages/log/accept", NULL, NULL);
	assert_status(app, 409);
	assert_sound(app->store);
}

/* Words that stand nowhere, in a text that is all like their beginning. */
static void what_is_lost_for_want_of_effort_says_so(void **state)
{
	struct app *app = *state;
	struct buf words, old, new;

	buf_init(&words, app->keys_arena);
	buf_init(&old, app->keys_arena);
	buf_init(&new, app->keys_arena);
	for (int i = 0; i < 40; i++)
		buf_puts(&words, "a b ");
	for (int i = 0; i < 100; i++)
		buf_printf(&words, "word%d%s", i, i < 99 ? " " : "");
	buf_printf(&old, "Begin. %s. End.", words.data);
	for (int i = 0; i < 200000; i++)
		buf_puts(&new, "a b ");
	make_source(app, buf_text(&old));
	make_passage(app, "like", words.data);
	make_passage(app, "end", "End.");
	put_text(app, "/v1/sources/s/text?lang=en", buf_text(&new));
	assert_state(app, "like", "lost");
	get(app, "/v1/sources/s/anchors");
	assert_member(app, "items/0/state", "lost");
	assert_string_not_equal(reply_string(app, "items/0/reason"), "");
	assert_member(app, "items/1/state", "lost");
	assert_string_equal(reply_string(app, "items/1/reason"), "");
	assert_sound(app->store);
}

static void what_is_lost_needs_a_place(void **state)
{
	struct app *app = *state;

	make_amendable(app);
	put_text(app, "/v1/sources/s/text?lang=en", STR(NEW_LAW));
	call(app, "POST", "/v1/passages/acts/accept", NULL, NULL);
	assert_status(app, 409);
	call(app, "POST", "/v1/passages/acts/accept", NULL,
	     "{\"start\":\"a\",\"edition\":\"b\",\"more\":1}");
	assert_status(app, 422);
	assert_mistake(app, "/start");
	assert_mistake(app, "/end");
	assert_mistake(app, "/edition");
	assert_mistake(app, "/more");
	call(app, "POST", "/v1/passages/acts/accept", NULL,
	     "{\"start\":0,\"end\":99999}");
	assert_status(app, 422);
	assert_mistake(app, "/end");
	call(app, "POST", "/v1/passages/acts/accept", NULL,
	     "{\"start\":5,\"end\":5}");
	assert_status(app, 422);
	call(app, "POST", "/v1/passages/acts/accept", "If-Match: \"7.x\"",
	     "{\"start\":0,\"end\":7}");
	assert_status(app, 412);
	assert_state(app, "acts", "lost");
	call(app, "POST", "/v1/passages/none/accept", NULL, NULL);
	assert_status(app, 404);
}

static void all_of_a_state_are_accepted_at_once(void **state)
{
	struct app *app = *state;

	make_amendable(app);
	put_text(app, "/v1/sources/s/text?lang=en", STR(NEW_LAW));
	call(app, "POST", "/v1/sources/s/accept", NULL,
	     "{\"state\":\"unchanged\"}");
	assert_status(app, 200);
	assert_int_equal(reply_integer(app, "accepted"), 1);
	call(app, "POST", "/v1/sources/s/accept", NULL,
	     "{\"state\":\"moved\"}");
	assert_int_equal(reply_integer(app, "accepted"), 1);
	call(app, "POST", "/v1/sources/s/accept", NULL,
	     "{\"state\":\"moved\"}");
	assert_int_equal(reply_integer(app, "accepted"), 0);
	assert_state(app, "told", "verified");
	assert_state(app, "log", "changed");
	call(app, "POST", "/v1/sources/s/accept", NULL,
	     "{\"state\":\"lost\",\"edition\":\"x\",\"y\":1}");
	assert_status(app, 422);
	assert_mistake(app, "/state");
	assert_mistake(app, "/edition");
	assert_mistake(app, "/y");
	assert_sound(app->store);
}

/* ---- the report --------------------------------------------------------- */

static void the_report_is_paged_in_the_order_of_the_text(void **state)
{
	static const char *const order[] = { "first", "log", "told", "acts" };
	struct app *app = *state;
	const char *next = "/v1/sources/s/anchors?limit=1";

	make_amendable(app);
	put_text(app, "/v1/sources/s/text?lang=en", STR(NEW_LAW));
	for (size_t i = 0; i < COUNT(order); i++) {
		get(app, next);
		assert_status(app, 200);
		assert_member(app, "items/0/passage/key", order[i]);
		next = say(app, "/v1/sources/s/anchors?limit=1&cursor=%s",
		           reply_string(app, "next"));
	}
	assert_true(json_is_null(reply_json(app, "next")));
	get(app, "/v1/sources/s/anchors?state=odd&cursor=x&edition=1&limit=0");
	assert_status(app, 400);
	assert_mistake(app, "state");
	assert_mistake(app, "cursor");
	assert_mistake(app, "edition");
	assert_mistake(app, "limit");
}

static void the_report_outlives_a_passage(void **state)
{
	struct app *app = *state;

	make_amendable(app);
	put_text(app, "/v1/sources/s/text?lang=en", STR(NEW_LAW));
	edit(app, "DELETE", "/v1/passages/told", NULL);
	get(app, "/v1/sources/s/anchors?state=moved");
	assert_int_equal(json_array_size(reply_json(app, "items")), 1);
	assert_null(reply_json(app, "items/0/passage/key"));
	call(app, "POST", "/v1/sources/s/accept", NULL,
	     "{\"state\":\"moved\"}");
	assert_int_equal(reply_integer(app, "accepted"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		registry_test(an_editor_accepts_a_new_place),
		registry_test(what_is_lost_for_want_of_effort_says_so),
		registry_test(what_is_lost_needs_a_place),
		registry_test(all_of_a_state_are_accepted_at_once),
		registry_test(the_report_is_paged_in_the_order_of_the_text),
		registry_test(the_report_outlives_a_passage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
