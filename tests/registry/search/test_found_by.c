/*
 * test_found_by.c - GET /v1/search finds a record by what others say of it
 */
#include "tests/support/registry.h"

#include <string.h>

static void make_world(struct app *app)
{
	make(app, "organizations",
	     "{\"key\":\"cac\",\"name\":\"Cyberspace Office\",\"type\":"
	     "\"regulator\",\"names\":[{\"text\":\"网信办\"}]}");
	make_act(app, "\"key\":\"measures\",\"note\":\"Perhaps a forgery.\","
	              "\"parties\":[{\"role\":\"issuer\",\"organization\":"
	              "\"cac\"}],\"identifiers\":[{\"scheme\":\"us_bill\","
	              "\"value\":\"SB24-205\"}]");
	make_act(app, "\"key\":\"order\",\"titles\":[{\"text\":\"EO "
	              "14179\",\"lang\":\"en\",\"type\":\"short\"}]");
	make_act(app, "\"key\":\"lei\",\"titles\":[{\"text\":\"Lei "
	              "13.709, 4.617\",\"lang\":\"pt\",\"type\":\"short\"}]");
	make_act(app, "\"key\":\"bill\",\"titles\":[{\"text\":\"Law "
	              "31814\",\"type\":\"short\"}],\"identifiers\":[{"
	              "\"scheme\":\"us_bill\",\"value\":\"Colorado "
	              "SB21-169\"}]");
	make_act(app, "\"key\":\"treaty\",\"identifiers\":[{\"scheme\":"
	              "\"cets\",\"value\":\"225\"}]");
	make(app, "schemes", "{\"key\":\"topics\",\"title\":\"Topics\"}");
	make(app, "concepts",
	     "{\"key\":\"rights\",\"scheme\":\"topics\",\"labels\":[{\"text\":"
	     "\"Fairness\",\"lang\":\"en\"}]}");
	make(app, "concepts",
	     "{\"key\":\"hiring\",\"scheme\":\"topics\",\"broader\":"
	     "\"rights\",\"labels\":[{\"text\":\"Recruitment\",\"lang\":"
	     "\"en\"}]}");
	make(app, "classifications",
	     "{\"key\":\"c\",\"subject\":{\"kind\":\"instruments\",\"id\":"
	     "\"measures\"},\"concept\":\"hiring\",\"reasoning\":\"It is.\"}");
}

/* The keys of the instruments that are found, with blanks between. */
static const char *found(struct app *app, const char *typed)
{
	return item_keys(app, say(app, "/v1/search?kind=instruments&q=%s",
	                          escaped(app, str_from(typed))));
}

static void parties_topics_and_notes_are_found(void **state)
{
	static const char *const typed[] = {
		"cyberspace office", "网信办",          "recruitment",
		"fairness",          "office fairness", "forgery",
	};
	struct app *app = *state;

	make_world(app);
	for (size_t i = 0; i < COUNT(typed); i++)
		assert_string_equal(found(app, typed[i]), "measures");
	assert_sound(app->store);
}

static void make_classified(struct app *app)
{
	make_world(app);
	make(app, "schemes", "{\"key\":\"others\",\"title\":\"Others\"}");
	make(app, "concepts",
	     "{\"key\":\"odd\",\"scheme\":\"others\",\"labels\":[{\"text\":"
	     "\"Oddities\"}]}");
	make(app, "provisions",
	     "{\"key\":\"p\",\"instrument\":\"measures\",\"path\":\"art_1\","
	     "\"level\":\"article\",\"position\":1}");
	make(app, "provisions",
	     "{\"key\":\"q\",\"instrument\":\"measures\",\"path\":\"art_2\","
	     "\"level\":\"article\",\"position\":2}");
	make(app, "classifications",
	     "{\"key\":\"d\",\"subject\":{\"kind\":\"provisions\",\"id\":"
	     "\"p\"},\"concept\":\"hiring\",\"reasoning\":\"It is.\"}");
	make(app, "classifications",
	     "{\"key\":\"e\",\"subject\":{\"kind\":\"provisions\",\"id\":"
	     "\"q\"},\"concept\":\"odd\",\"reasoning\":\"It is.\"}");
}

