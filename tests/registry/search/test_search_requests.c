/*
 * test_search_requests.c - GET /v1/search: what is asked, in which order it comes,
 * what is counted
 */
#include "tests/support/registry.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "server/registry/search/search.h"
#include "tests/support/fault_store.h"

#define TEXT                                                                   \
	"Article 1\nOperators of robots shall keep records.\n"                 \
	"Article 2\nRobots shall be safe. 机器人应当安全。\n"

static void make_world(struct app *app)
{
	make(app, "organizations",
	     "{\"key\":\"council\",\"name\":\"Council of Robots\",\"type\":"
	     "\"intergovernmental\"}");
	make_act(app, "\"key\":\"robot-act\",\"titles\":[{\"text\":\"Robot "
	              "Act\",\"type\":\"short\"}],\"jurisdictions\":[\"EU\"],"
	              "\"adopted_on\":\"2021-05\",\"summary\":\"Rules for "
	              "machines.\",\"parties\":[{\"role\":\"issuer\","
	              "\"organization\":\"council\"}]");
	make(app, "instruments",
	     "{\"key\":\"guide\",\"title\":\"Guide to the Robot Act and its "
	     "application in workshops\",\"type\":\"guidelines\",\"force\":"
	     "\"soft\",\"existence\":\"exists\",\"jurisdictions\":[\"CN\","
	     "\"EU\"],\"adopted_on\":\"2023-01-02\"}");
	make(app, "instruments",
	     "{\"key\":\"toys\",\"title\":\"Toy safety\",\"type\":"
	     "\"declaration\",\"force\":\"soft\",\"existence\":\"exists\","
	     "\"summary\":\"Says what a robot act should say.\",\"parties\":"
	     "[{\"role\":\"adopter\",\"organization\":\"council\"}]}");
	load(app, "text", STR(TEXT));
	edit(app, "PATCH", "/v1/sources/text",
	     "{\"instrument\":\"robot-act\",\"handling\":\"Do not cite.\"}");
	make(app, "passages",
	     "{\"key\":\"records\",\"source\":\"text\",\"exact\":\"Operators "
	     "of "
	     "robots shall keep records.\"}");
	make(app, "passages",
	     "{\"key\":\"safe\",\"source\":\"text\",\"exact\":\"Robots shall "
	     "be "
	     "safe. 机器人应当安全。\"}");
}

/* The keys that are found, with blanks between. */
static const char *found(struct app *app, const char *query)
{
	return item_keys(app, say(app, "/v1/search?q=%s", query));
}

/* How many of a facet's values. */
static int64_t counted(struct app *app, const char *facet, const char *value)
{
	const json_t *values = reply_json(app, say(app, "facets/%s", facet));

	for (size_t i = 0; i < json_array_size(values); i++)
		if (strcmp(reply_string(app, say(app, "facets/%s/%zu/value",
		                                 facet, i)),
		           value) == 0)
			return reply_integer(
				app, say(app, "facets/%s/%zu/count", facet, i));
	return 0;
}

/* ---- order -------------------------------------------------------------- */

static void what_is_called_just_so_comes_first(void **state)
{
	struct app *app = *state;

	make_world(app);
	assert_string_equal(found(app, "robot+act"), "robot-act guide toys");
	assert_string_equal(found(app, "ROBOT+ACTS"), "robot-act guide toys");
}

static void names_come_before_summaries_before_texts(void **state)
{
	struct app *app = *state;

	make_world(app);
	assert_string_equal(found(app, "robot+safe&expand=false"), "safe");
	assert_string_equal(found(app, "robots&kind=instruments&kind=passages"),
	                    "robot-act guide toys records safe");
}

static void the_newest_may_come_first(void **state)
{
	struct app *app = *state;

	make_world(app);
	assert_string_equal(found(app, "act&sort=date"),
	                    "robot-act guide toys");
	assert_string_equal(found(app, "act&sort=-date"),
	                    "guide robot-act toys");
	get(app, "/v1/search?q=a&sort=size");
	assert_status(app, 400);
	assert_mistake(app, "sort");
}

