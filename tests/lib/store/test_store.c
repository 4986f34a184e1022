/*
 * test_store.c - what the seam promises, kept by the SQLite engine
 */
#include "lib/store/store.h"

#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/date.h"
#include "lib/data/id.h"
#include "lib/store/schema.h"
#include "tests/support/database.h"
#include "tests/support/store_unit.h"

/* --------------------------------------------------------------- opening */

static void write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void close_store(struct unit *u)
{
	store_close(u->store);
	u->store = NULL;
}

static void a_missing_file_is_not_made_unless_asked(void **state)
{
	struct unit *u = *state;

	close_store(u);
	snprintf(u->path, sizeof(u->path), "%s/other", u->dir);
	assert_code(unit_reopen(u, 0), ERR_INVALID);
	assert_non_null(strstr(u->err.detail, "no such file"));
	assert_int_not_equal(access(u->path, F_OK), 0);
	must(unit_reopen(u, STORE_CREATE));
}

static void a_folder_and_a_file_of_text_are_refused(void **state)
{
	struct unit *u = *state;

	close_store(u);
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

	close_store(u);
	snprintf(u->path, sizeof(u->path), "%s/other", u->dir);
	do_sql(u->path, "CREATE TABLE birds (name TEXT)");
	assert_code(unit_reopen(u, STORE_CREATE), ERR_INVALID);
	assert_non_null(strstr(u->err.detail, "not a registry"));
}

static void an_empty_file_becomes_a_registry_only_when_asked(void **state)
{
	struct unit *u = *state;
	struct stat st;

	close_store(u);
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

	close_store(u);
	do_sql(u->path, "PRAGMA user_version = 99");
	assert_code(unit_reopen(u, 0), ERR_INVALID);
	assert_non_null(strstr(u->err.detail, "99"));
	assert_non_null(strstr(u->err.detail, "up to"));
}

static void an_old_file_is_brought_up_to_date(void **state)
{
	struct unit *u = *state;

	close_store(u);
	make_old(u->path, 14);
	must(unit_reopen(u, 0));
	assert_string_equal(keys(u, "assertions", &(struct query){ 0 }), "");
}

static void what_was_written_is_there_after_opening_again(void **state)
{
	struct unit *u = *state;
	struct stat st;
	char wal[64];

	must(put(u, "organizations", row_new(u, "organizations", "oecd")));
	close_store(u);
	snprintf(wal, sizeof(wal), "%s-wal", u->path);
	assert_int_not_equal(stat(wal, &st), 0);
	must(unit_reopen(u, 0));
	assert_string_equal(keys(u, "organizations", &(struct query){ 0 }),
	                    "oecd");
}

/* --------------------------------------------------------------- records */

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
}

/* ------------------------------------- editions, passages and assertions */

static const char sha[] =
	"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
static const char other_sha[] =
	"f3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

static struct row *source(struct unit *u)
{
	struct row *row = row_new(u, "sources", "paper");

	add_item(u, row, "sources", "editions", "sha256", sha, NULL);
	return row;
}

static struct row *passage(struct unit *u)
{
	struct row *row = row_new(u, "passages", "words");

	set(u, row, "passages", "source",
	    value_text(id_of(u, "sources", "paper")));
	set_text(u, row, "passages", "edition", sha);
	set_text(u, row, "passages", "sha256", sha);
	return row;
}

static struct row *assertion(struct unit *u)
{
	struct row *row = row_new(u, "assertions", "claim");

	set_text(u, row, "assertions", "subject.kind", "sources");
	set(u, row, "assertions", "subject.id",
	    value_text(id_of(u, "sources", "paper")));
	set_text(u, row, "assertions", "field", "/title");
	set(u, row, "assertions", "passage",
	    value_text(id_of(u, "passages", "words")));
	return row;
}

static void a_passage_wants_its_edition(void **state)
{
	struct unit *u = *state;
	struct row *row = source(u);

	must(put(u, "sources", row));
	must(put(u, "passages", passage(u)));

	/* an edition in use stays while others come and go */
	add_item(u, row, "sources", "editions", "sha256", other_sha, NULL);
	must(change(u, "sources", row));
	must(change(u, "sources", source(u)));
	assert_code(change(u, "sources", row_new(u, "sources", "paper")),
	            ERR_CONFLICT);
	assert_non_null(strstr(u->err.detail, "still refers"));
	assert_code(take(u, "sources", "paper"), ERR_CONFLICT);
	must(take(u, "passages", "words"));
	must(take(u, "sources", "paper"));
	assert_code(put(u, "passages", passage(u)), ERR_CONFLICT);
}

static void an_edition_is_listed_once(void **state)
{
	struct unit *u = *state;
	struct row *row = source(u);

	add_item(u, row, "sources", "editions", "sha256", sha, NULL);
	assert_code(put(u, "sources", row), ERR_CONFLICT);
	assert_string_equal(u->err.detail, "this sha256 is taken");
}

