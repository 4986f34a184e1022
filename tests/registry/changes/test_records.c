/*
 * test_records.c - records written, read and changed
 */
#include "tests/support/registry.h"

#include "lib/data/id.h"
#include "lib/data/timestamp.h"
#include "server/registry/checks/audit.h"
#include "server/registry/model/kind.h"

#define A "/v1/instruments/a"

static struct app *with_act(void **state)
{
	struct app *app = *state;

	make_act(app, "\"key\":\"a\"");
	return app;
}

/* ---- creating and reading ----------------------------------------------- */

static void created_record_has_what_the_server_adds(void **state)
{
	struct app *app = *state;
	const char *id = make_act(app, "\"key\":\"a\"");

	assert_true(id_valid(str_from(id)));
	assert_int_equal(reply_integer(app, "rev"), 1);
	assert_true(time_valid(str_from(reply_string(app, "created_at"))));
	assert_string_equal(reply_string(app, "created_at"),
	                    reply_string(app, "updated_at"));
	assert_string_equal(reply_value(app, "Location"),
	                    say(app, "/v1/instruments/%s", id));
	assert_contains(reply_value(app, "ETag"), "\"1.");
}

static void record_is_the_same_by_id_and_by_key(void **state)
{
	struct app *app = *state;
	const char *id = make_act(app, "\"key\":\"a\""),
		   *made = say(app, "%s", reply_text(app));

	assert_same(text_of(app, A), made);
	assert_same(text_of(app, say(app, "/v1/instruments/%s", id)), made);
}

static void what_never_was_is_not_found(void **state)
{
	struct app *app = *state;

	get(app, A);
	assert_status(app, 404);
	get(app, A "/history");
	assert_status(app, 404);
	edit(app, "PATCH", A, "{}");
	assert_status(app, 404);
	edit(app, "DELETE", A, NULL);
	assert_status(app, 404);
}

static void kinds_have_keys_of_their_own(void **state)
{
	struct app *app = with_act(state);

	make(app, "organizations",
	     "{\"key\":\"a\",\"name\":\"A\",\"type\":\"other\"}");
	get(app, "/v1/organizations/a");
	assert_member(app, "name", "A");
	get(app, A);
	assert_member(app, "title", "An Act");
}

/* ---- keys --------------------------------------------------------------- */

static const struct {
	const char *title, *key;
} named[] = {
	{ "Artificial Intelligence Act", "artificial-intelligence-act" },
	{ "  Loi n\\u00b0 1: l'\\u00c9thique!  ", "loi-n-1-l-ethique" },
	{ "\\u751f\\u6210\\u5f0f AI \\u529e\\u6cd5", "ai" },
};

static void key_is_drawn_from_the_title(void **state)
{
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(named); i++) {
		call(app, "POST", "/v1/instruments", NULL,
		     say(app,
		         "{\"title\":\"%s\",\"type\":\"act\","
		         "\"force\":\"hard\",\"existence\":\"exists\"}",
		         named[i].title));
		assert_status(app, 201);
		assert_member(app, "key", named[i].key);
	}
}

static void title_that_is_taken_gives_another_key(void **state)
{
	struct app *app = *state;
	const char *id;

	make_act(app, "");
	assert_member(app, "key", "an-act");
	id = make_act(app, "");
	assert_string_equal(reply_string(app, "key"),
	                    say(app, "an-act-%s", id + ID_LEN - 12));
}

static void title_without_latin_letters_gives_the_id_as_key(void **state)
{
	struct app *app = *state;
	const char *id = make(app, "instruments",
	                      "{\"title\":\"暂行办法\",\"type\":\"measures\","
	                      "\"force\":\"hard\",\"existence\":\"exists\"}");

	assert_member(app, "key", id);
}

