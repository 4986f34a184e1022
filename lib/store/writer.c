/*
 * writer.c - the one thread of a store that writes
 */
#include "lib/store/writer.h"

#include <stdlib.h>

#include "lib/base/clock.h"
#include "lib/base/log.h"
#include "lib/base/worker.h"
#include "lib/store/store_ops.h"

#define IDLE_SECONDS 1

/* How long the writers of other processes may be waited for: by those whose
 * client waits, from when they came, and by who has all the time. */
#define PATIENCE_MS       5000
#define PATIENCE_ALONE_MS 10000

struct writer {
	struct store *store;
	struct worker worker; /* guards what follows */
	struct job *first, *last;
	size_t queued;
	int64_t rest_at; /* when to go on with what is pending; 0: nothing is */
};

/* ----------------------------------------------------------------- queue */

enum err_code writer_submit(struct writer *w, struct job *job, struct err *e)
{
	bool is_taken;

	job->next = NULL;
	job->patience =
		clock_ms() + (job->is_alone ? PATIENCE_ALONE_MS : PATIENCE_MS);
	worker_lock(&w->worker);
	is_taken = w->queued < STORE_QUEUE_MAX && !w->worker.is_stopping;
	if (is_taken) {
		if (w->first == NULL)
			w->first = job;
		else
			w->last->next = job;
		w->last = job;
		w->queued++;
		worker_wake(&w->worker);
	}
	worker_unlock(&w->worker);
	if (!is_taken)
		return err_set(e, ERR_BUSY, "too many writes are waiting");
	return ERR_OK;
}

/* What goes into the next transaction, off the queue. */
static struct job *take_batch(struct writer *w)
{
	struct job *batch = w->first, *end = batch;
	size_t n = 1;

	while (n < STORE_BATCH_MAX && !batch->is_alone && end->next != NULL &&
	       !end->next->is_alone) {
		end = end->next;
		n++;
	}
	w->first = end->next;
	w->queued -= n;
	end->next = NULL;
	return batch;
}

static unsigned idle_ms(const struct writer *w)
{
	int64_t left = w->rest_at - clock_ms();

	return w->rest_at == 0 || left > IDLE_SECONDS * 1000
	               ? IDLE_SECONDS * 1000
	       : left > 0 ? (unsigned)left
	                  : 0;
}

/* Wait for work. False when it is time to stop; *out is NULL when none came
 * for a while. */
static bool wait_for_batch(struct writer *w, struct job **out)
{
	struct timespec until;
	bool goes_on, is_due = false;

	*out = NULL;
	worker_lock(&w->worker);
	until = clock_after(idle_ms(w));
	while (w->first == NULL && !w->worker.is_stopping && !is_due)
		is_due = !worker_pause(&w->worker, &until);
	if (w->first != NULL)
		*out = take_batch(w);
	goes_on = *out != NULL || !w->worker.is_stopping;
	worker_unlock(&w->worker);
	return goes_on;
}

/* ----------------------------------------------------------------- batch */

static void fail_job(struct job *job, enum err_code rc, const struct err *why)
{
	job->is_saved = false;
	err_clear(job->err);
	err_set(job->err, rc, "%s", why->detail);
}

/* What was written but not synced may be found when the process dies before it
 * writes again. */
static void not_saved(struct job *job, enum err_code rc)
{
	job->is_saved = false;
	err_clear(job->err);
	if (rc == ERR_UNSURE)
		err_set(job->err, rc,
		        "the disk failed: look whether the write is there "
		        "before you send it again");
	else
		err_set(job->err, ERR_BUSY,
		        "the write was not saved, try again");
}

static void do_job(const struct store *s, struct tx *tx, struct job *job)
{
	enum err_code rc;

	tx->author = s->author;
	rc = store_guard(tx, job->fn, job->arg, job->err);
	job->is_saved = rc == ERR_OK;
	if (rc != ERR_OK && job->err->code != rc)
		err_set(job->err, rc, "%s", job->err->detail);
}

/* Run one job; false when the whole transaction is lost. */
static bool run_job(const struct store *s, struct tx *tx, struct job *job)
{
	struct err e = { 0 };

	err_clear(job->err);
	if (s->ops->mark(tx, &e) != ERR_OK) {
		not_saved(job, e.code);
		return false;
	}
	do_job(s, tx, job);
	if (!job->is_saved)
		tx->tip.seq = 0;
	if (s->ops->unmark(tx, job->is_saved, &e) == ERR_OK)
		return true;
	if (job->is_saved)
		not_saved(job, e.code);
	return false;
}

