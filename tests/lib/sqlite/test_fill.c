/*
 * test_fill.c - an empty file is filled without a log, or undone
 */
#include "lib/sqlite/sqlite.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/store_unit.h"

#define LARGE (8 << 20)

static const char *log_of(const struct unit *u)
{
	return arena_printf(u->arena, "%s-wal", u->path);
}

static bool has_log(const struct unit *u)
{
	struct stat st;

	return stat(log_of(u), &st) == 0;
}

static off_t size_of_file(const struct unit *u)
{
	struct stat st;

	assert_int_equal(stat(u->path, &st), 0);
	return st.st_size;
}

/* What is written has left the cache. */
static enum err_code write_large(struct tx *tx, const struct unit *u,
                                 struct err *e)
{
	char *text = arena_alloc(u->arena, LARGE + 1);
	enum err_code rc;

	memset(text, 'x', LARGE);
	text[LARGE] = '\0';
	rc = sqlite_set_setting(tx, "large", str_from(text), e);
	assert_int_equal(sqlite3_db_cacheflush(conn_of(tx)->db), SQLITE_OK);
	return rc;
}

static enum err_code fill(struct tx *tx, void *arg, struct err *e)
{
	struct unit *u = arg;
	enum err_code rc = write_large(tx, u, e);

	assert_false(has_log(u));
	assert_true(size_of_file(u) > LARGE);
	return rc;
}

static enum err_code fill_with_log(struct tx *tx, void *arg, struct err *e)
{
	struct unit *u = arg;
	enum err_code rc = write_large(tx, u, e);

	assert_true(has_log(u));
	assert_true(size_of_file(u) < LARGE);
	return rc;
}

static enum err_code fill_and_fail(struct tx *tx, void *arg, struct err *e)
{
	enum err_code rc = fill(tx, arg, e);

	return rc == ERR_OK ? err_set(e, ERR_INVALID, "a wrong line") : rc;
}

static enum err_code fill_and_die(struct tx *tx, void *arg, struct err *e)
{
	if (fill(tx, arg, e) != ERR_OK)
		_exit(1);
	_exit(0);
}

static enum err_code fill_and_stand_in_the_way(struct tx *tx, void *arg,
                                               struct err *e)
{
	const struct unit *u = arg;
	enum err_code rc = fill(tx, arg, e);

	assert_int_equal(mkdir(log_of(u), 0700), 0);
	return rc;
}

static enum err_code open_another(struct tx *tx, void *arg, struct err *e)
{
	struct unit *u = arg, other = *u;
	enum err_code rc = fill(tx, arg, e);

	err_init(&other.err, u->arena);
	other.store = NULL;
	assert_int_equal(unit_reopen(&other, 0), ERR_BUSY);
	return rc;
}

static enum err_code read_length(struct tx *tx, void *arg, struct err *e)
{
	struct unit *u = arg;
	struct str text = { 0 };
	enum err_code rc = sqlite_setting(tx, "large", u->arena, &text, e);

	u->count = (int64_t)text.len;
	return rc;
}

static int64_t length(struct unit *u)
{
	run(u, TX_READ, read_length, u);
	return u->count;
}

static void assert_as_others(struct unit *u, int64_t holds)
{
	assert_int_equal(length(u), holds);
	assert_true(has_log(u));
	must(put(u, "organizations", row_new(u, "organizations", "later")));
	unit_end(u);
	must(unit_reopen(u, 0));
	assert_int_equal(length(u), holds);
}

static void open_large(struct unit *u)
{
	unit_end(u);
	must(unit_reopen(u, STORE_CREATE | STORE_LARGE));
}

static enum err_code fill_by(struct unit *u, tx_fn *fn)
{
	err_clear(&u->err);
	return store_run(u->store, TX_BULK, fn, u, &u->err);
}

/* ---- tests -------------------------------------------------------------- */

static void
an_empty_file_is_filled_without_a_log_and_has_one_after(void **state)
{
	struct unit *u = *state;

	open_large(u);
	assert_int_equal(length(u), 0); /* by a connection that reads */
	must(fill_by(u, fill));
	assert_as_others(u, LARGE);
}

static void what_is_wrong_is_undone_and_the_file_has_a_log_after(void **state)
{
	struct unit *u = *state;

	open_large(u);
	assert_code(fill_by(u, fill_and_fail), ERR_INVALID);
	assert_as_others(u, 0);
}

static void what_a_process_filled_that_died_is_undone(void **state)
{
	struct unit *u = *state;
	int status = 1;
	pid_t child;

	unit_end(u);
	child = fork();
	if (child == 0) {
		if (unit_reopen(u, STORE_CREATE | STORE_LARGE) != ERR_OK)
			_exit(2);
		fill_by(u, fill_and_die);
		_exit(3);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_true(size_of_file(u) > LARGE);
	must(unit_reopen(u, 0));
	assert_as_others(u, 0);
}

static void where_no_log_can_be_made_nothing_more_is_written(void **state)
{
	struct unit *u = *state;

	open_large(u);
	must(fill_by(u, fill_and_stand_in_the_way));
	assert_code(put(u, "organizations", row_new(u, "organizations", "x")),
	            ERR_BUSY);
	unit_end(u);
	assert_int_equal(rmdir(log_of(u)), 0);
	must(unit_reopen(u, 0));
	assert_as_others(u, LARGE);
}

static void who_opens_it_meanwhile_is_told_that_it_is_busy(void **state)
{
	struct unit *u = *state;

	open_large(u);
	must(fill_by(u, open_another));
	assert_as_others(u, LARGE);
}

static void a_file_that_others_have_open_is_filled_with_its_log(void **state)
{
	struct unit *u = *state, other = *u;

	open_large(u);
	other.store = NULL;
	err_init(&other.err, u->arena);
	must(unit_reopen(&other, 0));
	must(fill_by(u, fill_with_log));
	assert_int_equal(length(&other), LARGE);
	unit_end(&other);
	assert_as_others(u, LARGE);
}

static enum err_code append_one(struct tx *tx, void *arg, struct err *e)
{
	struct unit *u = arg;
	struct change c = {
		.seq = 1,
		.rev = 1,
		.at = STR("2026-01-01T00:00:00.000Z"),
		.kind = STR("organizations"),
		.op = STR(OP_PUT),
		.id = id_of(u, "organizations", "here"),
		.key = STR("here"),
		.record = STR("{}"),
		.prev = STR(TEXT_SHA),
		.hash = STR(OTHER_SHA),
	};

	return store_append(tx, &c, e);
}

static void a_file_that_holds_something_is_changed_with_its_log(void **state)
{
	struct unit *u = *state;

	run(u, TX_WRITE, append_one, u);
	open_large(u);
	must(fill_by(u, fill_with_log));
	assert_as_others(u, LARGE);
}

static void a_service_has_a_log_when_its_file_is_empty(void **state)
{
	struct unit *u = *state;

	must(fill_by(u, fill_with_log));
	assert_as_others(u, LARGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit_case_store(
			an_empty_file_is_filled_without_a_log_and_has_one_after),
		unit_case_store(
			what_is_wrong_is_undone_and_the_file_has_a_log_after),
		unit_case_store(what_a_process_filled_that_died_is_undone),
		unit_case_store(
			where_no_log_can_be_made_nothing_more_is_written),
		unit_case_store(who_opens_it_meanwhile_is_told_that_it_is_busy),
		unit_case_store(
			a_file_that_others_have_open_is_filled_with_its_log),
		unit_case_store(
			a_file_that_holds_something_is_changed_with_its_log),
		unit_case_store(a_service_has_a_log_when_its_file_is_empty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
