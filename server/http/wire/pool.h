/*
 * pool.h - thread pools for requests that may take long
 *
 * Shapes  a task waits in the queue of its pool until one of the threads runs
 *         it; it is the caller's, and lives until then. What is not done soon
 *         is slow: another thread takes the place of the one that runs it,
 *         which from then on is one of a few, nicer than the others, and waits
 *         for its turn among them, in the midst of its work. So what is done
 *         soon waits for nothing that takes long. All threads of a pool are
 *         nicer than an event loop.
 * Units   a queue is so many tasks; soon is POOL_SOON ns of CPU time.
 * Errors  none, but that a queue is full: then the task goes whose turn would
 *         come last. A slow one that is so ends as arena_pace() says.
 * Source  POSIX threads; feedback scheduling (Corbató, 1962) with two levels.
 */
#ifndef SERVER_HTTP_WIRE_POOL_H
#define SERVER_HTTP_WIRE_POOL_H

#include "server/http/wire/queue.h"

#define POOL_SOON 10000000

struct pool_size {
	unsigned threads; /* at what is done soon */
	size_t queue;
	unsigned slow; /* that go on at the same time */
	size_t waiting;
};

struct pool;

struct pool *pool_start(const struct pool_size *size);

/* NULL, or the task that finds no room: this one, or another. */
MUST_CHECK struct task *pool_give(struct pool *p, struct task *task);

/* For what has been let in before: it is not counted again. */
void pool_give_back(struct pool *p, struct task *task);

/* No pool has anything to do. */
bool pool_all_idle(void);

/* Runs what is queued first. */
void pool_stop(struct pool *p);

#endif
