/*
 * test_coverage.c - how much of the registry has evidence
 */
#include "tests/support/database.h"
#include "tests/support/registry.h"

/* An instrument "a" with six members, a passage "p" of a source "s". */
static int setup(void **state)
{
	struct app *app;
	int failed = registry_setup(state);
	const char *sha;

	app = *state;
	make_act(app, "\"key\":\"a\",\"adopted_on\":\"2021\",\"note\":\"n\"");
	sha = load(app, "s", STR("In words."));
	make_span(app, "p", "s", sha, 3, 8);
	return failed;
}

#define coverage_test(fn)                                                      \
	cmocka_unit_test_setup_teardown(fn, setup, app_teardown)

/* The coverage of a kind, or of one of its members. */
static json_t *coverage(struct app *app, const char *kind, const char *field)
{
	json_t *kinds, *k, *f;
	size_t i, j;

	get(app, "/v1/coverage");
	assert_status(app, 200);
	kinds = reply_json(app, "kinds");
	json_array_foreach(kinds, i, k)
	{
		const char *name =
			json_string_value(json_object_get(k, "kind"));

		if (strcmp(name, kind) != 0)
			continue;
		if (field == NULL)
			return json_object_get(k, "coverage");
		json_array_foreach(json_object_get(k, "fields"), j, f)
		{
			if (strcmp(json_string_value(
					   json_object_get(f, "field")),
			           field) == 0)
				return json_object_get(f, "coverage");
		}
	}
	return NULL;
}

static int64_t count(struct app *app, const char *kind, const char *field,
                     const char *state)
{
	return json_integer_value(
		json_object_get(coverage(app, kind, field), state));
}

static void each_member_of_each_record_is_counted_once(void **state)
{
	struct app *app = *state;

	assert_int_equal(count(app, "instruments", NULL, "unsupported"), 6);
	make_act(app, "\"key\":\"b\"");
	assert_int_equal(count(app, "instruments", NULL, "unsupported"), 10);
	claim(app, "c1", "/type", "\"act\"", "");
	claim(app, "c2", "/type", "\"act\"", "");
	claim(app, "c3", "/adopted_on", "\"2020\"", "");
	assert_int_equal(count(app, "instruments", NULL, "unsupported"), 8);
	assert_int_equal(count(app, "instruments", NULL, "supported"), 1);
	assert_int_equal(count(app, "instruments", NULL, "disputed"), 1);
	assert_int_equal(count(app, "instruments", "/type", "supported"), 1);
	assert_int_equal(count(app, "instruments", "/type", "unsupported"), 1);
	assert_int_equal(count(app, "instruments", "/adopted_on", "disputed"),
	                 1);
	assert_int_equal(count(app, "sources", NULL, "unsupported"), 3);
	assert_int_equal(reply_integer(app, "coverage/unsupported"), 8 + 3);
	assert_int_equal(reply_integer(app, "coverage/disputed"), 1);
}

static void counts_follow_every_change(void **state)
{
	struct app *app = *state;

	claim(app, "c", "/adopted_on", "\"2020\"", "");
	resolve(app, "/adopted_on", "settled", "");
	assert_int_equal(count(app, "instruments", "/adopted_on", "settled"),
	                 1);
	edit(app, "PATCH", "/v1/resolutions/r", "{\"outcome\":\"unsettled\"}");
	assert_int_equal(count(app, "instruments", "/adopted_on", "unsettled"),
	                 1);
	edit(app, "DELETE", "/v1/resolutions/r", NULL);
	assert_int_equal(count(app, "instruments", "/adopted_on", "disputed"),
	                 1);
	edit(app, "PATCH", "/v1/instruments/a", "{\"adopted_on\":null}");
	assert_null(coverage(app, "instruments", "/adopted_on"));
	edit(app, "DELETE", "/v1/assertions/c", NULL);
	edit(app, "DELETE", "/v1/instruments/a", NULL);
	assert_int_equal(count(app, "instruments", NULL, "unsupported"), 0);
	assert_null(coverage(app, "instruments", "/type"));
	assert_sound(app->store);
}

