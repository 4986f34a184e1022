/*
 * test_response_cache.c - what is asked again is answered from memory, and never
 * what was
 */
#include "tests/support/fault_store.h"
#include "tests/support/registry.h"

#define ONE  "/v1/instruments/a"
#define LIST "/v1/instruments?type=act"
#define CACHED                                                                 \
	"search?q=act", "instruments?type=act&facet=type", "instruments/a",    \
		"instruments/a/why?field=/type", "instruments/a/provenance"

static int setup(void **state)
{
	struct app *app;
	int failed = registry_setup(state);

	app = *state;
	make_act(app, "\"key\":\"a\"");
	app->service.store = app->store = fault_wrap(app->store);
	return failed;
}

#define cache_test(fn) cmocka_unit_test_setup_teardown(fn, setup, app_teardown)

/* The first operation of the database would fail. What is cached ends by itself
 * when the machine is slow: then it is made again, and asked for again. */
static void assert_from_memory(struct app *app, const char *target,
                               const char *headers, unsigned status)
{
	for (int i = 0; i < 20; i++) {
		fault_at(app->store, 1, ERR_STORE);
		call(app, "GET", target, headers, NULL);
		if (fault_left(app->store) == 1)
			break;
		call(app, "GET", target, headers, NULL);
	}
	assert_int_equal(fault_left(app->store), 1);
	assert_status(app, status);
	fault_at(app->store, 0, ERR_OK);
}

static void assert_from_the_database(struct app *app, const char *target,
                                     const char *headers)
{
	fault_at(app->store, 1, ERR_STORE);
	call(app, "GET", target, headers, NULL);
	assert_int_equal(fault_left(app->store), 0);
}

static void ask_twice(struct app *app, const char *target, const char *headers)
{
	for (int i = 0; i < 2; i++)
		call(app, "GET", target, headers, NULL);
}

static void what_was_asked_twice_is_answered_from_memory(void **state)
{
	static const char *const targets[] = { CACHED };
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(targets); i++) {
		const char *target = say(app, "/v1/%s", targets[i]), *tag,
			   *body;

		ask_twice(app, target, NULL);
		tag = say(app, "%s", reply_value(app, "ETag"));
		body = say(app, "%s", reply_text(app));
		assert_from_memory(app, target, NULL, 200);
		assert_string_equal(reply_text(app), body);
		assert_string_equal(reply_value(app, "ETag"), tag);
		assert_string_equal(reply_value(app, "Content-Type"),
		                    "application/json");
		assert_string_equal(reply_value(app, "Cache-Control"),
		                    "no-cache");
	}
}

static void who_knows_it_hears_so_from_memory(void **state)
{
	struct app *app = *state;
	const char *known;

	ask_twice(app, ONE, NULL);
	known = say(app, "If-None-Match: %s", reply_value(app, "ETag"));
	assert_from_memory(app, ONE, known, 304);
	assert_string_equal(reply_value(app, "Content-Type"), "");
	assert_int_equal(app->reply.body.len, 0);
	assert_from_memory(app, ONE, "If-None-Match: \"other\"", 200);
}

static void who_only_asks_whether_it_is_the_same_needs_no_database(void **state)
{
	struct app *app = *state;
	const char *known;

	get(app, LIST);
	known = say(app, "If-None-Match: %s", reply_value(app, "ETag"));
	ask_twice(app, LIST, known);
	assert_status(app, 304);
	assert_from_memory(app, LIST, known, 304);
	get(app, LIST);
	assert_status(app, 200);
	assert_int_equal(reply_integer(app, "total"), 1);
}

static void a_change_is_seen_at_once(void **state)
{
	struct app *app = *state;

	ask_twice(app, LIST, NULL);
	ask_twice(app, ONE, NULL);
	call(app, "PATCH", ONE, "If-Match: *", "{\"title\":\"New\"}");
	assert_status(app, 200);
	get(app, ONE);
	assert_member(app, "title", "New");
	get(app, LIST);
	assert_member(app, "items/0/title", "New");
	call(app, "DELETE", ONE, "If-Match: *", NULL);
	get(app, ONE);
	assert_status(app, 410);
	get(app, LIST);
	assert_int_equal(reply_integer(app, "total"), 0);
}

static void what_is_asked_in_another_way_is_another_answer(void **state)
{
	static const char *const others[] = {
		"Accept: text/csv", "Accept-Encoding: gzip",
		"Host: example.org", "If-Match: *", "Prefer: return=minimal"
	};
	struct app *app = *state;

	ask_twice(app, LIST, NULL);
	for (size_t i = 0; i < COUNT(others); i++)
		assert_from_the_database(app, LIST, others[i]);
	assert_from_the_database(app, LIST "&limit=1", NULL);
}

static void what_needs_a_key_is_not_kept(void **state)
{
	struct app *app = *state;

	app->service.closed = true;
	ask_twice(app, ONE,
	          say(app, "Authorization: Bearer %s", app->keys[ROLE_READER]));
	assert_status(app, 200);
	get(app, ONE);
	assert_status(app, 401);
}

static void a_compressed_answer_is_cached_as_it_is(void **state)
{
	struct app *app = *state;
	struct str body;

	for (int i = 0; i < 30; i++)
		make_act(app, say(app, "\"key\":\"k%d\"", i));
	ask_twice(app, LIST, "Accept-Encoding: gzip");
	body = arena_str(app->keys_arena, buf_text(&app->reply.body));
	assert_from_memory(app, LIST, "Accept-Encoding: gzip", 200);
	assert_string_equal(reply_value(app, "Content-Encoding"), "gzip");
	assert_true(str_eq(buf_text(&app->reply.body), body));
}

/* Where whole answers are not cached. */
#define APART   "Prefer: return=representation"
#define COUNTED LIST "&facet=force"
#define MANY    1000

/* How many operations of the database it takes. */
static int operations_of(struct app *app, const char *target)
{
	int left;

	fault_at(app->store, MANY, ERR_STORE);
	call(app, "GET", target, APART, NULL);
	left = fault_left(app->store);
	fault_at(app->store, 0, ERR_OK);
	assert_status(app, 200);
	return MANY - left;
}

static void what_was_counted_is_not_counted_again(void **state)
{
	struct app *app = *state;
	const char *body;

	for (int i = 0; i < 30; i++)
		make_act(app, say(app, "\"key\":\"k%d\"", i));
	assert_true(operations_of(app, COUNTED) > 30);
	body = say(app, "%s", reply_text(app));
	assert_true(operations_of(app, COUNTED) < 10);
	assert_string_equal(reply_text(app), body);
	call(app, "PATCH", ONE, "If-Match: *", "{\"force\":\"soft\"}");
	assert_true(operations_of(app, COUNTED) > 30);
	assert_contains(reply_text(app), "\"soft\"");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cache_test(what_was_asked_twice_is_answered_from_memory),
		cache_test(who_knows_it_hears_so_from_memory),
		cache_test(
			who_only_asks_whether_it_is_the_same_needs_no_database),
		cache_test(a_change_is_seen_at_once),
		cache_test(what_is_asked_in_another_way_is_another_answer),
		cache_test(what_needs_a_key_is_not_kept),
		cache_test(a_compressed_answer_is_cached_as_it_is),
		cache_test(what_was_counted_is_not_counted_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
