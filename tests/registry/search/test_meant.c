/*
 * test_meant.c - values that no record has, and the nearest that some have
 */
#include "tests/support/registry.h"

static int setup(void **state)
{
	int failed = registry_setup(state);
	struct app *app = *state;

	make(app, "organizations",
	     "{\"key\":\"robot-council\",\"name\":\"Council of Robots\","
	     "\"type\":\"intergovernmental\"}");
	make(app, "organizations",
	     "{\"key\":\"robot-counsel\",\"name\":\"Idle\",\"type\":"
	     "\"company\"}");
	make_act(app, "\"key\":\"robot-act\",\"adopted_on\":\"2021-05\","
	              "\"identifiers\":[{\"scheme\":\"celex\",\"value\":"
	              "\"32024R1689\"}],\"parties\":[{\"role\":\"issuer\","
	              "\"organization\":\"robot-council\"}]");
	return failed;
}

#define meant_test(fn) cmocka_unit_test_setup_teardown(fn, setup, app_teardown)

/* What is meant by the only value told of: "a b"; "none" without any. */
static const char *meant(struct app *app, const char *target)
{
	const char *values = "";
	const json_t *nearest;

	get(app, target);
	assert_status(app, 200);
	nearest = reply_json(app, "did_you_mean/0/nearest");
	if (nearest == NULL)
		return "none";
	for (size_t i = 0; i < json_array_size(nearest); i++)
		values = say(app, "%s%s%s", values, i > 0 ? " " : "",
		             json_string_value(json_object_get(
				     json_array_get(nearest, i), "value")));
	return values;
}

static void a_key_may_be_mistyped(void **state)
{
	struct app *app = *state;

	assert_string_equal(meant(app, "/v1/instruments?parties.organization="
	                               "robot-concil"),
	                    "robot-council");
	assert_member(app, "did_you_mean/0/parameter", "parties.organization");
	assert_member(app, "did_you_mean/0/value", "robot-concil");
	assert_member(app, "did_you_mean/0/nearest/0/label",
	              "Council of Robots");
	assert_int_equal(reply_integer(app, "total"), 0);
	assert_string_equal(meant(app, "/v1/instruments?key=robot-atc"),
	                    "robot-act");
	assert_string_equal(meant(app, "/v1/provisions?instrument=robot-atc"),
	                    "");
}

static void a_name_stands_for_all_that_are_called_so(void **state)
{
	static const char *const names[] = { "council+of+robots",
		                             "Council-of-Robots",
		                             "robot-council" };
	static const char *const filters[] = {
		"instruments?parties.organization",
		"instruments?facet=none&issuer",
		"search?kind=instruments&issuer",
		"search?kind=instruments&parties.organization",
	};
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(names) * COUNT(filters); i++) {
		get(app, say(app, "/v1/%s=%s", filters[i / COUNT(names)],
		             names[i % COUNT(names)]));
		assert_int_equal(reply_integer(app, "total"), 1);
		assert_member(app, "items/0/key", "robot-act");
	}
	assert_string_equal(meant(app, "/v1/instruments?parties.organization="
	                               "Council+of+Robtos"),
	                    "robot-council");
	make(app, "organizations",
	     "{\"key\":\"other-council\",\"name\":\"Council of Robots\","
	     "\"type\":\"company\"}");
	make_act(app, "\"key\":\"other-act\",\"parties\":[{\"role\":"
	              "\"issuer\",\"organization\":\"other-council\"}]");
	get(app, "/v1/instruments?issuer=council+of+robots");
	assert_int_equal(reply_integer(app, "total"), 2);
	get(app, "/v1/instruments?parties.organization=council+of+robots");
	assert_int_equal(reply_integer(app, "total"), 2);
	get(app, "/v1/instruments?issuer=robot-council");
	assert_int_equal(reply_integer(app, "total"), 1);
}

static void only_what_some_record_has_is_meant(void **state)
{
	struct app *app = *state;

	assert_string_equal(meant(app, "/v1/instruments?parties.organization="
	                               "robot-counsel"),
	                    "robot-council");
	assert_string_equal(
		meant(app, "/v1/organizations?type=company&type=academic"), "");
	assert_string_equal(meant(app, "/v1/instruments?identifiers.scheme="
	                               "celx"),
	                    "celex");
	assert_string_equal(meant(app, "/v1/instruments?identifiers.value="
	                               "32024r1698"),
	                    "32024R1689");
	assert_string_equal(meant(app, "/v1/instruments?identifiers.value=x"),
	                    "");
}

/* What is there, and what is no text, is not told of. */
static void what_some_record_has_is_not_told(void **state)
{
	struct app *app = *state;

	assert_string_equal(meant(app, "/v1/instruments?type=act&"
	                               "adopted_on=1999"),
	                    "none");
	assert_string_equal(meant(app, "/v1/instruments?key=robot-act"),
	                    "none");
	assert_string_equal(meant(app, "/v1/instruments?key=robot-act&"
	                               "key=robot-atc"),
	                    "robot-act");
	assert_int_equal(reply_integer(app, "total"), 1);
}

