/*
 * test_writer.c - many writers, one thread that writes, one commit for many
 */
#include "lib/store/writer.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/support/fault_store.h"
#include "tests/support/store_unit.h"

/* ---------------------------------------------------- jobs of our own */

struct write {
	struct job job;
	struct err err;
	struct row *row;
	atomic_int *ended;
	int order;           /* its place among those that ended  */
	enum err_code after; /* what it returns when it has written */
	bool is_twice;       /* writes the same row again: fails    */
	bool is_refused;     /* before it writes                    */
	int runs;
};

static enum err_code insert(struct tx *tx, void *arg, struct err *e)
{
	struct write *w = arg;
	enum err_code rc;

	w->runs++;
	if (w->is_refused)
		return err_set(e, ERR_STALE, "refused");
	rc = store_insert(tx, entity("organizations"), w->row, e);

	if (rc == ERR_OK && w->is_twice)
		rc = store_insert(tx, entity("organizations"), w->row, e);
	if (rc == ERR_OK && w->after != ERR_OK)
		rc = err_set(e, w->after, "of its own");
	return rc;
}

static void note_end(struct job *job)
{
	struct write *w = job->owner;

	w->order = *w->ended;
	++*w->ended;
}

static void ready(struct unit *u, struct write *w, const char *key,
                  atomic_int *ended)
{
	*w = (struct write){ .row = row_new(u, "organizations", key),
		             .ended = ended,
		             .order = -1 };
	w->job = (struct job){ .fn = insert,
		               .arg = w,
		               .err = &w->err,
		               .done = note_end,
		               .owner = w };
}

static void ready_all(struct unit *u, struct write *writes, size_t n,
                      atomic_int *ended)
{
	*ended = 0;
	for (size_t i = 0; i < n; i++)
		ready(u, &writes[i], arena_printf(u->arena, "k%04zu", i),
		      ended);
}

static void pause_ms(long ms)
{
	nanosleep(&(struct timespec){ .tv_nsec = ms * 1000000 }, NULL);
}

/* A write that waits until it is let go: meanwhile others queue up. */
struct gate {
	atomic_bool is_reached, is_open;
};

static enum err_code wait_at(struct tx *tx, void *arg, struct err *e)
{
	struct gate *gate = arg;

	(void)tx;
	(void)e;
	gate->is_reached = true;
	while (!gate->is_open)
		pause_ms(1);
	return ERR_OK;
}

static void no_one_waits(struct job *job)
{
	(void)job;
}

struct closed_gate {
	struct gate gate;
	struct err err;
	struct job job;
};

static void shut(struct unit *u, struct closed_gate *g)
{
	*g = (struct closed_gate){ 0 };
	g->job = (struct job){ .fn = wait_at,
		               .arg = &g->gate,
		               .err = &g->err,
		               .done = no_one_waits };
	assert_int_equal(store_submit(u->store, &g->job), ERR_OK);
	while (!g->gate.is_reached)
		pause_ms(1);
}

/* Queue them all behind a gate, so that they share a transaction. */
static void submit_together(struct unit *u, struct write *writes, size_t n,
                            const atomic_int *ended)
{
	struct closed_gate g;

	shut(u, &g);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(store_submit(u->store, &writes[i].job),
		                 ERR_OK);
	g.gate.is_open = true;
	while (*ended < (int)n)
		pause_ms(1);
}

static size_t rows(struct unit *u)
{
	const char *found = keys(u, "organizations", &(struct query){ 0 });
	size_t n = *found != '\0';

	for (; *found != '\0'; found++)
		n += *found == ' ';
	return n;
}

/* ------------------------------------------------------------ one process */

#define THREADS 64
#define EACH    10

struct thread {
	pthread_t id;
	struct store *store;
	struct write writes[EACH];
};

static void *write_all(void *arg)
{
	struct thread *t = arg;

	for (size_t i = 0; i < EACH; i++) {
		struct write *w = &t->writes[i];

		assert_int_equal(
			store_run(t->store, TX_WRITE, insert, w, &w->err),
			ERR_OK);
	}
	return NULL;
}

