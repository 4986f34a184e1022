/*
 * test_loop_time.c - lists get a share of a loop's time, and no more
 */
#include "server/http/wire/loop_time.h"

#include "tests/support/unit.h"

#define START (INT64_C(1000) * LOOP_WINDOW_NS)

static void a_share_of_each_window_is_given(void **state)
{
	(void)state;
	for (int64_t at = START; at < START + 3 * LOOP_WINDOW_NS;
	     at += LOOP_WINDOW_NS) {
		assert_true(loop_time_begin(at));
		loop_time_end(at + LOOP_SHARE_NS - 1);
		assert_true(loop_time_begin(at + LOOP_SHARE_NS));
		loop_time_end(at + LOOP_SHARE_NS + 1);
		assert_false(loop_time_begin(at + LOOP_SHARE_NS + 2));
		assert_false(loop_time_begin(at + LOOP_WINDOW_NS - 1));
	}
}

static void what_is_not_used_is_left(void **state)
{
	int64_t at = 2 * START;

	(void)state;
	for (int64_t i = 0; i < 9; i++) {
		assert_true(loop_time_begin(at + i * 1000000));
		loop_time_end(at + i * 1000000 + 100000);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_share_of_each_window_is_given),
		cmocka_unit_test(what_is_not_used_is_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
