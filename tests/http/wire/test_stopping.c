/*
 * test_stopping.c - how the server ends, and where it cannot begin
 */
#include "tests/support/wire.h"

static void *write_until_closed(void *arg)
{
	struct writer_job *job = arg;
	bool open = true;

	while (!job->halt) {
		struct client c;

		client_open(&c);
		if (c.fd < 0) {
			client_close(&c);
			return NULL;
		}
		for (open = true; open && !job->halt;)
			open = write_once(job, &c);
		client_close(&c);
	}
	return NULL;
}

/* Whoever heard 201 has a record, and stopping takes no longer than the
 * writes it waits for. */
static void what_is_in_flight_is_finished(void **state)
{
	struct app *app = *state;
	struct writer_job job = { .app = app };
	pthread_t threads[16];
	double began;
	int64_t total;

	run_threads(COUNT(threads), write_until_closed, &job, threads);
	for (int i = 0; i < 5000 && job.created < 100; i++)
		pause_ms(1);
	began = seconds_now();
	http_stop(server);
	server = NULL;
	assert_true(seconds_now() - began < 5);
	job.halt = true;
	join_threads(COUNT(threads), threads);

	assert_true(job.created >= 100);
	assert_int_equal(job.strange, 0);
	get(app, COLLECTION "?limit=1");
	total = reply_integer(app, "total");
	assert_in_range(total, job.created, job.created + job.broken);
}

static void idle_connections_do_not_delay_the_end(void **state)
{
	struct client idle[8];
	double began;

	(void)state;
	for (size_t i = 0; i < COUNT(idle); i++) {
		client_open(&idle[i]);
		client_say(&idle[i], SMUGGLED);
		assert_int_equal(client_read(&idle[i], false).status, 200);
	}
	began = seconds_now();
	http_stop(server);
	server = NULL;
	assert_true(seconds_now() - began < 2);
	for (size_t i = 0; i < COUNT(idle); i++)
		client_close(&idle[i]);
}

static void a_port_in_use_is_said(void **state)
{
	struct app *app = *state;
	struct err e = { 0 };
	struct http_config config = { 0 };
	struct http *second;
	char where[32];

	snprintf(where, sizeof(where), "127.0.0.1:%u", port);
	config.where = where;
	assert_int_equal(http_start(&second, &app->service, &config, &e),
	                 ERR_INVALID);
	assert_non_null(strstr(e.detail, where));
}

static void what_is_no_address_is_said(void **state)
{
	static const char *const rows[] = {
		"",         "8080",         ":8080",     "127.0.0.1",
		"a b:1",    "127.0.0.1:x",  "[::1]",     "127.0.0.1:65536",
		"1.2.3:80", "127.0.0.1:-1", "example:1", "127.0.0.1: 1",
	};
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct http_config config = { .where = rows[i] };
		struct err e = { 0 };
		struct http *second;

		assert_int_equal(
			http_start(&second, &app->service, &config, &e),
			ERR_SYNTAX);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		wire_test(what_is_in_flight_is_finished),
		wire_test(idle_connections_do_not_delay_the_end),
		wire_test(a_port_in_use_is_said),
		wire_test(what_is_no_address_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
