/*
 * test_webhooks.c - changes are sent to a server of the test's own
 */
#include "server/webhooks/webhooks.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "lib/base/clock.h"
#include "lib/data/base64.h"
#include "lib/data/digest.h"
#include "tests/support/registry.h"

#define SECRET       "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
#define MESSAGES_MAX 64
#define PATIENCE_MS  20000

/* ---- who gets them ---------------------------------------------------------- */

struct receiver {
	int listener;
	unsigned port;
	pthread_t thread;
	const char *statuses[4]; /* one after the other; then 204 */
	atomic_int n;
	char *messages[MESSAGES_MAX]; /* heads and bodies */
};

static size_t length_of(const char *head)
{
	const char *at = strstr(head, "Content-Length: ");

	return at != NULL ? strtoul(at + strlen("Content-Length: "), NULL, 10)
	                  : 0;
}

static char *read_message(int fd)
{
	char *text = calloc(1, 65536);
	size_t len = 0, want = 65535;
	ssize_t n;

	assert_non_null(text);
	while (len < want && (n = recv(fd, text + len, 65535 - len, 0)) > 0) {
		const char *body;

		len += (size_t)n;
		text[len] = '\0';
		body = strstr(text, "\r\n\r\n");
		if (body != NULL)
			want = (size_t)(body + 4 - text) + length_of(text);
	}
	return text;
}

static void *receive(void *arg)
{
	struct receiver *r = arg;
	int fd;

	while ((fd = accept(r->listener, NULL, NULL)) >= 0) {
		char reply[200];
		int n = r->n;
		const char *status = n < 4 && r->statuses[n] != NULL
		                             ? r->statuses[n]
		                             : "204 No Content";

		r->messages[n] = read_message(fd);
		snprintf(reply, sizeof(reply),
		         "HTTP/1.1 %s\r\nContent-Length: 0\r\n"
		         "Connection: close\r\n\r\n",
		         status);
		send(fd, reply, strlen(reply), MSG_NOSIGNAL);
		close(fd);
		r->n++;
	}
	return NULL;
}

static void receiver_start(struct receiver *r)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(at);

	r->listener = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(r->listener, (struct sockaddr *)&at, len), 0);
	assert_int_equal(listen(r->listener, 16), 0);
	getsockname(r->listener, (struct sockaddr *)&at, &len);
	r->port = ntohs(at.sin_port);
	assert_int_equal(pthread_create(&r->thread, NULL, receive, r), 0);
}

static void receiver_stop(struct receiver *r)
{
	shutdown(r->listener, SHUT_RDWR);
	pthread_join(r->thread, NULL);
	close(r->listener);
	for (int i = 0; i < r->n; i++)
		free(r->messages[i]);
}

static void sleep_ms(long ms)
{
	nanosleep(&(struct timespec){ ms / 1000, ms % 1000 * 1000000 }, NULL);
}

static void wait_for(struct receiver *r, int n)
{
	int64_t until = clock_ms() + PATIENCE_MS;

	while (r->n < n && clock_ms() < until)
		sleep_ms(10);
	assert_true(r->n >= n);
}

/* ---- who sends them ----------------------------------------------------------- */

/* A file of one webhook, "partner", with these further members. */
static struct webhook_file *file_of(struct app *app, const char *url,
                                    const char *more)
{
	struct webhook_file *file = arena_alloc(app->keys_arena, sizeof(*file));
	struct err e;

	err_init(&e, app->keys_arena);
	if (webhooks_read(app->keys_arena,
	                  str_from(say(app,
	                               "{\"allow_private\":true,"
	                               "\"retry_seconds\":1,\"webhooks\":[{"
	                               "\"name\":\"partner\",\"url\":\"%s\","
	                               "\"secret\":\"" SECRET "\"%s}]}",
	                               url, more)),
	                  file, &e) != ERR_OK)
		fail_msg("%s", e.detail);
	return file;
}

static struct webhook_file *file_for(struct app *app, struct receiver *r,
                                     const char *more)
{
	return file_of(app, say(app, "http://127.0.0.1:%u/in", r->port), more);
}

/* Wait until the log of deliveries says so. */
static void wait_to_read(struct app *app, const char *part)
{
	int64_t until = clock_ms() + PATIENCE_MS;
	const char *auth =
		say(app, "Authorization: Bearer %s", app->keys[ROLE_ADMIN]);

	do {
		sleep_ms(10);
		call(app, "GET", "/v1/webhooks", auth, NULL);
		assert_status(app, 200);
	} while (strstr(reply_text(app), part) == NULL && clock_ms() < until);
	assert_contains(reply_text(app), part);
}

