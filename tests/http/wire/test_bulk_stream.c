/*
 * test_bulk_stream.c - many writes in one request, told as they go
 */
#include "tests/support/wire.h"

#include <string.h>
#include <unistd.h>

#include "server/registry/ndjson/bulk.h"
#include "tests/support/registry.h"

#define LINES (16 * BULK_STEP)

/* A request of so many lines, an organization each. */
static struct str request_of(struct app *app, size_t n)
{
	struct buf lines, all;

	buf_init(&lines, app->keys_arena);
	buf_init(&all, app->keys_arena);
	for (size_t i = 0; i < n; i++)
		buf_printf(&lines,
		           "{\"kind\":\"organizations\",\"op\":\"put\","
		           "\"record\":{\"key\":\"o%zu\",\"name\":\"N\","
		           "\"type\":\"company\"}}\n",
		           i);
	buf_printf(&all,
	           "POST /v1/bulk HTTP/1.1\r\nHost: x\r\n"
	           "Content-Type: application/x-ndjson\r\n"
	           "Authorization: Bearer %s\r\n"
	           "Connection: close\r\nContent-Length: %zu\r\n\r\n",
	           app->keys[ROLE_EDITOR], lines.len);
	buf_str(&all, buf_text(&lines));
	return buf_text(&all);
}

static bool begin(struct app *app, struct client *c)
{
	struct str sent = request_of(app, LINES);

	client_open(c);
	return client_send(c, sent.p, sent.len);
}

/* All until the server closes. */
static struct str read_all(struct app *app, const struct client *c)
{
	struct buf got;
	char some[16384];
	ssize_t n;

	buf_init(&got, app->keys_arena);
	while ((n = read(c->fd, some, sizeof(some))) > 0)
		buf_add(&got, some, (size_t)n);
	return buf_text(&got);
}

static int64_t organizations(struct app *app)
{
	call(app, "GET", "/v1/organizations?limit=1", NULL, NULL);
	return reply_integer(app, "total");
}

static void results_come_while_the_rest_is_written(void **state)
{
	struct app *app = *state;
	struct client c;
	char first[4096];
	struct str rest;
	char last[80];

	assert_true(begin(app, &c));
	assert_true(read(c.fd, first, sizeof(first)) > 0);
	assert_in_range(organizations(app), 1, LINES - 1);
	rest = read_all(app, &c);
	snprintf(last, sizeof(last), "{\"lines\":%d,\"created\":%d", LINES,
	         LINES);
	assert_non_null(strstr(rest.p, last));
	assert_int_equal(organizations(app), LINES);
	client_close(&c);
}

static void every_change_names_who_sent_it(void **state)
{
	struct app *app = *state;
	struct client c;

	assert_true(begin(app, &c));
	read_all(app, &c);
	client_close(&c);
	get(app, "/v1/changes?limit=1000&since=3000");
	for (int i = 0; i < LINES - 3000; i++) {
		char member[40];

		snprintf(member, sizeof(member), "items/%d/by", i);
		assert_member(app, member, "editor");
	}
}

static void who_leaves_ends_what_is_not_written_yet(void **state)
{
	struct app *app = *state;
	struct client c;
	char first[4096];
	int64_t before;

	assert_true(begin(app, &c));
	assert_true(read(c.fd, first, sizeof(first)) > 0);
	client_reset(&c);
	do {
		before = organizations(app);
		pause_ms(300);
	} while (organizations(app) != before);
	assert_in_range(before, BULK_STEP, LINES - 1);
	assert_int_equal(before % BULK_STEP, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		wire_test(results_come_while_the_rest_is_written),
		wire_test(every_change_names_who_sent_it),
		wire_test(who_leaves_ends_what_is_not_written_yet),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
