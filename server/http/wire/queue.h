/*
 * queue.h - a fair queue: clients take turns
 *
 * Shapes  tasks in the order of their turns. A client has one task at a time
 *         in each round: who brings many waits for himself, and one who brings
 *         few passes him. Tasks are the caller's, and lie in one queue at most.
 * Units   a turn is the number of a round; they never go back.
 * Errors  none. Not for several threads at once.
 * Source  start-time fair queueing (Goyal, Vin, Cheng, 1996), each task being
 *         taken for as long as any other.
 */
#ifndef SERVER_HTTP_WIRE_QUEUE_H
#define SERVER_HTTP_WIRE_QUEUE_H

#include "server/http/wire/address.h"

struct task {
	void (*run)(struct task *task);
	void *owner; /* the caller's */
	struct address client;
	struct task *next; /* this and the turn are the queue's */
	uint64_t turn;
};

struct queue {
	struct task *first;
	size_t n;
	uint64_t round; /* that of whom was taken last */
};

void queue_put(struct queue *q, struct task *task);

/* One that has had its turn: it is next. */
void queue_put_first(struct queue *q, struct task *task);

/* Whose turn it is, or NULL. */
struct task *queue_take(struct queue *q);

/* Whose turn comes last, of those who wait for others' sake longest; NULL when
 * there is none. */
struct task *queue_take_last(struct queue *q);

/* Out of turn. */
void queue_remove(struct queue *q, struct task *task);

#endif
