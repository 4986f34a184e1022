/*
 * test_history.c - revisions: who made them, what they changed, what lies
 * between two of them
 */
#include "tests/support/registry.h"

#include <string.h>

#include "server/registry/model/json.h"
#include "server/registry/model/patch.h"

#define A "/v1/instruments/a"

/* A treaty that was changed twice. */
static int setup(void **state)
{
	int failed = registry_setup(state);
	struct app *app = *state;

	make_act(app, "\"key\":\"a\",\"jurisdictions\":[\"EU\"]");
	edit(app, "PATCH", A, "{\"jurisdictions\":[\"EU\",\"US\"]}");
	edit(app, "PATCH", A, "{\"title\":\"Another\",\"languages\":[\"en\"]}");
	return failed;
}

#define history_test(fn)                                                       \
	cmocka_unit_test_setup_teardown(fn, setup, app_teardown)

static const char *changed(struct app *app, const char *path)
{
	char *text = json_dumps(reply_json(app, path), JSON_COMPACT);
	const char *kept = say(app, "%s", text != NULL ? text : "none");

	json_text_free(text);
	return kept;
}

/* ---- pages ----------------------------------------------------------------- */

static void a_history_names_the_members_that_changed(void **state)
{
	struct app *app = *state;

	edit(app, "DELETE", A, NULL);
	get(app, A "/history");
	assert_same(changed(app, "items/0/changed"),
	            "[\"/existence\",\"/force\",\"/jurisdictions\","
	            "\"/title\",\"/type\"]");
	assert_same(changed(app, "items/1/changed"), "[\"/jurisdictions\"]");
	assert_same(changed(app, "items/2/changed"),
	            "[\"/languages\",\"/title\"]");
	assert_member(app, "items/2/by", "editor");
	assert_member(app, "items/3/op", "delete");
	assert_null(reply_json(app, "items/3/changed"));
}

static void a_page_of_a_history_goes_on_where_the_last_one_ended(void **state)
{
	struct app *app = *state;

	get(app, A "/history?limit=2");
	get(app, say(app, A "/history?cursor=%s", reply_string(app, "next")));
	assert_same(changed(app, "items/0/changed"),
	            "[\"/languages\",\"/title\"]");
}

/* ---- one revision ---------------------------------------------------------- */

static void a_revision_is_read_again(void **state)
{
	struct app *app = *state;
	const char *now = text_of(app, A "?rev=3");

	get(app, A "?rev=1");
	assert_status(app, 200);
	assert_same(changed(app, "jurisdictions"), "[\"EU\"]");
	assert_int_equal(strncmp(reply_value(app, "ETag"), "\"1.", 3), 0);
	get(app, A "?rev=2&fields=title");
	assert_member(app, "title", "An Act");
	assert_null(reply_json(app, "type"));
	edit(app, "DELETE", A, NULL);
	assert_same(text_of(app, A "?rev=3"), now);
	get(app, A);
	assert_status(app, 410);
}

static void a_revision_of_a_record_that_came_back_is_read(void **state)
{
	struct app *app = *state;
	const char *id;

	get(app, A);
	id = say(app, "/v1/instruments/%s", reply_string(app, "id"));
	edit(app, "DELETE", A, NULL);
	make_act(app, "\"key\":\"a\",\"note\":\"of another id\"");
	get(app, A "?rev=1");
	assert_member(app, "note", "of another id");
	get(app, A "?rev=3");
	assert_status(app, 404);
	get(app, say(app, "%s?rev=3", id));
	assert_member(app, "title", "Another");
}

static void what_revisions_there_are_is_told(void **state)
{
	struct app *app = *state;

	get(app, A "?rev=4");
	assert_status(app, 404);
	assert_int_equal(reply_integer(app, "revisions/first"), 1);
	assert_int_equal(reply_integer(app, "revisions/last"), 3);
	get(app, "/v1/instruments/never?rev=1");
	assert_status(app, 404);
	get(app, A "?rev=0");
	assert_mistake(app, "rev");
	get(app, A "?rev=1&as_of=1");
	assert_mistake(app, "rev");
	get(app, A "?rev=1&on=2024-01-01");
	assert_mistake(app, "on");
	get(app, A "?rev=1&format=bibtex");
	assert_mistake(app, "rev");
	get(app, A "?rev=1&format=csv");
	assert_status(app, 200);
}

/* ---- between two ----------------------------------------------------------- */

static json_t *read(struct app *app, const char *text)
{
	json_t *json = NULL;
	struct err e;

	err_init(&e, app->arena);
	if (json_read(app->arena, str_from(text), &json, &e) != ERR_OK)
		fail_msg("%s: %s", e.detail, text);
	return json;
}

/* The difference leads from the one to the other, to the byte. */
static void assert_leads(struct app *app, const char *from, const char *to,
                         const char *diff)
{
	const struct patch *patch;
	json_t *got;
	struct err e;
	struct buf text;

	err_init(&e, app->arena);
	if (patch_read(app->arena, read(app, diff), &patch, &e) != ERR_OK ||
	    patch_apply(app->arena, read(app, from), patch, &got, &e) != ERR_OK)
		fail_msg("%s: %s", e.detail, diff);
	buf_init(&text, app->arena);
	json_canonical(&text, got);
	buf_puts(&text, "\n");
	assert_same(text.data, to);
}

static void a_difference_leads_from_one_revision_to_another(void **state)
{
	struct app *app = *state;
	const char *revisions[] = { "{}\n", text_of(app, A "?rev=1"),
		                    text_of(app, A "?rev=2"),
		                    text_of(app, A "?rev=3") };

	for (int from = 0; from < (int)COUNT(revisions); from++)
		for (int to = 1; to < (int)COUNT(revisions); to++)
			assert_leads(
				app, revisions[from], revisions[to],
				text_of(app, say(app, A "/diff?from=%d&to=%d",
			                         from, to)));
}

static void a_difference_is_of_the_newest_revision_unless_asked(void **state)
{
	struct app *app = *state;
	const char *newest = text_of(app, A "/diff");

	assert_same(newest, text_of(app, A "/diff?from=2&to=3"));
	assert_same(reply_value(app, "Content-Type"),
	            "application/json-patch+json");
	assert_same(text_of(app, A "/diff?to=2"),
	            text_of(app, A "/diff?from=1&to=2"));
	assert_contains(text_of(app, A "/diff?to=2"),
	                "{\"op\":\"add\",\"path\":\"/jurisdictions/1\","
	                "\"value\":\"US\"}");
	edit(app, "DELETE", A, NULL);
	assert_same(text_of(app, A "/diff"), newest);
	get(app, A "/diff?from=1&to=9");
	assert_status(app, 404);
	assert_int_equal(reply_integer(app, "revisions/last"), 3);
	get(app, A "/diff?from=x");
	assert_mistake(app, "from");
	get(app, "/v1/instruments/never/diff");
	assert_status(app, 404);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		history_test(a_history_names_the_members_that_changed),
		history_test(
			a_page_of_a_history_goes_on_where_the_last_one_ended),
		history_test(a_revision_is_read_again),
		history_test(a_revision_of_a_record_that_came_back_is_read),
		history_test(what_revisions_there_are_is_told),
		history_test(a_difference_leads_from_one_revision_to_another),
		history_test(
			a_difference_is_of_the_newest_revision_unless_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
