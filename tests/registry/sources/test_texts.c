/*
 * test_texts.c - /v1/sources/{id}/text: given, read whole, by part, by range
 */
#include "tests/support/registry.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/data/digest.h"
#include "server/registry/sources/text.h"

#define PLAIN  "Content-Type: text/plain"
#define SAMPLE "a办😀b\r\nend"

static void make_source(struct app *app, const char *key)
{
	make(app, "sources",
	     say(app, "{\"key\":\"%s\",\"title\":\"T\",\"role\":\"other\"}",
	         key));
}

static void put(struct app *app, const char *target, const char *headers,
                struct str text)
{
	call_bytes(app, "PUT", target, headers, text);
}

static void put_sample(struct app *app)
{
	make_source(app, "s");
	put(app, "/v1/sources/s/text", PLAIN, STR(SAMPLE));
	assert_status(app, 201);
}

static const char *digest(struct app *app, struct str text)
{
	return digest_of(app->keys_arena, text).p;
}

/* ---- giving ------------------------------------------------------------- */

static void a_text_becomes_an_edition(void **state)
{
	struct app *app = *state;
	const char *sha = digest(app, STR(SAMPLE));

	make_source(app, "s");
	put(app, "/v1/sources/s/text?lang=zh&note=scanned",
	    "Content-Type: text/html; charset=utf-8", STR(SAMPLE));
	assert_status(app, 201);
	assert_member(app, "edition", sha);
	assert_member(app, "source/key", "s");
	assert_true(json_is_true(reply_json(app, "recorded")));
	assert_int_equal(reply_integer(app, "size"), 14);
	assert_contains(reply_value(app, "Location"), sha);
	get(app, "/v1/sources/s");
	assert_member(app, "editions/0/sha256", sha);
	assert_member(app, "editions/0/media_type", "text/html");
	assert_member(app, "editions/0/lang", "zh");
	assert_member(app, "editions/0/note", "scanned");
	assert_int_equal(reply_integer(app, "rev"), 2);
}

static void the_same_text_again_changes_nothing(void **state)
{
	struct app *app = *state;
	const char *before;

	put_sample(app);
	before = head(app);
	put(app, "/v1/sources/s/text", PLAIN, STR(SAMPLE));
	assert_status(app, 200);
	assert_false(json_is_true(reply_json(app, "recorded")));
	assert_same(head(app), before);
}

static void the_newest_text_stands_last(void **state)
{
	struct app *app = *state;

	put_sample(app);
	put(app, "/v1/sources/s/text", PLAIN, STR("newer"));
	assert_status(app, 201);
	assert_string_equal(text_of(app, "/v1/sources/s/text"), "newer");
	assert_string_equal(
		text_of(app, say(app, "/v1/sources/s/text?edition=%s",
	                         digest(app, STR(SAMPLE)))),
		SAMPLE);
}

static void a_digest_is_checked(void **state)
{
	static const char *const wrong[] = {
		"Repr-Digest: sha-256=:AAAA:",
		"Content-Digest: sha-512=:AAAA:, sha-256=:AAAA:",
		"Repr-Digest: md5=:AAAA:",
	};
	struct app *app = *state;
	struct str field = digest_field(
		app->keys_arena, digest_of(app->keys_arena, STR(SAMPLE)));
	const char *before;

	make_source(app, "s");
	before = head(app);
	for (size_t i = 0; i < COUNT(wrong); i++) {
		put(app, "/v1/sources/s/text", say(app, PLAIN "\n%s", wrong[i]),
		    STR(SAMPLE));
		assert_status(app, 400);
		assert_mistake(app, i == 1 ? "Content-Digest" : "Repr-Digest");
	}
	put(app, "/v1/sources/s/text?sha256=" WORDS, PLAIN, STR(SAMPLE));
	assert_status(app, 400);
	assert_mistake(app, "sha256");
	assert_same(head(app), before);
	put(app,
	    say(app, "/v1/sources/s/text?sha256=%s", digest(app, STR(SAMPLE))),
	    say(app, PLAIN "\nRepr-Digest: sha-512=:AAAA:, %s", field.p),
	    STR(SAMPLE));
	assert_status(app, 201);
	assert_string_equal(reply_value(app, "Repr-Digest"), field.p);
}

