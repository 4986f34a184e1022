/*
 * pool.c - a queue and the threads behind it
 */
#include "server/http/wire/pool.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "lib/base/log.h"

#define NICER       5
#define STACK_BYTES (2u << 20)

struct pool {
	unsigned nthreads;
	pthread_t *threads;
	size_t room;

	pthread_mutex_t mutex; /* guards what follows */
	pthread_cond_t changed;
	struct task *first, *last;
	size_t n;
	bool is_stopping;
};

static void append(struct pool *p, struct task *task)
{
	task->next = NULL;
	if (p->first == NULL)
		p->first = task;
	else
		p->last->next = task;
	p->last = task;
	p->n++;
	pthread_cond_signal(&p->changed);
}

bool pool_give(struct pool *p, struct task *task)
{
	bool has_room;

	pthread_mutex_lock(&p->mutex);
	has_room = p->n < p->room;
	if (has_room)
		append(p, task);
	pthread_mutex_unlock(&p->mutex);
	return has_room;
}

void pool_give_back(struct pool *p, struct task *task)
{
	pthread_mutex_lock(&p->mutex);
	append(p, task);
	pthread_mutex_unlock(&p->mutex);
}

static struct task *take(struct pool *p)
{
	struct task *task;

	pthread_mutex_lock(&p->mutex);
	while (p->first == NULL && !p->is_stopping)
		pthread_cond_wait(&p->changed, &p->mutex);
	task = p->first;
	if (task != NULL) {
		p->first = task->next;
		p->n--;
	}
	pthread_mutex_unlock(&p->mutex);
	return task;
}

/* On Linux the priority is that of the thread. */
static void *work(void *arg)
{
	struct pool *p = arg;
	struct task *task;

	setpriority(PRIO_PROCESS, 0, NICER);
	while ((task = take(p)) != NULL)
		task->run(task);
	return NULL;
}

struct pool *pool_start(unsigned threads, size_t queue)
{
	struct pool *p = calloc(1, sizeof(*p));
	pthread_attr_t attr;

	if (p == NULL)
		die("out of memory");
	p->nthreads = threads;
	p->room = queue;
	p->threads = calloc(threads, sizeof(*p->threads));
	if (p->threads == NULL)
		die("out of memory");
	pthread_mutex_init(&p->mutex, NULL);
	pthread_cond_init(&p->changed, NULL);
	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, STACK_BYTES);
	for (unsigned i = 0; i < threads; i++)
		if (pthread_create(&p->threads[i], &attr, work, p) != 0)
			die("cannot start a thread for long requests");
	pthread_attr_destroy(&attr);
	return p;
}

void pool_stop(struct pool *p)
{
	pthread_mutex_lock(&p->mutex);
	p->is_stopping = true;
	pthread_cond_broadcast(&p->changed);
	pthread_mutex_unlock(&p->mutex);
	for (unsigned i = 0; i < p->nthreads; i++)
		pthread_join(p->threads[i], NULL);
	pthread_cond_destroy(&p->changed);
	pthread_mutex_destroy(&p->mutex);
	free(p->threads);
	free(p);
}