static void an_assertion_keeps_its_subject_of_any_kind(void **state)
{
	struct unit *u = *state;
	struct row *row = assertion(u);

	must(put(u, "sources", source(u)));
	must(put(u, "passages", passage(u)));
	must(put(u, "assertions", row));
	must(change(u, "assertions", row));
	set_text(u, row, "assertions", "subject.kind", "instruments");
	assert_code(change(u, "assertions", row), ERR_CONFLICT);
	assert_code(take(u, "passages", "words"), ERR_CONFLICT);
	must(take(u, "assertions", "claim"));
	must(take(u, "passages", "words"));
}

/* ----------------------------------------------------------- comparisons */

static const char *const days[] = {
	"2019-12-31", "2020",       "2020-01",    "2020-01-01", "2020-02",
	"2020-02-28", "2020-02-29", "2020-11",    "2020-11-29", "2020-11-30",
	"2020-12",    "2020-12-01", "2020-12-30", "2020-12-31", "2021",
	"2021-01",    "2021-01-01", "2021-02-28", "2021-12-31",
};

static bool fits(const char *date, enum compare compare, const char *value)
{
	struct day_range d, v;

	assert_true(date_range(str_from(date), &d));
	assert_true(date_range(str_from(value), &v));
	switch (compare) {
	case CMP_EQ:
		return strcmp(d.first, v.first) >= 0 &&
		       strcmp(d.last, v.last) <= 0;
	case CMP_LT:
		return strcmp(d.first, v.first) < 0;
	case CMP_LTE:
		return strcmp(d.first, v.last) <= 0;
	case CMP_GT:
		return strcmp(d.last, v.last) > 0;
	case CMP_GTE:
		return strcmp(d.last, v.first) >= 0;
	case CMP_EXISTS:
	case CMP_ABSENT:
		break;
	}
	return false;
}

static void check_date(struct unit *u, enum compare compare, const char *value)
{
	struct query q = { 0 };
	struct buf want;

	buf_init(&want, u->arena);
	for (size_t i = 0; i < COUNT(days); i++)
		if (fits(days[i], compare, value))
			buf_printf(&want, "%sd%s", want.len > 0 ? " " : "",
			           days[i]);
	where(u, &q, "instruments", "adopted_on", compare, value);
	if (want.len == 0)
		buf_puts(&want, "");
	if (strcmp(keys(u, "instruments", &q), want.data) != 0)
		print_error("compare %d with %s\n", (int)compare, value);
	assert_string_equal(keys(u, "instruments", &q), want.data);
}

static void put_dated(struct unit *u, const char *key, const char *day)
{
	struct row *row = row_new(u, "instruments", key);

	if (day != NULL)
		set_text(u, row, "instruments", "adopted_on", day);
	must(put(u, "instruments", row));
}

static void a_date_is_compared_by_its_days(void **state)
{
	struct unit *u = *state;

	for (size_t i = 0; i < COUNT(days); i++)
		put_dated(u, arena_printf(u->arena, "d%s", days[i]), days[i]);
	put_dated(u, "none", NULL);
	for (size_t i = 0; i < COUNT(days); i++)
		for (enum compare c = CMP_EQ; c <= CMP_GTE; c++)
			check_date(u, c, days[i]);
}

static void a_value_may_exist_or_not(void **state)
{
	struct unit *u = *state;
	struct query with = { 0 }, without = { 0 };

	put_dated(u, "dated", "2021");
	put_dated(u, "undated", NULL);
	where(u, &with, "instruments", "adopted_on", CMP_EXISTS, NULL);
	assert_string_equal(keys(u, "instruments", &with), "dated");
	where(u, &without, "instruments", "adopted_on", CMP_ABSENT, NULL);
	assert_string_equal(keys(u, "instruments", &without), "undated");
}

static void numbers_and_texts_are_compared_as_such(void **state)
{
	struct unit *u = *state;
	struct row *row = source(u);
	struct query q = { 0 };

	must(put(u, "sources", row));
	for (int i = 8; i < 12; i++) {
		row = passage(u);
		row->values[COLUMN_ID] = value_text(
			id_of(u, "passages", arena_printf(u->arena, "%d", i)));
		row->values[COLUMN_KEY] = value_text(
			str_from(arena_printf(u->arena, "p%02d", i)));
		set(u, row, "passages", "start", value_integer(i));
		must(put(u, "passages", row));
	}
	where(u, &q, "passages", "start", CMP_GT, "8");
	where(u, &q, "passages", "start", CMP_LTE, "10");
	assert_string_equal(keys(u, "passages", &q), "p09 p10");
	q = (struct query){ 0 };
	where(u, &q, "passages", "key", CMP_GTE, "p10");
	assert_string_equal(keys(u, "passages", &q), "p10 p11");
}

static void any_of_several_values_fits(void **state)
{
	struct unit *u = *state;
	struct query q = { 0 };

	put_dated(u, "a", "2019");
	put_dated(u, "b", "2020-05");
	put_dated(u, "c", "2021");
	where_either(u, &q, "instruments", "adopted_on", "2019", "2021");
	assert_string_equal(keys(u, "instruments", &q), "a c");
	q = (struct query){ 0 };
	where_either(u, &q, "instruments", "key", "b", "c");
	assert_string_equal(keys(u, "instruments", &q), "b c");
}

