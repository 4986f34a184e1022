/*
 * test_cache.c - what is kept, for how long, and how much of it
 */
#include "lib/base/cache.h"

#include "tests/support/unit.h"

#define MOST    4096
#define LONGEST 1024
#define PLACES  256

static bool has(struct cache *c, struct arena *a, const char *name,
                const char *stamp, const char *value)
{
	struct buf got;

	buf_init(&got, a);
	return cache_find(c, str_from(name), str_from(stamp), &got) &&
	       str_is(buf_text(&got), value);
}

static void a_value_is_found_under_its_name_and_stamp_only(void **state)
{
	struct cache *c = cache_new(PLACES, MOST, LONGEST);

	cache_put(c, STR("name"), STR("1"), STR("value"));
	assert_true(has(c, *state, "name", "1", "value"));
	assert_false(has(c, *state, "name", "2", "value"));
	assert_false(has(c, *state, "nam", "e1", "value"));
	assert_false(has(c, *state, "other", "1", "value"));
	cache_free(c);
}

static void a_newer_value_takes_the_place_of_the_older(void **state)
{
	struct cache *c = cache_new(PLACES, MOST, LONGEST);

	cache_put(c, STR("name"), STR("1"), STR("old"));
	cache_put(c, STR("name"), STR("2"), STR("new"));
	assert_true(has(c, *state, "name", "2", "new"));
	assert_false(has(c, *state, "name", "1", "old"));
	cache_free(c);
}

static void what_is_empty_is_found_as_well(void **state)
{
	struct cache *c = cache_new(PLACES, MOST, LONGEST);

	assert_false(has(c, *state, "name", "1", ""));
	cache_put(c, STR("name"), STR("1"), STR(""));
	assert_true(has(c, *state, "name", "1", ""));
	cache_free(c);
}

static void what_is_too_long_is_not_kept(void **state)
{
	struct cache *c = cache_new(PLACES, MOST, LONGEST);
	char long_value[LONGEST + 1];

	memset(long_value, 'x', LONGEST);
	long_value[LONGEST] = '\0';
	cache_put(c, STR("name"), STR(""), str_from(long_value));
	assert_false(has(c, *state, "name", "", long_value));
	cache_free(c);
}

/* However many are put, those that are found come to no more than was said. */
static void no_more_is_kept_than_was_said(void **state)
{
	struct cache *c = cache_new(PLACES, MOST, LONGEST);
	char name[16], value[101];
	size_t n = 0;

	memset(value, 'x', 100);
	value[100] = '\0';
	for (int i = 0; i < 500; i++) {
		snprintf(name, sizeof(name), "%d", i);
		cache_put(c, str_from(name), STR(""), str_from(value));
		assert_true(has(c, *state, name, "", value));
	}
	for (int i = 0; i < 500; i++) {
		snprintf(name, sizeof(name), "%d", i);
		n += has(c, *state, name, "", value);
	}
	assert_in_range(n, 1, MOST / 100);
	cache_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit_case(a_value_is_found_under_its_name_and_stamp_only),
		unit_case(a_newer_value_takes_the_place_of_the_older),
		unit_case(what_is_empty_is_found_as_well),
		unit_case(what_is_too_long_is_not_kept),
		unit_case(no_more_is_kept_than_was_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