struct counting {
	int64_t n;
};

static enum err_code count_rows(struct tx *tx, void *arg, struct err *e)
{
	struct counting *c = arg;

	return store_count(tx, entity("organizations"), &(struct query){ 0 },
	                   &c->n, e);
}

/* Reads while they write: never sees fewer than before. */
static void *read_on(void *arg)
{
	struct thread *t = arg;
	struct counting c = { 0 };
	struct err e = { 0 };
	int64_t before = 0;

	while (c.n < THREADS * EACH) {
		assert_int_equal(
			store_run(t->store, TX_READ, count_rows, &c, &e),
			ERR_OK);
		assert_true(c.n >= before);
		before = c.n;
	}
	return NULL;
}

static void many_threads_write_and_read_at_once(void **state)
{
	struct unit *u = *state;
	struct thread *threads = calloc(THREADS + 4, sizeof(*threads));
	struct counting c = { 0 };

	assert_non_null(threads);
	for (size_t i = 0; i < THREADS; i++)
		for (size_t j = 0; j < EACH; j++)
			ready(u, &threads[i].writes[j],
			      arena_printf(u->arena, "t%zu-%zu", i, j), NULL);
	for (size_t i = 0; i < THREADS + 4; i++) {
		threads[i].store = u->store;
		assert_int_equal(
			pthread_create(&threads[i].id, NULL,
		                       i < THREADS ? write_all : read_on,
		                       &threads[i]),
			0);
	}
	for (size_t i = 0; i < THREADS + 4; i++)
		pthread_join(threads[i].id, NULL);
	run(u, TX_READ, count_rows, &c);
	assert_int_equal(c.n, THREADS * EACH);
	free(threads);
}

static void jobs_end_in_order_and_once(void **state)
{
	struct unit *u = *state;
	struct write writes[50];
	atomic_int ended;

	ready_all(u, writes, COUNT(writes), &ended);
	submit_together(u, writes, COUNT(writes), &ended);
	assert_int_equal(ended, COUNT(writes));
	for (size_t i = 0; i < COUNT(writes); i++) {
		assert_int_equal(writes[i].order, i);
		assert_int_equal(writes[i].err.code, ERR_OK);
	}
	assert_int_equal(rows(u), COUNT(writes));
}

static void a_failing_job_fails_alone(void **state)
{
	struct unit *u = *state;
	struct write writes[20];
	atomic_int ended;

	ready_all(u, writes, COUNT(writes), &ended);
	writes[3].is_twice = true;
	writes[7].after = ERR_STALE;
	submit_together(u, writes, COUNT(writes), &ended);
	for (size_t i = 0; i < COUNT(writes); i++)
		assert_int_equal(writes[i].err.code, i == 3   ? ERR_CONFLICT
		                                     : i == 7 ? ERR_STALE
		                                              : ERR_OK);
	assert_string_equal(writes[7].err.detail, "of its own");
	assert_int_equal(rows(u), COUNT(writes) - 2);
}

static void jobs_are_run_again_when_one_has_failed_after_it_wrote(void **state)
{
	struct unit *u = *state;
	struct write writes[5];
	atomic_int ended;

	ready_all(u, writes, COUNT(writes), &ended);
	writes[1].is_refused = true;
	submit_together(u, writes, COUNT(writes), &ended);
	assert_int_equal(writes[1].err.code, ERR_STALE);
	assert_int_equal(rows(u), 4);
	for (size_t i = 0; i < COUNT(writes); i++)
		assert_int_equal(writes[i].runs, 1);

	for (size_t i = 0; i < COUNT(writes); i++)
		ready(u, &writes[i], arena_printf(u->arena, "l%04zu", i),
		      &ended);
	ended = 0;
	writes[3].is_twice = true;
	submit_together(u, writes, COUNT(writes), &ended);
	assert_int_equal(writes[3].err.code, ERR_CONFLICT);
	assert_int_equal(rows(u), 8);
	for (size_t i = 0; i < COUNT(writes); i++) {
		assert_int_equal(writes[i].runs, i < 4 ? 2 : 1);
		assert_int_equal(writes[i].job.is_saved, i != 3);
	}
}

