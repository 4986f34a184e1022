/*
 * test_passages.c - spans of texts: what stands there, and what does not
 */
#include "tests/support/registry.h"

#include <stdio.h>
#include <stdlib.h>

#include "lib/data/digest.h"
#include "lib/text/utf8.h"
#include "server/registry/sources/text.h"

#define P "/v1/passages/p"

/* A text with characters of one to four bytes, and all sorts of line ends. */
#define TEXT "Ein Gesetz.\r\n办法 says: “AI 😀👍 for all”\n\tEnd\r\n."

/* POST of a passage "p" of a source "s". */
static void post(struct app *app, const char *edition, int64_t start,
                 int64_t end, const char *more)
{
	call(app, "POST", "/v1/passages", NULL,
	     say(app,
	         "{\"key\":\"p\",\"source\":\"s\",\"edition\":\"%s\","
	         "\"start\":%lld,\"end\":%lld%s}",
	         edition, (long long)start, (long long)end, more));
}

static struct str slice(struct str text, int64_t start, int64_t end)
{
	size_t from = (size_t)utf8_until(text, start).bytes,
	       to = (size_t)utf8_until(text, end).bytes;

	return (struct str){ text.p + from, to - from };
}

/* The reply shows the span as it is cut here, in all three units. */
static void assert_span(struct app *app, struct str text, int64_t start,
                        int64_t end)
{
	struct utf8_counts from = utf8_until(text, start),
			   to = utf8_until(text, end), all = utf8_count(text);
	struct str exact = slice(text, start, end),
		   before = slice(text, start > 32 ? start - 32 : 0, start),
		   after = slice(text, end,
	                         end + 32 < all.code_points ? end + 32
	                                                    : all.code_points);

	assert_member(app, "state", "verified");
	assert_true(str_is(exact, reply_string(app, "exact")));
	assert_true(str_is(before, reply_string(app, "prefix")));
	assert_true(str_is(after, reply_string(app, "suffix")));
	assert_member(app, "sha256", digest_of(app->keys_arena, exact).p);
	assert_int_equal(reply_integer(app, "byte_start"), from.bytes);
	assert_int_equal(reply_integer(app, "byte_end"), to.bytes);
	assert_int_equal(reply_integer(app, "utf16_start"), from.utf16);
	assert_int_equal(reply_integer(app, "utf16_end"), to.utf16);
}

/* ---- where the text is held --------------------------------------------- */

static void every_span_is_shown_exactly(void **state)
{
	struct app *app = *state;
	struct str text = STR(TEXT);
	int64_t n = utf8_count(text).code_points;
	const char *sha = load(app, "s", text);

	for (int64_t start = 0; start < n; start++)
		for (int64_t end = start + 1; end <= n;
		     end += 1 + (end - start) / 3) {
			post(app, sha, start, end, "");
			assert_status(app, 201);
			assert_span(app, text, start, end);
			edit(app, "DELETE", P, NULL);
		}
}

/* A text of 200 KiB whose pieces end within characters of every length. */
static struct str long_text(struct app *app)
{
	static const char *const letters[] = { "a", "é", "办", "😀", "\r\n" };
	struct buf out;

	buf_init(&out, app->keys_arena);
	for (unsigned i = 0; out.len < 200u << 10; i++)
		buf_puts(&out, letters[(i * 7 + i / 11) % 5]);
	return buf_text(&out);
}

static void spans_go_across_pieces(void **state)
{
	struct app *app = *state;
	struct str text = long_text(app);
	int64_t n = utf8_count(text).code_points;
	const char *sha = load(app, "s", text);

	for (size_t at = PIECE_SIZE; at < text.len; at += PIECE_SIZE) {
		int64_t edge =
			utf8_count((struct str){ text.p, at }).code_points;

		for (int64_t start = edge - 3; start < edge + 3; start++)
			for (int64_t end = start + 1; end < edge + 4; end++) {
				post(app, sha, start, end, "");
				assert_status(app, 201);
				assert_span(app, text, start, end);
				edit(app, "DELETE", P, NULL);
			}
	}
	post(app, sha, 0, n, "");
	assert_status(app, 201);
	assert_span(app, text, 0, n);
}