/* ----------------------------------------------------- lists in a record */

static void put_party(struct unit *u, const char *key, const char *role,
                      const char *organization, const char *role2,
                      const char *organization2)
{
	struct row *row = row_new(u, "instruments", key);

	add_item(u, row, "instruments", "parties", "role", role, "organization",
	         id_of(u, "organizations", organization).p, NULL);
	add_item(u, row, "instruments", "parties", "role", role2,
	         "organization", id_of(u, "organizations", organization2).p,
	         NULL);
	add_item(u, row, "instruments", "jurisdictions", "value", key, NULL);
	must(put(u, "instruments", row));
}

static void conditions_on_a_list_meet_in_one_item(void **state)
{
	struct unit *u = *state;
	struct query q = { 0 };

	must(put(u, "organizations", row_new(u, "organizations", "eu")));
	must(put(u, "organizations", row_new(u, "organizations", "oecd")));
	put_party(u, "a", "issuer", "eu", "host", "oecd");
	put_party(u, "b", "issuer", "oecd", "host", "eu");

	where(u, &q, "instruments", "parties.organization", CMP_EQ,
	      id_of(u, "organizations", "eu").p);
	assert_string_equal(keys(u, "instruments", &q), "a b");
	where(u, &q, "instruments", "parties.role", CMP_EQ, "issuer");
	assert_string_equal(keys(u, "instruments", &q), "a");
	where(u, &q, "instruments", "jurisdictions", CMP_EQ, "a");
	assert_string_equal(keys(u, "instruments", &q), "a");
	where(u, &q, "instruments", "jurisdictions", CMP_EQ, "b");
	assert_string_equal(keys(u, "instruments", &q), "");
}

static void a_list_may_be_empty(void **state)
{
	struct unit *u = *state;
	struct query q = { 0 };
	struct row *row = row_new(u, "instruments", "some");

	must(put(u, "instruments", row_new(u, "instruments", "none")));
	add_item(u, row, "instruments", "jurisdictions", "value", "CN", NULL);
	add_item(u, row, "instruments", "jurisdictions", "value", "EU", NULL);
	must(put(u, "instruments", row));
	where(u, &q, "instruments", "jurisdictions", CMP_ABSENT, NULL);
	assert_string_equal(keys(u, "instruments", &q), "none");
	q = (struct query){ 0 };
	where(u, &q, "instruments", "jurisdictions", CMP_EXISTS, NULL);
	assert_string_equal(keys(u, "instruments", &q), "some");
	q = (struct query){ 0 };
	where_either(u, &q, "instruments", "jurisdictions", "CN", "EU");
	assert_string_equal(keys(u, "instruments", &q), "some");
}

static void items_are_replaced_by_a_change(void **state)
{
	struct unit *u = *state;
	struct row *row = row_new(u, "instruments", "act");
	struct query q = { 0 };

	for (int i = 0; i < 3; i++)
		add_item(u, row, "instruments", "languages", "value", "en",
		         NULL);
	must(put(u, "instruments", row));
	row = row_new(u, "instruments", "act");
	add_item(u, row, "instruments", "languages", "value", "zh", NULL);
	must(change(u, "instruments", row));
	where(u, &q, "instruments", "languages", CMP_EQ, "en");
	assert_string_equal(keys(u, "instruments", &q), "");
	q.nconditions = 0;
	where(u, &q, "instruments", "languages", CMP_EQ, "zh");
	assert_string_equal(keys(u, "instruments", &q), "act");
}

/* -------------------------------------------------- what is kept apart */

/* The evidence of an organization: members in a state, the last in conflict. */
struct kept {
	struct unit *unit;
	struct str id;
	struct list_rows items;
	struct buf seen;
};

static const struct list *evidence(void)
{
	return kind_list(kind_find(STR("organizations")), "evidence");
}

static enum err_code put_kept(struct tx *tx, void *arg, struct err *e)
{
	struct kept *k = arg;

	return store_items_put(tx, evidence(), k->id, &k->items, e);
}

static enum err_code see_item(void *arg, const struct value *cells,
                              struct err *e)
{
	struct kept *k = arg;

	(void)e;
	buf_printf(&k->seen, " %.*s:%.*s", STR_ARG(cells[1].text),
	           STR_ARG(cells[2].text));
	return ERR_OK;
}

static enum err_code see_kept(struct tx *tx, void *arg, struct err *e)
{
	struct kept *k = arg;

	buf_init(&k->seen, k->unit->arena);
	return store_items(tx, evidence(), k->id, see_item, k, e);
}

static enum err_code see_covered(void *arg, const struct covered *c,
                                 struct err *e)
{
	struct kept *k = arg;

	(void)e;
	buf_printf(&k->seen, " %.*s:%.*s:%d", STR_ARG(c->field),
	           STR_ARG(c->state), (int)c->n);
	return ERR_OK;
}

