/*
 * test_steps.c - what follows from a change of a source is written in steps
 */
#include "tests/support/anchors.h"

#include <time.h>

#include "lib/data/digest.h"
#include "lib/store/pending.h"
#include "server/registry/changes/propagate.h"
#include "server/registry/model/kind.h"

#define RULES 250 /* more than are derived at once, twice */

/* A source "s" with so many rules, each a passage: "p100", "p101", .... */
static void make_rules(struct app *app)
{
	struct buf text, lines;
	size_t at = 0;

	buf_init(&text, app->keys_arena);
	buf_init(&lines, app->keys_arena);
	for (int i = 0; i < RULES; i++)
		buf_printf(&text, "Rule %d is that of number %d.\n", i, i);
	make_source(app, buf_text(&text));
	for (int i = 0; i < RULES; i++) {
		const char *rule =
			say(app, "Rule %d is that of number %d.", i, i);
		size_t len = strlen(rule);

		buf_printf(&lines,
		           "{\"kind\":\"passages\",\"op\":\"put\",\"record\":{"
		           "\"key\":\"p%d\",\"source\":\"s\","
		           "\"edition\":\"%s\",\"start\":%zu,\"end\":%zu,"
		           "\"sha256\":\"%s\"}}\n",
		           100 + i,
		           digest_of(app->keys_arena, buf_text(&text)).p, at,
		           at + len,
		           digest_of(app->keys_arena, str_from(rule)).p);
		at += len + 1;
	}
	assert_string_equal(import_lines(app, app->store, "x", lines.data), "");
}

/* Every rule is still there, at another place. */
static struct str moved_rules(struct app *app, const char *before)
{
	struct buf text;

	buf_init(&text, app->keys_arena);
	buf_puts(&text, before);
	for (int i = 0; i < RULES; i++)
		buf_printf(&text, "Rule %d is that of number %d.\n", i, i);
	return buf_text(&text);
}

static struct ingest coming(struct app *app, struct str bytes)
{
	return (struct ingest){ .arena = app->keys_arena,
		                .source = STR("s"),
		                .bytes = bytes,
		                .sha256 = digest_of(app->keys_arena, bytes),
		                .media_type = "text/plain",
		                .lang = STR("en") };
}

static void run(struct app *app, tx_fn *fn, struct ingest *in)
{
	struct err e;

	err_init(&e, in->arena);
	ingest_settle(in);
	if (store_run(app->store, TX_WRITE, fn, in, &e) != ERR_OK)
		fail_msg("%s", e.detail);
}

static enum err_code look(struct tx *tx, void *arg, struct err *e)
{
	struct pending any = { .steps = 0 };
	struct arena *a = arena_new();
	enum err_code rc = store_pending_find(tx, a, &any, e);

	*(bool *)arg = rc == ERR_OK;
	err_clear(e);
	arena_free(a);
	return rc == ERR_NOT_FOUND ? ERR_OK : rc;
}

static bool is_pending(struct app *app)
{
	struct err e = { 0 };
	bool out = false;

	assert_int_equal(store_run(app->store, TX_READ, look, &out, &e),
	                 ERR_OK);
	return out;
}

static void assert_all(struct app *app, const char *state)
{
	get(app, say(app, "/v1/passages?source=s&state=%s&limit=1", state));
	assert_int_equal(reply_integer(app, "total"), RULES);
	get(app, "/v1/passages/p349");
	assert_null(strstr(reply_text(app), "\"pending\""));
	assert_sound(app->store);
}

static void others_write_between_the_steps(void **state)
{
	struct app *app = *state;
	struct ingest in;
	int steps = 0;

	make_rules(app);
	in = coming(app, moved_rules(app, "Preamble.\n"));
	run(app, ingest_begin, &in);
	assert_false(in.is_done);
	for (; !in.is_done; steps++) {
		get(app, "/v1/passages/p100");
		assert_member(app, "state", "moved");
		assert_null(strstr(reply_text(app), "\"pending\""));
		if (steps == 0) {
			get(app, "/v1/passages/p349");
			assert_member(app, "state", "verified");
			assert_contains(reply_text(app), "\"pending\":true");
		}
		make(app, "organizations",
		     "{\"name\":\"N\",\"type\":\"other\"}");
		assert_sound(app->store);
		run(app, ingest_step, &in);
	}
	assert_in_range(steps, 2, 10);
	assert_all(app, "moved");
}

