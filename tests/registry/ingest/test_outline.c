/*
 * test_outline.c - provisions made of the text of a source, over HTTP
 */
#include "tests/support/registry.h"

#include <stdlib.h>

#include "server/registry/ingest/provisions_report.h"
#include "server/registry/outline/split.h"

#define BEES                                                                   \
	"Article 1\nScope\n1. It covers bees.\n2. It covers moths.\n\n"        \
	"Article 2\nEntry\nIt enters into force.\n"

#define SPLIT "/v1/sources/text/provisions"

static int setup(void **state)
{
	struct app *app;
	int failed = registry_setup(state);

	app = *state;
	make_act(app, "\"key\":\"bees\"");
	load(app, "text", STR(BEES));
	edit(app, "PATCH", "/v1/sources/text", "{\"instrument\":\"bees\"}");
	return failed;
}

#define http_test(fn) cmocka_unit_test_setup_teardown(fn, setup, app_teardown)

static void known_provisions(struct app *app)
{
	call(app, "POST", "/v1/provisions", NULL,
	     "{\"key\":\"bees.art_1\",\"instrument\":\"bees\",\"path\":\"art_"
	     "1\","
	     "\"level\":\"article\",\"position\":1,\"lang\":\"en\","
	     "\"heading\":\"SCOPE\",\"url\":\"https://x.org/1\"}");
	assert_status(app, 201);
	call(app, "POST", "/v1/provisions", NULL,
	     "{\"instrument\":\"bees\",\"path\":\"art_1a\",\"level\":"
	     "\"article\",\"position\":2}");
	assert_status(app, 201);
	call(app, "POST", "/v1/provisions", NULL,
	     "{\"instrument\":\"bees\",\"path\":\"art_2\",\"level\":"
	     "\"article\","
	     "\"position\":3,\"heading\":\"Exit\"}");
	assert_status(app, 201);
}

static void a_dry_run_writes_nothing(void **state)
{
	struct app *app = *state;
	const char *before;

	known_provisions(app);
	before = head(app);
	call(app, "POST", SPLIT "?dry_run=true", NULL, NULL);
	assert_status(app, 200);
	assert_member(app, "profile", "eu");
	assert_int_equal(reply_integer(app, "levels/article"), 2);
	assert_int_equal(reply_integer(app, "levels/paragraph"), 2);
	assert_int_equal(reply_integer(app, "matched"), 2);
	assert_int_equal(reply_integer(app, "missing"), 1);
	assert_int_equal(reply_integer(app, "surplus"), 2);
	assert_int_equal(reply_integer(app, "heading_differs"), 1);
	assert_int_equal(reply_integer(app, "created"), 0);
	assert_member(app, "items/0/state", "matched");
	assert_member(app, "items/1/path", "art_1/para_1");
	assert_member(app, "items/1/state", "surplus");
	assert_member(app, "items/3/path", "art_1a");
	assert_member(app, "items/3/state", "missing");
	assert_member(app, "items/4/heading_differs/catalogue", "Exit");
	assert_string_equal(head(app), before);
}

static void provisions_become_spans(void **state)
{
	struct app *app = *state;
	const char *after;

	known_provisions(app);
	call(app, "POST", SPLIT, NULL, NULL);
	assert_status(app, 200);
	assert_int_equal(reply_integer(app, "created"), 2);
	assert_int_equal(reply_integer(app, "updated"), 2);
	get(app, "/v1/provisions/bees.art_1.para_2");
	assert_member(app, "text", "2. It covers moths.");
	assert_member(app, "label", "Article 1(2)");
	assert_int_equal(reply_integer(app, "position"), 3);
	get(app, "/v1/provisions/bees.art_1");
	assert_member(app, "heading", "SCOPE");
	assert_member(app, "lang", "en");
	assert_member(app, "url", "https://x.org/1");
	get(app, "/v1/instruments/bees/provisions");
	assert_int_equal(reply_integer(app, "total"), 5);
	assert_member(app, "items/3/path", "art_1a");
	assert_int_equal(reply_integer(app, "items/2/depth"), 1);
	after = head(app);
	call(app, "POST", SPLIT, NULL, NULL);
	assert_status(app, 200);
	assert_int_equal(reply_integer(app, "surplus"), 0);
	assert_string_equal(head(app), after);
	assert_sound(app->store);
}

