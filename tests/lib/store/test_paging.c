/*
 * test_paging.c - pages of a list, and filters along it
 */
#include "lib/store/store.h"

#include "tests/support/store_unit.h"

struct page {
	const struct query *query;
	const struct column *sort;
	struct arena *arena;
	struct value last;
	struct str last_key;
	struct buf seen;
	size_t rows;
};

static enum err_code see(void *arg, const struct row *row, struct err *e)
{
	struct page *p = arg;
	size_t at = (size_t)(p->sort - entity("instruments")->columns);

	(void)e;
	p->last = row->values[at];
	if (p->last.kind == VALUE_TEXT)
		p->last.text = arena_str(p->arena, p->last.text);
	p->last_key = arena_str(p->arena, row->values[COLUMN_KEY].text);
	buf_puts(&p->seen, " ");
	buf_str(&p->seen, p->last_key);
	p->rows++;
	return ERR_OK;
}

static enum err_code read_page(struct tx *tx, void *arg, struct err *e)
{
	struct page *p = arg;

	return store_list(tx, entity("instruments"), p->query, see, p, e);
}

/* Between pages others come and go, before and behind the place. */
static void disturb(struct unit *u, int round)
{
	put_dated(u, arena_printf(u->arena, "new%02d", round),
	          round % 3 == 0 ? NULL : "2020-06");
	if (round % 2 == 0)
		must(take(u, "instruments",
		          arena_printf(u->arena, "gone%02d", round % 20)));
}

static struct str walk(struct unit *u, const char *sort, bool descending,
                       size_t limit, bool disturbed)
{
	const struct list *list;
	struct query q = { .limit = limit, .descending = descending };
	struct page p = { .query = &q, .arena = u->arena };

	q.sort = p.sort =
		entity_column(entity("instruments"), str_from(sort), &list);
	buf_init(&p.seen, u->arena);
	for (int round = 0;; round++) {
		p.rows = 0;
		run(u, TX_READ, read_page, &p);
		assert_true(p.rows <= limit);
		if (p.rows < limit)
			return buf_text(&p.seen);
		q.has_after = true;
		q.after = p.last;
		q.after_key = p.last_key;
		if (disturbed && round < 20)
			disturb(u, round);
	}
}

static void fill_for_paging(struct unit *u)
{
	static const char *const dates[] = { NULL, "2019", "2020-06", "2021" };

	for (int i = 0; i < 40; i++)
		put_dated(u, arena_printf(u->arena, "k%02d", i),
		          dates[i * 7 % 4]);
}

static void pages_of_any_size_make_the_same_list(void **state)
{
	struct unit *u = *state;
	static const char *const sorts[] = { "adopted_on", "key", "title",
		                             "type" };

	fill_for_paging(u);
	for (size_t i = 0; i < COUNT(sorts); i++)
		for (size_t limit = 1; limit < 12; limit += 3)
			for (int down = 0; down < 2; down++) {
				struct str all =
					walk(u, sorts[i], down, 100, false);

				assert_int_equal(all.len, 40 * 4);
				assert_str(
					walk(u, sorts[i], down, limit, false),
					all.p);
			}
}

static void records_without_a_value_come_first(void **state)
{
	struct unit *u = *state;

	put_dated(u, "c", "2021");
	put_dated(u, "b", NULL);
	put_dated(u, "d", "2020");
	put_dated(u, "a", "2021");
	assert_str(walk(u, "adopted_on", false, 2, false), " b d a c");
	assert_str(walk(u, "adopted_on", true, 2, false), " c a d b");
}

/* Each record that is there all the time is seen once. */
static void check_disturbed(struct unit *u, const char *sort, bool descending)
{
	struct str seen = walk(u, sort, descending, 3, true);

	for (int i = 0; i < 40; i++) {
		const char *key = arena_printf(u->arena, " k%02d", i);
		const char *first = strstr(seen.p, key);

		assert_non_null(first);
		assert_null(strstr(first + 1, key));
	}
}

static void paging_up_is_steady_while_others_write(void **state)
{
	struct unit *u = *state;

	fill_for_paging(u);
	for (int i = 0; i < 20; i++)
		put_dated(u, arena_printf(u->arena, "gone%02d", i),
		          i % 3 == 0 ? NULL : "2020-06");
	check_disturbed(u, "adopted_on", false);
}

