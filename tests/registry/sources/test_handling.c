/*
 * test_handling.c - a restriction on a source stands beside its words wherever
 * they are shown, and what a passage is evidence for beside the passage
 */
#include "tests/support/registry.h"

#define RULE "do not cite"

static const char *text_sha;

/* A source "s" that may not be cited, a passage "p" and a provision "art" of
 * its words, and what they are evidence for: an assertion, a relation. */
static int setup(void **state)
{
	struct app *app;
	int failed = registry_setup(state);

	app = *state;
	make_act(app, "\"key\":\"a\"");
	make_act(app, "\"key\":\"b\"");
	text_sha = load(app, "s", STR("Some secret words, and more words."));
	edit(app, "PATCH", "/v1/sources/s", "{\"handling\":\"" RULE "\"}");
	make_span(app, "p", "s", text_sha, 5, 17);
	make(app, "provisions",
	     say(app,
	         "{\"key\":\"art\",\"instrument\":\"a\",\"path\":\"art_1\","
	         "\"level\":\"article\",\"position\":1,\"edition\":\"%s\","
	         "\"start\":5,\"end\":17}",
	         text_sha));
	claim(app, "c", "/type", "\"bill\"", "");
	return failed;
}

#define handling_test(fn)                                                      \
	cmocka_unit_test_setup_teardown(fn, setup, app_teardown)

static void words_never_come_without_their_restriction(void **state)
{
	static const struct {
		const char *target, *words, *handling;
	} places[] = {
		{ "/v1/passages/p", "exact", "handling" },
		{ "/v1/passages", "items/0/exact", "items/0/handling" },
		{ "/v1/assertions?include=passages",
		  "included/passages/0/exact", "included/passages/0/handling" },
		{ "/v1/instruments/a/provenance",
		  "fields/1/assertions/0/passage/exact",
		  "fields/1/assertions/0/passage/source/handling" },
		{ "/v1/instruments/a/why?field=/type",
		  "assertions/0/passage/exact",
		  "assertions/0/passage/source/handling" },
		{ "/v1/conflicts", "items/0/assertions/0/passage/exact",
		  "items/0/assertions/0/passage/source/handling" },
		{ "/v1/provisions/art", "text", "handling" },
		{ "/v1/provisions", "items/0/text", "items/0/handling" },
		{ "/v1/instruments/a/provisions", "items/0/text",
		  "items/0/handling" },
		{ "/v1/search?q=secret&kind=passages", "items/0/snippet",
		  "items/0/handling" },
		{ "/v1/search?q=secret&kind=provisions", "items/0/snippet",
		  "items/0/handling" },
	};
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(places); i++) {
		get(app, places[i].target);
		assert_status(app, 200);
		assert_member(app, places[i].words, "secret words");
		assert_member(app, places[i].handling, RULE);
	}
}

static void an_annotation_says_what_restricts_it(void **state)
{
	struct app *app = *state;

	call(app, "GET", "/v1/passages/p", "Accept: application/ld+json", NULL);
	assert_member(app, "target/selector/1/exact", "secret words");
	assert_member(app, "target/dcterms:accessRights", RULE);
	edit(app, "PATCH", "/v1/sources/s", "{\"handling\":null}");
	call(app, "GET", "/v1/passages/p", "Accept: application/ld+json", NULL);
	assert_null(reply_json(app, "target/dcterms:accessRights"));
}

static void a_memo_says_what_restricts_it(void **state)
{
	struct app *app = *state;

	call(app, "GET", "/v1/instruments/a/why?field=/type",
	     "Accept: text/plain", NULL);
	assert_contains(reply_text(app), "“secret words”");
	assert_contains(reply_text(app), "Restricted: " RULE);
}

static void verified_quotes_say_what_restricts_them(void **state)
{
	struct app *app = *state;

	call(app, "POST", "/v1/verify", NULL,
	     "{\"quotes\":[{\"exact\":\"secret words\"},"
	     "{\"exact\":\"secret swords\"},{\"exact\":\"words\"}]}");
	assert_member(app, "items/0/source/handling", RULE);
	assert_member(app, "items/1/nearest/0/source/handling", RULE);
	assert_member(app, "items/2/places/0/source/handling", RULE);
}

static void a_refusal_that_shows_words_says_what_restricts_them(void **state)
{
	struct app *app = *state;

	call(app, "POST", "/v1/passages", NULL,
	     say(app,
	         "{\"source\":\"s\",\"edition\":\"%s\",\"start\":5,"
	         "\"end\":17,\"exact\":\"other words\"}",
	         text_sha));
	assert_status(app, 422);
	assert_member(app, "found", "secret words");
	assert_member(app, "handling", RULE);
	call(app, "POST", "/v1/passages", NULL,
	     "{\"source\":\"s\",\"exact\":\"secret swords\"}");
	assert_status(app, 422);
	assert_member(app, "nearest/0/source/handling", RULE);
	call(app, "POST", "/v1/passages", NULL,
	     "{\"source\":\"s\",\"exact\":\"words\"}");
	assert_status(app, 422);
	assert_member(app, "places/0/source/handling", RULE);
	call(app, "POST", "/v1/passages", NULL,
	     say(app,
	         "{\"edition\":\"%s\",\"start\":5,\"end\":17,"
	         "\"exact\":\"x\"}",
	         text_sha));
	assert_status(app, 422);
	assert_mistake(app, "/source");
}

