/*
 * followers.c - a list, and a thread that looks for changes
 */
#include "server/http/wire/followers.h"

#include <stdlib.h>

#include "lib/base/arena.h"
#include "lib/base/clock.h"
#include "lib/base/log.h"
#include "lib/base/worker.h"
#include "lib/store/store.h"

struct followers {
	struct store *store;
	struct worker worker; /* guards what follows */
	struct follower *first;
	bool is_released;
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

	while (all->first == NULL && !all->worker.is_stopping)
		worker_wait(&all->worker);
	until = clock_after(FOLLOWERS_LOOK_MS);
	while (!all->worker.is_stopping && !all->is_released &&
	       worker_pause(&all->worker, &until))
		;
}

static void look(void *arg)
{
	struct followers *all = arg;
	struct follower *due;
	struct err e = { 0 };
	int64_t seq = 0;

	worker_lock(&all->worker);
	while (!all->worker.is_stopping) {
		wait_a_while(all);
		worker_unlock(&all->worker);
		if (store_seq(all->store, &seq, &e) != ERR_OK)
			err_clear(&e);
		worker_lock(&all->worker);
		due = take_due(all, seq);
		worker_unlock(&all->worker);
		wake_all(due);
		worker_lock(&all->worker);
	}
	worker_unlock(&all->worker);
}

void followers_add(struct followers *all, struct follower *f)
{
	worker_lock(&all->worker);
	f->next = all->first;
	all->first = f;
	worker_wake(&all->worker);
	worker_unlock(&all->worker);
}

void followers_release(struct followers *all)
{
	worker_lock(&all->worker);
	all->is_released = true;
	worker_wake(&all->worker);
	worker_unlock(&all->worker);
}

struct followers *followers_start(struct store *store)
{
	struct followers *all = or_die(calloc(1, sizeof(*all)));

	all->store = store;
	worker_init(&all->worker);
	worker_start(&all->worker, look, all,
	             "cannot start the thread that looks for changes");
	return all;
}

void followers_stop(struct followers *all)
{
	worker_stop(&all->worker);
	free(all);
}
