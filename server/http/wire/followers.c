/*
 * followers.c - a list, and a thread that looks for changes
 */
#include "server/http/wire/followers.h"

#include <pthread.h>
#include <stdlib.h>

#include "lib/base/arena.h"
#include "lib/base/clock.h"
#include "lib/base/log.h"
#include "lib/store/store.h"

struct followers {
	struct store *store;
	pthread_t thread;

	pthread_mutex_t mutex; /* guards what follows */
	pthread_cond_t changed;
	struct follower *first;
	bool is_released, is_stopping;
};

static bool is_due(const struct followers *all, const struct follower *f,
                   int64_t seq, int64_t now)
{
	return all->is_released || *f->gone || seq > f->news.seq ||
	       now >= f->news.until;
}

/* Those whose wait is over, off the list. */
static struct follower *take_due(struct followers *all, int64_t seq)
{
	struct follower *due = NULL, **at = &all->first;
	int64_t now = clock_ms();

	while (*at != NULL) {
		struct follower *f = *at;

		if (!is_due(all, f, seq, now)) {
			at = &f->next;
			continue;
		}
		*at = f->next;
		f->next = due;
		due = f;
	}
	return due;
}

/* Once it is awake a follower may be gone. */
static void wake_all(struct follower *due)
{
	while (due != NULL) {
		struct follower *next = due->next;

		due->wake(due);
		due = next;
	}
}

static void wait_a_while(struct followers *all)
{
	struct timespec until;
	int rc = 0;

	while (all->first == NULL && !all->is_stopping)
		pthread_cond_wait(&all->changed, &all->mutex);
	until = clock_after(FOLLOWERS_LOOK_MS);
	while (!all->is_stopping && !all->is_released && rc == 0)
		rc = pthread_cond_timedwait(&all->changed, &all->mutex, &until);
}

static void *look(void *arg)
{
	struct followers *all = arg;
	struct follower *due;
	struct err e = { 0 };
	int64_t seq = 0;

	pthread_mutex_lock(&all->mutex);
	while (!all->is_stopping) {
		wait_a_while(all);
		pthread_mutex_unlock(&all->mutex);
		if (store_seq(all->store, &seq, &e) != ERR_OK)
			err_clear(&e);
		pthread_mutex_lock(&all->mutex);
		due = take_due(all, seq);
		pthread_mutex_unlock(&all->mutex);
		wake_all(due);
		pthread_mutex_lock(&all->mutex);
	}
	pthread_mutex_unlock(&all->mutex);
	return NULL;
}

void followers_add(struct followers *all, struct follower *f)
{
	pthread_mutex_lock(&all->mutex);
	f->next = all->first;
	all->first = f;
	pthread_cond_signal(&all->changed);
	pthread_mutex_unlock(&all->mutex);
}

void followers_release(struct followers *all)
{
	pthread_mutex_lock(&all->mutex);
	all->is_released = true;
	pthread_cond_signal(&all->changed);
	pthread_mutex_unlock(&all->mutex);
}

struct followers *followers_start(struct store *store)
{
	struct followers *all = calloc(1, sizeof(*all));

	if (all == NULL)
		die("out of memory");
	all->store = store;
	pthread_mutex_init(&all->mutex, NULL);
	clock_condition(&all->changed);
	if (pthread_create(&all->thread, NULL, look, all) != 0)
		die("cannot start the thread that looks for changes");
	return all;
}

void followers_stop(struct followers *all)
{
	pthread_mutex_lock(&all->mutex);
	all->is_stopping = true;
	pthread_cond_signal(&all->changed);
	pthread_mutex_unlock(&all->mutex);
	pthread_join(all->thread, NULL);
	pthread_cond_destroy(&all->changed);
	pthread_mutex_destroy(&all->mutex);
	free(all);
}