static void pages_put_together_are_all(void **state)
{
	static const char *const sorts[] = { "relevance", "date", "-date" };
	struct app *app = *state;

	make_world(app);
	for (size_t s = 0; s < COUNT(sorts); s++) {
		const char *all = found(app,
		                        say(app, "robot&sort=%s", sorts[s])),
			   *got = "";
		int64_t total = reply_integer(app, "total");

		found(app, say(app, "robot&limit=1&sort=%s", sorts[s]));
		for (int64_t i = 0; i < total; i++) {
			got = say(app, "%s%s%s", got, i > 0 ? " " : "",
			          reply_string(app, "items/0/key"));
			if (i + 1 < total)
				found(app,
				      say(app,
				          "robot&limit=1&sort=%s&cursor=%s",
				          sorts[s], reply_string(app, "next")));
		}
		assert_true(json_is_null(reply_json(app, "next")));
		assert_string_equal(got, all);
	}
	get(app, "/v1/search?q=a&cursor=x");
	assert_status(app, 400);
}

/* ---- the query language -------------------------------------------------- */

static void or_finds_records_with_either(void **state)
{
	struct app *app = *state;

	make_world(app);
	assert_string_equal(found(app, "toy+OR+workshops"), "toys guide");
	assert_string_equal(found(app, "toy+OR+workshops+application"),
	                    "guide");
	assert_string_equal(found(app, "toy+OR"), "");
	assert_string_equal(found(app, "OR+toy"), "");
	assert_string_equal(found(app, "%22toy+safety%22+OR+nothing"), "toys");
}

static void a_word_may_be_asked_of_one_part(void **state)
{
	struct app *app = *state;

	make_world(app);
	assert_string_equal(found(app, "title:robot&kind=instruments"),
	                    "robot-act guide");
	assert_string_equal(found(app, "summary:robot"), "toys");
	/* a party's name stands beside the text */
	assert_string_equal(found(app, "text:robot"), "records safe");
	assert_string_equal(found(app, "council+toy"), "toys");
	assert_string_equal(found(app, "summary:%22robot+act%22"), "toys");
	assert_string_equal(found(app, "robot+-summary:machines"
	                               "&kind=instruments"),
	                    "guide toys");
	assert_string_equal(found(app, "nothing:robot"), "");
}

static void a_minus_leaves_records_out(void **state)
{
	struct app *app = *state;

	make_world(app);
	assert_string_equal(found(app, "act+-guide"), "robot-act toys");
	assert_string_equal(found(app, "-guide"), "");
	assert_string_equal(found(app, "act+-%22robot+act%22"), "");
}

static void all_there_is_is_found_where_nothing_is_typed(void **state)
{
	struct app *app = *state;

	make_world(app);
	assert_string_equal(found(app, "&kind=instruments&type=act"),
	                    "robot-act");
	assert_string_equal(found(app, "&kind=instruments"),
	                    "robot-act guide toys");
	assert_int_equal(counted(app, "type", "declaration"), 1);
	get(app, "/v1/search?kind=organizations");
	assert_int_equal(reply_integer(app, "total"), 1);
}

/* ---- most words will do --------------------------------------------------- */

static void where_nothing_has_all_words_most_will_do(void **state)
{
	struct app *app = *state;

	make_world(app);
	assert_string_equal(found(app, "toy+safety+workshops"), "toys");
	assert_member(app, "relaxed/left_out/0", "workshops");
	assert_member(app, "items/0/missing/0", "workshops");
	assert_string_equal(found(app, "toy+safety+workshops&relax=false"), "");
	/* of three words one may occur nowhere, two may not */
	assert_string_equal(found(app, "toy+safety+unicorn"), "toys");
	assert_member(app, "relaxed/left_out/0", "unicorn");
	assert_string_equal(found(app, "toy+pegasus+unicorn"), "");
	/* a phrase, and what is left out, must be as it is */
	assert_string_equal(found(app, "%22robot+act%22+workshops+machines"),
	                    "guide robot-act");
	assert_string_equal(found(app, "workshops+machines+-safety"),
	                    "guide robot-act");
	/* of a text without blanks, its pairs of characters */
	assert_string_equal(found(app, "机器人应该安全"), "safe");
}

