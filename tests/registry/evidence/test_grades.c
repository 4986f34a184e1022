/*
 * test_grades.c - how strong the evidence is: official, independent, our own,
 * none
 */
#include "tests/support/registry.h"

#include "lib/data/digest.h"

/* A source whose text is not held, and a passage of it of the same key. */
static void make_source(struct app *app, const char *key, const char *role,
                        const char *more)
{
	make(app, "sources",
	     say(app,
	         "{\"key\":\"%s\",\"title\":\"The "
	         "%s\",\"role\":\"%s\",\"editions\":"
	         "[{\"sha256\":\"" WORDS "\"}]%s}",
	         key, key, role, more));
	make(app, "passages",
	     say(app,
	         "{\"key\":\"%s\",\"source\":\"%s\",\"edition\":\"" WORDS
	         "\",\"start\":0,\"end\":5,\"exact\":\"wordy\"}",
	         key, key));
}

static void make_all(struct app *app)
{
	make(app, "organizations",
	     "{\"key\":\"o\",\"name\":\"O\",\"type\":\"government\"}");
	make_act(app, "\"key\":\"a\",\"adopted_on\":\"2021-11\"");
	make_source(app, "law", "primary_text", "");
	make_source(app, "bill", "proposal", "");
	make_source(app, "journal", "official_record", "");
	make_source(app, "essay", "commentary", "");
	make_source(app, "table", "dataset", "");
	make_source(app, "notes", "editorial_note", "");
}

static void say_of(struct app *app, const char *passage, const char *field,
                   const char *value, const char *more)
{
	claim_of(app, say(app, "%s-%s", passage, field + 1), "instruments", "a",
	         field, value, passage, more);
}

static void assert_grade(struct app *app, const char *field, const char *grade,
                         const char *state)
{
	get(app, say(app, "/v1/instruments/a/why?field=%s", field));
	assert_member(app, "grade", grade);
	assert_member(app, "state", state);
}

/* Keys of the instruments that fit, by a list and by a search. */
static void assert_total(struct app *app, const char *query, int want)
{
	get(app, say(app, "/v1/instruments?%s", query));
	assert_status(app, 200);
	assert_int_equal(reply_integer(app, "total"), want);
	get(app,
	    say(app, "/v1/search?kind=instruments&facet=none&q=act&%s", query));
	assert_status(app, 200);
	assert_int_equal(reply_integer(app, "total"), want);
}

static void the_role_of_the_source_says_how_strong_it_is(void **state)
{
	static const struct {
		const char *source, *grade, *state;
	} cases[] = {
		{ "law", "official", "supported" },
		{ "bill", "official", "supported" },
		{ "journal", "official", "supported" },
		{ "essay", "independent", "supported" },
		{ "table", "independent", "supported" },
		{ "notes", "editorial", "editorial" },
	};
	struct app *app = *state;

	make_all(app);
	assert_grade(app, "/title", "none", "unsupported");
	for (size_t i = 0; i < COUNT(cases); i++) {
		say_of(app, cases[i].source, "/title", "\"An Act\"", "");
		assert_grade(app, "/title", cases[i].grade, cases[i].state);
		edit(app, "DELETE",
		     say(app, "/v1/assertions/%s-title", cases[i].source),
		     NULL);
		assert_status(app, 204);
	}
	assert_sound(app->store);
}

static void the_strongest_that_agrees_counts(void **state)
{
	struct app *app = *state;

	make_all(app);
	say_of(app, "notes", "/adopted_on", "\"2021-11\"", "");
	say_of(app, "law", "/adopted_on", "\"2021-11-23\"",
	       ",\"rank\":\"deprecated\"");
	assert_grade(app, "/adopted_on", "editorial", "editorial");
	say_of(app, "essay", "/adopted_on", "\"2021\"", "");
	assert_grade(app, "/adopted_on", "independent", "supported");
	say_of(app, "journal", "/adopted_on", "\"2020\"", "");
	assert_grade(app, "/adopted_on", "independent", "disputed");
	get(app, "/v1/conflicts?grade=independent");
	assert_int_equal(reply_integer(app, "total"), 1);
	assert_member(app, "items/0/grade", "independent");
	get(app, "/v1/conflicts?grade=official");
	assert_int_equal(reply_integer(app, "total"), 0);
	get(app, "/v1/conflicts?grade=good");
	assert_status(app, 400);
	assert_mistake(app, "grade");
}