static void text_as_long_as_its_pieces_ends_where_they_do(void **state)
{
	struct app *app = *state;
	char *bytes = arena_alloc(app->keys_arena, 2 * PIECE_SIZE);
	struct str text = { bytes, 2 * PIECE_SIZE };
	const char *sha;

	memset(bytes, 'x', text.len);
	sha = load(app, "s", text);
	post(app, sha, PIECE_SIZE, 2 * PIECE_SIZE, "");
	assert_status(app, 201);
	assert_span(app, text, PIECE_SIZE, 2 * PIECE_SIZE);
	post(app, sha, PIECE_SIZE, 2 * PIECE_SIZE + 1, "");
	assert_status(app, 422);
}

static void words_that_stand_there_are_taken(void **state)
{
	struct app *app = *state;
	const char *sha = load(app, "s", STR(TEXT));

	post(app, sha, 13, 15, ",\"exact\":\"办法\"");
	assert_status(app, 201);
	assert_member(app, "exact", "办法");
	assert_non_null(strstr(text_of(app, P "/history"), "\"sha256\""));
	assert_null(strstr(text_of(app, P "/history"), "办法"));
	edit(app, "PUT", P,
	     say(app,
	         "{\"source\":\"s\",\"edition\":\"%s\",\"start\":13,"
	         "\"end\":15,\"exact\":\"办法\"}",
	         sha));
	assert_status(app, 200);
	assert_int_equal(reply_integer(app, "rev"), 1);
}

static void words_that_do_not_stand_there_are_refused(void **state)
{
	struct app *app = *state;
	const char *sha = load(app, "s", STR(TEXT)), *before = head(app);

	post(app, sha, 13, 15, ",\"exact\":\"方法\"");
	assert_status(app, 422);
	assert_mistake(app, "/exact");
	assert_member(app, "found", "办法");
	post(app, sha, 0, 3,
	     say(app, ",\"sha256\":\"%s\"",
	         digest_of(app->keys_arena, STR("Eine")).p));
	assert_status(app, 422);
	assert_mistake(app, "/sha256");
	assert_member(app, "found", "Ein");
	assert_same(head(app), before);
}

static void what_is_found_is_shown_in_part_when_long(void **state)
{
	struct app *app = *state;
	struct str text = long_text(app);
	const char *sha = load(app, "s", text);

	post(app, sha, 0, 50000, ",\"exact\":\"x\"");
	assert_status(app, 422);
	assert_true(strlen(reply_string(app, "found")) < 5000);
}

static void moving_a_passage_needs_its_words(void **state)
{
	struct app *app = *state;
	const char *sha = load(app, "s", STR("one two"));

	post(app, sha, 0, 3, "");
	edit(app, "PATCH", P, "{\"start\":4,\"end\":7}");
	assert_status(app, 422);
	assert_mistake(app, "/sha256");
	assert_member(app, "found", "two");
	edit(app, "PATCH", P, "{\"start\":4,\"end\":7,\"sha256\":null}");
	assert_status(app, 200);
	assert_member(app, "exact", "two");
	edit(app, "PATCH", P, "{\"exact\":\"two\"}");
	assert_status(app, 422);
	assert_mistake(app, "/exact");
}

static const struct {
	int64_t start, end;
	const char *pointer;
} outside[] = {
	{ 0, 8, "/end" }, { 7, 8, "/end" }, { 100, 200, "/end" },
	{ 3, 3, "/end" }, { 3, 2, "/end" }, { -1, 2, "/start" },
};

static void span_outside_the_text_is_refused(void **state)
{
	struct app *app = *state;
	const char *sha = load(app, "s", STR("one two"));

	for (size_t i = 0; i < COUNT(outside); i++) {
		post(app, sha, outside[i].start, outside[i].end, "");
		assert_status(app, 422);
		assert_mistake(app, outside[i].pointer);
	}
}

static void edition_must_be_one_of_the_source(void **state)
{
	struct app *app = *state;
	const char *other = load(app, "other", STR("one two"));

	load(app, "s", STR("three"));
	post(app, other, 0, 3, "");
	assert_status(app, 422);
	assert_mistake(app, "/edition");
}

/* ---- where it is not held ----------------------------------------------- */

/* A source that names an edition of this text. */
static const char *announce(struct app *app, struct str text)
{
	const char *sha = digest_of(app->keys_arena, text).p;

	make(app, "sources",
	     say(app,
	         "{\"key\":\"s\",\"title\":\"S\",\"role\":\"other\","
	         "\"editions\":[{\"sha256\":\"%s\"}]}",
	         sha));
	return sha;
}