static void members_that_most_lack_evidence_come_first(void **state)
{
	struct app *app = *state;
	json_t *fields;

	make_act(app, "\"key\":\"b\"");
	make_act(app, "\"key\":\"d\"");
	claim(app, "c1", "/title", "\"An Act\"", "");
	claim(app, "c2", "/force", "\"hard\"", "");
	claim(app, "c3", "/note", "\"n\"", "");
	get(app, "/v1/coverage");
	fields = reply_json(app, "kinds/1/fields");
	assert_member(app, "kinds/1/kind", "instruments");
	assert_int_equal(json_array_size(fields), 6);
	assert_member(app, "kinds/1/fields/0/field", "/existence");
	assert_member(app, "kinds/1/fields/1/field", "/type");
	assert_member(app, "kinds/1/fields/2/field", "/force");
	assert_member(app, "kinds/1/fields/3/field", "/title");
	assert_member(app, "kinds/1/fields/4/field", "/adopted_on");
	assert_member(app, "kinds/1/fields/5/field", "/note");
}

static void evidence_itself_counts_where_it_is_spoken_of(void **state)
{
	struct app *app = *state;

	claim(app, "c1", "/type", "\"act\"", "");
	assert_int_equal(count(app, "passages", NULL, "unsupported"), 0);
	assert_int_equal(count(app, "assertions", NULL, "unsupported"), 0);
	edit(app, "PATCH", "/v1/passages/p", "{\"segment\":\"1\"}");
	claim_of(app, "c2", "passages", "p", "/segment", "\"1\"", "p", "");
	assert_int_equal(count(app, "passages", NULL, "supported"), 1);
	assert_int_equal(count(app, "passages", NULL, "unsupported"), 0);
}

static void coverage_is_a_table_of_kinds_and_members(void **state)
{
	struct app *app = *state;

	get(app, "/v1/coverage?format=csv");
	assert_status(app, 200);
	assert_memory_equal(reply_text(app),
	                    "kind,field,grades.official,grades.independent,"
	                    "grades.editorial,grades.none,",
	                    75);
	assert_contains(reply_text(app), "\r\ninstruments,,0,0,0,6,");
	assert_contains(reply_text(app),
	                "\r\ninstruments,/adopted_on,0,0,0,1,");
	get(app, "/v1/coverage?instrument=a&format=markdown");
	assert_contains(reply_text(app),
	                "| instruments | /adopted\\_on | 0 | 0 | 0 | 1 |");
	get(app, "/v1/coverage?format=csv&limit=5");
	assert_status(app, 400);
	assert_mistake(app, "limit");
	get(app, "/v1/coverage?format=ris");
	assert_status(app, 400);
}

static void a_source_counts_what_it_yields(void **state)
{
	struct app *app = *state;

	load(app, "t", STR("words"));
	edit(app, "PATCH", "/v1/sources/t", "{\"handling\":\"do not cite\"}");
	make(app, "passages",
	     "{\"key\":\"q\",\"source\":\"t\",\"start\":0,\"end\":5,"
	     "\"edition\":\"" WORDS "\"}");
	claim(app, "c1", "/type", "\"act\"", "");
	claim(app, "c2", "/type", "\"act\"", "");
	claim(app, "c3", "/force", "\"soft\"", "");
	claim_of(app, "c4", "instruments", "a", "/type", "\"act\"", "q", "");
	get(app, "/v1/coverage");
	assert_member(app, "sources/0/key", "s");
	assert_int_equal(reply_integer(app, "sources/0/passages"), 1);
	assert_int_equal(reply_integer(app, "sources/0/assertions"), 3);
	assert_int_equal(reply_integer(app, "sources/0/members"), 1);
	assert_member(app, "sources/1/title", "t");
	assert_member(app, "sources/1/role", "other");
	assert_member(app, "sources/1/handling", "do not cite");
	assert_int_equal(reply_integer(app, "sources/1/assertions"), 1);
	edit(app, "DELETE", "/v1/assertions/c4", NULL);
	edit(app, "DELETE", "/v1/passages/q", NULL);
	get(app, "/v1/coverage");
	assert_int_equal(reply_integer(app, "sources/1/passages"), 0);
	assert_int_equal(reply_integer(app, "sources/1/assertions"), 0);
	assert_int_equal(reply_integer(app, "sources/1/members"), 0);
	assert_sound(app->store);
}

