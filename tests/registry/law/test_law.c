/*
 * test_law.c - status and application on a day, as the law known on a day said
 */
#include "tests/support/registry.h"

#define LAW "/v1/instruments/law"

/* An instrument that applies in stages, and one that changes the stages. */
static int setup(void **state)
{
	struct app *app;
	int failed = registry_setup(state);

	app = *state;
	make_act(app, "\"key\":\"law\",\"proposed_on\":\"2021-04\","
	              "\"adopted_on\":\"2024-05-21\","
	              "\"in_force_on\":\"2024-08-01\","
	              "\"applies_on\":\"2026-08-02\"");
	make_act(app, "\"key\":\"change\",\"adopted_on\":\"2026-06-29\"");
	make(app, "provisions",
	     "{\"key\":\"ban\",\"instrument\":\"law\",\"path\":\"art_5\","
	     "\"level\":\"article\",\"position\":5,\"application\":"
	     "[{\"on\":\"2025-02-02\",\"from\":\"2024-05-21\"}]}");
	make(app, "provisions",
	     "{\"key\":\"duty\",\"instrument\":\"law\",\"path\":\"art_9\","
	     "\"level\":\"article\",\"position\":9,\"application\":["
	     "{\"on\":\"2026-08-02\",\"from\":\"2024-05-21\"},"
	     "{\"on\":\"2027-12-02\",\"from\":\"2026-06-29\","
	     "\"by\":\"change\"},"
	     "{\"on\":\"2028-08-02\",\"from\":\"2026-06-29\","
	     "\"by\":\"change\"}]}");
	return failed;
}

#define law_test(fn) cmocka_unit_test_setup_teardown(fn, setup, app_teardown)

static void the_status_is_that_of_the_day(void **state)
{
	static const struct {
		const char *query, *status;
	} days[] = {
		{ "on=2020-01-01", "unknown" },
		/* a month counts from its last day */
		{ "on=2021-04-29", "unknown" },
		{ "on=2021-04-30", "proposed" },
		{ "on=2024-05-21", "adopted" },
		{ "on=2024-07-31", "adopted" },
		{ "on=2024-08-01", "in_force" },
		{ "on=2025-02-01", "in_force" },
		{ "on=2025-02-02", "applicable_in_part" },
		{ "on=2026-08-02", "applicable_in_part" },
		{ "on=2028-08-01", "applicable_in_part" },
		{ "on=2028-08-02", "applicable" },
		/* what the law said before it was changed */
		{ "on=2026-08-01&law_as_of=2026-05-01", "applicable_in_part" },
		{ "on=2026-08-02&law_as_of=2026-05-01", "applicable" },
		{ "on=2026-08-02&law_as_of=2026-06-28", "applicable" },
		{ "on=2026-08-02&law_as_of=2026-06-29", "applicable_in_part" },
	};
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(days); i++) {
		get(app, say(app, LAW "?%s", days[i].query));
		assert_member(app, "status", days[i].status);
	}
}

static void a_list_asks_for_the_status_of_a_day(void **state)
{
	struct app *app = *state;

	get(app, "/v1/instruments?status=in_force&on=2024-09-01");
	assert_int_equal(reply_integer(app, "total"), 1);
	assert_member(app, "items/0/key", "law");
	assert_member(app, "items/0/status", "in_force");
	get(app, "/v1/instruments?status=in_force&on=2025-09-01");
	assert_int_equal(reply_integer(app, "total"), 0);
	get(app, "/v1/instruments?status=applicable&on=2026-09-01"
	         "&law_as_of=2026-01-01");
	assert_int_equal(reply_integer(app, "total"), 1);
	get(app, "/v1/instruments?status.in=applicable,applicable_in_part"
	         "&on=2026-09-01");
	assert_int_equal(reply_integer(app, "total"), 1);
	get(app, "/v1/instruments?status=wrong");
	assert_status(app, 400);
	get(app, "/v1/instruments?on=2024-09");
	assert_status(app, 400);
	get(app, "/v1/organizations?on=2024-09-01");
	assert_status(app, 400);
}

static void a_provision_says_whether_it_applies(void **state)
{
	struct app *app = *state;

	get(app, "/v1/provisions/duty?on=2027-12-01");
	assert_member(app, "applies", "not_yet");
	get(app, "/v1/provisions/duty?on=2027-12-02");
	assert_member(app, "applies", "in_part");
	get(app, "/v1/provisions/duty?on=2028-08-02");
	assert_member(app, "applies", "yes");
	get(app, "/v1/provisions/duty?on=2026-08-02&law_as_of=2026-01-01");
	assert_member(app, "applies", "yes");
	get(app, "/v1/provisions/duty?on=2026-08-02&law_as_of=2024-01-01");
	assert_member(app, "applies", "unknown");
}

