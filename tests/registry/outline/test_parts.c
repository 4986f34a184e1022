/*
 * test_parts.c - the rules of provisions, relations, concepts, classifications
 * and resolutions, and an instrument seen from their side
 */
#include "tests/support/registry.h"

static int setup(void **state)
{
	struct app *app;
	int failed = registry_setup(state);

	app = *state;
	make_act(app, "\"key\":\"a\"");
	make_act(app, "\"key\":\"b\"");
	return failed;
}

#define RELATION "{\"from\":\"%s\",\"to\":\"%s\",\"type\":\"%s\"}"

#define CONCEPT                                                                \
	"{\"key\":\"%s\",\"scheme\":\"%s\",\"labels\":"                        \
	"[{\"text\":\"%s\"}]%s}"

#define NOTED                                                                  \
	"{\"scheme\":\"%s\",\"notation\":\"1.1\",\"labels\":[{\"text\":\"L\"}" \
	"]}"

#define RESOLUTION                                                             \
	"{\"subject\":{\"kind\":\"instruments\",\"id\":\"a\"},"                \
	"\"field\":\"%s\",\"outcome\":\"settled\",\"value\":\"act\","          \
	"\"reason\":\"The text itself.\"}"

#define parts_test(fn) cmocka_unit_test_setup_teardown(fn, setup, app_teardown)

static void provision(struct app *app, const char *instrument, const char *path,
                      int position, const char *parent)
{
	call(app, "POST", "/v1/provisions", NULL,
	     say(app,
	         "{\"key\":\"%s.%s\",\"instrument\":\"%s\",\"path\":\"%s\","
	         "\"level\":\"article\",\"position\":%d%s%s%s}",
	         instrument, path, instrument, path, position,
	         *parent != '\0' ? ",\"parent\":\"" : "", parent,
	         *parent != '\0' ? "\"" : ""));
}

static void a_path_is_taken_once_in_an_instrument(void **state)
{
	struct app *app = *state;

	provision(app, "a", "art_1", 1, "");
	assert_status(app, 201);
	provision(app, "b", "art_1", 1, "");
	assert_status(app, 201);
	call(app, "POST", "/v1/provisions", NULL,
	     "{\"instrument\":\"a\",\"path\":\"art_1\",\"level\":\"article\","
	     "\"position\":2}");
	assert_status(app, 409);
	call(app, "POST", "/v1/provisions", NULL,
	     "{\"instrument\":\"a\",\"path\":\"/art 1\",\"level\":\"article\","
	     "\"position\":2}");
	assert_mistake(app, "/path");
}

static void a_parent_is_of_the_same_instrument_and_not_below(void **state)
{
	struct app *app = *state;

	provision(app, "a", "chp_1", 1, "");
	provision(app, "a", "art_1", 2, "a.chp_1");
	assert_status(app, 201);
	provision(app, "b", "art_1", 2, "a.chp_1");
	assert_status(app, 422);
	assert_mistake(app, "/parent");
	edit(app, "PATCH", "/v1/provisions/a.chp_1",
	     "{\"parent\":\"a.art_1\"}");
	assert_status(app, 422);
	assert_mistake(app, "/parent");
	edit(app, "DELETE", "/v1/provisions/a.chp_1", NULL);
	assert_status(app, 409);
}

static void the_tree_is_flat_or_nested(void **state)
{
	struct app *app = *state;

	provision(app, "a", "chp_1", 1, "");
	provision(app, "a", "art_1", 2, "a.chp_1");
	provision(app, "a", "par_1", 3, "a.art_1");
	provision(app, "a", "art_2", 4, "a.chp_1");
	provision(app, "a", "chp_2", 5, "");
	get(app, "/v1/instruments/a/provisions");
	assert_int_equal(reply_integer(app, "total"), 5);
	assert_member(app, "items/2/path", "par_1");
	assert_int_equal(reply_integer(app, "items/2/depth"), 2);
	assert_int_equal(reply_integer(app, "items/3/depth"), 1);
	get(app, "/v1/instruments/a/provisions?depth=1&fields=path");
	assert_member(app, "items/2/path", "art_2");
	assert_null(reply_json(app, "items/2/level"));
	get(app, "/v1/instruments/a/provisions?include=children");
	assert_member(app, "items/0/children/0/children/0/path", "par_1");
	assert_member(app, "items/0/children/1/path", "art_2");
	assert_member(app, "items/1/path", "chp_2");
	get(app, "/v1/instruments/a/provisions?include=all");
	assert_status(app, 400);
	get(app, "/v1/instruments/nothing/provisions");
	assert_status(app, 404);
}