static void a_full_queue_takes_no_more(void **state)
{
	struct unit *u = *state;
	struct write *writes = calloc(STORE_QUEUE_MAX + 1, sizeof(*writes));
	struct closed_gate g;
	atomic_int ended = 0;

	assert_non_null(writes);
	shut(u, &g);
	for (size_t i = 0; i <= STORE_QUEUE_MAX; i++) {
		ready(u, &writes[i], "same", &ended);
		assert_int_equal(store_submit(u->store, &writes[i].job),
		                 i < STORE_QUEUE_MAX ? ERR_OK : ERR_BUSY);
	}
	g.gate.is_open = true;
	while (ended < STORE_QUEUE_MAX)
		pause_ms(1);
	assert_int_equal(writes[0].err.code, ERR_OK);
	assert_int_equal(writes[1].err.code, ERR_CONFLICT);
	assert_int_equal(writes[STORE_QUEUE_MAX].err.code, ERR_BUSY);
	assert_int_equal(rows(u), 1);
	free(writes);
}

static void closing_finishes_what_is_queued(void **state)
{
	struct unit *u = *state;
	struct write writes[300];
	struct closed_gate g;
	atomic_int ended;

	ready_all(u, writes, COUNT(writes), &ended);
	shut(u, &g);
	for (size_t i = 0; i < COUNT(writes); i++)
		assert_int_equal(store_submit(u->store, &writes[i].job),
		                 ERR_OK);
	g.gate.is_open = true;
	store_close(u->store);
	assert_int_equal(ended, COUNT(writes));
	must(unit_reopen(u, 0));
	for (size_t i = 0; i < COUNT(writes); i++)
		assert_int_equal(writes[i].err.code, ERR_OK);
}

/* ------------------------------------------------------------------- bulk */

/* The part comes before the whole it refers to. */
static enum err_code insert_backwards(struct tx *tx, void *arg, struct err *e)
{
	struct row **pair = arg;
	enum err_code rc =
		store_insert(tx, entity("organizations"), pair[0], e);

	if (rc == ERR_OK && pair[1] != NULL)
		rc = store_insert(tx, entity("organizations"), pair[1], e);
	return rc;
}

static void references_are_checked_at_the_end_of_bulk(void **state)
{
	struct unit *u = *state;
	struct row *pair[2] = { row_new(u, "organizations", "part"), NULL };

	set(u, pair[0], "organizations", "parent",
	    value_text(id_of(u, "organizations", "whole")));
	assert_code(
		store_run(u->store, TX_BULK, insert_backwards, pair, &u->err),
		ERR_CONFLICT);
	assert_non_null(strstr(u->err.detail, "of organizations"));
	assert_int_equal(rows(u), 0);

	pair[1] = row_new(u, "organizations", "whole");
	assert_code(
		store_run(u->store, TX_WRITE, insert_backwards, pair, &u->err),
		ERR_CONFLICT);
	must(store_run(u->store, TX_BULK, insert_backwards, pair, &u->err));
	assert_int_equal(rows(u), 2);
	/* and at once again in the next write */
	pair[0] = row_new(u, "organizations", "other");
	set(u, pair[0], "organizations", "parent",
	    value_text(id_of(u, "organizations", "absent")));
	pair[1] = NULL;
	assert_code(
		store_run(u->store, TX_WRITE, insert_backwards, pair, &u->err),
		ERR_CONFLICT);
}

static void a_failing_bulk_leaves_nothing(void **state)
{
	struct unit *u = *state;
	struct row *pair[2] = { row_new(u, "organizations", "a"),
		                row_new(u, "organizations", "a") };

	assert_code(
		store_run(u->store, TX_BULK, insert_backwards, pair, &u->err),
		ERR_CONFLICT);
	assert_int_equal(rows(u), 0);
	must(put(u, "organizations", pair[0]));
}

/* --------------------------------------------------------------- bad days */

