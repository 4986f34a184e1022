/*
 * test_conflicts.c - where claims contradict a record or each other: filters, and
 * the list of conflicts
 */
#include "tests/support/conflicts.h"

#define WHY "/v1/instruments/a/why?field="

/* ---- filters ------------------------------------------------------------ */

static void filters_find_records_in_conflict(void **state)
{
	struct app *app = *state;

	assert_found(app, "has_conflict=true", "");
	assert_found(app, "has_conflict=false", "a b");
	claim(app, "c1", "/adopted_on", "\"2021-05\"", "");
	assert_found(app, "has_conflict=true", "");
	claim(app, "c2", "/adopted_on", "\"2020\"", "");
	assert_found(app, "has_conflict=true", "a");
	assert_found(app, "has_conflict=false", "b");
	assert_found(app, "evidence.state=disputed", "a");
	resolve(app, "/adopted_on", "settled", "");
	assert_found(app, "has_conflict=true", "a");
	assert_found(app, "evidence.state=disputed", "");
	assert_found(app, "evidence.state=settled", "a");
	edit(app, "PATCH", "/v1/resolutions/r", "{\"outcome\":\"unsettled\"}");
	assert_found(app, "evidence.state=disputed&evidence.state=unsettled",
	             "a");
	assert_sound(app->store);
}

static void a_conflict_ends_with_its_evidence(void **state)
{
	struct app *app = *state;

	claim(app, "c", "/adopted_on", "\"2020\"", "");
	assert_found(app, "has_conflict=true", "a");
	edit(app, "PATCH", "/v1/assertions/c", "{\"rank\":\"deprecated\"}");
	assert_found(app, "has_conflict=true", "");
	edit(app, "PATCH", "/v1/assertions/c", "{\"rank\":null}");
	assert_found(app, "has_conflict=true", "a");
	edit(app, "PATCH", "/v1/instruments/a", "{\"adopted_on\":\"2020\"}");
	assert_found(app, "has_conflict=true", "");
	edit(app, "PATCH", "/v1/instruments/a", "{\"adopted_on\":\"2021\"}");
	assert_found(app, "has_conflict=true", "a");
	edit(app, "DELETE", "/v1/assertions/c", NULL);
	assert_found(app, "has_conflict=true", "");
	edit(app, "DELETE", "/v1/instruments/a", NULL);
	assert_found(app, "has_conflict.exists=true", "b");
	assert_sound(app->store);
}

static void a_claim_may_move_to_another_record(void **state)
{
	struct app *app = *state;

	claim(app, "c", "/adopted_on", "\"2020\"", "");
	edit(app, "PATCH", "/v1/assertions/c",
	     "{\"subject\":{\"kind\":\"instruments\",\"id\":\"b\"}}");
	assert_found(app, "has_conflict=true", "b");
	assert_sound(app->store);
}

static void a_resolution_where_nothing_conflicts_is_no_conflict(void **state)
{
	struct app *app = *state;

	claim(app, "c", "/adopted_on", "\"2021-05\"", "");
	resolve(app, "/adopted_on", "settled", "");
	assert_found(app, "evidence.state=settled", "a");
	assert_found(app, "has_conflict=true", "");
	get(app, WHY "/adopted_on");
	assert_member(app, "state", "settled");
	assert_false(json_is_true(reply_json(app, "conflict")));
}