static enum err_code see_coverage(struct tx *tx, void *arg, struct err *e)
{
	struct kept *k = arg;

	buf_init(&k->seen, k->unit->arena);
	return store_coverage(tx, see_covered, k, e);
}

static enum err_code see_conflict(void *arg, const struct conflict *c,
                                  struct err *e)
{
	struct kept *k = arg;

	(void)e;
	buf_printf(&k->seen, " %.*s%.*s", STR_ARG(c->key), STR_ARG(c->field));
	return ERR_OK;
}

static enum err_code see_conflicts(struct tx *tx, void *arg, struct err *e)
{
	struct kept *k = arg;
	struct conflicts q = { .limit = 10 };

	buf_init(&k->seen, k->unit->arena);
	return store_conflicts(tx, &q, see_conflict, k, e);
}

/* Keep for a record these states of "/name" and "/type". */
static void keep(struct unit *u, const char *key, const char *name,
                 const char *type)
{
	const char *fields[] = { "/name", "/type" }, *states[] = { name, type };
	struct kept k = { .unit = u, .id = id_of(u, "organizations", key) };
	struct value cells[2][7] = { { { 0 } } };

	for (size_t i = 0; i < 2; i++) {
		cells[i][0] = value_text(str_from(key));
		cells[i][1] = value_text(str_from(fields[i]));
		cells[i][2] = value_text(str_from(states[i]));
		cells[i][3] = value_text(STR("none"));
		cells[i][4] = value_integer(strcmp(states[i], "disputed") == 0);
		cells[i][6] = value_integer(1);
	}
	k.items = (struct list_rows){ 2, cells[0] };
	run(u, TX_WRITE, put_kept, &k);
}

#define assert_seen(u, fn, key, want)                                          \
	do {                                                                   \
		struct kept k = { .unit = u,                                   \
			          .id = id_of(u, "organizations", key) };      \
                                                                               \
		run(u, TX_READ, fn, &k);                                       \
		assert_str(buf_text(&k.seen), want);                           \
	} while (0)

static void what_is_kept_apart_is_replaced_found_counted_and_gone(void **state)
{
	struct unit *u = *state;
	struct query q = { 0 };

	must(put(u, "organizations", row_new(u, "organizations", "b")));
	must(put(u, "organizations", row_new(u, "organizations", "a")));
	keep(u, "b", "supported", "disputed");
	keep(u, "a", "unsupported", "unsupported");
	assert_seen(u, see_kept, "b", " /name:supported /type:disputed");
	keep(u, "a", "unsupported", "disputed");
	assert_seen(u, see_kept, "a", " /name:unsupported /type:disputed");
	must(change(u, "organizations", row_new(u, "organizations", "a")));
	assert_seen(u, see_kept, "a", " /name:unsupported /type:disputed");
	assert_seen(u, see_conflicts, "a", " a/type b/type");
	assert_seen(u, see_coverage, "a",
	            " /name:supported:1 /name:unsupported:1 /type:disputed:2");
	where(u, &q, "organizations", "evidence.state", CMP_EQ, "unsupported");
	assert_string_equal(keys(u, "organizations", &q), "a");
	where(u, &q, "organizations", "evidence.field", CMP_EQ, "/type");
	assert_string_equal(keys(u, "organizations", &q), "");
	must(take(u, "organizations", "a"));
	assert_seen(u, see_kept, "a", "");
	assert_seen(u, see_conflicts, "a", " b/type");
	assert_seen(u, see_coverage, "a",
	            " /name:supported:1 /type:disputed:1");
}

struct relation {
	struct unit *unit;
	struct buf keys;
	const char *path;
	struct str owners[3];
};

static enum err_code gather_key(void *arg, const struct row *row, struct err *e)
{
	struct relation *r = arg;

	(void)e;
	buf_puts(&r->keys, r->keys.len > 0 ? " " : "");
	buf_str(&r->keys, row->values[COLUMN_KEY].text);
	return ERR_OK;
}

static enum err_code relate(struct tx *tx, void *arg, struct err *e)
{
	struct relation *r = arg;
	const struct list *list;
	const struct column *c =
		entity_column(entity("instruments"), str_from(r->path), &list);

	buf_init(&r->keys, r->unit->arena);
	return store_related(tx, entity("instruments"), list, c, r->owners, 3,
	                     entity("organizations"), gather_key, r, e);
}

static void what_is_referred_to_comes_once_and_by_key(void **state)
{
	struct unit *u = *state;
	struct relation r = { .unit = u, .path = "parties.organization" };

	must(put(u, "organizations", row_new(u, "organizations", "oecd")));
	must(put(u, "organizations", row_new(u, "organizations", "eu")));
	must(put(u, "organizations", row_new(u, "organizations", "un")));
	put_party(u, "a", "issuer", "oecd", "host", "oecd");
	put_party(u, "b", "issuer", "oecd", "host", "eu");
	put_party(u, "c", "issuer", "un", "host", "un");
	r.owners[0] = id_of(u, "instruments", "a");
	r.owners[1] = id_of(u, "instruments", "b");
	r.owners[2] = id_of(u, "instruments", "none");
	run(u, TX_READ, relate, &r);
	assert_str(buf_text(&r.keys), "eu oecd");
}