static void what_is_no_text_is_refused(void **state)
{
	struct app *app = *state;
	const char *before;

	make_source(app, "s");
	before = head(app);
	put(app, "/v1/sources/s/text", PLAIN, STR("caf\xe9"));
	assert_status(app, 422);
	assert_contains(reply_text(app), "not UTF-8 at byte 3");
	put(app, "/v1/sources/s/text", "Content-Type: application/pdf",
	    STR("x"));
	assert_status(app, 415);
	put(app, "/v1/sources/s/text",
	    "Content-Type: text/plain; charset=iso-8859-1", STR("x"));
	assert_status(app, 415);
	put(app, "/v1/sources/s/text", PLAIN, STR(""));
	assert_status(app, 400);
	put(app, "/v1/sources/none/text", PLAIN, STR("x"));
	assert_status(app, 404);
	put(app, "/v1/sources/s/text?lang=e_n", PLAIN, STR("x"));
	assert_status(app, 422);
	assert_same(head(app), before);
	get(app, "/v1/sources/s/text");
	assert_status(app, 404);
}

static void only_editors_give_texts(void **state)
{
	struct app *app = *state;

	make_source(app, "s");
	app->key = app->keys[ROLE_READER];
	put(app, "/v1/sources/s/text", PLAIN, STR("x"));
	assert_status(app, 403);
	app->key = NULL;
	put(app, "/v1/sources/s/text", PLAIN, STR("x"));
	assert_status(app, 401);
}

struct giver {
	struct app *app;
	const char *target;
	struct str text;
	unsigned status;
};

static void *give(void *arg)
{
	struct giver *g = arg;
	struct app own = *g->app;

	own.arena = NULL;
	own.keys_arena = arena_new();
	put(&own, g->target, PLAIN, g->text);
	g->status = own.reply.status;
	arena_free(own.arena);
	arena_free(own.keys_arena);
	return NULL;
}

static void two_who_give_the_same_text_at_once_make_one_edition(void **state)
{
	struct app *app = *state;
	struct giver givers[4];
	pthread_t threads[COUNT(givers)];
	unsigned made = 0;

	make_source(app, "s");
	for (size_t i = 0; i < COUNT(givers); i++) {
		givers[i] = (struct giver){ app, "/v1/sources/s/text",
			                    STR(SAMPLE), 0 };
		assert_int_equal(
			pthread_create(&threads[i], NULL, give, &givers[i]), 0);
	}
	for (size_t i = 0; i < COUNT(givers); i++) {
		pthread_join(threads[i], NULL);
		assert_true(givers[i].status == 200 || givers[i].status == 201);
		made += givers[i].status == 201;
	}
	assert_int_equal(made, 1);
	get(app, "/v1/sources/s");
	assert_int_equal(json_array_size(reply_json(app, "editions")), 1);
}

/* ---- reading ------------------------------------------------------------ */

static void the_bytes_come_back_as_they_were(void **state)
{
	struct app *app = *state;

	put_sample(app);
	get(app, "/v1/sources/s/text");
	assert_status(app, 200);
	assert_string_equal(reply_text(app), SAMPLE);
	assert_string_equal(reply_value(app, "Content-Type"),
	                    "text/plain; charset=utf-8");
	assert_string_equal(reply_value(app, "Accept-Ranges"), "bytes");
	assert_contains(reply_value(app, "Repr-Digest"), "sha-256=:");
	assert_contains(reply_value(app, "Link"), "rel=\"describedby\"");
	call(app, "GET", "/v1/sources/s/text",
	     say(app, "If-None-Match: %s", reply_value(app, "ETag")), NULL);
	assert_status(app, 304);
	assert_string_equal(reply_text(app), "");
}

