/*
 * test_past.c - records and lists as they stood
 */
#include "tests/support/registry.h"

#include <string.h>

#define A "/v1/instruments/a-act"
#define B "/v1/instruments/b-act"

static int seq(struct app *app)
{
	get(app, "/v1/changes/head");
	return (int)reply_integer(app, "seq");
}

static int setup(void **state)
{
	int failed = registry_setup(state);
	struct app *app = *state;

	make(app, "organizations",
	     "{\"key\":\"council\",\"name\":\"Council of Robots\","
	     "\"type\":\"intergovernmental\"}");
	make_act(app, "\"key\":\"b-act\",\"adopted_on\":\"2021-05\","
	              "\"jurisdictions\":[\"US-CA\"],\"languages\":"
	              "[\"en-GB\"],\"parties\":[{\"role\":\"issuer\","
	              "\"organization\":\"council\"},{\"role\":\"signatory\","
	              "\"count\":29}]");
	make_act(app, "\"key\":\"a-act\",\"adopted_on\":\"2023\"");
	return failed;
}

#define past_test(fn) cmocka_unit_test_setup_teardown(fn, setup, app_teardown)

/* The keys that a list of the past has. */
static const char *past(struct app *app, int as_of, const char *filter)
{
	const char *keys = item_keys(
		app, say(app, "/v1/instruments?as_of=%d%s", as_of, filter));

	assert_status(app, 200);
	return keys;
}

static void a_list_is_as_it_stood(void **state)
{
	struct app *app = *state;
	int then = seq(app);

	edit(app, "PATCH", A, "{\"force\":\"soft\"}");
	make_act(app, "\"key\":\"c-act\"");
	edit(app, "DELETE", B, NULL);
	assert_string_equal(past(app, then, ""), "a-act b-act");
	assert_int_equal(reply_integer(app, "total"), 2);
	assert_member(app, "items/0/force", "hard");
	assert_string_equal(past(app, then + 1, "&force=soft"), "a-act");
	assert_string_equal(past(app, then, "&force=soft"), "");
	assert_string_equal(past(app, then + 2, ""), "a-act b-act c-act");
	assert_string_equal(past(app, then + 3, ""), "a-act c-act");
	assert_string_equal(past(app, 1, ""), "");
	assert_string_equal(past(app, then, "&fields=force&key=b-act"),
	                    "b-act");
	assert_null(reply_json(app, "items/0/title"));
}

static const char *const members[] = {
	"adopted_on=2021",
	"adopted_on=2021&adopted_on=2023",
	"adopted_on.in=2021-05,2022",
	"adopted_on.gte=2021-05-31",
	"adopted_on.gt=2021-05",
	"adopted_on.lt=2023",
	"adopted_on.lte=2023-01-01",
	"adopted_on.exists=true",
	"signed_on.exists=false",
	"jurisdictions=US",
	"jurisdictions=US-CA",
	"jurisdictions.exact=US",
	"jurisdictions.exists=false",
	"languages=EN",
	"languages=fr&languages=en",
	"parties.organization=council&parties.role=issuer",
	"parties.organization=council&parties.role=signatory",
	"parties.organization=Council+of+Robots",
	"parties.role.exists=false",
	"parties.count.exists=true&parties.role=issuer",
	"parties.count.gte=29",
	"type=act",
	"type=treaty",
	"rev=1",
	"rev.gte=2",
	"created_at.gte=2020-01-01",
	"key=a-act",
	"title=An+Act",
	"title.in=An+Act,Other",
};

static void filters_mean_what_they_mean_today(void **state)
{
	struct app *app = *state;
	int now = seq(app);

	for (size_t i = 0; i < COUNT(members); i++) {
		const char *today = item_keys(
			app, say(app, "/v1/instruments?%s", members[i]));
		int64_t total = reply_integer(app, "total");

		if (app->reply.status == 400)
			fail_msg("%s is not known", members[i]);
		if (strcmp(past(app, now, say(app, "&%s", members[i])),
		           today) != 0)
			fail_msg("%s finds other records", members[i]);
		assert_int_equal(reply_integer(app, "total"), total);
	}
}

static void a_list_of_the_past_comes_in_pages(void **state)
{
	struct app *app = *state;
	int then = seq(app);

	edit(app, "PATCH", B, "{\"force\":\"soft\"}");
	get(app, say(app, "/v1/instruments?as_of=%d&limit=1", then));
	assert_member(app, "items/0/key", "a-act");
	assert_int_equal(reply_integer(app, "total"), 2);
	get(app, say(app, "/v1/instruments?as_of=%d&limit=1&cursor=%s", then,
	             reply_string(app, "next")));
	assert_member(app, "items/0/key", "b-act");
	assert_member(app, "items/0/force", "hard");
	assert_string_equal(reply_string(app, "next"), "");
}

