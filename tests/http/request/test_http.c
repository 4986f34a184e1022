/*
 * test_http.c - routing, keys, negotiation and problems, without a socket
 */
#include "tests/support/harness.h"

#include <stdio.h>
#include <stdlib.h>

#include "lib/data/id.h"
#include "lib/data/timestamp.h"
#include "lib/store/keys.h"
#include "lib/store/store.h"
#include "server/http/request/body.h"
#include "server/http/request/media.h"
#include "server/http/request/reply.h"
#include "server/http/request/router.h"
#include "server/registry/model/jsonsize.h"

#define ROW   "/v1/instruments/no-such-record"
#define SHORT "{\"title\":\"A\"}"

/* ---- refusals that are one line each ------------------------------------ */

static const struct {
	const char *method, *target, *headers, *body;
	unsigned status;
} refused[] = {
	/* paths */
	{ "GET", "/v2", NULL, NULL, 404 },
	{ "GET", "//", NULL, NULL, 404 },
	{ "GET", "//v1", NULL, NULL, 404 },
	{ "GET", "/v1/nothings", NULL, NULL, 404 },
	{ "GET", "/v1//instruments", NULL, NULL, 404 },
	{ "GET", ROW "/nothing", NULL, NULL, 404 },
	{ "GET", "/V1/instruments", NULL, NULL, 404 },
	{ "GET", "/v1/changes/tail", NULL, NULL, 404 },
	{ "GET", "/v1/changes%2Fhead", NULL, NULL, 404 },
	{ "GET", "/v1/%7Bkind%7D", NULL, NULL, 404 },
	{ "GET", "/1/2/3/4/5/6/7/8/9/10", NULL, NULL, 404 },
	/* targets */
	{ "GET", "/v1/instruments/%", NULL, NULL, 400 },
	{ "GET", "/v1/instruments/%4", NULL, NULL, 400 },
	{ "GET", "/v1/instruments/%zz", NULL, NULL, 400 },
	{ "GET", "/v1/instruments/a%00b", NULL, NULL, 400 },
	{ "GET", "/v1/instruments/%ff", NULL, NULL, 400 },
	{ "GET", "/v1/instruments/%c0%af", NULL, NULL, 400 },
	{ "GET", "/v1/instruments/%ed%a0%80", NULL, NULL, 400 },
	{ "GET", "/v1/instruments?a=%00", NULL, NULL, 400 },
	{ "GET", "/v1/instruments?a%=1", NULL, NULL, 400 },
	{ "GET", "/v1#here", NULL, NULL, 400 },
	{ "GET", "/v1 /x", NULL, NULL, 400 },
	{ "GET", "", NULL, NULL, 400 },
	{ "GET", "v1", NULL, NULL, 400 },
	{ "GET", "*", NULL, NULL, 404 },
	/* methods */
	{ "POST", "/", NULL, SHORT, 405 },
	{ "DELETE", "/v1/instruments", NULL, NULL, 405 },
	{ "PUT", "/v1/instruments", NULL, SHORT, 405 },
	{ "POST", ROW, NULL, SHORT, 405 },
	{ "POST", "/v1/search", NULL, SHORT, 405 },
	{ "PATCH", ROW "/history", NULL, SHORT, 405 },
	{ "get", "/v1", NULL, NULL, 405 },
	{ "TRACE", "/v1", NULL, NULL, 405 },
	{ "\xd4\"\\", "/v1", NULL, NULL, 405 },
	/* parameters */
	{ "GET", "/?x=1", NULL, NULL, 400 },
	{ "GET", "/health?%22=1", NULL, NULL, 400 },
	{ "POST", "/v1/instruments?dry=1", NULL, SHORT, 400 },
	/* Accept */
	{ "GET", "/v1", "Accept: text/html", NULL, 406 },
	{ "GET", "/v1", "Accept: application/json;q=0", NULL, 406 },
	{ "GET", "/v1", "Accept: */*, application/json;q=0", NULL, 406 },
	/* bodies */
	{ "POST", "/v1/instruments", "Content-Type: text/plain", SHORT, 415 },
	{ "POST", "/v1/instruments",
	  "Content-Type: application/json; charset=latin1", SHORT, 415 },
	{ "PATCH", ROW, "Content-Type: application/json", SHORT, 415 },
	{ "POST", "/v1/instruments", NULL, "", 400 },
	{ "POST", "/v1/instruments", NULL, NULL, 400 },
	{ "POST", "/v1/instruments", NULL, "{", 400 },
	{ "POST", "/v1/instruments", NULL, "{\"a\":1,\"a\":2}", 400 },
	{ "POST", "/v1/instruments", NULL, "{} {}", 400 },
	{ "POST", "/v1/instruments", NULL, "\"text\"", 400 },
	{ "POST", "/v1/instruments", NULL, "{\"a\":\"\xff\"}", 400 },
	{ "POST", "/v1/instruments", NULL, "{\"a\":\"\\u0000\"}", 400 },
	{ "POST", "/v1/instruments", NULL, "{\"a\":NaN}", 400 },
	{ "POST", "/v1/instruments", NULL, "\xef\xbb\xbf{}", 400 },
	/* headers */
	{ "GET", "/v1", "Authorization: Basic eDp5", NULL, 401 },
	{ "GET", "/v1", "Authorization: Bearer", NULL, 401 },
	{ "GET", "/v1", "Authorization: Bearer x\nAuthorization: Bearer y",
	  NULL, 400 },
};