/* ---------------------------------------------------------------- paging */

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

/* --------------------------------------------------------------- changes */

static enum err_code append(struct tx *tx, void *arg, struct err *e)
{
	return store_append(tx, arg, e);
}

struct feed {
	struct arena *arena;
	struct buf seen;
	struct change change;
	int64_t since;
	size_t limit;
	struct str ref;
};

static enum err_code see_change(void *arg, const struct change *c,
                                struct err *e)
{
	struct feed *f = arg;

	(void)e;
	buf_printf(&f->seen, " %d%.*s", (int)c->seq, STR_ARG(c->op));
	return ERR_OK;
}

static enum err_code read_feed(struct tx *tx, void *arg, struct err *e)
{
	struct feed *f = arg;

	buf_init(&f->seen, f->arena);
	return store_changes(tx, f->since, f->limit, see_change, f, e);
}

static enum err_code read_head(struct tx *tx, void *arg, struct err *e)
{
	struct feed *f = arg;

	return store_head(tx, f->arena, &f->change, e);
}

static enum err_code read_last(struct tx *tx, void *arg, struct err *e)
{
	struct feed *f = arg;

	return store_last_change(tx, STR("instruments"), f->ref, INT64_MAX,
	                         f->arena, &f->change, e);
}

static struct change change_at(struct unit *u, int64_t seq, const char *op,
                               const char *key)
{
	bool is_put = strcmp(op, OP_PUT) == 0;

	return (struct change){
		.seq = seq,
		.rev = is_put ? seq : 0,
		.at = STR("2026-01-01T00:00:00.000Z"),
		.kind = STR("instruments"),
		.op = str_from(op),
		.id = id_of(u, "instruments", key),
		.key = str_from(key),
		.record = is_put ? STR("{}") : (struct str){ 0 },
		.prev = str_from(sha),
		.hash = str_from(other_sha),
	};
}

static void changes_are_read_in_order(void **state)
{
	struct unit *u = *state;
	struct feed f = { .arena = u->arena, .limit = SIZE_MAX };
	struct change c;

	run(u, TX_READ, read_head, &f);
	assert_int_equal(f.change.seq, 0);
	assert_null(f.change.hash.p);
	for (int64_t seq = 1; seq <= 4; seq++) {
		c = change_at(u, seq, seq == 3 ? OP_DELETE : OP_PUT,
		              seq == 2 ? "b" : "a");
		run(u, TX_WRITE, append, &c);
	}
	assert_code(store_run(u->store, TX_WRITE, append, &c, &u->err),
	            ERR_CONFLICT);
	run(u, TX_READ, read_feed, &f);
	assert_str(buf_text(&f.seen), " 1put 2put 3delete 4put");
	f.since = 1;
	f.limit = 2;
	run(u, TX_READ, read_feed, &f);
	assert_str(buf_text(&f.seen), " 2put 3delete");
	run(u, TX_READ, read_head, &f);
	assert_int_equal(f.change.seq, 4);
	assert_str(f.change.hash, other_sha);
	assert_str(f.change.record, "{}");
}

static void the_last_change_of_a_record_is_found(void **state)
{
	struct unit *u = *state;
	struct feed f = { .arena = u->arena };
	struct change c = change_at(u, 1, OP_PUT, "a");

	run(u, TX_WRITE, append, &c);
	c = change_at(u, 2, OP_DELETE, "a");
	run(u, TX_WRITE, append, &c);
	c = change_at(u, 3, OP_PUT, "b");
	run(u, TX_WRITE, append, &c);
	f.ref = STR("a");
	run(u, TX_READ, read_last, &f);
	assert_int_equal(f.change.seq, 2);
	assert_int_equal(f.change.rev, 0);
	assert_null(f.change.record.p);
	f.ref = id_of(u, "instruments", "b");
	run(u, TX_READ, read_last, &f);
	assert_int_equal(f.change.seq, 3);
	f.ref = STR("nothing");
	run(u, TX_READ, read_last, &f);
	assert_int_equal(f.change.seq, 0);
}

/* ---------------------------------------------------------- source texts */

static const struct piece parts[] = {
	{ 0, 0, 0, { "a\0b", 3 } },
	{ 3, 3, 3, { "\xf0\x9f\x98\x80", 4 } },
	{ 7, 4, 5, { "yz", 2 } },
};

static enum err_code add_text(struct tx *tx, void *arg, struct err *e)
{
	struct text text = { str_from(sha), 9, 6, 7 };
	enum err_code rc = store_text_add(tx, &text, e);

	(void)arg;
	for (size_t i = 0; i < COUNT(parts) && rc == ERR_OK; i++)
		rc = store_piece_add(tx, text.sha256, &parts[i], e);
	return rc;
}

struct asked_piece {
	struct arena *arena;
	enum text_unit unit;
	int64_t at;
	struct piece out;
	struct text text;
};

