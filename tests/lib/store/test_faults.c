/*
 * test_faults.c - every step of every operation fails once
 *
 * An operation is tried with its first step failing, then its second, until
 * it ends before the fault.
 */
#include "tests/support/registry.h"

#include "lib/data/digest.h"
#include "server/registry/checks/audit.h"
#include "server/registry/ingest/ingest.h"
#include "tests/support/fault_store.h"

#define STEPS_MAX 400

/* In texts '#' stands for the number of the try, so that each is new. */
static const struct operation {
	const char *method, *target, *headers, *body;
} operations[] = {
	{ "GET", "/v1/instruments/a", NULL, NULL },
	{ "GET", "/v1/instruments/a?include=organizations", NULL, NULL },
	{ "GET", "/v1/passages/p", NULL, NULL },
	{ "GET", "/v1/passages/p", "Accept: application/ld+json", NULL },
	{ "GET", "/v1/assertions/c", NULL, NULL },
	{ "GET", "/v1/instruments/a/history", NULL, NULL },
	{ "GET", "/v1/instruments/a/provenance", NULL, NULL },
	{ "GET", "/v1/instruments/a/why?field=/title", NULL, NULL },
	{ "GET", "/v1/instruments/a/why?field=/parties", "Accept: text/plain",
	  NULL },
	{ "GET", "/v1/instruments?parties.organization=o&sort=-title&limit=1",
	  NULL, NULL },
	{ "GET", "/v1/instruments?include=organizations", NULL, NULL },
	{ "GET", "/v1/instruments?has_conflict=true&evidence.state=disputed",
	  NULL, NULL },
	{ "GET", "/v1/conflicts?source=s&limit=1", NULL, NULL },
	{ "GET", "/v1/coverage?limit=1", NULL, NULL },
	{ "GET", "/v1/passages", NULL, NULL },
	{ "GET", "/v1/search?q=words+act*", NULL, NULL },
	{ "GET", "/v1/suggest?q=ac", NULL, NULL },
	{ "GET", "/v1/suggest?q=an+a", NULL, NULL },
	{ "GET", "/v1/changes", NULL, NULL },
	{ "GET", "/v1/changes/head", NULL, NULL },
	{ "GET", "/ready", NULL, NULL },
	{ "POST", "/v1/instruments", NULL,
	  "{" ACT ",\"parties\":[{\"role\":\"host\",\"organization\":\"o\"}],"
	  "\"note\":\"#\"}" },
	{ "POST", "/v1/organizations", NULL,
	  "{\"key\":\"o-#\",\"name\":\"N\",\"type\":\"other\","
	  "\"parent\":\"o\"}" },
	{ "POST", "/v1/passages", NULL,
	  "{\"key\":\"p-#\",\"source\":\"s\",\"edition\":\"" WORDS
	  "\",\"start\":0,\"end\":5}" },
	{ "POST", "/v1/assertions", NULL,
	  "{\"key\":\"c-#\",\"subject\":{\"kind\":\"instruments\","
	  "\"id\":\"a\"},\"field\":\"/parties\",\"value\":"
	  "{\"organization\":\"o\"},\"passage\":\"p\"}" },
	{ "POST", "/v1/resolutions", NULL,
	  "{\"key\":\"r-#\",\"subject\":{\"kind\":\"instruments\","
	  "\"id\":\"a\"},\"field\":\"/title\",\"outcome\":\"unsettled\","
	  "\"reason\":\"None.\"}" },
	{ "PATCH", "/v1/assertions/c", "If-Match: *", "{\"value\":\"v #\"}" },
	{ "PATCH", "/v1/sources/s", "If-Match: *",
	  "{\"title\":\"T #\",\"role\":\"proposal\"}" },
	{ "PUT", "/v1/instruments/a", "If-Match: *",
	  "{" ACT ",\"note\":\"#\"}" },
	{ "PUT", "/v1/instruments/put-#", "If-None-Match: *", "{" ACT "}" },
	{ "PATCH", "/v1/instruments/a", "If-Match: *", "{\"title\":\"N #\"}" },
	{ "PATCH", "/v1/passages/p", "If-Match: *", "{\"locator\":\"p. #\"}" },
	{ "PUT", "/v1/sources/s/text", "Content-Type: text/plain",
	  "new words #" },
	{ "GET", "/v1/sources/s/anchors?limit=1", NULL, NULL },
	{ "GET", "/v1/passages/p", NULL, NULL },
	{ "GET", "/v1/sources/s/text?start=1&end=3", "Accept: application/json",
	  NULL },
	{ "POST", "/v1/sources/s/accept", NULL, "{\"state\":\"moved\"}" },
	{ "POST", "/v1/passages/p/accept", NULL, "{\"start\":1,\"end\":5}" },
	{ "DELETE", "/v1/organizations/free", "If-Match: *", NULL },
	{ "DELETE", "/v1/passages/free", "If-Match: *", NULL },
	{ "DELETE", "/v1/assertions/c", "If-Match: *", NULL },
};

