/*
 * pool.c - two queues, and the threads behind them
 */
#include "server/http/wire/pool.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "lib/base/arena.h"
#include "lib/base/clock.h"
#include "lib/base/log.h"

#define NICER       2
#define NICER_SLOW  5
#define STACK_BYTES (2u << 20)
#define LOOK_MS     100

static atomic_uint given; /* tasks, in all pools, that are not done */

struct pool {
	struct pool_size size;

	pthread_mutex_t mutex; /* guards what follows */
	pthread_cond_t changed, is_slow_turn, ended;
	struct queue queue, waiting;
	unsigned threads, slow;
	bool is_stopping;
};

/* What one thread is at. */
struct turn {
	struct pool *pool;
	struct task *task;
	int64_t began; /* ns of its CPU time */
	struct task waits;
	enum { QUICK, WAITING, SLOW, TURNED_AWAY } state;
};

/* ---- what takes long ---------------------------------------------------- */

static void let_one_go_on(struct pool *p)
{
	struct task *next;

	if (p->slow >= p->size.slow)
		return;
	next = queue_take(&p->waiting);
	if (next == NULL)
		return;
	p->slow++;
	((struct turn *)next->owner)->state = SLOW;
	pthread_cond_broadcast(&p->is_slow_turn);
}

static void turn_one_away(struct pool *p)
{
	struct task *last;

	if (p->waiting.n <= p->size.waiting)
		return;
	last = queue_take_last(&p->waiting);
	((struct turn *)last->owner)->state = TURNED_AWAY;
	pthread_cond_broadcast(&p->is_slow_turn);
}

/* Whoever asks for a turn looks now and then whether he is still wanted. */
static void wait_a_while(struct pool *p)
{
	struct timespec until = clock_after(LOOK_MS);

	pthread_cond_timedwait(&p->is_slow_turn, &p->mutex, &until);
}

static void wait_for_turn(struct turn *t)
{
	struct pool *p = t->pool;

	t->waits = (struct task){ .owner = t, .client = t->task->client };
	t->state = WAITING;
	queue_put(&p->waiting, &t->waits);
	let_one_go_on(p);
	turn_one_away(p);
	while (t->state == WAITING && !arena_is_over(arena_guarded()))
		wait_a_while(p);
	if (t->state == WAITING)
		queue_remove(&p->waiting, &t->waits);
}

static bool start_thread(struct pool *p);

/* Asked at each look at the clock. The event loops wait for the mutex, too. */
static bool go_on(void *arg)
{
	struct turn *t = arg;
	struct pool *p = t->pool;

	if (t->state != QUICK || clock_cpu() - t->began < POOL_SOON)
		return true;
	if (!start_thread(p))
		return true;
	pthread_mutex_lock(&p->mutex);
	wait_for_turn(t);
	pthread_mutex_unlock(&p->mutex);
	if (t->state == SLOW)
		setpriority(PRIO_PROCESS, 0, NICER_SLOW);
	return t->state != TURNED_AWAY;
}

/* ---- threads ------------------------------------------------------------ */

static struct task *take(struct pool *p)
{
	struct task *task;

	pthread_mutex_lock(&p->mutex);
	while ((task = queue_take(&p->queue)) == NULL && !p->is_stopping)
		pthread_cond_wait(&p->changed, &p->mutex);
	pthread_mutex_unlock(&p->mutex);
	return task;
}

/* False when another thread has taken the place of this one. */
static bool run(struct pool *p, struct task *task)
{
	struct turn turn = { .pool = p, .task = task, .began = clock_cpu() };

	arena_pace(go_on, &turn);
	task->run(task);
	given--;
	arena_pace(NULL, NULL);
	if (turn.state == SLOW) {
		pthread_mutex_lock(&p->mutex);
		p->slow--;
		let_one_go_on(p);
		pthread_mutex_unlock(&p->mutex);
	}
	return turn.state == QUICK;
}

static void count_thread(struct pool *p, int change)
{
	pthread_mutex_lock(&p->mutex);
	p->threads += (unsigned)change;
	if (p->threads == 0)
		pthread_cond_signal(&p->ended);
	pthread_mutex_unlock(&p->mutex);
}

/* On Linux the priority is that of the thread. */
static void *work(void *arg)
{
	struct pool *p = arg;
	struct task *task;

	setpriority(PRIO_PROCESS, 0, NICER);
	while ((task = take(p)) != NULL)
		if (!run(p, task))
			break;
	count_thread(p, -1);
	return NULL;
}

static bool start_thread(struct pool *p)
{
	pthread_attr_t attr;
	pthread_t thread;
	bool is_started;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, STACK_BYTES);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	count_thread(p, 1);
	is_started = pthread_create(&thread, &attr, work, p) == 0;
	pthread_attr_destroy(&attr);
	if (!is_started)
		count_thread(p, -1);
	return is_started;
}

/* ---- what is given ------------------------------------------------------ */

struct task *pool_give(struct pool *p, struct task *task)
{
	struct task *refused = NULL;

	pthread_mutex_lock(&p->mutex);
	queue_put(&p->queue, task);
	given++;
	if (p->queue.n > p->size.queue) {
		refused = queue_take_last(&p->queue);
		given--;
	}
	pthread_cond_signal(&p->changed);
	pthread_mutex_unlock(&p->mutex);
	return refused;
}

void pool_give_back(struct pool *p, struct task *task)
{
	pthread_mutex_lock(&p->mutex);
	queue_put_first(&p->queue, task);
	given++;
	pthread_cond_signal(&p->changed);
	pthread_mutex_unlock(&p->mutex);
}

bool pool_all_idle(void)
{
	return given == 0;
}

/* ---- start and stop ----------------------------------------------------- */

struct pool *pool_start(const struct pool_size *size)
{
	struct pool *p = or_die(calloc(1, sizeof(*p)));

	p->size = *size;
	pthread_mutex_init(&p->mutex, NULL);
	clock_condition(&p->is_slow_turn);
	pthread_cond_init(&p->changed, NULL);
	pthread_cond_init(&p->ended, NULL);
	for (unsigned i = 0; i < size->threads; i++)
		if (!start_thread(p))
			die("cannot start a thread for long requests");
	return p;
}

void pool_stop(struct pool *p)
{
	pthread_mutex_lock(&p->mutex);
	p->is_stopping = true;
	pthread_cond_broadcast(&p->changed);
	while (p->threads > 0)
		pthread_cond_wait(&p->ended, &p->mutex);
	pthread_mutex_unlock(&p->mutex);
	pthread_cond_destroy(&p->ended);
	pthread_cond_destroy(&p->is_slow_turn);
	pthread_cond_destroy(&p->changed);
	pthread_mutex_destroy(&p->mutex);
	free(p);
}
