/*
 * test_date.c - what is a date, which days it means, how two compare
 */
#include "lib/base/date.h"

#include "tests/support/unit.h"

static void a_date_stands_for_all_its_days(void **state)
{
	static const struct {
		const char *date, *first, *last;
	} rows[] = {
		{ "2021", "2021-01-01", "2021-12-31" },
		{ "2021-11", "2021-11-01", "2021-11-30" },
		{ "2021-11-23", "2021-11-23", "2021-11-23" },
		{ "2023-02", "2023-02-01", "2023-02-28" },
		{ "2024-02", "2024-02-01", "2024-02-29" },
		{ "1900-02", "1900-02-01", "1900-02-28" },
		{ "2000-02", "2000-02-01", "2000-02-29" },
		{ "2024-12", "2024-12-01", "2024-12-31" },
		{ "0001", "0001-01-01", "0001-12-31" },
		{ "9999-12-31", "9999-12-31", "9999-12-31" },
	};
	struct day_range range;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_true(date_range(str_from(rows[i].date), &range));
		assert_string_equal(range.first, rows[i].first);
		assert_string_equal(range.last, rows[i].last);
		assert_true(date_valid(str_from(rows[i].date)));
	}
}

static void what_is_no_day_of_the_calendar_is_refused(void **state)
{
	static const char *const rows[] = {
		"",           "0",          "21",          "202",
		"20211",      "0000",       "2021-",       "2021-1",
		"2021-00",    "2021-13",    "2021-1a",     "2021-11-",
		"2021-11-2",  "2021-11-00", "2021-11-31",  "2021-02-29",
		"2021-02-30", "1900-02-29", "2021-04-31",  "2021-12-32",
		"2021/11/23", "2021-11/23", "20211123",    "2021-11-231",
		"-021",       "+2021",      " 2021",       "2021 ",
		"21-1-1",     "2021-W10",   "2021-11-23T", "202O",
	};
	struct day_range range = { "kept", "kept" };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_false(date_valid(str_from(rows[i])));
		assert_false(date_range(str_from(rows[i]), &range));
	}
	assert_false(date_valid((struct str){ "2021\0", 7 }));
	assert_false(date_valid((struct str){ 0 }));
	assert_string_equal(range.first, "kept");
	assert_string_equal(range.last, "kept");
}

static void a_month_lies_within_its_year(void **state)
{
	static const struct {
		const char *a, *b;
		enum date_relation want, turned;
	} rows[] = {
		{ "2021", "2021", DATE_SAME, DATE_SAME },
		{ "2021-11-23", "2021-11-23", DATE_SAME, DATE_SAME },
		{ "2021-11", "2021", DATE_WITHIN, DATE_CONTAINS },
		{ "2021-11-23", "2021", DATE_WITHIN, DATE_CONTAINS },
		{ "2021-11-23", "2021-11", DATE_WITHIN, DATE_CONTAINS },
		{ "2021", "2022", DATE_APART, DATE_APART },
		{ "2021-11", "2021-12", DATE_APART, DATE_APART },
		{ "2021-11-23", "2021-12", DATE_APART, DATE_APART },
		{ "2021-11-23", "2021-11-24", DATE_APART, DATE_APART },
		{ "2022-11", "2021", DATE_APART, DATE_APART },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str a = str_from(rows[i].a), b = str_from(rows[i].b);

		assert_int_equal(date_compare(a, b), rows[i].want);
		assert_int_equal(date_compare(b, a), rows[i].turned);
	}
}

static bool shares_a_day(const struct day_range *a, const struct day_range *b)
{
	return strcmp(a->first, b->last) <= 0 && strcmp(b->first, a->last) <= 0;
}

/* Comparing looks at texts only; the days themselves must agree. */
static void dates_apart_share_no_day(void **state)
{
	static const char *const rows[] = { "2023",       "2024",
		                            "2023-12",    "2024-01",
		                            "2024-02",    "2023-12-31",
		                            "2024-01-01", "2024-02-29" };
	struct day_range a, b;

	(void)state;
	for (size_t i = 0; i < COUNT(rows) * COUNT(rows); i++) {
		struct str one = str_from(rows[i / COUNT(rows)]);
		struct str two = str_from(rows[i % COUNT(rows)]);

		assert_true(date_range(one, &a) && date_range(two, &b));
		assert_int_equal(date_compare(one, two) != DATE_APART,
		                 shares_a_day(&a, &b));
	}
}

static void today_is_a_date(void **state)
{
	char today[DAY_LEN + 1];

	(void)state;
	date_today(today);
	assert_int_equal(strlen(today), DAY_LEN);
	assert_true(date_valid(str_from(today)));
	assert_true(strcmp(today, "2024-01-01") > 0);
}

static void garbage_is_read_within_its_bounds(void **state)
{
	struct day_range range;
	uint64_t seed = 7;
	struct str s;

	(void)state;
	for (int i = 0; i < 100000; i++) {
		char *p = unit_garbage(&seed, STR("0123-"), 12, &s);

		if (date_range(s, &range))
			assert_true(strcmp(range.first, range.last) <= 0);
		free(p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_date_stands_for_all_its_days),
		cmocka_unit_test(what_is_no_day_of_the_calendar_is_refused),
		cmocka_unit_test(a_month_lies_within_its_year),
		cmocka_unit_test(dates_apart_share_no_day),
		cmocka_unit_test(today_is_a_date),
		cmocka_unit_test(garbage_is_read_within_its_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