static enum err_code find_piece(struct tx *tx, void *arg, struct err *e)
{
	struct asked_piece *a = arg;

	return store_piece_find(tx, str_from(sha), a->unit, a->at, a->arena,
	                        &a->out, e);
}

static enum err_code find_text(struct tx *tx, void *arg, struct err *e)
{
	struct asked_piece *a = arg;

	return store_text_find(tx, str_from(sha), a->arena, &a->text, e);
}

static void a_piece_is_found_by_each_unit(void **state)
{
	struct unit *u = *state;
	static const struct {
		enum text_unit unit;
		int64_t at;
		size_t part;
	} places[] = {
		{ UNIT_BYTE, 0, 0 },       { UNIT_BYTE, 2, 0 },
		{ UNIT_BYTE, 3, 1 },       { UNIT_BYTE, 6, 1 },
		{ UNIT_BYTE, 9, 2 },       { UNIT_CODE_POINT, 3, 1 },
		{ UNIT_CODE_POINT, 4, 2 }, { UNIT_CODE_POINT, 6, 2 },
		{ UNIT_UTF16, 4, 1 },      { UNIT_UTF16, 5, 2 },
	};
	struct asked_piece a = { .arena = u->arena };

	assert_code(store_run(u->store, TX_READ, find_text, &a, &u->err),
	            ERR_NOT_FOUND);
	run(u, TX_WRITE, add_text, NULL);
	assert_code(store_run(u->store, TX_WRITE, add_text, NULL, &u->err),
	            ERR_CONFLICT);
	run(u, TX_READ, find_text, &a);
	assert_int_equal(a.text.utf16, 7);
	for (size_t i = 0; i < COUNT(places); i++) {
		const struct piece *want = &parts[places[i].part];

		a.unit = places[i].unit;
		a.at = places[i].at;
		run(u, TX_READ, find_piece, &a);
		assert_int_equal(a.out.byte, want->byte);
		assert_int_equal(a.out.code_point, want->code_point);
		assert_int_equal(a.out.utf16, want->utf16);
		assert_true(str_eq(a.out.body, want->body));
	}
}

/* ---------------------------------------------------------------- search */

struct indexing {
	struct str id;
	const struct document *old, *new;
};

static enum err_code index_one(struct tx *tx, void *arg, struct err *e)
{
	struct indexing *i = arg;

	return store_index(tx, entity("instruments"), i->id, i->old, i->new, e);
}

static struct document document(const char *title, const char *summary)
{
	return (struct document){ .parts = {
					  [SEARCH_TITLE] = str_from(title),
					  [SEARCH_SUMMARY] = str_from(summary),
				  } };
}

static void put_words(struct unit *u, const char *key, const char *title,
                      const char *summary)
{
	struct document d = document(title, summary);
	struct indexing i = { id_of(u, "instruments", key), NULL, &d };

	must(put(u, "instruments", row_new(u, "instruments", key)));
	run(u, TX_WRITE, index_one, &i);
}

struct searching {
	struct unit *unit;
	struct search search;
	struct buf keys;
};

static enum err_code add_key_of(struct tx *tx, struct searching *s, uint32_t n,
                                struct err *e)
{
	static const char *const known[] = { "a", "b", "c", "d", "e" };
	const char *kind;
	struct str id;
	enum err_code rc =
		store_docid_find(tx, n, s->unit->arena, &kind, &id, e);

	for (size_t i = 0; i < COUNT(known) && rc == ERR_OK; i++)
		if (str_eq(id, id_of(s->unit, kind, known[i])))
			buf_puts(&s->keys, known[i]);
	return rc;
}

static enum err_code search(struct tx *tx, void *arg, struct err *e)
{
	struct searching *s = arg;
	struct found *hits;
	size_t n;
	enum err_code rc =
		store_search(tx, &s->search, s->unit->arena, &hits, &n, e);

	for (size_t i = 0; i < n && rc == ERR_OK; i++)
		rc = add_key_of(tx, s, hits[i].n, e);
	return rc;
}

/* Terms with a blank between: -without, prefix*, all_of_these_as_a_phrase. */
static const char *hits(struct unit *u, const char *terms)
{
	struct searching s = { .unit = u };
	char *text = arena_strndup(u->arena, terms, strlen(terms)), *rest;

	for (char *p = strtok_r(text, " ", &rest); p != NULL;
	     p = strtok_r(NULL, " ", &rest)) {
		struct term *t = &s.search.terms[s.search.nterms];

		t->clause = (uint8_t)s.search.nterms++;
		s.search.without[t->clause] = *p == '-';
		p += *p == '-';
		t->prefix = *p != '\0' && p[strlen(p) - 1] == '*';
		t->text = (struct str){ p, strlen(p) - t->prefix };
	}
	buf_init(&s.keys, u->arena);
	run(u, TX_READ, search, &s);
	return s.keys.len > 0 ? s.keys.data : "";
}

