/*
 * test_provenance.c - what passages say, held against the record
 */
#include "tests/support/registry.h"

#include "lib/data/digest.h"

#define ABOUT "/v1/instruments/a/provenance"
#define WHY   "/v1/instruments/a/why?field="

/* An organization "o" and another, an instrument "a" with a value of each
 * sort, a passage "p" to rest claims on. */
static int setup(void **state)
{
	struct app *app;
	int failed = registry_setup(state);
	const char *sha;

	app = *state;
	make(app, "organizations",
	     "{\"key\":\"o\",\"name\":\"O\",\"type\":\"other\"}");
	make(app, "organizations",
	     "{\"key\":\"other\",\"name\":\"Q\",\"type\":\"other\"}");
	make_act(
		app,
		"\"key\":\"a\",\"adopted_on\":\"2021-11\","
		"\"jurisdictions\":[\"EU\",\"CN\"],\"parties\":["
		"{\"role\":\"issuer\",\"organization\":\"o\",\"count\":3},"
		"{\"role\":\"host\",\"organization\":\"other\"}],"
		"\"titles\":[{\"text\":\"Straße Ⅳ\",\"type\":\"official\","
		"\"lang\":\"de\"}],"
		"\"identifiers\":[{\"scheme\":\"celex\",\"value\":\"32024\"}]");
	sha = load(app, "s", STR("In words."));
	make(app, "passages",
	     say(app,
	         "{\"key\":\"p\",\"source\":\"s\",\"edition\":\"%s\","
	         "\"start\":3,\"end\":8,\"locator\":\"p. 1\"}",
	         sha));
	return failed;
}

#define claim_test(fn) cmocka_unit_test_setup_teardown(fn, setup, app_teardown)

/* ---- agreement ---------------------------------------------------------- */

#define HASH                                                                   \
	"{\"sha256\":\"0123456789abcdef0123456789abcdef"                       \
	"0123456789abcdef0123456789abcdef\"}"

static const struct {
	const char *field, *value, *agreement;
} claims[] = {
	/* dates are intervals */
	{ "/adopted_on", "\"2021-11\"", "supports" },
	{ "/adopted_on", "\"2021-11-23\"", "refines" },
	{ "/adopted_on", "\"2021\"", "broader" },
	{ "/adopted_on", "\"2021-12\"", "conflicts" },
	{ "/adopted_on", "\"2021-12-01\"", "conflicts" },
	{ "/adopted_on", "\"2020\"", "conflicts" },
	{ "/adopted_on", "\"autumn of 2021\"", "unresolved" },
	{ "/adopted_on", "2021", "conflicts" },
	/* texts are folded */
	{ "/title", "\"An Act\"", "supports" },
	{ "/title", "\"AN  act\"", "supports" },
	{ "/title", "\"\\uff21n Act\"", "supports" },
	{ "/title", "\"Another Act\"", "conflicts" },
	{ "/title", HASH, "unresolved" },
	/* choices */
	{ "/type", "\"act\"", "supports" },
	{ "/type", "\"bill\"", "conflicts" },
	/* lists: one item */
	{ "/jurisdictions", "\"CN\"", "supports" },
	{ "/jurisdictions", "\"US\"", "conflicts" },
	{ "/jurisdictions", HASH, "unresolved" },
	/* objects: the members that are given */
	{ "/titles", "{\"text\":\"STRASSE IV\"}", "supports" },
	{ "/titles", "{\"text\":\"Straße Ⅳ\",\"lang\":\"de\"}", "supports" },
	{ "/titles", "{\"text\":\"Straße Ⅳ\",\"lang\":\"fr\"}", "conflicts" },
	{ "/titles", HASH, "unresolved" },
	{ "/identifiers", "{\"value\":\"32024\"}", "supports" },
	{ "/identifiers", "{\"scheme\":\"celex\",\"value\":\"1\"}",
	  "conflicts" },
	{ "/parties", "{\"organization\":\"o\"}", "supports" },
	{ "/parties", "{\"organization\":\"o\",\"role\":\"issuer\"}",
	  "supports" },
	{ "/parties", "{\"organization\":\"o\",\"role\":\"host\"}",
	  "conflicts" },
	{ "/parties", "{\"organization\":\"other\",\"role\":\"host\"}",
	  "supports" },
	{ "/parties", "{\"count\":3}", "supports" },
	{ "/parties", "{\"count\":4}", "conflicts" },
	{ "/parties", "{\"note\":\"x\"}", "conflicts" },
	{ "/parties", "{\"colour\":\"x\"}", "conflicts" },
	/* what the record does not say */
	{ "/summary", "\"x\"", "unresolved" },
	{ "/languages", "\"en\"", "unresolved" },
	{ "/signed_on", "\"2020\"", "unresolved" },
};