static void what_follows_from_other_records_has_no_past(void **state)
{
	static const char *const filters[] = {
		"status=in_force",   "in_force=true",
		"has_conflict=true", "evidence.state=editorial",
		"unsupported=title", "became_hard=true",
		"sort=title",        "include=organizations",
		"on=2024-01-01",     "q=act",
	};
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(filters); i++) {
		get(app, say(app, "/v1/instruments?as_of=1&%s", filters[i]));
		if (app->reply.status != 400)
			fail_msg("%s is answered", filters[i]);
	}
	get(app, "/v1/instruments?as_of=1&status=in_force");
	assert_mistake(app, "status");
}

static void a_time_may_be_asked_for(void **state)
{
	struct app *app = *state;
	char at[64];

	get(app, say(app, "/v1/changes?since=%d", seq(app) - 1));
	snprintf(at, sizeof(at), "%s", reply_string(app, "items/0/at"));
	get(app, say(app, "/v1/instruments?as_of=%s", at));
	assert_int_equal(reply_integer(app, "total"), 2);
	get(app, say(app, "/v1/instruments/a-act?as_of=%s", at));
	assert_status(app, 200);
	get(app, "/v1/instruments?as_of=2001-01-01T00:00:00Z");
	assert_int_equal(reply_integer(app, "total"), 0);
	get(app, "/v1/instruments/a-act?as_of=2001-01-01T00:00:00Z");
	assert_status(app, 404);
	get(app, "/v1/instruments?as_of=2901-01-01T00:00:00Z");
	assert_mistake(app, "as_of");
	get(app, "/v1/instruments?as_of=yesTerday");
	assert_mistake(app, "as_of");
	get(app, say(app, "/v1/instruments?as_of=%d", seq(app) + 1));
	assert_mistake(app, "as_of");
}

/* The address that a list gives for itself. */
static const char *cited(struct app *app, const char *target)
{
	const char *links, *rel;

	get(app, target);
	links = reply_value(app, "Link");
	rel = strstr(links, ">; rel=\"cite-as\"");
	if (rel == NULL)
		return NULL;
	while (rel > links && rel[-1] != '<')
		rel--;
	return say(app, "%.*s", (int)strcspn(rel, ">"), rel);
}

static void a_list_says_how_it_can_be_read_again(void **state)
{
	struct app *app = *state;
	const char *address = cited(app, "/v1/instruments?force=hard&limit=1");

	assert_non_null(address);
	edit(app, "PATCH", A, "{\"force\":\"soft\"}");
	get(app, "/v1/instruments?force=hard&limit=1");
	assert_member(app, "items/0/key", "b-act");
	get(app, address);
	assert_member(app, "items/0/key", "a-act");
	assert_int_equal(reply_integer(app, "total"), 2);
	assert_null(cited(app, "/v1/instruments?status=in_force"));
	assert_null(cited(app, "/v1/instruments?sort=title"));
	assert_null(cited(app, address));
}

static void a_search_by_filters_alone_is_cited_as_a_list(void **state)
{
	static const char *const searches[] = {
		"/v1/search?kind=instruments&force=hard&facet=type&limit=1",
		"/v1/instruments?facet=type&force=hard&limit=1",
	};
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(searches); i++) {
		const char *address = cited(app, searches[i]);
		int64_t found = reply_integer(app, "total");

		assert_non_null(address);
		edit(app, "PATCH", A, "{\"force\":\"soft\"}");
		get(app, searches[i]);
		assert_int_equal(reply_integer(app, "total"), found - 1);
		get(app, address);
		assert_int_equal(reply_integer(app, "total"), found);
		edit(app, "PATCH", A, "{\"force\":\"hard\"}");
	}
	assert_null(cited(app, "/v1/search?kind=instruments&q=act"));
	assert_null(cited(app, "/v1/search?kind=provisions&force=hard"));
	assert_null(cited(app, "/v1/search?force=hard"));
	assert_null(cited(app, "/v1/instruments?facet=type&status=in_force"));
}

static void a_search_of_the_past_is_refused_and_names_the_list(void **state)
{
	struct app *app = *state;

	get(app, "/v1/search?kind=instruments&type=act&force=hard&as_of=3");
	assert_status(app, 400);
	assert_mistake(app, "as_of");
	assert_member(app, "see",
	              "/v1/instruments?type=act&force=hard&as_of=3");
	get(app, say(app, "%s", reply_string(app, "see")));
	assert_status(app, 200);
	get(app, "/v1/instruments?q=act&year=2021&adopted_on.gte=2020&as_of=3");
	assert_status(app, 400);
	assert_member(app, "see",
	              "/v1/instruments?adopted_on.gte=2020&as_of=3");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		past_test(a_list_is_as_it_stood),
		past_test(filters_mean_what_they_mean_today),
		past_test(a_list_of_the_past_comes_in_pages),
		past_test(what_follows_from_other_records_has_no_past),
		past_test(a_time_may_be_asked_for),
		past_test(a_list_says_how_it_can_be_read_again),
		past_test(a_search_by_filters_alone_is_cited_as_a_list),
		past_test(a_search_of_the_past_is_refused_and_names_the_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