static void fill_for_search(struct unit *u)
{
	put_words(u, "a", "Artificial Intelligence Act",
	          "Rules for models. Élan.");
	put_words(u, "b", "Recommendation on Ethics",
	          "Speaks of artificial intelligence.");
	put_words(u, "c", "生成式人工智能服务管理暂行办法",
	          "生成式监管。对未成年人");
}

static void words_phrases_and_prefixes_find(void **state)
{
	struct unit *u = *state;

	fill_for_search(u);
	assert_string_equal(hits(u, "artificial"), "ab");
	assert_string_equal(hits(u, "ARTIFICIAL models"), "a");
	assert_string_equal(hits(u, "elan"), "a");
	assert_string_equal(hits(u, "artificial_intelligence"), "ab");
	assert_string_equal(hits(u, "intelligence_artificial"), "");
	assert_string_equal(hits(u, "art*"), "ab");
	assert_string_equal(hits(u, "a*"), "ab");
	assert_string_equal(hits(u, "intelligence_a*"), "a");
	assert_string_equal(hits(u, "artificial -ethics"), "a");
	assert_string_equal(hits(u, "artificial -ethics -models"), "");
	assert_string_equal(hits(u, "nothing"), "");
}

static void one_or_two_chinese_characters_find(void **state)
{
	struct unit *u = *state;

	fill_for_search(u);
	assert_string_equal(hits(u, "法"), "c");
	assert_string_equal(hits(u, "监管"), "c");
	assert_string_equal(hits(u, "管监"), "");
	assert_string_equal(hits(u, "人工智能服务"), "c");
	assert_string_equal(hits(u, "未成年人"), "c");
	assert_string_equal(hits(u, "成人"), "");
}

static void nothing_typed_is_a_syntax_error(void **state)
{
	struct unit *u = *state;
	static const char *const terms[] = {
		"",
		"\"",
		"\"\"",
		"*",
		"-",
		"-*",
		"(",
		")",
		"AND",
		"OR",
		"NOT",
		"NEAR(",
		"title:",
		"a:b",
		"^a",
		"+",
		"{a}",
		"'",
		";--",
		"\\",
		"-artificial",
		"%",
		"artificial\"*",
		"\xff\xfe",
	};

	fill_for_search(u);
	for (size_t i = 0; i < COUNT(terms); i++)
		hits(u, terms[i]);
	assert_string_equal(hits(u, "-nothing"), "");
	assert_string_equal(hits(u, "artificial \" *"), "ab");
	assert_string_equal(hits(u, "artificial -\""), "ab");
}

static void an_index_forgets_what_it_is_told_to(void **state)
{
	struct unit *u = *state;
	struct document old = document("Old words", ""), new = document("", "");
	struct indexing i = { id_of(u, "instruments", "a"), &old, &new };

	put_words(u, "a", "Old words", "");
	new = document("New words", "");
	run(u, TX_WRITE, index_one, &i);
	assert_string_equal(hits(u, "old"), "");
	assert_string_equal(hits(u, "new"), "a");
	i = (struct indexing){ i.id, &new, NULL };
	run(u, TX_WRITE, index_one, &i);
	assert_string_equal(hits(u, "words"), "");
	i.id = id_of(u, "instruments", "absent");
	assert_code(store_run(u->store, TX_WRITE, index_one, &i, &u->err),
	            ERR_NOT_FOUND);
}

static enum err_code ask_stale(struct tx *tx, void *arg, struct err *e)
{
	return store_index_stale(tx, arg, e);
}

static enum err_code reset_index(struct tx *tx, void *arg, struct err *e)
{
	(void)arg;
	return store_index_reset(tx, e);
}

static void an_index_of_other_rules_is_stale(void **state)
{
	struct unit *u = *state;
	bool is_stale = false;

	run(u, TX_READ, ask_stale, &is_stale);
	assert_false(is_stale);
	put_words(u, "a", "word", "");
	close_store(u);
	do_sql(u->path, "UPDATE settings SET value = 'older'");
	must(unit_reopen(u, 0));
	run(u, TX_READ, ask_stale, &is_stale);
	assert_true(is_stale);

	run(u, TX_BULK, reset_index, NULL);
	run(u, TX_READ, ask_stale, &is_stale);
	assert_false(is_stale);
	assert_string_equal(hits(u, "word"), "");
}

/* ------------------------------------------------------------------ keys */

static enum err_code add_key(struct tx *tx, void *arg, struct err *e)
{
	return store_key_add(tx, arg, e);
}

static enum err_code revoke(struct tx *tx, void *arg, struct err *e)
{
	(void)arg;
	return store_key_revoke(tx, STR("alice"),
	                        STR("2026-02-01T00:00:00.000Z"), e);
}

struct key_list {
	struct arena *arena;
	struct api_key key;
	struct str digest;
	size_t n;
};

static enum err_code find_key(struct tx *tx, void *arg, struct err *e)
{
	struct key_list *l = arg;

	return store_key_find(tx, l->digest, l->arena, &l->key, e);
}

static enum err_code see_key(void *arg, const struct api_key *k, struct err *e)
{
	struct key_list *l = arg;