/* Whether they are told as JSON or as a table. */
static void a_long_tree_comes_in_pages(void **state)
{
	struct app *app = *state;
	const char *cursor;

	provision(app, "a", "chp_1", 1, "");
	provision(app, "a", "art_1", 2, "a.chp_1");
	provision(app, "a", "art_2", 2, "a.chp_1");
	provision(app, "a", "par_1", 3, "a.art_2");
	get(app, "/v1/instruments/a/provisions?limit=2");
	assert_member(app, "items/1/path", "art_1");
	assert_null(reply_json(app, "items/2"));
	assert_int_equal(reply_integer(app, "total"), 4);
	cursor = say(app, "%s", reply_string(app, "next"));
	get(app,
	    say(app, "/v1/instruments/a/provisions?limit=2&cursor=%s", cursor));
	assert_member(app, "items/0/path", "art_2");
	assert_member(app, "items/1/path", "par_1");
	assert_int_equal(reply_integer(app, "items/1/depth"), 2);
	assert_true(json_is_null(reply_json(app, "next")));
	get(app, "/v1/instruments/a/provisions?limit=3&format=csv&fields=path");
	assert_contains(reply_text(app), "art_2");
	assert_null(strstr(reply_text(app), "par_1"));
	assert_contains(reply_value(app, "Link"), "rel=\"next\"");
	get(app, "/v1/instruments/a/provisions?include=children&limit=2");
	assert_status(app, 400);
	assert_mistake(app, "include");
	get(app, "/v1/instruments/a/provisions?cursor=none");
	assert_status(app, 400);
	assert_mistake(app, "cursor");
}

static void a_part_may_stand_before_what_it_is_part_of(void **state)
{
	struct app *app = *state;

	provision(app, "a", "chp_1", 5, "");
	provision(app, "a", "art_1", 1, "a.chp_1");
	provision(app, "a", "par_1", 0, "a.art_1");
	provision(app, "a", "art_2", 6, "a.chp_1");
	get(app, "/v1/instruments/a/provisions?include=children");
	assert_int_equal(json_array_size(reply_json(app, "items")), 1);
	assert_member(app, "items/0/path", "chp_1");
	assert_member(app, "items/0/children/0/path", "art_1");
	assert_member(app, "items/0/children/0/children/0/path", "par_1");
	assert_member(app, "items/0/children/1/path", "art_2");
	get(app, "/v1/instruments/a/provisions");
	assert_member(app, "items/0/path", "par_1");
	assert_int_equal(reply_integer(app, "items/0/depth"), 2);
	get(app, "/v1/instruments/a/provisions?include=children&depth=0");
	assert_int_equal(reply_integer(app, "total"), 4);
	assert_int_equal(json_array_size(reply_json(app, "items/0/children")),
	                 0);
}

static void a_relation_is_seen_from_both_ends(void **state)
{
	struct app *app = *state;

	make(app, "relations",
	     "{\"key\":\"r\",\"from\":\"a\",\"to\":\"b\",\"type\":\"amends\"}");
	get(app, "/v1/instruments/a/relations");
	assert_member(app, "items/0/label", "amends");
	assert_member(app, "items/0/direction", "from");
	assert_member(app, "items/0/other/key", "b");
	get(app, "/v1/instruments/b/relations");
	assert_member(app, "items/0/label", "amended_by");
	assert_member(app, "items/0/type", "amends");
	assert_member(app, "items/0/direction", "to");
	assert_member(app, "items/0/other/key", "a");
}

static void relations_come_by_pages(void **state)
{
	enum { EACH = 7 };
	struct app *app = *state;
	json_t *all;

	for (int i = 0; i < EACH; i++) {
		make_act(app, say(app, "\"key\":\"c%d\"", i));
		make(app, "relations",
		     say(app, RELATION, "a", say(app, "c%d", i), "amends"));
		make(app, "relations",
		     say(app, RELATION, say(app, "c%d", i), "a", "repeals"));
	}
	for (int limit = 1; limit <= 2 * EACH + 1; limit++) {
		const char *target =
			say(app, "/v1/instruments/a/relations?limit=%d", limit);

		all = all_pages(app, target, "items");
		assert_int_equal(json_array_size(all), 2 * EACH);
		assert_int_equal(reply_integer(app, "total"), 2 * EACH);
		for (size_t i = 0; i < json_array_size(all); i++)
			assert_string_equal(
				json_string_value(json_object_get(
					json_array_get(all, i), "direction")),
				i < EACH ? "from" : "to");
		json_decref(all);
	}
	get(app, "/v1/instruments/a/relations?cursor=x");
	assert_status(app, 400);
}

