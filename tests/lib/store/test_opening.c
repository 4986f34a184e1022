/*
 * test_opening.c - a store is opened, or refused
 */
#include "lib/store/store.h"

#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/database.h"
#include "tests/support/store_unit.h"

static void write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void a_missing_file_is_not_made_unless_asked(void **state)
{
	struct unit *u = *state;

	unit_end(u);
	snprintf(u->path, sizeof(u->path), "%s/other", u->dir);
	assert_code(unit_reopen(u, 0), ERR_INVALID);
	assert_non_null(strstr(u->err.detail, "no such file"));
	assert_int_not_equal(access(u->path, F_OK), 0);
	must(unit_reopen(u, STORE_CREATE));
}

static void a_folder_and_a_file_of_text_are_refused(void **state)
{
	struct unit *u = *state;

	unit_end(u);
	snprintf(u->path, sizeof(u->path), "%s", u->dir);
	assert_code(unit_reopen(u, STORE_CREATE), ERR_INVALID);

	snprintf(u->path, sizeof(u->path), "%s/text", u->dir);
	write_file(u->path, "This is no database, however long it may be, and "
	                    "it goes on for more than a hundred bytes, so that "
	                    "there is a header to be read from it.\n");
	assert_code(unit_reopen(u, STORE_CREATE), ERR_INVALID);
	assert_non_null(strstr(u->err.detail, "not a registry"));
}

static void the_database_of_another_program_is_refused(void **state)
{
	struct unit *u = *state;

	unit_end(u);
	snprintf(u->path, sizeof(u->path), "%s/other", u->dir);
	do_sql(u->path, "CREATE TABLE birds (name TEXT)");
	assert_code(unit_reopen(u, STORE_CREATE), ERR_INVALID);
	assert_non_null(strstr(u->err.detail, "not a registry"));
}

static void an_empty_file_becomes_a_registry_only_when_asked(void **state)
{
	struct unit *u = *state;
	struct stat st;

	unit_end(u);
	snprintf(u->path, sizeof(u->path), "%s/empty", u->dir);
	write_file(u->path, "");
	assert_code(unit_reopen(u, 0), ERR_INVALID);
	assert_non_null(strstr(u->err.detail, "not a registry"));
	assert_int_equal(stat(u->path, &st), 0);
	assert_int_equal(st.st_size, 0);
	must(unit_reopen(u, STORE_CREATE));
}

/* The files of a store, by what their names end in. */
static const char *const endings[] = { "", "-wal", "-shm", ".lock" };

static void the_files_are_for_their_owner_only(void **state)
{
	struct unit *u = *state;

	must(put(u, "organizations", row_new(u, "organizations", "oecd")));
	for (size_t i = 0; i < COUNT(endings); i++) {
		struct stat st;

		assert_int_equal(stat(arena_printf(u->arena, "%s%s", u->path,
		                                   endings[i]),
		                      &st),
		                 0);
		assert_int_equal(st.st_mode & 0777, 0600);
	}
}

static void the_file_of_a_newer_program_is_refused(void **state)
{
	struct unit *u = *state;

	unit_end(u);
	do_sql(u->path, "PRAGMA user_version = 99");
	assert_code(unit_reopen(u, 0), ERR_INVALID);
	assert_non_null(strstr(u->err.detail, "99"));
	assert_non_null(strstr(u->err.detail, "up to"));
}

static void an_old_file_is_brought_up_to_date(void **state)
{
	struct unit *u = *state;

	unit_end(u);
	make_old(u->path, 14);
	must(unit_reopen(u, 0));
	assert_string_equal(keys(u, "assertions", &(struct query){ 0 }), "");
}

static void what_was_written_is_there_after_opening_again(void **state)
{
	struct unit *u = *state;
	struct stat st;
	char wal[sizeof(u->path) + 8];

	must(put(u, "organizations", row_new(u, "organizations", "oecd")));
	unit_end(u);
	snprintf(wal, sizeof(wal), "%s-wal", u->path);
	assert_int_not_equal(stat(wal, &st), 0);
	must(unit_reopen(u, 0));
	assert_string_equal(keys(u, "organizations", &(struct query){ 0 }),
	                    "oecd");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit_case_store(a_missing_file_is_not_made_unless_asked),
		unit_case_store(a_folder_and_a_file_of_text_are_refused),
		unit_case_store(the_database_of_another_program_is_refused),
		unit_case_store(
			an_empty_file_becomes_a_registry_only_when_asked),
		unit_case_store(the_files_are_for_their_owner_only),
		unit_case_store(the_file_of_a_newer_program_is_refused),
		unit_case_store(an_old_file_is_brought_up_to_date),
		unit_case_store(what_was_written_is_there_after_opening_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
