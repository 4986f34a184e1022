/*
 * test_belonging.c - which instrument and which source a found record is of,
 * and that whoever counts is told
 */
#include "tests/support/registry.h"

#include <stdlib.h>

#include "server/registry/model/kind.h"

/* ---- what the index says of a record ------------------------------------- */

struct place {
	const char *kind, *key;
	uint32_t n;
	struct indexed said; /* n 0: nothing since then */
	int64_t since, version;
	struct arena *arena;
};

static enum err_code keep(void *arg, const struct indexed *i, struct err *e)
{
	struct place *p = arg;

	(void)e;
	if (i->n == p->n)
		p->said = *i;
	return ERR_OK;
}

static enum err_code ask(struct tx *tx, void *arg, struct err *e)
{
	struct place *p = arg;
	const struct kind *k = kind_find(str_from(p->kind));
	struct row row;
	enum err_code rc =
		store_find(tx, &k->entity, str_from(p->key), p->arena, &row, e);

	if (rc == ERR_OK)
		rc = store_docid_of(tx, &k->entity, row.values[COLUMN_ID].text,
		                    &p->n, e);
	return rc == ERR_OK ? store_indexed(tx, p->since, 100, keep, p,
	                                    &p->version, e)
	                    : rc;
}

static struct place place(struct app *app, const char *kind, const char *key,
                          int64_t since)
{
	struct place p = { .kind = kind,
		           .key = key,
		           .since = since,
		           .arena = app->keys_arena };
	struct err e = { 0 };

	if (store_run(app->store, TX_READ, ask, &p, &e) != ERR_OK)
		fail_msg("%s", e.detail);
	return p;
}

static uint32_t n_of(struct app *app, const char *kind, const char *key)
{
	return place(app, kind, key, 0).n;
}

static void assert_of(struct app *app, const char *kind, const char *key,
                      const char *instrument, const char *source)
{
	struct place p = place(app, kind, key, 0);

	assert_int_equal(
		p.said.instrument,
		instrument != NULL ? n_of(app, "instruments", instrument) : 0);
	assert_int_equal(p.said.source,
	                 source != NULL ? n_of(app, "sources", source) : 0);
}

/* ---- tests --------------------------------------------------------------- */

#define PROVISION(instrument)                                                  \
	"\"key\":\"p\",\"instrument\":\"" instrument                           \
	"\",\"path\":\"art_1\",\"level\":\"article\",\"label\":\"Article 1\"," \
	"\"position\":1"

static void make_all(struct app *app)
{
	const char *sha256;

	make_act(app, "\"key\":\"a\"");
	make_act(app, "\"key\":\"b\"");
	make(app, "provisions", "{" PROVISION("a") "}");
	sha256 = load(app, "s", STR("words"));
	make_span(app, "q", "s", sha256, 0, 5);
}

static void records_belong_to_instruments_and_sources(void **state)
{
	struct app *app = *state;

	make_all(app);
	assert_of(app, "instruments", "a", "a", NULL);
	assert_of(app, "provisions", "p", "a", NULL);
	assert_of(app, "sources", "s", NULL, NULL);
	assert_of(app, "passages", "q", NULL, "s");
}

static void passages_go_with_their_source(void **state)
{
	struct app *app = *state;

	make_all(app);
	edit(app, "PATCH", "/v1/sources/s", "{\"instrument\":\"a\"}");
	assert_status(app, 200);
	assert_of(app, "sources", "s", "a", NULL);
	assert_of(app, "passages", "q", "a", "s");
	edit(app, "PATCH", "/v1/sources/s", "{\"instrument\":\"b\"}");
	assert_of(app, "passages", "q", "b", "s");
	edit(app, "PATCH", "/v1/sources/s", "{\"instrument\":null}");
	assert_of(app, "passages", "q", NULL, "s");
	assert_sound(app->store);
}

/* Is it told that the instrument was indexed, since this was last asked? */
static bool is_told(struct app *app, const char *key, int64_t *version)
{
	struct place p = place(app, "instruments", key, *version);

	*version = p.version;
	return p.said.n != 0;
}

static void whoever_counts_instruments_is_told(void **state)
{
	struct app *app = *state;
	int64_t version = 0;

	make_all(app);
	make(app, "schemes", "{\"key\":\"t\",\"title\":\"Topics\"}");
	make(app, "concepts",
	     "{\"key\":\"c\",\"scheme\":\"t\","
	     "\"labels\":[{\"text\":\"C\",\"lang\":\"en\",\"type\":"
	     "\"preferred\"}]}");
	assert_true(is_told(app, "a", &version));
	assert_false(is_told(app, "a", &version));

	edit(app, "PATCH", "/v1/instruments/a", "{\"note\":\"no word of it\"}");
	assert_true(is_told(app, "a", &version));
	edit(app, "PATCH", "/v1/provisions/p", "{\"label\":\"Article 2\"}");
	assert_true(is_told(app, "a", &version));
	make(app, "classifications",
	     "{\"key\":\"k\",\"subject\":{\"kind\":\"instruments\","
	     "\"id\":\"a\"},\"concept\":\"c\",\"reasoning\":\"It is.\"}");
	assert_true(is_told(app, "a", &version));
	edit(app, "DELETE", "/v1/classifications/k", NULL);
	assert_true(is_told(app, "a", &version));
	edit(app, "PATCH", "/v1/instruments/b", "{\"note\":\"another\"}");
	assert_false(is_told(app, "a", &version));
}

#define PUT(kind, record)                                                      \
	"{\"kind\":\"" kind "\",\"op\":\"put\",\"record\":{" record "}}\n"
#define ORG(key, parent)                                                       \
	PUT("organizations", "\"key\":\"" key "\",\"name\":\"N\","             \
	                     "\"type\":\"other\",\"parent\":\"" parent "\"")

/* Each waits for another here, so that in the end none can. */
static void what_comes_before_its_instrument_belongs_to_it(void **state)
{
	struct app *app = *state;

	import_ok(app, PUT("provisions", PROVISION("late"))
	                       PUT("instruments",
	                           "\"key\":\"late\"," ACT
	                           ",\"parties\":[{\"role\":\"issuer\","
	                           "\"organization\":\"o\"}]")
	                               ORG("o", "parent") ORG("parent", "o"));
	assert_of(app, "provisions", "p", "late", NULL);
	assert_sound(app->store);
}

static void what_goes_and_comes_again_keeps_what_belongs_to_it(void **state)
{
	struct app *app = *state;

	make_all(app);
	import_ok(app,
	          "{\"kind\":\"instruments\",\"op\":\"delete\","
	          "\"key\":\"a\"}\n" PUT("instruments", "\"key\":\"c\"," ACT)
	                  PUT("provisions", PROVISION("c")));
	assert_of(app, "provisions", "p", "c", NULL);
	import_ok(app,
	          "{\"kind\":\"instruments\",\"op\":\"delete\","
	          "\"key\":\"c\"}\n" PUT("instruments",
	                                 "\"key\":\"c\",\"note\":\"n\"," ACT));
	assert_of(app, "provisions", "p", "c", NULL);
	assert_sound(app->store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		registry_test(records_belong_to_instruments_and_sources),
		registry_test(passages_go_with_their_source),
		registry_test(whoever_counts_instruments_is_told),
		registry_test(what_comes_before_its_instrument_belongs_to_it),
		registry_test(
			what_goes_and_comes_again_keeps_what_belongs_to_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
