/*
 * test_concurrency.c - many writers and readers at once
 *
 * Threads do not assert (cmocka's jumps stay in one thread): they count what
 * went wrong, and the test looks at the counts.
 */
#include "tests/support/registry.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define WRITERS   64
#define READERS   4
#define RECORDS   8
#define SUCCESSES 6 /* of each writer */

struct crowd {
	const struct app *app;
	pthread_barrier_t start;
	atomic_int writing; /* writers that are not done */
	atomic_int failures;
	atomic_int won;
};

struct member {
	struct crowd *crowd;
	struct app app; /* a copy, with arenas of its own */
	pthread_t thread;
	int number;
	long reads;
};

static void run(struct crowd *c, struct member *members, int n,
                void *(*fn)(void *))
{
	for (int i = 0; i < n; i++) {
		members[i] = (struct member){ .crowd = c,
			                      .app = *c->app,
			                      .number = i };
		members[i].app.arena = NULL;
		members[i].app.keys_arena = arena_new();
		assert_int_equal(pthread_create(&members[i].thread, NULL, fn,
		                                &members[i]),
		                 0);
	}
}

static void join(struct member *members, int n)
{
	for (int i = 0; i < n; i++) {
		pthread_join(members[i].thread, NULL);
		arena_free(members[i].app.arena);
		arena_free(members[i].app.keys_arena);
	}
}

/* Change a record until it works, as a careful client does. */
static bool patch_once(struct member *m, int n)
{
	struct app *app = &m->app;
	const char *path = say(app, "/v1/instruments/r-%d",
	                       (m->number + n) % RECORDS),
		   *body = say(app, "{\"note\":\"w-%d-%d\"}", m->number, n);

	do {
		get(app, path);
		if (app->reply.status != 200)
			return false;
		call(app, "PATCH", path,
		     say(app, "If-Match: %s", reply_value(app, "ETag")), body);
	} while (app->reply.status == 412 || app->reply.status == 503);
	return app->reply.status == 200;
}

static void *write_some(void *arg)
{
	struct member *m = arg;

	pthread_barrier_wait(&m->crowd->start);
	for (int n = 0; n < SUCCESSES; n++)
		if (!patch_once(m, n))
			m->crowd->failures++;
	m->crowd->writing--;
	return NULL;
}

static void *read_on(void *arg)
{
	static const char *const targets[] = {
		"/v1/instruments/r-0", "/v1/instruments?sort=-updated_at",
		"/v1/instruments/r-1/history", "/v1/search?q=act",
		"/v1/changes?limit=10"
	};
	struct member *m = arg;

	pthread_barrier_wait(&m->crowd->start);
	for (; m->crowd->writing > 0; m->reads++) {
		get(&m->app, targets[m->reads % (long)COUNT(targets)]);
		if (m->app.reply.status != 200)
			m->crowd->failures++;
	}
	return NULL;
}

static void make_records(struct app *app)
{
	for (int i = 0; i < RECORDS; i++)
		make_act(app, say(app, "\"key\":\"r-%d\"", i));
}

/* Each note of each writer stands in a history once. */
static void assert_no_update_lost(struct app *app)
{
	static int seen[WRITERS][SUCCESSES];
	int total = 0, writer, n;

	memset(seen, 0, sizeof(seen));
	for (int i = 0; i < RECORDS; i++) {
		json_t *items, *change;
		size_t at;

		get(app, say(app, "/v1/instruments/r-%d/history?limit=200", i));
		assert_status(app, 200);
		items = reply_json(app, "items");
		json_array_foreach(items, at, change)
		{
			json_t *record = json_object_get(change, "record");
			const char *note = json_string_value(
				json_object_get(record, "note"));

			assert_int_equal(json_integer_value(json_object_get(
						 record, "rev")),
			                 at + 1);
			if (note == NULL)
				continue;
			assert_int_equal(sscanf(note, "w-%d-%d", &writer, &n),
			                 2);
			seen[writer][n]++;
			total++;
		}
	}
	assert_int_equal(total, WRITERS * SUCCESSES);
	for (writer = 0; writer < WRITERS; writer++)
		for (n = 0; n < SUCCESSES; n++)
			assert_int_equal(seen[writer][n], 1);
}

