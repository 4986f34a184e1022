/*
 * test_verify.c - POST /v1/verify, and passages placed by their words
 */
#include "tests/support/registry.h"

#include <pthread.h>
#include <stdio.h>

#include "lib/data/digest.h"
#include "lib/text/utf8.h"
#include "server/registry/ingest/ingest.h"
#include "server/registry/sources/text_cache.h"
#include "tests/support/unit.h"

#define TEXT                                                                   \
	"办法 😀 says: Providers shall not be liable.\r\n"                 \
	"Users shall be liable. The “log” is kept."

static void verify(struct app *app, const char *quotes)
{
	call(app, "POST", "/v1/verify", NULL,
	     say(app, "{\"quotes\":[%s]}", quotes));
}

/* Another edition of a source. */
static const char *add_edition(struct app *app, const char *key,
                               struct str text)
{
	struct ingest in = { .arena = app->keys_arena,
		             .source = str_from(key),
		             .bytes = text,
		             .media_type = "text/plain" };
	struct err e;

	err_init(&e, in.arena);
	if (ingest_text(app->store, &in, &e) != ERR_OK)
		fail_msg("%s", e.detail);
	return in.sha256.p;
}

/* ---- what is found ------------------------------------------------------ */

static void results_come_in_order(void **state)
{
	struct app *app = *state;
	const char *sha = load(app, "s", STR(TEXT));

	app->key = NULL;
	verify(app,
	       "{\"exact\":\"Providers shall not be liable\",\"source\":\"s\"},"
	       "{\"exact\":\"providers shall not be liable\",\"source\":\"s\"},"
	       "{\"exact\":\"be liable\",\"source\":\"s\"},"
	       "{\"exact\":\"be liable\",\"prefix\":\"not \"},"
	       "{\"exact\":\"Providers shall be liable\",\"source\":\"s\"},"
	       "{\"exact\":\"Providers … be liable\"},"
	       "{\"exact\":\"Users … liable\"}");
	assert_status(app, 200);
	assert_member(app, "items/0/result", "exact");
	assert_member(app, "items/0/source/key", "s");
	assert_member(app, "items/0/source/title", "s");
	assert_member(app, "items/0/edition", sha);
	assert_member(app, "items/0/exact", "Providers shall not be liable");
	assert_int_equal(reply_integer(app, "items/0/start"), 11);
	assert_int_equal(reply_integer(app, "items/0/end"), 40);
	assert_null(reply_json(app, "items/0/differs"));
	assert_member(app, "items/1/result", "normalised");
	assert_member(app, "items/1/differs/0", "case");
	assert_member(app, "items/1/exact", "Providers shall not be liable");
	assert_member(app, "items/2/result", "ambiguous");
	assert_int_equal(reply_integer(app, "items/2/places/1/start"), 55);
	assert_member(app, "items/2/places/1/suffix", ". The “log” is kept.");
	assert_member(app, "items/3/result", "exact");
	assert_int_equal(reply_integer(app, "items/3/start"), 31);
	assert_member(app, "items/4/result", "absent");
	assert_member(app, "items/4/nearest/0/exact",
	              "Providers shall not be liable");
	assert_member(app, "items/4/nearest/0/diff/1/op", "insert");
	assert_member(app, "items/4/nearest/0/diff/1/text", "not ");
	assert_member(app, "items/5/result", "absent");
	assert_member(app, "items/5/reason", "the gap hides a negation: not");
	assert_member(app, "items/6/result", "exact");
	assert_int_equal(reply_integer(app, "items/6/gaps/0/start"), 48);
}