static void where_no_words_are_shown_nothing_restricts_them(void **state)
{
	struct app *app = *state;

	make(app, "provisions",
	     "{\"key\":\"bare\",\"instrument\":\"a\",\"path\":\"art_2\","
	     "\"level\":\"article\",\"position\":2,\"heading\":\"Secret\"}");
	get(app, "/v1/provisions/bare");
	assert_null(reply_json(app, "handling"));
	get(app, "/v1/instruments/a/provisions");
	assert_member(app, "items/0/handling", RULE);
	assert_null(reply_json(app, "items/1/handling"));
	get(app, "/v1/search?q=an+act");
	assert_null(reply_json(app, "items/0/handling"));
}

/* Of two sources with the same text one restricts it. */
static void a_text_of_two_sources_is_restricted_by_either(void **state)
{
	struct app *app = *state;

	make(app, "sources",
	     say(app,
	         "{\"key\":\"free\",\"title\":\"F\",\"role\":\"other\","
	         "\"editions\":[{\"sha256\":\"%s\"}]}",
	         text_sha));
	get(app, "/v1/provisions/art");
	assert_member(app, "handling", RULE);
	edit(app, "PATCH", "/v1/sources/s", "{\"handling\":null}");
	get(app, "/v1/provisions/art");
	assert_null(reply_json(app, "handling"));
}

/* ---- what a passage is evidence for ------------------------------ */

static void a_passage_names_what_it_is_evidence_for(void **state)
{
	struct app *app = *state;

	make(app, "relations",
	     "{\"key\":\"r\",\"from\":\"a\",\"to\":\"b\",\"type\":\"amends\","
	     "\"passages\":[\"p\"]}");
	get(app, "/v1/passages/p");
	assert_int_equal(json_array_size(reply_json(app, "supports")), 2);
	assert_member(app, "supports/0/kind", "relations");
	assert_member(app, "supports/0/member", "passages");
	assert_member(app, "supports/0/items/0/key", "r");
	assert_member(app, "supports/1/kind", "assertions");
	assert_int_equal(reply_integer(app, "supports/1/total"), 1);
	assert_member(app, "supports/1/items/0/key", "c");
	assert_member(app, "supports/1/items/0/subject/kind", "instruments");
	assert_member(app, "supports/1/items/0/subject/key", "a");
	assert_member(app, "supports/1/items/0/subject/title", "An Act");
	assert_member(app, "supports/1/items/0/field", "/type");
	get(app, say(app, "%s", reply_string(app, "supports/1/href")));
	assert_status(app, 200);
	assert_int_equal(reply_integer(app, "total"), 1);
	assert_member(app, "items/0/key", "c");
}

static void few_of_many_are_named_and_all_are_counted(void **state)
{
	struct app *app = *state;

	for (int i = 0; i < 30; i++)
		claim(app, say(app, "d-%d", i), "/type", "\"act\"", "");
	get(app, "/v1/passages/p");
	assert_int_equal(reply_integer(app, "supports/0/total"), 31);
	assert_int_equal(json_array_size(reply_json(app, "supports/0/items")),
	                 20);
}

static void what_is_said_of_a_passage_does_not_rest_on_it(void **state)
{
	struct app *app = *state;
	const char *sha = text_sha;

	make(app, "passages",
	     say(app,
	         "{\"key\":\"q\",\"source\":\"s\",\"edition\":\"%s\","
	         "\"start\":0,\"end\":4,\"segment\":\"1\"}",
	         sha));
	get(app, "/v1/passages/q");
	assert_int_equal(json_array_size(reply_json(app, "supports")), 0);
	claim_of(app, "e", "passages", "q", "/segment", "\"1\"", "p", "");
	get(app, "/v1/passages/q");
	assert_int_equal(json_array_size(reply_json(app, "supports")), 0);
	/* but it may not be deleted */
	edit(app, "DELETE", "/v1/passages/q", NULL);
	assert_status(app, 409);
	assert_member(app, "referrers/0/key", "e");
}

static void lists_do_not_look_for_what_passages_are_evidence_for(void **state)
{
	struct app *app = *state;

	get(app, "/v1/passages");
	assert_null(reply_json(app, "items/0/supports"));
	get(app, "/v1/assertions/c?include=passages");
	assert_null(reply_json(app, "included/passages/0/supports"));
	get(app, "/v1/passages/p?fields=supports");
	assert_member(app, "supports/0/items/0/key", "c");
	assert_null(reply_json(app, "exact"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		handling_test(words_never_come_without_their_restriction),
		handling_test(an_annotation_says_what_restricts_it),
		handling_test(a_memo_says_what_restricts_it),
		handling_test(verified_quotes_say_what_restricts_them),
		handling_test(
			a_refusal_that_shows_words_says_what_restricts_them),
		handling_test(where_no_words_are_shown_nothing_restricts_them),
		handling_test(a_text_of_two_sources_is_restricted_by_either),
		handling_test(a_passage_names_what_it_is_evidence_for),
		handling_test(few_of_many_are_named_and_all_are_counted),
		handling_test(what_is_said_of_a_passage_does_not_rest_on_it),
		handling_test(
			lists_do_not_look_for_what_passages_are_evidence_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