static void search_and_facets_tell_too(void **state)
{
	struct app *app = *state;

	assert_string_equal(meant(app, "/v1/search?q=act&issuer=robot-concil"),
	                    "robot-council");
	assert_member(app, "did_you_mean/0/parameter", "issuer");
	assert_string_equal(meant(app, "/v1/search?q=act&year=2012"), "2021");
	assert_string_equal(meant(app, "/v1/instruments?facet=type&"
	                               "identifiers.scheme=celx"),
	                    "celex");
	assert_string_equal(meant(app, "/v1/search?q=act&year=2021"), "none");
	assert_string_equal(meant(app, "/v1/search?q=act&source=nothing"), "");
}

static void who_issued_nothing_may_have_proposed_it(void **state)
{
	static const char *const filters[] = {
		"instruments?existence=proposed&issuer",
		"search?q=&existence=proposed&kind=instruments&issuer",
	};
	struct app *app = *state;

	make(app, "instruments",
	     "{\"key\":\"robot-bill\",\"title\":\"Bill\",\"type\":\"bill\","
	     "\"force\":\"hard\",\"existence\":\"proposed\",\"parties\":[{"
	     "\"role\":\"proposer\",\"organization\":\"robot-council\"}]}");
	for (size_t i = 0; i < COUNT(filters); i++) {
		assert_string_equal(meant(app, say(app, "/v1/%s=robot-council",
		                                   filters[i])),
		                    "robot-council");
		assert_member(app, "did_you_mean/0/parameter", "issuer");
		assert_member(app, "did_you_mean/0/nearest/0/parameter",
		              "parties.organization");
		assert_member(app, "did_you_mean/0/nearest/0/label",
		              "Council of Robots");
	}
	get(app, "/v1/instruments?existence=proposed&"
	         "parties.organization=robot-council");
	assert_member(app, "items/0/key", "robot-bill");
}

/* "VALUE" or "PARAMETER=VALUE" of the only choice that was refused. */
static const char *meant_instead(struct app *app, const char *target)
{
	const char *values = "", *parameter;
	const json_t *nearest, *one;
	size_t i;

	get(app, target);
	assert_status(app, 400);
	nearest = reply_json(app, "did_you_mean/0/nearest");
	json_array_foreach(nearest, i, one)
	{
		parameter =
			json_string_value(json_object_get(one, "parameter"));
		values = say(app, "%s%s%s%s%s", values, i > 0 ? " " : "",
		             parameter != NULL ? parameter : "",
		             parameter != NULL ? "=" : "",
		             json_string_value(json_object_get(one, "value")));
	}
	return values;
}

static void
a_word_that_is_no_choice_is_refused_with_those_it_may_mean(void **state)
{
	struct app *app = *state;

	assert_string_equal(meant_instead(app, "/v1/instruments?type=treaties"),
	                    "treaty");
	assert_member(app, "did_you_mean/0/parameter", "type");
	assert_member(app, "did_you_mean/0/value", "treaties");
	assert_mistake(app, "type");
	assert_string_equal(
		meant_instead(app, "/v1/instruments?type=White+Paper"),
		"white_paper");
	assert_string_equal(
		meant_instead(app, "/v1/instruments?status=enacted"),
		"in_force adopted");
	assert_string_equal(meant_instead(app, "/v1/search?q=act&type=laws"),
	                    "act regulation");
	assert_string_equal(meant_instead(app, "/v1/instruments?type=hard"),
	                    "force=hard");
	assert_string_equal(meant_instead(app, "/v1/instruments?type=purple"),
	                    "");
}

static void each_wrong_choice_is_told_of(void **state)
{
	struct app *app = *state;

	get(app, "/v1/instruments?colour=red&type=treaties&force=binding");
	assert_status(app, 400);
	assert_member(app, "did_you_mean/0/nearest/0/value", "treaty");
	assert_member(app, "did_you_mean/1/nearest/0/value", "hard");
	assert_member(app, "known/0", "limit");
}

static void no_value_is_too_strange(void **state)
{
	static const char *const odd[] = { "%00", "%F0%9F%92%A9",
		                           "-",   "%E4%B8%AD",
		                           "+",   "A" };
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(odd); i++) {
		get(app, say(app, "/v1/instruments?title=%s", odd[i]));
		get(app, say(app, "/v1/instruments?parties.organization=%s",
		             odd[i]));
		get(app, say(app, "/v1/search?issuer=%s&concept=%s", odd[i],
		             odd[i]));
		assert_true(app->reply.status == 200 ||
		            app->reply.status == 400);
	}
	get(app, say(app, "/v1/instruments?title=%0500d", 1));
	assert_status(app, 200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		meant_test(a_key_may_be_mistyped),
		meant_test(a_name_stands_for_all_that_are_called_so),
		meant_test(only_what_some_record_has_is_meant),
		meant_test(what_some_record_has_is_not_told),
		meant_test(search_and_facets_tell_too),
		meant_test(
			a_word_that_is_no_choice_is_refused_with_those_it_may_mean),
		meant_test(each_wrong_choice_is_told_of),
		meant_test(who_issued_nothing_may_have_proposed_it),
		meant_test(no_value_is_too_strange),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