static void a_failed_commit_fails_all_who_had_succeeded(void **state)
{
	struct unit *u = *state;
	struct write writes[10];
	struct closed_gate g;
	atomic_int ended;

	u->store = fault_wrap(u->store);
	ready_all(u, writes, COUNT(writes), &ended);
	writes[4].after = ERR_INVALID;
	/* the gate's end; begin, one for each up to the one that fails, end;
	 * begin again, three for each, end */
	shut(u, &g);
	for (size_t i = 0; i < COUNT(writes); i++)
		assert_int_equal(store_submit(u->store, &writes[i].job),
		                 ERR_OK);
	fault_at(u->store, 1 + (1 + 5 + 1) + 1 + 3 * (int)COUNT(writes) + 1,
	         ERR_STORE);
	g.gate.is_open = true;
	while (ended < (int)COUNT(writes))
		pause_ms(1);
	assert_int_equal(fault_left(u->store), 0);
	for (size_t i = 0; i < COUNT(writes); i++)
		assert_int_equal(writes[i].err.code,
		                 i == 4 ? ERR_INVALID : ERR_BUSY);
	assert_int_equal(rows(u), 0);
	must(put(u, "organizations", writes[0].row));
}

/* Begin, the row, end. */
static void a_commit_that_may_be_saved_is_told_apart(void **state)
{
	struct unit *u = *state;

	u->store = fault_wrap(u->store);
	fault_at(u->store, 3, ERR_UNSURE);
	assert_code(put(u, "organizations", row_new(u, "organizations", "a")),
	            ERR_UNSURE);
	assert_int_equal(fault_left(u->store), 0);
	must(put(u, "organizations", row_new(u, "organizations", "a")));
}

/* Whatever fails: what was answered well is there, and nothing else. */
static void check_fault(struct unit *u, int nth, enum err_code code)
{
	struct write writes[6];
	atomic_int ended = 0;

	for (size_t i = 0; i < COUNT(writes); i++)
		ready(u, &writes[i],
		      arena_printf(u->arena, "n%d-%d-%zu", nth, (int)code, i),
		      &ended);
	fault_at(u->store, nth, code);
	for (size_t i = 0; i < COUNT(writes); i++)
		assert_int_equal(store_submit(u->store, &writes[i].job),
		                 ERR_OK);
	while (ended < (int)COUNT(writes))
		pause_ms(1);
	fault_at(u->store, 0, ERR_OK);
	for (size_t i = 0; i < COUNT(writes); i++) {
		struct query q = { 0 };
		const char *key = writes[i].row->values[COLUMN_KEY].text.p;

		where(u, &q, "organizations", "key", CMP_EQ, key);
		assert_string_equal(keys(u, "organizations", &q),
		                    writes[i].err.code == ERR_OK ? key : "");
	}
}

static void each_operation_may_fail_once(void **state)
{
	struct unit *u = *state;

	u->store = fault_wrap(u->store);
	for (int nth = 1; nth < 30; nth++) {
		check_fault(u, nth, ERR_STORE);
		check_fault(u, nth, ERR_BUSY);
	}
}

static void a_bulk_that_cannot_commit_says_so(void **state)
{
	struct unit *u = *state;
	struct row *pair[2] = { row_new(u, "organizations", "a"), NULL };

	u->store = fault_wrap(u->store);
	fault_at(u->store, 3, ERR_STORE);
	assert_code(
		store_run(u->store, TX_BULK, insert_backwards, pair, &u->err),
		ERR_BUSY);
	fault_at(u->store, 1, ERR_STORE);
	assert_code(
		store_run(u->store, TX_BULK, insert_backwards, pair, &u->err),
		ERR_STORE);
	assert_int_equal(rows(u), 0);
}

static enum err_code write_within(struct tx *tx, void *arg, struct err *e)
{
	struct unit *u = arg;
	struct counting c = { 0 };

	(void)tx;
	return store_run(u->store, TX_READ, count_rows, &c, e);
}

