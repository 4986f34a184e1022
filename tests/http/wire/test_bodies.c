/*
 * test_bodies.c - bodies that are long, slow, or in chunks
 */
#include "tests/support/wire.h"

static void chunks_make_one_body(void **state)
{
	struct app *app = *state;
	char text[512];

	snprintf(text, sizeof(text),
	         POST "Authorization: Bearer %s\r\n"
	              "Content-Type: application/json\r\n"
	              "Transfer-Encoding: chunked\r\n\r\n"
	              "1\r\n{\r\n"
	              "1d\r\n\"name\":\"N\",\"type\":\"company\"}\r\n"
	              "0\r\n\r\n",
	         app->keys[ROLE_EDITOR]);
	assert_int_equal(once(text).status, 201);
}

static void a_slow_body_arrives(void **state)
{
	struct app *app = *state;
	struct client c;
	char text[512];

	post_text(text, sizeof(text), app, "slow", ORGANIZATION);
	client_open(&c);
	for (size_t i = 0; text[i] != '\0'; i++) {
		client_send(&c, text + i, 1);
		pause_ms(2);
	}
	assert_int_equal(client_read(&c, false).status, 201);
	client_close(&c);
}

/* A head that announces a body of len bytes. */
static void announce(struct client *c, const struct app *app, size_t len,
                     const char *more)
{
	char text[512];

	snprintf(text, sizeof(text),
	         POST "Authorization: Bearer %s\r\n"
	              "Content-Type: application/json\r\n"
	              "Content-Length: %zu\r\n%s\r\n",
	         app->keys[ROLE_EDITOR], len, more);
	client_say(c, text);
}

static void a_body_too_large_is_told_so(void **state)
{
	struct app *app = *state;
	char *big = calloc(1, 2 * BODY_MAX);
	struct client c;

	assert_non_null(big);
	memset(big, ' ', 2 * BODY_MAX);
	client_open(&c);
	announce(&c, app, 2 * BODY_MAX, "");
	assert_true(client_send(&c, big, 2 * BODY_MAX));
	assert_int_equal(client_read(&c, false).status, 413);
	client_say(&c, SMUGGLED); /* the connection is still good */
	assert_int_equal(client_read(&c, false).status, 200);
	client_close(&c);
	free(big);
}

static void a_body_too_large_is_refused_before_it_is_sent(void **state)
{
	static const struct {
		size_t len;
		const char *more;
	} rows[] = {
		{ 2 * BODY_MAX, "Expect: 100-continue\r\n" },
		{ (size_t)100 << 30, "" },
	};
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct answer a;
		struct client c;

		client_open(&c);
		announce(&c, app, rows[i].len, rows[i].more);
		a = client_read(&c, false);
		assert_int_equal(a.status, 413);
		assert_true(a.close);
		client_close(&c);
	}
}

static void a_body_without_end_is_cut_off(void **state)
{
	static char chunk[65536 + 32];
	struct app *app = *state;
	struct client c;
	char text[512];
	int sent = 0;

	snprintf(text, sizeof(text),
	         POST "Authorization: Bearer %s\r\n"
	              "Content-Type: application/json\r\n"
	              "Transfer-Encoding: chunked\r\n\r\n",
	         app->keys[ROLE_EDITOR]);
	memset(chunk, ' ', sizeof(chunk));
	memcpy(chunk, "10000\r\n", 7);
	memcpy(chunk + 7 + 65536, "\r\n", 3);
	client_open(&c);
	client_say(&c, text);
	while (sent < 1000 && client_send(&c, chunk, 7 + 65536 + 2))
		sent++;
	assert_true(sent < 1000);
	client_close(&c);
	assert_serving();
}

/* What is small is answered all the same. */
static void no_memory_left_is_said(void **state)
{
	struct app *app = *state;
	char *body = calloc(1, BODY_MAX);
	struct client c;

	assert_non_null(body);
	memset(body, ' ', BODY_MAX);
	arena_set_budget(1);
	client_open(&c);
	announce(&c, app, BODY_MAX, "");
	client_send(&c, body, BODY_MAX);
	assert_int_equal(client_read(&c, false).status, 503);
	assert_serving();
	arena_set_budget(0);
	client_close(&c);
	free(body);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		wire_test(chunks_make_one_body),
		wire_test(a_slow_body_arrives),
		wire_test(a_body_too_large_is_told_so),
		wire_test(a_body_too_large_is_refused_before_it_is_sent),
		wire_test(a_body_without_end_is_cut_off),
		wire_test(no_memory_left_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
