/*
 * test_query.c - conditions on records and on the items of their lists
 */
#include "lib/store/store.h"

#include "lib/base/date.h"
#include "tests/support/store_unit.h"

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
	struct row *row = source_row(u);
	struct query q = { 0 };

	must(put(u, "sources", row));
	for (int i = 8; i < 12; i++) {
		row = passage_row(u);
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

/* The evidence of an organization: members in a state, the last in conflict. */
struct stored {
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
	struct stored *k = arg;

	return store_items_put(tx, evidence(), k->id, &k->items, e);
}

static enum err_code see_item(void *arg, const struct value *cells,
                              struct err *e)
{
	struct stored *k = arg;

	(void)e;
	buf_printf(&k->seen, " %.*s:%.*s", STR_ARG(cells[1].text),
	           STR_ARG(cells[2].text));
	return ERR_OK;
}

static enum err_code see_kept(struct tx *tx, void *arg, struct err *e)
{
	struct stored *k = arg;

	buf_init(&k->seen, k->unit->arena);
	return store_items(tx, evidence(), k->id, see_item, k, e);
}

static enum err_code see_covered(void *arg, const struct covered *c,
                                 struct err *e)
{
	struct stored *k = arg;

	(void)e;
	buf_printf(&k->seen, " %.*s:%.*s:%d", STR_ARG(c->field),
	           STR_ARG(c->state), (int)c->n);
	return ERR_OK;
}

static enum err_code see_coverage(struct tx *tx, void *arg, struct err *e)
{
	struct stored *k = arg;

	buf_init(&k->seen, k->unit->arena);
	return store_coverage(tx, (struct str){ 0 }, see_covered, k, e);
}

static enum err_code see_conflict(void *arg, const struct conflict *c,
                                  struct err *e)
{
	struct stored *k = arg;

	(void)e;
	buf_printf(&k->seen, " %.*s%.*s", STR_ARG(c->key), STR_ARG(c->field));
	return ERR_OK;
}

static enum err_code see_conflicts(struct tx *tx, void *arg, struct err *e)
{
	struct stored *k = arg;
	struct conflicts q = { .limit = 10 };

	buf_init(&k->seen, k->unit->arena);
	return store_conflicts(tx, &q, see_conflict, k, e);
}

/* Keep for a record these states of "/name" and "/type". */
static void keep(struct unit *u, const char *key, const char *name,
                 const char *type)
{
	const char *fields[] = { "/name", "/type" }, *states[] = { name, type };
	struct stored k = { .unit = u, .id = id_of(u, "organizations", key) };
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
		struct stored k = { .unit = u,                                 \
			            .id = id_of(u, "organizations", key) };    \
                                                                               \
		run(u, TX_READ, fn, &k);                                       \
		assert_str(buf_text(&k.seen), want);                           \
	} while (0)

static void
what_is_in_a_side_table_is_replaced_found_counted_and_gone(void **state)
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

static enum err_code put_uncovered(struct tx *tx, void *arg, struct err *e)
{
	const struct kind *organizations = kind_find(STR("organizations"));
	struct stored *k = arg;

	return store_items_put(tx, kind_list(organizations, "uncovered"), k->id,
	                       &k->items, e);
}

/* Nobody speaks of these members of a record. */
static void uncover(struct unit *u, const char *key, const char *fields)
{
	struct stored k = { .unit = u, .id = id_of(u, "organizations", key) };
	struct value cell = value_text(str_from(fields));

	k.items = (struct list_rows){ 1, &cell };
	run(u, TX_WRITE, put_uncovered, &k);
}

static const char *lacking(struct unit *u, const char *field)
{
	struct query q = { 0 };

	where(u, &q, "organizations", "evidence.state", CMP_EQ, "unsupported");
	where(u, &q, "organizations", "evidence.field", CMP_EQ, field);
	return keys(u, "organizations", &q);
}

static void
what_is_implied_is_found_counted_and_gone_as_what_is_kept(void **state)
{
	struct unit *u = *state;
	struct query q = { 0 };

	must(put(u, "organizations", row_new(u, "organizations", "a")));
	must(put(u, "organizations", row_new(u, "organizations", "b")));
	must(put(u, "organizations", row_new(u, "organizations", "c")));
	uncover(u, "a", "[\"/name\",\"/type\"]");
	uncover(u, "b", "[\"/name\",\"/type\"]");
	keep(u, "c", "supported", "unsupported");
	assert_string_equal(lacking(u, "/type"), "a b c");
	assert_int_equal(u->count, 3);
	assert_string_equal(lacking(u, "/name"), "a b");
	where(u, &q, "organizations", "evidence.grade", CMP_ABSENT, NULL);
	assert_string_equal(keys(u, "organizations", &q), "");
	uncover(u, "b", "[\"/type\"]");
	assert_string_equal(lacking(u, "/name"), "a");
	assert_seen(u, see_coverage, "a",
	            " /name:supported:1 /name:unsupported:1 "
	            "/type:unsupported:3");
	must(take(u, "organizations", "a"));
	assert_string_equal(lacking(u, "/type"), "b c");
	assert_seen(u, see_coverage, "b",
	            " /name:supported:1 /type:unsupported:2");
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit_case_store(a_date_is_compared_by_its_days),
		unit_case_store(a_value_may_exist_or_not),
		unit_case_store(numbers_and_texts_are_compared_as_such),
		unit_case_store(any_of_several_values_fits),
		unit_case_store(conditions_on_a_list_meet_in_one_item),
		unit_case_store(a_list_may_be_empty),
		unit_case_store(items_are_replaced_by_a_change),
		unit_case_store(
			what_is_in_a_side_table_is_replaced_found_counted_and_gone),
		unit_case_store(
			what_is_implied_is_found_counted_and_gone_as_what_is_kept),
		unit_case_store(what_is_referred_to_comes_once_and_by_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