static void passage_without_text_is_unverified(void **state)
{
	struct app *app = *state;
	const char *sha = announce(app, STR("one two"));

	post(app, sha, 0, 3, "");
	assert_status(app, 422);
	assert_mistake(app, "/sha256");
	post(app, sha, 0, 3, ",\"exact\":\"one\"");
	assert_status(app, 201);
	assert_member(app, "state", "unverified");
	assert_member(app, "sha256", digest_of(app->keys_arena, STR("one")).p);
	assert_null(reply_json(app, "exact"));
	assert_null(reply_json(app, "byte_start"));
	get(app, "/v1/passages?state=unverified");
	assert_int_equal(reply_integer(app, "total"), 1);
}

static void quote_must_have_the_hash_that_comes_with_it(void **state)
{
	struct app *app = *state;
	const char *sha = announce(app, STR("one two"));

	post(app, sha, 0, 3,
	     say(app, ",\"exact\":\"one\",\"sha256\":\"%s\"", sha));
	assert_status(app, 422);
	assert_mistake(app, "/sha256");
}

static void loading_the_text_verifies_its_passages(void **state)
{
	struct app *app = *state;
	const char *sha = announce(app, STR("one two")), *before;
	struct ingest in;

	post(app, sha, 4, 7, ",\"exact\":\"two\"");
	post(app, sha, 0, 3, ",\"exact\":\"eno\"");
	assert_status(app, 409);
	call(app, "POST", "/v1/passages", NULL,
	     say(app,
	         "{\"key\":\"wrong\",\"source\":\"s\",\"edition\":\"%s\","
	         "\"start\":0,\"end\":3,\"exact\":\"eno\"}",
	         sha));
	assert_status(app, 201);
	before = head(app);
	in = ingest(app, STR("one two"));
	assert_int_equal(in.passages, 2);
	assert_int_equal(in.verified, 1);
	assert_false(in.recorded);
	assert_true(str_is(in.key, "s"));
	get(app, P);
	assert_span(app, STR("one two"), 4, 7);
	assert_int_equal(reply_integer(app, "rev"), 1);
	get(app, "/v1/passages/wrong");
	assert_member(app, "state", "changed");
	assert_null(reply_json(app, "exact"));
	get(app, "/v1/passages?state=verified");
	assert_int_equal(reply_integer(app, "total"), 1);
	assert_same(head(app), before);
}

static void passage_beyond_a_text_that_comes_later_is_changed(void **state)
{
	struct app *app = *state;
	const char *sha = announce(app, STR("one two"));

	post(app, sha, 5, 90, ",\"exact\":\"two\"");
	assert_status(app, 201);
	ingest(app, STR("one two"));
	get(app, P);
	assert_member(app, "state", "changed");
}

static void etag_moves_when_the_text_comes(void **state)
{
	struct app *app = *state;
	const char *sha = announce(app, STR("one two")), *etag;

	post(app, sha, 4, 7, ",\"exact\":\"two\"");
	get(app, P);
	etag = say(app, "If-None-Match: %s", reply_value(app, "ETag"));
	call(app, "GET", P, etag, NULL);
	assert_status(app, 304);
	ingest(app, STR("one two"));
	call(app, "GET", P, etag, NULL);
	assert_status(app, 200);
}

static void new_text_becomes_an_edition_of_its_source(void **state)
{
	struct app *app = *state;
	struct ingest in = { .arena = app->keys_arena,
		             .source = STR("s"),
		             .bytes = STR("three"),
		             .media_type = "text/markdown" };
	struct err e;

	announce(app, STR("one two"));
	err_init(&e, in.arena);
	assert_int_equal(ingest_text(app->store, &in, &e), ERR_OK);
	assert_true(in.recorded);
	get(app, "/v1/sources/s");
	assert_int_equal(reply_integer(app, "rev"), 2);
	assert_member(app, "editions/1/sha256", in.sha256.p);
	assert_member(app, "editions/1/media_type", "text/markdown");
	assert_int_equal(reply_integer(app, "editions/1/size"), 5);
	assert_int_equal(ingest_text(app->store, &in, &e), ERR_OK);
	assert_false(in.recorded);
	assert_sound(app->store);
}

