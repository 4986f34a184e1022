/*
 * test_browse.c - lists by filters and facets are found, counted and ordered as
 * sets, as if each record had been looked at
 */
#include "tests/support/registry.h"

#define RECORDS 120
#define FACETS                                                                 \
	"type,force,status,jurisdictions,year,decade,languages,nature,issuer"

static const char *const types[] = { "act", "regulation", "standard",
	                             "guidelines" };
static const char *const forces[] = { "hard", "soft", "none" };
static const char *const places[] = { "EU", "US", "US-CA", "KR", "SG" };
static const char *const languages[] = { "en", "en-GB", "zh" };

static void make_one(struct app *app, int i)
{
	call(app, "POST", "/v1/instruments", NULL,
	     say(app,
	         "{\"key\":\"i%d\",\"title\":\"Text %d\",\"type\":\"%s\","
	         "\"force\":\"%s\",\"existence\":\"exists\","
	         "\"jurisdictions\":[\"%s\"],\"languages\":[\"%s\"],"
	         "\"adopted_on\":\"20%02d-0%d\"}",
	         i, i, types[i % 4], forces[i % 3], places[i % 5],
	         languages[i * 7 % 3], i % 27, 1 + i % 9));
	assert_status(app, 201);
	if (i % 10 != 0)
		return;
	call(app, "POST", "/v1/provisions", NULL,
	     say(app,
	         "{\"instrument\":\"i%d\",\"path\":\"art_1\","
	         "\"level\":\"article\",\"position\":1}",
	         i));
	assert_status(app, 201);
}

static int setup(void **state)
{
	int failed = registry_setup(state);

	for (int i = 0; i < RECORDS; i++)
		make_one(*state, i);
	return failed;
}

/* What kinds are found is told by none of the sets: where that is asked for,
 * too, each record is looked at. */
static void assert_as_if_looked_at(struct app *app, const char *query)
{
	const char *path = say(app, "/v1/instruments?%s&limit=30", query);
	json_t *sets, *looked;

	get(app, say(app, "%s&facet=" FACETS, path));
	assert_status(app, 200);
	sets = json_incref(app->json);
	get(app, say(app, "%s&facet=kind," FACETS, path));
	assert_status(app, 200);
	looked = json_incref(app->json);
	json_object_del(json_object_get(looked, "facets"), "kind");
	if (!json_equal(sets, looked))
		fail_msg("%s: %s", query, reply_text(app));
	json_decref(sets);
	json_decref(looked);
}

static const char *const queries[] = {
	"",
	"type=act",
	"type=act&type=standard",
	"type=act&facet_mode=disjunctive",
	"type=act&force=hard&year=2012&facet_mode=disjunctive",
	"jurisdictions=US&facet_mode=disjunctive",
	"jurisdictions.exact=US",
	"status=adopted&on=2015-06-15",
	"status=adopted&status=unknown&facet_mode=disjunctive",
	"decade=2010s&languages=en",
	"decade=2010s&year=2021&facet_mode=disjunctive",
	"year=1815",
	"issuer=nobody",
	"adopted_on.gte=2010&sort=date",
	"sort=-date",
	"cursor=7&type=act",
	"cursor=100",
	"cursor=150",
};

static void assert_all_as_if_looked_at(struct app *app)
{
	for (size_t i = 0; i < COUNT(queries); i++)
		assert_as_if_looked_at(app, queries[i]);
}

static void sets_tell_what_looking_at_each_record_tells(void **state)
{
	assert_all_as_if_looked_at(*state);
}

static void sets_follow_what_changes(void **state)
{
	struct app *app = *state;

	get(app, "/v1/instruments?facet=" FACETS);
	for (int i = 0; i < RECORDS; i += 7) {
		const char *path = say(app, "/v1/instruments/i%d", i);

		edit(app, "PATCH", path,
		     "{\"type\":\"policy\",\"jurisdictions\":[\"FR\"],"
		     "\"in_force_on\":\"2021-03-04\"}");
		assert_status(app, 200);
	}
	assert_all_as_if_looked_at(app);
	for (int i = 1; i < RECORDS; i += 10)
		edit(app, "DELETE", say(app, "/v1/instruments/i%d", i), NULL);
	make_one(app, RECORDS + 7);
	assert_all_as_if_looked_at(app);
	get(app, "/v1/instruments?type=policy&facet=type");
	assert_int_equal(reply_integer(app, "facets/type/0/count"),
	                 reply_integer(app, "total"));
}

static uint64_t work_of(struct app *app, const char *target)
{
	get(app, target);
	assert_status(app, 200);
	return arena_spent(app->arena);
}

/* Looking at each takes several units. */
static void
a_list_with_counts_looks_at_no_record_that_it_does_not_show(void **state)
{
	static const char *const lists[] = {
		"/v1/instruments?limit=1&type=act&facet_mode=disjunctive&"
		"facet=type,force,status,jurisdictions,year",
		"/v1/instruments?limit=1&sort=date&facet=type",
		"/v1/instruments?limit=1&sort=-date&facet=force",
	};
	struct app *app = *state;

	get(app, "/v1/instruments?facet=" FACETS);
	for (size_t i = 0; i < COUNT(lists); i++)
		assert_true(3 * work_of(app, lists[i]) <
		            work_of(app, say(app, "%s,kind", lists[i])));
}

#define browse_test(fn) cmocka_unit_test_setup_teardown(fn, setup, app_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		browse_test(sets_tell_what_looking_at_each_record_tells),
		browse_test(sets_follow_what_changes),
		browse_test(
			a_list_with_counts_looks_at_no_record_that_it_does_not_show),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