static void without_text_nothing_can_be_said(void **state)
{
	struct app *app = *state;

	make(app, "sources",
	     "{\"key\":\"s\",\"title\":\"S\",\"role\":\"other\"}");
	make_act(app, "\"key\":\"act\"");
	verify(app, "{\"exact\":\"a\",\"source\":\"s\"},"
	            "{\"exact\":\"a\",\"instrument\":\"act\"},"
	            "{\"exact\":\"a\",\"edition\":\"" WORDS "\"},"
	            "{\"exact\":\"a\"}");
	assert_status(app, 200);
	for (size_t i = 0; i < 4; i++) {
		assert_member(app, say(app, "items/%zu/result", i),
		              "unverifiable");
		assert_non_null(
			reply_json(app, say(app, "items/%zu/reason", i)));
	}
}

static void instruments_stand_for_their_sources(void **state)
{
	struct app *app = *state;
	const char *act = make_act(app, "\"key\":\"act\"");

	load(app, "a", STR("one two three"));
	load(app, "b", STR("four five six"));
	load(app, "c", STR("one two three four"));
	edit(app, "PATCH", "/v1/sources/a",
	     say(app, "{\"instrument\":\"%s\"}", act));
	edit(app, "PATCH", "/v1/sources/b", "{\"instrument\":\"act\"}");
	verify(app, "{\"exact\":\"one two\",\"instrument\":\"act\"},"
	            "{\"exact\":\"five six\",\"instrument\":\"act\"},"
	            "{\"exact\":\"three four\",\"instrument\":\"act\"},"
	            "{\"exact\":\"one two\"}");
	assert_member(app, "items/0/result", "exact");
	assert_member(app, "items/0/source/key", "a");
	assert_member(app, "items/1/result", "exact");
	assert_member(app, "items/1/source/key", "b");
	assert_member(app, "items/2/result", "absent");
	assert_member(app, "items/3/result", "ambiguous");
	assert_member(app, "items/3/places/0/source/key", "a");
	assert_member(app, "items/3/places/1/source/key", "c");
}

static void newest_edition_answers_first(void **state)
{
	struct app *app = *state;
	const char *old = load(app, "s", STR("one two three")), *new;

	new = add_edition(app, "s", STR("one two four"));
	verify(app, say(app,
	                "{\"exact\":\"one two\",\"source\":\"s\"},"
	                "{\"exact\":\"two three\",\"source\":\"s\"},"
	                "{\"exact\":\"one two\",\"source\":\"s\","
	                "\"edition\":\"%s\"},"
	                "{\"exact\":\"Two Three\",\"edition\":\"%s\"}",
	                old, new));
	assert_member(app, "items/0/result", "exact");
	assert_member(app, "items/0/edition", new);
	assert_member(app, "items/1/result", "exact");
	assert_member(app, "items/1/edition", old);
	assert_member(app, "items/2/edition", old);
	assert_member(app, "items/3/result", "absent");
}

static void restrictions_travel_with_words(void **state)
{
	struct app *app = *state;

	load(app, "s", STR("one two three"));
	edit(app, "PATCH", "/v1/sources/s", "{\"handling\":\"do not cite\"}");
	verify(app, "{\"exact\":\"one two\"},{\"exact\":\"one too three\"},"
	            "{\"exact\":\"o\"}");
	assert_member(app, "items/0/source/handling", "do not cite");
	assert_member(app, "items/1/nearest/0/source/handling", "do not cite");
	assert_member(app, "items/2/places/0/source/handling", "do not cite");
	call(app, "POST", "/v1/passages", NULL,
	     "{\"source\":\"s\",\"exact\":\"one two\"}");
	assert_status(app, 201);
	assert_member(app, "handling", "do not cite");
}

