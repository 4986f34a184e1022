/*
 * test_following.c - clients that wait for what changes next
 */
#include "tests/support/wire.h"

#include <string.h>
#include <unistd.h>

#include "tests/support/registry.h"

#define STREAM                                                                 \
	"GET /v1/changes HTTP/1.1\r\nHost: x\r\n"                              \
	"Accept: text/event-stream\r\n\r\n"
#define WAIT                                                                   \
	"GET /v1/changes?since=0&wait=60 HTTP/1.1\r\nHost: x\r\n"              \
	"Connection: close\r\n\r\n"
#define MANY 40

/* All that comes until the text is there; false when it never comes. */
static bool hears(struct client *c, const char *text)
{
	char got[16384] = "";
	size_t n = 0;

	while (strstr(got, text) == NULL && n + 1 < sizeof(got)) {
		ssize_t more = read(c->fd, got + n, sizeof(got) - 1 - n);

		if (more <= 0)
			return false;
		n += (size_t)more;
		got[n] = '\0';
	}
	return n + 1 < sizeof(got);
}

/* So many bytes come. */
static bool hears_all(struct client *c, size_t bytes)
{
	char got[16384];
	ssize_t more = 1;

	for (size_t n = 0; n < bytes && more > 0; n += (size_t)more)
		more = read(c->fd, got, sizeof(got));
	return more > 0;
}

static void change_something(struct app *app, const char *key)
{
	make(app, "organizations",
	     say(app, "{\"key\":\"%s\",\"name\":\"N\",\"type\":\"company\"}",
	         key));
}

static void a_stream_tells_what_changes(void **state)
{
	struct app *app = *state;
	struct client c;

	client_open(&c);
	client_say(&c, STREAM);
	assert_true(hears(&c, "id: 0"));
	change_something(app, "one");
	assert_true(hears(&c, "\"key\":\"one\""));
	change_something(app, "two");
	assert_true(hears(&c, "id: 2\nevent: put\n"));
	client_close(&c);
	assert_serving();
}

static void many_streams_hear_of_one_change(void **state)
{
	struct app *app = *state;
	struct client clients[MANY];

	for (int i = 0; i < MANY; i++) {
		client_open(&clients[i]);
		client_say(&clients[i], STREAM);
		assert_true(hears(&clients[i], "id: 0"));
	}
	change_something(app, "one");
	for (int i = 0; i < MANY; i++) {
		assert_true(hears(&clients[i], "\"key\":\"one\""));
		if (i % 2 == 0)
			client_reset(&clients[i]);
		else
			client_close(&clients[i]);
	}
	assert_serving();
}

#define CHANGES   40
#define LONG      9000
#define TOLD      (CHANGES * LONG)
#define LISTENERS 16

/* Of what they were told nothing is kept, so that others may ask for more. */
static void streams_that_were_told_much_hold_little(void **state)
{
	struct app *app = *state;
	struct client clients[LISTENERS];
	char *words = stretch("", "a", LONG, "");

	for (int i = 0; i < CHANGES; i++)
		make_act(app, say(app, "\"key\":\"k%d\",\"summary\":\"%s\"", i,
		                  words));
	free(words);
	arena_set_budget((size_t)2 * LISTENERS * TOLD * ARENA_GUESTS);
	for (int i = 0; i < LISTENERS; i++) {
		client_open(&clients[i]);
		client_say(&clients[i],
		           "GET /v1/changes?since=0 HTTP/1.1\r\nHost: x\r\n"
		           "Accept: text/event-stream\r\n\r\n");
		assert_true(hears_all(&clients[i], TOLD));
	}
	pause_ms(200);
	assert_false(arena_guests_crowd());
	for (int i = 0; i < LISTENERS; i++)
		client_close(&clients[i]);
	arena_set_budget(0);
}

static void who_waits_for_a_change_is_answered_by_it(void **state)
{
	struct app *app = *state;
	struct client c;
	struct answer a;

	client_open(&c);
	client_say(&c, WAIT);
	assert_false(client_hears(&c, 300));
	change_something(app, "one");
	a = client_read(&c, false);
	assert_int_equal(a.status, 200);
	client_close(&c);
}

static void a_server_that_stops_lets_followers_go(void **state)
{
	struct client stream, waiting;
	struct answer a;

	(void)state;
	client_open(&stream);
	client_say(&stream, STREAM);
	assert_true(hears(&stream, "id: 0"));
	client_open(&waiting);
	client_say(&waiting, WAIT);
	assert_false(client_hears(&waiting, 300));
	http_stop(server);
	server = NULL;
	assert_true(hears(&stream, "0\r\n\r\n"));
	a = client_read(&waiting, false);
	assert_int_equal(a.status, 200);
	client_close(&stream);
	client_close(&waiting);
}

static void a_follower_who_leaves_is_forgotten(void **state)
{
	struct app *app = *state;
	struct client c;

	for (int i = 0; i < MANY; i++) {
		client_open(&c);
		client_say(&c, i % 2 == 0 ? STREAM : WAIT);
		client_reset(&c);
	}
	change_something(app, "one");
	assert_serving();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		wire_test(a_stream_tells_what_changes),
		wire_test(many_streams_hear_of_one_change),
		wire_test(streams_that_were_told_much_hold_little),
		wire_test(who_waits_for_a_change_is_answered_by_it),
		wire_test(a_server_that_stops_lets_followers_go),
		wire_test(a_follower_who_leaves_is_forgotten),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