static void a_relation_is_stated_once(void **state)
{
	struct app *app = *state;

	call(app, "POST", "/v1/relations", NULL,
	     say(app, RELATION, "a", "a", "amends"));
	assert_mistake(app, "/to");
	make(app, "relations", say(app, RELATION, "a", "b", "amends"));
	call(app, "POST", "/v1/relations", NULL,
	     say(app, RELATION, "a", "b", "amends"));
	assert_mistake(app, "/type");
	make(app, "relations", say(app, RELATION, "b", "a", "amends"));
	make(app, "relations", say(app, RELATION, "a", "b", "complements"));
	call(app, "POST", "/v1/relations", NULL,
	     say(app, RELATION, "b", "a", "complements"));
	assert_mistake(app, "/type");
}

#define CORRESPONDENCE                                                         \
	"{\"key\":\"%s\",\"from_provision\":\"%s\",\"to_provision\":\"%s\","   \
	"\"type\":\"overlaps\",\"rationale\":\"Both ask for it.\","            \
	"\"limits\":\"Of others.\",\"review\":\"candidate\","                  \
	"\"confidence\":\"medium\",\"on\":\"2024\",\"checked_on\":\"2026-"     \
	"11\"}"

static void make_articles(struct app *app)
{
	provision(app, "a", "art_1", 1, "");
	provision(app, "a", "art_2", 2, "");
	provision(app, "b", "art_1", 1, "");
	assert_status(app, 201);
}

static void a_relation_joins_two_provisions(void **state)
{
	struct app *app = *state;

	make_articles(app);
	make(app, "relations",
	     say(app, CORRESPONDENCE, "r", "a.art_1", "b.art_1"));
	get(app, "/v1/relations?from=a&to=b&review=candidate&on.gte=2024");
	assert_int_equal(reply_integer(app, "total"), 1);
	get(app, "/v1/provisions/b.art_1/relations");
	assert_int_equal(reply_integer(app, "total"), 1);
	assert_member(app, "items/0/label", "overlaps");
	assert_member(app, "items/0/direction", "to");
	assert_member(app, "items/0/other/key", "a");
	assert_member(app, "items/0/other_provision/key", "a.art_1");
	assert_member(app, "items/0/own_provision/key", "b.art_1");
	assert_member(app, "items/0/limits", "Of others.");
	assert_member(app, "items/0/confidence", "medium");
	get(app, "/v1/instruments/a/relations");
	assert_int_equal(reply_integer(app, "total"), 1);
	assert_member(app, "items/0/other_provision/key", "b.art_1");
	get(app, "/v1/provisions/a.art_2/relations");
	assert_int_equal(reply_integer(app, "total"), 0);
	get(app, "/v1/provisions/nothing/relations");
	assert_status(app, 404);
	edit(app, "DELETE", "/v1/provisions/b.art_1", NULL);
	assert_status(app, 409);
	assert_sound(app->store);
}

static void an_end_is_a_provision_of_its_instrument(void **state)
{
	struct app *app = *state;

	make_articles(app);
	call(app, "POST", "/v1/relations", NULL,
	     "{\"from\":\"b\",\"from_provision\":\"a.art_1\","
	     "\"to_provision\":\"b.art_1\",\"type\":\"overlaps\"}");
	assert_mistake(app, "/from_provision");
	call(app, "POST", "/v1/relations", NULL,
	     "{\"from_provision\":\"a.art_1\",\"type\":\"overlaps\"}");
	assert_mistake(app, "/to");
	call(app, "POST", "/v1/relations", NULL,
	     "{\"from_provision\":\"a.art_1\",\"to\":\"a\","
	     "\"type\":\"overlaps\"}");
	assert_mistake(app, "/to");
	make(app, "relations",
	     say(app, CORRESPONDENCE, "r", "a.art_1", "a.art_2"));
	make(app, "relations",
	     "{\"from\":\"a\",\"to_provision\":\"b.art_1\","
	     "\"type\":\"references\"}");
}

static void a_correspondence_is_stated_once_for_a_day(void **state)
{
	struct app *app = *state;

	make_articles(app);
	make(app, "relations", say(app, RELATION, "a", "b", "overlaps"));
	make(app, "relations",
	     say(app, CORRESPONDENCE, "r", "a.art_1", "b.art_1"));
	make(app, "relations",
	     say(app, CORRESPONDENCE, "s", "a.art_2", "b.art_1"));
	call(app, "POST", "/v1/relations", NULL,
	     say(app, CORRESPONDENCE, "t", "b.art_1", "a.art_2"));
	assert_mistake(app, "/type");
	edit(app, "PATCH", "/v1/relations/s", "{\"on\":\"2025\"}");
	assert_status(app, 200);
	make(app, "relations",
	     say(app, CORRESPONDENCE, "t", "b.art_1", "a.art_2"));
}

