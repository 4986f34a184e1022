/*
 * test_feed.c - the feed of changes: who, what, since when, and what is waited
 *               for
 */
#include "tests/support/registry.h"

#define ORG "{\"key\":\"%s\",\"name\":\"An Org\",\"type\":\"other\"}"

static void make_org(struct app *app, const char *key)
{
	make(app, "organizations", say(app, ORG, key));
}

/* The keys of what the feed tells, joined by blanks. */
static const char *keys_of(struct app *app, const char *target)
{
	struct buf out;

	buf_init(&out, app->keys_arena);
	buf_puts(&out, "");
	get(app, target);
	assert_status(app, 200);
	for (size_t i = 0; i < json_array_size(reply_json(app, "items")); i++) {
		const char *of =
			reply_string(app, say(app, "items/%zu/record/key", i));

		if (of == NULL || *of == '\0')
			of = say(app, "-%s",
			         reply_string(app,
			                      say(app, "items/%zu/key", i)));
		buf_printf(&out, "%s%s", out.len > 0 ? " " : "", of);
	}
	return out.data;
}

/* ---- who ------------------------------------------------------------------ */

static void a_change_names_the_key_that_made_it(void **state)
{
	struct app *app = *state;

	make_org(app, "one");
	app->key = app->keys[ROLE_ADMIN];
	edit(app, "PATCH", "/v1/organizations/one", "{\"name\":\"Other\"}");
	edit(app, "DELETE", "/v1/organizations/one", NULL);
	get(app, "/v1/changes");
	assert_member(app, "items/0/by", "editor");
	assert_member(app, "items/1/by", "admin");
	assert_member(app, "items/2/by", "admin");
	get(app, "/v1/organizations/one/history");
	assert_member(app, "items/1/by", "admin");
	assert_sound(app->store);
}

static void the_same_content_by_another_is_no_change(void **state)
{
	struct app *app = *state;

	make_org(app, "one");
	app->key = app->keys[ROLE_ADMIN];
	edit(app, "PATCH", "/v1/organizations/one", "{\"name\":\"An Org\"}");
	assert_status(app, 200);
	get(app, "/v1/changes/head");
	assert_int_equal(reply_integer(app, "seq"), 1);
}

static void changes_are_told_by_who_made_them_and_who_did_not(void **state)
{
	struct app *app = *state;

	make_org(app, "one");
	app->key = app->keys[ROLE_ADMIN];
	make_org(app, "two");
	assert_string_equal(keys_of(app, "/v1/changes?by=admin"), "two");
	assert_string_equal(keys_of(app, "/v1/changes?not_by=admin"), "one");
	assert_string_equal(keys_of(app, "/v1/changes?by=admin,editor"),
	                    "one two");
}

/* ---- what ----------------------------------------------------------------- */

static void a_filtered_feed_goes_past_what_it_leaves_out(void **state)
{
	struct app *app = *state;

	make_act(app, "\"key\":\"act\"");
	make_org(app, "one");
	make_org(app, "two");
	assert_string_equal(keys_of(app, "/v1/changes?kind=instruments"),
	                    "act");
	assert_int_equal(reply_integer(app, "next"), 3);
	assert_true(json_is_true(reply_json(app, "filtered")));
	assert_string_equal(
		keys_of(app, "/v1/changes?kind=organizations&limit=1"), "one");
	assert_int_equal(reply_integer(app, "next"), 2);
	keys_of(app, "/v1/changes");
	assert_true(json_is_false(reply_json(app, "filtered")));
}

static void what_belongs_to_an_instrument_is_told_and_nothing_else(void **state)
{
	struct app *app = *state;
	const char *sha;

	make_act(app, "\"key\":\"act\"");
	make_act(app, "\"key\":\"other\"");
	make_org(app, "org");
	sha = load(app, "text", STR("words"));
	edit(app, "PATCH", "/v1/sources/text", "{\"instrument\":\"act\"}");
	make(app, "provisions",
	     "{\"key\":\"part\",\"instrument\":\"act\",\"path\":\"art_1\","
	     "\"level\":\"article\",\"label\":\"Article 1\",\"position\":1}");
	make_span(app, "words", "text", sha, 0, 5);
	make(app, "relations",
	     "{\"key\":\"link\",\"type\":\"amends\",\"from\":\"other\","
	     "\"to\":\"act\"}");
	edit(app, "DELETE", "/v1/relations/link", NULL);
	assert_status(app, 204);
	edit(app, "DELETE", "/v1/organizations/org", NULL);
	assert_string_equal(
		keys_of(app, "/v1/changes?instrument=act&kind=instruments,"
	                     "provisions,passages,relations,organizations"),
		"act part words link -link");
	get(app, "/v1/changes?instrument=nothing");
	assert_status(app, 404);
	get(app, "/v1/changes?instrument=");
	assert_status(app, 400);
	assert_mistake(app, "instrument");
}

