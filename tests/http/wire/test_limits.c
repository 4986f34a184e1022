/*
 * test_limits.c - clients that ask for too much, too slowly, too often
 */
#include "tests/support/wire.h"

#include <poll.h>
#include <sys/socket.h>

#include "tests/support/registry.h"

/* ---- clients that ask for too much -------------------------------------- */

static const struct {
	const char *start, *unit;
	size_t n;
	const char *end;
} swollen[] = {
	{ "GET /v1/instruments?", "a&", 15300, " HTTP/1.1\r\nHost: x\r\n\r\n" },
	{ "GET /v1/instruments?", "a=b&", 500, " HTTP/1.1\r\nHost: x\r\n\r\n" },
	{ "GET /health HTTP/1.1\r\nHost: x\r\nCookie: ", "a=b;", 1000,
	  "\r\n\r\n" },
	{ "GET /health HTTP/1.1\r\nHost: x\r\nCookie: ", "a=b;", 5000,
	  "\r\n\r\n" },
	{ "GET /health HTTP/1.1\r\nHost: x\r\n", "X: y\r\n", 900, "\r\n" },
	{ "GET /health HTTP/1.1\r\nHost: x\r\nX: ", "y", 40000, "\r\n\r\n" },
	{ "GET /", "y", 40000, " HTTP/1.1\r\nHost: x\r\n\r\n" },
};

static void what_is_too_much_is_answered(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(swollen); i++) {
		char *text = stretch(swollen[i].start, swollen[i].unit,
		                     swollen[i].n, swollen[i].end);
		struct answer a = once(text);

		if (a.status < 400)
			print_error("row %zu: %d\n", i, a.status);
		assert_in_range(a.status, 400, 431);
		free(text);
	}
}

/* However long the head is: the answer to it needs room, too. */
static void heads_of_any_length_are_answered(void **state)
{
	(void)state;
	for (size_t n = 30000; n < 33000; n += 50) {
		char *text = stretch("GET /v1/instruments/", "a", n,
		                     " HTTP/1.1\r\nHost: x\r\n\r\n");
		struct answer a = once(text);

		if (a.status < 400)
			print_error("%zu bytes: %d\n", n, a.status);
		assert_in_range(a.status, 400, 431);
		free(text);
	}
}

/* The URL comes again in the link to the next page. */
static void a_link_that_is_too_long_is_told(void **state)
{
	struct app *app = *state;

	make(app, "organizations", ORGANIZATION);
	make(app, "organizations", ORGANIZATION);
	for (size_t n = 4000; n < 32000; n += 4000) {
		char *text = stretch(
			"GET " COLLECTION "?limit=1&name=N&name=", "%63", n / 3,
			" HTTP/1.1\r\nHost: x\r\n\r\n");
		int status = once(text).status;

		if (status != 200 && status != 400)
			fail_msg("%zu bytes: %d", n, status);
		free(text);
	}
}

/* Nothing of a request is left once its connection has ended. */
static void what_is_too_much_is_forgotten(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(swollen); i++) {
		char *text = stretch(swollen[i].start, swollen[i].unit,
		                     swollen[i].n, swollen[i].end);

		for (int n = 0; n < 100; n++) {
			struct client c;

			client_open(&c);
			client_say(&c, text);
			client_hears(&c, 50);
			client_reset(&c);
		}
		free(text);
	}
	pause_ms(100);
	arena_set_budget(4 << 20);
	assert_false(arena_guests_crowd());
	arena_set_budget(0);
}

#define LARGE (900u << 10)

/* A body of blanks that is as long as LARGE, or only the beginning of it. */
static void client_says_much(struct client *c, bool all)
{
	char *blanks = malloc(LARGE);

	assert_non_null(blanks);
	memset(blanks, ' ', LARGE);
	client_open(c);
	client_say(c, "POST /v1/verify HTTP/1.1\r\nHost: x\r\nContent-Type: "
	              "application/json\r\nContent-Length: 921600\r\n\r\n");
	client_send(c, blanks, all ? LARGE : LARGE - 1);
	free(blanks);
}

static void an_answer_that_nobody_reads_holds_nothing_else(void **state)
{
	struct client clients[16];

	(void)state;
	arena_set_budget(COUNT(clients) * LARGE * ARENA_GUESTS);
	for (size_t i = 0; i < COUNT(clients); i++) {
		client_says_much(&clients[i], true);
		assert_true(client_hears(&clients[i], SOCKET_SECONDS * 1000));
	}
	assert_false(arena_guests_crowd());
	for (size_t i = 0; i < COUNT(clients); i++) {
		assert_int_equal(client_read(&clients[i], false).status, 400);
		client_close(&clients[i]);
	}
	arena_set_budget(0);
}

static bool client_is_cut_off(const struct client *c);

/* Those who came first go, until the rest is less than the half of what all
 * may make us hold. */
static void guests_that_make_us_hold_much_are_cut_off(void **state)
{
	struct client clients[8];

	(void)state;
	arena_set_budget(COUNT(clients) * 2 * LARGE * ARENA_GUESTS);
	for (size_t i = 0; i < COUNT(clients); i++)
		client_says_much(&clients[i], false);
	assert_true(client_is_cut_off(&clients[0]));
	for (size_t i = 0; i < COUNT(clients); i++)
		client_close(&clients[i]);
	assert_serving();
	arena_set_budget(0);
}

/* ---- clients that are slow ---------------------------------------------- */