static void concepts_do_not_lead_back_to_themselves(void **state)
{
	struct app *app = *state;

	make(app, "schemes", "{\"key\":\"s\",\"title\":\"S\"}");
	make(app, "schemes", "{\"key\":\"t\",\"title\":\"T\"}");
	make(app, "concepts", say(app, CONCEPT, "x", "s", "X", ""));
	make(app, "concepts",
	     say(app, CONCEPT, "y", "s", "Y", ",\"broader\":\"x\""));
	edit(app, "PATCH", "/v1/concepts/x", "{\"broader\":\"y\"}");
	assert_mistake(app, "/broader");
	edit(app, "PATCH", "/v1/concepts/x", "{\"broader\":\"x\"}");
	assert_mistake(app, "/broader");
	call(app, "POST", "/v1/concepts", NULL,
	     say(app, CONCEPT, "z", "t", "Z", ",\"broader\":\"x\""));
	assert_mistake(app, "/broader");
	call(app, "POST", "/v1/concepts", NULL,
	     "{\"scheme\":\"s\",\"labels\":[]}");
	assert_mistake(app, "/labels");
}

static void a_notation_is_taken_once_in_a_scheme(void **state)
{
	struct app *app = *state;

	make(app, "schemes", "{\"key\":\"s\",\"title\":\"S\"}");
	make(app, "schemes", "{\"key\":\"t\",\"title\":\"T\"}");
	make(app, "concepts", say(app, NOTED, "s"));
	make(app, "concepts", say(app, NOTED, "t"));
	call(app, "POST", "/v1/concepts", NULL, say(app, NOTED, "s"));
	assert_status(app, 409);
}

static void a_classification_says_why(void **state)
{
	struct app *app = *state;

	make(app, "schemes", "{\"key\":\"s\",\"title\":\"S\"}");
	make(app, "concepts",
	     "{\"key\":\"c\",\"scheme\":\"s\",\"labels\":[{\"text\":\"C\"}]}");
	call(app, "POST", "/v1/classifications", NULL,
	     "{\"subject\":{\"kind\":\"instruments\",\"id\":\"a\"},"
	     "\"concept\":\"c\"}");
	assert_mistake(app, "/reasoning");
	call(app, "POST", "/v1/classifications", NULL,
	     "{\"subject\":{\"kind\":\"organizations\",\"id\":\"a\"},"
	     "\"concept\":\"c\",\"reasoning\":\"r\"}");
	assert_mistake(app, "/subject/kind");
	make(app, "classifications",
	     "{\"subject\":{\"kind\":\"instruments\",\"id\":\"a\"},"
	     "\"concept\":\"c\",\"reasoning\":\"It says so.\"}");
	edit(app, "DELETE", "/v1/instruments/a", NULL);
	assert_status(app, 409);
}

static void a_member_has_one_resolution(void **state)
{
	struct app *app = *state;

	make(app, "resolutions", say(app, RESOLUTION, "/type"));
	call(app, "POST", "/v1/resolutions", NULL,
	     say(app, RESOLUTION, "/type"));
	assert_status(app, 409);
	call(app, "POST", "/v1/resolutions", NULL,
	     say(app, RESOLUTION, "/rev"));
	assert_mistake(app, "/field");
	make(app, "resolutions", say(app, RESOLUTION, "/title"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		parts_test(a_path_is_taken_once_in_an_instrument),
		parts_test(a_parent_is_of_the_same_instrument_and_not_below),
		parts_test(the_tree_is_flat_or_nested),
		parts_test(a_long_tree_comes_in_pages),
		parts_test(a_part_may_stand_before_what_it_is_part_of),
		parts_test(a_relation_is_seen_from_both_ends),
		parts_test(relations_come_by_pages),
		parts_test(a_relation_is_stated_once),
		parts_test(a_relation_joins_two_provisions),
		parts_test(an_end_is_a_provision_of_its_instrument),
		parts_test(a_correspondence_is_stated_once_for_a_day),
		parts_test(concepts_do_not_lead_back_to_themselves),
		parts_test(a_notation_is_taken_once_in_a_scheme),
		parts_test(a_classification_says_why),
		parts_test(a_member_has_one_resolution),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