static void claims_agree_by_the_type_of_their_field(void **state)
{
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(claims); i++) {
		claim(app, say(app, "c-%zu", i), claims[i].field,
		      claims[i].value, "");
		if (strcmp(reply_string(app, "agreement"),
		           claims[i].agreement) != 0)
			print_error("%s %s\n", claims[i].field,
			            claims[i].value);
		assert_member(app, "agreement", claims[i].agreement);
	}
}

static void agreement_follows_the_record(void **state)
{
	struct app *app = *state;

	claim(app, "c", "/adopted_on", "\"2020\"", "");
	assert_member(app, "agreement", "conflicts");
	edit(app, "PATCH", "/v1/instruments/a", "{\"adopted_on\":\"2020\"}");
	get(app, "/v1/assertions/c");
	assert_member(app, "agreement", "supports");
	assert_int_equal(reply_integer(app, "rev"), 1);
}

static void references_in_values_are_ids_and_agree_by_key(void **state)
{
	struct app *app = *state;
	const char *id;

	get(app, "/v1/organizations/o");
	id = say(app, "%s", reply_string(app, "id"));
	claim(app, "c", "/parties", "{\"organization\":\"o\"}", "");
	assert_member(app, "value/organization", id);
	assert_member(app, "agreement", "supports");
}

static void scalar_references_agree_too(void **state)
{
	struct app *app = *state;

	edit(app, "PATCH", "/v1/organizations/o", "{\"parent\":\"other\"}");
	call(app, "POST", "/v1/assertions", NULL,
	     "{\"subject\":{\"kind\":\"organizations\",\"id\":\"o\"},"
	     "\"field\":\"/parent\",\"value\":\"other\",\"passage\":\"p\"}");
	assert_status(app, 201);
	assert_member(app, "agreement", "supports");
	call(app, "POST", "/v1/assertions", NULL,
	     "{\"subject\":{\"kind\":\"organizations\",\"id\":\"o\"},"
	     "\"field\":\"/parent\",\"value\":\"o\",\"passage\":\"p\"}");
	assert_member(app, "agreement", "conflicts");
}

/* ---- the whole picture -------------------------------------------------- */

/* The state shown for a field, "" when it is not shown. */
static const char *state_of(struct app *app, const char *field)
{
	json_t *fields, *f;
	size_t i;

	get(app, ABOUT);
	assert_status(app, 200);
	fields = reply_json(app, "fields");
	json_array_foreach(
		fields, i,
		f) if (strcmp(json_string_value(json_object_get(f, "field")),
	                      field) ==
	               0) return json_string_value(json_object_get(f, "state"));
	return "";
}

static void states_follow_from_the_claims(void **state)
{
	struct app *app = *state;

	assert_string_equal(state_of(app, "/adopted_on"), "unsupported");
	claim(app, "c1", "/adopted_on", HASH, "");
	assert_string_equal(state_of(app, "/adopted_on"), "unsupported");
	claim(app, "c2", "/adopted_on", "\"2021\"", "");
	assert_string_equal(state_of(app, "/adopted_on"), "supported");
	claim(app, "c3", "/adopted_on", "\"2020\"", "");
	assert_string_equal(state_of(app, "/adopted_on"), "disputed");
	edit(app, "PATCH", "/v1/assertions/c3", "{\"rank\":\"deprecated\"}");
	assert_string_equal(state_of(app, "/adopted_on"), "supported");
	edit(app, "DELETE", "/v1/assertions/c2", NULL);
	assert_string_equal(state_of(app, "/adopted_on"), "unsupported");
}