static void each_wrong_request_is_refused_with_its_status(void **state)
{
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(refused); i++) {
		call(app, refused[i].method, refused[i].target,
		     refused[i].headers, refused[i].body);
		if (app->reply.status != refused[i].status)
			print_error("row %zu: %s %s\n", i, refused[i].method,
			            refused[i].target);
		assert_status(app, refused[i].status);
		assert_int_equal(reply_integer(app, "status"),
		                 refused[i].status);
		assert_string_equal(reply_value(app, "Content-Type"),
		                    TYPE_PROBLEM);
		assert_string_equal(reply_value(app, "Cache-Control"),
		                    "no-store");
	}
}

static const struct {
	const char *target, *headers;
} taken[] = {
	{ "/", NULL },
	{ "/v1", NULL },
	{ "/v1/", NULL },
	{ "/v1/instruments/", NULL },
	{ "/health/", NULL },
	{ "/v1?", NULL },
	{ "/%761", NULL },
	{ "http://example.org/v1", NULL },
	{ "http://example.org", NULL },
	{ "/health", NULL },
	{ "/ready", NULL },
	{ "/openapi.json", NULL },
	{ "/v1", "Accept: */*" },
	{ "/v1", "Accept: application/*" },
	{ "/v1", "Accept: text/html, application/json;q=0.1" },
	{ "/v1", "Accept: text/html\nAccept: application/json" },
	{ "/v1", "Accept: APPLICATION/JSON; charset=utf-8" },
	{ "/v1", "Accept:" },
};

static void what_is_there_is_found(void **state)
{
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(taken); i++) {
		call(app, "GET", taken[i].target, taken[i].headers, NULL);
		assert_status(app, 200);
		assert_non_null(app->json);
		assert_string_equal(reply_value(app, "Content-Type"),
		                    TYPE_JSON);
	}
}

/* What generators and viewers are expected to read at once. */
#define CONTRACT_MAX (400u << 10)

static void the_contract_is_served_as_yaml_too(void **state)
{
	struct app *app = *state;

	get(app, "/openapi.yaml");
	assert_status(app, 200);
	assert_string_equal(reply_value(app, "Content-Type"), TYPE_YAML);
	assert_non_null(strstr(reply_text(app), "\nopenapi: \"3.1.0\"\n"));
	assert_non_null(strstr(reply_text(app), "\"/openapi.yaml\":\n"));
	assert_in_range(strlen(reply_text(app)), 1, CONTRACT_MAX);
}

/* ---- methods ------------------------------------------------------------ */

