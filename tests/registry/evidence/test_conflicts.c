/*
 * test_conflicts.c - where claims contradict a record or each other: filters,
 * the list of conflicts, what rests on proposals, and what is kept of it all
 */
#include "tests/support/database.h"
#include "tests/support/registry.h"

#include <pthread.h>
#include <stdio.h>

#include "server/registry/changes/audit.h"
#include "server/registry/model/json.h"

#define WHY "/v1/instruments/a/why?field="

/* Instruments "a" and "b", and a passage "p" of a source "s". */
static int setup(void **state)
{
	struct app *app;
	int failed = registry_setup(state);
	const char *sha;

	app = *state;
	make_act(app, "\"key\":\"a\",\"adopted_on\":\"2021\"");
	make_act(app, "\"key\":\"b\",\"adopted_on\":\"2021\"");
	sha = load(app, "s", STR("In words."));
	make(app, "passages",
	     say(app,
	         "{\"key\":\"p\",\"source\":\"s\",\"edition\":\"%s\","
	         "\"start\":3,\"end\":8}",
	         sha));
	return failed;
}

#define conflict_test(fn)                                                      \
	cmocka_unit_test_setup_teardown(fn, setup, app_teardown)

/* The keys of the instruments a filter finds, joined by blanks. */
static const char *found(struct app *app, const char *filter)
{
	json_t *items, *item;
	struct buf out;
	size_t i;

	get(app, say(app, "/v1/instruments?fields=key&%s", filter));
	assert_status(app, 200);
	items = reply_json(app, "items");
	assert_int_equal(reply_integer(app, "total"), json_array_size(items));
	buf_init(&out, app->keys_arena);
	buf_puts(&out, "");
	json_array_foreach(items, i, item)
		buf_printf(&out, "%s%s", i > 0 ? " " : "",
	                   json_string_value(json_object_get(item, "key")));
	return out.data;
}

#define assert_found(app, filter, want)                                        \
	assert_string_equal(found(app, filter), want)

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

static void a_conflict_ends_with_what_it_rests_on(void **state)
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

/* Four conflicts of two kinds, a settled one among them. */
static void make_conflicts(struct app *app)
{
	make(app, "organizations",
	     "{\"key\":\"o\",\"name\":\"O\",\"type\":\"other\"}");
	make(app, "passages",
	     "{\"key\":\"q\",\"source\":\"t\",\"start\":0,\"end\":4,"
	     "\"edition\":\"" WORDS "\"}");
	claim(app, "c1", "/adopted_on", "\"2020\"", "");
	claim(app, "c2", "/type", "\"bill\"", "");
	resolve(app, "/type", "settled", "");
	claim_of(app, "c3", "instruments", "b", "/adopted_on", "\"2020\"", "q",
	         "");
	claim_of(app, "c4", "organizations", "o", "/type", "\"company\"", "p",
	         "");
}

/* "KEY/FIELD" of the conflicts a query finds, joined by blanks. */
static const char *conflicts(struct app *app, const char *query)
{
	json_t *items, *item;
	struct buf out;
	size_t i;

	get(app, say(app, "/v1/conflicts?%s", query));
	assert_status(app, 200);
	items = reply_json(app, "items");
	buf_init(&out, app->keys_arena);
	buf_puts(&out, "");
	json_array_foreach(items, i, item)
		buf_printf(&out, "%s%s%s", i > 0 ? " " : "",
	                   json_string_value(json_object_get(
				   json_object_get(item, "subject"), "key")),
	                   json_string_value(json_object_get(item, "field")));
	return out.data;
}

#define assert_conflicts(app, query, want)                                     \
	assert_string_equal(conflicts(app, query), want)

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
	assert_conflicts(app, "flags=rests_only_on_proposal", "");
}