static void no_update_is_lost_and_readers_go_on(void **state)
{
	static struct member writers[WRITERS], readers[READERS];
	struct app *app = *state;
	struct crowd c = { .app = app };

	make_records(app);
	pthread_barrier_init(&c.start, NULL, WRITERS + READERS);
	c.writing = WRITERS;
	run(&c, writers, WRITERS, write_some);
	run(&c, readers, READERS, read_on);
	join(writers, WRITERS);
	join(readers, READERS);
	pthread_barrier_destroy(&c.start);
	assert_int_equal(c.failures, 0);
	for (int i = 0; i < READERS; i++)
		assert_true(readers[i].reads >= 10);
	assert_no_update_lost(app);
	assert_sound(app->store);
}

/* ---- one winner --------------------------------------------------------- */

static void *compete_with_an_etag(void *arg)
{
	struct member *m = arg;

	pthread_barrier_wait(&m->crowd->start);
	call(&m->app, "PATCH", "/v1/instruments/r-0", "If-Match: \"1\"",
	     say(&m->app, "{\"note\":\"%d\"}", m->number));
	if (m->app.reply.status == 200)
		m->crowd->won++;
	else if (m->app.reply.status != 412)
		m->crowd->failures++;
	return NULL;
}

static void *compete_for_a_key(void *arg)
{
	struct member *m = arg;

	pthread_barrier_wait(&m->crowd->start);
	call(&m->app, "POST", "/v1/instruments", NULL,
	     "{" ACT ",\"key\":\"wanted\"}");
	if (m->app.reply.status == 201)
		m->crowd->won++;
	else if (m->app.reply.status != 409)
		m->crowd->failures++;
	return NULL;
}

/* Half of them delete an organization, half refer to it. */
static void *compete_over_a_reference(void *arg)
{
	struct member *m = arg;

	pthread_barrier_wait(&m->crowd->start);
	if (m->number % 2 == 0) {
		edit(&m->app, "DELETE", "/v1/organizations/o", NULL);
		if (m->app.reply.status == 204)
			m->crowd->won++;
		return NULL;
	}
	call(&m->app, "POST", "/v1/instruments", NULL,
	     "{" ACT ",\"parties\":[{\"role\":\"host\","
	     "\"organization\":\"o\"}]}");
	if (m->app.reply.status != 201 && m->app.reply.status != 422)
		m->crowd->failures++;
	return NULL;
}

static int winners_of(struct app *app, void *(*fn)(void *))
{
	static struct member members[WRITERS];
	struct crowd c = { .app = app };

	pthread_barrier_init(&c.start, NULL, WRITERS);
	run(&c, members, WRITERS, fn);
	join(members, WRITERS);
	pthread_barrier_destroy(&c.start);
	assert_int_equal(c.failures, 0);
	assert_sound(app->store);
	return c.won;
}

static void of_many_with_the_same_etag_one_wins(void **state)
{
	struct app *app = *state;

	make_records(app);
	assert_int_equal(winners_of(app, compete_with_an_etag), 1);
	get(app, "/v1/instruments/r-0");
	assert_int_equal(reply_integer(app, "rev"), 2);
}

static void of_many_who_want_a_key_one_gets_it(void **state)
{
	assert_int_equal(winners_of(*state, compete_for_a_key), 1);
}

static void reference_never_dangles(void **state)
{
	struct app *app = *state;
	int deleted;
	int64_t referring;

	make(app, "organizations",
	     "{\"key\":\"o\",\"name\":\"O\",\"type\":\"other\"}");
	deleted = winners_of(app, compete_over_a_reference);
	assert_in_range(deleted, 0, 1);
	get(app, "/v1/instruments?limit=1");
	referring = reply_integer(app, "total");
	assert_true((deleted == 1) == (referring == 0));
}