static const struct {
	const char *body, *pointer;
} wrong[] = {
	{ "{}", "/quotes" },
	{ "{\"quotes\":{}}", "/quotes" },
	{ "{\"quotes\":[]}", "/quotes" },
	{ "{\"quotes\":[{\"exact\":\"a\"}],\"qoutes\":1}", "/qoutes" },
	{ "{\"quotes\":[1]}", "/quotes/0" },
	{ "{\"quotes\":[{}]}", "/quotes/0/exact" },
	{ "{\"quotes\":[{\"exact\":\"\"}]}", "/quotes/0/exact" },
	{ "{\"quotes\":[{\"exact\":null}]}", "/quotes/0/exact" },
	{ "{\"quotes\":[{\"exact\":\"a\"},{\"exact\":1}]}", "/quotes/1/exact" },
	{ "{\"quotes\":[{\"exact\":\"a\",\"prefix\":1}]}", "/quotes/0/prefix" },
	{ "{\"quotes\":[{\"exact\":\"a\",\"source\":\"x\"}]}",
	  "/quotes/0/source" },
	{ "{\"quotes\":[{\"exact\":\"a\",\"instrument\":\"x\"}]}",
	  "/quotes/0/instrument" },
	{ "{\"quotes\":[{\"exact\":\"a\",\"source\":\"s\","
	  "\"instrument\":\"x\"}]}",
	  "/quotes/0/instrument" },
	{ "{\"quotes\":[{\"exact\":\"a\",\"edition\":\"x\"}]}",
	  "/quotes/0/edition" },
	{ "{\"quotes\":[{\"exact\":\"a\",\"source\":\"s\",\"edition\":\"" WORDS
	  "\"}]}",
	  "/quotes/0/edition" },
	{ "{\"quotes\":[{\"exact\":\"a\",\"exakt\":\"a\"}]}",
	  "/quotes/0/exakt" },
};

static void what_is_wrong_is_named(void **state)
{
	struct app *app = *state;

	load(app, "s", STR("one two"));
	for (size_t i = 0; i < COUNT(wrong); i++) {
		call(app, "POST", "/v1/verify", NULL, wrong[i].body);
		assert_status(app, 422);
		assert_mistake(app, wrong[i].pointer);
	}
	call(app, "POST", "/v1/verify", NULL, "[]");
	assert_status(app, 422);
	call(app, "GET", "/v1/verify", NULL, NULL);
	assert_status(app, 405);
}

static void a_thousand_quotes_are_checked_and_no_more(void **state)
{
	struct app *app = *state;
	struct buf quotes;

	load(app, "s", STR("one two"));
	buf_init(&quotes, app->keys_arena);
	for (size_t i = 0; i < 1000; i++)
		buf_printf(&quotes, "%s{\"exact\":\"%s\"}", i > 0 ? "," : "",
		           i % 2 > 0 ? "one" : "two");
	verify(app, quotes.data);
	assert_status(app, 200);
	assert_int_equal(json_array_size(reply_json(app, "items")), 1000);
	assert_member(app, "items/999/result", "exact");
	buf_puts(&quotes, ",{\"exact\":\"a\"}");
	verify(app, quotes.data);
	assert_status(app, 422);
	assert_mistake(app, "/quotes");
}

/* ---- texts that are kept ready ------------------------------------------- */

struct asking {
	struct store *store;
	struct str sha256[3];
};

static enum err_code borrow_all(struct tx *tx, void *arg, struct err *e)
{
	struct asking *asking = arg;
	struct arena *a = arena_scratch();
	struct lent_text lent[3];
	enum err_code rc = ERR_OK;
	size_t n = 0;

	for (; n < 3 && rc == ERR_OK; n++) {
		struct text text;

		rc = store_text_find(tx, asking->sha256[n], a, &text, e);
		if (rc == ERR_OK)
			rc = text_cache_borrow(tx, &text, 0, &lent[n], e);
	}
	if (rc == ERR_OK)
		while (n > 0)
			text_cache_return(&lent[--n]);
	arena_free(a);
	return rc;
}

static void *ask_often(void *arg)
{
	struct asking *asking = arg;
	struct err e = { 0 };

	for (size_t i = 0; i < 50; i++)
		if (store_run(asking->store, TX_READ, borrow_all, asking, &e) !=
		    ERR_OK)
			return asking;
	return NULL;
}