static void sources_come_in_pages(void **state)
{
	struct app *app = *state;

	make(app, "sources",
	     "{\"key\":\"r\",\"title\":\"R\",\"role\":\"other\"}");
	get(app, "/v1/coverage?limit=1");
	assert_int_equal(reply_integer(app, "total"), 2);
	assert_int_equal(json_array_size(reply_json(app, "sources")), 1);
	assert_member(app, "sources/0/key", "r");
	assert_contains(reply_value(app, "Link"), "rel=\"next\"");
	get(app, say(app, "/v1/coverage?limit=1&cursor=%s",
	             reply_string(app, "next")));
	assert_member(app, "sources/0/key", "s");
	assert_true(json_is_null(reply_json(app, "next")));
	get(app, "/v1/coverage?cursor=x");
	assert_status(app, 400);
	get(app, "/v1/coverage?kind=events");
	assert_status(app, 400);
}

/* A number of what is told of instruments with an official text. */
static int64_t of_texts(struct app *app, const char *path)
{
	get(app, "/v1/coverage");
	assert_status(app, 200);
	return reply_integer(app, say(app, "official_texts/%s", path));
}

static void make_text(struct app *app, const char *key, const char *role)
{
	make(app, "sources",
	     say(app,
	         "{\"key\":\"%s\",\"title\":\"T\",\"role\":\"%s\","
	         "\"instrument\":\"a\"}",
	         key, role));
}

static void members_are_counted_where_an_official_text_is_there(void **state)
{
	struct app *app = *state;

	make_text(app, "c", "commentary");
	assert_int_equal(of_texts(app, "instruments"), 0);
	make_text(app, "o", "primary_text");
	assert_int_equal(of_texts(app, "instruments"), 1);
	assert_int_equal(of_texts(app, "grades/none"), 5);
	make_act(app, "\"key\":\"b\"");
	claim(app, "c1", "/type", "\"act\"", "");
	assert_int_equal(of_texts(app, "grades/independent"), 1);
	assert_int_equal(of_texts(app, "grades/none"), 4);
	edit(app, "PATCH", "/v1/sources/s", "{\"role\":\"official_record\"}");
	claim(app, "c2", "/force", "\"hard\"", "");
	assert_int_equal(of_texts(app, "grades/official"), 2);
	assert_contains(reply_text(app), "\"official_share\":0.400");
	claim(app, "c3", "/note", "\"n\"", "");
	assert_int_equal(of_texts(app, "grades/official"), 2);
	edit(app, "PATCH", "/v1/instruments/a", "{\"adopted_on\":null}");
	assert_int_equal(of_texts(app, "grades/none"), 2);
	assert_sound(app->store);
}

static void the_first_official_text_counts_and_the_last_that_goes(void **state)
{
	struct app *app = *state;

	claim(app, "c1", "/type", "\"act\"", "");
	make_text(app, "o", "primary_text");
	make_text(app, "q", "proposal");
	edit(app, "DELETE", "/v1/sources/o", NULL);
	assert_int_equal(of_texts(app, "instruments"), 1);
	assert_int_equal(of_texts(app, "grades/none"), 4);
	edit(app, "PATCH", "/v1/sources/q", "{\"role\":\"other\"}");
	assert_int_equal(of_texts(app, "instruments"), 0);
	assert_int_equal(of_texts(app, "grades/none"), 0);
	assert_int_equal(of_texts(app, "grades/independent"), 0);
	edit(app, "PATCH", "/v1/sources/q", "{\"role\":\"proposal\"}");
	assert_int_equal(of_texts(app, "grades/independent"), 1);
	make_act(app, "\"key\":\"b\"");
	edit(app, "PATCH", "/v1/sources/q", "{\"instrument\":\"b\"}");
	assert_int_equal(of_texts(app, "instruments"), 1);
	assert_int_equal(of_texts(app, "grades/none"), 4);
	edit(app, "PATCH", "/v1/sources/q", "{\"instrument\":null}");
	assert_int_equal(of_texts(app, "instruments"), 0);
	assert_sound(app->store);
}

static void an_instrument_that_goes_takes_its_counts_with_it(void **state)
{
	struct app *app = *state;

	make_text(app, "o", "primary_text");
	claim(app, "c1", "/type", "\"act\"", "");
	assert_string_equal(
		import_lines(app, app->store, "gone",
	                     "{\"kind\":\"instruments\",\"op\":\"delete\","
	                     "\"key\":\"a\"}\n"
	                     "{\"kind\":\"assertions\",\"op\":\"delete\","
	                     "\"key\":\"c1\"}\n"
	                     "{\"kind\":\"sources\",\"op\":\"delete\","
	                     "\"key\":\"o\"}\n"),
		"");
	assert_int_equal(of_texts(app, "instruments"), 0);
	assert_int_equal(of_texts(app, "grades/none"), 0);
	assert_sound(app->store);
}