static void a_wrong_method_is_told_the_right_ones(void **state)
{
	struct app *app = *state;

	call(app, "DELETE", "/v1/instruments", NULL, NULL);
	assert_string_equal(reply_value(app, "Allow"),
	                    "GET, HEAD, POST, OPTIONS");
	call(app, "POST", ROW, NULL, SHORT);
	assert_string_equal(reply_value(app, "Allow"),
	                    "GET, HEAD, PUT, PATCH, DELETE, OPTIONS");
	assert_status(app, 405);
}

static void head_is_get_without_a_body(void **state)
{
	struct app *app = *state;
	char etag[64];

	get(app, "/v1");
	snprintf(etag, sizeof(etag), "%s", reply_value(app, "ETag"));
	call(app, "HEAD", "/v1", NULL, NULL);
	assert_status(app, 200);
	assert_string_equal(reply_value(app, "ETag"), etag);
	assert_string_equal(reply_text(app), "");
	call(app, "HEAD", "/v1/nothing", NULL, NULL);
	assert_status(app, 404);
}

static void options_tells_what_a_path_takes(void **state)
{
	struct app *app = *state;

	call(app, "OPTIONS", ROW, NULL, NULL);
	assert_status(app, 204);
	assert_string_equal(reply_value(app, "Allow"),
	                    "GET, HEAD, PUT, PATCH, DELETE, OPTIONS");
	assert_string_equal(reply_value(app, "Accept-Patch"),
	                    TYPE_MERGE ", " TYPE_PATCH);
	assert_string_equal(reply_value(app, "Content-Type"), "");
	call(app, "OPTIONS", "/v1/instruments", NULL, NULL);
	assert_string_equal(reply_value(app, "Accept-Post"), TYPE_JSON);
	call(app, "OPTIONS", "*", NULL, NULL);
	assert_status(app, 204);
	call(app, "OPTIONS", "/nowhere", NULL, NULL);
	assert_status(app, 404);
}

/* ---- browsers ----------------------------------------------------------- */

#define PREFLIGHT                                                              \
	"Origin: https://example.org\nAccess-Control-Request-Method: PATCH"

static void a_browser_may_ask_before_it_writes(void **state)
{
	struct app *app = *state;

	app->service.closed = true; /* it asks without a key */
	call(app, "OPTIONS", ROW, PREFLIGHT, NULL);
	assert_status(app, 204);
	assert_string_equal(reply_value(app, "Access-Control-Allow-Origin"),
	                    "*");
	assert_non_null(strstr(reply_value(app, "Access-Control-Allow-Methods"),
	                       "PATCH"));
	assert_non_null(strstr(reply_value(app, "Access-Control-Allow-Headers"),
	                       "If-Match"));
	assert_string_not_equal(reply_value(app, "Access-Control-Max-Age"), "");
	call(app, "OPTIONS", "/nowhere", PREFLIGHT, NULL);
	assert_status(app, 204);
}

static void every_answer_may_be_read_by_a_page(void **state)
{
	static const char *const targets[] = { "/v1", "/nowhere", "/%" };
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(targets); i++) {
		get(app, targets[i]);
		assert_string_equal(
			reply_value(app, "Access-Control-Allow-Origin"), "*");
		assert_non_null(strstr(
			reply_value(app, "Access-Control-Expose-Headers"),
			"ETag, Link, Location, Retry-After"));
		assert_string_equal(reply_value(app, "X-Content-Type-Options"),
		                    "nosniff");
		assert_int_equal(strlen(reply_value(app, "X-Request-Id")),
		                 ID_LEN);
	}
}

static void a_request_keeps_its_name(void **state)
{
	struct app *app = *state;

	call(app, "GET", "/v1", "X-Request-Id: job-7_a.B", NULL);
	assert_string_equal(reply_value(app, "X-Request-Id"), "job-7_a.B");
	call(app, "GET", "/v1", "X-Request-Id: a b", NULL);
	assert_int_equal(strlen(reply_value(app, "X-Request-Id")), ID_LEN);
}