static void many_threads_share_them(void **state)
{
	struct app *app = *state;
	struct asking asking = { .store = app->store };
	pthread_t threads[4];
	void *failed = NULL;

	asking.sha256[0] = str_from(load(app, "a", STR("one")));
	asking.sha256[1] = str_from(load(app, "b", STR("")));
	asking.sha256[2] = str_from(load(app, "c", STR("three")));
	for (size_t i = 0; i < COUNT(threads); i++)
		assert_int_equal(
			pthread_create(&threads[i], NULL, ask_often, &asking),
			0);
	for (size_t i = 0; i < COUNT(threads); i++) {
		pthread_join(threads[i], &failed);
		assert_null(failed);
	}
}

/* A text of some windows: numbered lines, so that each is there once. */
static struct str long_text(struct app *app, size_t bytes)
{
	struct buf out;

	buf_init(&out, app->keys_arena);
	for (size_t i = 0; out.len < bytes; i++)
		buf_printf(&out,
		           "Line %zu of it – said once, and then no more of it "
		           "is told.\n",
		           i);
	return buf_text(&out);
}

static int64_t place_of(struct str text, const char *words)
{
	const char *at = strstr(text.p, words);

	assert_non_null(at);
	return utf8_count((struct str){ text.p, (size_t)(at - text.p) })
	        .code_points;
}

/* The number of the first line that begins at a byte or behind it. */
static size_t line_at(struct str text, size_t byte)
{
	size_t n = 0;

	sscanf(strchr(text.p + byte, '\n') + 1, "Line %zu", &n);
	return n;
}

static void line_is_found(struct app *app, struct str text, size_t n)
{
	const char *words = say(app, "Line %zu of it – said once", n);

	verify(app, say(app,
	                "{\"exact\":\"%s\"},"
	                "{\"exact\":\"Line %zu of it – read once\"},"
	                "{\"exact\":\"said\",\"prefix\":\"Line %zu of it – \"}",
	                words, n, n));
	assert_status(app, 200);
	assert_member(app, "items/0/result", "exact");
	assert_int_equal(reply_integer(app, "items/0/start"),
	                 place_of(text, words));
	assert_member(app, "items/1/result", "absent");
	assert_member(app, "items/1/nearest/0/exact", words);
	assert_member(app, "items/2/result", "exact");
	assert_int_equal(reply_integer(app, "items/2/start"),
	                 place_of(text, words) +
	                         (int64_t)strcspn(words, "\xe2") + 2);
}

static void long_texts_are_looked_into_by_windows(void **state)
{
	struct app *app = *state;
	struct str text = long_text(app, WINDOW_BYTES * 5 / 4);
	size_t step = WINDOW_BYTES - 2 * WINDOW_MARGIN;

	assert_int_equal(text_cache_windows((int64_t)text.len), 2);
	load(app, "s", text);
	line_is_found(app, text, 7);
	line_is_found(app, text, line_at(text, step - 60));
	line_is_found(app, text, line_at(text, step - 20));
	line_is_found(app, text, line_at(text, step + 20));
	line_is_found(app, text, line_at(text, text.len - 100));
	verify(app, "{\"exact\":\"said once\"},"
	            "{\"exact\":\"LINE 5 OF … ONCE\"}");
	assert_member(app, "items/0/result", "ambiguous");
	assert_true(json_is_true(reply_json(app, "items/0/more")));
	assert_member(app, "items/1/result", "normalised");
}

static void words_are_placed_in_long_texts(void **state)
{
	struct app *app = *state;
	struct str text = long_text(app, WINDOW_BYTES + 1000);
	const char *last = text.p + text.len - 200;

	load(app, "s", text);
	last = strchr(last, '\n') + 1;
	last = say(app, "%.*s", (int)(strchr(last, ',') - last), last);
	call(app, "POST", "/v1/passages", NULL,
	     say(app, "{\"source\":\"s\",\"exact\":\"%s\"}", last));
	assert_status(app, 201);
	assert_int_equal(reply_integer(app, "start"), place_of(text, last));
	call(app, "POST", "/v1/passages", NULL,
	     "{\"source\":\"s\",\"exact\":\"of it\"}");
	assert_status(app, 422);
	assert_mistake(app, "/exact");
	call(app, "POST", "/v1/passages", NULL,
	     "{\"source\":\"s\",\"exact\":\"Line 100000 it\"}");
	assert_status(app, 422);
	assert_int_equal(reply_integer(app, "nearest/0/start"),
	                 place_of(text, "Line 100000 of"));
}

