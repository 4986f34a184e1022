/*
 * test_crash.c - kill -9 at any moment: what was acknowledged is there
 *
 * A child writes and reports each write that was answered 2xx through a pipe;
 * it is killed at a random moment; the database is opened again and must hold
 * all that came through the pipe.
 */
#include "tests/support/registry.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "server/registry/model/kind.h"
#include "tests/support/unit.h"

#define ROUNDS  24
#define WRITERS 4

/* ---- the child ---------------------------------------------------------- */

struct writer {
	struct app app; /* a copy, with arenas of its own */
	int round, number, pipe;
};

/* One line for each write: shorter than PIPE_BUF, so it comes whole. */
static void report(const struct writer *w, const char *key, int rev)
{
	char line[80];
	int n = snprintf(line, sizeof(line), "%s %d\n", key, rev);

	if (w->app.reply.status / 100 != 2 ||
	    write(w->pipe, line, (size_t)n) != n)
		_exit(1);
}

/* Create, change and now and then delete, without end. */
static void *write_on(void *arg)
{
	struct writer *w = arg;
	struct app *app = &w->app;

	for (int i = 0;; i++) {
		const char *key = say(app, "k-%d-%d-%d", w->round, w->number,
		                      i),
			   *path = say(app, "/v1/instruments/%s", key);

		call(app, "POST", "/v1/instruments", NULL,
		     say(app, "{" ACT ",\"key\":\"%s\"}", key));
		report(w, key, 1);
		edit(app, "PATCH", path, "{\"note\":\"changed\"}");
		report(w, key, 2);
		if (i % 3 == 0) {
			edit(app, "DELETE", path, NULL);
			report(w, key, 3);
		}
	}
	return NULL;
}

static void be_writers(struct app *app, int round, int fd)
{
	struct writer writers[WRITERS];
	pthread_t threads[WRITERS];

	for (int i = 0; i < WRITERS; i++) {
		writers[i] = (struct writer){ *app, round, i, fd };
		writers[i].app.arena = NULL;
		writers[i].app.keys_arena = arena_new();
		if (pthread_create(&threads[i], NULL, write_on, &writers[i]) !=
		    0)
			_exit(1);
	}
	pthread_join(threads[0], NULL);
}

#define LINES 300

static void be_importer(struct app *app, int round, int fd)
{
	struct buf lines;

	buf_init(&lines, app->keys_arena);
	for (int i = 0; i < LINES; i++)
		buf_printf(&lines,
		           "{\"kind\":\"organizations\",\"op\":\"put\","
		           "\"record\":{\"key\":\"r-%d-%d\",\"name\":\"N\","
		           "\"type\":\"other\"}}\n",
		           round, i);
	if (write(fd, "ready 0\n", 8) != 8 ||
	    *import_lines(app, app->store, "x", lines.data) != '\0' ||
	    write(fd, "done 1\n", 7) != 7)
		_exit(1);
	pause();
}

/* ---- the parent --------------------------------------------------------- */

typedef void child_fn(struct app *app, int round, int fd);

static pid_t start(struct app *app, child_fn *fn, int round, FILE **out)
{
	int ends[2];
	pid_t pid;

	assert_int_equal(pipe(ends), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		close(ends[0]);
		reopen(app);
		fn(app, round, ends[1]);
		_exit(0);
	}
	close(ends[1]);
	*out = fdopen(ends[0], "r");
	assert_non_null(*out);
	return pid;
}

static void sleep_some(uint64_t microseconds)
{
	struct timespec t = { 0, (long)microseconds * 1000 };

	nanosleep(&t, NULL);
}

static void end(pid_t pid)
{
	int how = 0;

	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, &how, 0), pid);
	assert_true(WIFSIGNALED(how));
}

/* Every line of the pipe is in the history; the number of lines. */
static int check_reports(struct app *app, FILE *reports)
{
	char key[64];
	int rev, n = 0;

	for (; fscanf(reports, "%63s %d", key, &rev) == 2; n++) {
		get(app, say(app, "/v1/instruments/%s/history", key));
		assert_status(app, 200);
		assert_true(reply_integer(app, "total") >= rev);
		if (rev < 3)
			assert_int_equal(
				reply_integer(app,
			                      say(app, "items/%d/record/rev",
			                          rev - 1)),
				rev);
		get(app, say(app, "/v1/instruments/%s", key));
		if (rev == 3)
			assert_status(app, 410);
	}
	return n;
}

static void what_was_acknowledged_survives_being_killed(void **state)
{
	struct app *app = *state;
	uint64_t seed = (uint64_t)getpid();
	int acknowledged = 0;

	store_close(app->store);
	for (int round = 0; round < ROUNDS; round++) {
		FILE *reports;
		pid_t pid = start(app, be_writers, round, &reports);

		ungetc(getc(reports), reports); /* the first write is through */
		sleep_some(unit_random(&seed) % 30000);
		end(pid);
		reopen(app);
		acknowledged += check_reports(app, reports);
		assert_sound(app->store);
		store_close(app->store);
		fclose(reports);
	}
	reopen(app);
	assert_true(acknowledged > ROUNDS);
}

static void import_that_is_killed_is_there_whole_or_not_at_all(void **state)
{
	struct app *app = *state;
	uint64_t seed = (uint64_t)getpid() + 1;

	store_close(app->store);
	for (int round = 0; round < 8; round++) {
		char word[8] = "";
		int done = 0;
		int64_t n;
		FILE *reports;
		pid_t pid = start(app, be_importer, round, &reports);

		ungetc(getc(reports), reports);
		sleep_some(unit_random(&seed) % 120000);
		end(pid);
		while (fscanf(reports, "%7s %d", word, &done) == 2)
			;
		fclose(reports);
		reopen(app);
		get(app, say(app,
		             "/v1/organizations?limit=1&key.gte=r-%d-&"
		             "key.lt=r-%d.",
		             round, round));
		n = reply_integer(app, "total");
		assert_true(n == LINES || (n == 0 && !done));
		assert_sound(app->store);
		store_close(app->store);
	}
	reopen(app);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		registry_test(what_was_acknowledged_survives_being_killed),
		registry_test(
			import_that_is_killed_is_there_whole_or_not_at_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
