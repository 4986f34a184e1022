/*
 * test_questions.c - GET /v1/search: what is typed as one would ask a person
 */
#include "tests/support/registry.h"

#define NAMED(name) "\"titles\":[{\"text\":\"" name "\",\"type\":\"short\"}]"

static void make_place(struct app *app, const char *key, const char *code,
                       const char *name)
{
	make(app, "concepts",
	     say(app,
	         "{\"scheme\":\"places\",\"key\":\"places.%s\",\"notation\":"
	         "\"%s\",\"labels\":[{\"text\":\"%s\"}]}",
	         key, code, name));
}

static void make_world(struct app *app)
{
	make(app, "schemes",
	     "{\"key\":\"places\",\"title\":\"Places\",\"purpose\":"
	     "\"jurisdictions\"}");
	make_place(app, "eu", "EU", "Europe");
	make_place(app, "cn", "CN", "China");
	make_act(app, "\"key\":\"robot-act\",\"jurisdictions\":[\"EU\"]," NAMED(
			      "Robot Act"));
	make_act(app,
	         "\"key\":\"guide\",\"jurisdictions\":[\"CN\",\"EU\"]," NAMED(
			 "Guide for robots in workshops"));
	make_act(app, "\"key\":\"toys\",\"summary\":\"For robots.\"," NAMED(
			      "Toy safety"));
	make(app, "provisions",
	     "{\"key\":\"robot-act.art_1\",\"instrument\":\"robot-act\","
	     "\"path\":\"art_1\",\"level\":\"article\",\"label\":\"Article 1\","
	     "\"heading\":\"Entry into force of records\",\"position\":1}");
}

/* The keys that are found, with blanks between. */
static const char *found(struct app *app, const char *typed)
{
	return item_keys(app, say(app, "/v1/search?q=%s",
	                          escaped(app, str_from(typed))));
}

static void everyday_words_need_not_match_where_most_will_do(void **state)
{
	struct app *app = *state;

	make_world(app);
	assert_string_equal(found(app, "which toy safety is allowed"), "toys");
	assert_string_equal(found(app, "toy permitted"), "toys");
	assert_string_equal(found(app, "\"toy safety\" -allowed"), "toys");
	get(app, "/v1/search?relax=false&q=toy+safety+allowed");
	assert_int_equal(reply_integer(app, "total"), 0);
	/* of nothing else all are asked for */
	assert_string_equal(found(app, "permitted allowed say"), "");
}

static void a_place_narrows_what_most_words_find(void **state)
{
	struct app *app = *state;

	make_world(app);
	assert_string_equal(found(app, "safety robots workshops Europe"),
	                    "guide robot-act");
	assert_member(app, "relaxed/left_out/0", "safety");
	/* unless nothing is left */
	assert_string_equal(found(app, "toy safety China"), "toys");
}

static void a_sign_in_a_name_tells_it_from_one_without(void **state)
{
	struct app *app = *state;

	make_world(app);
	make_act(app, "\"key\":\"plus\"," NAMED("Robot Act+"));
	assert_string_equal(found(app, "Robot Act+"),
	                    "plus robot-act guide toys");
	assert_string_equal(found(app, "Robot Act"),
	                    "robot-act plus guide toys");
}

static void a_question_leads_to_the_provision_it_is_about(void **state)
{
	struct app *app = *state;

	make_world(app);
	assert_string_equal(
		found(app, "how long are records kept by the Robot Act"),
		"robot-act.art_1 robot-act");
	assert_string_equal(
		found(app, "when does the Robot Act have its entry into force"),
		"robot-act.art_1 robot-act");
}

/* Of forty texts all are on machines, three on noise, two on bells. */
static void make_common_words(struct app *app)
{
	for (int i = 0; i < 35; i++)
		make_act(app,
		         say(app, "\"key\":\"m%d\"," NAMED("Machines"), i));
	make_act(app, "\"key\":\"bells\"," NAMED("Noise of bells"));
	make_act(app, "\"key\":\"noise\"," NAMED("Noise of machines"));
	make_act(app, "\"key\":\"dust\"," NAMED("Machines in dust"));
}

static void what_stands_nearly_everywhere_is_left_out_first(void **state)
{
	struct app *app = *state;

	make_common_words(app);
	assert_string_equal(found(app, "bells noise machines"), "bells noise");
	assert_member(app, "items/0/missing/0", "machines");
	assert_member(app, "items/1/missing/0", "bells");
}

static void what_is_said_to_be_missing_is_not_marked(void **state)
{
	struct app *app = *state;

	make_world(app);
	make_common_words(app);
	make_act(app, "\"key\":\"ash\",\"jurisdictions\":[\"EU\"]," NAMED(
			      "Machines in ash"));
	found(app, "machines, ash, bells? Europe");
	assert_member(app, "items/0/key", "ash");
	assert_member(app, "items/0/marked",
	              "<mark>Machines</mark> in <mark>ash</mark>");
	assert_member(app, "items/0/missing/0", "bells");
	assert_member(app, "items/0/missing/1", "");
}

