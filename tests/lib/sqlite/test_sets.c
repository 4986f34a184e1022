/*
 * test_sets.c - what sets tell is what the records say
 */
#include <stdlib.h>

#include "lib/base/date.h"
#include "tests/support/database.h"
#include "tests/support/store_unit.h"

#define RECORDS 60

/* A fixed sequence, the same in each run. */
static unsigned draw(unsigned *state, unsigned n)
{
	*state = *state * 1103515245u + 12345u;
	return *state / 65536u % n;
}

static const char *const types[] = { "act", "policy", "report" };
static const char *const forces[] = { "hard", "soft", "none" };
static const char *const places[] = { "EU", "CN", "US", "US-CA" };
static const char *const tags[] = { "en", "en-GB", "zh-Hans", "ZH" };
static const char *const makers[] = { "one", "two" };
static const char *const days[] = { "2019",       "2020-02", "2020-02-29",
	                            "2021-01-01", "2021-12", "2030-06-30" };

static struct row *draw_row(struct unit *u, unsigned *state, const char *key)
{
	struct row *row = row_new(u, "instruments", key);

	set_text(u, row, "instruments", "type", types[draw(state, 3)]);
	set_text(u, row, "instruments", "force", forces[draw(state, 3)]);
	if (draw(state, 3) > 0)
		set_text(u, row, "instruments", "adopted_on",
		         days[draw(state, COUNT(days))]);
	for (unsigned i = draw(state, 3); i > 0; i--)
		add_item(u, row, "instruments", "jurisdictions", "value",
		         places[draw(state, 4)], NULL);
	for (unsigned i = draw(state, 3); i > 0; i--)
		add_item(u, row, "instruments", "languages", "value",
		         tags[draw(state, 4)], NULL);
	for (unsigned i = draw(state, 3); i > 0; i--)
		add_item(u, row, "instruments", "parties", "role",
		         draw(state, 2) ? "issuer" : "host",
		         draw(state, 4) ? "organization" : NULL,
		         id_of(u, "organizations", makers[draw(state, 2)]).p,
		         NULL);
	if (draw(state, 2))
		add_item(u, row, "instruments", "identifiers", "scheme",
		         "other", "value", "1", NULL);
	for (unsigned i = draw(state, 3); i > 0; i--)
		add_item(u, row, "instruments", "titles", "text", "T", "type",
		         draw(state, 2) ? "official" : "short", "lang",
		         tags[draw(state, 4)], NULL);
	return row;
}

/* ---- asked in both ways --------------------------------------------------- */

struct asking {
	struct unit *unit;
	const struct query *query;
	int64_t n;
	struct buf keys;
};

static enum err_code add_key(void *arg, const struct row *row, struct err *e)
{
	struct asking *a = arg;

	(void)e;
	buf_str(&a->keys, row->values[COLUMN_KEY].text);
	buf_puts(&a->keys, " ");
	return ERR_OK;
}

static enum err_code ask(struct tx *tx, void *arg, struct err *e)
{
	struct asking *a = arg;
	enum err_code rc =
		store_count(tx, entity("instruments"), a->query, &a->n, e);

	buf_init(&a->keys, a->unit->arena);
	return rc == ERR_OK ? store_list(tx, entity("instruments"), a->query,
	                                 add_key, a, e)
	                    : rc;
}

/* Writes look at the records themselves. */
static void assert_both_agree(struct unit *u, struct query *q)
{
	struct asking by_sets = { .unit = u, .query = q }, by_rows = by_sets;

	q->limit = STORE_PAGE_MAX;
	run(u, TX_READ, ask, &by_sets);
	run(u, TX_WRITE, ask, &by_rows);
	assert_int_equal(by_sets.n, by_rows.n);
	assert_true(str_eq(buf_text(&by_sets.keys), buf_text(&by_rows.keys)));
	q->limit = 2;
	run(u, TX_READ, ask, &by_sets);
	run(u, TX_WRITE, ask, &by_rows);
	assert_true(str_eq(buf_text(&by_sets.keys), buf_text(&by_rows.keys)));
}