static void long_title_that_is_taken_gives_a_key_of_allowed_length(void **state)
{
	struct app *app = *state;
	char title[201];

	memset(title, 'x', sizeof(title) - 1);
	title[200] = '\0';
	for (int i = 0; i < 2; i++) {
		make(app, "organizations",
		     say(app, "{\"name\":\"%s\",\"type\":\"other\"}", title));
		assert_true(key_valid(str_from(reply_string(app, "key"))));
	}
}

/* Where the end of the id comes in, a word is not cut in two, nor does its sign
 * stay behind. */
static void title_that_is_taken_gives_a_key_that_ends_with_words(void **state)
{
	struct app *app = *state;
	const char *id = NULL;
	char first[107];

	memset(first, 'x', sizeof(first) - 1);
	first[sizeof(first) - 1] = '\0';
	for (int i = 0; i < 2; i++)
		id = make(app, "organizations",
		          say(app, "{\"name\":\"%s act\",\"type\":\"other\"}",
		              first));
	assert_member(app, "key", say(app, "%s-%s", first, id + ID_LEN - 12));
	assert_sound(app->store);
}

static void title_that_reads_as_an_id_gives_no_such_key(void **state)
{
	struct app *app = *state;
	const char *id =
		make(app, "organizations",
	             "{\"name\":\"01A216C9-6107-72F1-91A2-730AAD6525B3\","
	             "\"type\":\"other\"}");

	assert_true(
		key_suits(str_from(reply_string(app, "key")), str_from(id)));
	assert_sound(app->store);
}

static void key_that_is_taken_conflicts(void **state)
{
	struct app *app = with_act(state);
	const char *before = head(app);

	call(app, "POST", "/v1/instruments", NULL, "{" ACT ",\"key\":\"a\"}");
	assert_status(app, 409);
	call(app, "PUT", "/v1/instruments/00000000-0000-4000-8000-000000000001",
	     "If-None-Match: *", "{" ACT ",\"key\":\"a\"}");
	assert_status(app, 409);
	assert_same(head(app), before);
}

static void key_never_changes(void **state)
{
	struct app *app = with_act(state);

	edit(app, "PUT", A, "{" ACT ",\"key\":\"b\"}");
	assert_status(app, 422);
	assert_mistake(app, "/key");
	edit(app, "PATCH", A, "{\"key\":\"b\"}");
	assert_status(app, 422);
	assert_mistake(app, "/key");
	edit(app, "PUT", A, "{" ACT ",\"key\":\"a\"}");
	assert_status(app, 200);
	assert_int_equal(reply_integer(app, "rev"), 1);
}

static void key_is_free_again_after_deletion(void **state)
{
	struct app *app = *state;
	const char *first = make_act(app, "\"key\":\"a\""), *second;

	edit(app, "DELETE", A, NULL);
	assert_status(app, 204);
	second = make_act(app, "\"key\":\"a\"");
	assert_string_not_equal(first, second);
	assert_int_equal(reply_integer(app, "rev"), 1);
	get(app, A);
	assert_member(app, "id", second);
	get(app, say(app, "/v1/instruments/%s", first));
	assert_status(app, 410);
}

/* ---- changing ----------------------------------------------------------- */

static void put_replaces_every_member(void **state)
{
	struct app *app = *state;

	make_act(app, "\"key\":\"a\",\"note\":\"x\",\"languages\":[\"en\"]");
	edit(app, "PUT", A, "{" ACT ",\"summary\":\"y\"}");
	assert_status(app, 200);
	assert_int_equal(reply_integer(app, "rev"), 2);
	assert_null(reply_json(app, "note"));
	assert_null(reply_json(app, "languages"));
	assert_member(app, "summary", "y");
	assert_string_equal(reply_value(app, "Location"), "");
}

static void patch_changes_what_it_names(void **state)
{
	struct app *app = *state;

	make_act(app, "\"key\":\"a\",\"note\":\"x\",\"languages\":[\"en\"]");
	edit(app, "PATCH", A, "{\"note\":null,\"adopted_on\":\"2024-06-13\"}");
	assert_status(app, 200);
	assert_int_equal(reply_integer(app, "rev"), 2);
	assert_null(reply_json(app, "note"));
	assert_member(app, "adopted_on", "2024-06-13");
	assert_member(app, "languages/0", "en");
	assert_member(app, "title", "An Act");
}