/* Begin, as long as the job that came first has patience. */
static enum err_code begin(struct store *s, enum tx_mode mode,
                           const struct job *first, struct tx **out,
                           struct err *e)
{
	int64_t left = first->patience - clock_ms();

	return s->ops->begin(s, mode, left > 0 ? (unsigned)left : 0, out, e);
}

/* There is no transaction to be had. Gives the first job that may still wait
 * for one. */
static struct job *give_up(struct job *batch, enum err_code rc,
                           const struct err *why)
{
	int64_t now = clock_ms();

	do {
		fail_job(batch, rc, why);
		batch = batch->next;
	} while (batch != NULL && (rc != ERR_BUSY || batch->patience <= now));
	return batch;
}

/* Something of what it did may have to be gone on with. */
static void note_rest(const struct store *s, const struct tx *tx)
{
	if (tx->leaves_rest && s->rest != NULL)
		writer_go_on(s->writer);
}

/* Each in a savepoint. Gives the first whose turn did not come, because the
 * transaction was lost before it. */
static struct job *run_apart(struct store *s, struct job *batch)
{
	struct err e = { 0 };
	struct tx *tx = NULL;
	struct job *next = batch;
	enum err_code rc = begin(s, TX_WRITE, batch, &tx, &e);
	bool is_whole = true;

	if (rc != ERR_OK)
		return give_up(batch, rc, &e);
	for (; next != NULL && is_whole; next = next->next)
		is_whole = run_job(s, tx, next);
	note_rest(s, tx);
	rc = s->ops->end(tx, is_whole, &e);
	for (struct job *job = batch; job != next; job = job->next)
		if (job->is_saved && (rc != ERR_OK || !is_whole))
			not_saved(job, rc);
	return next;
}

/* False when what it wrote before it failed must be undone. */
static bool run_unmarked(const struct store *s, struct tx *tx, struct job *job)
{
	int64_t before = s->ops->written(tx);

	err_clear(job->err);
	do_job(s, tx, job);
	return job->is_saved || s->ops->written(tx) == before;
}

/* Of a whole batch; false when it must be run again. */
static bool run_together(struct store *s, struct tx *tx, struct job *batch)
{
	struct err e = { 0 };
	struct job *job = batch;
	enum err_code rc;

	while (job != NULL && run_unmarked(s, tx, job))
		job = job->next;
	if (job == NULL)
		note_rest(s, tx);
	rc = s->ops->end(tx, job == NULL, &e);
	if (job != NULL)
		return false;
	for (job = batch; job != NULL; job = job->next)
		if (job->is_saved && rc != ERR_OK)
			not_saved(job, rc);
	return true;
}

/* In one transaction. Most jobs fail before they write, if at all: so they have
 * no savepoints, each of which takes a copy of every page before it changes,
 * until one does not. */
static struct job *run_shared(struct store *s, struct job *batch)
{
	struct err e = { 0 };
	struct tx *tx = NULL;
	enum err_code rc = begin(s, TX_WRITE, batch, &tx, &e);

	if (rc != ERR_OK)
		return give_up(batch, rc, &e);
	return run_together(s, tx, batch) ? NULL : run_apart(s, batch);
}

/* Without others nothing need be undone but the whole: what undoes a part is
 * costly, a copy of each page before it changes. */
static struct job *run_alone(struct store *s, enum tx_mode mode,
                             struct job *job)
{
	struct err e = { 0 };
	struct tx *tx = NULL;
	enum err_code rc = begin(s, mode, job, &tx, &e);

	err_clear(job->err);
	if (rc != ERR_OK) {
		fail_job(job, rc, &e);
		return NULL;
	}
	do_job(s, tx, job);
	note_rest(s, tx);
	rc = s->ops->end(tx, job->is_saved, &e);
	if (job->is_saved && rc == ERR_CONFLICT)
		fail_job(job, rc, &e);
	else if (job->is_saved && rc != ERR_OK)
		not_saved(job, rc);
	return NULL;
}

/* done() may free its job, or submit it again. */
static void finish(struct job *job, const struct job *end)
{
	while (job != end) {
		struct job *next = job->next;

		job->done(job);
		job = next;
	}
}