static void a_transaction_within_a_write_is_a_bug(void **state)
{
	struct unit *u = *state;
	int status = 0;
	pid_t child;

	store_close(u->store);
	u->store = NULL;
	child = fork();
	if (child == 0) {
		freopen("/dev/null", "w", stderr);
		signal(SIGABRT, SIG_DFL);
		if (unit_reopen(u, 0) == ERR_OK)
			(void)!store_run(u->store, TX_WRITE, write_within, u,
			                 &u->err);
		_exit(0);
	}
	waitpid(child, &status, 0);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGABRT);
}

/* ---------------------------------------------------------- two processes */

#define BY_EACH 200

static int write_many(struct unit *u, char name)
{
	int failed = unit_reopen(u, STORE_CREATE) != ERR_OK;

	for (int i = 0; i < BY_EACH && !failed; i++) {
		const char *key = arena_printf(u->arena, "%c%03d", name, i);

		failed = put(u, "organizations",
		             row_new(u, "organizations", key)) != ERR_OK;
	}
	if (failed)
		print_error("%c: %s\n", name, u->err.detail);
	else
		store_close(u->store);
	return failed;
}

static void processes_write_to_a_new_file_at_once(void **state)
{
	struct unit *u = *state;
	struct counting c = { 0 };
	pid_t children[3];

	store_close(u->store);
	u->store = NULL;
	snprintf(u->path, sizeof(u->path), "%s/shared", u->dir);
	for (size_t i = 0; i < COUNT(children); i++) {
		children[i] = fork();
		if (children[i] == 0)
			_exit(write_many(u, (char)('a' + (int)i)));
	}
	for (size_t i = 0; i < COUNT(children); i++) {
		int status = 1;

		waitpid(children[i], &status, 0);
		assert_int_equal(status, 0);
	}
	must(unit_reopen(u, 0));
	run(u, TX_READ, count_rows, &c);
	assert_int_equal(c.n, BY_EACH * COUNT(children));
}

static void a_killed_process_leaves_a_sound_file(void **state)
{
	struct unit *u = *state;
	int status = 0, ready_pipe[2];
	struct query q = { 0 };
	char byte;
	pid_t child;

	assert_int_equal(pipe(ready_pipe), 0);
	store_close(u->store);
	u->store = NULL;
	child = fork();
	if (child == 0) {
		if (unit_reopen(u, 0) == ERR_OK &&
		    put(u, "organizations",
		        row_new(u, "organizations", "saved")) == ERR_OK &&
		    write(ready_pipe[1], "x", 1) == 1)
			for (int i = 0;; i++)
				(void)put(u, "organizations",
				          row_new(u, "organizations",
				                  arena_printf(u->arena, "n%d",
				                               i)));
		_exit(1);
	}
	assert_int_equal(read(ready_pipe[0], &byte, 1), 1);
	pause_ms(20);
	kill(child, SIGKILL);
	waitpid(child, &status, 0);
	close(ready_pipe[0]);
	close(ready_pipe[1]);
	must(unit_reopen(u, 0));
	where(u, &q, "organizations", "key", CMP_EQ, "saved");
	assert_string_equal(keys(u, "organizations", &q), "saved");
	must(put(u, "organizations", row_new(u, "organizations", "after")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit_case_store(many_threads_write_and_read_at_once),
		unit_case_store(jobs_end_in_order_and_once),
		unit_case_store(a_failing_job_fails_alone),
		unit_case_store(
			jobs_are_run_again_when_one_has_failed_after_it_wrote),
		unit_case_store(a_full_queue_takes_no_more),
		unit_case_store(closing_finishes_what_is_queued),
		unit_case_store(references_are_checked_at_the_end_of_bulk),
		unit_case_store(a_failing_bulk_leaves_nothing),
		unit_case_store(a_failed_commit_fails_all_who_had_succeeded),
		unit_case_store(a_commit_that_may_be_saved_is_told_apart),
		unit_case_store(each_operation_may_fail_once),
		unit_case_store(a_bulk_that_cannot_commit_says_so),
		unit_case_store(a_transaction_within_a_write_is_a_bug),
		unit_case_store(processes_write_to_a_new_file_at_once),
		unit_case_store(a_killed_process_leaves_a_sound_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