static void patch_goes_into_objects(void **state)
{
	struct app *app = *state;
	const char *sha = load(app, "s", STR("words")), *act;

	act = make_act(app, "\"key\":\"a\"");
	make_span(app, "p", "s", sha, 0, 5);
	make(app, "assertions",
	     "{\"key\":\"c\",\"subject\":{\"kind\":\"sources\",\"id\":\"s\"},"
	     "\"field\":\"/title\",\"value\":\"v\",\"passage\":\"p\"}");
	edit(app, "PATCH", "/v1/assertions/c",
	     "{\"subject\":{\"kind\":\"instruments\",\"id\":\"a\"}}");
	assert_status(app, 200);
	assert_member(app, "subject/id", act);
}

static const char *const no_change[][2] = {
	{ "PATCH", "{}" },
	{ "PATCH", "{\"title\":\"An Act\"}" },
	{ "PATCH", "{\"summary\":null}" },
	{ "PATCH", "{\"languages\":[]}" },
	{ "PUT", "{" ACT "}" },
	{ "PUT", "{" ACT ",\"note\":null,\"parties\":[],\"urls\":null}" },
	{ "PUT", "{" ACT ",\"key\":null,\"id\":null}" },
	{ "PUT", "{\"existence\":\"exists\",\"force\":\"hard\","
	         "\"type\":\"act\",\"title\":\"An Act\",\"rev\":9}" },
};

static void same_content_again_changes_nothing(void **state)
{
	struct app *app = with_act(state);
	const char *before = text_of(app, A), *chain = head(app);

	for (size_t i = 0; i < COUNT(no_change); i++) {
		edit(app, no_change[i][0], A, no_change[i][1]);
		assert_status(app, 200);
		assert_same(reply_text(app), before);
	}
	assert_same(head(app), chain);
}

static void updated_at_moves_with_the_content_only(void **state)
{
	struct app *app = with_act(state);
	const char *created = say(app, "%s", reply_string(app, "created_at"));

	edit(app, "PATCH", A, "{\"note\":\"x\"}");
	assert_member(app, "created_at", created);
	assert_true(strcmp(reply_string(app, "updated_at"), created) >= 0);
}

static void null_and_the_empty_list_mean_absent(void **state)
{
	struct app *app = *state;

	make_act(app, "\"note\":null,\"languages\":[],\"parties\":"
	              "[{\"role\":\"issuer\",\"note\":null}]");
	assert_null(reply_json(app, "note"));
	assert_null(reply_json(app, "languages"));
	assert_non_null(reply_json(app, "parties/0"));
	assert_null(reply_json(app, "parties/0/note"));
}

#define SERVERS                                                                \
	"\"id\":\"00000000-0000-4000-8000-000000000007\",\"rev\":7,"           \
	"\"created_at\":\"2001-01-01T00:00:00.000Z\","                         \
	"\"updated_at\":\"yesterday\",\"status\":\"repealed\""

static void server_members_are_ignored_in_whole_records(void **state)
{
	struct app *app = *state;
	const char *id = make_act(app, "\"key\":\"a\"," SERVERS);

	assert_string_not_equal(id, "00000000-0000-4000-8000-000000000007");
	assert_int_equal(reply_integer(app, "rev"), 1);
	assert_member(app, "status", "unknown");
	assert_int_equal(strncmp(reply_string(app, "created_at"), "20", 2), 0);
	assert_string_not_equal(reply_string(app, "updated_at"), "yesterday");
	edit(app, "PUT", A, "{" ACT "," SERVERS "}");
	assert_status(app, 200);
	assert_member(app, "id", id);
	assert_int_equal(reply_integer(app, "rev"), 1);
}

