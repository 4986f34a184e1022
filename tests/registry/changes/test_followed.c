/*
 * test_followed.c - what is followed from another registry is changed there
 */
#include "tests/support/registry.h"

#define ORIGIN "https://origin.example"
#define PUT(kind, record)                                                      \
	"{\"kind\":\"" kind "\",\"op\":\"put\",\"record\":" record "}\n"
#define STAMP(id, key, rev)                                                    \
	"\"id\":\"00000000-0000-4000-8000-00000000000" id "\",\"key\":\"" key  \
	"\",\"rev\":" rev ",\"created_at\":\"2026-01-01T00:00:00.000Z\","      \
	"\"updated_at\":\"2026-01-01T00:00:00.000Z\""
#define FOLLOWED(id, key, rev, members)                                        \
	"{" STAMP(id, key, rev) ",\"origin\":\"" ORIGIN "\"," members "}"
#define THEIRS FOLLOWED("1", "theirs", "4", "\"name\":\"N\",\"type\":\"other\"")

static int with_theirs(void **state)
{
	struct app *app;

	if (registry_setup(state) != 0)
		return -1;
	app = *state;
	import_ok(app, PUT("organizations", THEIRS) PUT(
			       "instruments", FOLLOWED("2", "law", "1", ACT)));
	return 0;
}

#define followed_test(fn)                                                      \
	cmocka_unit_test_setup_teardown(fn, with_theirs, app_teardown)

static void its_origin_is_shown_and_asked_for(void **state)
{
	struct app *app = *state;

	make(app, "organizations",
	     "{\"key\":\"ours\",\"name\":\"N\",\"type\":\"other\"}");
	get(app, "/v1/organizations/theirs");
	assert_member(app, "origin", ORIGIN);
	assert_int_equal(reply_integer(app, "rev"), 4);
	assert_string_equal(item_keys(app, "/v1/organizations?origin=" ORIGIN),
	                    "theirs");
	assert_string_equal(
		item_keys(app, "/v1/organizations?origin.exists=false"),
		"ours");
	assert_string_equal(
		item_keys(app, "/v1/organizations?as_of=2&origin=" ORIGIN),
		"theirs");
	get(app, "/v1/organizations/ours");
	assert_null(reply_json(app, "origin"));
	assert_sound(app->store);
}

#define PATCHED "Content-Type: application/json-patch+json\nIf-Match: *"
#define MERGED  "Content-Type: application/merge-patch+json\nIf-Match: *"

static const struct {
	const char *method, *target, *headers, *body;
} edits[] = {
	{ "PUT", "/v1/organizations/theirs", "If-Match: *",
	  "{\"name\":\"M\",\"type\":\"other\"}" },
	{ "PATCH", "/v1/organizations/theirs", MERGED, "{\"name\":\"M\"}" },
	{ "PATCH", "/v1/organizations/theirs", PATCHED,
	  "[{\"op\":\"replace\",\"path\":\"/name\",\"value\":\"M\"}]" },
	{ "DELETE", "/v1/organizations/theirs", "If-Match: *", NULL },
	{ "PUT", "/v1/organizations/00000000-0000-4000-8000-000000000001",
	  "If-Match: \"4\"", "{\"name\":\"M\",\"type\":\"other\"}" },
};

static void an_edit_is_refused_and_names_its_origin(void **state)
{
	struct app *app = *state;
	const char *before = say(app, "%s", head(app));

	for (size_t i = 0; i < COUNT(edits); i++) {
		call(app, edits[i].method, edits[i].target, edits[i].headers,
		     edits[i].body);
		assert_status(app, 403);
		assert_member(app, "origin", ORIGIN);
	}
	assert_string_equal(head(app), before);
}

/* Another patch of the same record must not trip over what is not there. */
static void a_json_patch_of_our_own_is_taken(void **state)
{
	struct app *app = *state;

	make(app, "organizations",
	     "{\"key\":\"ours\",\"name\":\"N\",\"type\":\"other\"}");
	call(app, "PATCH", "/v1/organizations/ours", PATCHED,
	     "[{\"op\":\"replace\",\"path\":\"/name\",\"value\":\"M\"}]");
	assert_status(app, 200);
	call(app, "PATCH", "/v1/organizations/ours", PATCHED,
	     "[{\"op\":\"add\",\"path\":\"/origin\",\"value\":\"http://"
	     "x.y\"}]");
	assert_status(app, 422);
	assert_mistake(app, "/origin");
	call(app, "PATCH", "/v1/organizations/ours", MERGED,
	     "{\"origin\":\"http://x.y\"}");
	assert_status(app, 422);
	assert_mistake(app, "/origin");
	edit(app, "PUT", "/v1/organizations/ours",
	     "{\"name\":\"O\",\"type\":\"other\",\"origin\":\"http://x.y\"}");
	assert_status(app, 200);
	assert_null(reply_json(app, "origin"));
}

