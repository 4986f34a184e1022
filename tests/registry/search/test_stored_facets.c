/*
 * test_stored_facets.c - what is counted of an instrument is stored with its
 * words, and follows it
 */
#include "tests/support/registry.h"

#include "server/registry/checks/audit.h"
#include "server/registry/model/json.h"
#include "tests/support/database.h"

#define FACETS                                                                 \
	"/v1/search?q=&kind=instruments&limit=1&facet=type,force,status,"      \
	"jurisdictions,issuer,year,decade,languages,nature,concept,topic"

/* All values of all facets, and how many have each. */
static const char *counted(struct app *app)
{
	char *text;
	const char *own;

	get(app, FACETS);
	assert_status(app, 200);
	text = json_dumps(reply_json(app, "facets"),
	                  JSON_COMPACT | JSON_SORT_KEYS);
	own = say(app, "%s", text);
	json_text_free(text);
	return own;
}

static void make_all(struct app *app)
{
	make(app, "organizations",
	     "{\"key\":\"maker\",\"name\":\"Maker\",\"type\":\"government\"}");
	make(app, "schemes", "{\"key\":\"topics\",\"title\":\"Topics\"}");
	make(app, "concepts",
	     "{\"key\":\"wide\",\"scheme\":\"topics\",\"labels\":"
	     "[{\"text\":\"Wide\"}]}");
	make(app, "concepts",
	     "{\"key\":\"narrow\",\"scheme\":\"topics\",\"broader\":\"wide\","
	     "\"labels\":[{\"text\":\"Narrow\"}]}");
	make_act(app,
	         "\"key\":\"a\",\"adopted_on\":\"2023-07\","
	         "\"in_force_on\":\"2024\",\"languages\":[\"zh-Hans\",\"en\"],"
	         "\"parties\":[{\"role\":\"adopter\","
	         "\"organization\":\"maker\"}]");
	make(app, "classifications",
	     "{\"key\":\"c\",\"reasoning\":\"ours\",\"concept\":\"narrow\","
	     "\"subject\":"
	     "{\"kind\":\"instruments\",\"id\":\"a\"}}");
}

static void assert_counted(struct app *app, const char *value, bool is_there)
{
	const char *all = counted(app);

	if ((strstr(all, value) != NULL) != is_there)
		fail_msg("%s %s in %s", value, is_there ? "is not" : "is", all);
}

static void facets_follow_what_is_said_of_an_instrument(void **state)
{
	struct app *app = *state;

	make_all(app);
	assert_counted(app, "\"2020s\"", true);
	assert_counted(app, "\"zh\"", true);
	assert_counted(app, "\"zh-Hans\"", true);
	edit(app, "PATCH", "/v1/instruments/a",
	     "{\"adopted_on\":\"2019\",\"languages\":[\"en\"]}");
	assert_counted(app, "\"2010s\"", true);
	assert_counted(app, "\"zh\"", false);
	edit(app, "DELETE", "/v1/instruments/a", NULL);
	assert_status(app, 409); /* it is classified */
	edit(app, "DELETE", "/v1/classifications/c", NULL);
	edit(app, "DELETE", "/v1/instruments/a", NULL);
	assert_counted(app, "\"2010s\"", false);
	assert_sound(app->store);
}

static void a_topic_counts_with_those_above_it(void **state)
{
	struct app *app = *state;

	make_all(app);
	assert_counted(app, "\"narrow\"", true);
	assert_counted(app, "\"wide\"", true);
	edit(app, "DELETE", "/v1/classifications/c", NULL);
	assert_counted(app, "\"narrow\"", false);
	assert_counted(app, "\"wide\"", false);
	assert_sound(app->store);
}

static void
a_place_counts_for_what_it_is_within_after_that_has_changed(void **state)
{
	struct app *app = *state;

	make(app, "schemes",
	     "{\"key\":\"places\",\"title\":\"Places\",\"purpose\":"
	     "\"jurisdictions\"}");
	make(app, "concepts",
	     "{\"key\":\"union\",\"scheme\":\"places\",\"notation\":\"EU\","
	     "\"labels\":[{\"text\":\"Union\"}]}");
	make(app, "concepts",
	     "{\"key\":\"other\",\"scheme\":\"places\",\"notation\":\"XA\","
	     "\"labels\":[{\"text\":\"Other\"}]}");
	make_act(app, "\"key\":\"a\",\"jurisdictions\":[\"EU\"]");
	assert_counted(app, "\"EU\"", true);
	assert_counted(app, "\"XA\"", false);
	edit(app, "PATCH", "/v1/concepts/union", "{\"broader\":\"other\"}");
	assert_status(app, 200);
	assert_counted(app, "\"XA\"", true);
}

/* Change the database behind the app's back. */
static void meddle(struct app *app, const char *sql)
{
	store_close(app->store);
	do_sql(app->file, sql);
	reopen(app);
}

static void
a_registry_that_stores_none_gets_them_when_it_is_opened(void **state)
{
	struct app *app = *state;
	const char *before;

	make_all(app);
	before = counted(app);
	meddle(app, "UPDATE search_docs SET facets = NULL;"
	            "INSERT INTO settings (name, value) "
	            "VALUES ('stale_facets', 'all')");
	assert_string_equal(counted(app), before);
	assert_sound(app->store);
}

static int complaints;

static void hear(const char *what)
{
	complaints += strstr(what, "the search index") != NULL;
}

static void verification_notices_facets_of_another_record(void **state)
{
	struct audit v = { .complain = hear };
	struct app *app = *state;
	struct err e = { 0 };

	make_all(app);
	meddle(app, "UPDATE search_docs SET facets = 'tpolicy' || char(10) "
	            "WHERE kind = 'instruments'");
	complaints = 0;
	assert_int_equal(audit_run(app->store, &v, &e), ERR_OK);
	assert_int_equal(complaints, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		registry_test(facets_follow_what_is_said_of_an_instrument),
		registry_test(a_topic_counts_with_those_above_it),
		registry_test(
			a_place_counts_for_what_it_is_within_after_that_has_changed),
		registry_test(
			a_registry_that_stores_none_gets_them_when_it_is_opened),
		registry_test(verification_notices_facets_of_another_record),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
