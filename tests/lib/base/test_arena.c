/*
 * test_arena.c - what a request may hold and do, and how it is stopped
 */
#include "tests/support/unit.h"

#include "lib/base/arena.h"
#include "lib/base/clock.h"

#define MIB (1u << 20)

struct work {
	struct arena *arena;
	size_t bytes;
	uint64_t units;
	bool is_done;
	int settled;
};

static void settle(void *arg)
{
	((struct work *)arg)->settled++;
}

static enum err_code take_bytes(void *arg, struct err *e)
{
	struct work *w = arg;

	(void)e;
	arena_defer(w->arena, settle, w);
	for (size_t taken = 0; taken < w->bytes; taken += 1000)
		arena_alloc(w->arena, 1000);
	w->is_done = true;
	return ERR_OK;
}

static enum err_code take_from_child(void *arg, struct err *e)
{
	struct work *w = arg;
	struct arena *parent = w->arena;
	enum err_code rc;

	w->arena = arena_scratch();
	rc = take_bytes(w, e);
	arena_free(w->arena);
	w->arena = parent;
	return rc;
}

static enum err_code take_heap(void *arg, struct err *e)
{
	struct work *w = arg;

	(void)e;
	for (size_t taken = 0; taken < w->bytes; taken += 1000)
		arena_heap_alloc(1000);
	w->is_done = true;
	return ERR_OK;
}

static enum err_code take_text(void *arg, struct err *e)
{
	struct work *w = arg;
	struct buf b;

	(void)e;
	buf_init(&b, w->arena);
	while (b.len < w->bytes)
		buf_puts(&b, "word ");
	w->is_done = true;
	return ERR_OK;
}

static enum err_code do_units(void *arg, struct err *e)
{
	struct work *w = arg;

	(void)e;
	for (uint64_t n = 0; n < w->units; n += 10)
		arena_work(w->arena, 10);
	w->is_done = true;
	return ERR_OK;
}

static enum err_code guard_twice(void *arg, struct err *e)
{
	struct work *w = arg;
	struct err inner = { 0 };

	assert_int_equal(arena_guard(w->arena, take_bytes, w, &inner),
	                 ERR_TOO_LARGE);
	assert_int_equal(w->settled, 1);
	return err_set(e, ERR_INVALID, "went on");
}

/* What a guard gives for fn under a ceiling of 1 MiB and 1,000,000 units. */
static enum err_code guarded(struct work *w, guarded_fn *fn)
{
	struct arena *a = arena_new();
	struct err e = { 0 };
	enum err_code rc;

	w->arena = a;
	arena_limit(a, MIB, 1000000);
	rc = arena_guard(a, fn, w, &e);
	if (rc != ERR_OK)
		assert_true(e.code == rc && *e.detail != '\0');
	assert_null(arena_guarded());
	arena_free(a);
	return rc;
}

static void an_arena_refuses_beyond_its_ceiling(void **state)
{
	static guarded_fn *const ways[] = { take_bytes, take_from_child,
		                            take_heap, take_text };

	(void)state;
	for (size_t i = 0; i < COUNT(ways); i++) {
		struct work less = { .bytes = MIB / 4 };
		struct work more = { .bytes = 4 * MIB };

		assert_int_equal(guarded(&less, ways[i]), ERR_OK);
		assert_true(less.is_done);
		assert_int_equal(guarded(&more, ways[i]), ERR_TOO_LARGE);
		assert_false(more.is_done);
	}
}

static void work_beyond_its_limit_is_stopped(void **state)
{
	struct work less = { .units = 900000 }, more = { .units = 1100000 };

	(void)state;
	assert_int_equal(guarded(&less, do_units), ERR_OK);
	assert_int_equal(guarded(&more, do_units), ERR_BUSY);
	assert_false(more.is_done);
}

static void what_was_deferred_inside_a_guard_runs_when_it_is_left(void **state)
{
	struct work w = { .bytes = 4 * MIB };

	(void)state;
	assert_int_equal(guarded(&w, take_bytes), ERR_TOO_LARGE);
	assert_int_equal(w.settled, 1);
}

