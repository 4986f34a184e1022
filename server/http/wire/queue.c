/*
 * queue.c - a list, sorted by turns
 */
#include "server/http/wire/queue.h"

/* After what the client has here already. */
static uint64_t turn_of(const struct queue *q, const struct address *client)
{
	uint64_t turn = q->round;

	for (const struct task *t = q->first; t != NULL; t = t->next)
		if (address_same(&t->client, client))
			turn = t->turn + 1;
	return turn;
}

void queue_put(struct queue *q, struct task *task)
{
	struct task **at = &q->first;

	task->turn = turn_of(q, &task->client);
	while (*at != NULL && (*at)->turn <= task->turn)
		at = &(*at)->next;
	task->next = *at;
	*at = task;
	q->n++;
}

void queue_put_first(struct queue *q, struct task *task)
{
	task->turn = q->round;
	task->next = q->first;
	q->first = task;
	q->n++;
}

void queue_remove(struct queue *q, struct task *task)
{
	struct task **at = &q->first;

	while (*at != task)
		at = &(*at)->next;
	*at = task->next;
	q->n--;
}

struct task *queue_take(struct queue *q)
{
	struct task *task = q->first;

	if (task == NULL)
		return NULL;
	queue_remove(q, task);
	q->round = task->turn;
	return task;
}

struct task *queue_take_last(struct queue *q)
{
	struct task *last = q->first;

	while (last != NULL && last->next != NULL)
		last = last->next;
	if (last != NULL)
		queue_remove(q, last);
	return last;
}
