/*
 * test_pool.c - long work on threads of its own
 */
#include "tests/support/unit.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>

#include "lib/base/arena.h"
#include "server/http/wire/pool.h"

#define QUEUE 4
#define TASKS 16

struct count {
	struct task task;
	sem_t *may_go; /* or NULL */
	sem_t *is_there;
	int *order, *done;
	int n, slot, count;
};

static void run(struct task *task)
{
	struct count *c = task->owner;

	if (c->is_there != NULL)
		sem_post(c->is_there);
	if (c->may_go != NULL)
		sem_wait(c->may_go);
	c->order[(*c->done)++] = c->n;
}

static int order[TASKS], done;

static void prepare(struct count *c, int n)
{
	*c = (struct count){ .task = { .run = run, .owner = c },
		             .order = order,
		             .done = &done,
		             .n = n };
}

static struct pool *start(unsigned threads, size_t queue, size_t waiting)
{
	const struct pool_size size = { threads, queue, 1, waiting };

	return pool_start(&size);
}

static void a_queue_is_bounded_and_kept_in_order(void **state)
{
	struct count tasks[TASKS], blocker;
	struct pool *p = start(1, QUEUE, 0);
	sem_t may_go, is_there;
	int taken = 0;

	(void)state;
	done = 0;
	sem_init(&may_go, 0, 0);
	sem_init(&is_there, 0, 0);
	prepare(&blocker, -1);
	blocker.may_go = &may_go;
	blocker.is_there = &is_there;
	assert_true(pool_all_idle());
	assert_null(pool_give(p, &blocker.task));
	assert_false(pool_all_idle());
	sem_wait(&is_there);
	for (int i = 0; i < TASKS; i++) {
		prepare(&tasks[i], i);
		taken += pool_give(p, &tasks[i].task) == NULL;
	}
	assert_int_equal(taken, QUEUE);
	pool_give_back(p, &tasks[QUEUE].task); /* has been let in before */
	sem_post(&may_go);
	pool_stop(p);
	assert_true(pool_all_idle());
	assert_int_equal(done, QUEUE + 2);
	assert_int_equal(order[0], -1);
	assert_int_equal(order[1], QUEUE);
	for (int i = 2; i < done; i++)
		assert_int_equal(order[i], i - 2);
	sem_destroy(&may_go);
	sem_destroy(&is_there);
}

static void threads_of_a_pool_work_side_by_side(void **state)
{
	struct count tasks[4];
	struct pool *p = start(COUNT(tasks), QUEUE, 0);
	sem_t may_go, is_there;

	(void)state;
	sem_init(&may_go, 0, 0);
	sem_init(&is_there, 0, 0);
	for (size_t i = 0; i < COUNT(tasks); i++) {
		prepare(&tasks[i], (int)i);
		tasks[i].may_go = &may_go;
		tasks[i].is_there = &is_there;
		tasks[i].order = &tasks[i].slot;
		tasks[i].done = &tasks[i].count;
		assert_null(pool_give(p, &tasks[i].task));
	}
	for (size_t i = 0; i < COUNT(tasks); i++)
		sem_wait(&is_there); /* all of them have begun */
	for (size_t i = 0; i < COUNT(tasks); i++)
		sem_post(&may_go);
	pool_stop(p);
	for (size_t i = 0; i < COUNT(tasks); i++)
		assert_int_equal(tasks[i].count, 1);
	sem_destroy(&may_go);
	sem_destroy(&is_there);
}

/* ---- clients ------------------------------------------------------------ */

static struct task of_client(unsigned char client, int *n)
{
	return (struct task){ .owner = n, .client = { { client } } };
}

