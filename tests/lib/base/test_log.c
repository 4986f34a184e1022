/*
 * test_log.c - lines that harm nobody and wait for nobody
 */
#include "tests/support/unit.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/log.h"

#define TEXT_MAX 8192

/* Standard error is a pipe while a test runs. */
static int reading, standard_error;

static int setup(void **state)
{
	int ends[2];

	(void)state;
	if (pipe(ends) != 0)
		return -1;
	reading = ends[0];
	standard_error = dup(STDERR_FILENO);
	dup2(ends[1], STDERR_FILENO);
	close(ends[1]);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	dup2(standard_error, STDERR_FILENO);
	close(standard_error);
	close(reading);
	return 0;
}

/* What has been written, as far as it fits. */
static const char *written(void)
{
	static char text[TEXT_MAX + 1];
	ssize_t n = read(reading, text, TEXT_MAX);

	text[n > 0 ? n : 0] = '\0';
	return text;
}

static void what_steers_a_terminal_is_not_written(void **state)
{
	static const char *const rows[][2] = {
		{ "plain", "plain" },
		{ "a\nb\rc\x1b[31m\x7f", "a?b?c?[31m?" },
		{ "\xc2\x9b"
		  "31m\xc2\x85",
		  "??31m??" },
		{ "\x9b"
		  "31m",
		  "?31m" },
		{ "\xc3\xa9 \xe4\xba\xba \xf0\x9f\x98\x80",
		  "\xc3\xa9 \xe4\xba\xba \xf0\x9f\x98\x80" },
		{ "\xc3(\xe4\xba", "?(??" },
		{ "\xc0\x8a\xed\xa0\x80\xf5\x80\x80\x80", "?????????" },
		{ "\xe2\x80\xae\xe2\x81\xa6", "??????" },
		{ "\xff\xfe", "??" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char want[128];

		snprintf(want, sizeof(want), " error test.line text=%s|\n",
		         rows[i][1]);
		log_event(LOG_ERROR, "test.line", "text=%s|", rows[i][0]);
		assert_non_null(strstr(written(), want));
	}
}

static bool has_more(void)
{
	struct pollfd at = { .fd = reading, .events = POLLIN };

	return poll(&at, 1, 200) == 1;
}

/* The thread that writes stays; so this is the last of the tests. */
static void nobody_waits_for_who_reads(void **state)
{
	bool is_said = false;

	(void)state;
	log_start();
	for (int i = 0; i < 20000; i++)
		log_event(LOG_ERROR, "test.line", "n=%d", i);
	log_flush(10); /* nobody reads: it gives up */
	while (has_more())
		written();
	log_event(LOG_ERROR, "test.line", "n=last");
	while (has_more())
		is_said = is_said ||
		          strstr(written(), " warn log.dropped lines=") != NULL;
	assert_true(is_said);
}

#define piped(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		piped(what_steers_a_terminal_is_not_written),
		piped(nobody_waits_for_who_reads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
