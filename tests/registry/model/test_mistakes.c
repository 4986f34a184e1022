/*
 * test_mistakes.c - wrong bodies: each told where it is wrong, none kept
 */
#include "server/registry/model/json.h"
#include "tests/support/registry.h"

#include <stdlib.h>

/* A digest of no text that is here. */
#define DIGEST                                                                 \
	"0123456789abcdef0123456789abcdef"                                     \
	"0123456789abcdef0123456789abcdef"

/* Members laid over those of a good record of the kind. */
static const struct {
	const char *kind, *members, *pointer;
} mistakes[] = {
	/* unknown members */
	{ "instruments", "\"colour\":\"red\"", "/colour" },
	{ "instruments", "\"\":1", "/" },
	{ "instruments", "\"a/b~c\":1", "/a~1b~0c" },
	{ "instruments", "\"Title\":\"x\"", "/Title" },
	{ "instruments", "\"parties\":[{\"role\":\"issuer\",\"x\":1}]",
	  "/parties/0/x" },
	{ "instruments", "\"parties\":[{\"role\":\"issuer\",\"id\":\"x\"}]",
	  "/parties/0/id" },
	{ "sources",
	  "\"editions\":[{\"sha256\":\"" DIGEST "\",\"segments\":[{"
	  "\"path\":\"1\",\"start\":0,\"end\":1,\"x\":1}]}]",
	  "/editions/0/segments/0/x" },
	/* types */
	{ "instruments", "\"summary\":1", "/summary" },
	{ "instruments", "\"summary\":true", "/summary" },
	{ "instruments", "\"summary\":[\"x\"]", "/summary" },
	{ "instruments", "\"summary\":{}", "/summary" },
	{ "instruments", "\"adopted_on\":2021", "/adopted_on" },
	{ "instruments", "\"languages\":\"en\"", "/languages" },
	{ "instruments", "\"languages\":{\"0\":\"en\"}", "/languages" },
	{ "instruments", "\"languages\":[1]", "/languages/0" },
	{ "instruments", "\"languages\":[\"en\",null]", "/languages/1" },
	{ "instruments", "\"languages\":[[\"en\"]]", "/languages/0" },
	{ "instruments", "\"jurisdictions\":[1]", "/jurisdictions/0" },
	{ "instruments", "\"parties\":[\"o\"]", "/parties/0" },
	{ "instruments", "\"parties\":{\"role\":\"issuer\"}", "/parties" },
	{ "instruments", "\"key\":1", "/key" },
	{ "organizations", "\"parent\":1", "/parent" },
	{ "passages", "\"start\":\"0\"", "/start" },
	{ "passages", "\"start\":true", "/start" },
	{ "assertions", "\"subject\":\"a\"", "/subject" },
	{ "assertions", "\"subject\":[]", "/subject" },
	{ "assertions", "\"value\":null", "/value" },
	{ "assertions", "\"value\":{\"a\":[null]}", "/value/a/0" },
	{ "assertions", "\"value\":[\"v\"]", "/value" },
	{ "assertions", "\"field\":\"/languages\",\"value\":[\"en\"]",
	  "/value" },
	/* required */
	{ "instruments", "\"title\":null", "/title" },
	{ "instruments", "\"parties\":[{\"note\":\"x\"}]", "/parties/0/role" },
	{ "instruments", "\"parties\":[{\"role\":\"issuer\"},{\"role\":null}]",
	  "/parties/1/role" },
	{ "assertions", "\"subject\":{\"kind\":\"instruments\"}",
	  "/subject/id" },
	{ "assertions", "\"subject\":{\"id\":\"a\"}", "/subject/kind" },
	/* texts */
	{ "instruments", "\"title\":\"\"", "/title" },
	{ "instruments", "\"title\":\"a\\u0001b\"", "/title" },
	{ "instruments", "\"title\":\"a\\rb\"", "/title" },
	{ "instruments", "\"title\":\"a\\u007fb\"", "/title" },
	{ "instruments",
	  "\"parties\":[{\"role\":\"issuer\","
	  "\"note\":\"\\u001b[2J\"}]",
	  "/parties/0/note" },
	{ "assertions", "\"value\":{\"a\":\"\\u0002\"}", "/value/a" },
	{ "instruments", "\"key\":\"\"", "/key" },
	{ "instruments", "\"key\":\"A B\"", "/key" },
	{ "instruments", "\"key\":\"00000000-0000-4000-8000-000000000001\"",
	  "/key" },
	/* numbers */
	{ "passages", "\"start\":0.5", "/start" },
	{ "passages", "\"start\":1e-2", "/start" },
	{ "passages", "\"start\":-1", "/start" },
	{ "passages", "\"start\":2147483648", "/start" },
	{ "passages", "\"start\":9007199254740993", "/start" },
	{ "assertions", "\"value\":9007199254740992", "/value" },
	{ "assertions", "\"value\":-9007199254740992", "/value" },
	{ "assertions", "\"value\":[1,2.5]", "/value/1" },
	{ "instruments", "\"parties\":[{\"role\":\"issuer\",\"count\":0}]",
	  "/parties/0/count" },
	/* choices */
	{ "instruments", "\"type\":\"Act\"", "/type" },
	{ "instruments", "\"type\":\"act \"", "/type" },
	{ "instruments", "\"type\":\"\"", "/type" },
	{ "instruments", "\"force\":\"strong\"", "/force" },
	{ "instruments",
	  "\"parties\":[{\"role\":\"issuer\"},"
	  "{\"role\":\"owner\"}]",
	  "/parties/1/role" },
	{ "assertions", "\"subject\":{\"kind\":\"things\",\"id\":\"a\"}",
	  "/subject/kind" },
	{ "assertions", "\"rank\":\"best\"", "/rank" },
	/* dates */
	{ "instruments", "\"adopted_on\":\"2021-13\"", "/adopted_on" },
	{ "instruments", "\"adopted_on\":\"2021-02-30\"", "/adopted_on" },
	{ "instruments", "\"adopted_on\":\"2023-02-29\"", "/adopted_on" },
	{ "instruments", "\"adopted_on\":\"21\"", "/adopted_on" },
	{ "instruments", "\"adopted_on\":\"2021-1-1\"", "/adopted_on" },
	{ "instruments", "\"adopted_on\":\"2021-11-23T00:00:00Z\"",
	  "/adopted_on" },
	{ "instruments", "\"adopted_on\":\"\"", "/adopted_on" },
	{ "instruments", "\"adopted_on\":\"2021-00\"", "/adopted_on" },
	/* other shapes */
	{ "organizations", "\"name\":\" \"", "/name" },
	{ "organizations", "\"name\":\"\\t\\n\"", "/name" },
	{ "organizations", "\"name\":\"\\u200b\\u00ad\\ufeff\"", "/name" },
	{ "organizations", "\"name\":\"\\u00a0\\u3000\\u2800\"", "/name" },
	{ "organizations", "\"name\":\"\\u3164\\u034f\"", "/name" },
	{ "organizations", "\"name\":\"\\u0301\"", "/name" },
	{ "organizations", "\"names\":[{\"text\":\"\\u2060\"}]",
	  "/names/0/text" },
	{ "instruments", "\"title\":\"\\u202e \"", "/title" },
	{ "organizations", "\"url\":\"https://example.org:99999\"", "/url" },
	{ "organizations", "\"url\":\"https://example.org/%zz\"", "/url" },
	{ "organizations", "\"url\":\"https://example..org\"", "/url" },
	{ "organizations", "\"url\":\"https://u:p@example.org\"", "/url" },
	{ "organizations", "\"url\":\"example.org\"", "/url" },
	{ "organizations", "\"url\":\"javascript:alert(1)\"", "/url" },
	{ "organizations", "\"url\":\"http://\"", "/url" },
	{ "organizations", "\"url\":\"https:///x\"", "/url" },
	{ "organizations", "\"url\":\"https://[x\"", "/url" },
	{ "organizations", "\"url\":\"https://a|b/\"", "/url" },
	{ "organizations", "\"url\":\"https://a/b c\"", "/url" },
	{ "organizations", "\"url\":\"https://a b\"", "/url" },
	{ "organizations", "\"url\":\"https://a/\\\"b\"", "/url" },
	{ "organizations", "\"url\":\"https://a/<b>\"", "/url" },
	{ "instruments", "\"languages\":[\"english language\"]",
	  "/languages/0" },
	{ "instruments", "\"languages\":[\"e\"]", "/languages/0" },
	{ "instruments", "\"languages\":[\"xx\"]", "/languages/0" },
	{ "instruments", "\"languages\":[\"en-JJ\"]", "/languages/0" },
	{ "instruments", "\"languages\":[\"en-\"]", "/languages/0" },
	{ "instruments", "\"languages\":[\"en_GB\"]", "/languages/0" },
	{ "instruments", "\"jurisdictions\":[\"EU\",\"eu\"]",
	  "/jurisdictions/1" },
	{ "passages", "\"sha256\":\"abc\"", "/sha256" },
	{ "passages",
	  "\"edition\":\""
	  "0123456789ABCDEF0123456789ABCDEF"
	  "0123456789ABCDEF0123456789ABCDEF\"",
	  "/edition" },
	{ "passages", "\"edition\":\"" DIGEST "\"", "/edition" },
	{ "assertions", "\"field\":\"adopted_on\"", "/field" },
	{ "assertions", "\"field\":\"\"", "/field" },
	{ "assertions", "\"field\":\"/a~2\"", "/field" },
	{ "assertions", "\"field\":\"/nothing\"", "/field" },
	{ "assertions", "\"field\":\"/id\"", "/field" },
	{ "assertions", "\"field\":\"/rev\"", "/field" },
	{ "assertions", "\"field\":\"/status\"", "/field" },
	{ "assertions", "\"field\":\"/parties/0\"", "/field" },
	{ "assertions", "\"field\":\"/title/0\"", "/field" },
	/* references */
	{ "organizations", "\"parent\":\"nobody\"", "/parent" },
	{ "organizations",
	  "\"parent\":\"00000000-0000-4000-8000-000000000009\"", "/parent" },
	{ "organizations", "\"parent\":\"a\"", "/parent" },
	{ "instruments",
	  "\"parties\":[{\"role\":\"issuer\","
	  "\"organization\":\"a\"}]",
	  "/parties/0/organization" },
	{ "assertions", "\"subject\":{\"kind\":\"instruments\",\"id\":\"o\"}",
	  "/subject/id" },
	{ "assertions",
	  "\"field\":\"/parties\",\"value\":"
	  "{\"organization\":\"nobody\"}",
	  "/value/organization" },
	/* rules across members */
	{ "passages", "\"start\":3,\"end\":3", "/end" },
	{ "passages", "\"start\":3,\"end\":2", "/end" },
	{ "passages", "\"end\":6", "/end" },
	{ "sources",
	  "\"editions\":[{\"sha256\":\"" DIGEST "\"},{\"sha256\":\"" DIGEST
	  "\"}]",
	  "/editions/1/sha256" },
	{ "sources",
	  "\"editions\":[{\"sha256\":\"" DIGEST "\",\"segments\":[{"
	  "\"path\":\"1\",\"start\":2,\"end\":1}]}]",
	  "/editions/0/segments/0/end" },
};