static void who_brings_few_passes_who_brings_many(void **state)
{
	static const unsigned char clients[] = { 1, 1, 1, 1, 2, 3, 2 };
	static const int turns[] = { 0, 4, 5, 1, 6, 2, 3 };
	struct task tasks[COUNT(clients)];
	int numbers[COUNT(clients)];
	struct queue q = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(clients); i++) {
		numbers[i] = (int)i;
		tasks[i] = of_client(clients[i], &numbers[i]);
		queue_put(&q, &tasks[i]);
	}
	for (size_t i = 0; i < COUNT(clients); i++)
		assert_int_equal(*(int *)queue_take(&q)->owner, turns[i]);
	assert_null(queue_take(&q));
}

static void no_room_is_had_at_the_cost_of_who_has_most(void **state)
{
	struct count blocker, many[QUEUE], few;
	struct pool *p = start(1, QUEUE, 0);
	sem_t may_go, is_there;

	(void)state;
	done = 0;
	sem_init(&may_go, 0, 0);
	sem_init(&is_there, 0, 0);
	prepare(&blocker, -1);
	blocker.may_go = &may_go;
	blocker.is_there = &is_there;
	assert_null(pool_give(p, &blocker.task));
	sem_wait(&is_there);
	for (int i = 0; i < QUEUE; i++) {
		prepare(&many[i], i);
		assert_null(pool_give(p, &many[i].task));
	}
	prepare(&few, QUEUE);
	few.task.client.bytes[0] = 1;
	assert_ptr_equal(pool_give(p, &few.task), &many[QUEUE - 1].task);
	sem_post(&may_go);
	pool_stop(p);
	assert_int_equal(order[2], QUEUE);
	sem_destroy(&may_go);
	sem_destroy(&is_there);
}

/* ---- what takes long ---------------------------------------------------- */

/* Works until it is told to end. */
struct toil {
	struct task task;
	atomic_bool may_end;
	_Atomic enum err_code code;
	sem_t *ended;
};

static enum err_code toil_on(void *arg, struct err *e)
{
	struct toil *t = arg;

	(void)e;
	while (!t->may_end)
		arena_work(arena_guarded(), 1000);
	return ERR_OK;
}

static void toil(struct task *task)
{
	struct toil *t = task->owner;
	struct arena *a = arena_new();
	struct err e = { 0 };

	t->code = arena_guard(a, toil_on, t, &e);
	arena_free(a);
	sem_post(t->ended);
}

static void begin_toil(struct pool *p, struct toil *t, sem_t *ended)
{
	*t = (struct toil){ .task = { .run = toil, .owner = t },
		            .code = ERR_STORE,
		            .ended = ended };
	assert_null(pool_give(p, &t->task));
}

/* Two that take long: one is at work and one waits for its turn, and yet the
 * only thread for what is done soon is free. A third is too many. */
static void what_takes_long_keeps_nobody_waiting(void **state)
{
	struct pool *p = start(1, QUEUE, 1);
	struct toil toils[3];
	struct count soon;
	sem_t ended, is_there;

	(void)state;
	done = 0;
	sem_init(&ended, 0, 0);
	sem_init(&is_there, 0, 0);
	for (size_t i = 0; i < COUNT(toils); i++)
		begin_toil(p, &toils[i], &ended);
	sem_wait(&ended);
	assert_int_equal(toils[2].code, ERR_BUSY);
	prepare(&soon, 7);
	soon.is_there = &is_there;
	assert_null(pool_give(p, &soon.task));
	sem_wait(&is_there);
	for (size_t i = 0; i < COUNT(toils); i++)
		toils[i].may_end = true;
	pool_stop(p);
	assert_int_equal(toils[0].code, ERR_OK);
	assert_int_equal(toils[1].code, ERR_OK);
	assert_int_equal(order[0], 7);
	sem_destroy(&ended);
	sem_destroy(&is_there);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_brings_few_passes_who_brings_many),
		cmocka_unit_test(no_room_is_had_at_the_cost_of_who_has_most),
		cmocka_unit_test(what_takes_long_keeps_nobody_waiting),
		cmocka_unit_test(a_queue_is_bounded_and_kept_in_order),
		cmocka_unit_test(threads_of_a_pool_work_side_by_side),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
