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

static const char *const held[] = { "proposed", "adopted", "in_force",
	                            "applicable" };

/* One status after the other, each once, as law has it; or, where it is not
 * clear, any, and two at a time. */
static void draw_statuses(struct unit *u, unsigned *state, struct row *row,
                          bool is_clear)
{
	static const char *const from[] = { DAY_FIRST, "2019-12-31",
		                            "2020-02-29", "2021-06-01",
		                            DAY_LAST };
	unsigned at = draw(state, 4);

	while (at < COUNT(held)) {
		unsigned end = at + 1 + draw(state, 4 - at),
			 which = is_clear ? at : draw(state, 4);

		add_item(u, row, "instruments", "statuses", "status",
		         held[which], "in_force", which == 2 ? "1" : "0",
		         "from", from[at], "to", from[end], "known_from",
		         is_clear || draw(state, 4) > 0 ? DAY_FIRST
		                                        : "2019-06-01",
		         "known_to",
		         draw(state, 8) > 0 ? DAY_LAST : "2020-01-01", NULL);
		at = is_clear || draw(state, 2) ? end : at + 1;
	}
}

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

static struct row *draw_law(struct unit *u, unsigned *state, const char *key,
                            bool is_clear)
{
	struct row *row = draw_row(u, state, key);

	draw_statuses(u, state, row, is_clear);
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

static void as_known_on(struct unit *u, struct query *q, const char *day,
                        const char *known)
{
	where(u, q, "instruments", "statuses.from", CMP_LTE, day);
	where(u, q, "instruments", "statuses.to", CMP_GT, day);
	where(u, q, "instruments", "statuses.known_from", CMP_LTE, known);
	where(u, q, "instruments", "statuses.known_to", CMP_GT, known);
}

static void on_day(struct unit *u, struct query *q, const char *day)
{
	as_known_on(u, q, day, DAY_ALL_KNOWN);
}

static void assert_knowledge_agrees(struct unit *u)
{
	static const char *const known[] = { DAY_FIRST,    "2019-05-31",
		                             "2019-06-01", "2020-06-01",
		                             "2030-01-01", DAY_ALL_KNOWN,
		                             DAY_LAST };
	char asked[][DAY_LEN + 1] = { "2019-12-31", "2021-06-01", "today" };

	date_today(asked[2]);
	for (size_t i = 0; i < COUNT(known) * COUNT(asked); i++) {
		const char *day = asked[i % COUNT(asked)];
		struct query one = { 0 }, both = { 0 }, of_act = { 0 };

		where(u, &one, "instruments", "statuses.status", CMP_EQ,
		      held[i % 4]);
		as_known_on(u, &one, day, known[i / COUNT(asked)]);
		assert_both_agree(u, &one);
		where(u, &both, "instruments", "statuses.status", CMP_EQ,
		      held[i % 4]);
		where(u, &both, "instruments", "statuses.in_force", CMP_EQ,
		      "1");
		as_known_on(u, &both, day, known[i / COUNT(asked)]);
		assert_both_agree(u, &both);
		where(u, &of_act, "instruments", "type", CMP_EQ, "act");
		where(u, &of_act, "instruments", "statuses.in_force", CMP_EQ,
		      "0");
		as_known_on(u, &of_act, day, known[i / COUNT(asked)]);
		assert_both_agree(u, &of_act);
	}
}

static void assert_statuses_agree(struct unit *u)
{
	static const char *const asked[] = {
		DAY_FIRST,    "0009-12-31", "1999-12-31", "2019-12-30",
		"2019-12-31", "2020-02-28", "2020-02-29", "2020-12-31",
		"2021-05-31", "2021-06-01", "2021-06-02", "2030-01-01",
		"9999-12-30", DAY_LAST
	};

	for (size_t i = 0; i < COUNT(asked); i++) {
		struct query one = { 0 }, either = { 0 }, binds = { 0 },
			     both = { 0 };

		where(u, &one, "instruments", "statuses.status", CMP_EQ,
		      held[i % 4]);
		on_day(u, &one, asked[i]);
		assert_both_agree(u, &one);
		where_either(u, &either, "instruments", "statuses.status",
		             held[i % 4], held[(i + 1) % 4]);
		on_day(u, &either, asked[i]);
		where(u, &either, "instruments", "type", CMP_EQ, "act");
		assert_both_agree(u, &either);
		where(u, &binds, "instruments", "statuses.in_force", CMP_EQ,
		      "1");
		on_day(u, &binds, asked[i]);
		assert_both_agree(u, &binds);
		where(u, &both, "instruments", "statuses.in_force", CMP_EQ,
		      "0");
		where(u, &both, "instruments", "statuses.status", CMP_EQ,
		      held[i % 4]);
		on_day(u, &both, asked[i]);
		assert_both_agree(u, &both);
	}
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

static void put_laws(struct unit *u, unsigned *seed, const char *of,
                     bool is_clear)
{
	for (int i = 0; i < 40; i++) {
		char key[16];

		snprintf(key, sizeof(key), "%s%d", of, i);
		must(put(u, "instruments", draw_law(u, seed, key, is_clear)));
	}
}

static void sets_tell_what_holds_on_any_day(void **state)
{
	struct unit *u = *state;
	unsigned seed = 11;

	for (size_t i = 0; i < COUNT(makers); i++)
		must(put(u, "organizations",
		         row_new(u, "organizations", makers[i])));
	put_laws(u, &seed, "clear", true);
	assert_statuses_agree(u);
	assert_null(complaints_of_sets(u));
	put_laws(u, &seed, "unclear", false);
	assert_statuses_agree(u);
	assert_null(complaints_of_sets(u));
}

static void sets_tell_what_was_known_on_any_day(void **state)
{
	struct unit *u = *state;
	unsigned seed = 13;

	for (size_t i = 0; i < COUNT(makers); i++)
		must(put(u, "organizations",
		         row_new(u, "organizations", makers[i])));
	put_laws(u, &seed, "clear", true);
	assert_knowledge_agrees(u);
	put_laws(u, &seed, "unclear", false);
	assert_knowledge_agrees(u);
	assert_null(complaints_of_sets(u));
}

/* They are found though their rows are gone. */
static void
the_status_on_another_day_is_counted_without_a_look_at_records(void **state)
{
	static const char *const from[] = { DAY_FIRST, "2001-02-03",
		                            "2010-05-06", DAY_LAST };
	struct unit *u = *state;
	struct query q = { 0 }, not = { 0 }, known = { 0 };

	for (int i = 0; i < 10; i++) {
		char key[16];
		struct row *row;

		snprintf(key, sizeof(key), "k%d", i);
		row = row_new(u, "instruments", key);
		for (int j = 0; j < 3; j++)
			add_item(u, row, "instruments", "statuses", "status",
			         held[j + 1], "in_force", j == 1 ? "1" : "0",
			         "from", from[j], "to", from[j + 1],
			         "known_from", DAY_FIRST, "known_to", DAY_LAST,
			         NULL);
		must(put(u, "instruments", row));
	}
	unit_end(u);
	do_sql(u->path, "DELETE FROM instruments_statuses");
	must(unit_reopen(u, 0));
	where(u, &q, "instruments", "statuses.status", CMP_EQ, "in_force");
	on_day(u, &q, "2001-02-03");
	keys(u, "instruments", &q);
	assert_int_equal(u->count, 10);
	where(u, &not, "instruments", "statuses.in_force", CMP_EQ, "0");
	on_day(u, &not, "2015-02-03");
	keys(u, "instruments", &not );
	assert_int_equal(u->count, 10);
	where(u, &known, "instruments", "statuses.status", CMP_EQ, "in_force");
	as_known_on(u, &known, "2001-02-03", "2000-01-01");
	keys(u, "instruments", &known);
	assert_int_equal(u->count, 10);
}

/* So many that a page of them is found by a walk. */
#define COMMON_RECORDS 600

static enum err_code put_many(struct tx *tx, void *arg, struct err *e)
{
	struct unit *u = arg;
	enum err_code rc = ERR_OK;

	for (int i = 0; i < COMMON_RECORDS && rc == ERR_OK; i++) {
		char key[16];
		struct row *row;

		snprintf(key, sizeof(key), "k%03d", i);
		row = row_new(u, "instruments", key);
		set_text(u, row, "instruments", "adopted_on",
		         days[i % (int)COUNT(days)]);
		rc = store_insert(tx, entity("instruments"), row, e);
	}
	return rc;
}

static void a_page_of_dates_is_found_by_the_sets_of_its_records(void **state)
{
	struct unit *u = *state;
	struct query q = { 0 };

	run(u, TX_WRITE, put_many, u);
	unit_end(u);
	do_sql(u->path, "DELETE FROM set_blocks");
	must(unit_reopen(u, 0));
	where(u, &q, "instruments", "adopted_on", CMP_GTE, "2020-02-29");
	q.limit = 3;
	assert_string_equal(keys(u, "instruments", &q), "k001 k002 k003");
	assert_int_equal(u->count, COMMON_RECORDS / 6 * 5);
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
	assert_non_null(
		strstr(complaints_of_sets(u), "counts its records wrong"));
	unit_end(u);
	do_sql(u->path, "UPDATE instruments SET type = 'policy'");
	must(unit_reopen(u, 0));
	assert_non_null(strstr(complaints_of_sets(u),
	                       "is not in the sets of its values"));
	unit_end(u);
	do_sql(u->path, "UPDATE set_blocks SET bits = x'0700'");
	must(unit_reopen(u, 0));
	assert_non_null(
		strstr(complaints_of_sets(u), "does not have its records"));
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
		unit_case_store(sets_tell_what_holds_on_any_day),
		unit_case_store(sets_tell_what_was_known_on_any_day),
		unit_case_store(
			the_status_on_another_day_is_counted_without_a_look_at_records),
		unit_case_store(
			a_page_of_dates_is_found_by_the_sets_of_its_records),
		unit_case_store(what_was_undone_is_in_no_set),
		unit_case_store(
			sets_have_the_status_of_the_day_of_the_last_write),
		unit_case_store(sets_that_are_others_are_told),
		unit_case_store(
			a_registry_without_sets_gets_them_when_it_is_opened),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