static void records_are_found_and_counted_by_grade(void **state)
{
	struct app *app = *state;

	make_all(app);
	say_of(app, "notes", "/title", "\"An Act\"", "");
	say_of(app, "law", "/type", "\"act\"", "");
	assert_total(app, "evidence.grade=official", 1);
	assert_total(app, "evidence.grade=independent", 0);
	assert_total(app, "evidence.grade=editorial&evidence.field=/title", 1);
	assert_total(app, "evidence.grade=editorial&evidence.field=/type", 0);
	assert_total(app, "evidence.grade=none&evidence.field=/force", 1);
	assert_total(app, "evidence.state=editorial", 1);
	get(app, "/v1/coverage");
	assert_int_equal(reply_integer(app, "grades/official"), 1);
	assert_int_equal(reply_integer(app, "grades/editorial"), 1);
	assert_int_equal(reply_integer(app, "coverage/editorial"), 1);
	assert_int_equal(reply_integer(app, "coverage/supported"), 1);
	get(app, "/v1/instruments/a/provenance");
	assert_int_equal(reply_integer(app, "grades/official"), 1);
	assert_int_equal(reply_integer(app, "grades/none"), 3);
}

static void a_translation_is_official_when_the_issuer_made_it(void **state)
{
	struct app *app = *state;

	make_all(app);
	make_source(app, "theirs", "translation",
	            ",\"instrument\":\"a\",\"publisher\":\"o\"");
	say_of(app, "theirs", "/title", "\"An Act\"", "");
	assert_grade(app, "/title", "independent", "supported");
	edit(app, "PATCH", "/v1/instruments/a",
	     "{\"parties\":[{\"role\":\"issuer\",\"organization\":\"o\"}]}");
	assert_grade(app, "/title", "official", "supported");
	assert_total(app, "evidence.grade=official", 1);
	edit(app, "PATCH", "/v1/sources/theirs", "{\"publisher\":null}");
	assert_grade(app, "/title", "independent", "supported");
	assert_total(app, "evidence.grade=official", 0);
	assert_sound(app->store);
}

static void a_passage_that_does_not_stand_proves_nothing(void **state)
{
	struct app *app = *state;

	make_all(app);
	say_of(app, "law", "/title", "\"An Act\"", "");
	call_bytes(app, "PUT", "/v1/sources/law/text",
	           "Content-Type: text/plain", STR("other words"));
	assert_status(app, 201);
	get(app, "/v1/passages/law");
	assert_member(app, "state", "lost");
	assert_grade(app, "/title", "none", "unsupported");
	assert_total(app, "evidence.grade=official", 0);
	assert_sound(app->store);
	call_bytes(app, "PUT", "/v1/sources/law/text",
	           "Content-Type: text/plain", STR("more WORDY words"));
	assert_grade(app, "/title", "official", "supported");
	assert_total(app, "evidence.grade=official", 1);
	assert_sound(app->store);
}

/* Keys of the claims about the title, in pages of two. */
static const char *order(struct app *app)
{
	static const char first[] =
		"/v1/instruments/a/why?field=/title&limit=2";
	const char *target = first;
	struct buf out;

	buf_init(&out, app->keys_arena);
	for (int page = 0; page < 3; page++) {
		json_t *claims, *c;
		size_t i;

		get(app, target);
		assert_status(app, 200);
		claims = reply_json(app, "assertions");
		json_array_foreach(claims, i, c) buf_printf(
			&out, "%s%s", out.len > 0 ? " " : "",
			json_string_value(json_object_get(c, "key")));
		if (page < 2)
			target = say(app, "%s&cursor=%s", first,
			             reply_string(app, "next"));
	}
	assert_true(json_is_null(reply_json(app, "next")));
	return buf_text(&out).p;
}

