/*
 * test_check.c - the check of a file, and copies of it
 */
#include "lib/store/store.h"

#include "tests/support/database.h"
#include "tests/support/store_unit.h"

static void hear(void *arg, struct str complaint)
{
	struct buf *out = arg;

	buf_str(out, complaint);
	buf_puts(out, "\n");
}

static struct str complaints(struct unit *u)
{
	struct buf out;

	buf_init(&out, u->arena);
	must(store_check(u->store, true, hear, &out, &u->err));
	return buf_text(&out);
}

static void a_sound_file_gives_no_complaint(void **state)
{
	struct unit *u = *state;

	must(put(u, "sources", source_row(u)));
	must(put(u, "passages", passage_row(u)));
	must(put(u, "assertions", assertion_row(u)));
	fill_for_search(u);
	assert_int_equal(complaints(u).len, 0);
}

static void what_was_tampered_with_is_told(void **state)
{
	struct unit *u = *state;
	struct str told;

	must(put(u, "organizations", row_new(u, "organizations", "oecd")));
	must(put(u, "sources", source_row(u)));
	must(put(u, "passages", passage_row(u)));
	unit_end(u);
	do_sql(u->path, "DELETE FROM records WHERE kind = 'organizations';"
	                "INSERT INTO records (kind, id) "
	                "VALUES ('instruments', 'ghost');"
	                "DELETE FROM sources_editions");
	must(unit_reopen(u, 0));
	told = complaints(u);
	assert_non_null(strstr(told.p, "is not listed"));
	assert_non_null(strstr(told.p, "ghost is listed but absent"));
	assert_non_null(strstr(told.p, "ghost is not indexed"));
	assert_non_null(
		strstr(told.p, "organizations 1 is indexed but absent"));
	assert_non_null(strstr(told.p, "refers to sources_editions"));
}

static void a_copy_is_a_whole_registry(void **state)
{
	struct unit *u = *state;
	char copy[sizeof(u->path)];

	fill_for_search(u);
	must(take(u, "instruments", "a"));
	put_words(u, "d", "Another one", "");
	snprintf(copy, sizeof(copy), "%s/copy", u->dir);
	must(store_backup(u->store, copy, &u->err));
	assert_code(store_backup(u->store, copy, &u->err), ERR_CONFLICT);
	assert_non_null(strstr(u->err.detail, "exists"));

	unit_end(u);
	snprintf(u->path, sizeof(u->path), "%s", copy);
	must(unit_reopen(u, 0));
	assert_string_equal(keys(u, "instruments", &(struct query){ 0 }),
	                    "b c d");
	assert_string_equal(words_hit(u, "another"), "d");
	assert_string_equal(words_hit(u, "监管"), "c");
	assert_int_equal(complaints(u).len, 0);
}

static void a_copy_into_nowhere_is_refused(void **state)
{
	struct unit *u = *state;

	assert_code(store_backup(u->store, "/nowhere/copy", &u->err),
	            ERR_INVALID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit_case_store(a_sound_file_gives_no_complaint),
		unit_case_store(what_was_tampered_with_is_told),
		unit_case_store(a_copy_is_a_whole_registry),
		unit_case_store(a_copy_into_nowhere_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