static void a_status_follows_its_provisions(void **state)
{
	struct app *app = *state;

	edit(app, "PATCH", "/v1/provisions/duty", "{\"application\":null}");
	assert_status(app, 200);
	get(app, LAW "?on=2026-08-02");
	assert_member(app, "status", "applicable");
	edit(app, "DELETE", "/v1/provisions/ban", NULL);
	assert_status(app, 204);
	get(app, LAW "?on=2025-03-01");
	assert_member(app, "status", "in_force");
	get(app, LAW);
	assert_int_equal(reply_integer(app, "rev"), 1); /* nobody wrote it */
	assert_sound(app->store);
}

static void an_import_draws_the_status_once_all_is_in(void **state)
{
	struct app *app = *state;
	struct store *s = registry_open(app, "other.db"), *own = app->store;

	assert_string_equal(
		import_lines(app, s, "export",
	                     export_lines(app, app->store, NULL, false)),
		"");
	app->store = app->service.store = s;
	get(app, LAW "?on=2026-09-01");
	assert_member(app, "status", "applicable_in_part");
	app->store = app->service.store = own;
	store_close(s);
}

static void the_timeline_has_every_step_in_order(void **state)
{
	static const char *const steps[] = { "2021-04",    "2024-05-21",
		                             "2024-08-01", "2025-02-02",
		                             "2026-08-02", "2026-08-02",
		                             "2027-12-02", "2028-08-02" };
	struct app *app = *state;

	get(app, LAW "/timeline");
	assert_int_equal(reply_integer(app, "total"), COUNT(steps));
	for (size_t i = 0; i < COUNT(steps); i++)
		assert_member(app, say(app, "items/%zu/on", i), steps[i]);
	assert_member(app, "items/0/step", "proposed");
	assert_member(app, "items/0/field", "/proposed_on");
	assert_member(app, "items/7/provision/key", "duty");
	assert_member(app, "items/7/by/key", "change");
	assert_true(json_is_true(reply_json(app, "items/7/current")));
	/* as it was laid down first: it stays, and does not count */
	assert_true(json_is_false(reply_json(app, "items/5/current")));
	get(app, LAW "/timeline?law_as_of=2026-01-01");
	assert_int_equal(reply_integer(app, "total"), COUNT(steps) - 2);
	assert_true(json_is_true(reply_json(app, "items/5/current")));
}

static void assert_steps(struct app *app, const char *query, int64_t n)
{
	get(app, say(app, LAW "/timeline?%s", query));
	assert_status(app, 200);
	assert_int_equal(reply_integer(app, "total"), n);
}

static void the_timeline_may_be_narrowed(void **state)
{
	static const char *const wrong[] = { "from=x", "kind=events",
		                             "step=applied", "group=year",
		                             "to=" };
	struct app *app = *state;

	assert_steps(app, "from=2026", 4);
	assert_steps(app, "to=2024-08", 3);
	assert_steps(app, "from=2024&to=2024", 2);
	assert_steps(app, "step=proposed", 1);
	assert_steps(app, "step=repealed", 0);
	assert_steps(app, "kind=instruments&to=2021&step=applies", 0);
	assert_steps(app, "kind=provisions&step=applies&to=2025&group=date", 1);
	assert_member(app, "groups/0/on", "2025-02-02");
	assert_steps(app, "group=date&limit=1", 8);
	assert_member(app, "groups/0/on", "2021-04-30");
	assert_int_equal(reply_integer(app, "groups/4/count"), 2);
	for (size_t i = 0; i < COUNT(wrong); i++) {
		get(app, say(app, LAW "/timeline?%s", wrong[i]));
		assert_status(app, 400);
	}
}

static void a_grouped_timeline_is_a_table_of_days(void **state)
{
	struct app *app = *state;

	get(app, LAW "/timeline?group=date&format=csv&limit=1");
	assert_status(app, 200);
	assert_memory_equal(reply_text(app), "on,count\r\n2021-04-30,1\r\n",
	                    24);
	assert_string_equal(reply_value(app, "Link"), "");
	get(app, LAW "/timeline?kind=provisions&to=2025&group=date&format=csv");
	assert_string_equal(reply_text(app), "on,count\r\n2025-02-02,1\r\n");
	get(app, LAW "/timeline?group=date&format=ical");
	assert_contains(reply_text(app), "BEGIN:VEVENT");
}