static struct job *run(struct store *s, struct job *batch)
{
	if (batch->is_alone)
		return run_alone(s, TX_BULK, batch);
	return batch->next == NULL ? run_alone(s, TX_WRITE, batch)
	                           : run_shared(s, batch);
}

static void run_batch(struct store *s, struct job *batch)
{
	while (batch != NULL) {
		struct job *rest = run(s, batch);

		finish(batch, rest);
		batch = rest;
	}
}

struct step {
	rest_fn *fn;
	bool more;
};

static enum err_code run_step(struct tx *tx, void *arg, struct err *e)
{
	struct step *step = arg;

	step->more = false;
	return step->fn(tx, &step->more, e);
}

/* One step of what is pending. One that fails is tried again in a second, or
 * after the next write that leaves something. */
static void go_on(struct writer *w)
{
	struct step step = { .fn = w->store->rest };
	struct err e;
	struct job job = { .fn = run_step, .arg = &step, .err = &e };

	err_init(&e, arena_new());
	job.patience = clock_ms() + PATIENCE_MS;
	run_alone(w->store, TX_WRITE, &job);
	if (!job.is_saved && e.code != ERR_BUSY)
		log_event(LOG_ERROR, "store.rest", "why=\"%s\"", e.detail);
	worker_lock(&w->worker);
	if (!job.is_saved)
		w->rest_at = clock_ms() + IDLE_SECONDS * 1000;
	else if (!step.more)
		w->rest_at = 0;
	worker_unlock(&w->worker);
	arena_free(e.arena);
}

static bool rest_is_due(struct writer *w)
{
	bool is_due;

	worker_lock(&w->worker);
	is_due = w->rest_at > 0 && w->rest_at <= clock_ms();
	worker_unlock(&w->worker);
	return is_due;
}

static void work(void *arg)
{
	struct writer *w = arg;
	struct store *s = w->store;
	struct job *batch = NULL;

	while (wait_for_batch(w, &batch)) {
		bool goes_on = batch == NULL && rest_is_due(w);

		if (goes_on)
			go_on(w);
		else
			run_batch(s, batch);
		if (s->ops->tend != NULL)
			s->ops->tend(s, batch == NULL && !goes_on);
	}
}

/* ---------------------------------------------------- starting, stopping */

struct writer *writer_start(struct store *s)
{
	struct writer *w = or_die(calloc(1, sizeof(*w)));

	w->store = s;
	worker_init(&w->worker);
	worker_start(&w->worker, work, w, "cannot start the writer's thread");
	return w;
}

void writer_stop(struct writer *w)
{
	worker_stop(&w->worker);
	free(w);
}

void writer_go_on(struct writer *w)
{
	worker_lock(&w->worker);
	w->rest_at = clock_ms();
	worker_wake(&w->worker);
	worker_unlock(&w->worker);
}

bool writer_is_here(const struct writer *w)
{
	return pthread_equal(pthread_self(), w->worker.thread) != 0;
}

/* --------------------------------------------------------------- waiting */

struct wait {
	pthread_mutex_t mutex;
	pthread_cond_t changed;
	bool is_over;
};

static void end_wait(struct job *job)
{
	struct wait *wait = job->owner;

	pthread_mutex_lock(&wait->mutex);
	wait->is_over = true;
	pthread_cond_signal(&wait->changed);
	pthread_mutex_unlock(&wait->mutex);
}

enum err_code writer_run(struct writer *w, bool is_alone, tx_fn *fn, void *arg,
                         struct err *e)
{
	struct wait wait = { PTHREAD_MUTEX_INITIALIZER,
		             PTHREAD_COND_INITIALIZER, false };
	struct job job = { .fn = fn,
		           .arg = arg,
		           .err = e,
		           .done = end_wait,
		           .owner = &wait,
		           .is_alone = is_alone };
	enum err_code rc = writer_submit(w, &job, e);

	if (rc != ERR_OK)
		return rc;
	pthread_mutex_lock(&wait.mutex);
	while (!wait.is_over)
		pthread_cond_wait(&wait.changed, &wait.mutex);
	pthread_mutex_unlock(&wait.mutex);
	pthread_cond_destroy(&wait.changed);
	pthread_mutex_destroy(&wait.mutex);
	return job.is_saved ? ERR_OK : e->code;
}
