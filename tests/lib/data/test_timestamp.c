/*
 * test_timestamp.c - points in time as text
 */
#include "tests/support/unit.h"

#include <stdlib.h>

#include "lib/data/timestamp.h"

static void now_is_a_time(void **state)
{
	struct str now = time_now(*state);

	assert_int_equal(now.len, TIME_LEN);
	assert_int_equal(now.p[TIME_LEN], '\0');
	assert_true(time_valid(now));
	assert_true(str_cmp(now, STR("2024")) > 0);
}

static void times_have_one_form(void **state)
{
	static const char *const refused[] = {
		"",
		"2024-02-29",
		"2024-02-29T00:00:00Z",
		"2024-02-29T00:00:00.00Z",
		"2024-02-29T00:00:00.0000Z",
		"2024-02-29t00:00:00.000z",
		"2024-02-29 00:00:00.000Z",
		"2024-02-29T00:00:00.000+",
		"2023-02-29T00:00:00.000Z",
		"2024-02-29T24:00:00.000Z",
		"2024-02-29T00:60:00.000Z",
		"2024-02-29T00:00:60.000Z",
		"2024-02-29T99:00:00.000Z",
		"2024-02-29T00:00:00.x00Z",
	};

	(void)state;
	assert_true(time_valid(STR("2024-02-29T00:00:00.000Z")));
	assert_true(time_valid(STR("2024-02-29T23:59:59.999Z")));
	for (size_t i = 0; i < COUNT(refused); i++)
		assert_false(time_valid(str_from(refused[i])));
}

static void any_bytes_are_a_time_or_none(void **state)
{
	uint64_t seed = 11;
	struct str s;

	(void)state;
	for (int i = 0; i < 5000; i++) {
		char *p = unit_garbage(&seed, (struct str){ 0 }, 300, &s);

		time_valid(s);
		free(p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit_case(now_is_a_time),
		unit_case(times_have_one_form),
		unit_case(any_bytes_are_a_time_or_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
