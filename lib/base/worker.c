/*
 * worker.c - starting a thread, and waiting for its end
 */
#include "lib/base/worker.h"

#include <signal.h>

#include "lib/base/clock.h"
#include "lib/base/log.h"

void worker_init(struct worker *w)
{
	w->is_stopping = false;
	pthread_mutex_init(&w->mutex, NULL);
	clock_condition(&w->changed);
}

/* A file that shrinks below a memory map is still told of. */
static void *run(void *arg)
{
	struct worker *w = arg;
	sigset_t all;

	sigfillset(&all);
	sigdelset(&all, SIGBUS);
	pthread_sigmask(SIG_BLOCK, &all, NULL);
	w->run(w->arg);
	return NULL;
}

void worker_start(struct worker *w, void (*fn)(void *arg), void *arg,
                  const char *or_else)
{
	w->run = fn;
	w->arg = arg;
	if (pthread_create(&w->thread, NULL, run, w) != 0)
		die(or_else);
}

void worker_wait(struct worker *w)
{
	pthread_cond_wait(&w->changed, &w->mutex);
}

bool worker_pause(struct worker *w, const struct timespec *until)
{
	return pthread_cond_timedwait(&w->changed, &w->mutex, until) == 0;
}

void worker_lock(struct worker *w)
{
	pthread_mutex_lock(&w->mutex);
}

void worker_unlock(struct worker *w)
{
	pthread_mutex_unlock(&w->mutex);
}

void worker_wake(struct worker *w)
{
	pthread_cond_signal(&w->changed);
}

void worker_stop(struct worker *w)
{
	worker_lock(w);
	w->is_stopping = true;
	worker_wake(w);
	worker_unlock(w);
	pthread_join(w->thread, NULL);
	pthread_cond_destroy(&w->changed);
	pthread_mutex_destroy(&w->mutex);
}