static void what_cannot_be_split_is_refused(void **state)
{
	struct app *app = *state;

	call(app, "POST", SPLIT "?profile=klingon", NULL, NULL);
	assert_status(app, 404);
	call(app, "POST", SPLIT "?edition=" WORDS, NULL, NULL);
	assert_status(app, 404);
	call(app, "POST", SPLIT "?dry_run=maybe", NULL, NULL);
	assert_mistake(app, "dry_run");
	call(app, "POST", SPLIT "?nonsense=1", NULL, NULL);
	assert_status(app, 400);
	call(app, "POST", "/v1/sources/none/provisions", NULL, NULL);
	assert_status(app, 404);
	load(app, "loose", STR("words"));
	call(app, "POST", "/v1/sources/loose/provisions", NULL, NULL);
	assert_status(app, 422);
	assert_contains(reply_text(app), "set its member instrument");
	edit(app, "PATCH", "/v1/sources/loose", "{\"instrument\":\"bees\"}");
	call(app, "POST", "/v1/sources/loose/provisions", NULL, NULL);
	assert_status(app, 422);
	assert_contains(reply_text(app), "no profile finds");
	app->key = app->keys[ROLE_READER];
	call(app, "POST", SPLIT, NULL, NULL);
	assert_status(app, 403);
}

/* Planks are no provisions that anybody knows. */
static void what_explains_little_is_refused(void **state)
{
	struct app *app = *state;
	const char *before;

	make_act(app, "\"key\":\"planks\"");
	load(app, "p",
	     STR("Whereas:\n(1) one;\n(2) two;\nPlank 1\nBees.\nPlank "
	         "2\nMoths.\nPlank 3\nWasps.\nPlank 4\nHives.\n"));
	edit(app, "PATCH", "/v1/sources/p", "{\"instrument\":\"planks\"}");
	before = head(app);
	call(app, "POST", "/v1/sources/p/provisions?dry_run=true", NULL, NULL);
	assert_status(app, 422);
	assert_contains(reply_text(app), "explains too little");
	assert_int_equal(reply_integer(app, "unexplained/0/line"), 4);
	assert_member(app, "unexplained/0/text", "Plank 1");
	call(app, "POST", "/v1/sources/p/provisions", NULL, NULL);
	assert_status(app, 422);
	assert_string_equal(head(app), before);
	call(app, "POST", "/v1/sources/p/provisions?force=true", NULL, NULL);
	assert_status(app, 200);
	assert_int_equal(reply_integer(app, "created"), 2);
	call(app, "POST", "/v1/sources/p/provisions?force=yes", NULL, NULL);
	assert_mistake(app, "force");
}

#define GERMAN                                                                 \
	"Artikel 1\nGegenstand\n(1) Es geht um Bienen.\n(2) Und um Falter.\n"  \
	"Artikel 2\nInkrafttreten\nMorgen.\n"

static void put_german(struct app *app, const char *text)
{
	call(app, "PUT", "/v1/sources/text/text?lang=de",
	     "Content-Type: text/plain", text);
	assert_status(app, 201);
}

static void split_english(struct app *app)
{
	known_provisions(app);
	edit(app, "PATCH", "/v1/sources/text", "{\"languages\":[\"en\"]}");
	call(app, "POST", SPLIT, NULL, NULL);
	assert_status(app, 200);
}

static void a_second_language_stands_beside_the_first(void **state)
{
	struct app *app = *state;
	const char *after;

	split_english(app);
	put_german(app, GERMAN);
	call(app, "POST", SPLIT "?dry_run=true", NULL, NULL);
	assert_member(app, "lang", "de");
	assert_int_equal(reply_integer(app, "other_language"), 4);
	call(app, "POST", SPLIT, NULL, NULL);
	assert_status(app, 200);
	assert_int_equal(reply_integer(app, "updated"), 4);
	get(app, "/v1/provisions/bees.art_1.para_2");
	assert_member(app, "text", "2. It covers moths.");
	assert_member(app, "spans/0/lang", "de");
	get(app, "/v1/provisions/bees.art_1.para_2?lang=DE");
	assert_member(app, "text", "(2) Und um Falter.");
	assert_member(app, "text_lang", "de");
	get(app, "/v1/search?q=Falter&kind=provisions");
	assert_member(app, "items/0/key", "bees.art_1.para_2");
	after = head(app);
	call(app, "POST", SPLIT, NULL, NULL);
	assert_string_equal(head(app), after);
	assert_sound(app->store);
	put_german(app, "Praeambel.\n" GERMAN);
	call(app, "POST", SPLIT, NULL, NULL);
	get(app, "/v1/provisions/bees.art_1.para_2?lang=de-AT");
	assert_member(app, "text", "(2) Und um Falter.");
	assert_int_equal(json_array_size(reply_json(app, "spans")), 1);
	assert_sound(app->store);
}