/* The second comes in the middle of the first: it is what counts. */
static void two_texts_of_one_source_may_come_at_once(void **state)
{
	struct app *app = *state;
	struct ingest first, second;

	make_rules(app);
	first = coming(app, moved_rules(app, "Preamble.\n"));
	second = coming(app, moved_rules(app, "Another preamble.\n"));
	run(app, ingest_begin, &first);
	run(app, ingest_step, &first);
	run(app, ingest_begin, &second);
	while (!first.is_done || !second.is_done) {
		if (!first.is_done)
			run(app, ingest_step, &first);
		if (!second.is_done)
			run(app, ingest_step, &second);
	}
	assert_all(app, "moved");
	get(app, "/v1/sources/s/anchors?limit=1");
	assert_member(app, "edition", second.sha256.p);
	assert_int_equal(reply_integer(app, "counts/moved"), RULES);
}

/* As after a death: no step was done, and nobody sends the text again. */
static void the_next_start_goes_on(void **state)
{
	struct app *app = *state;
	struct ingest in;
	struct err e = { 0 };

	make_rules(app);
	in = coming(app, moved_rules(app, "Preamble.\n"));
	run(app, ingest_begin, &in);
	store_close(app->store);
	if (store_open(&app->store, app->file, 0, kinds_entities(), kinds_count,
	               &e) != ERR_OK)
		fail_msg("%s", e.detail);
	app->service.store = app->store;
	assert_true(is_pending(app));
	store_go_on(app->store, propagate_rest);
	while (is_pending(app))
		nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
	assert_all(app, "moved");
}

static void the_same_text_sent_again_finishes_it(void **state)
{
	struct app *app = *state;
	struct ingest in;
	struct str text;

	make_rules(app);
	text = moved_rules(app, "Preamble.\n");
	in = coming(app, text);
	run(app, ingest_begin, &in);
	call_bytes(app, "PUT", "/v1/sources/s/text?lang=en", PLAIN_TEXT, text);
	assert_status(app, 200);
	assert_int_equal(reply_integer(app, "anchors/counts/moved"), RULES);
	assert_false(is_pending(app));
	assert_all(app, "moved");
}

/* Any write that much follows from: here a source whose instrument changes, and
 * with it what its passages are found by. */
static void a_patch_leaves_the_rest_to_the_writer(void **state)
{
	struct app *app = *state;

	make_rules(app);
	make_act(app, "\"key\":\"a\"");
	store_go_on(app->store, propagate_rest);
	edit(app, "PATCH", "/v1/sources/s", "{\"instrument\":\"a\"}");
	assert_status(app, 200);
	while (is_pending(app))
		nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
	get(app, "/v1/search?q=rule&type=act&kind=passages&limit=1");
	assert_int_equal(reply_integer(app, "total"), RULES);
	assert_all(app, "verified");
}

#define STATED 350 /* more than are derived at once, three times */

/* So many organizations, whose names stand in the passage "p100". */
static void state_names(struct app *app)
{
	struct buf lines;

	buf_init(&lines, app->keys_arena);
	for (int i = 0; i < STATED; i++)
		buf_printf(
			&lines,
			"{\"kind\":\"organizations\",\"op\":\"put\",\"record\":"
			"{\"key\":\"o%d\",\"name\":\"N\",\"type\":\"other\"}}\n"
			"{\"kind\":\"assertions\",\"op\":\"put\",\"record\":{"
			"\"key\":\"a%d\",\"subject\":{\"kind\":"
			"\"organizations\",\"id\":\"o%d\"},\"field\":\"/name\","
			"\"value\":\"N\",\"passage\":\"p100\"}}\n",
			1000 + i, 1000 + i, 1000 + i);
	import_ok(app, lines.data);
}

