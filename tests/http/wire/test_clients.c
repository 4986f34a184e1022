/*
 * test_clients.c - many clients at once, and clients that leave
 */
#include "tests/support/wire.h"

#include <semaphore.h>

#define WRITERS 64
#define ROUNDS  8

/* ---- many at once ------------------------------------------------------- */

static void a_pipeline_is_answered_in_order(void **state)
{
	enum { DEPTH = 20 };
	struct app *app = *state;
	struct client c;
	char text[DEPTH * 512] = "", id[16];

	for (int i = 0; i < DEPTH; i++) {
		size_t used = strlen(text);

		snprintf(id, sizeof(id), "no-%d", i);
		if (i % 3 == 0)
			post_text(text + used, sizeof(text) - used, app, id,
			          ORGANIZATION);
		else
			snprintf(text + used, sizeof(text) - used,
			         "GET /v1 HTTP/1.1\r\nHost: x\r\n"
			         "X-Request-Id: %s\r\n\r\n",
			         id);
	}
	client_open(&c);
	client_say(&c, text);
	for (int i = 0; i < DEPTH; i++) {
		struct answer a = client_read(&c, false);

		snprintf(id, sizeof(id), "no-%d", i);
		assert_int_equal(a.status, i % 3 == 0 ? 201 : 200);
		assert_string_equal(a.id, id);
	}
	client_close(&c);
}

static void *write_rounds(void *arg)
{
	struct writer_job *job = arg;
	struct client c;

	client_open(&c);
	for (int i = 0; i < ROUNDS; i++)
		write_once(job, &c);
	client_close(&c);
	return NULL;
}

static void many_writers_are_all_served(void **state)
{
	struct app *app = *state;
	struct writer_job job = { .app = app };
	pthread_t threads[WRITERS];

	run_threads(WRITERS, write_rounds, &job, threads);
	join_threads(WRITERS, threads);
	assert_int_equal(job.created, WRITERS * ROUNDS);
	get(app, COLLECTION "?limit=1");
	assert_int_equal(reply_integer(app, "total"), WRITERS * ROUNDS);
}

/* Only while nothing of its waits for the writer: a connection that wakes up
 * and finds its client silent is closed by the library. */
static void a_client_may_stop_sending_once_it_has_asked(void **state)
{
	struct client c;

	(void)state;
	client_open(&c);
	client_say(&c, SMUGGLED);
	shutdown(c.fd, SHUT_WR);
	assert_int_equal(client_read(&c, false).status, 200);
	client_close(&c);
}

/* ---- clients that leave ------------------------------------------------- */

static void clients_may_leave_at_any_point(void **state)
{
	struct app *app = *state;
	char text[512];
	size_t len;

	post_text(text, sizeof(text), app, "gone", ORGANIZATION);
	len = strlen(text);
	for (size_t cut = 1; cut <= len; cut += 3) {
		struct client c;

		client_open(&c);
		client_send(&c, text, cut);
		if (cut % 2 == 0)
			client_close(&c);
		else
			client_reset(&c);
	}
	assert_serving();
}

static void clients_may_leave_while_their_write_waits(void **state)
{
	struct app *app = *state;
	char text[512];

	post_text(text, sizeof(text), app, "gone", ORGANIZATION);
	for (int i = 0; i < 100; i++) {
		struct client c;

		client_open(&c);
		client_say(&c, text);
		if (i % 4 == 0)
			pause_ms(1);
		if (i % 2 == 0)
			client_close(&c);
		else
			client_reset(&c);
	}
	assert_serving();
}

static enum err_code block(struct tx *tx, void *arg, struct err *e)
{
	(void)tx;
	(void)e;
	sem_wait(arg);
	return ERR_OK;
}

static void forget(struct job *job)
{
	(void)job;
}

/* The connection of its client has slept for long when it is its turn. */
static void a_write_that_nobody_waits_for_is_not_done(void **state)
{
	struct app *app = *state;
	struct err e = { 0 };
	struct job job = { .fn = block, .err = &e, .done = forget };
	struct client c;
	char text[512];
	sem_t may_go;

	sem_init(&may_go, 0, 0);
	job.arg = &may_go;
	assert_int_equal(store_submit(app->store, &job), ERR_OK);
	post_text(text, sizeof(text), app, "gone", ORGANIZATION);
	client_open(&c);
	client_say(&c, text);
	pause_ms(200);
	client_close(&c);
	pause_ms(400);
	sem_post(&may_go);
	post_text(text, sizeof(text), app, "after", ORGANIZATION);
	assert_int_equal(once(text).status, 201);
	get(app, COLLECTION "?limit=1");
	assert_int_equal(reply_integer(app, "total"), 1);
	sem_destroy(&may_go);
}

#define VERIFY                                                                 \
	"POST /v1/verify HTTP/1.1\r\nHost: x\r\n"                              \
	"Content-Type: application/json\r\nContent-Length: 24\r\n\r\n"         \
	"{\"quotes\":[{\"exact\":1}]}"

/* Who is told to try again, as too many wait, does so. */
static int status_in_the_end(const char *text)
{
	int status = once(text).status;

	for (int i = 0; i < 200 && status == 503; i++) {
		pause_ms(50);
		status = once(text).status;
	}
	return status;
}

static void long_requests_of_clients_that_leave_are_forgotten(void **state)
{
	(void)state;
	for (int i = 0; i < 300; i++) {
		struct client c;

		client_open(&c);
		client_say(&c, i % 2 == 0 ? VERIFY
		                          : "GET /v1/search?q=a HTTP/1.1\r\n"
		                            "Host: x\r\n\r\n");
		client_reset(&c);
	}
	assert_serving();
	assert_int_equal(status_in_the_end(VERIFY), 422);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		wire_test(a_pipeline_is_answered_in_order),
		wire_test(many_writers_are_all_served),
		wire_test(a_client_may_stop_sending_once_it_has_asked),
		wire_test(clients_may_leave_at_any_point),
		wire_test(clients_may_leave_while_their_write_waits),
		wire_test(a_write_that_nobody_waits_for_is_not_done),
		wire_test(long_requests_of_clients_that_leave_are_forgotten),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