static void what_has_not_changed_is_not_sent_again(void **state)
{
	struct app *app = *state;
	char header[128];

	get(app, "/v1");
	assert_string_equal(reply_value(app, "Cache-Control"), "no-cache");
	snprintf(header, sizeof(header), "If-None-Match: \"x\", W/%s",
	         reply_value(app, "ETag"));
	call(app, "GET", "/v1", header, NULL);
	assert_status(app, 304);
	assert_string_equal(reply_value(app, "Cache-Control"), "no-cache");
	assert_string_equal(reply_value(app, "Content-Type"), "");
	call(app, "GET", "/v1", "If-None-Match: \"x\"", NULL);
	assert_status(app, 200);
}

/* ---- problems ------------------------------------------------------------ */

/* GET with If-Match, where @ stands for the ETag of what is there. */
static unsigned status_if_match(struct app *app, const char *target,
                                const char *how)
{
	char header[160];
	const char *at = strchr(how, '@');

	get(app, target);
	snprintf(header, sizeof(header), "If-Match: %.*s%s",
	         (int)(at != NULL ? (size_t)(at - how) : strlen(how)), how,
	         at != NULL ? reply_value(app, "ETag") : "");
	call(app, "GET", target, header, NULL);
	return app->reply.status;
}

static void a_get_is_refused_when_if_match_names_something_else(void **state)
{
	static const struct {
		const char *how;
		unsigned status;
	} rows[] = {
		{ "@", 200 },     { "*", 200 },   { "\"1\"", 200 },
		{ "\"x\"", 412 }, { "W/@", 412 }, { "\"2\", \"10\"", 412 },
		{ "\"\"", 412 },  { "x", 400 },   { "\"9\", \"1\"", 200 },
	};
	struct app *app = *state;

	call(app, "POST", "/v1/organizations", NULL,
	     "{\"key\":\"o\",\"name\":\"O\",\"type\":\"other\"}");
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_int_equal(status_if_match(app, "/v1/organizations/o",
		                                 rows[i].how),
		                 rows[i].status);
	assert_int_equal(status_if_match(app, "/v1/organizations", "\"1\""),
	                 412);
	assert_int_equal(status_if_match(app, "/v1/organizations", "@"), 200);
}

static void all_wrong_parameters_are_named(void **state)
{
	struct app *app = *state;

	get(app, "/v1?a=1&b%22=2");
	assert_status(app, 400);
	assert_mistake(app, "a");
	assert_mistake(app, "b\"");
}

static void a_syntax_error_has_a_place(void **state)
{
	struct app *app = *state;

	call(app, "POST", "/v1/instruments", NULL, "{\n \"a\": x}");
	assert_status(app, 400);
	assert_non_null(strstr(reply_string(app, "detail"), "line 2"));
}

static void a_wrong_type_is_told_the_right_one(void **state)
{
	struct app *app = *state;

	call(app, "PATCH", ROW, "Content-Type: application/json", SHORT);
	assert_string_equal(reply_value(app, "Accept-Patch"),
	                    TYPE_MERGE ", " TYPE_PATCH);
	call(app, "POST", "/v1/instruments", "Content-Type: text/plain", SHORT);
	assert_string_equal(reply_value(app, "Accept-Post"), TYPE_JSON);
	assert_status(app, 415);
}

/* A body of n times `unit` between two ends. */
static struct str repeat(const char *start, const char *unit, size_t n,
                         const char *end)
{
	size_t a = strlen(start), u = strlen(unit), z = strlen(end);
	char *p = malloc(a + n * u + z + 1);

	assert_non_null(p);
	memcpy(p, start, a);
	for (size_t i = 0; i < n; i++)
		memcpy(p + a + i * u, unit, u);
	memcpy(p + a + n * u, end, z + 1);
	return (struct str){ p, a + n * u + z };
}

