/*
 * pool.h - threads of their own for requests that take long
 *
 * Shapes  a task waits in the queue of its pool until one of the threads runs
 *         it; it is the caller's, and lives until then. Threads of a pool are
 *         nicer than others: an event loop that has something to do goes
 *         first.
 * Units   a queue is so many tasks.
 * Errors  none, but that a queue is full.
 * Source  POSIX threads.
 */
#ifndef SERVER_HTTP_WIRE_POOL_H
#define SERVER_HTTP_WIRE_POOL_H

#include "lib/base/base.h"

struct task {
	void (*run)(struct task *task);
	void *owner; /* the caller's */
	struct task *next;
};

struct pool;

struct pool *pool_start(unsigned threads, size_t queue);

/* False when too many wait already. */
MUST_CHECK bool pool_give(struct pool *p, struct task *task);

/* For what has been let in before: it is not counted again. */
void pool_give_back(struct pool *p, struct task *task);

/* Runs what is queued first. */
void pool_stop(struct pool *p);

#endif
