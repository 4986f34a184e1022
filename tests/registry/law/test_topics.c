/*
 * test_topics.c - GET /v1/instruments/ID/compare: two texts, topic by topic
 */
#include "tests/support/registry.h"

static void classify(struct app *app, const char *key, const char *kind,
                     const char *subject, const char *concept)
{
	make(app, "classifications",
	     say(app,
	         "{\"key\":\"%s\",\"subject\":{\"kind\":\"%s\",\"id\":"
	         "\"%s\"},\"concept\":\"%s\",\"reasoning\":\"It is.\"}",
	         key, kind, subject, concept));
}

static void make_part(struct app *app, const char *of, int n,
                      const char *heading)
{
	make(app, "provisions",
	     say(app,
	         "{\"key\":\"%s.art_%d\",\"instrument\":\"%s\",\"path\":"
	         "\"art_%d\",\"level\":\"article\",\"label\":\"Article "
	         "%d\",\"heading\":\"%s\",\"position\":%d}",
	         of, n, of, n, n, heading, n));
}

static void make_concept(struct app *app, const char *key, const char *label)
{
	make(app, "concepts",
	     say(app,
	         "{\"key\":\"%s\",\"scheme\":\"topics\",\"labels\":"
	         "[{\"text\":\"%s\"}]}",
	         key, label));
}

static void make_world(struct app *app)
{
	make(app, "schemes", "{\"key\":\"topics\",\"title\":\"Topics\"}");
	make_concept(app, "t-a", "Fairness");
	make_concept(app, "t-b", "Logs");
	make_concept(app, "t-c", "Water");
	make_act(app, "\"key\":\"one\"");
	make_act(app, "\"key\":\"two\"");
	make_act(app, "\"key\":\"none\"");
	make_part(app, "one", 1, "Keep logs");
	make_part(app, "two", 1, "Be fair");
	classify(app, "c1", "instruments", "one", "t-a");
	classify(app, "c2", "provisions", "two.art_1", "t-a");
	classify(app, "c3", "provisions", "one.art_1", "t-b");
	classify(app, "c4", "instruments", "two", "t-c");
	make(app, "classifications",
	     "{\"key\":\"c5\",\"subject\":{\"kind\":\"instruments\",\"id\":"
	     "\"one\"},\"concept\":\"t-a\",\"coder\":\"Another\","
	     "\"reasoning\":\"So it is.\"}");
}

static void topics_of_both_come_first_then_those_of_one(void **state)
{
	struct app *app = *state;

	make_world(app);
	get(app, "/v1/instruments/one/compare?with=two");
	assert_status(app, 200);
	assert_int_equal(reply_integer(app, "total"), 3);
	assert_member(app, "left/key", "one");
	assert_member(app, "right/key", "two");
	assert_member(app, "items/0/topic", "Fairness");
	assert_member(app, "items/0/in", "both");
	assert_member(app, "items/0/left/0/key", "one");
	assert_member(app, "items/0/right/0/heading", "Be fair");
	assert_member(app, "items/1/topic", "Logs");
	assert_member(app, "items/1/in", "left");
	assert_member(app, "items/1/left/0/key", "one.art_1");
	assert_member(app, "items/2/topic", "Water");
	assert_member(app, "items/2/in", "right");
}

static void a_place_stands_once_under_its_topic(void **state)
{
	struct app *app = *state;

	make_world(app);
	get(app, "/v1/instruments/one/compare?with=two");
	assert_int_equal(json_array_size(reply_json(app, "items/0/left")), 1);
}

static void each_part_about_a_topic_is_told(void **state)
{
	struct app *app = *state;

	make_world(app);
	for (int i = 2; i < 30; i++) {
		make_part(app, "two", i, "Also");
		classify(app, say(app, "d%d", i), "provisions",
		         say(app, "two.art_%d", i), "t-a");
	}
	get(app, "/v1/instruments/one/compare?with=two");
	assert_int_equal(json_array_size(reply_json(app, "items/0/right")), 29);
}

static void a_comparison_is_a_table_for_people(void **state)
{
	struct app *app = *state;

	make_world(app);
	get(app, "/v1/instruments/one/compare?with=two&format=csv");
	assert_contains(reply_text(app),
	                "topic,in,left.label,left.heading,left.key,");
	assert_contains(reply_text(app), "Logs,left,Article 1,Keep logs,");
}

static void who_is_compared_must_be_said_and_be_there(void **state)
{
	struct app *app = *state;

	make_world(app);
	get(app, "/v1/instruments/one/compare");
	assert_status(app, 400);
	assert_member(app, "errors/0/parameter", "with");
	get(app, "/v1/instruments/one/compare?with=nobody");
	assert_status(app, 400);
	assert_member(app, "errors/0/parameter", "with");
	get(app, "/v1/instruments/nobody/compare?with=one");
	assert_status(app, 404);
	get(app, "/v1/instruments/none/compare?with=none");
	assert_int_equal(reply_integer(app, "total"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		registry_test(topics_of_both_come_first_then_those_of_one),
		registry_test(a_place_stands_once_under_its_topic),
		registry_test(each_part_about_a_topic_is_told),
		registry_test(a_comparison_is_a_table_for_people),
		registry_test(who_is_compared_must_be_said_and_be_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