static int64_t graded(struct app *app, const char *grade)
{
	get(app, say(app,
	             "/v1/organizations?evidence.field=/name&"
	             "evidence.grade=%s&limit=1",
	             grade));
	assert_status(app, 200);
	return reply_integer(app, "total");
}

/* How strong the evidence is follows from the role of its source. */
static void a_role_reaches_all_that_is_stated_in_the_source(void **state)
{
	struct app *app = *state;

	make_rules(app);
	state_names(app);
	assert_int_equal(graded(app, "official"), STATED);
	edit(app, "PATCH", "/v1/sources/s", "{\"role\":\"commentary\"}");
	assert_status(app, 200);
	assert_int_equal(graded(app, "independent"), 100);
	assert_int_equal(graded(app, "official"), STATED - 100);
	assert_sound(app->store);
	store_go_on(app->store, propagate_rest);
	while (is_pending(app))
		nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
	assert_int_equal(graded(app, "independent"), STATED);
	assert_sound(app->store);
}

/* What was stated in words that are lost, and come back. */
static void evidence_follows_from_the_passages_of_a_step(void **state)
{
	struct app *app = *state;
	struct ingest in;

	make_rules(app);
	state_names(app);
	in = coming(app, STR("Nothing of it is said any more.\n"));
	run(app, ingest_begin, &in);
	assert_int_equal(graded(app, "official"), 0);
	while (!in.is_done)
		run(app, ingest_step, &in);
	assert_all(app, "lost");
	assert_int_equal(graded(app, "official"), 0);
	in = coming(app, moved_rules(app, "Preamble.\n"));
	run(app, ingest_begin, &in);
	while (!in.is_done)
		run(app, ingest_step, &in);
	assert_all(app, "moved");
	assert_int_equal(graded(app, "official"), STATED);
}

/* A text that comes after its passages gives each its fingerprint. */
static void a_text_that_comes_late_is_taken_in_steps(void **state)
{
	struct app *app = *state;
	struct buf lines;
	struct str text = moved_rules(app, "");
	const char *sha = digest_of(app->keys_arena, text).p;

	buf_init(&lines, app->keys_arena);
	make(app, "sources",
	     say(app,
	         "{\"key\":\"s\",\"title\":\"T\",\"role\":\"other\","
	         "\"editions\":[{\"sha256\":\"%s\"}]}",
	         sha));
	for (int i = 0; i < RULES; i++)
		buf_printf(&lines,
		           "{\"kind\":\"passages\",\"op\":\"put\",\"record\":{"
		           "\"key\":\"p%d\",\"source\":\"s\","
		           "\"edition\":\"%s\",\"start\":0,\"end\":4,"
		           "\"sha256\":\"%s\"}}\n",
		           100 + i, sha,
		           digest_of(app->keys_arena, STR("Rule")).p);
	assert_string_equal(import_lines(app, app->store, "x", lines.data), "");
	call_bytes(app, "PUT", "/v1/sources/s/text", PLAIN_TEXT, text);
	assert_status(app, 200);
	assert_int_equal(reply_integer(app, "passages"), RULES);
	assert_int_equal(reply_integer(app, "verified"), RULES);
	get(app, "/v1/passages/p349");
	assert_contains(reply_text(app), "\"fingerprint\"");
	assert_all(app, "verified");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		registry_test(others_write_between_the_steps),
		registry_test(two_texts_of_one_source_may_come_at_once),
		registry_test(the_next_start_goes_on),
		registry_test(the_same_text_sent_again_finishes_it),
		registry_test(a_patch_leaves_the_rest_to_the_writer),
		registry_test(a_text_that_comes_late_is_taken_in_steps),
		registry_test(evidence_follows_from_the_passages_of_a_step),
		registry_test(a_role_reaches_all_that_is_stated_in_the_source),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