static int setup(void **state)
{
	struct app *app;
	int failed = registry_setup(state);

	app = *state;
	app->store = fault_wrap(app->store);
	app->service.store = app->store;
	make(app, "organizations",
	     "{\"key\":\"o\",\"name\":\"O\",\"type\":\"other\"}");
	make(app, "organizations",
	     "{\"key\":\"free\",\"name\":\"F\",\"type\":\"other\"}");
	make_act(app, "\"key\":\"a\",\"parties\":"
	              "[{\"role\":\"host\",\"organization\":\"o\"}]");
	load(app, "s", STR("words"));
	for (int i = 0; i < 2; i++)
		make(app, "passages",
		     say(app,
		         "{\"key\":\"%s\",\"source\":\"s\",\"edition\":\"" WORDS
		         "\",\"start\":0,\"end\":5}",
		         i == 0 ? "p" : "free"));
	claim(app, "c", "/title", "\"v\"", "");
	return failed;
}

#define fault_test(fn) cmocka_unit_test_setup_teardown(fn, setup, app_teardown)

static const char *numbered(struct app *app, const char *text, int n)
{
	const char *at = text != NULL ? strchr(text, '#') : NULL;

	return at == NULL ? text
	                  : say(app, "%.*s%d%s", (int)(at - text), text, n,
	                        at + 1);
}

/* One try; true when it ended before the fault. */
static bool try_with(struct app *app, const struct operation *o, int nth,
                     enum err_code code)
{
	bool is_over;

	fault_at(app->store, nth, code);
	call(app, o->method, numbered(app, o->target, nth), o->headers,
	     numbered(app, o->body, nth));
	is_over = fault_left(app->store) > 0;
	fault_at(app->store, 0, ERR_OK);
	return is_over;
}

static void fail_each_step(struct app *app, const struct operation *o,
                           enum err_code code)
{
	for (int nth = 1; nth < STEPS_MAX; nth++) {
		const char *before = head(app);

		if (try_with(app, o, nth, code))
			return;
		if (app->reply.status != 503 &&
		    (code == ERR_BUSY || app->reply.status != 500))
			fail_msg("%s %s, step %d: %u", o->method, o->target,
			         nth, app->reply.status);
		if (app->reply.status == 500)
			assert_null(strstr(reply_text(app), "injected"));
		assert_same(head(app), before);
	}
	fail_msg("%s %s does not end", o->method, o->target);
}

static void fail_all(struct app *app, enum err_code code)
{
	for (size_t i = 0; i < COUNT(operations); i++) {
		const struct operation *o = &operations[i];

		fail_each_step(app, o, code);
		if (app->reply.status / 100 != 2)
			fail_msg("%s %s: %s", o->method, o->target,
			         reply_text(app));
	}
	assert_sound(app->store);
}

static void failing_step_is_500_and_nothing_changes(void **state)
{
	fail_all(*state, ERR_STORE);
}

static void busy_step_is_503_and_nothing_changes(void **state)
{
	fail_all(*state, ERR_BUSY);
}

static void busy_answer_says_when_to_come_back(void **state)
{
	struct app *app = *state;

	fault_at(app->store, 2, ERR_BUSY);
	get(app, "/v1/instruments/a");
	assert_status(app, 503);
	assert_string_not_equal(reply_value(app, "Retry-After"), "");
}