static void an_inner_guard_is_left_before_the_outer(void **state)
{
	struct work w = { .bytes = 4 * MIB };

	(void)state;
	assert_int_equal(guarded(&w, guard_twice), ERR_INVALID);
}

static void a_flag_set_by_another_cancels(void **state)
{
	struct work w = { .units = 200000, .arena = arena_new() };
	atomic_bool cancelled = true;
	struct err e = { 0 };

	(void)state;
	arena_watch(w.arena, &cancelled);
	assert_int_equal(arena_guard(w.arena, do_units, &w, &e), ERR_CANCELLED);
	arena_free(w.arena);
}

static void a_deadline_ends_what_runs_past_it(void **state)
{
	struct work w = { .units = 200000, .arena = arena_new() };
	struct err e = { 0 };

	(void)state;
	arena_deadline(w.arena, clock_ms() - 1);
	assert_true(arena_is_over(w.arena));
	assert_int_equal(arena_guard(w.arena, do_units, &w, &e), ERR_BUSY);
	arena_free(w.arena);
}

static void the_budget_of_all_leaves_a_little_to_each(void **state)
{
	struct arena *other = arena_new();
	struct work little = { .bytes = 20000 }, much = { .bytes = 200000 };

	(void)state;
	arena_set_budget(MIB);
	arena_alloc(other, 2 * MIB);
	assert_true(arena_exhausted(other));
	assert_int_equal(guarded(&little, take_bytes), ERR_OK);
	assert_int_equal(guarded(&much, take_bytes), ERR_BUSY);
	arena_free(other);
	other = arena_new();
	assert_false(arena_exhausted(other));
	arena_free(other);
	arena_set_budget(0);
}

static void guests_leave_room_for_others(void **state)
{
	struct arena *guest = arena_new(), *other = arena_new();

	(void)state;
	arena_set_budget(4 * MIB);
	arena_alloc(guest, MIB / 4);
	arena_be_guest(guest, 1);
	assert_false(arena_guests_crowd());
	arena_alloc(guest, MIB / 5);
	assert_true(arena_guests_crowd());
	assert_false(arena_exhausted(guest));
	arena_alloc(guest, MIB);
	assert_true(arena_exhausted(guest));
	assert_false(arena_exhausted(other));
	arena_free(guest);
	assert_false(arena_guests_crowd());
	arena_free(other);
	arena_set_budget(0);
}

/* Take all that a guest is given; how much that is. */
static size_t take_share(struct arena *a, uint64_t who)
{
	struct err e = { 0 };

	arena_be_guest(a, who);
	while (arena_hold(a, 4096, &e) == ERR_OK)
		;
	assert_int_equal(e.code, ERR_BUSY);
	return arena_size(a);
}

static void give_back(struct arena *a)
{
	arena_let_go(a, arena_size(a));
	arena_free(a);
}

static void each_guest_leaves_room_for_one_more(void **state)
{
	struct arena *greedy[6], *again = arena_new(), *late = arena_new();

	(void)state;
	arena_set_budget(14 * MIB * ARENA_GUESTS);
	for (uint64_t i = 0; i < COUNT(greedy); i++) {
		greedy[i] = arena_new();
		assert_true(take_share(greedy[i], i) > 64 << 10);
	}
	arena_be_guest(again, 0);
	assert_true(arena_exhausted(again)); /* by what it had before */
	arena_be_guest(late, COUNT(greedy));
	assert_false(arena_exhausted(late));
	for (size_t i = 0; i < COUNT(greedy); i++)
		give_back(greedy[i]);
	assert_false(arena_exhausted(again));
	assert_in_range(take_share(again, 0), 7 * MIB - 4096, 7 * MIB);
	give_back(again);
	arena_free(late);
	arena_set_budget(0);
}

static void what_others_hold_for_a_request_is_counted(void **state)
{
	struct arena *a = arena_new();
	struct err e = { 0 };

	(void)state;
	arena_limit(a, 2 * MIB, 0);
	assert_int_equal(arena_hold(a, MIB, &e), ERR_OK);
	assert_int_equal(arena_size(a), MIB);
	assert_int_equal(arena_hold(a, MIB + 1, &e), ERR_TOO_LARGE);
	arena_let_go(a, MIB);
	err_clear(&e);
	arena_set_budget(MIB);
	assert_int_equal(arena_hold(a, MIB + 1, &e), ERR_BUSY);
	assert_int_equal(arena_size(a), 0);
	arena_set_budget(0);
	arena_free(a);
}