static void assert_dates_agree(struct unit *u)
{
	static const enum compare compares[] = { CMP_EQ, CMP_LT, CMP_LTE,
		                                 CMP_GT, CMP_GTE };
	static const char *const asked[] = {
		"2020", "2020-02", "2020-02-29", "2021-12-31", "2029",
		"9989", "9995-05", "9999",       "9999-06"
	};

	for (size_t i = 0; i < COUNT(compares); i++)
		for (size_t j = 0; j < COUNT(asked); j++) {
			struct query q = { 0 };

			where(u, &q, "instruments", "adopted_on", compares[i],
			      asked[j]);
			assert_both_agree(u, &q);
			where(u, &q, "instruments", "type", CMP_EQ, "act");
			assert_both_agree(u, &q);
		}
}

static void assert_members_agree(struct unit *u)
{
	struct query all = { 0 }, pair = { 0 }, item = { 0 }, none = { 0 },
		     either = { 0 }, tag = { 0 };

	assert_both_agree(u, &all);
	where(u, &pair, "instruments", "type", CMP_EQ, "act");
	where(u, &pair, "instruments", "jurisdictions", CMP_EQ, "EU");
	assert_both_agree(u, &pair);
	where(u, &item, "instruments", "titles.type", CMP_EQ, "short");
	assert_both_agree(u, &item);
	where(u, &item, "instruments", "titles.lang", CMP_EQ, "en");
	assert_both_agree(u, &item);
	where(u, &none, "instruments", "languages", CMP_ABSENT, NULL);
	assert_both_agree(u, &none);
	where(u, &none, "instruments", "adopted_on", CMP_EXISTS, NULL);
	assert_both_agree(u, &none);
	where_either(u, &either, "instruments", "force", "hard", "none");
	where_either(u, &either, "instruments", "jurisdictions", "US", "CN");
	either.descending = true;
	assert_both_agree(u, &either);
	where(u, &tag, "instruments", "languages", CMP_EQ, "zh");
	assert_both_agree(u, &tag);
}

static void assert_references_agree(struct unit *u)
{
	struct query by = { 0 }, pair = { 0 }, none = { 0 }, no_number = { 0 };
	const char *one = id_of(u, "organizations", "one").p;

	where(u, &by, "instruments", "parties.organization", CMP_EQ, one);
	assert_both_agree(u, &by);
	where(u, &by, "instruments", "type", CMP_EQ, "act");
	assert_both_agree(u, &by);
	where(u, &pair, "instruments", "parties.organization", CMP_EQ, one);
	where(u, &pair, "instruments", "parties.role", CMP_EQ, "host");
	assert_both_agree(u, &pair);
	where(u, &none, "instruments", "parties.organization", CMP_ABSENT,
	      NULL);
	assert_both_agree(u, &none);
	where(u, &no_number, "instruments", "identifiers.value", CMP_ABSENT,
	      NULL);
	assert_both_agree(u, &no_number);
	where(u, &no_number, "instruments", "updated_at", CMP_EXISTS, NULL);
	assert_both_agree(u, &no_number);
}

static void hear(void *arg, struct str complaint)
{
	struct buf *out = arg;

	buf_str(out, complaint);
	buf_puts(out, "\n");
}

static const char *complaints_of_sets(struct unit *u)
{
	struct buf out;

	buf_init(&out, u->arena);
	must(store_check(u->store, false, hear, &out, &u->err));
	return strstr(out.data != NULL ? out.data : "", "sets:");
}

/* ---- tests ---------------------------------------------------------------- */

static void sets_tell_what_records_say_whatever_was_written(void **state)
{
	struct unit *u = *state;
	unsigned seed = 7;

	for (size_t i = 0; i < COUNT(makers); i++)
		must(put(u, "organizations",
		         row_new(u, "organizations", makers[i])));
	for (int i = 0; i < 150; i++) {
		char key[8];

		snprintf(key, sizeof(key), "k%u", draw(&seed, RECORDS));
		if (put(u, "instruments", draw_row(u, &seed, key)) == ERR_OK)
			continue;
		if (draw(&seed, 3) == 0)
			must(take(u, "instruments", key));
		else
			must(change(u, "instruments", draw_row(u, &seed, key)));
	}
	assert_members_agree(u);
	assert_dates_agree(u);
	assert_references_agree(u);
	assert_null(complaints_of_sets(u));
}

static enum err_code put_and_fail(struct tx *tx, void *arg, struct err *e)
{
	enum err_code rc = store_insert(tx, entity("instruments"), arg, e);