static void resolution_settles_a_dispute_or_says_that_none_can(void **state)
{
	struct app *app = *state;

	claim(app, "c", "/adopted_on", "\"2020\"", "");
	resolve(app, "/adopted_on", "settled",
	        ",\"value\":\"2021-11\",\"by\":\"N. N.\"");
	assert_string_equal(state_of(app, "/adopted_on"), "settled");
	get(app, WHY "/adopted_on");
	assert_member(app, "state", "settled");
	assert_member(app, "resolution/key", "r");
	assert_member(app, "resolution/value", "2021-11");
	assert_member(app, "resolution/reason", "The journal counts.");
	assert_member(app, "resolution/by", "N. N.");
	edit(app, "PATCH", "/v1/resolutions/r", "{\"outcome\":\"unsettled\"}");
	assert_string_equal(state_of(app, "/adopted_on"), "unsettled");
	assert_int_equal(reply_integer(app, "coverage/unsettled"), 1);
	edit(app, "DELETE", "/v1/resolutions/r", NULL);
	assert_string_equal(state_of(app, "/adopted_on"), "disputed");
}

static void resolution_of_a_member_that_is_absent_shows(void **state)
{
	struct app *app = *state;

	resolve(app, "/signed_on", "unsettled", "");
	assert_string_equal(state_of(app, "/signed_on"), "unsettled");
	assert_int_equal(reply_integer(app, "coverage/unsettled"), 0);
}

/* ---- one member --------------------------------------------------------- */

static void why_answers_for_one_member(void **state)
{
	struct app *app = *state;

	claim(app, "c1", "/adopted_on", "\"2021\"", "");
	claim(app, "c2", "/title", "\"An Act\"", "");
	get(app, WHY "/adopted_on");
	assert_status(app, 200);
	assert_member(app, "subject/key", "a");
	assert_member(app, "field", "/adopted_on");
	assert_member(app, "value", "2021-11");
	assert_member(app, "state", "supported");
	assert_int_equal(json_array_size(reply_json(app, "assertions")), 1);
	assert_member(app, "assertions/0/passage/exact", "words");
	get(app, WHY "/signed_on");
	assert_true(json_is_null(reply_json(app, "value")));
	assert_member(app, "state", "unsupported");
}

static void why_needs_a_member_that_there_is(void **state)
{
	static const char *const wrong[] = { "/nothing", "adopted_on",
		                             "",         "/parties/role",
		                             "/status",  "/adopted_on/" };
	struct app *app = *state;

	get(app, "/v1/instruments/a/why");
	assert_status(app, 400);
	assert_mistake(app, "field");
	for (size_t i = 0; i < COUNT(wrong); i++) {
		get(app, say(app, WHY "%s", wrong[i]));
		assert_status(app, 400);
	}
	get(app, "/v1/instruments/none/why?field=/title");
	assert_status(app, 404);
}

static const char *memo(struct app *app, const char *field)
{
	call(app, "GET", say(app, WHY "%s", field), "Accept: text/plain", NULL);
	assert_status(app, 200);
	assert_string_equal(reply_value(app, "Content-Type"),
	                    "text/plain; charset=utf-8");
	return say(app, "%s", reply_text(app));
}

static void why_as_text_is_a_paragraph_and_its_sources(void **state)
{
	struct app *app = *state;

	claim(app, "c1", "/adopted_on", "\"2021-11\"", "");
	claim(app, "c2", "/adopted_on", "\"2020\"", ",\"speaker\":\"X\"");
	claim(app, "c3", "/adopted_on", "\"2021-11-23\"",
	      ",\"rank\":\"deprecated\"");
	resolve(app, "/adopted_on", "settled", ",\"on\":\"2024\"");
	assert_string_equal(
		memo(app, "/adopted_on"),
		"An Act (instrument a): adopted_on is 2021-11. Stated by: [1]."
		" More precisely: 2021-11-23 [1] (deprecated)."
		" Otherwise: 2020 [1] (X)."
		" The strongest evidence is a document by somebody else."
		" Settled on 2024: The journal counts.\n\n[1] s, p. 1: “words” "
		"(/v1/passages/p)\n");
}