/* More texts than are kept: each is right still, and memory is bounded. */
static void texts_make_room_for_each_other(void **state)
{
	struct app *app = *state;
	const size_t most = 4u << 20;

	text_cache_set_max(most);
	for (size_t i = 0; i < 6; i++)
		load(app, say(app, "s%zu", i),
		     str_from(say(app, "%s only %zu here",
		                  long_text(app, 200000).p, i)));
	for (size_t i = 0; i < 12; i++) {
		verify(app,
		       say(app,
		           "{\"exact\":\"only %zu here\",\"source\":\"s%zu\"}",
		           i % 6, i % 6));
		assert_member(app, "items/0/result", "exact");
		assert_true(text_cache_size() <= most);
	}
	verify(app, "{\"exact\":\"only 3 here\"},{\"exact\":\"no such\"}");
	assert_member(app, "items/0/source/key", "s3");
	assert_member(app, "items/1/result", "absent");
	assert_true(text_cache_size() > 0);
	assert_true(text_cache_size() <= most);
	text_cache_set_max(0);
	assert_int_equal(text_cache_size(), 0);
	text_cache_set_max(TEXT_CACHE_MAX);
}

/* Who may not do the work of making one leaves nothing behind. */
static void a_text_that_is_given_up_can_be_made_again(void **state)
{
	struct app *app = *state;
	struct asking asking = { .store = app->store };
	struct arena *a = arena_new();
	struct err e;

	for (size_t i = 0; i < 3; i++)
		asking.sha256[i] = str_from(
			load(app, say(app, "s%zu", i),
		             str_from(say(app, "%s %zu",
		                          long_text(app, 100000).p, i))));
	err_init(&e, a);
	arena_limit(a, 0, 1500000);
	text_cache_set_max(0);
	text_cache_set_max(TEXT_CACHE_MAX);
	assert_int_equal(
		store_run(app->store, TX_READ, borrow_all, &asking, &e),
		ERR_BUSY);
	text_cache_set_max(0);
	assert_int_equal(text_cache_size(), 0);
	text_cache_set_max(TEXT_CACHE_MAX);
	arena_limit(a, 0, 0);
	assert_int_equal(
		store_run(app->store, TX_READ, borrow_all, &asking, &e),
		ERR_OK);
	arena_free(a);
}

/* A quote of words of the text in another order. */
static void put_shuffled(struct buf *quotes, char words[][8], size_t n,
                         uint64_t *seed)
{
	buf_puts(quotes, "{\"exact\":\"");
	for (size_t i = 0; i < 150; i++)
		buf_printf(quotes, "%s ", words[unit_random(seed) % n]);
	buf_puts(quotes, "\"},");
}

static void what_is_near_is_left_out_before_a_request_is_refused(void **state)
{
	static char words[2000][8];
	struct app *app = *state;
	struct buf text, quotes;
	uint64_t seed = 5;

	buf_init(&text, app->keys_arena);
	buf_init(&quotes, app->keys_arena);
	for (size_t i = 0; i < COUNT(words); i++)
		snprintf(words[i], sizeof(words[i]), "w%zu", i);
	while (text.len < 500000)
		buf_printf(&text, "%s ",
		           words[unit_random(&seed) % COUNT(words)]);
	buf_puts(&text, "and this stands at its end");
	load(app, "s", buf_text(&text));
	for (size_t i = 0; i < 999; i++)
		put_shuffled(&quotes, words, COUNT(words), &seed);
	buf_puts(&quotes, "{\"exact\":\"this stands at its end\"}");
	verify(app, quotes.data);
	assert_status(app, 200);
	assert_member(app, "items/999/result", "exact");
	assert_member(app, "items/998/result", "absent");
	assert_non_null(strstr(reply_string(app, "items/998/reason"),
	                       "asks for too much at once"));
	assert_null(reply_json(app, "items/0/reason"));
}