static struct webhooks *start(struct app *app, const struct webhook_file *file)
{
	struct webhooks *w = webhooks_start(app->store, file);

	wait_to_read(app, file->items[0].url.p);
	return w;
}

static void make_org(struct app *app, const char *key)
{
	make(app, "organizations",
	     say(app, "{\"key\":\"%s\",\"name\":\"An Org\",\"type\":\"other\"}",
	         key));
}

static const char *field(struct app *app, const char *message, const char *name)
{
	const char *at = strstr(message, say(app, "\r\n%s: ", name));

	assert_non_null(at);
	at += strlen(name) + 4;
	return say(app, "%.*s", (int)strcspn(at, "\r"), at);
}

static const char *body_of(const char *message)
{
	return strstr(message, "\r\n\r\n") + 4;
}

/* ---- tests ------------------------------------------------------------------- */

static void a_change_is_sent_and_signed(void **state)
{
	struct app *app = *state;
	struct receiver r = { 0 };
	struct webhooks *w;
	struct str secret;
	const char *m, *signed_text;

	receiver_start(&r);
	make_org(app, "before");
	w = start(app, file_for(app, &r, ""));
	make_org(app, "one");
	wait_for(&r, 1);
	m = r.messages[0];
	assert_contains(body_of(m), "{\"type\":\"organizations.put\",");
	assert_contains(body_of(m), "\"key\":\"one\"");
	signed_text = say(app, "%s.%s.%s", field(app, m, "webhook-id"),
	                  field(app, m, "webhook-timestamp"), body_of(m));
	assert_true(base64_read_padded(app->keys_arena, str_from(SECRET + 6),
	                               &secret));
	assert_string_equal(
		field(app, m, "webhook-signature"),
		say(app, "v1,%s",
	            base64_padded(app->keys_arena,
	                          digest_keyed(app->keys_arena, secret,
	                                       str_from(signed_text)))
	                    .p));
	wait_to_read(app, "\"status\":204");
	assert_contains(reply_text(app), "\"state\":\"working\"");
	webhooks_stop(w);
	receiver_stop(&r);
}

static void what_fails_is_sent_again_in_its_order(void **state)
{
	struct app *app = *state;
	struct receiver r = { .statuses = { "500 Broken",
		                            "302 Found\r\nLocation: /other" } };
	struct webhooks *w;

	receiver_start(&r);
	w = start(app, file_for(app, &r, ""));
	make_org(app, "one");
	make_org(app, "two");
	wait_for(&r, 4);
	assert_string_equal(body_of(r.messages[0]), body_of(r.messages[2]));
	assert_string_equal(field(app, r.messages[0], "webhook-id"),
	                    field(app, r.messages[2], "webhook-id"));
	assert_contains(body_of(r.messages[3]), "\"key\":\"two\"");
	wait_to_read(app, "\"attempt\":3,\"status\":204");
	assert_contains(reply_text(app), "\"error\":\"status 302\"");
	webhooks_stop(w);
	receiver_stop(&r);
}

static void who_is_gone_gets_no_more_until_it_moves(void **state)
{
	struct app *app = *state;
	struct receiver r = { .statuses = { "410 Gone" } };
	struct webhooks *w;

	receiver_start(&r);
	w = start(app, file_for(app, &r, ""));
	make_org(app, "one");
	wait_to_read(app, "\"state\":\"disabled\"");
	make_org(app, "two");
	sleep_ms(500);
	assert_int_equal(r.n, 1);
	webhooks_stop(w);
	w = start(app, file_of(app, say(app, "http://127.0.0.1:%u/new", r.port),
	                       ""));
	wait_for(&r, 3);
	assert_contains(r.messages[1], "POST /new ");
	assert_contains(body_of(r.messages[1]), "\"key\":\"one\"");
	webhooks_stop(w);
	receiver_stop(&r);
}

static void a_filter_says_what_is_sent(void **state)
{
	struct app *app = *state;
	struct receiver r = { 0 };
	struct webhooks *w;

	receiver_start(&r);
	make_act(app, "\"key\":\"act\"");
	w = start(app, file_for(app, &r,
	                        ",\"kind\":[\"instruments\",\"relations\"],"
	                        "\"instrument\":\"act\",\"not_by\":\"admin\""));
	make_org(app, "one");
	make_act(app, "\"key\":\"other\"");
	app->key = app->keys[ROLE_ADMIN];
	edit(app, "PATCH", "/v1/instruments/act", "{\"title\":\"By admin\"}");
	app->key = app->keys[ROLE_EDITOR];
	edit(app, "PATCH", "/v1/instruments/act", "{\"title\":\"By editor\"}");
	wait_for(&r, 1);
	assert_contains(body_of(r.messages[0]), "By editor");
	webhooks_stop(w);
	receiver_stop(&r);
}