static void text_of_a_list_names_what_it_refers_to(void **state)
{
	struct app *app = *state;

	claim(app, "c", "/parties", "{\"organization\":\"o\"}", "");
	assert_contains(memo(app, "/parties"),
	                "parties is role: issuer, organization: O, count: 3; "
	                "role: host, organization: Q. "
	                "Stated by: organization: O [1]. ");
}

static void text_says_when_nothing_is_known(void **state)
{
	struct app *app = *state;

	assert_string_equal(memo(app, "/signed_on"),
	                    "An Act (instrument a): signed_on is not recorded. "
	                    "No passage states it.\n");
}

static void deprecated_claims_are_shown_but_do_not_count(void **state)
{
	struct app *app = *state;

	claim(app, "c", "/title", "\"Wrong\"", ",\"rank\":\"deprecated\"");
	assert_string_equal(state_of(app, "/title"), "unsupported");
	assert_member(app, "fields/0/field", "/title");
	assert_member(app, "fields/0/assertions/0/rank", "deprecated");
	assert_member(app, "fields/0/assertions/0/agreement", "conflicts");
}

static void claim_is_shown_with_its_passage_and_source(void **state)
{
	struct app *app = *state;

	claim(app, "c", "/title", "\"An Act\"",
	      ",\"speaker\":\"X\",\"note\":\"n\"");
	get(app, ABOUT);
	assert_member(app, "subject/kind", "instruments");
	assert_member(app, "subject/key", "a");
	assert_member(app, "fields/0/value", "An Act");
	assert_member(app, "fields/0/state", "supported");
	assert_member(app, "fields/0/assertions/0/key", "c");
	assert_member(app, "fields/0/assertions/0/value", "An Act");
	assert_member(app, "fields/0/assertions/0/rank", "normal");
	assert_member(app, "fields/0/assertions/0/speaker", "X");
	assert_member(app, "fields/0/assertions/0/passage/key", "p");
	assert_member(app, "fields/0/assertions/0/passage/exact", "words");
	assert_member(app, "fields/0/assertions/0/passage/state", "verified");
	assert_member(app, "fields/0/assertions/0/passage/locator", "p. 1");
	assert_member(app, "fields/0/assertions/0/passage/source/key", "s");
	assert_int_equal(
		reply_integer(app, "fields/0/assertions/0/passage/start"), 3);
	assert_true(json_is_null(reply_json(app, "fields/0/resolution")));
}

static void every_member_of_the_record_is_shown_once(void **state)
{
	static const char *const members[] = { "/title",      "/titles",
		                               "/type",       "/force",
		                               "/existence",  "/jurisdictions",
		                               "/parties",    "/adopted_on",
		                               "/identifiers" };
	struct app *app = *state;

	claim(app, "c", "/title", "\"An Act\"", "");
	get(app, ABOUT);
	assert_int_equal(json_array_size(reply_json(app, "fields")),
	                 COUNT(members));
	for (size_t i = 0; i < COUNT(members); i++)
		assert_member(app, say(app, "fields/%zu/field", i), members[i]);
}

static void member_only_claims_speak_of_is_shown_after_the_others(void **state)
{
	struct app *app = *state;
	size_t last;

	claim(app, "c1", "/signed_on", "\"2020\"", "");
	claim(app, "c2", "/signed_on", "\"2020-05\"", "");
	get(app, ABOUT);
	last = json_array_size(reply_json(app, "fields")) - 1;
	assert_member(app, say(app, "fields/%zu/field", last), "/signed_on");
	assert_true(json_is_null(
		reply_json(app, say(app, "fields/%zu/value", last))));
	assert_member(app, say(app, "fields/%zu/state", last), "unsupported");
	assert_non_null(
		reply_json(app, say(app, "fields/%zu/assertions/1", last)));
}