static void too_much_is_refused_with_advice(void **state)
{
	static const char *const words[] = { "the ", "of ", "and ", "to ",
		                             "in ",  "a ",  "is ",  "for " };
	struct app *app = *state;
	struct buf text, quotes;
	uint64_t seed = 3;

	buf_init(&text, app->keys_arena);
	buf_init(&quotes, app->keys_arena);
	while (text.len < 300000)
		buf_puts(&text, words[unit_random(&seed) % COUNT(words)]);
	load(app, "s", buf_text(&text));
	for (size_t i = 0; i < 1000; i++) {
		buf_puts(&quotes,
		         i > 0 ? "\"},{\"exact\":\"the" : "{\"exact\":\"the");
		for (size_t n = 0; n < 20; n++)
			buf_printf(&quotes, " \u2026 %s",
			           words[unit_random(&seed) % COUNT(words)]);
	}
	buf_puts(&quotes, "\"}");
	verify(app, quotes.data);
	assert_status(app, 503);
	assert_non_null(strstr(reply_string(app, "detail"), "fewer quotes"));
}

/* ---- passages by their words
 * -------------------------------------------------- */

static void place(struct app *app, const char *more)
{
	call(app, "POST", "/v1/passages", NULL,
	     say(app, "{\"key\":\"p\",\"source\":\"s\"%s}", more));
}

static void words_are_enough(void **state)
{
	struct app *app = *state;
	const char *sha = load(app, "s", STR(TEXT));

	place(app, ",\"exact\":\"Providers shall not be liable\"");
	assert_status(app, 201);
	assert_member(app, "edition", sha);
	assert_int_equal(reply_integer(app, "start"), 11);
	assert_int_equal(reply_integer(app, "end"), 40);
	assert_member(app, "state", "verified");
	assert_member(
		app, "sha256",
		digest_of(app->keys_arena, STR("Providers shall not be liable"))
			.p);
	edit(app, "DELETE", "/v1/passages/p", NULL);
	place(app, ",\"exact\":\"be liable\",\"suffix\":\". The\"");
	assert_status(app, 201);
	assert_int_equal(reply_integer(app, "start"), 55);
	assert_sound(app->store);
}

static const struct {
	const char *more, *pointer, *nearest;
	int64_t start;
} refused[] = {
	{ ",\"exact\":\"Providers shall be liable\"", "/exact",
	  "Providers shall not be liable", 11 },
	{ ",\"exact\":\"providers shall\"", "/exact", "Providers shall", 11 },
	{ ",\"exact\":\"The \\\"log\\\" is\"", "/exact", "The “log” is", 66 },
	{ ",\"exact\":\"Users … liable\"", "/exact", "Users shall be liable",
	  43 },
	{ ",\"exact\":\"Users shall\",\"prefix\":\"The \"", "/exact",
	  "Users shall", 43 },
};

static void words_that_are_not_there_are_refused(void **state)
{
	struct app *app = *state;
	const char *before;

	load(app, "s", STR(TEXT));
	before = head(app);
	for (size_t i = 0; i < COUNT(refused); i++) {
		place(app, refused[i].more);
		assert_status(app, 422);
		assert_mistake(app, refused[i].pointer);
		assert_member(app, "nearest/0/exact", refused[i].nearest);
		assert_int_equal(reply_integer(app, "nearest/0/start"),
		                 refused[i].start);
		assert_non_null(reply_json(app, "nearest/0/diff/0/op"));
	}
	assert_same(head(app), before);
}

