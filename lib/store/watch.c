/*
 * watch.c - asking, and remembering the answer
 */
#include "lib/store/watch.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/base/arena.h"
#include "lib/base/clock.h"
#include "lib/base/log.h"
#include "lib/store/store_ops.h"

struct watch {
	struct store *store;
	pthread_t thread;

	pthread_mutex_t mutex; /* guards what follows */
	pthread_cond_t changed;
	enum err_code code;
	int64_t seq; /* of the newest change */
	char detail[ERR_TEXT];
	int64_t at; /* when it was so, ms */
	bool is_stopping;
};

/* Nothing is held while the store is asked. */
static void look(struct watch *w)
{
	struct err e = { 0 };
	int64_t seq = 0;
	enum err_code code = store_look(w->store, &seq, &e);

	pthread_mutex_lock(&w->mutex);
	w->code = code;
	if (seq > 0)
		w->seq = seq;
	memcpy(w->detail, e.detail, sizeof(w->detail));
	w->at = clock_ms();
	pthread_mutex_unlock(&w->mutex);
}

/* False when it is time to end. */
static bool wait_a_while(struct watch *w)
{
	struct timespec until = clock_after(WATCH_EACH_MS);
	int rc = 0;
	bool goes_on;

	pthread_mutex_lock(&w->mutex);
	while (!w->is_stopping && rc == 0)
		rc = pthread_cond_timedwait(&w->changed, &w->mutex, &until);
	goes_on = !w->is_stopping;
	pthread_mutex_unlock(&w->mutex);
	return goes_on;
}

static void *keep_looking(void *arg)
{
	struct watch *w = arg;
	sigset_t all;

	sigfillset(&all);
	sigdelset(&all, SIGBUS);
	pthread_sigmask(SIG_BLOCK, &all, NULL);
	while (wait_a_while(w))
		look(w);
	return NULL;
}

enum err_code watch_ready(struct watch *w, struct err *e)
{
	int64_t now = clock_ms();

	pthread_mutex_lock(&w->mutex);
	if (now - w->at > WATCH_OLD_MS)
		err_set(e, ERR_BUSY, "the database does not answer");
	else if (w->code != ERR_OK)
		err_set(e, w->code, "%s", w->detail);
	pthread_mutex_unlock(&w->mutex);
	return e->code;
}

int64_t watch_seq(struct watch *w)
{
	int64_t seq;

	pthread_mutex_lock(&w->mutex);
	seq = w->seq;
	pthread_mutex_unlock(&w->mutex);
	return seq;
}

struct watch *watch_start(struct store *s)
{
	struct watch *w = calloc(1, sizeof(*w));

	if (w == NULL)
		die("out of memory");
	w->store = s;
	pthread_mutex_init(&w->mutex, NULL);
	clock_condition(&w->changed);
	look(w);
	if (pthread_create(&w->thread, NULL, keep_looking, w) != 0)
		die("cannot start the thread that watches the database");
	return w;
}

void watch_stop(struct watch *w)
{
	if (w == NULL)
		return;
	pthread_mutex_lock(&w->mutex);
	w->is_stopping = true;
	pthread_cond_signal(&w->changed);
	pthread_mutex_unlock(&w->mutex);
	pthread_join(w->thread, NULL);
	pthread_cond_destroy(&w->changed);
	pthread_mutex_destroy(&w->mutex);
	free(w);
}