static bool count_asked(void *arg)
{
	return ++*(int *)arg < 3;
}

static enum err_code work_in_stretches(void *arg, struct err *e)
{
	struct arena *a = arg;

	(void)e;
	arena_hurry();
	arena_work(a, 100000);
	arena_hurry_end();
	for (int i = 0; i < 5; i++)
		arena_work(a, 100000);
	return ERR_OK;
}

/* The first look is one in a hurry. */
static void whoever_sets_the_pace_may_end_a_request(void **state)
{
	struct arena *a = arena_new();
	struct err e = { 0 };
	int asked = 0;

	(void)state;
	arena_pace(count_asked, &asked);
	assert_int_equal(arena_guard(a, work_in_stretches, a, &e), ERR_BUSY);
	assert_int_equal(asked, 3);
	arena_work(a, 1000000); /* nobody is asked without a guard */
	assert_int_equal(asked, 3);
	arena_pace(NULL, NULL);
	arena_free(a);
}

static void without_a_guard_nothing_is_limited(void **state)
{
	struct work w = { .bytes = 4 * MIB, .arena = arena_new() };
	struct err e = { 0 };

	(void)state;
	arena_limit(w.arena, MIB, 10);
	assert_int_equal(take_bytes(&w, &e), ERR_OK);
	arena_free(w.arena);
}

static void an_array_keeps_its_items_as_it_grows(void **state)
{
	struct arena *a = arena_new();
	size_t n = 0, room = 0;
	int *items = NULL;

	(void)state;
	for (int i = 0; i < 1000; i++) {
		ARENA_GROW(a, items, n, room);
		items[n++] = i;
	}
	for (int i = 0; i < 1000; i++)
		assert_int_equal(items[i], i);
	assert_in_range(arena_size(a), 1000 * sizeof(int),
	                8 * 1000 * sizeof(int));
	arena_free(a);
}

static void a_text_grows_beside_others(void **state)
{
	struct arena *a = arena_new();
	struct buf one, two;

	(void)state;
	buf_init(&one, a);
	buf_init(&two, a);
	for (int i = 0; i < 30000; i++) {
		buf_puts(&one, "one");
		if (i % 7 == 0)
			buf_puts(&two, "two");
		if (i % 1000 == 0)
			memset(arena_alloc(a, 100), 'x', 100);
	}
	for (size_t i = 0; i < one.len; i++)
		assert_int_equal(one.data[i], "one"[i % 3]);
	for (size_t i = 0; i < two.len; i++)
		assert_int_equal(two.data[i], "two"[i % 3]);
	arena_free(a);
}

static void what_another_library_frees_is_free(void **state)
{
	struct work w = { .arena = arena_new() };
	void *p = arena_heap_alloc(100);

	(void)state;
	assert_int_equal(arena_size(w.arena), 0);
	arena_heap_free(p);
	arena_heap_free(NULL);
	arena_free(w.arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_arena_refuses_beyond_its_ceiling),
		cmocka_unit_test(work_beyond_its_limit_is_stopped),
		cmocka_unit_test(
			what_was_deferred_inside_a_guard_runs_when_it_is_left),
		cmocka_unit_test(an_inner_guard_is_left_before_the_outer),
		cmocka_unit_test(a_flag_set_by_another_cancels),
		cmocka_unit_test(a_deadline_ends_what_runs_past_it),
		cmocka_unit_test(the_budget_of_all_leaves_a_little_to_each),
		cmocka_unit_test(guests_leave_room_for_others),
		cmocka_unit_test(each_guest_leaves_room_for_one_more),
		cmocka_unit_test(what_others_hold_for_a_request_is_counted),
		cmocka_unit_test(whoever_sets_the_pace_may_end_a_request),
		cmocka_unit_test(without_a_guard_nothing_is_limited),
		cmocka_unit_test(an_array_keeps_its_items_as_it_grows),
		cmocka_unit_test(a_text_grows_beside_others),
		cmocka_unit_test(what_another_library_frees_is_free),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