static void fields_choose_members_of_the_records(void **state)
{
	struct app *app = *state;

	make_org(app, "one");
	get(app, "/v1/changes?fields=name");
	assert_member(app, "items/0/record/name", "An Org");
	assert_member(app, "items/0/record/key", "one");
	assert_null(reply_json(app, "items/0/record/type"));
	assert_true(json_is_true(reply_json(app, "filtered")));
}

/* ---- since when ----------------------------------------------------------- */

static void more_than_there_is_is_told_as_a_conflict(void **state)
{
	struct app *app = *state;

	make_org(app, "one");
	assert_string_equal(keys_of(app, "/v1/changes?since=1"), "");
	get(app, "/v1/changes?since=2");
	assert_status(app, 409);
	assert_int_equal(reply_integer(app, "head/seq"), 1);
}

static void changes_are_told_since_a_time(void **state)
{
	struct app *app = *state;
	const char *second;

	for (int i = 0; i < 9; i++)
		make_org(app, say(app, "o%d", i));
	get(app, "/v1/changes?since=4&limit=1");
	second = say(app, "%s", reply_string(app, "items/0/at"));
	get(app, say(app, "/v1/changes?since_time=%s", second));
	assert_true(reply_integer(app, "items/0/seq") <= 5);
	assert_true(strcmp(reply_string(app, "items/0/at"), second) >= 0);
	assert_string_equal(keys_of(app, "/v1/changes?since_time=9999-01-01"),
	                    "");
	assert_int_equal(reply_integer(app, "next"), 9);
	get(app, "/v1/changes?since_time=2001-01-01T00:00:00Z");
	assert_int_equal(reply_integer(app, "items/0/seq"), 1);
}

static void every_mistake_in_the_question_is_told(void **state)
{
	struct app *app = *state;

	get(app, "/v1/changes?kind=nothing&fields=nowhere&since_time=soon&"
	         "wait=61&limit=0");
	assert_status(app, 400);
	assert_mistake(app, "kind");
	assert_mistake(app, "fields");
	assert_mistake(app, "since_time");
	assert_mistake(app, "wait");
	assert_mistake(app, "limit");
	get(app, "/v1/changes?since=2026-11-26");
	assert_status(app, 400);
	assert_non_null(strstr(app->reply.body.data, "since_time"));
}

/* ---- waiting -------------------------------------------------------------- */

static void what_is_there_is_not_waited_for(void **state)
{
	struct app *app = *state;

	make_org(app, "one");
	assert_string_equal(keys_of(app, "/v1/changes?wait=60"), "one");
	assert_string_equal(keys_of(app, "/v1/changes?since=1&wait=1"), "");
	assert_int_equal(reply_integer(app, "next"), 1);
}

static void a_stream_begins_with_what_was_missed(void **state)
{
	struct app *app = *state;

	make_org(app, "one");
	make_org(app, "two");
	call(app, "GET", "/v1/changes",
	     "Accept: text/event-stream\nLast-Event-ID: 1", NULL);
	assert_status(app, 200);
	assert_string_equal(reply_value(app, "Content-Type"),
	                    "text/event-stream");
	assert_non_null(strstr(reply_text(app), "id: 2\nevent: put\ndata: {"));
	assert_null(strstr(reply_text(app), "id: 1\n"));
	call(app, "GET", "/v1/changes", "Accept: text/event-stream", NULL);
	assert_non_null(strstr(reply_text(app), "id: 2\n\n"));
	call(app, "GET", "/v1/changes",
	     "Accept: text/event-stream\nLast-Event-ID: x", NULL);
	assert_status(app, 400);
	call(app, "GET", "/v1/changes",
	     "Accept: text/event-stream\nLast-Event-ID: 3", NULL);
	assert_status(app, 409);
}

/* However much there is; a page has all of it. */
static void a_stream_comes_in_small_pieces(void **state)
{
	struct app *app = *state;
	char note[2001] = { 0 };

	memset(note, 'n', sizeof(note) - 1);
	for (int i = 0; i < 30; i++)
		make_act(app,
		         say(app, "\"key\":\"a%d\",\"note\":\"%s\"", i, note));
	call(app, "GET", "/v1/changes?since=0", "Accept: text/event-stream",
	     NULL);
	assert_status(app, 200);
	assert_in_range(strlen(reply_text(app)), 16u << 10, 24u << 10);
	get(app, "/v1/changes?since=0");
	assert_true(strlen(reply_text(app)) > 60000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		registry_test(a_change_names_the_key_that_made_it),
		registry_test(the_same_content_by_another_is_no_change),
		registry_test(
			changes_are_told_by_who_made_them_and_who_did_not),
		registry_test(a_filtered_feed_goes_past_what_it_leaves_out),
		registry_test(
			what_belongs_to_an_instrument_is_told_and_nothing_else),
		registry_test(fields_choose_members_of_the_records),
		registry_test(more_than_there_is_is_told_as_a_conflict),
		registry_test(changes_are_told_since_a_time),
		registry_test(every_mistake_in_the_question_is_told),
		registry_test(what_is_there_is_not_waited_for),
		registry_test(a_stream_begins_with_what_was_missed),
		registry_test(a_stream_comes_in_small_pieces),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