static void words_in_two_places_are_refused(void **state)
{
	struct app *app = *state;

	load(app, "s", STR(TEXT));
	place(app, ",\"exact\":\"be liable\"");
	assert_status(app, 422);
	assert_mistake(app, "/exact");
	assert_int_equal(json_array_size(reply_json(app, "places")), 2);
	assert_int_equal(reply_integer(app, "places/0/start"), 31);
	assert_int_equal(reply_integer(app, "places/1/start"), 55);
}

static void edition_is_asked_for_when_there_are_two(void **state)
{
	struct app *app = *state;
	const char *old = load(app, "s", STR("one two"));

	add_edition(app, "s", STR("zero one two"));
	place(app, ",\"exact\":\"one\"");
	assert_status(app, 422);
	assert_mistake(app, "/edition");
	place(app, say(app, ",\"exact\":\"one\",\"edition\":\"%s\"", old));
	assert_status(app, 201);
	assert_int_equal(reply_integer(app, "start"), 0);
}

static void offsets_and_words_must_agree(void **state)
{
	struct app *app = *state;
	const char *sha = load(app, "s", STR("one two"));

	place(app, say(app,
	               ",\"edition\":\"%s\",\"start\":0,\"end\":3,"
	               "\"exact\":\"two\"",
	               sha));
	assert_status(app, 422);
	assert_mistake(app, "/exact");
	place(app, ",\"start\":0,\"exact\":\"one\"");
	assert_status(app, 422);
	place(app, say(app, ",\"edition\":\"%s\"", sha));
	assert_status(app, 422);
	assert_mistake(app, "/start");
	assert_mistake(app, "/end");
	place(app, ",\"exact\":\"one\",\"sha256\":\"" WORDS "\"");
	assert_status(app, 422);
	assert_mistake(app, "/sha256");
}

static void without_text_words_have_no_place(void **state)
{
	struct app *app = *state;

	make(app, "sources",
	     "{\"key\":\"s\",\"title\":\"S\",\"role\":\"other\","
	     "\"editions\":[{\"sha256\":\"" WORDS "\"}]}");
	place(app, ",\"exact\":\"one\"");
	assert_status(app, 422);
	assert_mistake(app, "/edition");
	place(app, ",\"exact\":\"one\",\"edition\":\"" WORDS "\"");
	assert_status(app, 422);
	assert_mistake(app, "/start");
}

static void what_is_read_can_be_written_back(void **state)
{
	struct app *app = *state;

	load(app, "s", STR(TEXT));
	place(app, ",\"exact\":\"Users shall be\"");
	assert_status(app, 201);
	edit(app, "PUT", "/v1/passages/p", text_of(app, "/v1/passages/p"));
	assert_status(app, 200);
	assert_int_equal(reply_integer(app, "rev"), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		registry_test(results_come_in_order),
		registry_test(without_text_nothing_can_be_said),
		registry_test(instruments_stand_for_their_sources),
		registry_test(newest_edition_answers_first),
		registry_test(restrictions_travel_with_words),
		registry_test(what_is_wrong_is_named),
		registry_test(a_thousand_quotes_are_checked_and_no_more),
		registry_test(many_threads_share_them),
		registry_test(long_texts_are_looked_into_by_windows),
		registry_test(words_are_placed_in_long_texts),
		registry_test(texts_make_room_for_each_other),
		registry_test(a_text_that_is_given_up_can_be_made_again),
		registry_test(
			what_is_near_is_left_out_before_a_request_is_refused),
		registry_test(too_much_is_refused_with_advice),
		registry_test(words_are_enough),
		registry_test(words_that_are_not_there_are_refused),
		registry_test(words_in_two_places_are_refused),
		registry_test(edition_is_asked_for_when_there_are_two),
		registry_test(offsets_and_words_must_agree),
		registry_test(without_text_words_have_no_place),
		registry_test(what_is_read_can_be_written_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