static void what_has_all_words_comes_before_what_has_most(void **state)
{
	struct app *app = *state;

	make_world(app);
	make_act(app, "\"key\":\"other\",\"summary\":\"Machines in "
	              "workshops.\"");
	assert_string_equal(found(app, "rules+for+machines+robot"),
	                    "robot-act");
	assert_null(reply_json(app, "items/0/missing"));
}

static void nothing_is_found_of_nothing(void **state)
{
	static const char *const queries[] = {
		"%20", "%22%22", "*", "-", "OR", "...", "title:", "%00"
	};
	struct app *app = *state;

	make_world(app);
	for (size_t i = 0; i + 1 < COUNT(queries); i++) {
		assert_string_equal(found(app, queries[i]), "");
		assert_int_equal(reply_integer(app, "total"), 0);
	}
}

/* ---- synonyms ------------------------------------------------------------ */

static void make_synonyms(struct app *app)
{
	make(app, "schemes",
	     "{\"key\":\"same\",\"title\":\"Synonyms\",\"purpose\":"
	     "\"synonyms\"}");
	make(app, "concepts",
	     "{\"scheme\":\"same\",\"key\":\"same.robot\",\"labels\":["
	     "{\"text\":\"robot\"},{\"text\":\"thinking machine\"},"
	     "{\"text\":\"机器人\"},{\"text\":\"automaton\",\"type\":"
	     "\"hidden\"}]}");
}

static void words_that_mean_the_same_find_each_other(void **state)
{
	struct app *app = *state;

	make_world(app);
	assert_string_equal(found(app, "thinking+machine+act&relax=false"), "");
	make_synonyms(app);
	assert_string_equal(found(app, "thinking+machine+act"),
	                    "robot-act guide toys");
	assert_member(app, "expanded/0/typed", "thinking machine");
	assert_member(app, "expanded/0/or/0", "robot");
	assert_string_equal(found(app, "%E6%9C%BA%E5%99%A8%E4%BA%BA+act"),
	                    "robot-act guide toys");
	assert_string_equal(found(app, "automaton+act"),
	                    "robot-act guide toys");
	assert_string_equal(found(app, "thinking+machine+act&expand=false"
	                               "&relax=false"),
	                    "");
	assert_string_equal(found(app, "%22thinking+machine%22+act"), "");
	assert_int_equal(json_array_size(reply_json(app, "expanded")), 0);
}

static void synonyms_are_not_found_themselves(void **state)
{
	struct app *app = *state;

	make_world(app);
	make_synonyms(app);
	assert_string_equal(found(app, "automaton&kind=concepts"), "");
	get(app, "/v1/suggest?q=automat");
	assert_int_equal(json_array_size(reply_json(app, "items")), 0);
	edit(app, "PATCH", "/v1/schemes/same",
	     "{\"purpose\":\"classification\"}");
	assert_string_equal(found(app, "automaton&kind=concepts"),
	                    "same.robot");
	assert_string_equal(found(app, "thinking+machine+act&relax=false"), "");
}

/* ---- facets and filters -------------------------------------------------- */

static void facets_count_all_that_is_found(void **state)
{
	struct app *app = *state;

	make_world(app);
	found(app, "robot&limit=1");
	assert_int_equal(reply_integer(app, "total"), 6);
	assert_int_equal(counted(app, "kind", "instruments"), 3);
	assert_int_equal(counted(app, "kind", "passages"), 2);
	assert_int_equal(counted(app, "kind", "organizations"), 1);
	assert_int_equal(counted(app, "jurisdictions", "EU"), 4);
	assert_int_equal(counted(app, "jurisdictions", "CN"), 1);
	assert_int_equal(counted(app, "type", "act"), 3);
	assert_int_equal(counted(app, "year", "2021"), 3);
	assert_int_equal(counted(app, "issuer", "council"), 4);
	assert_int_equal(counted(app, "source", "text"), 2);
	assert_member(app, "facets/issuer/0/label", "Council of Robots");
	found(app, "robot&facet=force");
	assert_int_equal(counted(app, "force", "hard"), 3);
	assert_null(reply_json(app, "facets/kind"));
	found(app, "robot&facet=none");
	assert_int_equal(json_object_size(reply_json(app, "facets")), 0);
	get(app, "/v1/search?q=a&facet=size");
	assert_status(app, 400);
}