static void languages_are_shown_side_by_side(void **state)
{
	struct app *app = *state;

	split_english(app);
	put_german(app, GERMAN);
	call(app, "POST", SPLIT, NULL, NULL);
	get(app, "/v1/instruments/bees/provisions?align=de,en,fr&fields=texts");
	assert_status(app, 200);
	assert_member(app, "items/1/texts/0/lang", "de");
	assert_member(app, "items/1/texts/0/text", "(1) Es geht um Bienen.");
	assert_member(app, "items/1/texts/1/text", "1. It covers bees.");
	assert_member(app, "items/1/texts/2/lang", "fr");
	assert_null(reply_json(app, "items/1/texts/2/text"));
	get(app, "/v1/provisions?spans.lang=de&align=en");
	assert_int_equal(reply_integer(app, "total"), 4);
	get(app, "/v1/provisions/bees.art_2?lang=fr");
	assert_null(reply_json(app, "text"));
	get(app, "/v1/provisions/bees.art_2?lang=..");
	assert_mistake(app, "lang");
	get(app, "/v1/provisions?align=en,q");
	assert_mistake(app, "align");
	get(app, "/v1/instruments/bees?lang=en");
	assert_mistake(app, "lang");
}

static void an_edition_has_a_provision_once(void **state)
{
	struct app *app = *state;

	known_provisions(app);
	edit(app, "PATCH", "/v1/provisions/bees.art_1",
	     "{\"spans\":[{\"edition\":\"" WORDS "\",\"start\":2,\"end\":1},"
	     "{\"edition\":\"" WORDS "\",\"start\":1,\"end\":2}]}");
	assert_mistake(app, "/spans/0/end");
	assert_mistake(app, "/spans/1/edition");
}

/* More than are written in one step. */
static void long_texts_are_written_in_steps(void **state)
{
	struct app *app = *state;
	struct buf text;

	buf_init(&text, app->keys_arena);
	for (int i = 1; i <= 2 * OUTLINE_STEP + 1; i++)
		buf_printf(&text, "Article %d\nBees\nThey fly.\n", i);
	make_act(app, "\"key\":\"long\"");
	load(app, "l", buf_text(&text));
	edit(app, "PATCH", "/v1/sources/l", "{\"instrument\":\"long\"}");
	call(app, "POST", "/v1/sources/l/provisions", NULL, NULL);
	assert_status(app, 200);
	assert_int_equal(reply_integer(app, "created"), 2 * OUTLINE_STEP + 1);
	get(app, "/v1/instruments/long/provisions?limit=1");
	assert_sound(app->store);
}

/* What the text does not number is known by its heading. */
static void headings_find_what_has_no_number(void **state)
{
	struct app *app = *state;

	make_act(app, "\"key\":\"values\"");
	call(app, "POST", "/v1/provisions", NULL,
	     "{\"instrument\":\"values\",\"path\":\"sct_1/val_3\",\"level\":"
	     "\"value\",\"position\":1,\"heading\":\"CALM\"}");
	assert_status(app, 201);
	load(app, "v",
	     STR("I. VALUES\n\nWarmth\n\n1. Hives are warm.\n\n"
	         "Calm\n\n2. Bees are calm.\n"));
	edit(app, "PATCH", "/v1/sources/v", "{\"instrument\":\"values\"}");
	call(app, "POST", "/v1/sources/v/provisions", NULL, NULL);
	assert_status(app, 200);
	assert_member(app, "profile", "numbered");
	assert_int_equal(reply_integer(app, "missing"), 0);
	assert_member(app, "items/1/path", "sct_1/val_1");
	assert_member(app, "items/3/path", "sct_1/val_3");
	assert_member(app, "items/3/state", "matched");
	assert_member(app, "items/3/heading", "Calm");
}

struct planned {
	struct provisions_request request;
	struct provisions_plan *plan;
};

static enum err_code plan_it(struct tx *tx, void *arg, struct err *e)
{
	struct planned *p = arg;

	return provisions_prepare(tx, &p->request, &p->plan, e);
}

static enum err_code write_it(struct tx *tx, void *arg, struct err *e)
{
	struct planned *p = arg;

	return provisions_step(tx, p->plan, e);
}

static void what_is_edited_meanwhile_stays(void **state)
{
	struct app *app = *state;
	struct planned p = { .request = { .arena = app->keys_arena,
		                          .source = STR("text") } };
	struct err e = { 0 };

	assert_int_equal(store_run(app->store, TX_READ, plan_it, &p, &e),
	                 ERR_OK);
	edit(app, "PATCH", "/v1/instruments/bees", "{\"note\":\"of wax\"}");
	while (provisions_has_more(p.plan)) {
		assert_int_equal(
			store_run(app->store, TX_WRITE, write_it, &p, &e),
			ERR_OK);
		provisions_settle(p.plan);
	}
	call(app, "GET", "/v1/instruments/bees", NULL, NULL);
	assert_member(app, "note", "of wax");
	assert_sound(app->store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		http_test(a_dry_run_writes_nothing),
		http_test(what_is_edited_meanwhile_stays),
		http_test(provisions_become_spans),
		http_test(what_cannot_be_split_is_refused),
		http_test(headings_find_what_has_no_number),
		http_test(what_explains_little_is_refused),
		http_test(a_second_language_stands_beside_the_first),
		http_test(languages_are_shown_side_by_side),
		http_test(an_edition_has_a_provision_once),
		http_test(long_texts_are_written_in_steps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
