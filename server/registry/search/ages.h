/*
 * ages.h - memory that readers may still look at while it is replaced
 *
 * Shapes  Readers borrow in the newest age. What was retired in an age goes
 *         when nobody has borrowed in that age or an earlier one. One thread
 *         at a time retires and begins ages.
 * Errors  none: without memory the program stops.
 */
#ifndef SERVER_REGISTRY_SEARCH_AGES_H
#define SERVER_REGISTRY_SEARCH_AGES_H

#include <pthread.h>
#include <stddef.h>

struct age;

struct ages {
	pthread_mutex_t mutex; /* guards what follows */
	struct age *oldest, *newest;
};

void ages_init(struct ages *a);
/* Nobody may have borrowed. */
void ages_end(struct ages *a);

/* What nobody can come by any more, once a new age has begun. */
void ages_retire(struct ages *a, void (*release)(void *), void *what);
/* Whoever borrows from now on cannot come by what was retired so far. */
void ages_begin(struct ages *a);

struct age *ages_enter(struct ages *a);
void ages_leave(struct ages *a, struct age *age);

/* A larger copy of a table, zeroed behind what was there; the table itself is
 * retired. */
void *ages_larger(struct ages *a, void *table, size_t bytes, size_t room);

#endif