static void each_facet_is_a_filter(void **state)
{
	static const struct {
		const char *filter, *want;
	} cases[] = {
		{ "jurisdictions=CN", "guide" },
		{ "jurisdictions=CN&jurisdictions=EU",
		  "robot-act guide records safe" },
		{ "type=act", "robot-act records safe" },
		{ "year=2023", "guide" },
		{ "year=2023&year=2021", "robot-act guide records safe" },
		{ "issuer=council", "robot-act toys records safe" },
		{ "issuer=nobody", "" },
		{ "source=text", "records safe" },
		{ "adopted_on.gte=2022", "guide" },
		{ "force=soft&kind=instruments", "guide toys" },
		{ "kind=organizations", "council" },
	};
	struct app *app = *state;

	make_world(app);
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_string_equal(
			found(app, say(app, "robots&%s", cases[i].filter)),
			cases[i].want);
	get(app, "/v1/search?q=a&size=1");
	assert_status(app, 400);
	assert_mistake(app, "size");
}

static void facets_follow_what_changes(void **state)
{
	struct app *app = *state;

	make_world(app);
	found(app, "robot");
	edit(app, "PATCH", "/v1/instruments/robot-act",
	     "{\"jurisdictions\":[\"JP\"]}");
	found(app, "robot");
	assert_int_equal(counted(app, "jurisdictions", "JP"), 3);
	assert_int_equal(counted(app, "jurisdictions", "EU"), 1);
	make(app, "schemes", "{\"key\":\"k\",\"title\":\"K\"}");
	make(app, "concepts",
	     "{\"key\":\"k.c\",\"scheme\":\"k\",\"labels\":[{\"text\":\"C\"}]"
	     "}");
	make(app, "classifications",
	     "{\"key\":\"x\",\"subject\":{\"kind\":\"instruments\",\"id\":"
	     "\"guide\"},\"concept\":\"k.c\",\"reasoning\":\"So it says.\"}");
	found(app, "robot");
	assert_int_equal(counted(app, "concept", "k.c"), 1);
	assert_string_equal(found(app, "robot&concept=k.c"), "guide");
	edit(app, "DELETE", "/v1/classifications/x", NULL);
	found(app, "robot");
	assert_int_equal(counted(app, "concept", "k.c"), 0);
	edit(app, "PATCH", "/v1/sources/text", "{\"instrument\":\"toys\"}");
	assert_string_equal(found(app, "robots&jurisdictions=JP"), "robot-act");
	edit(app, "DELETE", "/v1/passages/safe", NULL);
	found(app, "robot");
	assert_int_equal(counted(app, "kind", "passages"), 1);
}

static void instruments_may_stand_for_what_belongs_to_them(void **state)
{
	struct app *app = *state;

	make_world(app);
	assert_string_equal(found(app, "robots&group=instrument"),
	                    "robot-act council guide toys");
	assert_int_equal(reply_integer(app, "total"), 4);
	assert_int_equal(reply_integer(app, "items/0/hits"), 3);
	assert_member(app, "items/0/best/0/key", "records");
	assert_member(app, "items/0/best/1/key", "safe");
	assert_string_equal(found(app, "keep+records&group=instrument"),
	                    "robot-act");
	assert_member(app, "items/0/best/0/key", "records");
}

/* ---- hits ---------------------------------------------------------------- */

static void a_hit_says_where_it_stands(void **state)
{
	struct app *app = *state;

	make_world(app);
	found(app, "%E6%9C%BA%E5%99%A8%E4%BA%BA");
	assert_member(app, "items/0/key", "safe");
	assert_member(app, "items/0/handling", "Do not cite.");
	assert_member(app, "items/0/instrument/key", "robot-act");
	assert_member(app, "items/0/marked",
	              "Robots shall be safe. <mark>机器人</mark>应当安全。");
}