#define LONG_HEAD "GET /health HTTP/1.1\r\nHost: x\r\nX: "
#define LONG_BODY                                                              \
	"POST /v1/verify HTTP/1.1\r\nHost: x\r\n"                              \
	"Content-Type: application/json\r\nContent-Length: 999\r\n\r\n{"

static void nobody_is_waited_for_for_ever(void **state)
{
	static const char *const rows[] = { "", "GET /hea", LONG_HEAD,
		                            LONG_BODY };
	const struct http_config config = {
		.peers.patience = { 200, 200, 200, 0, 200 },
	};

	serve_with(*state, config);
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct client c;

		client_open(&c);
		client_say(&c, rows[i]);
		assert_true(client_ended(&c));
		client_close(&c);
	}
	assert_serving();
}

/* Without reading, however busy the machine is. */
static bool client_is_cut_off(const struct client *c)
{
	struct pollfd at = { .fd = c->fd };

	return poll(&at, 1, 60000) == 1;
}

static void who_does_not_read_is_cut_off(void **state)
{
	enum { MANY = 5000 }; /* more than the kernel holds for a socket */
	const struct http_config config = {
		.peers.patience = { [PEER_ANSWER] = 200 },
	};
	const int little = 4096;
	struct client c;

	serve_with(*state, config);
	client_open(&c);
	setsockopt(c.fd, SOL_SOCKET, SO_RCVBUF, &little, sizeof(little));
	for (int i = 0; i < MANY; i++)
		client_say(&c, "GET /v1 HTTP/1.1\r\nHost: x\r\n\r\n");
	assert_true(client_is_cut_off(&c));
	client_close(&c);
	assert_serving();
}

static size_t count_cut_off(const struct client *clients, size_t n)
{
	size_t count = 0;

	for (size_t i = 0; i < n; i++) {
		struct pollfd at = { .fd = clients[i].fd };

		count += poll(&at, 1, 0) == 1;
	}
	return count;
}

static void a_new_client_takes_the_place_of_a_slow_one(void **state)
{
	enum { LIMIT = 8, SLOW = 32 };
	const struct http_config rows[] = {
		{ .peers.each = LIMIT },
		{ .peers.all = LIMIT },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct client slow[SLOW];

		serve_with(*state, rows[i]);
		for (size_t k = 0; k < SLOW; k++) {
			client_open(&slow[k]);
			client_say(&slow[k],
			           k % 2 == 0 ? LONG_HEAD : LONG_BODY);
		}
		for (int n = 0; n < 20; n++)
			assert_serving();
		for (int n = 0; n < 5000; n++) {
			if (count_cut_off(slow, SLOW) >= SLOW - LIMIT)
				break;
			pause_ms(1);
		}
		assert_true(count_cut_off(slow, SLOW) >= SLOW - LIMIT);
		for (size_t k = 0; k < SLOW; k++)
			client_close(&slow[k]);
	}
}

static void who_asks_too_often_is_told_so(void **state)
{
	const struct http_config config = { .rate_local = 1 };
	struct app *app = *state;
	struct client c;
	struct answer a;
	char text[512];
	int n = 0;

	serve_with(app, config);
	client_open(&c);
	do {
		client_say(&c, "GET /v1 HTTP/1.1\r\nHost: x\r\n\r\n");
		a = client_read(&c, false);
	} while (a.status == 200 && ++n < 100);
	assert_int_equal(a.status, 429);
	assert_in_range(n, 10, 99);
	assert_false(a.close);
	client_close(&c);
	assert_serving(); /* health is always told */
	post_text(text, sizeof(text), app, "key", ORGANIZATION);
	assert_int_equal(once(text).status, 201); /* a key counts by itself */
}

static void a_proxy_may_say_who_asks(void **state)
{
	static const struct {
		const char *from;
		int status;
	} rows[] = {
		{ "X-Forwarded-For: 203.0.113.7, 192.0.2.1\r\n", 429 },
		{ "X-Forwarded-For: 203.0.113.7\r\n", 200 },
		{ "X-Forwarded-For: 192.0.2.1\r\nX-Forwarded-For: "
		  "203.0.113.7\r\n",
		  200 },
		{ "X-Forwarded-For: nobody\r\n", 200 }, /* the proxy's own */
		{ "", 200 },
	};
	const struct http_config config = { .rate = 1, .trust_proxy = true };
	char text[256];

	serve_with(*state, config);
	for (int i = 0; i < 50; i++)
		once("GET /v1 HTTP/1.1\r\nHost: x\r\n"
		     "X-Forwarded-For: 198.51.100.1,192.0.2.1\r\n\r\n");
	for (size_t i = 0; i < COUNT(rows); i++) {
		snprintf(text, sizeof(text),
		         "GET /v1 HTTP/1.1\r\nHost: x\r\n%s\r\n", rows[i].from);
		assert_int_equal(once(text).status, rows[i].status);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		wire_test(what_is_too_much_is_answered),
		wire_test(heads_of_any_length_are_answered),
		wire_test(a_link_that_is_too_long_is_told),
		wire_test(what_is_too_much_is_forgotten),
		wire_test(an_answer_that_nobody_reads_holds_nothing_else),
		wire_test(guests_that_make_us_hold_much_are_cut_off),
		wire_test(nobody_is_waited_for_for_ever),
		wire_test(who_does_not_read_is_cut_off),
		wire_test(a_new_client_takes_the_place_of_a_slow_one),
		wire_test(who_asks_too_often_is_told_so),
		wire_test(a_proxy_may_say_who_asks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