static void one_word_of_three_may_be_unknown_where_the_others_tell(void **state)
{
	struct app *app = *state;

	make_common_words(app);
	assert_string_equal(found(app, "dust bells whispered"), "");
	make_act(app, "\"key\":\"both\"," NAMED("Bells in dust"));
	assert_string_equal(found(app, "dust bells whispered"), "both");
	assert_member(app, "relaxed/left_out/0", "whispered");
	/* they stand everywhere, and it is what is asked for */
	assert_string_equal(found(app, "machines whispered acts"), "");
}

static void
the_law_of_a_place_that_is_named_comes_before_its_parts(void **state)
{
	struct app *app = *state;

	make_world(app);
	edit(app, "PATCH", "/v1/instruments/robot-act",
	     "{\"summary\":\"Records of robots.\"}");
	for (int i = 2; i < 4; i++)
		make(app, "provisions",
		     say(app,
		         "{\"key\":\"robot-act.art_%d\",\"instrument\":"
		         "\"robot-act\",\"path\":\"art_%d\",\"level\":"
		         "\"article\",\"heading\":\"Records\","
		         "\"position\":%d}",
		         i, i, i));
	assert_string_equal(
		found(app, "records in Europe"),
		"robot-act robot-act.art_2 robot-act.art_3 robot-act.art_1");
	assert_string_equal(
		found(app, "records"),
		"robot-act.art_2 robot-act.art_3 robot-act.art_1 robot-act");
}

static void what_only_speaks_of_a_place_comes_after_what_is_of_it(void **state)
{
	struct app *app = *state;

	make_world(app);
	make_act(app, "\"key\":\"drones-eu\",\"jurisdictions\":[\"EU\"],"
	              "\"summary\":\"As in China.\"," NAMED("Drone law"));
	make_act(app, "\"key\":\"drones-cn\",\"jurisdictions\":[\"CN\"],"
	              "\"summary\":\"A law on each drone.\"," NAMED(
			      "Rules of the air"));
	assert_string_equal(found(app, "drone law China"),
	                    "drones-cn drones-eu");
}

static void who_asks_of_a_text_by_its_name_gets_it_first(void **state)
{
	struct app *app = *state;

	make_world(app);
	make_act(app, "\"key\":\"faq\"," NAMED("When the Robot Act applies"));
	assert_string_equal(found(app, "when does the Robot Act apply"),
	                    "robot-act faq");
}

static void words_that_a_hyphen_joins_may_stand_apart(void **state)
{
	struct app *app = *state;

	make_world(app);
	make_act(app, "\"key\":\"plan\"," NAMED(
			      "Strategie der Regierung zu Drohnen"));
	assert_string_equal(found(app, "Drohnen-Strategie Regierung"), "plan");
	assert_string_equal(found(app, "\"Drohnen-Strategie\" Regierung"), "");
}

static void little_words_without_blanks_need_not_match(void **state)
{
	struct app *app = *state;

	make_world(app);
	make_place(app, "jp", "JP", "日本");
	make_act(app, "\"key\":\"jp-drones\",\"jurisdictions\":[\"JP\"]," NAMED(
			      "无人机规定"));
	assert_string_equal(found(app, "日本对无人机的规定是什么"),
	                    "jp-drones");
}

#define LABELS 40

/* More words are looked for than may be typed. */
static void a_rare_word_may_have_many_synonyms(void **state)
{
	struct app *app = *state;
	const char *labels = "";

	make_world(app);
	make(app, "schemes",
	     "{\"key\":\"same\",\"title\":\"Same\",\"purpose\":\"synonyms\"}");
	for (int i = 0; i < LABELS; i++)
		labels = say(app, "%s%s{\"text\":\"gizmo%c%c\"}", labels,
		             i > 0 ? "," : "", 'a' + i / 26, 'a' + i % 26);
	make(app, "concepts",
	     say(app,
	         "{\"scheme\":\"same\",\"key\":\"same.gizmo\",\"labels\":"
	         "[%s]}",
	         labels));
	make_act(app, "\"key\":\"gizmos\"," NAMED("Gizmoba in workshops"));
	assert_string_equal(found(app, "gizmoaa workshops unicorns"), "gizmos");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		registry_test(everyday_words_need_not_match_where_most_will_do),
		registry_test(a_place_narrows_what_most_words_find),
		registry_test(a_sign_in_a_name_tells_it_from_one_without),
		registry_test(a_question_leads_to_the_provision_it_is_about),
		registry_test(what_stands_nearly_everywhere_is_left_out_first),
		registry_test(what_is_said_to_be_missing_is_not_marked),
		registry_test(
			one_word_of_three_may_be_unknown_where_the_others_tell),
		registry_test(
			the_law_of_a_place_that_is_named_comes_before_its_parts),
		registry_test(
			what_only_speaks_of_a_place_comes_after_what_is_of_it),
		registry_test(who_asks_of_a_text_by_its_name_gets_it_first),
		registry_test(words_that_a_hyphen_joins_may_stand_apart),
		registry_test(little_words_without_blanks_need_not_match),
		registry_test(a_rare_word_may_have_many_synonyms),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