	(void)e;
	assert_str(k->name, "alice");
	l->n++;
	return ERR_OK;
}

static enum err_code list_keys(struct tx *tx, void *arg, struct err *e)
{
	return store_keys(tx, see_key, arg, e);
}

static void a_name_has_one_working_key(void **state)
{
	struct unit *u = *state;
	struct api_key first = { str_from(sha),
		                 STR("alice"),
		                 STR("editor"),
		                 STR("2026-01-01T00:00:00.000Z"),
		                 { 0 } };
	struct api_key second = first;
	struct key_list l = { .arena = u->arena, .digest = str_from(sha) };

	assert_code(store_run(u->store, TX_WRITE, revoke, NULL, &u->err),
	            ERR_NOT_FOUND);
	run(u, TX_WRITE, add_key, &first);
	second.digest = str_from(other_sha);
	assert_code(store_run(u->store, TX_WRITE, add_key, &second, &u->err),
	            ERR_CONFLICT);
	run(u, TX_READ, find_key, &l);
	assert_null(l.key.revoked_at.p);
	assert_str(l.key.role, "editor");
	run(u, TX_WRITE, revoke, NULL);
	run(u, TX_READ, find_key, &l);
	assert_str(l.key.revoked_at, "2026-02-01T00:00:00.000Z");
	run(u, TX_WRITE, add_key, &second);
	run(u, TX_READ, list_keys, &l);
	assert_int_equal(l.n, 2);
	l.digest = STR("none");
	assert_code(store_run(u->store, TX_READ, find_key, &l, &u->err),
	            ERR_NOT_FOUND);
}

/* ------------------------------------------------------------------ care */

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
	must(store_check(u->store, hear, &out, &u->err));
	return buf_text(&out);
}

static void a_sound_file_gives_no_complaint(void **state)
{
	struct unit *u = *state;

	must(put(u, "sources", source(u)));
	must(put(u, "passages", passage(u)));
	must(put(u, "assertions", assertion(u)));
	fill_for_search(u);
	assert_int_equal(complaints(u).len, 0);
}

static void what_was_tampered_with_is_told(void **state)
{
	struct unit *u = *state;
	struct str told;

	must(put(u, "organizations", row_new(u, "organizations", "oecd")));
	must(put(u, "sources", source(u)));
	must(put(u, "passages", passage(u)));
	close_store(u);
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

	close_store(u);
	snprintf(u->path, sizeof(u->path), "%s", copy);
	must(unit_reopen(u, 0));
	assert_string_equal(keys(u, "instruments", &(struct query){ 0 }),
	                    "b c d");
	assert_string_equal(hits(u, "another"), "d");
	assert_string_equal(hits(u, "监管"), "c");
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
		unit_case_store(a_missing_file_is_not_made_unless_asked),
		unit_case_store(a_folder_and_a_file_of_text_are_refused),
		unit_case_store(the_database_of_another_program_is_refused),
		unit_case_store(
			an_empty_file_becomes_a_registry_only_when_asked),
		unit_case_store(the_files_are_for_their_owner_only),
		unit_case_store(the_file_of_a_newer_program_is_refused),
		unit_case_store(an_old_file_is_brought_up_to_date),
		unit_case_store(what_was_written_is_there_after_opening_again),
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
		unit_case_store(a_date_is_compared_by_its_days),
		unit_case_store(a_value_may_exist_or_not),
		unit_case_store(numbers_and_texts_are_compared_as_such),
		unit_case_store(any_of_several_values_fits),
		unit_case_store(conditions_on_a_list_meet_in_one_item),
		unit_case_store(a_list_may_be_empty),
		unit_case_store(items_are_replaced_by_a_change),
		unit_case_store(
			what_is_kept_apart_is_replaced_found_counted_and_gone),
		unit_case_store(what_is_referred_to_comes_once_and_by_key),
		unit_case_store(pages_of_any_size_make_the_same_list),
		unit_case_store(records_without_a_value_come_first),
		unit_case_store(paging_up_is_steady_while_others_write),
		unit_case_store(paging_down_is_steady_while_others_write),
		unit_case_store(filters_and_pages_go_together),
		unit_case_store(what_is_common_and_what_is_rare_are_both_found),
		unit_case_store(changes_are_read_in_order),
		unit_case_store(the_last_change_of_a_record_is_found),
		unit_case_store(a_piece_is_found_by_each_unit),
		unit_case_store(words_phrases_and_prefixes_find),
		unit_case_store(one_or_two_chinese_characters_find),
		unit_case_store(nothing_typed_is_a_syntax_error),
		unit_case_store(an_index_forgets_what_it_is_told_to),
		unit_case_store(an_index_of_other_rules_is_stale),
		unit_case_store(a_name_has_one_working_key),
		unit_case_store(a_sound_file_gives_no_complaint),
		unit_case_store(what_was_tampered_with_is_told),
		unit_case_store(a_copy_is_a_whole_registry),
		unit_case_store(a_copy_into_nowhere_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
