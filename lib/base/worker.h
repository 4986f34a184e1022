/*
 * worker.h - a thread with a task of its own, and how it is told to end
 *
 * Shapes  whoever owns one keeps what the thread and others share beside it,
 *         guarded by `mutex`, and signals `changed` after each change of it.
 *         The thread is not interrupted by signals.
 * Units   worker_pause() waits until clock_after() says so.
 * Errors  worker_start(): no thread can be had, so the process ends.
 * Source  POSIX threads.
 */
#ifndef LIB_BASE_WORKER_H
#define LIB_BASE_WORKER_H

#include <pthread.h>
#include <stdbool.h>

struct worker {
	pthread_mutex_t mutex; /* guards what follows */
	pthread_cond_t changed;
	bool is_stopping;
	pthread_t thread;
	void (*run)(void *arg);
	void *arg;
};

void worker_init(struct worker *w);

/* `or_else` is what the process says when it ends for want of a thread. */
void worker_start(struct worker *w, void (*run)(void *arg), void *arg,
                  const char *or_else);

/* With the mutex held: wait for a change; until then: false when none came. */
void worker_wait(struct worker *w);
bool worker_pause(struct worker *w, const struct timespec *until);

void worker_lock(struct worker *w);
void worker_unlock(struct worker *w);

/* Tell the thread that something has changed; the mutex is held. */
void worker_wake(struct worker *w);

/* Wait for the end of the thread, and give back what it has. */
void worker_stop(struct worker *w);

#endif