static const char *provisions(struct app *app, const char *filter)
{
	return item_keys(app, say(app, "/v1/provisions?%s", filter));
}

static void provisions_are_listed_by_what_they_are_classified_as(void **state)
{
	static const struct {
		const char *filter, *keys;
	} cases[] = {
		{ "concept=hiring", "p" },
		{ "topic=hiring", "p" },
		{ "topic=Fairness&instrument=measures", "p" },
		{ "concept=rights", "p" },
		{ "concept=odd", "q" },
		{ "topic=odd", "" },
		{ "concept=odd&concept=rights", "p q" },
		{ "concept.exists=false", "" },
	};
	struct app *app = *state;

	make_classified(app);
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_string_equal(provisions(app, cases[i].filter),
		                    cases[i].keys);
	provisions(app, "topic=hirring");
	assert_member(app, "did_you_mean/0/nearest/0/value", "hiring");
	get(app, "/v1/provisions?topic=hiring&as_of=5");
	assert_mistake(app, "topic");
	assert_sound(app->store);
}

static void a_list_by_topic_follows_classifications_and_concepts(void **state)
{
	struct app *app = *state;

	make_classified(app);
	edit(app, "PATCH", "/v1/concepts/hiring", "{\"broader\":null}");
	assert_string_equal(provisions(app, "topic=rights"), "");
	assert_string_equal(provisions(app, "topic=hiring"), "p");
	edit(app, "DELETE", "/v1/concepts/rights", NULL);
	edit(app, "DELETE", "/v1/classifications/d", NULL);
	assert_string_equal(provisions(app, "topic=hiring"), "");
	assert_string_equal(provisions(app, "concept.exists=true"), "q");
	edit(app, "DELETE", "/v1/classifications/c", NULL);
	edit(app, "DELETE", "/v1/concepts/hiring", NULL);
	assert_sound(app->store);
}

static void a_number_is_found_in_any_spelling(void **state)
{
	static const struct {
		const char *typed, *key;
	} cases[] = {
		{ "SB24-205", "measures" }, { "SB 24-205", "measures" },
		{ "sb24205", "measures" },  { "sb 24205", "measures" },
		{ "CETS 225", "treaty" },   { "CETS No. 225", "treaty" },
		{ "cets225", "treaty" },    { "CETS Nr 225", "treaty" },
		{ "e.o. 14179", "order" },  { "E.O. 14179", "order" },
		{ "lei 13709", "lei" },     { "13709", "lei" },
		{ "lei 4617", "lei" },      { "CETS P225", "treaty" },
		{ "sb21169", "bill" },      { "law 31.814", "bill" },
		{ "e.o. 14178", "" },       { "\"13709\"", "" },
		{ "\"sb 24205\"", "" },     { "sb 24-206", "" },
	};
	struct app *app = *state;

	make_world(app);
	for (size_t i = 0; i < COUNT(cases); i++) {
		if (strcmp(found(app, cases[i].typed), cases[i].key) != 0)
			print_error("%s\n", cases[i].typed);
		assert_string_equal(found(app, cases[i].typed), cases[i].key);
	}
}

static void what_is_renamed_is_found_by_its_new_name(void **state)
{
	struct app *app = *state;

	make_world(app);
	edit(app, "PATCH", "/v1/organizations/cac",
	     "{\"name\":\"Bureau of Machines\"}");
	assert_string_equal(found(app, "bureau machines"), "measures");
	assert_string_equal(found(app, "cyberspace"), "");
	edit(app, "PATCH", "/v1/concepts/rights",
	     "{\"labels\":[{\"text\":\"Dignity\",\"lang\":\"en\"}]}");
	assert_string_equal(found(app, "dignity"), "measures");
	assert_string_equal(found(app, "fairness"), "");
	edit(app, "PATCH", "/v1/concepts/hiring", "{\"broader\":null}");
	assert_string_equal(found(app, "dignity"), "");
	edit(app, "DELETE", "/v1/classifications/c", "");
	assert_string_equal(found(app, "recruitment"), "");
	assert_sound(app->store);
}