static const char *const good[][2] = {
	{ "instruments", "{" ACT ",\"key\":\"new\"}" },
	{ "organizations",
	  "{\"key\":\"new\",\"name\":\"N\",\"type\":\"other\"}" },
	{ "sources", "{\"key\":\"new\",\"title\":\"N\",\"role\":\"other\"}" },
	{ "passages", "{\"key\":\"new\",\"source\":\"s\",\"edition\":\"" WORDS
	              "\",\"start\":0,\"end\":5}" },
	{ "assertions",
	  "{\"key\":\"new\",\"subject\":{\"kind\":\"instruments\","
	  "\"id\":\"a\"},\"field\":\"/title\",\"value\":\"v\","
	  "\"passage\":\"p\"}" },
};

/* An instrument "a", an organization "o", a source "s" of the text "words",
 * a passage "p" of it. */
static int setup(void **state)
{
	struct app *app;
	int failed = registry_setup(state);

	app = *state;
	make_act(app, "\"key\":\"a\"");
	make(app, "organizations",
	     "{\"key\":\"o\",\"name\":\"O\",\"type\":\"other\"}");
	assert_string_equal(load(app, "s", STR("words")), WORDS);
	make(app, "passages",
	     "{\"key\":\"p\",\"source\":\"s\",\"edition\":\"" WORDS
	     "\",\"start\":0,\"end\":5}");
	return failed;
}

