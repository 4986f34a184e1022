/*
 * ages.c - a list of ages, each with what was retired in it
 */
#include "server/registry/search/ages.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/log.h"

struct retired {
	struct retired *next;
	void (*release)(void *);
	void *what;
};

struct age {
	struct age *newer;
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
static struct retired *sweep(struct ages *a)
{
	struct retired *gone = NULL;

	while (a->oldest->loans == 0 && a->oldest != a->newest) {
		struct age *old = a->oldest;
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

void ages_init(struct ages *a)
{
	if (pthread_mutex_init(&a->mutex, NULL) != 0)
		die("cannot make a lock");
	a->oldest = a->newest = or_die(calloc(1, sizeof(struct age)));
}

void ages_end(struct ages *a)
{
	ages_begin(a); /* all that was retired goes */
	free(a->newest);
	pthread_mutex_destroy(&a->mutex);
}

void ages_retire(struct ages *a, void (*release)(void *), void *what)
{
	struct retired *r = or_die(malloc(sizeof(*r)));

	pthread_mutex_lock(&a->mutex);
	*r = (struct retired){ a->newest->retired, release, what };
	a->newest->retired = r;
	pthread_mutex_unlock(&a->mutex);
}

void ages_begin(struct ages *a)
{
	struct age *age = or_die(calloc(1, sizeof(*age)));
	struct retired *gone;

	pthread_mutex_lock(&a->mutex);
	a->newest->newer = age;
	a->newest = age;
	gone = sweep(a);
	pthread_mutex_unlock(&a->mutex);
	release_all(gone);
}

struct age *ages_enter(struct ages *a)
{
	struct age *age;

	pthread_mutex_lock(&a->mutex);
	age = a->newest;
	age->loans++;
	pthread_mutex_unlock(&a->mutex);
	return age;
}

void ages_leave(struct ages *a, struct age *age)
{
	struct retired *gone;

	pthread_mutex_lock(&a->mutex);
	age->loans--;
	gone = sweep(a);
	pthread_mutex_unlock(&a->mutex);
	release_all(gone);
}

void *ages_larger(struct ages *a, void *table, size_t bytes, size_t room)
{
	char *copy = or_die(calloc(1, room));

	if (table != NULL) {
		memcpy(copy, table, bytes);
		ages_retire(a, free, table);
	}
	return copy;
}