static void bodies_have_limits(void **state)
{
	static const struct {
		const char *start, *unit, *end;
		size_t n;
		unsigned status;
	} rows[] = {
		{ "{\"a\":\"", "x", "\"}", BODY_MAX, 413 },
		{ "[0", ",0", "]", JSON_VALUES_MAX, 413 },
		{ "", "[", "", 100000, 400 },
		{ "", "{\"a\":", "", 1000, 400 },
		{ "\"", "[", "\"", 1000, 400 },
	};
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str body = repeat(rows[i].start, rows[i].unit, rows[i].n,
		                         rows[i].end);

		call_bytes(app, "POST", "/v1/instruments", NULL, body);
		free((char *)body.p);
		assert_status(app, rows[i].status);
	}
}

static void too_many_parameters_are_refused(void **state)
{
	struct app *app = *state;
	struct str target =
		repeat("/v1/instruments?", "type=law&", PARAMS_MAX + 1, "");

	get(app, target.p);
	assert_status(app, 400);
	free((char *)target.p);
}

static enum err_code fail_inside(struct request *req)
{
	err_set(&req->err, ERR_STORE, "no such table: secrets");
	return ERR_STORE;
}

static void the_database_keeps_its_words(void **state)
{
	struct app *app = *state;
	struct arena *a = arena_new();
	struct request req = { 0 };
	struct reply rep;

	request_init(&req, a, &app->service, STR("/v1"));
	request_method(&req, "GET");
	fail_inside(&req);
	request_refuse(&req, &rep);
	assert_int_equal(rep.status, 500);
	assert_null(strstr(rep.body.data, "secrets"));
	assert_non_null(strstr(rep.body.data, "the database failed"));

	err_set(&req.err, ERR_BUSY, "later");
	request_refuse(&req, &rep);
	assert_int_equal(rep.status, 503);
	assert_string_equal(reply_header_find(&rep, "Retry-After"), "1");
	arena_free(a);
}

static void what_a_problem_adds_is_shown(void **state)
{
	struct app *app = *state;
	struct arena *a = arena_new();
	struct request req = { 0 };
	struct reply rep;
	json_t *json;

	request_init(&req, a, &app->service, STR("/v1"));
	err_pointer(&req.err, "/a", "is \"%s\"", "\n");
	err_set(&req.err, ERR_CONFLICT, "referred to");
	req.err.more = STR("\"referrers\":[1,2]");
	request_refuse(&req, &rep);
	json = json_loadb(rep.body.data, rep.body.len, 0, NULL);
	assert_int_equal(rep.status, 409);
	assert_int_equal(json_array_size(json_object_get(json, "referrers")),
	                 2);
	assert_int_equal(json_array_size(json_object_get(json, "errors")), 1);
	json_decref(json);
	arena_free(a);
}

/* ---- keys --------------------------------------------------------------- */

static void call_as(struct app *app, const char *method, const char *secret)
{
	char header[128];

	app->key = NULL;
	snprintf(header, sizeof(header), "Authorization: bearer %s", secret);
	call(app, method, strcmp(method, "GET") == 0 ? "/v1" : ROW, header,
	     NULL);
}

static void writing_needs_a_key_with_a_role(void **state)
{
	struct app *app = *state;

	app->key = NULL;
	call(app, "DELETE", ROW, NULL, NULL);
	assert_status(app, 401);
	assert_string_equal(reply_value(app, "WWW-Authenticate"), "Bearer");
	call_as(app, "DELETE", "nonsense");
	assert_status(app, 401);
	assert_string_equal(reply_value(app, "WWW-Authenticate"),
	                    "Bearer error=\"invalid_token\"");
	call_as(app, "DELETE", app->keys[ROLE_READER]);
	assert_status(app, 403);
	call_as(app, "DELETE", app->keys[ROLE_ADMIN]);
	assert_int_not_equal(app->reply.status, 401);
	assert_int_not_equal(app->reply.status, 403);
}

static void a_key_must_work_even_where_none_is_needed(void **state)
{
	struct app *app = *state;

	call_as(app, "GET", "nonsense");
	assert_status(app, 401);
	call_as(app, "GET", app->keys[ROLE_READER]);
	assert_status(app, 200);
}

