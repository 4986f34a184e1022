/*
 * test_budget.c - what SQLite does and takes is on the account of the request
 */
#include "tests/support/store_unit.h"

#include "lib/base/arena.h"
#include "lib/sqlite/sqlite.h"

#define RECORDS      600
#define READER_BYTES (8 << 20)

struct counting {
	struct unit *unit;
	enum tx_mode mode;
	struct query query;
	int64_t n;
};

static enum err_code fill(struct tx *tx, void *arg, struct err *e)
{
	struct unit *u = arg;
	enum err_code rc = ERR_OK;

	for (int i = 0; i < RECORDS && rc == ERR_OK; i++)
		rc = store_insert(tx, entity("instruments"),
		                  row_new(u, "instruments",
		                          arena_printf(u->arena, "r%d", i)),
		                  e);
	return rc;
}

static enum err_code count(struct tx *tx, void *arg, struct err *e)
{
	struct counting *c = arg;

	return store_count(tx, entity("instruments"), &c->query, &c->n, e);
}

static enum err_code run_count(void *arg, struct err *e)
{
	struct counting *c = arg;

	return store_run(c->unit->store, c->mode, count, c, e);
}

/* Of all records, a few thousand operations. */
static enum err_code count_within(struct unit *u, struct counting *c,
                                  uint64_t work)
{
	struct arena *a = arena_new();
	enum err_code rc;

	err_init(&u->err, u->arena);
	c->unit = u;
	where(u, &c->query, "instruments", "title", CMP_GT, "");
	arena_limit(a, 0, work);
	rc = arena_guard(a, run_count, c, &u->err);
	arena_free(a);
	return rc;
}

static void a_statement_ends_when_its_request_has_had_enough(void **state)
{
	struct unit *u = *state;
	struct counting none = { .mode = TX_READ }, all = { .mode = TX_READ };

	run(u, TX_WRITE, fill, u);
	assert_code(count_within(u, &none, 1), ERR_BUSY);
	assert_non_null(strstr(u->err.detail, "narrow it"));
	must(count_within(u, &all, 0));
	assert_int_equal(all.n, RECORDS);
}

static enum err_code write_and_count(struct tx *tx, void *arg, struct err *e)
{
	struct counting *c = arg;
	struct unit *u = c->unit;
	enum err_code rc = store_insert(tx, entity("instruments"),
	                                row_new(u, "instruments", "last"), e);

	return rc == ERR_OK ? count(tx, c, e) : rc;
}

static enum err_code run_write(void *arg, struct err *e)
{
	struct counting *c = arg;

	return store_run(c->unit->store, TX_WRITE, write_and_count, c, e);
}

static void a_write_that_has_had_enough_leaves_nothing(void **state)
{
	struct unit *u = *state;
	struct counting c = { .unit = u }, all = { .mode = TX_READ };
	struct arena *a = arena_new();

	run(u, TX_WRITE, fill, u);
	where(u, &c.query, "instruments", "title", CMP_GT, "");
	arena_limit(a, 0, 1);
	err_init(&u->err, a);
	assert_code(arena_guard(a, run_write, &c, &u->err), ERR_BUSY);
	must(count_within(u, &all, 0));
	assert_int_equal(all.n, RECORDS);
	arena_free(a);
}

static enum err_code take_much(void *arg, struct err *e)
{
	void **taken = arg;

	heap_begin();
	taken[0] = sqlite3_malloc(READER_BYTES / 2);
	assert_int_equal(heap_fault(e), ERR_OK);
	taken[1] = sqlite3_malloc(READER_BYTES);
	assert_int_equal(heap_fault(e), ERR_TOO_LARGE);
	err_clear(e);
	heap_end();
	taken[2] = sqlite3_malloc(READER_BYTES / 2);
	return ERR_OK;
}

static void what_sqlite_takes_for_who_reads_is_on_his_account(void **state)
{
	struct unit *u = *state;
	size_t before = arena_size(u->arena);
	void *taken[3];

	arena_limit(u->arena, before + READER_BYTES, 0);
	must(arena_guard(u->arena, take_much, taken, &u->err));
	assert_int_equal(arena_size(u->arena), before);
	assert_non_null(taken[0]);
	assert_null(taken[1]);
	assert_non_null(taken[2]);
	for (size_t i = 0; i < COUNT(taken); i++)
		sqlite3_free(taken[i]);
}

/* More than what undoes it may take in memory. */
static enum err_code write_much_at_once(struct tx *tx, void *arg, struct err *e)
{
	struct conn *c = conn_of(tx);
	enum err_code rc =
		conn_exec(c,
	                  "CREATE TABLE much (n INTEGER PRIMARY KEY, "
	                  "bytes BLOB CHECK (length(bytes) > 0));"
	                  "WITH RECURSIVE k(n) AS (VALUES (1) UNION ALL "
	                  "SELECT n + 1 FROM k WHERE n < 2000) "
	                  "INSERT INTO much SELECT n, zeroblob(4000) FROM k",
	                  e);

	(void)arg;
	return rc == ERR_OK
	               ? conn_exec(c, "UPDATE much SET bytes = zeroblob(3000)",
	                           e)
	               : rc;
}

static void
a_statement_may_change_more_than_undoing_it_keeps_in_memory(void **state)
{
	struct unit *u = *state;

	assert_int_equal(store_run(u->store, TX_WRITE, write_much_at_once, NULL,
	                           &u->err),
	                 ERR_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit_case_store(
			a_statement_ends_when_its_request_has_had_enough),
		unit_case_store(a_write_that_has_had_enough_leaves_nothing),
		unit_case_store(
			what_sqlite_takes_for_who_reads_is_on_his_account),
		unit_case_store(
			a_statement_may_change_more_than_undoing_it_keeps_in_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
