/*
 * test_haul.c - what a search finds is on the account of who searches
 */
#include "tests/support/search_unit.h"

#include "lib/sqlite/haul.h"

#define MANY   5000
#define RED    1500 /* records: more than there is room for at first */
#define LITTLE (16 << 10)

static void what_is_found_is_counted_until_it_goes(void **state)
{
	struct arena *a = arena_new();
	struct haul *h = haul_new(a);
	size_t before = arena_size(a);
	struct err e = { 0 };

	(void)state;
	for (uint32_t n = 1; n <= MANY; n++)
		assert_int_equal(haul_add(h, &(struct found){ .n = n }, &e),
		                 ERR_OK);
	assert_int_equal(h->n, MANY);
	assert_int_equal(h->found[MANY - 1].n, MANY);
	assert_true(arena_size(a) >= before + MANY * sizeof(struct found));
	arena_settle(a, h->end);
	assert_int_equal(arena_size(a), before);
	arena_free(a);
}

static enum err_code find(struct tx *tx, void *arg, struct err *e)
{
	struct searching *s = arg;

	return store_search(tx, &s->search, s->arena, &s->hits, &s->n, e);
}

struct search_of {
	struct unit *unit;
	struct searching s;
};

static enum err_code run_search(void *arg, struct err *e)
{
	struct search_of *o = arg;

	return store_run(o->unit->store, TX_READ, find, &o->s, e);
}

static enum err_code search_within(struct unit *u, const char *query,
                                   size_t bytes, uint64_t work, size_t *n)
{
	struct search_of o = { .unit = u };
	enum err_code rc;

	err_init(&u->err, u->arena);
	o.s.search = asked(u, query);
	o.s.arena = arena_new();
	arena_limit(o.s.arena, bytes, work);
	rc = arena_guard(o.s.arena, run_search, &o, &u->err);
	*n = o.s.n;
	arena_free(o.s.arena);
	return rc;
}

static void add_red(struct unit *u)
{
	for (int i = 0; i < RED; i++)
		add_parts(u, arena_printf(u->arena, "r%d", i), "Red Act", "",
		          i % 2 == 0 ? "blue" : "green", "");
}

static void who_finds_more_than_he_may_hold_is_told_so(void **state)
{
	static const char *const queries[] = { "red", "red act" };
	struct unit *u = *state;
	size_t n;

	add_red(u);
	for (size_t i = 0; i < COUNT(queries); i++) {
		assert_code(search_within(u, queries[i], LITTLE, 0, &n),
		            ERR_TOO_LARGE);
		assert_non_null(strstr(u->err.detail, "narrow it"));
		assert_code(search_within(u, queries[i], 0, 1, &n), ERR_BUSY);
		must(search_within(u, queries[i], 0, 0, &n));
		assert_int_equal(n, RED);
	}
}

static void a_word_is_found_alone_where_it_is_found_beside_another(void **state)
{
	struct unit *u = *state;
	size_t n;

	add_red(u);
	must(search_within(u, "red -green", 0, 0, &n));
	assert_int_equal(n, RED / 2);
	must(search_within(u, "blue", 0, 0, &n));
	assert_int_equal(n, RED / 2);
	assert_true(score_of(u, "red", 0) > score_of(u, "blue", 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_found_is_counted_until_it_goes),
		unit_case_store(who_finds_more_than_he_may_hold_is_told_so),
		unit_case_store(
			a_word_is_found_alone_where_it_is_found_beside_another),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