static void reading_can_be_closed(void **state)
{
	struct app *app = *state;

	app->service.closed = true;
	get(app, "/v1");
	assert_status(app, 401);
	get(app, "/health");
	assert_status(app, 200);
	get(app, "/ready");
	assert_status(app, 200);
	call_as(app, "GET", app->keys[ROLE_READER]);
	assert_status(app, 200);
}

static enum err_code revoke(struct tx *tx, void *arg, struct err *e)
{
	return store_key_revoke(tx, STR("editor"), time_now(arg), e);
}

static void a_revoked_key_works_no_more(void **state)
{
	struct app *app = *state;
	struct err e = { 0 };

	assert_int_equal(
		store_run(app->store, TX_WRITE, revoke, app->keys_arena, &e),
		ERR_OK);
	call_as(app, "GET", app->keys[ROLE_EDITOR]);
	assert_status(app, 401);
	call_as(app, "GET", app->keys[ROLE_READER]);
	assert_status(app, 200);
}

/* ---- tables -------------------------------------------------------------- */

static void media_types_are_chosen_by_liking(void **state)
{
	static const char *const offered[] = { "application/json", "text/csv",
		                               "text/plain; charset=utf-8",
		                               NULL };
	static const struct {
		const char *accept;
		int want; /* in offered, or -1 */
	} rows[] = {
		{ "", 0 },
		{ "*/*", 0 },
		{ "text/*", 1 },
		{ "text/plain", 2 },
		{ "text/plain;q=0.5, text/csv;q=0.9", 1 },
		{ "text/*;q=0.9, text/csv;q=0.1, */*;q=0.5", 2 },
		{ "application/json;q=0.001", 0 },
		{ "application/json;q=2", -1 },
		{ "application/json;q=x", -1 },
		{ "image/png", -1 },
		{ ",,,;;;,", -1 },
		{ "*", -1 },
		{ "text/csv ; header=present ; q=1.000", 1 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *want =
			rows[i].want < 0 ? NULL : offered[rows[i].want];

		assert_ptr_equal(
			media_choose(str_from(rows[i].accept), offered), want);
	}
}

static void routes_are_sound(void **state)
{
	(void)state;
	for (size_t i = 0; i < routes_count; i++) {
		const struct route *r = &routes[i];

		assert_non_null(r->handle);
		assert_non_null(r->summary);
		assert_non_null(r->schema);
		/* what anyone may do only reads */
		assert_true(strcmp(r->method, "GET") == 0 ||
		            strcmp(r->pattern, "/v1/verify") == 0 ||
		            strcmp(r->pattern, "/oai") == 0 ||
		            strcmp(r->pattern, "/mcp") ==
		                    0 || /* asks as a key */
		            r->role >= ROLE_EDITOR);
		for (size_t k = 0; k < i; k++)
			assert_true(strcmp(routes[k].method, r->method) != 0 ||
			            strcmp(routes[k].pattern, r->pattern) != 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		app_test(a_get_is_refused_when_if_match_names_something_else),
		app_test(each_wrong_request_is_refused_with_its_status),
		app_test(what_is_there_is_found),
		app_test(the_contract_is_served_as_yaml_too),
		app_test(a_wrong_method_is_told_the_right_ones),
		app_test(head_is_get_without_a_body),
		app_test(options_tells_what_a_path_takes),
		app_test(a_browser_may_ask_before_it_writes),
		app_test(every_answer_may_be_read_by_a_page),
		app_test(a_request_keeps_its_name),
		app_test(what_has_not_changed_is_not_sent_again),
		app_test(all_wrong_parameters_are_named),
		app_test(a_syntax_error_has_a_place),
		app_test(a_wrong_type_is_told_the_right_one),
		app_test(bodies_have_limits),
		app_test(too_many_parameters_are_refused),
		app_test(the_database_keeps_its_words),
		app_test(what_a_problem_adds_is_shown),
		app_test(writing_needs_a_key_with_a_role),
		app_test(a_key_must_work_even_where_none_is_needed),
		app_test(reading_can_be_closed),
		app_test(a_revoked_key_works_no_more),
		cmocka_unit_test(media_types_are_chosen_by_liking),
		cmocka_unit_test(routes_are_sound),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