	return rc == ERR_OK ? err_set(e, ERR_INVALID, "no") : rc;
}

static enum err_code put_some(struct tx *tx, void *arg, struct err *e)
{
	struct row **rows = arg;
	enum err_code rc = store_insert(tx, entity("instruments"), rows[0], e);

	if (rc == ERR_OK &&
	    store_attempt(tx, put_and_fail, rows[1], e) == ERR_INVALID)
		err_clear(e);
	return rc;
}

static void what_was_undone_is_in_no_set(void **state)
{
	struct unit *u = *state;
	struct row *rows[] = { row_new(u, "instruments", "kept"),
		               row_new(u, "instruments", "undone") };
	struct query q = { 0 };

	run(u, TX_WRITE, put_some, rows);
	assert_code(
		store_run(u->store, TX_WRITE, put_and_fail, rows[1], &u->err),
		ERR_INVALID);
	assert_string_equal(keys(u, "instruments", &q), "kept");
	assert_int_equal(u->count, 1);
}

static void sets_that_are_others_are_told(void **state)
{
	struct unit *u = *state;

	must(put(u, "instruments", row_new(u, "instruments", "a")));
	assert_null(complaints_of_sets(u));
	unit_end(u);
	do_sql(u->path, "UPDATE sets SET n = n + 1 WHERE name = 'instruments'");
	must(unit_reopen(u, 0));
	assert_non_null(strstr(complaints_of_sets(u), "has not so many"));
	unit_end(u);
	do_sql(u->path, "UPDATE instruments SET type = 'policy'");
	must(unit_reopen(u, 0));
	assert_non_null(
		strstr(complaints_of_sets(u), "is not in those of its values"));
	unit_end(u);
	do_sql(u->path, "UPDATE set_blocks SET bits = x'0700'");
	must(unit_reopen(u, 0));
	assert_non_null(
		strstr(complaints_of_sets(u), "is not that of its records"));
}

static void a_registry_without_sets_gets_them_when_it_is_opened(void **state)
{
	struct unit *u = *state;
	struct query q = { 0 };

	put_dated(u, "a", "2020-01-01");
	put_dated(u, "b", "2021");
	unit_end(u);
	do_sql(u->path, "DELETE FROM sets; DELETE FROM set_blocks;"
	                "DELETE FROM set_members; DELETE FROM set_day");
	must(unit_reopen(u, 0));
	where(u, &q, "instruments", "adopted_on", CMP_GTE, "2021");
	assert_string_equal(keys(u, "instruments", &q), "b");
	assert_int_equal(u->count, 1);
	assert_null(complaints_of_sets(u));
}

static void add_status(struct unit *u, struct row *row, const char *status,
                       const char *from, const char *to)
{
	add_item(u, row, "instruments", "statuses", "status", status, "from",
	         from, "to", to, "known_from", DAY_FIRST, "known_to", DAY_LAST,
	         NULL);
}

/* The sets of a day long gone, when it was "adopted". */
#define LONG_AGO                                                               \
	"UPDATE set_day SET day = '2020-01-01';"                               \
	"DELETE FROM sets WHERE name = 'instruments/statuses.status/adopted';" \
	"UPDATE sets SET name = 'instruments/statuses.status/adopted' "        \
	"WHERE name = 'instruments/statuses.status/in_force'"

static void sets_have_the_status_of_the_day_of_the_last_write(void **state)
{
	struct unit *u = *state;
	struct row *row = row_new(u, "instruments", "a");

	add_status(u, row, "adopted", DAY_FIRST, "2020-06-01");
	add_status(u, row, "in_force", "2020-06-01", DAY_LAST);
	must(put(u, "instruments", row));
	assert_null(complaints_of_sets(u));
	unit_end(u);
	do_sql(u->path, LONG_AGO);
	must(unit_reopen(u, 0));
	must(put(u, "organizations", row_new(u, "organizations", "o")));
	assert_null(complaints_of_sets(u));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit_case_store(
			sets_tell_what_records_say_whatever_was_written),
		unit_case_store(what_was_undone_is_in_no_set),
		unit_case_store(
			sets_have_the_status_of_the_day_of_the_last_write),
		unit_case_store(sets_that_are_others_are_told),
		unit_case_store(
			a_registry_without_sets_gets_them_when_it_is_opened),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