static void server_members_are_refused_in_patches(void **state)
{
	static const char *const members[] = { "/id", "/rev", "/created_at",
		                               "/updated_at", "/status" };
	struct app *app = with_act(state);
	const char *before = head(app);

	edit(app, "PATCH", A, "{" SERVERS "}");
	assert_status(app, 422);
	for (size_t i = 0; i < COUNT(members); i++)
		assert_mistake(app, members[i]);
	assert_same(head(app), before);
}

static void what_was_read_can_be_put_back(void **state)
{
	struct app *app = with_act(state);
	const char *read = text_of(app, A);

	edit(app, "PUT", A, read);
	assert_status(app, 200);
	assert_same(reply_text(app), read);
}

/* ---- conditions --------------------------------------------------------- */

static const struct {
	const char *header;
	unsigned status;
} conditions[] = {
	{ NULL, 428 },
	{ "If-None-Match: \"1.0\"", 428 },
	{ "If-None-Match: *", 412 },
	{ "If-Match: *", 200 },
	{ "If-Match: \"1.0123456789abcdef\"", 200 },
	{ "If-Match: \"1\"", 200 },
	{ "If-Match: \"7\", \"1.x\"", 200 },
	{ "If-Match: \"7\",\"1.x\" , \"9\"", 200 },
	{ "If-Match: \"2.0123456789abcdef\"", 412 },
	{ "If-Match: \"7\", \"8\"", 412 },
	{ "If-Match: \"11.0\"", 412 },
	{ "If-Match: \"01x\"", 412 },
	{ "If-Match: \"\"", 412 },
	{ "If-Match: \"garbage\"", 412 },
	{ "If-Match: W/\"1.0123456789abcdef\"", 412 },
	{ "If-Match: W/\"1\", \"1\"", 200 },
	{ "If-Match: \"18446744073709551617\"", 412 },
	{ "If-Match: 1", 400 },
	{ "If-Match: garbage", 400 },
	{ "If-Match: \"1", 400 },
	{ "If-Match: W/", 400 },
	{ "If-Match: W/1", 400 },
	{ "If-Match: \"7\" and more", 400 },
	{ "If-Match: \"", 400 },
	{ "If-Match: ", 400 },
	{ "If-Match: , ,", 400 },
};

static void conditions_decide_over_each_write(void **state)
{
	static const char *const writes[][2] = {
		{ "PUT", "{" ACT "}" },
		{ "PATCH", "{}" },
	};
	struct app *app = with_act(state);

	for (size_t i = 0; i < COUNT(conditions); i++)
		for (size_t j = 0; j < COUNT(writes); j++) {
			call(app, writes[j][0], A, conditions[i].header,
			     writes[j][1]);
			if (app->reply.status != conditions[i].status)
				print_error("%s\n", conditions[i].header);
			assert_status(app, conditions[i].status);
		}
}

static void conditions_decide_over_deletion(void **state)
{
	struct app *app = with_act(state);

	for (size_t i = 0; i < COUNT(conditions); i++) {
		if (conditions[i].status == 200)
			continue;
		call(app, "DELETE", A, conditions[i].header, NULL);
		assert_status(app, conditions[i].status);
	}
	call(app, "DELETE", A, "If-Match: \"1\"", NULL);
	assert_status(app, 204);
}

static void etag_that_was_given_allows_one_change(void **state)
{
	struct app *app = with_act(state);
	const char *match;

	get(app, A);
	match = say(app, "If-Match: %s", reply_value(app, "ETag"));
	call(app, "PATCH", A, match, "{\"note\":\"x\"}");
	assert_status(app, 200);
	assert_contains(reply_value(app, "ETag"), "\"2.");
	call(app, "PATCH", A, match, "{\"note\":\"y\"}");
	assert_status(app, 412);
	get(app, A);
	assert_member(app, "note", "x");
}