static void the_timeline_comes_by_pages(void **state)
{
	struct app *app = *state;
	json_t *whole = all_pages(app, LAW "/timeline", "items");

	for (size_t limit = 1; limit < json_array_size(whole); limit++) {
		json_t *parts = all_pages(
			app, say(app, LAW "/timeline?limit=%zu", limit),
			"items");

		assert_true(json_equal(parts, whole));
		assert_int_equal(reply_integer(app, "total"),
		                 json_array_size(whole));
		json_decref(parts);
	}
	json_decref(whole);
	get(app, LAW "/timeline?cursor=x");
	assert_status(app, 400);
}

/* A source that says when the law applies, and one that says something else. */
static void make_evidence(struct app *app)
{
	load(app, "journal",
	     STR("It applies from 2 August 2026, bans from "
	         "2 February 2025."));
	make(app, "passages",
	     "{\"key\":\"right\",\"source\":\"journal\","
	     "\"exact\":\"from 2 August 2026\"}");
	make(app, "passages",
	     "{\"key\":\"bans\",\"source\":\"journal\","
	     "\"exact\":\"from 2 February 2025\"}");
	claim_of(app, "c1", "instruments", "law", "/applies_on",
	         "\"2026-08-02\"", "right", "");
	claim_of(app, "c2", "instruments", "law", "/applies_on", "\"2026-08\"",
	         "bans", "");
	claim_of(app, "c3", "instruments", "law", "/applies_on", "\"2025\"",
	         "bans", "");
	claim_of(app, "c4", "provisions", "ban", "/application",
	         "{\"on\":\"2025-02-02\",\"from\":\"2024-05-21\"}", "bans", "");
}

static void
a_step_of_the_timeline_names_the_passages_that_state_it(void **state)
{
	struct app *app = *state;

	make_evidence(app);
	get(app, LAW "/timeline");
	assert_member(app, "items/4/on", "2026-08-02");
	assert_member(app, "items/4/field", "/applies_on");
	assert_member(app, "items/4/passages/0/key", "right");
	assert_member(app, "items/4/passages/1/key", "bans");
	/* what contradicts it is none of them */
	assert_int_equal(json_array_size(reply_json(app, "items/4/passages")),
	                 2);
	assert_member(app, "items/3/provision/key", "ban");
	assert_member(app, "items/3/passages/0/key", "bans");
	assert_int_equal(json_array_size(reply_json(app, "items/0/passages")),
	                 0);
}

static void without_dates_the_status_follows_from_existence(void **state)
{
	static const struct {
		const char *force, *existence, *status;
	} cases[] = {
		{ "soft", "exists", "issued" },
		{ "none", "exists", "issued" },
		{ "hard", "exists", "unknown" }, /* in force, or no more? */
		{ "hard", "proposed", "proposed" },
		{ "soft", "planned", "planned" },
		{ "hard", "never_adopted", "never_adopted" },
		{ "soft", "withdrawn", "withdrawn" },
		{ "soft", "doubtful", "unknown" },
	};
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		make(app, "instruments",
		     say(app,
		         "{\"key\":\"c%zu\",\"title\":\"T\",\"type\":\"act\","
		         "\"force\":\"%s\",\"existence\":\"%s\"}",
		         i, cases[i].force, cases[i].existence));
		get(app, say(app, "/v1/instruments/c%zu", i));
		assert_member(app, "status", cases[i].status);
	}
}

static void a_bill_that_came_to_nothing_says_how_and_when(void **state)
{
	static const struct {
		const char *key, *members, *before, *after;
	} bills[] = {
		{ "vetoed", "\"vetoed_on\":\"2024-09-29\"", "adopted",
		  "vetoed" },
		{ "lapsed", "\"lapsed_on\":\"2024-09-29\"", "adopted",
		  "lapsed" },
		{ "rejected", "\"note\":\"voted down\"", "never_adopted",
		  "never_adopted" },
	};
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(bills); i++) {
		const char *at = say(app, "/v1/instruments/%s", bills[i].key);

		make(app, "instruments",
		     say(app,
		         "{\"key\":\"%s\",\"title\":\"B\",\"type\":\"bill\","
		         "\"force\":\"hard\",\"existence\":\"never_adopted\","
		         "\"proposed_on\":\"2024-02-07\","
		         "\"adopted_on\":\"2024-08-28\",%s}",
		         bills[i].key, bills[i].members));
		get(app, say(app, "%s?on=2024-09-01", at));
		assert_member(app, "status", bills[i].before);
		get(app, say(app, "%s?on=2024-10-01", at));
		assert_member(app, "status", bills[i].after);
	}
}

