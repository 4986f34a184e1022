/*
 * test_value_sets.c - bits that are put, taken out and counted
 */
#include "tests/support/harness.h"

#include <stdlib.h>

#include "server/registry/search/value_sets.h"

#define FAR (20 * BITSET_SIZE + 3)

static void what_was_put_is_counted_until_it_is_taken_out(void **state)
{
	struct arena *a = arena_new();
	struct value_table t = { 0 };
	struct docids d = { .nwords = 0 };
	struct epochs e;

	(void)state;
	epochs_init(&e);
	for (uint32_t n = 0; n < FAR; n += 1000) {
		value_table_put(&t, &e, 40, n, true);
		docids_put(&d, a, n);
	}
	value_table_put(&t, &e, 2, FAR, true);
	assert_int_equal(docids_count(&d), FAR / 1000 + 1);
	assert_int_equal(docids_count_in(&d, value_table_at(&t, 40)),
	                 FAR / 1000 + 1);
	assert_int_equal(docids_count_in(&d, value_table_at(&t, 2)), 0);
	assert_null(value_table_at(&t, 3));
	assert_null(value_table_at(&t, 4000));
	value_table_put(&t, &e, 40, 5000, false);
	assert_int_equal(docids_count_in(&d, value_table_at(&t, 40)),
	                 FAR / 1000);
	value_table_free(&t);
	epochs_end(&e);
	arena_free(a);
}

static void sets_of_any_two_sizes_are_joined(void **state)
{
	struct arena *a = arena_new();
	struct value_set s = { 0 };
	struct docids small = { .nwords = 0 }, large = { .nwords = 0 }, copy;
	struct epochs e;

	(void)state;
	epochs_init(&e);
	value_set_put(&s, &e, FAR, true);
	docids_put(&small, a, 5);
	docids_add_set(&large, a, &s);
	docids_put(&large, a, 5);
	assert_int_equal(docids_next(&large, 0), 5);
	assert_int_equal(docids_next(&large, 6), FAR);
	assert_int_equal(docids_next(&large, FAR + 1), UINT32_MAX);
	copy = docids_copy(&large, a);
	docids_and(&copy, &small);
	assert_int_equal(docids_count(&copy), 1);
	assert_true(docids_have(&copy, 5));
	docids_without(&large, &small);
	assert_int_equal(docids_next(&large, 0), FAR);
	assert_false(docids_have(&small, FAR));
	value_set_free(&s);
	epochs_end(&e);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_put_is_counted_until_it_is_taken_out),
		cmocka_unit_test(sets_of_any_two_sizes_are_joined),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
