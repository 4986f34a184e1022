/*
 * epochs.c - a list of epochs, each with what was retired in it
 */
#include "server/registry/search/epochs.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/log.h"

struct retired {
	struct retired *next;
	void (*release)(void *);
	void *what;
};

struct epoch {
	struct epoch *newer;
	size_t loans;
	struct retired *retired;
};

static void release_all(struct retired *r)
{
	while (r != NULL) {
		struct retired *next = r->next;

		r->release(r->what);
		free(r);
		r = next;
	}
}

/* What can go now, in a list; the mutex is held. */
static struct retired *sweep(struct epochs *a)
{
	struct retired *gone = NULL;

	while (a->oldest->loans == 0 && a->oldest != a->newest) {
		struct epoch *old = a->oldest;
		struct retired **end = &old->retired;

		while (*end != NULL)
			end = &(*end)->next;
		*end = gone;
		gone = old->retired;
		a->oldest = old->newer;
		free(old);
	}
	return gone;
}

void epochs_init(struct epochs *a)
{
	if (pthread_mutex_init(&a->mutex, NULL) != 0)
		die("cannot make a lock");
	a->oldest = a->newest = or_die(calloc(1, sizeof(struct epoch)));
}

void epochs_end(struct epochs *a)
{
	epochs_advance(a); /* all that was retired goes */
	free(a->newest);
	pthread_mutex_destroy(&a->mutex);
}

void epochs_retire(struct epochs *a, void (*release)(void *), void *what)
{
	struct retired *r = or_die(malloc(sizeof(*r)));

	pthread_mutex_lock(&a->mutex);
	*r = (struct retired){ a->newest->retired, release, what };
	a->newest->retired = r;
	pthread_mutex_unlock(&a->mutex);
}

void epochs_advance(struct epochs *a)
{
	struct epoch *epoch = or_die(calloc(1, sizeof(*epoch)));
	struct retired *gone;

	pthread_mutex_lock(&a->mutex);
	a->newest->newer = epoch;
	a->newest = epoch;
	gone = sweep(a);
	pthread_mutex_unlock(&a->mutex);
	release_all(gone);
}

struct epoch *epochs_enter(struct epochs *a)
{
	struct epoch *epoch;

	pthread_mutex_lock(&a->mutex);
	epoch = a->newest;
	epoch->loans++;
	pthread_mutex_unlock(&a->mutex);
	return epoch;
}

void epochs_leave(struct epochs *a, struct epoch *epoch)
{
	struct retired *gone;

	pthread_mutex_lock(&a->mutex);
	epoch->loans--;
	gone = sweep(a);
	pthread_mutex_unlock(&a->mutex);
	release_all(gone);
}

void *epochs_grow(struct epochs *a, void *table, size_t bytes, size_t room)
{
	char *copy = or_die(calloc(1, room));

	if (table != NULL) {
		memcpy(copy, table, bytes);
		epochs_retire(a, free, table);
	}
	return copy;
}