static void a_line_of_bulk_is_refused(void **state)
{
	static const char *const lines[] = {
		PUT("organizations",
		    "{\"key\":\"theirs\",\"name\":\"M\",\"type\":\"other\"}"),
		"{\"kind\":\"organizations\",\"op\":\"patch\",\"record\":"
		"{\"key\":\"theirs\",\"name\":\"M\"}}\n",
		"{\"kind\":\"organizations\",\"op\":\"delete\",\"key\":"
		"\"theirs\"}\n",
	};
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(lines); i++) {
		call(app, "POST", "/v1/bulk",
		     "Content-Type: application/x-ndjson", lines[i]);
		assert_status(app, 200);
		assert_contains(reply_text(app), "\"status\":403");
		assert_contains(reply_text(app), ORIGIN);
	}
}

static void a_line_of_an_import_is_refused(void **state)
{
	static const char *const lines[] = {
		PUT("organizations",
		    "{\"key\":\"theirs\",\"name\":\"M\",\"type\":\"other\"}"),
		PUT("organizations",
		    FOLLOWED("1", "theirs", "5",
		             "\"name\":\"M\",\"type\":\"other\"")),
		PUT("organizations",
		    "{" STAMP("1", "theirs", "5") ",\"name\":\"N\","
		                                  "\"type\":\"other\"}"),
		"{\"kind\":\"organizations\",\"op\":\"delete\",\"key\":"
		"\"theirs\"}\n",
	};
	struct app *app = *state;
	const char *before = say(app, "%s", head(app));

	for (size_t i = 0; i < COUNT(lines); i++)
		assert_contains(import_lines(app, app->store, "x", lines[i]),
		                ORIGIN);
	assert_string_equal(head(app), before);
}

static void what_says_the_same_changes_nothing(void **state)
{
	struct app *app = *state;
	const char *before = say(app, "%s", head(app));

	import_ok(app, PUT("organizations", THEIRS));
	edit(app, "PUT", "/v1/organizations/theirs",
	     "{\"name\":\"N\",\"type\":\"other\"}");
	assert_status(app, 200);
	assert_string_equal(head(app), before);
}

static void a_record_of_ours_is_made_nobody_elses(void **state)
{
	struct app *app = *state;

	import_ok(app,
	          PUT("organizations",
	              "{" STAMP("3", "ours", "1") ",\"name\":\"N\",\"type\":"
	                                          "\"other\"}"));
	assert_contains(import_lines(app, app->store, "x",
	                             PUT("organizations",
	                                 FOLLOWED("3", "ours", "2",
	                                          "\"name\":\"M\",\"type\":"
	                                          "\"other\""))),
	                "is one of this registry");
	assert_contains(
		import_lines(app, app->store, "x",
	                     PUT("organizations",
	                         "{" STAMP("4", "odd",
	                                   "1") ",\"origin\":\"nowhere\","
	                                        "\"name\":\"M\","
	                                        "\"type\":\"other\"}")),
		"/origin must be an http or https URL");
}

/* What we say of it is ours. */
static void an_assertion_beside_it_is_ours(void **state)
{
	struct app *app = *state;
	const char *sha = load(app, "s", STR("words"));

	make_span(app, "p", "s", sha, 0, 5);
	claim_of(app, "c", "instruments", "law", "/title", "\"Another\"", "p",
	         "");
	assert_null(reply_json(app, "origin"));
	get(app, "/v1/instruments/law?fields=origin");
	assert_member(app, "origin", ORIGIN);
	get(app, "/v1/instruments?has_conflict=true");
	assert_int_equal(reply_integer(app, "total"), 1);
	assert_sound(app->store);
}

static void
a_text_of_a_source_that_is_followed_is_no_edition_of_it(void **state)
{
	struct app *app = *state;

	import_ok(app, PUT("sources", FOLLOWED("5", "source", "1",
	                                       "\"title\":\"T\",\"role\":"
	                                       "\"commentary\"")));
	call(app, "PUT", "/v1/sources/source/text", "Content-Type: text/plain",
	     "words");
	assert_status(app, 403);
	assert_member(app, "origin", ORIGIN);
}

static void an_export_keeps_whose_it_is(void **state)
{
	struct app *app = *state;
	struct store *other = registry_open(app, "other.db");
	const char *all =
		say(app, "%s", export_lines(app, app->store, NULL, false));

	assert_string_equal(import_lines(app, other, "all", all), "");
	assert_same(export_lines(app, other, NULL, false), all);
	assert_contains(all, "\"origin\":\"" ORIGIN "\"");
	assert_sound(other);
	store_close(other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		followed_test(its_origin_is_shown_and_asked_for),
		followed_test(an_edit_is_refused_and_names_its_origin),
		registry_test(a_json_patch_of_our_own_is_taken),
		followed_test(a_line_of_bulk_is_refused),
		followed_test(a_line_of_an_import_is_refused),
		followed_test(what_says_the_same_changes_nothing),
		registry_test(a_record_of_ours_is_made_nobody_elses),
		followed_test(an_assertion_beside_it_is_ours),
		registry_test(
			a_text_of_a_source_that_is_followed_is_no_edition_of_it),
		followed_test(an_export_keeps_whose_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