static void claims_may_contradict_each_other(void **state)
{
	struct app *app = *state;

	/* both fit the record, and not each other */
	claim(app, "c1", "/adopted_on", "\"2021-05\"", "");
	claim(app, "c2", "/adopted_on", "\"2021-06\"", "");
	get(app, WHY "/adopted_on");
	assert_member(app, "state", "disputed");
	/* nor does what is no date, or only the hash of one */
	edit(app, "DELETE", "/v1/assertions/c2", NULL);
	claim(app, "c3", "/adopted_on", "\"spring of 2021\"", "");
	claim(app, "c4", "/adopted_on", "{\"sha256\":\"" WORDS "\"}", "");
	claim(app, "c5", "/adopted_on", "\"2021-05-03\"", "");
	assert_found(app, "has_conflict=true", "");
	claim(app, "c6", "/adopted_on", "\"2021-05-04\"", "");
	assert_found(app, "has_conflict=true", "a");
	/* of what the record does not say */
	claim_of(app, "d1", "instruments", "b", "/signed_on", "\"2020\"", "p",
	         "");
	assert_found(app, "has_conflict=true", "a");
	claim_of(app, "d2", "instruments", "b", "/signed_on", "\"2019\"", "p",
	         "");
	assert_found(app, "has_conflict=true", "a b");
	assert_found(app, "evidence.field=/signed_on&evidence.state=disputed",
	             "b");
	/* which names may not do */
	claim_of(app, "d3", "instruments", "b", "/summary", "\"x\"", "p", "");
	claim_of(app, "d4", "instruments", "b", "/summary", "\"y\"", "p", "");
	assert_found(app, "evidence.field=/summary", "");
	assert_sound(app->store);
}

static void each_member_has_a_state_of_its_own(void **state)
{
	struct app *app = *state;

	claim(app, "c1", "/type", "\"act\"", "");
	claim(app, "c2", "/adopted_on", "\"2020\"", "");
	assert_found(app, "evidence.field=/type&evidence.state=supported", "a");
	assert_found(app, "evidence.field=/type&evidence.state=disputed", "");
	assert_found(app, "evidence.field=/type&evidence.state=unsupported",
	             "b");
	assert_found(app, "unsupported=type", "b");
	assert_found(app, "unsupported=/type&unsupported=title", "a b");
	get(app, "/v1/instruments?unsupported=nothing");
	assert_status(app, 400);
	assert_found(app,
	             "evidence.field=/adopted_on&"
	             "evidence.state.in=supported,unsupported",
	             "b");
	assert_found(app, "evidence.state=unsupported", "a b");
	/* of a member the record does not have nothing is missing */
	claim(app, "c3", "/signed_on", "\"2020\"", "");
	assert_found(app, "evidence.field=/signed_on", "");
}

static void wrong_filters_are_named(void **state)
{
	static const char *const wrong[][2] = {
		{ "has_conflict=yes", "has_conflict" },
		{ "evidence.state=fine", "evidence.state" },
		{ "evidence.field=/nothing", "evidence.field" },
		{ "evidence.field=adopted_on", "evidence.field" },
		{ "evidence.field=/parties/role", "evidence.field" },
		{ "evidence.flags=red", "evidence.flags" },
		{ "evidence.key=a", "evidence.key" },
		{ "evidence.present=true", "evidence.present" },
		{ "grounds.source=s", "grounds.source" },
		{ "fields=evidence", "fields" },
		{ "fields=has_conflict", "fields" },
	};
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(wrong); i++) {
		get(app, say(app, "/v1/instruments?%s", wrong[i][0]));
		assert_status(app, 400);
		assert_mistake(app, wrong[i][1]);
	}
}

static void nobody_writes_what_is_derived(void **state)
{
	struct app *app = *state;

	edit(app, "PATCH", "/v1/instruments/a", "{\"has_conflict\":true}");
	assert_status(app, 422);
	edit(app, "PATCH", "/v1/instruments/a", "{\"evidence\":[]}");
	assert_status(app, 422);
	get(app, "/v1/instruments/a");
	assert_null(reply_json(app, "has_conflict"));
	assert_null(reply_json(app, "evidence"));
}

static void evidence_itself_may_be_disputed(void **state)
{
	struct app *app = *state;

	edit(app, "PATCH", "/v1/passages/p", "{\"segment\":\"1\"}");
	get(app, "/v1/passages/p/provenance");
	assert_int_equal(json_array_size(reply_json(app, "fields")), 0);
	claim_of(app, "c", "passages", "p", "/segment", "\"2\"", "p", "");
	get(app, "/v1/passages/p/provenance");
	assert_int_equal(json_array_size(reply_json(app, "fields")), 1);
	get(app, "/v1/passages?has_conflict=true");
	assert_int_equal(reply_integer(app, "total"), 1);
	get(app, "/v1/conflicts?kind=passages");
	assert_member(app, "items/0/subject/key", "p");
	assert_member(app, "items/0/field", "/segment");
}

