/*
 * kill.c - kill -9 of the server while many write: what was acknowledged is
 *          there, and the registry is sound
 *
 * Beside the writers a command imports, and is killed too, so that the log is
 * left behind by either. Now and then the server is killed again while it
 * starts.
 */
#include "tests/hard/trial.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "tests/support/program.h"
#include "tests/support/unit.h"
#include "tests/support/web.h"

#define WRITERS 8
#define LINES   200

struct writer {
	unsigned port;
	const char *secret;
	size_t who;
	int64_t number; /* so many are acknowledged */
};

/* Until the server is gone. What was under way then may be there. */
static void *write_on(void *arg)
{
	struct writer *w = arg;
	int status;

	do {
		struct arena *a = arena_new();

		status = web_post(a, w->port, w->secret,
		                  arena_printf(a, "w%zu-%06lld", w->who,
		                               (long long)w->number + 1));
		w->number += status == 201 || status == 409;
		arena_free(a);
	} while (status == 201 || status == 409 || status == 503);
	return NULL;
}

static unsigned serve(struct place *p, struct child *c)
{
	unsigned port = 0;
	const char *line;

	start(p, c, &(struct way){ 0 }, "serve", "--db=r.db", "--log=error",
	      "--listen=127.0.0.1:0", "--workers=2");
	line = next_line(p, c);
	if (sscanf(line, "listening on http://127.0.0.1:%u", &port) != 1) {
		finish(p, c);
		fail_msg("%s\n%s", line, p->err);
	}
	return port;
}

static void sleep_ms(uint64_t ms)
{
	nanosleep(&(struct timespec){ (time_t)(ms / 1000),
	                              (long)(ms % 1000) * 1000000 },
	          NULL);
}

static void write_lines(struct place *p, int round)
{
	struct buf lines;

	buf_init(&lines, p->arena);
	for (int i = 0; i < LINES; i++)
		buf_printf(&lines,
		           "{\"kind\":\"organizations\",\"op\":\"put\","
		           "\"record\":%s}\n",
		           web_organization(p->arena,
		                            format(p, "i%d-%d", round, i)));
	write_file(p, "i.ndjson", lines.data);
}

/* Serve, write, kill. */
static void one_life(struct place *p, struct writer *writers, int round,
                     uint64_t *seed)
{
	pthread_t threads[WRITERS];
	struct child server, import;
	unsigned port = serve(p, &server);

	write_lines(p, round);
	start(p, &import, &(struct way){ 0 }, "import", "--log=error",
	      "--db=r.db", "i.ndjson");
	for (size_t i = 0; i < WRITERS; i++) {
		writers[i].port = port;
		assert_int_equal(pthread_create(&threads[i], NULL, write_on,
		                                &writers[i]),
		                 0);
	}
	sleep_ms(20 + unit_random(seed) % 1200);
	kill(unit_random(seed) % 2 == 0 ? server.pid : import.pid, SIGKILL);
	sleep_ms(unit_random(seed) % 30);
	assert_ended(p, end_by(p, &server, SIGKILL), -SIGKILL);
	for (size_t i = 0; i < WRITERS; i++)
		pthread_join(threads[i], NULL);
	end_by(p, &import, SIGKILL);
	if (unit_random(seed) % 3 == 0) {
		start(p, &server, &(struct way){ 0 }, "serve", "--db=r.db",
		      "--log=error", "--listen=127.0.0.1:0");
		sleep_ms(unit_random(seed) % 60);
		end_by(p, &server, SIGKILL);
	}
}

static int count(const char *text, const char *what)
{
	int n = 0;

	for (; (text = strstr(text, what)) != NULL; text += strlen(what))
		n++;
	return n;
}

static void check(struct place *p, const struct writer *writers, int round)
{
	int lines;

	assert_run(p, 0, "verify", "--db=r.db");
	assert_says(p, p->out, ": 0 complaints\n");
	assert_run(p, 0, "export", "--db=r.db", "--kind=organizations");
	for (size_t i = 0; i < WRITERS; i++) {
		int there = count(p->out, format(p, "\"key\":\"w%zu-", i));

		if (there < writers[i].number)
			fail_msg("of writer %zu %d records are there, %lld "
			         "were acknowledged",
			         i, there, (long long)writers[i].number);
	}
	lines = count(p->out, format(p, "\"key\":\"i%d-", round));
	if (lines != 0 && lines != LINES)
		fail_msg("%d of %d lines of an import are there", lines, LINES);
}

/* What a life left in the arena is not needed in the next. */
static void forget(struct place *p)
{
	arena_free(p->arena);
	p->arena = arena_new();
}

static void what_was_acknowledged_survives_kill_9(void **state)
{
	struct place *p = *state;
	struct trial t = trial_begin("kill");
	struct writer writers[WRITERS] = { 0 };
	uint64_t seed = t.seed;
	int64_t writes = 0;
	char secret[64];
	int round = 0;

	assert_run(p, 0, "key", "create", "--db=r.db", "--name=w",
	           "--role=editor");
	assert_int_equal(sscanf(p->out, "%63s", secret), 1);
	for (size_t i = 0; i < WRITERS; i++)
		writers[i] = (struct writer){ .secret = secret, .who = i };
	do {
		one_life(p, writers, round, &seed);
		check(p, writers, round);
		forget(p);
		round++;
	} while (trial_goes_on(&t));
	for (size_t i = 0; i < WRITERS; i++)
		writes += writers[i].number;
	printf("kill: %d lives, %lld acknowledged writes\n", round,
	       (long long)writes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		place_test(what_was_acknowledged_survives_kill_9),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
