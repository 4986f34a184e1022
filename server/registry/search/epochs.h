/*
 * epochs.h - epoch-based reclamation: memory is freed when no reader needs it
 *
 * Shapes  a reader enters the newest epoch and leaves it when it has done.
 *         What was retired in an epoch is freed when no reader is in that
 *         epoch or an earlier one. One thread at a time retires and advances.
 * Units   none.
 * Errors  none: without memory the program stops.
 * Source  Fraser, Practical lock-freedom (2004), 5.2.3.
 */
#ifndef SERVER_REGISTRY_SEARCH_EPOCHS_H
#define SERVER_REGISTRY_SEARCH_EPOCHS_H

#include <pthread.h>
#include <stddef.h>

struct epoch;

struct epochs {
	pthread_mutex_t mutex; /* guards what follows */
	struct epoch *oldest, *newest;
};

void epochs_init(struct epochs *a);
/* Nobody may have borrowed. */
void epochs_end(struct epochs *a);

/* What nobody can come by any more, once a new epoch has begun. */
void epochs_retire(struct epochs *a, void (*release)(void *), void *what);
/* Whoever borrows from now on cannot come by what was retired so far. */
void epochs_advance(struct epochs *a);

struct epoch *epochs_enter(struct epochs *a);
void epochs_leave(struct epochs *a, struct epoch *epoch);

/* A larger copy of a table, zeroed after what was there; the table itself is
 * retired. */
void *epochs_grow(struct epochs *a, void *table, size_t bytes, size_t room);

#endif