static void a_part_is_asked_for_in_any_unit(void **state)
{
	static const struct {
		const char *query, *want;
	} parts[] = {
		{ "start=1&end=3", "办😀" },
		{ "start=1&end=4&unit=utf16", "办😀" },
		{ "start=1&end=8&unit=byte", "办😀" },
		{ "start=6", "end" },
		{ "end=1", "a" },
		{ "start=9", "" },
		{ "start=2&end=2", "" },
	};
	struct app *app = *state;

	put_sample(app);
	for (size_t i = 0; i < COUNT(parts); i++) {
		get(app, say(app, "/v1/sources/s/text?%s", parts[i].query));
		assert_status(app, 200);
		assert_string_equal(reply_text(app), parts[i].want);
	}
}

static void a_part_that_is_not_there_is_refused(void **state)
{
	static const struct {
		const char *query, *wrong;
	} parts[] = {
		{ "start=10", "start" },
		{ "end=10", "end" },
		{ "start=3&end=2", "end" },
		{ "start=3&end=4&unit=utf16", "start" },
		{ "start=0&end=2&unit=byte", "end" },
		{ "start=-1", "start" },
		{ "unit=words", "unit" },
		{ "edition=abc", "edition" },
		{ "page=1", "page" },
	};
	struct app *app = *state;

	put_sample(app);
	for (size_t i = 0; i < COUNT(parts); i++) {
		get(app, say(app, "/v1/sources/s/text?%s", parts[i].query));
		assert_status(app, 400);
		assert_mistake(app, parts[i].wrong);
	}
	get(app, "/v1/sources/s/text?edition=" WORDS);
	assert_status(app, 404);
}

static void a_part_as_json_has_all_its_offsets(void **state)
{
	struct app *app = *state;

	make(app, "sources",
	     "{\"key\":\"s\",\"title\":\"T\",\"role\":\"other\","
	     "\"handling\":\"Do not cite.\"}");
	put(app, "/v1/sources/s/text", PLAIN, STR(SAMPLE));
	call(app, "GET", "/v1/sources/s/text?start=1&end=4&unit=utf16",
	     "Accept: application/json", NULL);
	assert_status(app, 200);
	assert_member(app, "exact", "办😀");
	assert_member(app, "prefix", "a");
	assert_member(app, "suffix", "b\r\nend");
	assert_member(app, "source/handling", "Do not cite.");
	assert_int_equal(reply_integer(app, "start"), 1);
	assert_int_equal(reply_integer(app, "end"), 3);
	assert_int_equal(reply_integer(app, "utf16_end"), 4);
	assert_int_equal(reply_integer(app, "byte_end"), 8);
}

static void ranges_are_bytes_of_what_is_asked_for(void **state)
{
	static const struct {
		const char *range, *target;
		unsigned status;
		const char *content, *body;
	} cases[] = {
		{ "bytes=0-0", "", 206, "bytes 0-0/14", "a" },
		{ "bytes=11-", "", 206, "bytes 11-13/14", "end" },
		{ "bytes=-3", "", 206, "bytes 11-13/14", "end" },
		{ "bytes=-99", "", 206, "bytes 0-13/14", SAMPLE },
		{ "bytes=11-99", "", 206, "bytes 11-13/14", "end" },
		{ "bytes=1-3", "?start=1&end=3", 206, "bytes 1-3/7",
		  "\x8a\x9e\xf0" },
		{ "bytes=14-", "", 416, "bytes */14", NULL },
		{ "bytes=-0", "", 416, "bytes */14", NULL },
		{ "bytes=99999999999999999999-", "", 416, "bytes */14", NULL },
		{ "bytes=0-1,3-4", "", 200, "", SAMPLE },
		{ "bytes=3-1", "", 200, "", SAMPLE },
		{ "lines=0-1", "", 200, "", SAMPLE },
		{ "bytes=a-b", "", 200, "", SAMPLE },
		{ "bytes=-", "", 200, "", SAMPLE },
	};
	struct app *app = *state;

	put_sample(app);
	for (size_t i = 0; i < COUNT(cases); i++) {
		call(app, "GET",
		     say(app, "/v1/sources/s/text%s", cases[i].target),
		     say(app, "Range: %s", cases[i].range), NULL);
		assert_status(app, cases[i].status);
		assert_string_equal(reply_value(app, "Content-Range"),
		                    cases[i].content);
		if (cases[i].body != NULL)
			assert_string_equal(reply_text(app), cases[i].body);
	}
}