#define mistake_test(fn)                                                       \
	cmocka_unit_test_setup_teardown(fn, setup, app_teardown)

/* The good record of the kind with members laid over it. */
static const char *with(struct app *app, const char *kind, const char *members)
{
	char *text;
	const char *kept;
	json_t *record = NULL, *over;

	for (size_t i = 0; i < COUNT(good); i++)
		if (strcmp(good[i][0], kind) == 0)
			record = json_loads(good[i][1], 0, NULL);
	over = json_loads(say(app, "{%s}", members), 0, NULL);
	assert_non_null(over);
	assert_int_equal(json_object_update(record, over), 0);
	text = json_dumps(record, 0);
	kept = say(app, "%s", text);
	json_text_free(text);
	json_decref(over);
	json_decref(record);
	return kept;
}

static void assert_nothing_leaked(struct app *app)
{
	static const char *const secrets[] = {
		"SQL", "sqlite", "SELECT",  "INSERT",    "UNIQUE",
		".c:", "/tmp/",  "server/", "constraint"
	};

	for (size_t i = 0; i < COUNT(secrets); i++)
		assert_null(strstr(reply_text(app), secrets[i]));
	assert_string_equal(reply_value(app, "Content-Type"),
	                    "application/problem+json");
	assert_non_null(app->json);
}