static void coverage_counts_the_members_of_the_record(void **state)
{
	struct app *app = *state;

	claim(app, "c1", "/title", "\"An Act\"", "");
	claim(app, "c2", "/type", "\"act\"", "");
	claim(app, "c3", "/adopted_on", "\"1999\"", "");
	claim(app, "c4", "/signed_on", "\"2020\"", "");
	get(app, ABOUT);
	assert_int_equal(reply_integer(app, "coverage/supported"), 2);
	assert_int_equal(reply_integer(app, "coverage/disputed"), 1);
	assert_int_equal(reply_integer(app, "coverage/settled"), 0);
	assert_int_equal(reply_integer(app, "coverage/unsettled"), 0);
	assert_int_equal(reply_integer(app, "coverage/unsupported"), 6);
}

static void claims_about_others_do_not_show(void **state)
{
	struct app *app = *state;

	make_act(app, "\"key\":\"b\"");
	call(app, "POST", "/v1/assertions", NULL,
	     "{\"subject\":{\"kind\":\"instruments\",\"id\":\"b\"},"
	     "\"field\":\"/title\",\"value\":\"x\",\"passage\":\"p\"}");
	assert_status(app, 201);
	assert_string_equal(state_of(app, "/title"), "unsupported");
	assert_int_equal(
		json_array_size(reply_json(app, "fields/0/assertions")), 0);
}

static void claims_come_by_pages(void **state)
{
	struct app *app = *state;
	struct buf lines;
	json_t *all;

	buf_init(&lines, app->keys_arena);
	for (int i = 0; i < 450; i++)
		buf_printf(&lines,
		           "{\"kind\":\"assertions\",\"op\":\"put\","
		           "\"record\":{\"key\":\"c-%d\",\"subject\":{"
		           "\"kind\":\"instruments\",\"id\":\"a\"},"
		           "\"field\":\"/title\",\"value\":\"%d\","
		           "\"passage\":\"p\"}}\n",
		           i, i);
	assert_string_equal(import_lines(app, app->store, "x", lines.data), "");
	get(app, ABOUT "?limit=7");
	assert_int_equal(reply_integer(app, "fields/0/total"), 450);
	assert_int_equal(
		json_array_size(reply_json(app, "fields/0/assertions")), 7);
	assert_true(json_is_null(reply_json(app, "fields/1/next")));
	get(app, say(app, WHY "/title&limit=200&cursor=%s",
	             reply_string(app, "fields/0/next")));
	assert_int_equal(json_array_size(reply_json(app, "assertions")), 200);
	all = all_pages(app, WHY "/title&limit=200", "assertions");
	assert_int_equal(json_array_size(all), 450);
	json_decref(all);
	call(app, "GET", WHY "/title", "Accept: text/plain", NULL);
	assert_non_null(strstr(reply_text(app), "50 of 450"));
	assert_non_null(strstr(reply_value(app, "Link"), "cursor="));
}

static void what_is_not_there_has_no_provenance(void **state)
{
	struct app *app = *state;

	get(app, "/v1/instruments/b/provenance");
	assert_status(app, 404);
	edit(app, "DELETE", "/v1/instruments/a", NULL);
	get(app, ABOUT);
	assert_status(app, 410);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		claim_test(claims_agree_by_the_type_of_their_field),
		claim_test(agreement_follows_the_record),
		claim_test(references_in_values_are_ids_and_agree_by_key),
		claim_test(scalar_references_agree_too),
		claim_test(states_follow_from_the_claims),
		claim_test(resolution_settles_a_dispute_or_says_that_none_can),
		claim_test(resolution_of_a_member_that_is_absent_shows),
		claim_test(why_answers_for_one_member),
		claim_test(why_needs_a_member_that_there_is),
		claim_test(why_as_text_is_a_paragraph_and_its_sources),
		claim_test(text_of_a_list_names_what_it_refers_to),
		claim_test(text_says_when_nothing_is_known),
		claim_test(deprecated_claims_are_shown_but_do_not_count),
		claim_test(claim_is_shown_with_its_passage_and_source),
		claim_test(every_member_of_the_record_is_shown_once),
		claim_test(
			member_only_claims_speak_of_is_shown_after_the_others),
		claim_test(coverage_counts_the_members_of_the_record),
		claim_test(claims_about_others_do_not_show),
		claim_test(claims_come_by_pages),
		claim_test(what_is_not_there_has_no_provenance),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