static void a_range_is_of_the_state_that_is_known(void **state)
{
	struct app *app = *state;
	const char *tag;

	put_sample(app);
	get(app, "/v1/sources/s/text");
	tag = say(app, "%s", reply_value(app, "ETag"));
	call(app, "GET", "/v1/sources/s/text",
	     say(app, "Range: bytes=0-0\nIf-Range: %s", tag), NULL);
	assert_status(app, 206);
	put(app, "/v1/sources/s/text", PLAIN, STR("newer"));
	call(app, "GET", "/v1/sources/s/text",
	     say(app, "Range: bytes=0-0\nIf-Range: %s", tag), NULL);
	assert_status(app, 200);
	assert_string_equal(reply_text(app), "newer");
	call(app, "HEAD", "/v1/sources/s/text", "Range: bytes=0-0", NULL);
	assert_status(app, 200);
	assert_string_equal(reply_text(app), "");
}

/* Every place of a text of several pieces, in all units. */
static void parts_of_a_long_text_are_right_anywhere(void **state)
{
	enum { N = 30000 };
	struct app *app = *state;
	struct buf text;

	buf_init(&text, app->keys_arena);
	for (int i = 0; i < N; i++)
		buf_printf(&text, "%05d办😀", i);
	assert_true(text.len > 4 * PIECE_SIZE);
	make_source(app, "s");
	put(app, "/v1/sources/s/text", PLAIN, buf_text(&text));
	assert_status(app, 201);
	for (int i = 0; i < N; i += 1499) {
		get(app, say(app, "/v1/sources/s/text?start=%d&end=%d", 7 * i,
		             7 * i + 5));
		assert_string_equal(reply_text(app), say(app, "%05d", i));
		get(app,
		    say(app, "/v1/sources/s/text?start=%d&end=%d&unit=utf16",
		        8 * i, 8 * i + 6));
		assert_string_equal(reply_text(app), say(app, "%05d办", i));
		get(app,
		    say(app, "/v1/sources/s/text?start=%d&end=%d&unit=byte",
		        12 * i + 8, 12 * i + 12));
		assert_string_equal(reply_text(app), "😀");
	}
	get(app, "/v1/sources/s/text");
	assert_int_equal(app->reply.body.len, text.len);
	assert_memory_equal(app->reply.body.data, text.data, text.len);
}

static void a_long_text_comes_as_json_in_parts_only(void **state)
{
	struct app *app = *state;
	struct buf text;

	buf_init(&text, app->keys_arena);
	while (text.len <= 1u << 20)
		buf_puts(&text, "many words ");
	make_source(app, "s");
	put(app, "/v1/sources/s/text", PLAIN, buf_text(&text));
	call(app, "GET", "/v1/sources/s/text", "Accept: application/json",
	     NULL);
	assert_status(app, 413);
	call(app, "GET", "/v1/sources/s/text?end=4", "Accept: application/json",
	     NULL);
	assert_member(app, "exact", "many");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		registry_test(a_text_becomes_an_edition),
		registry_test(the_same_text_again_changes_nothing),
		registry_test(the_newest_text_stands_last),
		registry_test(a_digest_is_checked),
		registry_test(what_is_no_text_is_refused),
		registry_test(only_editors_give_texts),
		registry_test(
			two_who_give_the_same_text_at_once_make_one_edition),
		registry_test(the_bytes_come_back_as_they_were),
		registry_test(a_part_is_asked_for_in_any_unit),
		registry_test(a_part_that_is_not_there_is_refused),
		registry_test(a_part_as_json_has_all_its_offsets),
		registry_test(ranges_are_bytes_of_what_is_asked_for),
		registry_test(a_range_is_of_the_state_that_is_known),
		registry_test(parts_of_a_long_text_are_right_anywhere),
		registry_test(a_long_text_comes_as_json_in_parts_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
