/*
 * test_indexed.c - what is told of the index: what was written since, and the
 * places of records
 */
#include "tests/support/search_unit.h"

struct telling {
	struct unit *unit;
	int64_t since, version, newest;
	struct buf out;
};

static enum err_code tell(void *arg, const struct indexed *i, struct err *e)
{
	struct telling *t = arg;

	(void)e;
	buf_printf(&t->out, "%s%s%u %s of %u,%u", t->out.len > 0 ? " " : "",
	           i->gone ? "-" : "", i->n, kinds[i->kind]->entity.name,
	           i->instrument, i->source);
	return ERR_OK;
}

static enum err_code tell_all(struct tx *tx, void *arg, struct err *e)
{
	struct telling *t = arg;
	enum err_code rc =
		store_indexed(tx, t->since, 100, tell, t, &t->version, e);

	return rc == ERR_OK ? store_index_version(tx, &t->newest, e) : rc;
}

/* What was indexed since *version, which moves on. */
static const char *news(struct unit *u, int64_t *version)
{
	struct telling t = { .unit = u, .since = *version };

	buf_init(&t.out, u->arena);
	buf_puts(&t.out, "");
	run(u, TX_READ, tell_all, &t);
	assert_int_equal(t.version, t.newest);
	assert_true(t.version > *version || t.out.len == 0);
	*version = t.version;
	return t.out.data;
}

static void every_write_of_the_index_is_told(void **state)
{
	struct unit *u = *state;
	struct document a = document_of(u, "a", NULL),
			b = document_of(u, "a", "s"), none = { 0 };
	int64_t version = 0;

	assert_string_equal(news(u, &version), "");
	add_document(u, "a", &a);
	must(put(u, "sources", row_new(u, "sources", "s")));
	assert_string_equal(news(u, &version),
	                    "1 instruments of 1,0 2 sources of 0,0");
	reindex(u, "sources", "s", &none, &a);
	reindex(u, "sources", "s", &a, &b);
	reindex(u, "instruments", "a", &a, &a);
	assert_string_equal(news(u, &version),
	                    "2 sources of 1,2 1 instruments of 1,0");
	assert_string_equal(news(u, &version), "");
	reindex(u, "sources", "s", &b, &none);
	must(take(u, "sources", "s"));
	assert_string_equal(news(u, &version), "-2 sources of 0,0");
	must(put(u, "sources", row_new(u, "sources", "s")));
	assert_string_equal(news(u, &version), "2 sources of 0,0");
	version = 0;
	assert_string_equal(news(u, &version),
	                    "1 instruments of 1,0 2 sources of 0,0");
}

static enum err_code reset(struct tx *tx, void *arg, struct err *e)
{
	(void)arg;
	return store_index_reset(tx, e);
}

static void an_index_made_anew_is_told(void **state)
{
	struct unit *u = *state;
	struct document a = document_of(u, "a", NULL);
	int64_t version = 0;

	add_document(u, "a", &a);
	add_document(u, "b", &a);
	news(u, &version);
	run(u, TX_BULK, reset, NULL);
	assert_string_equal(news(u, &version),
	                    "-1 instruments of 1,0 -2 instruments of 1,0");
	assert_string_equal(hits(u, "words"), "");
	reindex(u, "instruments", "b", NULL, &a);
	assert_string_equal(news(u, &version), "2 instruments of 1,0");
	assert_string_equal(hits(u, "words"), "b:0");
}

struct place {
	const char *kind;
	struct str id;
	uint32_t n;
};

static enum err_code place_of(struct tx *tx, void *arg, struct err *e)
{
	struct place *p = arg;

	return store_docid_of(tx, entity(p->kind), p->id, &p->n, e);
}

static void a_place_is_one_records_for_good(void **state)
{
	struct unit *u = *state;
	struct place p = { "sources", id_of(u, "sources", "s"), 0 };
	struct searching s = { .search = asked(u, "words") };
	struct document d = document_of(u, NULL, NULL);

	must(put(u, "sources", row_new(u, "sources", "s")));
	run(u, TX_READ, place_of, &p);
	assert_int_equal(p.n, 1);
	must(take(u, "sources", "s"));
	assert_code(store_run(u->store, TX_READ, place_of, &p, &u->err),
	            ERR_NOT_FOUND);
	add_document(u, "a", &d);
	look(u, &s);
	assert_int_equal(s.n, 1);
	assert_int_equal(s.hits[0].n, 2);
	s.hits[0].n = 1;
	assert_code(store_run(u->store, TX_READ, name_hits,
	                      &(struct naming){ u, &s, { 0 } }, &u->err),
	            ERR_NOT_FOUND);
}

struct walk {
	struct query query;
	unsigned places; /* bit n for place n */
	size_t left;
};

static enum err_code note_docid(void *arg, uint32_t n, struct err *e)
{
	struct walk *w = arg;

	if (w->left-- == 0)
		return err_set(e, ERR_INVALID, "enough");
	w->places |= 1u << n;
	return ERR_OK;
}

static enum err_code places(struct tx *tx, void *arg, struct err *e)
{
	struct walk *w = arg;

	return store_docids(tx, entity("instruments"), &w->query, note_docid, w,
	                    e);
}

static unsigned places_of(struct unit *u, struct query *q)
{
	struct walk w = { *q, 0, 100 };

	run(u, TX_READ, places, &w);
	return w.places;
}

static void the_places_of_what_fits_are_given(void **state)
{
	struct unit *u = *state;
	struct walk w = { .left = 2 };
	struct query q = { 0 };

	for (int i = 1; i <= 6; i++) {
		struct row *row = row_new(u, "instruments",
		                          arena_printf(u->arena, "r%d", i));

		set_text(u, row, "instruments", "type", i % 2 ? "code" : "act");
		add_item(u, row, "instruments", "jurisdictions", "value",
		         i <= 3 ? "EU" : "CN", NULL);
		add_item(u, row, "instruments", "jurisdictions", "value", "FR",
		         NULL);
		must(put(u, "instruments", row));
	}
	assert_int_equal(places_of(u, &q), 0x7e);
	where(u, &q, "instruments", "type", CMP_EQ, "act");
	assert_int_equal(places_of(u, &q), 0x54);
	where(u, &q, "instruments", "jurisdictions", CMP_EQ, "CN");
	assert_int_equal(places_of(u, &q), 0x50);
	q = (struct query){ 0 };
	where_either(u, &q, "instruments", "jurisdictions", "EU", "FR");
	assert_int_equal(places_of(u, &q), 0x7e);
	assert_code(store_run(u->store, TX_READ, places, &w, &u->err),
	            ERR_INVALID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit_case_store(every_write_of_the_index_is_told),
		unit_case_store(an_index_made_anew_is_told),
		unit_case_store(a_place_is_one_records_for_good),
		unit_case_store(the_places_of_what_fits_are_given),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