static void paging_down_is_steady_while_others_write(void **state)
{
	struct unit *u = *state;

	fill_for_paging(u);
	for (int i = 0; i < 20; i++)
		put_dated(u, arena_printf(u->arena, "gone%02d", i),
		          i % 3 == 0 ? NULL : "2020-06");
	check_disturbed(u, "adopted_on", true);
}

static void filters_and_pages_go_together(void **state)
{
	struct unit *u = *state;
	const struct list *list;
	struct query q = { .limit = 3 };

	fill_for_paging(u);
	q.sort = entity_column(entity("instruments"), STR("adopted_on"), &list);
	where(u, &q, "instruments", "adopted_on", CMP_EXISTS, NULL);
	where(u, &q, "instruments", "key", CMP_LT, "k10");
	q.has_after = true;
	q.after = value_text(STR("2019"));
	q.after_key = STR("k03");
	assert_string_equal(keys(u, "instruments", &q), "k07 k02 k06");
}

/* Enough records for conditions that many of them fit, which are served in
 * another way than those that few fit. */
#define MANY 700

static bool is_eu(int i)
{
	return i % 10 != 0;
}

static bool is_cn(int i)
{
	return i % 90 == 0;
}

static bool is_act(int i)
{
	return i % 7 != 0;
}

static enum err_code insert_many(struct tx *tx, void *arg, struct err *e)
{
	struct unit *u = arg;
	enum err_code rc = ERR_OK;

	for (int i = 0; i < MANY && rc == ERR_OK; i++) {
		struct row *row = row_new(u, "instruments",
		                          arena_printf(u->arena, "m%03d", i));

		set_text(u, row, "instruments", "type",
		         is_act(i) ? "act" : "bill");
		set_text(u, row, "instruments", "title",
		         arena_printf(u->arena, "%03d", MANY - i));
		if (is_eu(i))
			add_item(u, row, "instruments", "jurisdictions",
			         "value", "EU", NULL);
		if (is_cn(i))
			add_item(u, row, "instruments", "jurisdictions",
			         "value", "CN", NULL);
		rc = store_insert(tx, entity("instruments"), row, e);
	}
	return rc;
}

/* The first of those that fit, by key or by title, which runs against it. */
static void check_many(struct unit *u, const char *place, bool act,
                       const char *sort)
{
	const struct list *list;
	struct query q = { .limit = 20 };
	struct buf want;
	bool up = strcmp(sort, "key") == 0;
	size_t n = 0;

	buf_init(&want, u->arena);
	for (int j = 0; j < MANY; j++) {
		int i = up ? j : MANY - 1 - j;
		bool fit = strcmp(place, "EU") == 0 ? is_eu(i) : is_cn(i);

		if (!fit || (act && !is_act(i)))
			continue;
		if (n < q.limit)
			buf_printf(&want, "%sm%03d", n > 0 ? " " : "", i);
		n++;
	}
	q.sort = entity_column(entity("instruments"), str_from(sort), &list);
	where(u, &q, "instruments", "jurisdictions", CMP_EQ, place);
	if (act)
		where(u, &q, "instruments", "type", CMP_EQ, "act");
	assert_string_equal(keys(u, "instruments", &q), want.data);
	assert_int_equal(u->count, n);
}

static void what_is_common_and_what_is_rare_are_both_found(void **state)
{
	struct unit *u = *state;

	run(u, TX_BULK, insert_many, u);
	for (int act = 0; act < 2; act++) {
		check_many(u, "EU", act, "key");
		check_many(u, "EU", act, "title");
		check_many(u, "CN", act, "key");
		check_many(u, "CN", act, "title");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit_case_store(pages_of_any_size_make_the_same_list),
		unit_case_store(records_without_a_value_come_first),
		unit_case_store(paging_up_is_steady_while_others_write),
		unit_case_store(paging_down_is_steady_while_others_write),
		unit_case_store(filters_and_pages_go_together),
		unit_case_store(what_is_common_and_what_is_rare_are_both_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