static void condition_is_looked_at_before_the_body(void **state)
{
	struct app *app = with_act(state);

	call(app, "PUT", A, "If-Match: \"9\"", "{\"wrong\":1}");
	assert_status(app, 412);
	call(app, "PATCH", A, NULL, "{\"wrong\":1}");
	assert_status(app, 428);
}

#define NEW_ID "00000000-0000-4000-8000-000000000001"
#define NEW    "/v1/instruments/" NEW_ID

static void put_creates_when_asked_to(void **state)
{
	struct app *app = *state;

	call(app, "PUT", NEW, NULL, "{" ACT "}");
	assert_status(app, 404);
	call(app, "PUT", NEW, "If-Match: *", "{" ACT "}");
	assert_status(app, 412);
	call(app, "PUT", NEW, "If-None-Match: *", "{" ACT "}");
	assert_status(app, 201);
	assert_member(app, "id", NEW_ID);
	assert_string_equal(reply_value(app, "Location"), NEW);
	call(app, "PUT", NEW, "If-None-Match: *", "{" ACT "}");
	assert_status(app, 412);
}

static void put_creates_under_a_key(void **state)
{
	struct app *app = *state;

	call(app, "PUT", A, "If-None-Match: *", "{" ACT ",\"key\":\"b\"}");
	assert_status(app, 422);
	assert_mistake(app, "/key");
	call(app, "PUT", A, "If-None-Match: *", "{" ACT "}");
	assert_status(app, 201);
	assert_member(app, "key", "a");
	call(app, "PUT", "/v1/instruments/No%20Key", "If-None-Match: *",
	     "{" ACT "}");
	assert_status(app, 422);
}

static void unchanged_record_is_not_sent_again(void **state)
{
	struct app *app = with_act(state);
	const char *etag;

	get(app, A);
	etag = say(app, "%s", reply_value(app, "ETag"));
	call(app, "GET", A, say(app, "If-None-Match: %s", etag), NULL);
	assert_status(app, 304);
	assert_string_equal(reply_value(app, "ETag"), etag);
	call(app, "GET", A, say(app, "If-None-Match: \"x\", W/%s", etag), NULL);
	assert_status(app, 304);
	call(app, "GET", A, "If-None-Match: \"1.0\"", NULL);
	assert_status(app, 200);
	call(app, "GET", A "?fields=title", say(app, "If-None-Match: %s", etag),
	     NULL);
	assert_status(app, 200);
	edit(app, "PATCH", A, "{\"note\":\"x\"}");
	call(app, "GET", A, say(app, "If-None-Match: %s", etag), NULL);
	assert_status(app, 200);
}

static void include_brings_what_a_record_refers_to(void **state)
{
	struct app *app = *state;
	const char *id = make(app, "organizations",
	                      "{\"key\":\"o\",\"name\":\"O\","
	                      "\"type\":\"other\"}");

	make_act(app, "\"key\":\"a\",\"parties\":["
	              "{\"role\":\"issuer\",\"organization\":\"o\"},"
	              "{\"role\":\"host\",\"organization\":\"o\"}]");
	get(app, A "?include=organizations");
	assert_status(app, 200);
	assert_member(app, "included/organizations/0/id", id);
	assert_null(reply_json(app, "included/organizations/1"));
	get(app, A "?include=passages");
	assert_status(app, 400);
	assert_mistake(app, "include");
}

/* ---- status ------------------------------------------------------------- */

static const struct {
	const char *members, *status;
} statuses[] = {
	{ "\"note\":\"x\"", "unknown" },
	{ "\"proposed_on\":\"2020\"", "proposed" },
	{ "\"proposed_on\":\"2020\",\"adopted_on\":\"2021-03\"", "adopted" },
	{ "\"signed_on\":\"2020-02-29\"", "adopted" },
	{ "\"adopted_on\":\"2020\",\"published_on\":\"2020\"", "published" },
	{ "\"in_force_on\":\"2020-01-01\"", "in_force" },
	{ "\"in_force_on\":\"2020\",\"applies_on\":\"2021\"", "applicable" },
	{ "\"in_force_on\":\"2020\",\"applies_on\":\"9000\"", "in_force" },
	{ "\"in_force_on\":\"2020\",\"superseded_on\":\"2021\"", "superseded" },
	{ "\"in_force_on\":\"2020\",\"repealed_on\":\"2021\"", "repealed" },
	{ "\"adopted_on\":\"2020\",\"withdrawn_on\":\"2021\"", "withdrawn" },
	{ "\"adopted_on\":\"9000-12\"", "unknown" },
};