static void what_came_while_nobody_sent_is_sent_later(void **state)
{
	struct app *app = *state;
	struct receiver r = { 0 };
	struct webhooks *w;

	receiver_start(&r);
	w = start(app, file_for(app, &r, ""));
	make_org(app, "one");
	wait_to_read(app, "\"status\":204");
	webhooks_stop(w);
	make_org(app, "two");
	w = start(app, file_for(app, &r, ""));
	wait_for(&r, 2);
	assert_contains(body_of(r.messages[1]), "\"key\":\"two\"");
	webhooks_stop(w);
	receiver_stop(&r);
}

static void one_that_was_taken_out_is_forgotten(void **state)
{
	struct app *app = *state;
	struct receiver r = { 0 };
	struct webhook_file *file;
	struct webhooks *w;

	receiver_start(&r);
	w = start(app, file_for(app, &r, ""));
	make_org(app, "one");
	wait_to_read(app, "\"status\":204");
	webhooks_stop(w);
	file = file_for(app, &r, "");
	file->items[0].name = STR("another");
	w = start(app, file);
	wait_to_read(app, "\"name\":\"another\"");
	assert_int_equal(json_array_size(reply_json(app, "items")), 1);
	webhooks_stop(w);
	receiver_stop(&r);
}

static void of_two_that_would_send_one_does(void **state)
{
	struct app *app = *state;
	struct receiver r = { 0 };
	struct webhooks *one, *two;

	receiver_start(&r);
	one = start(app, file_for(app, &r, ""));
	two = start(app, file_for(app, &r, ""));
	for (int i = 0; i < 10; i++)
		make_org(app, say(app, "o-%d", i));
	wait_for(&r, 10);
	sleep_ms(500);
	assert_int_equal(r.n, 10);
	webhooks_stop(one);
	make_org(app, "last");
	wait_for(&r, 11);
	webhooks_stop(two);
	assert_int_equal(r.n, 11);
	receiver_stop(&r);
}

static void nothing_is_sent_to_this_machine_unless_allowed(void **state)
{
	struct app *app = *state;
	struct receiver r = { 0 };
	struct webhook_file *file;
	struct webhooks *w;

	receiver_start(&r);
	file = file_for(app, &r, "");
	file->allow_private = false;
	w = start(app, file);
	make_org(app, "one");
	wait_to_read(app, "is not public");
	assert_int_equal(r.n, 0);
	assert_contains(reply_text(app), "\"state\":\"failing\"");
	webhooks_stop(w);
	receiver_stop(&r);
}

static void a_wrong_file_is_told_with_all_its_mistakes(void **state)
{
	static struct webhook_file file;
	struct app *app = *state;
	struct err e;
	size_t n = 0;

	err_init(&e, app->keys_arena);
	assert_int_equal(
		webhooks_read(app->keys_arena,
	                      STR("{\"retry_seconds\":0,\"x\":1,\"webhooks\":[{"
	                          "\"name\":\"A B\",\"url\":\"ftp://a\","
	                          "\"secret\":\"whsec_QQ==\","
	                          "\"instrument\":[\"act\"],"
	                          "\"kind\":\"laws\"},7]}"),
	                      &file, &e),
		ERR_INVALID);
	for (const struct mistake *m = e.mistakes; m != NULL; m = m->next)
		n++;
	assert_int_equal(n, 8);
	err_init(&e, app->keys_arena);
	assert_int_not_equal(
		webhooks_read(app->keys_arena, STR("[]"), &file, &e), ERR_OK);
}

static void only_who_runs_it_reads_the_log(void **state)
{
	struct app *app = *state;

	call(app, "GET", "/v1/webhooks",
	     say(app, "Authorization: Bearer %s", app->keys[ROLE_EDITOR]),
	     NULL);
	assert_status(app, 403);
	call(app, "GET", "/v1/webhooks?limit=101",
	     say(app, "Authorization: Bearer %s", app->keys[ROLE_ADMIN]), NULL);
	assert_status(app, 400);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		app_test(a_change_is_sent_and_signed),
		app_test(what_fails_is_sent_again_in_its_order),
		app_test(who_is_gone_gets_no_more_until_it_moves),
		registry_test(a_filter_says_what_is_sent),
		app_test(what_came_while_nobody_sent_is_sent_later),
		app_test(one_that_was_taken_out_is_forgotten),
		app_test(of_two_that_would_send_one_does),
		app_test(nothing_is_sent_to_this_machine_unless_allowed),
		app_test(a_wrong_file_is_told_with_all_its_mistakes),
		app_test(only_who_runs_it_reads_the_log),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
