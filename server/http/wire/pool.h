/*
 * pool.h - thread pools for requests that may take long
 *
 * Shapes  a pool has a queue of tasks and two levels of threads. A task is the
 *         caller's, and lives until it has run. It starts at the fast level;
 *         when it has used POOL_SOON it is demoted, thread and all: a new
 *         thread takes its place at the fast level, and it goes on at the slow
 *         one, where few run at once, with a greater nice value, in turns. So
 *         short tasks never wait for long ones. All threads of a pool have a
 *         greater nice value than an event loop.
 * Units   a queue is so many tasks; POOL_SOON is ns of CPU time.
 * Errors  none, but that a queue is full: then the task that would come last is
 *         given back. A demoted one that finds no room ends as arena_pace()
 *         says.
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