static void good_records_are_taken(void **state)
{
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(good); i++)
		make(app, good[i][0], good[i][1]);
}

static void wrong_member_is_named_and_nothing_kept(void **state)
{
	struct app *app = *state;
	const char *before = head(app);

	for (size_t i = 0; i < COUNT(mistakes); i++) {
		call(app, "POST", say(app, "/v1/%s", mistakes[i].kind), NULL,
		     with(app, mistakes[i].kind, mistakes[i].members));
		if (app->reply.status != 422)
			print_error("%s\n", mistakes[i].members);
		assert_status(app, 422);
		assert_mistake(app, mistakes[i].pointer);
		assert_nothing_leaked(app);
	}
	assert_same(head(app), before);
	assert_sound(app->store);
}

static bool is_named_twice(const json_t *errors)
{
	for (size_t i = 0; i < json_array_size(errors); i++)
		for (size_t j = 0; j < i; j++)
			if (json_equal(
				    json_object_get(json_array_get(errors, i),
			                            "pointer"),
				    json_object_get(json_array_get(errors, j),
			                            "pointer")))
				return true;
	return false;
}

static void no_member_is_named_twice(void **state)
{
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(mistakes); i++) {
		call(app, "POST", say(app, "/v1/%s", mistakes[i].kind), NULL,
		     with(app, mistakes[i].kind, mistakes[i].members));
		if (is_named_twice(reply_json(app, "errors")))
			fail_msg("%s: %s", mistakes[i].members,
			         reply_text(app));
	}
}

static void wrong_patch_is_told_like_a_wrong_record(void **state)
{
	struct app *app = *state;
	const char *before = head(app);

	for (size_t i = 0; i < COUNT(mistakes); i++) {
		if (strcmp(mistakes[i].kind, "instruments") != 0 ||
		    strcmp(mistakes[i].pointer, "/key") == 0)
			continue;
		edit(app, "PATCH", "/v1/instruments/a",
		     say(app, "{%s}", mistakes[i].members));
		if (app->reply.status != 422)
			print_error("%s\n", mistakes[i].members);
		assert_status(app, 422);
		assert_mistake(app, mistakes[i].pointer);
	}
	assert_same(head(app), before);
}

static void all_mistakes_come_in_one_answer(void **state)
{
	static const char *const pointers[] = {
		"/title",          "/type",       "/existence",
		"/adopted_on",     "/colour",     "/parties/0/organization",
		"/parties/1/role", "/languages/1"
	};
	struct app *app = *state;

	call(app, "POST", "/v1/instruments", NULL,
	     "{\"title\":7,\"type\":\"law\",\"force\":\"hard\","
	     "\"adopted_on\":\"2021-13\",\"colour\":1,\"parties\":["
	     "{\"role\":\"issuer\",\"organization\":\"nobody\"},"
	     "{\"note\":\"x\"}],\"languages\":[\"en\",\"\"]}");
	assert_status(app, 422);
	for (size_t i = 0; i < COUNT(pointers); i++)
		assert_mistake(app, pointers[i]);
	assert_int_equal(json_array_size(reply_json(app, "errors")),
	                 COUNT(pointers));
}

static void very_many_mistakes_are_counted(void **state)
{
	struct app *app = *state;
	struct buf body;

	buf_init(&body, app->keys_arena);
	buf_puts(&body, "{" ACT ",\"languages\":[1");
	for (int i = 1; i < 500; i++)
		buf_puts(&body, ",1");
	buf_puts(&body, "]}");
	call(app, "POST", "/v1/instruments", NULL, body.data);
	assert_status(app, 422);
	assert_int_equal(json_array_size(reply_json(app, "errors")),
	                 ERR_MISTAKES_MAX);
	assert_contains(reply_string(app, "detail"), "500");
}

/* ---- limits ------------------------------------------------------------- */

static const char *xs(struct app *app, size_t n)
{
	char *text = arena_alloc(app->keys_arena, n + 1);

	memset(text, 'x', n);
	return text;
}

