/*
 * test_bisect.c - binary search finds what a walk finds
 */
#include "lib/base/bisect.h"

#include "lib/base/base.h"
#include "tests/support/unit.h"

static const int numbers[] = { 1, 3, 3, 3, 7, 9 };

static size_t first_from(int value, size_t n)
{
	size_t at;

	BISECT(at, n, i, numbers[i] < value);
	return at;
}

static void the_first_that_is_not_less_is_found(void **state)
{
	(void)state;
	for (size_t n = 0; n <= COUNT(numbers); n++)
		for (int value = 0; value <= 10; value++) {
			size_t walk = 0;

			while (walk < n && numbers[walk] < value)
				walk++;
			assert_int_equal(first_from(value, n), walk);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_that_is_not_less_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
