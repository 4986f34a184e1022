/*
 * test_name_words.c - words of names are those of the names there are, whatever
 * became of a write
 */
#include "tests/support/store_unit.h"

struct naming {
	struct unit *unit;
	const char *key, *names[3];
	bool fails;
};

static enum err_code put_names(struct tx *tx, void *arg, struct err *e)
{
	const struct naming *n = arg;
	struct name names[COUNT(n->names)];
	size_t count = 0;
	enum err_code rc;

	for (; count < COUNT(names) && n->names[count] != NULL; count++)
		names[count] =
			(struct name){ .folded = str_from(n->names[count]),
			               .name = str_from(n->names[count]),
			               .weight = 7 };
	rc = store_names_put(tx, entity("organizations"),
	                     id_of(n->unit, "organizations", n->key), names,
	                     count, e);
	return rc == ERR_OK && n->fails ? err_set(e, ERR_INVALID, "on purpose")
	                                : rc;
}

static void name(struct unit *u, const char *key, const char *a, const char *b)
{
	struct naming n = { u, key, { a, b, NULL }, false };

	run(u, TX_WRITE, put_names, &n);
}

struct asking {
	const char *word;
	int64_t uses;
};

static enum err_code ask_uses(struct tx *tx, void *arg, struct err *e)
{
	struct asking *a = arg;

	return store_word_uses(tx, str_from(a->word), &a->uses, e);
}

static int uses(struct unit *u, const char *word)
{
	struct asking a = { word, -1 };

	run(u, TX_READ, ask_uses, &a);
	return (int)a.uses;
}

static void hear(void *arg, struct str complaint)
{
	(void)arg;
	fail_msg("%.*s", STR_ARG(complaint));
}

static void assert_sound(struct unit *u)
{
	must(store_check(u->store, false, hear, NULL, &u->err));
}

static void put_two(struct unit *u)
{
	must(put(u, "organizations", row_new(u, "organizations", "a")));
	must(put(u, "organizations", row_new(u, "organizations", "b")));
}

static void a_word_is_counted_once_for_each_name(void **state)
{
	struct unit *u = *state;

	put_two(u);
	name(u, "a", "one two one", "two");
	name(u, "b", "one \"quoted\" a\\b", NULL);
	assert_int_equal(uses(u, "one"), 2);
	assert_int_equal(uses(u, "two"), 2);
	assert_int_equal(uses(u, "a\\b"), 1);
	assert_sound(u);
}

static void names_that_are_replaced_leave_no_word(void **state)
{
	struct unit *u = *state;

	put_two(u);
	name(u, "a", "one two", NULL);
	name(u, "a", "two three", NULL);
	assert_int_equal(uses(u, "one"), 0);
	assert_int_equal(uses(u, "two"), 1);
	assert_int_equal(uses(u, "three"), 1);
	assert_sound(u);
}

static void words_go_with_the_record(void **state)
{
	struct unit *u = *state;

	put_two(u);
	name(u, "a", "one two", NULL);
	name(u, "b", "two", NULL);
	must(take(u, "organizations", "a"));
	assert_int_equal(uses(u, "one"), 0);
	assert_int_equal(uses(u, "two"), 1);
	assert_sound(u);
}

/* One part of it is undone between others that stay. */
static enum err_code put_three(struct tx *tx, void *arg, struct err *e)
{
	struct unit *u = arg;
	struct naming first = { u, "a", { "one two" }, false },
		      lost = { u, "b", { "two lost" }, true },
		      last = { u, "b", { "two" }, false };
	struct err why = { 0 };
	enum err_code rc = store_attempt(tx, put_names, &first, e);

	assert_int_equal(store_attempt(tx, put_names, &lost, &why),
	                 ERR_INVALID);
	return rc == ERR_OK ? store_attempt(tx, put_names, &last, e) : rc;
}

static void a_part_that_is_undone_leaves_no_word(void **state)
{
	struct unit *u = *state;

	put_two(u);
	run(u, TX_WRITE, put_three, u);
	assert_int_equal(uses(u, "lost"), 0);
	assert_int_equal(uses(u, "one"), 1);
	assert_int_equal(uses(u, "two"), 2);
	assert_sound(u);
}

static void a_write_that_fails_leaves_no_word(void **state)
{
	struct unit *u = *state;
	struct naming n = { u, "a", { "lost" }, true };

	put_two(u);
	assert_code(store_run(u->store, TX_WRITE, put_names, &n, &u->err),
	            ERR_INVALID);
	name(u, "b", "one", NULL);
	assert_int_equal(uses(u, "lost"), 0);
	assert_sound(u);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit_case_store(a_word_is_counted_once_for_each_name),
		unit_case_store(names_that_are_replaced_leave_no_word),
		unit_case_store(words_go_with_the_record),
		unit_case_store(a_part_that_is_undone_leaves_no_word),
		unit_case_store(a_write_that_fails_leaves_no_word),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
