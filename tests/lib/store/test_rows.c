/*
 * test_rows.c - records are put, changed, found and taken
 */
#include "lib/store/store.h"

#include "tests/support/store_unit.h"

struct finding {
	const char *kind;
	struct str ref;
	struct row row;
	struct arena *arena;
};

static enum err_code find(struct tx *tx, void *arg, struct err *e)
{
	struct finding *f = arg;

	return store_find(tx, entity(f->kind), f->ref, f->arena, &f->row, e);
}

static void a_record_is_found_by_id_and_by_key(void **state)
{
	struct unit *u = *state;
	struct row *row = row_new(u, "instruments", "eu-ai-act");
	struct finding f = { "instruments", STR("eu-ai-act"), { 0 }, u->arena };

	set_text(u, row, "instruments", "title", "AI Act");
	set_text(u, row, "instruments", "adopted_on", "2024-06-13");
	must(put(u, "instruments", row));

	run(u, TX_READ, find, &f);
	assert_str(value_str(f.row.values[COLUMN_ID]),
	           id_of(u, "instruments", "eu-ai-act").p);
	assert_str(f.row.record, "{\"key\":\"eu-ai-act\"}");
	assert_null(f.row.lists);
	assert_int_equal(f.row.values[COLUMN_REV].integer, 1);
	f.ref = id_of(u, "instruments", "eu-ai-act");
	run(u, TX_READ, find, &f);
	assert_str(value_str(f.row.values[COLUMN_KEY]), "eu-ai-act");

	f.ref = STR("nothing");
	assert_code(store_run(u->store, TX_READ, find, &f, &u->err),
	            ERR_NOT_FOUND);
}

static void a_key_that_looks_like_an_id_is_still_found(void **state)
{
	struct unit *u = *state;
	const char *key = "00000000-0000-4000-8000-000000000001";
	struct finding f = { "organizations", str_from(key), { 0 }, u->arena };

	must(put(u, "organizations", row_new(u, "organizations", key)));
	run(u, TX_READ, find, &f);
	assert_str(value_str(f.row.values[COLUMN_KEY]), key);
}

static void a_key_is_taken_only_once(void **state)
{
	struct unit *u = *state;
	struct row *other = row_new(u, "organizations", "oecd");

	must(put(u, "organizations", row_new(u, "organizations", "oecd")));
	other->values[COLUMN_ID] = value_text(id_of(u, "organizations", "x"));
	assert_code(put(u, "organizations", other), ERR_CONFLICT);
	assert_string_equal(u->err.detail, "this key is taken");

	must(take(u, "organizations", "oecd"));
	must(put(u, "organizations", other));
}

static void a_change_replaces_all_columns(void **state)
{
	struct unit *u = *state;
	struct row *row = row_new(u, "organizations", "oecd");
	struct query q = { 0 };

	set_text(u, row, "organizations", "url", "https://oecd.org");
	must(put(u, "organizations", row));
	row = row_new(u, "organizations", "oecd");
	set_text(u, row, "organizations", "name", "OECD");
	row->record = STR("{\"key\":\"new\"}");
	must(change(u, "organizations", row));

	where(u, &q, "organizations", "url", CMP_ABSENT, NULL);
	where(u, &q, "organizations", "name", CMP_EQ, "OECD");
	assert_string_equal(keys(u, "organizations", &q), "oecd");
	assert_code(change(u, "organizations",
	                   row_new(u, "organizations", "absent")),
	            ERR_NOT_FOUND);
	assert_code(take(u, "organizations", "absent"), ERR_NOT_FOUND);
}

static void a_record_that_is_referred_to_stays(void **state)
{
	struct unit *u = *state;
	struct row *row = row_new(u, "organizations", "part");

	must(put(u, "organizations", row_new(u, "organizations", "whole")));
	set(u, row, "organizations", "parent",
	    value_text(id_of(u, "organizations", "whole")));
	must(put(u, "organizations", row));
	assert_code(take(u, "organizations", "whole"), ERR_CONFLICT);
	assert_non_null(strstr(u->err.detail, "still refers"));
	must(take(u, "organizations", "part"));
	must(take(u, "organizations", "whole"));
}

static void a_reference_must_lead_somewhere(void **state)
{
	struct unit *u = *state;
	struct row *row = row_new(u, "instruments", "act");

	add_item(u, row, "instruments", "parties", "role", "issuer",
	         "organization", id_of(u, "organizations", "absent").p, NULL);
	assert_code(put(u, "instruments", row), ERR_CONFLICT);
	assert_non_null(strstr(u->err.detail, "does not exist"));
	assert_string_equal(keys(u, "instruments", &(struct query){ 0 }), "");
}

static void a_value_outside_the_choices_is_refused(void **state)
{
	struct unit *u = *state;
	struct row *row = row_new(u, "instruments", "act");

	set_text(u, row, "instruments", "type", "song");
	assert_code(put(u, "instruments", row), ERR_CONFLICT);
	set_text(u, row, "instruments", "type", "act");
	add_item(u, row, "instruments", "parties", "role", "singer", NULL);
	assert_code(put(u, "instruments", row), ERR_CONFLICT);
	assert_string_equal(keys(u, "instruments", &(struct query){ 0 }), "");
}

static void a_passage_wants_its_edition(void **state)
{
	struct unit *u = *state;
	struct row *row = source_row(u);

	must(put(u, "sources", row));
	must(put(u, "passages", passage_row(u)));

	/* an edition in use stays while others come and go */
	add_item(u, row, "sources", "editions", "sha256", OTHER_SHA, NULL);
	must(change(u, "sources", row));
	must(change(u, "sources", source_row(u)));
	assert_code(change(u, "sources", row_new(u, "sources", "paper")),
	            ERR_CONFLICT);
	assert_non_null(strstr(u->err.detail, "still refers"));
	assert_code(take(u, "sources", "paper"), ERR_CONFLICT);
	must(take(u, "passages", "words"));
	must(take(u, "sources", "paper"));
	assert_code(put(u, "passages", passage_row(u)), ERR_CONFLICT);
}

static void an_edition_is_listed_once(void **state)
{
	struct unit *u = *state;
	struct row *row = source_row(u);

	add_item(u, row, "sources", "editions", "sha256", TEXT_SHA, NULL);
	assert_code(put(u, "sources", row), ERR_CONFLICT);
	assert_string_equal(u->err.detail, "this sha256 is taken");
}

static void an_assertion_keeps_its_subject_of_any_kind(void **state)
{
	struct unit *u = *state;
	struct row *row = assertion_row(u);

	must(put(u, "sources", source_row(u)));
	must(put(u, "passages", passage_row(u)));
	must(put(u, "assertions", row));
	must(change(u, "assertions", row));
	set_text(u, row, "assertions", "subject.kind", "instruments");
	assert_code(change(u, "assertions", row), ERR_CONFLICT);
	assert_code(take(u, "passages", "words"), ERR_CONFLICT);
	must(take(u, "assertions", "claim"));
	must(take(u, "passages", "words"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit_case_store(a_record_is_found_by_id_and_by_key),
		unit_case_store(a_key_that_looks_like_an_id_is_still_found),
		unit_case_store(a_key_is_taken_only_once),
		unit_case_store(a_change_replaces_all_columns),
		unit_case_store(a_record_that_is_referred_to_stays),
		unit_case_store(a_reference_must_lead_somewhere),
		unit_case_store(a_value_outside_the_choices_is_refused),
		unit_case_store(a_passage_wants_its_edition),
		unit_case_store(an_edition_is_listed_once),
		unit_case_store(an_assertion_keeps_its_subject_of_any_kind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
