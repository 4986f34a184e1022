/*
 * test_pool.c - long work on threads of its own
 */
#include "tests/support/unit.h"

#include <pthread.h>
#include <semaphore.h>

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
	*c = (struct count){
		.task = { run, c, NULL }, .order = order, .done = &done, .n = n
	};
}

static void a_queue_is_bounded_and_kept_in_order(void **state)
{
	struct count tasks[TASKS], blocker;
	struct pool *p = pool_start(1, QUEUE);
	sem_t may_go, is_there;
	int taken = 0;

	(void)state;
	done = 0;
	sem_init(&may_go, 0, 0);
	sem_init(&is_there, 0, 0);
	prepare(&blocker, -1);
	blocker.may_go = &may_go;
	blocker.is_there = &is_there;
	assert_true(pool_give(p, &blocker.task));
	sem_wait(&is_there);
	for (int i = 0; i < TASKS; i++) {
		prepare(&tasks[i], i);
		taken += pool_give(p, &tasks[i].task);
	}
	assert_int_equal(taken, QUEUE);
	pool_give_back(p, &tasks[QUEUE].task); /* has been let in before */
	sem_post(&may_go);
	pool_stop(p);
	assert_int_equal(done, QUEUE + 2);
	for (int i = 0; i < done; i++)
		assert_int_equal(order[i], i - 1);
	sem_destroy(&may_go);
	sem_destroy(&is_there);
}

static void threads_of_a_pool_work_side_by_side(void **state)
{
	struct count tasks[4];
	struct pool *p = pool_start(COUNT(tasks), QUEUE);
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
		assert_true(pool_give(p, &tasks[i].task));
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_queue_is_bounded_and_kept_in_order),
		cmocka_unit_test(threads_of_a_pool_work_side_by_side),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
