/*
 * test_lineage.c - from soft law to hard law, step by step
 */
#include "tests/support/registry.h"

static void make_text(struct app *app, const char *key, const char *force,
                      const char *dates)
{
	make(app, "instruments",
	     say(app,
	         "{\"key\":\"%s\",\"title\":\"%s\",\"type\":\"other\","
	         "\"force\":\"%s\",\"existence\":\"exists\"%s}",
	         key, key, force, dates));
}

static void relate(struct app *app, const char *from, const char *type,
                   const char *to, const char *more)
{
	make(app, "relations",
	     say(app,
	         "{\"key\":\"%s-%s\",\"from\":\"%s\",\"to\":\"%s\","
	         "\"type\":\"%s\",\"basis\":\"stated\"%s}",
	         from, to, from, to, type, more));
}

/* Guidelines of 2019, a paper of 2020, a bill of 2021 that is an act of 2024,
 * a code of 2025 that implements it. */
static int setup(void **state)
{
	int failed = registry_setup(state);
	struct app *app = *state;

	make_text(app, "guide", "soft", ",\"published_on\":\"2019-04-08\"");
	make_text(app, "paper", "none", ",\"published_on\":\"2020-02\"");
	make_text(app, "act", "hard",
	          ",\"proposed_on\":\"2021-04-21\","
	          "\"adopted_on\":\"2024-06-13\"");
	make_text(app, "code", "soft", ",\"published_on\":\"2025-07-10\"");
	load(app, "s", STR("words"));
	make(app, "passages",
	     "{\"key\":\"p\",\"source\":\"s\",\"exact\":\"words\"}");
	relate(app, "paper", "takes_up", "guide", "");
	relate(app, "act", "takes_up", "paper", ",\"on\":\"2021-04-21\"");
	relate(app, "act", "based_on", "guide", ",\"passages\":[\"p\"]");
	relate(app, "code", "implements", "act", "");
	return failed;
}

#define lineage_test(fn)                                                       \
	cmocka_unit_test_setup_teardown(fn, setup, app_teardown)

static void steps_come_in_the_order_of_their_days(void **state)
{
	struct app *app = *state;

	get(app, "/v1/instruments/act/lineage");
	assert_status(app, 200);
	assert_int_equal(reply_integer(app, "total"), 6);
	assert_member(app, "items/0/on", "2020-02");
	assert_member(app, "items/0/step", "taken_up_by");
	assert_member(app, "items/0/direction", "up");
	assert_int_equal(reply_integer(app, "items/0/depth"), 2);
	assert_member(app, "items/0/before/key", "guide");
	assert_member(app, "items/0/before/force", "soft");
	assert_member(app, "items/1/step", "proposed");
	assert_member(app, "items/1/direction", "own");
	assert_member(app, "items/2/before/key", "paper");
	assert_member(app, "items/3/on", "2024-06-13");
	assert_member(app, "items/4/step", "basis_of");
	assert_member(app, "items/4/passages/0/key", "p");
	assert_member(app, "items/5/direction", "down");
	assert_member(app, "items/5/after/key", "code");
	get(app, "/v1/instruments/guide/lineage?depth=1");
	assert_int_equal(reply_integer(app, "total"), 3);
	get(app, "/v1/instruments/guide/lineage");
	assert_int_equal(reply_integer(app, "total"), 5);
	assert_int_equal(reply_integer(app, "items/4/depth"), 2);
}

static void a_lineage_is_a_table_of_steps(void **state)
{
	struct app *app = *state;

	get(app, "/v1/instruments/act/lineage?format=csv");
	assert_status(app, 200);
	assert_contains(reply_text(app),
	                "on,step,direction,before.title,before.force,"
	                "after.title,after.force,");
	assert_contains(reply_text(app),
	                "\r\n2020-02,taken_up_by,up,guide,soft,paper,none,");
	get(app, "/v1/instruments/act/lineage?format=markdown");
	assert_contains(reply_text(app),
	                "| 2020-02 | taken up by | guide | soft | paper |");
}

static void nothing_binds_before_it_is_made(void **state)
{
	struct app *app = *state;

	get(app, "/v1/instruments/act/lineage");
	assert_member(app, "items/2/on", "2021-04-21");
	assert_member(app, "items/2/after/key", "act");
	assert_member(app, "items/2/after/force", "none");
	assert_member(app, "items/3/step", "adopted");
	assert_member(app, "items/3/before/force", "none");
	assert_member(app, "items/3/after/force", "hard");
	assert_member(app, "items/5/before/force", "hard");
}

static void only_what_is_stated_may_be_asked_for(void **state)
{
	struct app *app = *state;

	edit(app, "PATCH", "/v1/relations/act-guide",
	     "{\"basis\":\"inferred\"}");
	get(app, "/v1/instruments/act/lineage?basis=stated");
	assert_int_equal(reply_integer(app, "total"), 5);
	get(app, "/v1/instruments/act/lineage?basis=guessed");
	assert_mistake(app, "basis");
	get(app, "/v1/instruments/act/lineage?depth=11");
	assert_mistake(app, "depth");
	get(app, "/v1/instruments/nothing/lineage");
	assert_status(app, 404);
}

static void a_circle_is_walked_once(void **state)
{
	struct app *app = *state;

	relate(app, "guide", "references", "code", "");
	get(app, "/v1/instruments/act/lineage?depth=10");
	assert_status(app, 200);
	assert_int_equal(reply_integer(app, "total"), 12);
}

/* How many there are, and the first. */
static void assert_found(struct app *app, const char *filter, int64_t n,
                         const char *key)
{
	get(app, say(app, "/v1/instruments?%s&fields=key", filter));
	assert_int_equal(reply_integer(app, "total"), n);
	if (n > 0)
		assert_member(app, "items/0/key", key);
}

static void what_became_hard_is_found(void **state)
{
	struct app *app = *state;

	assert_found(app, "became_hard=true", 1, "guide");
	assert_found(app, "grew_out_of_soft=true", 1, "act");
	edit(app, "PATCH", "/v1/instruments/act", "{\"force\":\"soft\"}");
	assert_found(app, "became_hard=true", 0, "");
	edit(app, "PATCH", "/v1/instruments/act", "{\"force\":\"hard\"}");
	assert_found(app, "became_hard=true", 1, "guide");
	edit(app, "PATCH", "/v1/relations/act-guide",
	     "{\"basis\":\"inferred\"}");
	assert_found(app, "became_hard=true", 0, "");
	assert_found(app, "grew_out_of_soft=true", 0, "");
	edit(app, "PATCH", "/v1/relations/act-guide", "{\"basis\":\"stated\"}");
	assert_found(app, "grew_out_of_soft=true", 1, "act");
	edit(app, "DELETE", "/v1/relations/act-guide", NULL);
	assert_found(app, "grew_out_of_soft=true", 0, "");
	assert_sound(app->store);
}

static void it_is_found_whatever_the_order_of_lines(void **state)
{
	struct app *app = *state;
	struct store *copy = registry_open(app, "copy");
	const char *lines = export_lines(app, app->store, "", false);

	assert_string_equal(import_lines(app, copy, "lines", lines), "");
	assert_sound(copy);
	store_close(copy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		lineage_test(steps_come_in_the_order_of_their_days),
		lineage_test(a_lineage_is_a_table_of_steps),
		lineage_test(nothing_binds_before_it_is_made),
		lineage_test(only_what_is_stated_may_be_asked_for),
		lineage_test(a_circle_is_walked_once),
		lineage_test(what_became_hard_is_found),
		lineage_test(it_is_found_whatever_the_order_of_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