static void marks_are_safe_html(void **state)
{
	struct app *app = *state;

	make_act(app, "\"key\":\"a\",\"summary\":\"<b>\\\"Fish\\\" & "
	              "chips</b>\"");
	found(app, "fish");
	assert_member(app, "items/0/marked",
	              "&lt;b&gt;&quot;<mark>Fish</mark>&quot; &amp; "
	              "chips&lt;/b&gt;");
}

static void one_wrong_letter_is_mended_where_nothing_is_found(void **state)
{
	struct app *app = *state;

	make_world(app);
	assert_string_equal(found(app, "robto+act"), "robot-act guide toys");
	assert_member(app, "corrected", "robot act");
	found(app, "robot+act");
	assert_null(reply_json(app, "corrected"));
}

/* ---- many at once -------------------------------------------------------- */

struct reader {
	struct app app; /* with memory of its own */
	int bad;
};

static void *read_often(void *arg)
{
	struct reader *r = arg;

	for (int i = 0; i < 50; i++) {
		get(&r->app, "/v1/search?q=robots");
		r->bad += r->app.reply.status != 200 ||
		          reply_integer(&r->app, "total") < 5;
	}
	arena_free(r->app.arena);
	arena_free(r->app.keys_arena);
	return NULL;
}

static void searching_goes_on_while_others_write(void **state)
{
	struct app *app = *state;
	struct reader readers[3];
	pthread_t threads[COUNT(readers)];

	make_world(app);
	for (size_t i = 0; i < COUNT(readers); i++) {
		readers[i] = (struct reader){ *app, 0 };
		readers[i].app.arena = NULL;
		readers[i].app.keys_arena = arena_new();
		assert_int_equal(pthread_create(&threads[i], NULL, read_often,
		                                &readers[i]),
		                 0);
	}
	for (int i = 0; i < 30; i++)
		make_act(app, say(app,
		                  "\"key\":\"r-%d\",\"note\":\"x\","
		                  "\"jurisdictions\":[\"EU\"]",
		                  i));
	for (size_t i = 0; i < COUNT(readers); i++) {
		pthread_join(threads[i], NULL);
		assert_int_equal(readers[i].bad, 0);
	}
}

/* ---- what is kept in memory ---------------------------------------------- */

struct looking {
	struct app *app;
	struct search_request find;
};

static enum err_code look(struct tx *tx, void *arg, struct err *e)
{
	struct looking *l = arg;

	return search_run(tx, &l->find, e);
}

static void look_for(struct looking *l, struct app *app, const char *typed,
                     const char *day)
{
	struct err e;

	err_init(&e, app->keys_arena);
	l->app = app;
	l->find =
		(struct search_request){ .arena = app->keys_arena,
		                         .store = app->store,
		                         .facet_index =
		                                 app->service.facet_index,
		                         .day = day,
		                         .typed = str_from(typed),
		                         .expand = true,
		                         .limit = 10,
		                         .facets = { [FACET_STATUS] = true } };
	assert_int_equal(store_run(app->store, TX_READ, look, l, &e), ERR_OK);
}

static void what_was_looked_for_outlives_the_synonyms(void **state)
{
	struct app *app = *state;
	struct looking first, second;
	bool any = false;

	make_world(app);
	make_synonyms(app);
	look_for(&first, app, "robot", "2024-01-01");
	edit(app, "PATCH", "/v1/schemes/same", "{\"note\":\"New.\"}");
	assert_status(app, 200);
	look_for(&second, app, "robot", "2024-01-01");
	for (size_t i = 0; i < first.find.terms.search.nterms; i++)
		any = any || str_is(first.find.terms.search.terms[i].text,
		                    "thinking machine");
	assert_true(any);
}

static const char *only_status(const struct looking *l)
{
	assert_int_equal(l->find.ncounts[FACET_STATUS], 1);
	return l->find.counts[FACET_STATUS][0].text.p;
}

