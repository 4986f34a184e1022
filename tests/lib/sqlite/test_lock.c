/*
 * test_lock.c - turns of writers
 */
#include "lib/sqlite/sqlite.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "tests/support/folder.h"
#include "tests/support/unit.h"

#define TURNS 20

static char folder[FOLDER_SIZE];
static char database[FOLDER_SIZE + 16];

static void pause_ms(long ms)
{
	struct timespec t = { .tv_nsec = ms * 1000000 };

	nanosleep(&t, NULL);
}

static void open_lock(struct lock *l)
{
	struct err e = { 0 };

	assert_int_equal(lock_open(l, database, &e), ERR_OK);
}

/* One that never waits between two turns. */
struct busy {
	struct lock lock;
	atomic_int turns;
	atomic_bool may_end;
};

static void *write_on(void *arg)
{
	struct busy *b = arg;
	struct err e = { 0 };

	while (!b->may_end && lock_take(&b->lock, 60000, &e) == ERR_OK) {
		b->turns++;
		pause_ms(3);
		lock_give(&b->lock);
	}
	return NULL;
}

/* One turn may be under way, and one more be taken before the other came to
 * the door. */
static void who_waits_is_next(void **state)
{
	struct busy busy = { .turns = 0 };
	struct lock other;
	struct err e = { 0 };
	pthread_t thread;
	int passed = 0;

	(void)state;
	open_lock(&busy.lock);
	open_lock(&other);
	assert_int_equal(pthread_create(&thread, NULL, write_on, &busy), 0);
	while (busy.turns == 0)
		pause_ms(1);
	for (int i = 0; i < TURNS; i++) {
		int before = busy.turns;

		assert_int_equal(lock_take(&other, 60000, &e), ERR_OK);
		passed += busy.turns - before;
		lock_give(&other);
	}
	busy.may_end = true;
	pthread_join(thread, NULL);
	assert_in_range(passed, 0, 20 * TURNS);
	lock_close(&other);
	lock_close(&busy.lock);
}

static void who_will_not_wait_is_told_at_once(void **state)
{
	struct lock one, other;
	struct err e = { 0 };

	(void)state;
	open_lock(&one);
	open_lock(&other);
	assert_int_equal(lock_take(&one, 0, &e), ERR_OK);
	assert_int_equal(lock_take(&other, 0, &e), ERR_BUSY);
	lock_give(&one);
	err_clear(&e);
	assert_int_equal(lock_take(&other, 0, &e), ERR_OK);
	lock_give(&other);
	lock_close(&other);
	lock_close(&one);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_waits_is_next),
		cmocka_unit_test(who_will_not_wait_is_told_at_once),
	};
	int failed;

	make_folder(folder);
	snprintf(database, sizeof(database), "%s/db", folder);
	close(open(database, O_CREAT | O_RDWR, 0600));
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	remove_folder(folder);
	return failed;
}