/* Instruments "n-0000" and so on: more than are looked for one by one. */
#define MANY 1200

static void make_many(struct app *app)
{
	struct buf lines;

	buf_init(&lines, app->keys_arena);
	for (int i = 0; i < MANY; i++)
		buf_printf(&lines,
		           "{\"kind\":\"instruments\",\"op\":\"put\","
		           "\"record\":{" ACT ",\"key\":\"n-%04d\"}}\n",
		           i);
	assert_string_equal(import_lines(app, app->store, "x", lines.data), "");
}

static void what_is_common_and_what_is_rare_are_both_found(void **state)
{
	static const struct {
		const char *filter;
		int64_t total;
		const char *first;
	} filters[] = {
		{ "has_conflict=false", MANY + 1, "a" },
		{ "has_conflict=true", 1, "n-0700" },
		{ "evidence.state=unsupported", MANY + 2, "a" },
		{ "evidence.state=disputed", 1, "n-0700" },
		{ "evidence.field=/type", MANY + 2, "a" },
		{ "evidence.field=/type&evidence.state=unsupported", MANY + 1,
		  "a" },
		{ "evidence.field=/type&evidence.state=disputed", 1, "n-0700" },
		{ "evidence.field=/adopted_on", 2, "a" },
		{ "evidence.flags.exists=false", MANY + 2, "a" },
		{ "evidence.flags.exists=true", 0, "" },
		{ "evidence.field=/type&evidence.state=unsupported&"
		  "sort=-key&key.gte=m",
		  MANY - 1, "n-1199" },
	};
	struct app *app = *state;

	make_many(app);
	claim_of(app, "c", "instruments", "n-0700", "/type", "\"bill\"", "p",
	         "");
	for (size_t i = 0; i < COUNT(filters); i++) {
		get(app,
		    say(app, "/v1/instruments?limit=5&%s", filters[i].filter));
		assert_status(app, 200);
		assert_int_equal(reply_integer(app, "total"), filters[i].total);
		assert_member(app, "items/0/key", filters[i].first);
	}
}

/* ---- the list of conflicts ---------------------------------------------- */

static void a_conflict_is_shown_as_why_shows_it(void **state)
{
	struct app *app = *state;
	json_t *item;

	claim(app, "c1", "/adopted_on", "\"2020\"", ",\"speaker\":\"X\"");
	claim(app, "c2", "/adopted_on", "\"2021\"", "");
	resolve(app, "/adopted_on", "unsettled", "");
	get(app, "/v1/conflicts");
	assert_status(app, 200);
	assert_int_equal(reply_integer(app, "total"), 1);
	assert_true(json_is_null(reply_json(app, "next")));
	assert_member(app, "items/0/subject/kind", "instruments");
	assert_member(app, "items/0/subject/title", "An Act");
	assert_member(app, "items/0/assertions/0/passage/exact", "words");
	assert_member(app, "items/0/resolution/outcome", "unsettled");
	item = json_incref(reply_json(app, "items/0"));
	get(app, WHY "/adopted_on");
	assert_true(json_equal(item, app->json));
	json_decref(item);
}

static void conflicts_are_chosen_by_what_they_are_about(void **state)
{
	struct app *app = *state;

	load(app, "t", STR("words"));
	make_conflicts(app);
	assert_conflicts(app, "", "a/adopted_on a/type b/adopted_on o/type");
	assert_int_equal(reply_integer(app, "total"), 4);
	assert_conflicts(app, "kind=organizations", "o/type");
	assert_conflicts(app, "kind=organizations&kind=events", "o/type");
	assert_conflicts(app, "field=/type", "a/type o/type");
	assert_conflicts(app, "state=settled", "a/type");
	assert_conflicts(app, "state=settled&state=unsettled", "a/type");
	assert_conflicts(app, "state=disputed&kind=instruments",
	                 "a/adopted_on b/adopted_on");
	assert_conflicts(app, "source=t", "b/adopted_on");
	assert_int_equal(reply_integer(app, "total"), 1);
	assert_conflicts(app, "source=s&source=t&field=/adopted_on",
	                 "a/adopted_on b/adopted_on");
	assert_conflicts(app, "source=none", "");
	assert_conflicts(app, "instrument=a", "a/adopted_on a/type");
	assert_conflicts(app, "instrument=a&instrument=b&field=/adopted_on",
	                 "a/adopted_on b/adopted_on");
	assert_conflicts(app, "instrument=none", "");
	assert_conflicts(app, "flags=rests_only_on_proposal", "");
}

