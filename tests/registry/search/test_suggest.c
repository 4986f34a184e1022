/*
 * test_suggest.c - names of records, while somebody types
 */
#include "tests/support/registry.h"

#include <stdlib.h>
#include <string.h>

static void make_records(struct app *app)
{
	make_act(app, "\"key\":\"ai-act\",\"titles\":[{\"text\":\"AI "
	              "Act\",\"type\":\"short\"},"
	              "{\"text\":\"欧盟人工智能法\",\"lang\":\"zh\",\"type\":"
	              "\"short\"}],"
	              "\"identifiers\":[{\"scheme\":\"other\","
	              "\"value\":\"2024/1689\"}]");
	make(app, "instruments",
	     "{\"key\":\"recommendation\",\"title\":\"Recommendation on the "
	     "Ethics of Artificial Intelligence\",\"type\":\"recommendation\","
	     "\"force\":\"soft\",\"existence\":\"exists\"}");
	make(app, "instruments",
	     "{\"key\":\"measures\",\"title\":\"Interim Measures for the "
	     "Management of Generative Artificial Intelligence Services\","
	     "\"type\":\"regulation\",\"force\":\"hard\","
	     "\"existence\":\"exists\"}");
	make(app, "organizations",
	     "{\"key\":\"unesco\",\"name\":\"UNESCO\",\"type\":"
	     "\"intergovernmental\"}");
}

/* The keys that are suggested, with blanks between. */
static const char *suggested(struct app *app, const char *typed)
{
	return item_keys(app, say(app, "/v1/suggest?q=%s", typed));
}

static void a_beginning_is_enough(void **state)
{
	struct app *app = *state;

	make_records(app);
	assert_string_equal(suggested(app, "u"), "unesco");
	assert_string_equal(suggested(app, "UNES"), "unesco");
	assert_string_equal(suggested(app, "gener"), "measures");
	assert_string_equal(suggested(app, "artificial+int"),
	                    "recommendation measures");
	assert_string_equal(suggested(app, "intelligence+art"),
	                    "recommendation measures");
	assert_string_equal(suggested(app, "2024/16"), "ai-act");
	assert_string_equal(suggested(app, "xyz"), "");
	assert_string_equal(suggested(app, ""), "");
	assert_string_equal(suggested(app, "%20..%20"), "");
}

static void a_word_that_has_ended_is_meant_as_it_is(void **state)
{
	struct app *app = *state;

	make_records(app);
	assert_string_equal(suggested(app, "a"),
	                    "ai-act recommendation measures");
	assert_string_equal(suggested(app, "artificial+"),
	                    "recommendation measures");
	assert_string_equal(suggested(app, "artific+"), "");
}

static void the_name_that_fits_is_shown(void **state)
{
	struct app *app = *state;

	make_records(app);
	get(app, "/v1/suggest?q=ai+a");
	assert_member(app, "items/0/kind", "instruments");
	assert_member(app, "items/0/title", "An Act");
	assert_member(app, "items/0/name", "AI Act");
	get(app, "/v1/suggest?q=act");
	assert_int_equal(json_array_size(reply_json(app, "items")), 1);
}

static void chinese_characters_stand_together(void **state)
{
	struct app *app = *state;

	make_records(app);
	assert_string_equal(suggested(app, "人工"), "ai-act");
	assert_string_equal(suggested(app, "人工智能法"), "ai-act");
	assert_string_equal(suggested(app, "工人"), "");
	assert_string_equal(suggested(app, "欧盟+智能"), "ai-act");
}

static void one_letter_may_be_wrong(void **state)
{
	static const struct {
		const char *typed, *key, *corrected;
	} cases[] = {
		{ "unseco", "unesco", "unesco" },
		{ "unesko", "unesco", "unesco" },
		{ "unesc", "unesco", "" },
		{ "unescoo", "unesco", "unesco" },
		{ "genrat", "measures", "generative" },
		{ "interm+measures", "measures", "interim measures" },
		{ "recomendation+on+ethcs", "recommendation",
		  "recommendation on ethics" },
	};
	struct app *app = *state;

	make_records(app);
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_string_equal(suggested(app, cases[i].typed),
		                    cases[i].key);
		assert_string_equal(reply_string(app, "corrected"),
		                    cases[i].corrected);
	}
	assert_string_equal(suggested(app, "unknwn"), "");
	assert_string_equal(suggested(app, "act"), "ai-act");
	assert_null(reply_json(app, "corrected"));
}

/* "inteligence" is a word in other languages. */
static void a_word_of_another_language_may_be_a_wrong_one(void **state)
{
	struct app *app = *state;

	make_records(app);
	make(app, "instruments",
	     "{\"key\":\"strategie\",\"title\":\"Strategie umele "
	     "inteligence\",\"type\":\"strategy\",\"force\":\"soft\","
	     "\"existence\":\"exists\"}");
	assert_string_equal(suggested(app, "genrative+artificial+inteligence"),
	                    "measures");
	assert_member(app, "corrected", "generative artificial intelligence");
	assert_string_equal(suggested(app, "umele+inteligence"), "strategie");
	assert_null(reply_json(app, "corrected"));
}

static void what_changes_is_suggested_as_it_is_now(void **state)
{
	struct app *app = *state;

	make_records(app);
	edit(app, "PATCH", "/v1/organizations/unesco",
	     "{\"name\":\"OECD\",\"names\":[{\"text\":\"Paris club\"}]}");
	assert_string_equal(suggested(app, "unesco"), "");
	assert_string_equal(suggested(app, "oe"), "unesco");
	assert_string_equal(suggested(app, "paris"), "unesco");
	edit(app, "DELETE", "/v1/organizations/unesco", NULL);
	assert_string_equal(suggested(app, "oe"), "");
	assert_string_equal(suggested(app, "oecdd"), "");
}

static void the_shortest_name_comes_first(void **state)
{
	struct app *app = *state;

	make_act(
		app,
		"\"key\":\"long\",\"titles\":"
		"[{\"text\":\"Safety of toys that talk\",\"type\":\"short\"}]");
	make_act(app,
	         "\"key\":\"middle\",\"titles\":"
	         "[{\"text\":\"On the safety of toys\",\"type\":\"short\"}]");
	make_act(app, "\"key\":\"short\",\"titles\":"
	              "[{\"text\":\"Safety of toys\",\"type\":\"short\"}]");
	make_act(app, "\"key\":\"whole\",\"titles\":[{\"text\":\"Safety\","
	              "\"type\":\"short\"}]");
	assert_string_equal(suggested(app, "safety"),
	                    "whole short long middle");
	assert_string_equal(suggested(app, "safety&limit=2"), "whole short");
	get(app, "/v1/suggest?q=a&limit=21&page=2");
	assert_status(app, 400);
	get(app, "/v1/suggest");
	assert_status(app, 400);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		registry_test(a_beginning_is_enough),
		registry_test(a_word_that_has_ended_is_meant_as_it_is),
		registry_test(the_name_that_fits_is_shown),
		registry_test(chinese_characters_stand_together),
		registry_test(one_letter_may_be_wrong),
		registry_test(a_word_of_another_language_may_be_a_wrong_one),
		registry_test(what_changes_is_suggested_as_it_is_now),
		registry_test(the_shortest_name_comes_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
