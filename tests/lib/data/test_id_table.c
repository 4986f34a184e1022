/*
 * test_id_table.c - ids by name, as many as there are
 */
#include "lib/data/id_table.h"

#include "tests/support/unit.h"

#define MANY 100000

static struct str name_number(struct arena *a, int i)
{
	return str_from(arena_printf(a, "instruments/name-%d", i));
}

static struct str id_number(struct arena *a, int i)
{
	return str_from(arena_printf(a, "%08x-0000-7000-8000-0000000000%02x", i,
	                             i % 256));
}

static void each_of_many_names_has_its_id(void **state)
{
	struct arena *a = *state;
	struct id_table t;

	id_table_init(&t, a);
	for (int i = 0; i < MANY; i++)
		assert_int_equal(
			id_table_put(&t, name_number(a, i), id_number(a, i)),
			i);
	for (int i = 0; i < MANY; i++) {
		assert_int_equal(id_table_find(&t, name_number(a, i)), i);
		assert_true(
			str_eq(id_table_at(&t, a, (size_t)i), id_number(a, i)));
	}
	assert_true(id_table_find(&t, name_number(a, MANY)) == ID_TABLE_NONE);
}

static void a_name_that_comes_again_keeps_its_number(void **state)
{
	struct arena *a = *state;
	struct id_table t;

	id_table_init(&t, a);
	id_table_put(&t, STR("one"), id_number(a, 1));
	id_table_put(&t, STR("two"), id_number(a, 2));
	assert_int_equal(id_table_put(&t, STR("one"), id_number(a, 3)), 0);
	assert_int_equal(t.n, 2);
	assert_true(str_eq(id_table_at(&t, a, 0), id_number(a, 3)));
}

static void an_empty_table_has_no_name(void **state)
{
	struct id_table t;

	id_table_init(&t, *state);
	assert_true(id_table_find(&t, STR("one")) == ID_TABLE_NONE);
}

static void an_id_is_read_as_it_was_printed(void **state)
{
	struct str id = id_number(*state, 7);
	unsigned char bytes[ID_BYTES], none[ID_BYTES] = { 0 };

	id_read(id, bytes);
	assert_true(str_eq(id_print(*state, bytes), id));
	id_read(STR("AA000000-0000-7000-8000-000000000000"), bytes);
	assert_memory_equal(bytes, none, ID_BYTES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit_case(each_of_many_names_has_its_id),
		unit_case(a_name_that_comes_again_keeps_its_number),
		unit_case(an_empty_table_has_no_name),
		unit_case(an_id_is_read_as_it_was_printed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