static void
the_strongest_evidence_comes_first_and_then_the_earliest(void **state)
{
	static const char *const sources[] = { "bill", "essay", "journal",
		                               "law",  "notes", "table" };
	struct app *app = *state;

	make_all(app);
	edit(app, "PATCH", "/v1/sources/law", "{\"published_on\":\"2021\"}");
	edit(app, "PATCH", "/v1/sources/journal",
	     "{\"published_on\":\"2020-05\"}");
	for (size_t i = 0; i < COUNT(sources); i++)
		say_of(app, sources[i], "/title", "\"An Act\"",
		       strcmp(sources[i], "essay") == 0
		               ? ",\"rank\":\"deprecated\""
		               : "");
	assert_string_equal(order(app),
	                    "journal-title law-title bill-title table-title "
	                    "notes-title essay-title");
	edit(app, "PATCH", "/v1/sources/bill",
	     "{\"published_on\":\"2019-12-31\"}");
	edit(app, "PATCH", "/v1/sources/journal", "{\"role\":\"commentary\"}");
	edit(app, "PATCH", "/v1/assertions/essay-title",
	     "{\"rank\":\"normal\"}");
	assert_string_equal(order(app),
	                    "bill-title law-title journal-title essay-title "
	                    "table-title notes-title");
	assert_sound(app->store);
}

static const char *memo(struct app *app, const char *field)
{
	call(app, "GET", say(app, "/v1/instruments/a/why?field=%s", field),
	     "Accept: text/plain", NULL);
	assert_status(app, 200);
	return say(app, "%s", reply_text(app));
}

static void a_memo_says_how_strong_it_is_in_words(void **state)
{
	struct app *app = *state;

	make_all(app);
	say_of(app, "notes", "/title", "\"An Act\"", "");
	assert_same(memo(app, "/title"),
	            "An Act (instrument a): title is An Act. Stated by: [1] "
	            "(no page named). The only evidence is our own notes.\n\n"
	            "[1] The notes (/v1/passages/notes)\n");
	say_of(app, "notes", "/type", "\"act\"",
	       ",\"seen_at\":\"https://example.org/x\",\"seen_on\":"
	       "\"2026-01-02\"");
	assert_contains(memo(app, "/type"),
	                "[1] (checked at https://example.org/x on 2026-01-02). "
	                "The only evidence is our own notes.\n");
	get(app, "/v1/instruments/a/why?field=/type");
	assert_member(app, "assertions/0/seen_on", "2026-01-02");
	assert_member(app, "assertions/0/grade", "editorial");
}

static void a_memo_says_whose_text_it_is(void **state)
{
	struct app *app = *state;

	make_all(app);
	make_act(app, "\"key\":\"b\",\"note\":\"another\"");
	make_source(app, "own", "primary_text", ",\"instrument\":\"a\"");
	make_source(app, "other", "primary_text", ",\"instrument\":\"b\"");
	edit(app, "PATCH", "/v1/instruments/b", "{\"title\":\"The Repeal\"}");
	say_of(app, "own", "/title", "\"An Act\"", "");
	say_of(app, "other", "/title", "\"An Act\"", "");
	assert_contains(memo(app, "/title"),
	                "The strongest evidence is an official text.\n\n"
	                "[1] The other, the text of The Repeal "
	                "(/v1/passages/other)\n"
	                "[2] The own (/v1/passages/own)\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		registry_test(the_role_of_the_source_says_how_strong_it_is),
		registry_test(the_strongest_that_agrees_counts),
		registry_test(records_are_found_and_counted_by_grade),
		registry_test(
			a_translation_is_official_when_the_issuer_made_it),
		registry_test(a_passage_that_does_not_stand_proves_nothing),
		registry_test(
			the_strongest_evidence_comes_first_and_then_the_earliest),
		registry_test(a_memo_says_how_strong_it_is_in_words),
		registry_test(a_memo_says_whose_text_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
