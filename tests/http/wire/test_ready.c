/*
 * test_ready.c - what is asked again and again is answered as if it were new
 */
#include "tests/support/wire.h"

#include "lib/base/clock.h"
#include "lib/data/timestamp.h"
#include "lib/store/commits.h"
#include "server/http/request/reply.h"
#include "server/http/request/response_cache.h"
#include "server/http/wire/ready.h"
#include "tests/support/registry.h"

#define ONE   "/v1/instruments/a"
#define TIMES 8

static struct answer ask(struct client *c, struct app *app, const char *method,
                         const char *headers)
{
	client_say(c, say(app, "%s " ONE " HTTP/1.1\r\nHost: x\r\n%s\r\n",
	                  method, headers));
	return client_read(c, strcmp(method, "HEAD") == 0);
}

/* The tag that everybody is given now. */
static const char *tag_now(struct app *app)
{
	call(app, "GET", ONE, "Host: x\n", NULL);
	assert_status(app, 200);
	return say(app, "%s", reply_value(app, "ETag"));
}

static void who_asks_again_has_the_same_under_a_name_of_his_own(void **state)
{
	struct app *app = *state;
	struct client c;
	long length = 0;

	make_act(app, "\"key\":\"a\"");
	client_open(&c);
	for (int i = 0; i < TIMES; i++) {
		const char *id = say(app, "no-%d", i);
		struct answer a = ask(&c, app, i % 3 == 2 ? "HEAD" : "GET",
		                      say(app, "X-Request-Id: %s\r\n", id));

		assert_int_equal(a.status, 200);
		assert_string_equal(a.id, id);
		assert_true(length == 0 || a.length == length);
		assert_int_equal(a.body, i % 3 == 2 ? 0 : a.length);
		length = a.length;
	}
	client_close(&c);
}

static void who_knows_it_is_told_so_each_time(void **state)
{
	struct app *app = *state;
	struct client c;
	const char *known;

	make_act(app, "\"key\":\"a\"");
	known = say(app, "If-None-Match: %s\r\n", tag_now(app));
	client_open(&c);
	for (int i = 0; i < TIMES; i++) {
		assert_int_equal(ask(&c, app, "GET", known).status, 304);
		assert_int_equal(ask(&c, app, "GET", "").status, 200);
	}
	client_close(&c);
}

static void a_change_is_seen_by_the_next_who_asks(void **state)
{
	struct app *app = *state;
	struct client c;

	make_act(app, "\"key\":\"a\"");
	client_open(&c);
	for (int i = 0; i < TIMES; i++) {
		const char *known =
			say(app, "If-None-Match: %s\r\n", tag_now(app));

		for (int j = 0; j < TIMES; j++)
			assert_int_equal(ask(&c, app, "GET", known).status,
			                 304);
		call(app, "PATCH", ONE, "If-Match: *",
		     say(app, "{\"summary\":\"S%d\"}", i));
		assert_status(app, 200);
		assert_int_equal(ask(&c, app, "GET", known).status, 200);
	}
	client_close(&c);
}

static void who_asks_too_often_is_refused_what_is_ready(void **state)
{
	const struct http_config config = { .rate_local = 1 };
	struct app *app = *state;
	struct client c;
	int refused = 0;

	make_act(app, "\"key\":\"a\"");
	serve_with(app, config);
	client_open(&c);
	for (int i = 0; i < 3 * TIMES; i++)
		refused += ask(&c, app, "GET", "").status == 429;
	assert_in_range(refused, 1, 3 * TIMES - 1);
	client_close(&c);
}

/* ---- without a socket ------------------------------------------------------ */

static struct str begin(struct app *app, struct arena *arena,
                        struct request *req)
{
	*req = (struct request){ 0 };
	request_init(req, arena, &app->service, STR(ONE));
	request_method(req, "GET");
	request_name(req);
	return response_cache_name(req);
}

static void keep(struct app *app, struct ready *r, struct request *req,
                 struct str name, struct str body)
{
	struct reply rep;

	reply_init(req, &rep);
	buf_str(&rep.body, body);
	reply_header(&rep, "ETag", "\"1.a\"");
	rep.cached.commits = store_commits(app->store);
	rep.cached.made = clock_ms();
	ready_keep(r, req, name, &rep);
}

static void what_was_found_twice_is_ready_until_somebody_commits(void **state)
{
	struct app *app = *state;
	struct ready_tables *all = ready_start();
	struct ready *r = ready_mine(all);
	struct ready_answer a;
	struct arena *arena = arena_new();
	struct request req;
	struct str name = begin(app, arena, &req);

	assert_ptr_equal(r, ready_mine(all));
	keep(app, r, &req, name, STR("{}\n"));
	assert_false(ready_find(r, &req, name, &a));
	keep(app, r, &req, name, STR("{}\n"));
	assert_true(ready_take(r, &req, name, &a));
	assert_int_equal(a.status, 200);
	assert_int_equal(a.body, strlen("{}\n"));
	assert_false(ready_find(r, &req, STR("another"), &a));
	make_act(app, "\"key\":\"a\"");
	assert_false(ready_find(r, &req, name, &a));
	ready_stop(all);
	arena_free(arena);
}

static void what_is_ready_takes_no_more_than_it_may(void **state)
{
	static char long_body[READY_LONGEST - 64];
	const struct str body = { long_body, sizeof(long_body) };
	struct app *app = *state;
	struct ready_tables *all = ready_start();
	struct ready *r = ready_mine(all);
	struct arena *arena = arena_new();
	struct ready_answer a;
	struct request req;
	size_t ready = 0;

	begin(app, arena, &req);
	for (int i = 0; i < 100; i++) {
		struct str name = str_from(say(app, "%d", i));

		keep(app, r, &req, name, body);
		keep(app, r, &req, name, body);
		assert_true(ready_take(r, &req, name, &a));
	}
	for (int i = 0; i < 100; i++)
		if (ready_find(r, &req, str_from(say(app, "%d", i)), &a))
			ready += a.body;
	assert_in_range(ready, READY_BYTES / 2, READY_BYTES);
	ready_stop(all);
	arena_free(arena);
}

static void what_is_ready_lasts_no_longer_than_it_is_cached(void **state)
{
	struct app *app = *state;
	struct ready_tables *all = ready_start();
	struct ready *r = ready_mine(all);
	struct ready_answer a;
	struct arena *arena = arena_new();
	struct request req;
	struct str name = begin(app, arena, &req);

	for (int i = 0; i < 2; i++)
		keep(app, r, &req, name, STR("{}\n"));
	pause_ms(RESPONSE_CACHE_MS + 50);
	assert_false(ready_find(r, &req, name, &a));
	ready_stop(all);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		wire_test(who_asks_again_has_the_same_under_a_name_of_his_own),
		wire_test(who_knows_it_is_told_so_each_time),
		wire_test(a_change_is_seen_by_the_next_who_asks),
		wire_test(who_asks_too_often_is_refused_what_is_ready),
		wire_test(what_was_found_twice_is_ready_until_somebody_commits),
		wire_test(what_is_ready_takes_no_more_than_it_may),
		wire_test(what_is_ready_lasts_no_longer_than_it_is_cached),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