static void what_binds_on_a_day_is_one_filter(void **state)
{
	static const struct {
		const char *query;
		int total;
	} asked[] = {
		{ "in_force=true&on=2024-07-31", 0 },
		{ "in_force=true&on=2024-08-01", 1 },
		{ "in_force=true&on=2025-09-01", 1 }, /* in part */
		{ "in_force=true&on=2029-01-01", 1 },
		{ "in_force=false&on=2024-07-31", 2 },
		{ "in_force=false&on=2025-09-01", 1 },
		{ "in_force=true&status=in_force&on=2024-08-01", 1 },
		{ "in_force=true&status=adopted&on=2024-08-01", 0 },
	};
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(asked); i++) {
		get(app, say(app, "/v1/instruments?%s", asked[i].query));
		assert_int_equal(reply_integer(app, "total"), asked[i].total);
	}
	get(app, LAW "?on=2025-09-01&fields=in_force");
	assert_non_null(strstr(reply_text(app), "\"in_force\":true"));
}

static void dates_that_cannot_both_be_true_are_refused(void **state)
{
	static const struct {
		const char *members;
		unsigned status;
	} cases[] = {
		{ "\"adopted_on\":\"2024-05-21\",\"repealed_on\":\"2023\"",
		  422 },
		{ "\"proposed_on\":\"2024-05\",\"adopted_on\":\"2024-04-30\"",
		  422 },
		{ "\"proposed_on\":\"2024-05\",\"adopted_on\":\"2024\"", 201 },
		{ "\"adopted_on\":\"2024\",\"superseded_on\":\"2024-01\","
		  "\"in_force_on\":\"2025\"",
		  201 },
	};
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		call(app, "POST", "/v1/instruments", NULL,
		     say(app, "{" ACT ",%s}", cases[i].members));
		assert_status(app, cases[i].status);
	}
}

static void a_heading_is_that_of_the_law_known_then(void **state)
{
	static const struct {
		const char *query, *heading;
	} cases[] = {
		{ "", "Third" },
		{ "?law_as_of=2024-05-03", "Third" },
		{ "?law_as_of=2024-05-02", "Second \"2\"" },
		{ "?law_as_of=2021-12-31", "Second \"2\"" },
		{ "?law_as_of=2021-12-30&on=2030-01-01", "First" },
		{ "?law_as_of=2020-01-01&fields=heading", "First" },
	};
	struct app *app = *state;

	make_act(app, "\"key\":\"h\"");
	make(app, "provisions",
	     "{\"key\":\"p\",\"instrument\":\"h\",\"path\":\"art_1\","
	     "\"level\":\"article\",\"position\":1,\"heading\":\"Third\","
	     "\"former_headings\":[{\"text\":\"Second \\\"2\\\"\",\"until\":"
	     "\"2024-05-03\"},{\"text\":\"First\",\"until\":\"2021\"}]}");
	for (size_t i = 0; i < COUNT(cases); i++) {
		get(app, say(app, "/v1/provisions/p%s", cases[i].query));
		assert_member(app, "heading", cases[i].heading);
	}
	get(app, "/v1/instruments/h/provisions?law_as_of=2020-01-01");
	assert_member(app, "items/0/heading", "First");
	get(app, "/v1/provisions?instrument=h&law_as_of=2020-01-01");
	assert_member(app, "items/0/heading", "First");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		law_test(the_status_is_that_of_the_day),
		law_test(a_list_asks_for_the_status_of_a_day),
		law_test(a_provision_says_whether_it_applies),
		law_test(a_status_follows_its_provisions),
		law_test(an_import_draws_the_status_once_all_is_in),
		law_test(the_timeline_has_every_step_in_order),
		law_test(the_timeline_may_be_narrowed),
		law_test(a_grouped_timeline_is_a_table_of_days),
		law_test(the_timeline_comes_by_pages),
		law_test(
			a_step_of_the_timeline_names_the_passages_that_state_it),
		law_test(without_dates_the_status_follows_from_existence),
		law_test(a_bill_that_came_to_nothing_says_how_and_when),
		law_test(what_binds_on_a_day_is_one_filter),
		law_test(dates_that_cannot_both_be_true_are_refused),
		law_test(a_heading_is_that_of_the_law_known_then),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