static void text_that_cannot_be_kept_is_refused(void **state)
{
	static const struct {
		const char *source;
		struct str bytes;
		enum err_code code;
	} wrong[] = {
		{ "s", { "a\xff", 2 }, ERR_INVALID },
		{ "s", { "\xed\xa0\x80", 3 }, ERR_INVALID },
		{ "nothing", { "a", 1 }, ERR_NOT_FOUND },
		{ "", { "a", 1 }, ERR_NOT_FOUND },
	};
	struct app *app = *state;
	const char *before;

	announce(app, STR("one two"));
	before = head(app);
	for (size_t i = 0; i < COUNT(wrong); i++) {
		struct ingest in = { .arena = app->keys_arena,
			             .source = str_from(wrong[i].source),
			             .bytes = wrong[i].bytes,
			             .media_type = "text/plain" };
		struct err e;

		err_init(&e, in.arena);
		assert_int_equal(ingest_text(app->store, &in, &e),
		                 wrong[i].code);
	}
	assert_same(head(app), before);
}

static void empty_text_has_no_passages(void **state)
{
	struct app *app = *state;
	const char *sha = load(app, "s", STR(""));

	post(app, sha, 0, 1, "");
	assert_status(app, 422);
	assert_mistake(app, "/end");
	assert_sound(app->store);
}

/* ---- words without a place --------------------------------------------------- */

/* A request that has found its words, and waits for its write. */
static struct request *wait_to_write(struct app *app, const char *body)
{
	struct request *req = arena_alloc(app->keys_arena, sizeof(*req));

	request_init(req, app->keys_arena, &app->service, STR("/v1/passages"));
	request_method(req, "POST");
	request_header(req, STR("Authorization"),
	               str_from(say(app, "Bearer %s", app->key)));
	request_header(req, STR("Content-Type"), STR("application/json"));
	assert_int_equal(request_head(req), ERR_OK);
	buf_puts(&req->body, body);
	assert_false(request_start(req, &app->reply));
	return req;
}

static unsigned write_now(struct app *app, struct request *req)
{
	if (store_run(app->store, TX_WRITE, req->job.fn, req->job.arg,
	              &req->err) != ERR_OK)
		assert_int_not_equal(req->err.code, ERR_OK);
	assert_true(request_finish(req, &app->reply));
	return app->reply.status;
}

static void words_are_looked_for_before_the_write(void **state)
{
	struct app *app = *state;
	const char *first = load(app, "s", STR("These are the words."));
	struct request *any = wait_to_write(app,
	                                    "{\"key\":\"p\",\"source\":\"s\","
	                                    "\"exact\":\"the words\"}"),
		       *this = wait_to_write(
			       app, say(app,
	                                "{\"key\":\"q\",\"source\":\"s\","
	                                "\"edition\":\"%s\",\"exact\":\"are\"}",
	                                first)),
		       *none = wait_to_write(app,
	                                     "{\"key\":\"r\",\"source\":\"s\","
	                                     "\"exact\":\"nothing of it\"}");

	call(app, "PUT", "/v1/sources/s/text", "Content-Type: text/plain",
	     "Here the words are others.");
	assert_status(app, 201);
	assert_int_equal(write_now(app, any), 422);
	assert_int_equal(write_now(app, this), 201);
	assert_int_equal(write_now(app, none), 422);
	get(app, "/v1/passages/q");
	assert_member(app, "exact", "are");
	assert_int_equal(reply_integer(app, "start"), 6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		registry_test(words_are_looked_for_before_the_write),
		registry_test(every_span_is_shown_exactly),
		registry_test(spans_go_across_pieces),
		registry_test(text_as_long_as_its_pieces_ends_where_they_do),
		registry_test(words_that_stand_there_are_taken),
		registry_test(words_that_do_not_stand_there_are_refused),
		registry_test(what_is_found_is_shown_in_part_when_long),
		registry_test(moving_a_passage_needs_its_words),
		registry_test(span_outside_the_text_is_refused),
		registry_test(edition_must_be_one_of_the_source),
		registry_test(passage_without_text_is_unverified),
		registry_test(quote_must_have_the_hash_that_comes_with_it),
		registry_test(loading_the_text_verifies_its_passages),
		registry_test(
			passage_beyond_a_text_that_comes_later_is_changed),
		registry_test(etag_moves_when_the_text_comes),
		registry_test(new_text_becomes_an_edition_of_its_source),
		registry_test(text_that_cannot_be_kept_is_refused),
		registry_test(empty_text_has_no_passages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