static void wrong_parameters_of_conflicts_are_named(void **state)
{
	static const char *const wrong[][2] = {
		{ "state=supported", "state" },  { "kind=things", "kind" },
		{ "field=/nothing", "field" },   { "flags=red", "flags" },
		{ "source=No%20Key", "source" }, { "limit=0", "limit" },
		{ "limit=201", "limit" },        { "cursor=x", "cursor" },
		{ "colour=red", "colour" },
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

/* ---- proposals ---------------------------------------------------------- */

#define FLAGGED "evidence.flags=rests_only_on_proposal"

static const char *flag(struct app *app, const char *field)
{
	get(app, say(app, WHY "%s", field));
	assert_status(app, 200);
	return reply_string(app, "flags/0");
}

static void what_only_a_proposal_says_is_no_proof_of_law(void **state)
{
	static const char *const law[][2] = {
		{ "/existence", "\"exists\"" },
		{ "/force", "\"hard\"" },
		{ "/adopted_on", "\"2021\"" },
		{ "/in_force_on", "\"2022\"" },
		{ "/applies_on", "\"2023\"" },
		{ "/signed_on", "\"2021\"" },
		{ "/repealed_on", "\"2030\"" },
		{ "/superseded_on", "\"2030\"" },
	};
	struct app *app = *state;

	edit(app, "PATCH", "/v1/sources/s", "{\"role\":\"proposal\"}");
	edit(app, "PATCH", "/v1/instruments/a",
	     "{\"in_force_on\":\"2022\",\"applies_on\":\"2023\","
	     "\"signed_on\":\"2021\",\"repealed_on\":\"2030\","
	     "\"superseded_on\":\"2030\",\"proposed_on\":\"2019\"}");
	for (size_t i = 0; i < COUNT(law); i++) {
		assert_string_equal(flag(app, law[i][0]), "");
		claim(app, say(app, "c-%zu", i), law[i][0], law[i][1], "");
		assert_string_equal(flag(app, law[i][0]),
		                    "rests_only_on_proposal");
	}
	claim(app, "d1", "/proposed_on", "\"2019\"", "");
	claim(app, "d2", "/title", "\"An Act\"", "");
	assert_string_equal(flag(app, "/proposed_on"), "");
	assert_string_equal(flag(app, "/title"), "");
	assert_found(app, FLAGGED, "a");
	assert_found(app, FLAGGED "&evidence.field=/force", "a");
	assert_found(app, FLAGGED "&evidence.field=/title", "");
	assert_found(app, "evidence.flags.exists=false", "b");
	get(app, "/v1/instruments/a/provenance");
	assert_contains(reply_text(app), "[\"rests_only_on_proposal\"]");
	call(app, "GET", WHY "/force", "Accept: text/plain", NULL);
	assert_contains(reply_text(app), "Only proposals say so");
	assert_sound(app->store);
}

static void one_other_source_is_proof_enough(void **state)
{
	struct app *app = *state;

	load(app, "t", STR("words"));
	make(app, "passages",
	     "{\"key\":\"q\",\"source\":\"t\",\"start\":0,\"end\":4,"
	     "\"edition\":\"" WORDS "\"}");
	edit(app, "PATCH", "/v1/sources/s", "{\"role\":\"proposal\"}");
	claim(app, "c1", "/force", "\"hard\"", "");
	assert_found(app, FLAGGED, "a");
	claim_of(app, "c2", "instruments", "a", "/force", "\"hard\"", "q", "");
	assert_found(app, FLAGGED, "");
	/* unless it does not count, or says otherwise */
	edit(app, "PATCH", "/v1/assertions/c2", "{\"rank\":\"deprecated\"}");
	assert_found(app, FLAGGED, "a");
	edit(app, "PATCH", "/v1/assertions/c2",
	     "{\"rank\":\"normal\",\"value\":\"soft\"}");
	assert_found(app, FLAGGED, "a");
	assert_conflicts(app, "flags=rests_only_on_proposal", "a/force");
	assert_member(app, "items/0/flags/0", "rests_only_on_proposal");
}

static void the_flag_follows_what_makes_a_proposal(void **state)
{
	struct app *app = *state;

	claim(app, "c", "/force", "\"hard\"", "");
	assert_found(app, FLAGGED, "");
	edit(app, "PATCH", "/v1/sources/s", "{\"role\":\"proposal\"}");
	assert_found(app, FLAGGED, "a");
	edit(app, "PATCH", "/v1/sources/s", "{\"role\":\"primary_text\"}");
	assert_found(app, FLAGGED, "");
	/* the text of what is only a draft */
	edit(app, "PATCH", "/v1/sources/s", "{\"instrument\":\"b\"}");
	assert_found(app, FLAGGED, "");
	edit(app, "PATCH", "/v1/instruments/b", "{\"existence\":\"proposed\"}");
	assert_found(app, FLAGGED, "a");
	edit(app, "PATCH", "/v1/instruments/b",
	     "{\"existence\":\"exists\",\"type\":\"bill\"}");
	assert_found(app, FLAGGED, "a");
	/* withdrawn after it was law, and before */
	edit(app, "PATCH", "/v1/instruments/b",
	     "{\"existence\":\"withdrawn\",\"type\":\"act\"}");
	assert_found(app, FLAGGED, "");
	edit(app, "PATCH", "/v1/instruments/b", "{\"adopted_on\":null}");
	assert_found(app, FLAGGED, "a");
	edit(app, "PATCH", "/v1/sources/s", "{\"instrument\":null}");
	assert_found(app, FLAGGED, "");
	assert_sound(app->store);
}

static void the_flag_follows_a_passage_to_another_source(void **state)
{
	struct app *app = *state;

	get(app, "/v1/passages/p");
	make(app, "sources",
	     say(app,
	         "{\"key\":\"t\",\"title\":\"T\",\"role\":\"proposal\","
	         "\"editions\":[{\"sha256\":\"%s\"}]}",
	         reply_string(app, "edition")));
	claim(app, "c", "/force", "\"hard\"", "");
	edit(app, "PATCH", "/v1/passages/p", "{\"source\":\"t\"}");
	assert_status(app, 200);
	assert_found(app, FLAGGED, "a");
	get(app, "/v1/coverage");
	assert_int_equal(reply_integer(app, "sources/0/passages"), 0);
	assert_int_equal(reply_integer(app, "sources/0/assertions"), 0);
	assert_int_equal(reply_integer(app, "sources/1/passages"), 1);
	assert_int_equal(reply_integer(app, "sources/1/assertions"), 1);
	assert_int_equal(reply_integer(app, "sources/1/members"), 1);
	assert_sound(app->store);
}

static void a_proposal_may_well_exist(void **state)
{
	struct app *app = *state;

	edit(app, "PATCH", "/v1/sources/s", "{\"role\":\"proposal\"}");
	claim(app, "c", "/existence", "\"exists\"", "");
	assert_found(app, FLAGGED, "a");
	edit(app, "PATCH", "/v1/instruments/a", "{\"type\":\"proposal\"}");
	assert_found(app, FLAGGED, "");
	edit(app, "PATCH", "/v1/instruments/a",
	     "{\"type\":\"act\",\"existence\":\"proposed\"}");
	edit(app, "PATCH", "/v1/assertions/c", "{\"value\":\"proposed\"}");
	assert_found(app, FLAGGED, "");
}

/* ---- what is kept ------------------------------------------------------- */

/* All that follows from what is kept, as text. */
static const char *picture(struct app *app, struct store *s)
{
	static const char *const targets[] = {
		"/v1/coverage",
		"/v1/instruments?fields=key&has_conflict=true",
		"/v1/instruments?fields=key&has_conflict=false",
		"/v1/instruments?fields=key&evidence.state=unsupported",
		"/v1/instruments?fields=key&" FLAGGED,
	};
	struct buf out;

	buf_init(&out, app->keys_arena);
	app->service.store = s;
	buf_puts(&out, conflicts(app, ""));
	for (size_t i = 0; i < COUNT(targets); i++)
		buf_puts(&out, text_of(app, targets[i]));
	app->service.store = app->store;
	return out.data;
}

/* The feed, as lines. */
static const char *feed(struct app *app)
{
	struct buf out;
	json_t *items, *item;
	size_t i;

	get(app, "/v1/changes?limit=1000");
	items = reply_json(app, "items");
	buf_init(&out, app->keys_arena);
	json_array_foreach(items, i, item)
	{
		char *line = json_dumps(item, JSON_COMPACT);

		buf_printf(&out, "%s\n", line);
		json_text_free(line);
	}
	return out.data;
}

static void make_a_mixture(struct app *app)
{
	load(app, "t", STR("words"));
	make_conflicts(app);
	edit(app, "PATCH", "/v1/sources/t", "{\"role\":\"proposal\"}");
	claim_of(app, "d", "instruments", "b", "/force", "\"hard\"", "q", "");
	edit(app, "DELETE", "/v1/assertions/c4", NULL);
}

static void a_mirror_keeps_the_same(void **state)
{
	struct app *app = *state;
	const char *files[] = { "replayed", "restored" }, *lines[2];

	make_a_mixture(app);
	lines[0] = feed(app);
	lines[1] = export_lines(app, app->store, NULL, false);
	for (size_t i = 0; i < COUNT(files); i++) {
		struct store *other = registry_open(app, files[i]);

		assert_string_equal(
			import_lines(app, other, files[i], lines[i]), "");
		assert_same(picture(app, other), picture(app, app->store));
		assert_sound(other);
		store_close(other);
	}
}

static void what_is_made_anew_in_one_import_keeps_what_is_claimed(void **state)
{
	struct app *app = *state;
	const char *line;

	claim(app, "c", "/adopted_on", "\"2020\"", "");
	get(app, "/v1/instruments/a");
	line = say(app,
	           "{\"kind\":\"instruments\",\"op\":\"delete\","
	           "\"key\":\"a\"}\n{\"kind\":\"instruments\",\"op\":\"put\","
	           "\"record\":{" ACT ",\"key\":\"a\",\"id\":\"%s\","
	           "\"adopted_on\":\"2021\"}}\n",
	           reply_string(app, "id"));
	assert_string_equal(import_lines(app, app->store, "x", line), "");
	get(app, "/v1/instruments/a");
	assert_int_equal(reply_integer(app, "rev"), 2);
	assert_found(app, "has_conflict=true", "a");
	assert_sound(app->store);
}

/* As `serve` does. */
static void reopen(struct app *app)
{
	app->store = registry_open(app, "test.db");
	app->service.store = app->store;
}

/* Change the database behind the app's back. */
static void meddle(struct app *app, const char *sql)
{
	store_close(app->store);
	do_sql(app->file, sql);
	reopen(app);
}

static int complaints;

static void hear(const char *what)
{
	if (strstr(what, "evidence") != NULL || strstr(what, "counts") != NULL)
		complaints++;
}

/* Of then nothing says who made a change, so its chain is another. */
static void an_old_database_gets_what_it_lacks(void **state)
{
	struct audit v = { .complain = hear };
	struct app *app = *state;
	struct err e = { 0 };
	const char *before;

	make_a_mixture(app);
	before = picture(app, app->store);
	store_close(app->store);
	make_old(app->file, 15);
	reopen(app);
	assert_same(picture(app, app->store), before);
	complaints = 0;
	assert_int_equal(audit_run(app->store, &v, &e), ERR_OK);
	assert_int_equal(complaints, 0);
}

static void verification_notices_what_does_not_fit(void **state)
{
	static const char *const tricks[] = {
		"UPDATE evidence SET state = 'supported' "
		"WHERE state = 'disputed'",
		"DELETE FROM evidence WHERE field = '/force'",
		"UPDATE instruments SET has_conflict = 0",
		"UPDATE grounds SET claims = 7",
		"UPDATE coverage SET n = n + 1",
		"UPDATE uncovered_sets SET uses = uses + 1",
		"DELETE FROM uncovered_fields",
		"UPDATE uncovered_records "
		"SET owner = (SELECT max(n) FROM uncovered_sets)",
		"DELETE FROM yields",
	};
	struct app *app = *state;
	struct err e = { 0 };

	make_a_mixture(app);
	assert_sound(app->store);
	for (size_t i = 0; i < COUNT(tricks); i++) {
		struct audit v = { .complain = hear };

		meddle(app, tricks[i]);
		complaints = 0;
		assert_int_equal(audit_run(app->store, &v, &e), ERR_OK);
		assert_true(complaints > 0);
		/* and what is drawn anew is sound again */
		meddle(app, "DELETE FROM evidence; DELETE FROM grounds; "
		            "DELETE FROM coverage; DELETE FROM settings; "
		            "DELETE FROM uncovered_records; "
		            "DELETE FROM uncovered_sets; "
		            "DELETE FROM uncovered_fields; "
		            "UPDATE yields SET assertions = 0, members = 0; "
		            "INSERT INTO yields SELECT source, count(*), 0, 0 "
		            "FROM passages WHERE true GROUP BY source "
		            "ON CONFLICT DO NOTHING");
		assert_sound(app->store);
	}
}

/* ---- two at once -------------------------------------------------------- */

#define EACH 20

struct writer {
	struct app app; /* a copy, with arenas of its own */
	pthread_t thread;
	const char *name, *year;
	int failures;
};

static void *write_claims(void *arg)
{
	struct writer *w = arg;

	for (int i = 0; i < EACH; i++) {
		call(&w->app, "POST", "/v1/assertions", NULL,
		     say(&w->app,
		         "{\"key\":\"%s-%d\",\"subject\":{\"kind\":"
		         "\"instruments\",\"id\":\"a\"},\"field\":"
		         "\"/adopted_on\",\"value\":\"%s\",\"passage\":\"p\"}",
		         w->name, i, w->year));
		w->failures += w->app.reply.status != 201;
	}
	return NULL;
}

static void two_who_claim_at_once_leave_one_picture(void **state)
{
	struct app *app = *state;
	struct writer writers[] = { { .name = "x", .year = "2021-05" },
		                    { .name = "y", .year = "1999" } };

	for (size_t i = 0; i < COUNT(writers); i++) {
		writers[i].app = *app;
		writers[i].app.arena = NULL;
		writers[i].app.keys_arena = arena_new();
		assert_int_equal(pthread_create(&writers[i].thread, NULL,
		                                write_claims, &writers[i]),
		                 0);
	}
	for (size_t i = 0; i < COUNT(writers); i++) {
		pthread_join(writers[i].thread, NULL);
		assert_int_equal(writers[i].failures, 0);
		arena_free(writers[i].app.arena);
		arena_free(writers[i].app.keys_arena);
	}
	assert_conflicts(app, "", "a/adopted_on");
	assert_int_equal(json_array_size(reply_json(app, "items/0/assertions")),
	                 2 * EACH);
	get(app, "/v1/coverage");
	assert_int_equal(reply_integer(app, "coverage/disputed"), 1);
	assert_int_equal(reply_integer(app, "sources/0/assertions"), 2 * EACH);
	assert_sound(app->store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		conflict_test(filters_find_records_in_conflict),
		conflict_test(a_conflict_ends_with_what_it_rests_on),
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
		conflict_test(what_only_a_proposal_says_is_no_proof_of_law),
		conflict_test(one_other_source_is_proof_enough),
		conflict_test(the_flag_follows_what_makes_a_proposal),
		conflict_test(the_flag_follows_a_passage_to_another_source),
		conflict_test(a_proposal_may_well_exist),
		conflict_test(a_mirror_keeps_the_same),
		conflict_test(
			what_is_made_anew_in_one_import_keeps_what_is_claimed),
		conflict_test(an_old_database_gets_what_it_lacks),
		conflict_test(verification_notices_what_does_not_fit),
		conflict_test(two_who_claim_at_once_leave_one_picture),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