/* ---- what is not asked for over HTTP ------------------------------------ */

static void failing_import_keeps_nothing(void **state)
{
	static const char lines[] =
		"{\"kind\":\"instruments\",\"op\":\"put\",\"record\":{" ACT
		",\"key\":\"new\",\"parties\":[{\"role\":\"host\","
		"\"organization\":\"late\"}]}}\n"
		"{\"kind\":\"passages\",\"op\":\"put\",\"record\":{"
		"\"key\":\"n\",\"source\":\"s\",\"edition\":\"" WORDS
		"\",\"start\":0,\"end\":5,\"sha256\":\"" WORDS "\"}}\n"
		"{\"kind\":\"organizations\",\"op\":\"put\",\"record\":{"
		"\"key\":\"late\",\"name\":\"L\",\"type\":\"other\"}}\n"
		"{\"kind\":\"organizations\",\"op\":\"delete\","
		"\"key\":\"free\"}\n";
	struct app *app = *state;
	const char *before = export_lines(app, app->store, NULL, false),
		   *why = "";

	for (int nth = 1; nth < STEPS_MAX; nth++) {
		fault_at(app->store, nth, ERR_STORE);
		why = import_lines(app, app->store, "x", lines);
		if (fault_left(app->store) > 0)
			break;
		assert_string_not_equal(why, "");
		assert_same(export_lines(app, app->store, NULL, false), before);
	}
	fault_at(app->store, 0, ERR_OK);
	assert_string_equal(why, "");
	get(app, "/v1/organizations/late");
	assert_status(app, 200);
	assert_sound(app->store);
}

static void failing_ingest_keeps_nothing(void **state)
{
	struct app *app = *state;
	struct ingest in = { .arena = app->keys_arena,
		             .source = STR("s"),
		             .bytes = STR("more words"),
		             .media_type = "text/plain" };
	const char *sha = digest_of(app->keys_arena, in.bytes).p, *before;
	enum err_code rc = ERR_OK;
	struct err e;

	make(app, "sources",
	     say(app,
	         "{\"key\":\"t\",\"title\":\"T\",\"role\":\"other\","
	         "\"editions\":[{\"sha256\":\"%s\"}]}",
	         sha));
	make(app, "passages",
	     say(app,
	         "{\"key\":\"q\",\"source\":\"t\",\"edition\":\"%s\","
	         "\"start\":5,\"end\":10,\"exact\":\"words\"}",
	         sha));
	before = head(app);
	for (int nth = 1; nth < STEPS_MAX; nth++) {
		err_init(&e, in.arena);
		fault_at(app->store, nth, ERR_STORE);
		rc = ingest_text(app->store, &in, &e);
		if (fault_left(app->store) > 0)
			break;
		assert_int_not_equal(rc, ERR_OK);
		get(app, "/v1/passages/q");
		assert_member(app, "state", "unverified");
		assert_same(head(app), before);
		assert_sound(app->store);
	}
	fault_at(app->store, 0, ERR_OK);
	assert_int_equal(rc, ERR_OK);
	get(app, "/v1/passages/q");
	assert_member(app, "state", "verified");
	assert_sound(app->store);
}

static void ignore(const char *what)
{
	(void)what;
}

static void failing_verification_says_so(void **state)
{
	struct app *app = *state;

	for (int nth = 1; nth < STEPS_MAX; nth++) {
		struct audit v = { .complain = ignore };
		struct err e = { 0 };
		enum err_code rc;

		fault_at(app->store, nth, ERR_STORE);
		rc = audit_run(app->store, &v, &e);
		if (fault_left(app->store) > 0)
			break;
		assert_true(rc == ERR_STORE || v.complaints > 0);
	}
	fault_at(app->store, 0, ERR_OK);
	assert_sound(app->store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		fault_test(failing_step_is_500_and_nothing_changes),
		fault_test(busy_step_is_503_and_nothing_changes),
		fault_test(busy_answer_says_when_to_come_back),
		fault_test(failing_import_keeps_nothing),
		fault_test(failing_ingest_keeps_nothing),
		fault_test(failing_verification_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
