/*
 * test_proposal.c - what has only proposals as evidence is no proof of law
 */
#include "tests/support/conflicts.h"

#define WHY "/v1/instruments/a/why?field="

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		conflict_test(what_only_a_proposal_says_is_no_proof_of_law),
		conflict_test(one_other_source_is_proof_enough),
		conflict_test(the_flag_follows_what_makes_a_proposal),
		conflict_test(the_flag_follows_a_passage_to_another_source),
		conflict_test(a_proposal_may_well_exist),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