static void a_new_day_reads_nothing_again(void **state)
{
	struct app *app = *state;
	struct looking l;
	int left;

	make_act(app, "\"key\":\"a\",\"adopted_on\":\"2024-01-01\","
	              "\"in_force_on\":\"2024-06-01\"");
	app->store = fault_wrap(app->store);
	app->service.store = app->store;
	look_for(&l, app, "act", "2024-05-31");
	fault_at(app->store, 1000, ERR_STORE);
	look_for(&l, app, "act", "2024-05-31");
	assert_string_equal(only_status(&l), "adopted");
	left = 1000 - fault_left(app->store);
	fault_at(app->store, 1000, ERR_STORE);
	look_for(&l, app, "act", "2024-06-01");
	assert_string_equal(only_status(&l), "in_force");
	assert_int_equal(1000 - fault_left(app->store), left);
}

/* ---- provisions that are cited -------------------------------------------- */

static void make_cited(struct app *app)
{
	make_act(app, "\"key\":\"robot-act\",\"titles\":[{\"text\":\"Robot "
	              "Act\",\"type\":\"short\"}]");
	make_act(app, "\"key\":\"other-act\",\"titles\":[{\"text\":\"Article "
	              "of Toys 5\",\"type\":\"short\"}]");
	make(app, "provisions",
	     "{\"key\":\"robot-act.art_5\",\"instrument\":\"robot-act\","
	     "\"path\":\"art_5\",\"level\":\"article\",\"label\":\"Article 5\","
	     "\"heading\":\"Prohibited machines\",\"position\":1}");
	make(app, "provisions",
	     "{\"key\":\"other-act.art_5\",\"instrument\":\"other-act\","
	     "\"path\":\"art_5\",\"level\":\"article\",\"label\":\"Article 5\","
	     "\"position\":1}");
}

static void a_provision_that_is_cited_comes_first_and_its_act_next(void **state)
{
	static const char *const queries[] = {
		"Article%205%20Robot%20Act",
		"robot%20act%20art%205",
		"Art.%205(1)(a)%20Robot%20Act",
		"Robot%20Act%205",
		"%E7%AC%AC%E4%BA%94%E6%9D%A1%20robot%20act",
	};
	struct app *app = *state;

	make_cited(app);
	for (size_t i = 0; i < COUNT(queries); i++) {
		get(app, say(app, "/v1/search?q=%s", queries[i]));
		assert_member(app, "items/0/key", "robot-act.art_5");
		assert_member(app, "items/1/key", "robot-act");
	}
	get(app, "/v1/search?q=Article%205%20Robot%20Act&kind=instruments");
	assert_member(app, "items/0/key", "robot-act");
	get(app, "/v1/search?q=Article%2099%20Robot%20Act");
	assert_string_not_equal(reply_string(app, "items/0/key"),
	                        "robot-act.art_5");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		registry_test(what_is_called_just_so_comes_first),
		registry_test(
			a_provision_that_is_cited_comes_first_and_its_act_next),
		registry_test(names_come_before_summaries_before_texts),
		registry_test(the_newest_may_come_first),
		registry_test(pages_put_together_are_all),
		registry_test(or_finds_records_with_either),
		registry_test(a_word_may_be_asked_of_one_part),
		registry_test(a_minus_leaves_records_out),
		registry_test(all_there_is_is_found_where_nothing_is_typed),
		registry_test(where_nothing_has_all_words_most_will_do),
		registry_test(what_has_all_words_comes_before_what_has_most),
		registry_test(nothing_is_found_of_nothing),
		registry_test(words_that_mean_the_same_find_each_other),
		registry_test(synonyms_are_not_found_themselves),
		registry_test(facets_count_all_that_is_found),
		registry_test(each_facet_is_a_filter),
		registry_test(facets_follow_what_changes),
		registry_test(instruments_may_stand_for_what_belongs_to_them),
		registry_test(a_hit_says_where_it_stands),
		registry_test(marks_are_safe_html),
		registry_test(
			one_wrong_letter_is_mended_where_nothing_is_found),
		registry_test(searching_goes_on_while_others_write),
		registry_test(what_was_looked_for_outlives_the_synonyms),
		registry_test(a_new_day_reads_nothing_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