static void one_instrument_tells_its_own_and_its_provisions(void **state)
{
	struct app *app = *state;

	make_text(app, "o", "primary_text");
	make(app, "provisions",
	     "{\"instrument\":\"a\",\"path\":\"art_1\",\"level\":"
	     "\"article\",\"position\":1}");
	make_act(app, "\"key\":\"b\"");
	claim(app, "c1", "/type", "\"act\"", "");
	get(app, "/v1/coverage?instrument=a");
	assert_status(app, 200);
	assert_member(app, "subject/key", "a");
	assert_member(app, "kinds/0/kind", "instruments");
	assert_int_equal(reply_integer(app, "kinds/0/grades/none"), 5);
	assert_int_equal(reply_integer(app, "kinds/0/grades/independent"), 1);
	assert_member(app, "kinds/1/kind", "provisions");
	assert_int_equal(reply_integer(app, "kinds/1/grades/none"), 4);
	assert_int_equal(reply_integer(app, "grades/none"), 9);
	assert_int_equal(reply_integer(app, "total"), 1);
	assert_member(app, "sources/0/key", "o");
	assert_int_equal(reply_integer(app, "official_texts/instruments"), 1);
	assert_int_equal(reply_integer(app, "official_texts/grades/none"), 4);
	get(app, "/v1/coverage?instrument=b");
	assert_int_equal(reply_integer(app, "official_texts/instruments"), 0);
	get(app, "/v1/coverage?instrument=none");
	assert_status(app, 404);
}

static void nothing_is_covered_where_nothing_is(void **state)
{
	struct app *app = *state;

	get(app, "/v1/coverage");
	assert_status(app, 200);
	assert_int_equal(reply_integer(app, "coverage/supported"), 0);
	assert_int_equal(reply_integer(app, "total"), 0);
	get(app, "/v1/conflicts");
	assert_int_equal(reply_integer(app, "total"), 0);
}

/* As it was when each member that nobody speaks of had a row of its own. */
static void members_that_had_rows_of_their_own_are_kept_in_sets(void **state)
{
	struct app *app = *state;
	char *before;

	make_act(app, "\"key\":\"b\"");
	claim(app, "c1", "/type", "\"act\"", "");
	claim(app, "c2", "/force", "\"soft\"", ",\"rank\":\"deprecated\"");
	make_text(app, "o", "primary_text");
	get(app, "/v1/coverage");
	before = strdup(reply_text(app));
	store_close(app->store);
	do_sql(app->file,
	       "INSERT INTO evidence (record, kind, key, field, state, grade, "
	       "conflict, present) SELECT i.record, i.kind, r.id, i.field, "
	       "i.state, i.grade, 0, 1 FROM evidence_implied AS i "
	       "JOIN records AS r ON r.n = i.record");
	make_old(app->file, 33);
	app->store = registry_open(app, "test.db");
	app->service.store = app->store;
	get(app, "/v1/coverage");
	assert_string_equal(reply_text(app), before);
	free(before);
	get(app, "/v1/instruments?unsupported=force");
	assert_int_equal(reply_integer(app, "total"), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		coverage_test(each_member_of_each_record_is_counted_once),
		coverage_test(counts_follow_every_change),
		coverage_test(members_that_most_lack_evidence_come_first),
		coverage_test(evidence_itself_counts_where_it_is_spoken_of),
		coverage_test(coverage_is_a_table_of_kinds_and_members),
		coverage_test(a_source_counts_what_it_yields),
		coverage_test(sources_come_in_pages),
		coverage_test(
			members_are_counted_where_an_official_text_is_there),
		coverage_test(
			the_first_official_text_counts_and_the_last_that_goes),
		coverage_test(an_instrument_that_goes_takes_its_counts_with_it),
		coverage_test(one_instrument_tells_its_own_and_its_provisions),
		coverage_test(
			members_that_had_rows_of_their_own_are_kept_in_sets),
		registry_test(nothing_is_covered_where_nothing_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