/* ---- what is kept for later answers --------------------------------------- */

#define NAMES 40

/* A name says how often there was one before. */
static void *call_anew(void *arg)
{
	struct member *m = arg;
	struct app *app = &m->app;

	for (int n = 1; n <= NAMES; n++) {
		call(app, "PATCH", "/v1/instruments/r-0", "If-Match: *",
		     say(app, "{\"title\":\"%d\"}", n));
		if (app->reply.status == 200)
			m->crowd->won = n;
		else
			m->crowd->failures++;
	}
	m->crowd->writing--;
	return NULL;
}

/* Nothing is told that is older than what was written before it was asked. */
static void *read_names(void *arg)
{
	struct member *m = arg;
	struct app *app = &m->app;

	while (m->crowd->writing > 0) {
		int least = m->crowd->won;

		get(app, "/v1/relations");
		if (atoi(reply_string(app, "items/0/refers_to/0/title")) <
		    least)
			m->crowd->failures++;
	}
	return NULL;
}

static void no_list_tells_an_older_name(void **state)
{
	struct app *app = *state;
	struct crowd crowd = { .app = app, .writing = 1 };
	struct member writer, readers[READERS];

	make_act(app, "\"key\":\"r-0\"");
	make_act(app, "\"key\":\"r-1\"");
	make(app, "relations",
	     "{\"from\":\"r-0\",\"to\":\"r-1\",\"type\":\"amends\","
	     "\"basis\":\"stated\"}");
	run(&crowd, readers, READERS, read_names);
	run(&crowd, &writer, 1, call_anew);
	join(&writer, 1);
	join(readers, READERS);
	assert_int_equal(crowd.failures, 0);
	assert_int_equal(crowd.won, NAMES);
}

/* ---- another process ----------------------------------------------------- */

/* Hold the lock of the file for a while; a byte when it is held, and one when
 * it is about to be let go. */
static pid_t hold_lock(struct app *app, int *pipe_out)
{
	const char *path = say(app, "%s.lock", app->file);
	int ends[2];
	pid_t pid;

	assert_int_equal(pipe(ends), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		int fd = open(path, O_RDWR);
		bool ok = fd >= 0 && flock(fd, LOCK_EX) == 0 &&
		          write(ends[1], "h", 1) == 1;

		nanosleep(&(struct timespec){ .tv_nsec = 300000000 }, NULL);
		_exit(ok && write(ends[1], "g", 1) == 1 ? 0 : 1);
	}
	close(ends[1]);
	*pipe_out = ends[0];
	return pid;
}

static void a_write_waits_until_another_process_lets_go(void **state)
{
	struct app *app = *state;
	char byte = 0;
	int held, how;
	pid_t pid = hold_lock(app, &held);

	assert_int_equal(read(held, &byte, 1), 1);
	get(app, "/v1/organizations");
	assert_status(app, 200); /* readers do not wait */
	call(app, "POST", "/v1/organizations", NULL,
	     "{\"key\":\"late\",\"name\":\"N\",\"type\":\"company\"}");
	assert_status(app, 201);
	assert_int_equal(fcntl(held, F_SETFL, O_NONBLOCK), 0);
	assert_int_equal(read(held, &byte, 1), 1);
	assert_int_equal(byte, 'g');
	assert_int_equal(waitpid(pid, &how, 0), pid);
	assert_int_equal(how, 0);
	close(held);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		registry_test(no_update_is_lost_and_readers_go_on),
		registry_test(of_many_with_the_same_etag_one_wins),
		registry_test(of_many_who_want_a_key_one_gets_it),
		registry_test(reference_never_dangles),
		registry_test(no_list_tells_an_older_name),
		app_test(a_write_waits_until_another_process_lets_go),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