static void status_follows_from_the_dates(void **state)
{
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(statuses); i++) {
		make_act(app, statuses[i].members);
		assert_member(app, "status", statuses[i].status);
	}
}

/* ---- what an import would refuse ---------------------------------------- */

/* Beneath the rules, as an older version may have written it. */
static enum err_code write_wrongly(struct tx *tx, void *arg, struct err *e)
{
	struct app *app = arg;
	const struct entity *t = &kind_find(STR("organizations"))->entity;
	struct row row;
	char *key;
	enum err_code rc =
		store_find(tx, t, STR("a-b"), app->keys_arena, &row, e);

	if (rc != ERR_OK)
		return rc;
	key = strstr(row.record.p, "\"key\":\"a-b\"");
	memcpy(key, "\"key\":\"a--\"", 11);
	return store_update(tx, t, &row, e);
}

static bool is_told;

static void hear(const char *what)
{
	if (strstr(what, "import would refuse it: /key") != NULL)
		is_told = true;
}

static void verification_names_what_an_import_would_refuse(void **state)
{
	struct app *app = *state;
	struct audit v = { .complain = hear };
	struct err e;

	make(app, "organizations",
	     "{\"key\":\"a-b\",\"name\":\"A\",\"type\":\"other\"}");
	err_init(&e, app->keys_arena);
	assert_int_equal(
		store_run(app->store, TX_WRITE, write_wrongly, app, &e),
		ERR_OK);
	assert_int_equal(audit_run(app->store, &v, &e), ERR_OK);
	assert_true(is_told);
}

static const struct CMUnitTest tests[] = {
	registry_test(created_record_has_what_the_server_adds),
	registry_test(record_is_the_same_by_id_and_by_key),
	registry_test(what_never_was_is_not_found),
	registry_test(kinds_have_keys_of_their_own),
	registry_test(key_is_drawn_from_the_title),
	registry_test(title_that_is_taken_gives_another_key),
	registry_test(title_without_latin_letters_gives_the_id_as_key),
	registry_test(long_title_that_is_taken_gives_a_key_of_allowed_length),
	app_test(title_that_is_taken_gives_a_key_that_ends_with_words),
	app_test(title_that_reads_as_an_id_gives_no_such_key),
	registry_test(key_that_is_taken_conflicts),
	registry_test(key_never_changes),
	registry_test(key_is_free_again_after_deletion),
	registry_test(put_replaces_every_member),
	registry_test(patch_changes_what_it_names),
	registry_test(patch_goes_into_objects),
	registry_test(same_content_again_changes_nothing),
	registry_test(updated_at_moves_with_the_content_only),
	registry_test(null_and_the_empty_list_mean_absent),
	registry_test(server_members_are_ignored_in_whole_records),
	registry_test(server_members_are_refused_in_patches),
	registry_test(what_was_read_can_be_put_back),
	registry_test(conditions_decide_over_each_write),
	registry_test(conditions_decide_over_deletion),
	registry_test(etag_that_was_given_allows_one_change),
	registry_test(condition_is_looked_at_before_the_body),
	registry_test(put_creates_when_asked_to),
	registry_test(put_creates_under_a_key),
	registry_test(unchanged_record_is_not_sent_again),
	registry_test(include_brings_what_a_record_refers_to),
	registry_test(status_follows_from_the_dates),
	app_test(verification_names_what_an_import_would_refuse),
};

int main(void)
{
	return cmocka_run_group_tests(tests, NULL, NULL);
}