static const struct {
	const char *kind, *member;
	size_t max;
} limits[] = {
	{ "instruments", "title", 2000 },    { "instruments", "note", 10000 },
	{ "instruments", "summary", 10000 }, { "instruments", "key", 120 },
	{ "organizations", "name", 500 },    { "organizations", "key", 120 },
	{ "sources", "rights", 2000 },       { "passages", "locator", 300 },
};

static void texts_have_limits(void **state)
{
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(limits); i++)
		for (size_t over = 0; over < 2; over++) {
			const char *path = say(app, "/v1/%s", limits[i].kind);

			call(app, "POST", path, NULL,
			     with(app, limits[i].kind,
			          say(app, "\"key\":\"%s-%zu\",\"%s\":\"%s\"",
			              limits[i].member, i, limits[i].member,
			              xs(app, limits[i].max + over))));
			assert_status(app, over ? 422 : 201);
			if (over)
				assert_mistake(
					app, say(app, "/%s", limits[i].member));
		}
}

static void lengths_are_code_points(void **state)
{
	struct app *app = *state;
	struct buf name;

	buf_init(&name, app->keys_arena);
	for (int i = 0; i < 500; i++)
		buf_puts(&name, "😀");
	make(app, "organizations",
	     say(app, "{\"name\":\"%s\",\"type\":\"other\"}", name.data));
}

/* ---- bodies that cannot be read ----------------------------------------- */

static const struct {
	const char *body;
	unsigned status;
} unreadable[] = {
	{ "", 400 },
	{ "{", 400 },
	{ "{\"title\":\"a\",\"title\":\"b\"}", 400 },
	{ "{" ACT ",\"parties\":[{\"role\":\"host\",\"role\":\"host\"}]}",
	  400 },
	{ "{\"title\":\"\xff\"}", 400 },
	{ "{\"title\":\"\xc0\xaf\"}", 400 },
	{ "{\"title\":\"\xed\xa0\x80\"}", 400 },
	{ "{\"title\":\"\\ud800\"}", 400 },
	{ "{\"title\":\"\\u0000\"}", 400 },
	{ "{\"tit\\u0000le\":1}", 400 },
	{ "{\"title\":\"a\nb\"}", 400 },
	{ "{\"title\":01}", 400 },
	{ "{\"title\":99999999999999999999}", 400 },
	{ "{\"title\":NaN}", 400 },
	{ "{} {}", 400 },
	{ "{" ACT ",}", 400 },
	{ "[]", 422 },
	{ "[{" ACT "}]", 422 },
	{ "1", 400 },
	{ "null", 400 },
	{ "\"text\"", 400 },
	{ "{}", 422 },
};

static void unreadable_body_is_refused(void **state)
{
	struct app *app = *state;
	const char *before = head(app);

	for (size_t i = 0; i < COUNT(unreadable); i++) {
		call(app, "POST", "/v1/instruments", NULL, unreadable[i].body);
		if (app->reply.status != unreadable[i].status)
			print_error("%s\n", unreadable[i].body);
		assert_status(app, unreadable[i].status);
		assert_nothing_leaked(app);
		edit(app, "PUT", "/v1/instruments/a", unreadable[i].body);
		assert_status(app, unreadable[i].status);
	}
	assert_same(head(app), before);
}

static void body_with_nul_bytes_is_refused(void **state)
{
	struct app *app = *state;

	call_bytes(app, "POST", "/v1/instruments", NULL,
	           STR("{\"title\":\"a\0b\"}"));
	assert_status(app, 400);
	call_bytes(app, "POST", "/v1/instruments", NULL, STR("{" ACT "}\0"));
	assert_status(app, 400);
}

static void patch_that_is_no_object_is_refused(void **state)
{
	struct app *app = *state;

	edit(app, "PATCH", "/v1/instruments/a", "[1]");
	assert_status(app, 422);
	edit(app, "PATCH", "/v1/instruments/a", "[]");
	assert_status(app, 422);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		mistake_test(good_records_are_taken),
		mistake_test(wrong_member_is_named_and_nothing_kept),
		mistake_test(no_member_is_named_twice),
		mistake_test(wrong_patch_is_told_like_a_wrong_record),
		mistake_test(all_mistakes_come_in_one_answer),
		mistake_test(very_many_mistakes_are_counted),
		mistake_test(texts_have_limits),
		mistake_test(lengths_are_code_points),
		mistake_test(unreadable_body_is_refused),
		mistake_test(body_with_nul_bytes_is_refused),
		mistake_test(patch_that_is_no_object_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