static void wrong_parameters_of_conflicts_are_named(void **state)
{
	static const char *const wrong[][2] = {
		{ "state=supported", "state" }, { "kind=things", "kind" },
		{ "field=/nothing", "field" },  { "flags=red", "flags" },
		{ "limit=0", "limit" },         { "limit=201", "limit" },
		{ "cursor=x", "cursor" },       { "colour=red", "colour" },
	};
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(wrong); i++) {
		get(app, say(app, "/v1/conflicts?%s", wrong[i][0]));
		assert_status(app, 400);
		assert_mistake(app, wrong[i][1]);
	}
}

static void pages_of_conflicts_hold_their_place_while_others_write(void **state)
{
	struct app *app = *state;
	const char *next;

	load(app, "t", STR("words"));
	make_conflicts(app);
	assert_conflicts(app, "limit=2", "a/adopted_on a/type");
	assert_int_equal(reply_integer(app, "total"), 4);
	assert_contains(reply_value(app, "Link"), "rel=\"next\"");
	next = say(app, "limit=2&cursor=%s", reply_string(app, "next"));
	edit(app, "DELETE", "/v1/assertions/c1", NULL);
	claim(app, "c5", "/force", "\"soft\"", "");
	assert_conflicts(app, next, "b/adopted_on o/type");
	assert_true(json_is_null(reply_json(app, "next")));
	assert_string_equal(reply_value(app, "Link"), "");
	assert_conflicts(app, "", "a/force a/type b/adopted_on o/type");
}

static void a_table_of_conflicts_is_for_people(void **state)
{
	struct app *app = *state;
	struct str table;

	make(app, "organizations",
	     "{\"key\":\"body\",\"name\":\"Body\",\"type\":\"other\"}");
	claim(app, "c1", "/parties",
	      "{\"organization\":\"body\",\"role\":\"issuer\"}", "");
	edit(app, "PATCH", "/v1/instruments/a",
	     "{\"parties\":[{\"organization\":\"body\",\"role\":"
	     "\"host\"}]}");
	claim(app, "c2", "/adopted_on", "\"2020\"", "");
	get(app, "/v1/conflicts?format=csv");
	table = str_from(reply_text(app));
	assert_true(str_starts(table, STR("subject.title,field,value,state,")));
	assert_contains(table.p, ",/adopted_on,2021,disputed,");
	assert_contains(table.p, "\"organization: body, role: issuer\"");
	assert_null(strchr(table.p, '{'));
	get(app, "/v1/conflicts?format=markdown");
	assert_contains(reply_text(app), "| /adopted\\_on | 2021 | disputed |");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		conflict_test(filters_find_records_in_conflict),
		conflict_test(a_conflict_ends_with_its_evidence),
		conflict_test(a_claim_may_move_to_another_record),
		conflict_test(
			a_resolution_where_nothing_conflicts_is_no_conflict),
		conflict_test(claims_may_contradict_each_other),
		conflict_test(each_member_has_a_state_of_its_own),
		conflict_test(wrong_filters_are_named),
		conflict_test(nobody_writes_what_is_derived),
		conflict_test(evidence_itself_may_be_disputed),
		conflict_test(what_is_common_and_what_is_rare_are_both_found),
		conflict_test(a_conflict_is_shown_as_why_shows_it),
		conflict_test(conflicts_are_chosen_by_what_they_are_about),
		conflict_test(wrong_parameters_of_conflicts_are_named),
		conflict_test(
			pages_of_conflicts_hold_their_place_while_others_write),
		conflict_test(a_table_of_conflicts_is_for_people),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