static void lines_may_come_in_any_order(void **state)
{
	struct app *app = *state;
	struct store *s = app->store;

	assert_string_equal(
		import_lines(
			app, s, "lines",
			"{\"kind\":\"classifications\",\"op\":\"put\","
			"\"record\":{\"key\":\"c\",\"subject\":{\"kind\":"
			"\"instruments\",\"id\":\"a\"},\"concept\":\"hiring\","
			"\"reasoning\":\"It is.\"}}\n"
			"{\"kind\":\"instruments\",\"op\":\"put\",\"record\":"
			"{\"key\":\"a\"," ACT ",\"parties\":[{\"role\":"
			"\"issuer\",\"organization\":\"cac\"}]}}\n"
			"{\"kind\":\"organizations\",\"op\":\"put\","
			"\"record\":{\"key\":\"cac\",\"name\":\"Cyberspace "
			"Office\",\"type\":\"regulator\"}}\n"
			"{\"kind\":\"concepts\",\"op\":\"put\",\"record\":"
			"{\"key\":\"hiring\",\"scheme\":\"topics\","
			"\"labels\":[{\"text\":\"Recruitment\"}]}}\n"
			"{\"kind\":\"schemes\",\"op\":\"put\",\"record\":"
			"{\"key\":\"topics\",\"title\":\"Topics\"}}\n"),
		"");
	assert_string_equal(found(app, "cyberspace recruitment"), "a");
	assert_sound(s);
}

/* The keys of the provisions that are found, with blanks between. */
static const char *found_parts(struct app *app, const char *typed)
{
	return item_keys(app,
	                 say(app, "/v1/search?relax=false&kind=provisions&q=%s",
	                     escaped(app, str_from(typed))));
}

static void a_part_of_a_law_is_found_by_the_place_of_the_law(void **state)
{
	struct app *app = *state;

	make(app, "schemes",
	     "{\"key\":\"places\",\"title\":\"Places\",\"purpose\":"
	     "\"jurisdictions\"}");
	make(app, "concepts",
	     "{\"scheme\":\"places\",\"key\":\"cn\",\"notation\":\"CN\","
	     "\"labels\":[{\"text\":\"China\"}]}");
	make(app, "concepts",
	     "{\"scheme\":\"places\",\"key\":\"jp\",\"notation\":\"JP\","
	     "\"labels\":[{\"text\":\"Japan\"}]}");
	make_act(app, "\"key\":\"law\",\"jurisdictions\":[\"CN\"]");
	make(app, "provisions",
	     "{\"key\":\"law.art_1\",\"instrument\":\"law\",\"path\":"
	     "\"art_1\",\"level\":\"article\",\"heading\":\"Labels\","
	     "\"position\":1}");
	assert_string_equal(found_parts(app, "labels China"), "law.art_1");
	edit(app, "PATCH", "/v1/instruments/law",
	     "{\"jurisdictions\":[\"JP\"]}");
	assert_string_equal(found_parts(app, "labels Japan"), "law.art_1");
	assert_string_equal(found_parts(app, "labels China"), "");
	assert_sound(app->store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		registry_test(parties_topics_and_notes_are_found),
		registry_test(a_number_is_found_in_any_spelling),
		registry_test(what_is_renamed_is_found_by_its_new_name),
		registry_test(lines_may_come_in_any_order),
		registry_test(
			provisions_are_listed_by_what_they_are_classified_as),
		registry_test(
			a_list_by_topic_follows_classifications_and_concepts),
		registry_test(a_part_of_a_law_is_found_by_the_place_of_the_law),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
