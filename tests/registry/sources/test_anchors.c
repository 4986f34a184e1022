/*
 * test_anchors.c - a source gets a newer text: where its passages stand now
 */
#include "tests/support/anchors.h"

#include <stdio.h>
#include <string.h>

#include "lib/data/digest.h"
#include "lib/data/jsontext.h"
#include "lib/text/utf8.h"
#include "server/registry/model/json.h"

/* Words as they stand in a JSON string. */
static const char *text_in_json(struct app *app, const char *words)
{
	struct buf out;

	buf_init(&out, app->keys_arena);
	json_quote(&out, str_from(words));
	return say(app, "%.*s", (int)out.len - 2, out.data + 1);
}

/* What stands at the first place that was found for it. */
static const char *at_anchor(struct app *app, const char *key)
{
	get(app, say(app, "/v1/passages/%s", key));
	return text_of(app,
	               say(app, "/v1/sources/s/text?edition=%s&start=%d&end=%d",
	                   reply_string(app, "anchor/edition"),
	                   (int)reply_integer(app, "anchor/places/0/start"),
	                   (int)reply_integer(app, "anchor/places/0/end")));
}

/* ---- what is found ------------------------------------------------------ */

static void every_passage_is_accounted_for(void **state)
{
	struct app *app = *state;

	make_amendable(app);
	put_text(app, "/v1/sources/s/text?lang=en", STR(NEW_LAW));
	assert_int_equal(reply_integer(app, "anchors/counts/unchanged"), 1);
	assert_int_equal(reply_integer(app, "anchors/counts/moved"), 1);
	assert_int_equal(reply_integer(app, "anchors/counts/changed"), 1);
	assert_int_equal(reply_integer(app, "anchors/counts/ambiguous"), 0);
	assert_int_equal(reply_integer(app, "anchors/counts/lost"), 1);
	assert_state(app, "first", "verified");
	assert_state(app, "told", "moved");
	assert_state(app, "log", "changed");
	assert_state(app, "acts", "lost");
	get(app, "/v1/passages?source=s&state=changed");
	assert_int_equal(reply_integer(app, "total"), 1);
	assert_member(app, "items/0/key", "log");
}

static void what_changed_is_shown_word_by_word(void **state)
{
	struct app *app = *state;

	make_amendable(app);
	put_text(app, "/v1/sources/s/text?lang=en", STR(NEW_LAW));
	assert_string_equal(at_anchor(app, "log"),
	                    "Providers and deployers shall keep a log of every "
	                    "request for two years. They shall seal it.");
	assert_string_equal(at_anchor(app, "told"),
	                    "Users shall be told that they talk to a machine.");
	get(app, "/v1/passages/log");
	assert_member(app, "exact",
	              "Providers shall keep a log of every request for six "
	              "months.");
	assert_member(app, "anchor/diff/0/text", "Providers ");
	assert_member(app, "anchor/diff/1/op", "insert");
	assert_member(app, "anchor/diff/1/text", "and deployers ");
	get(app, "/v1/passages/acts");
	assert_member(app, "exact",
	              "The Commission may adopt delegated acts on quantum "
	              "telescopes.");
	assert_int_equal(json_array_size(reply_json(app, "anchor/places")), 0);
}

static void surroundings_tell_places_apart(void **state)
{
	struct app *app = *state;

	make_source(app, STR(OLD_LAW));
	make_passage(app, "p", "The provider shall appoint a representative.");
	put_text(app, "/v1/sources/s/text?lang=en",
	         STR("Article 9\nThe provider shall appoint a representative.\n"
	             "Fees are due when the authority has sent its "
	             "bill.\n" OLD_LAW));
	assert_state(app, "p", "moved");
	assert_int_equal(reply_integer(app, "anchor/places/0/start"), 235);
}

static void what_nothing_tells_apart_is_ambiguous(void **state)
{
	struct app *app = *state;

	make_source(app, STR("x. Fees are due. y."));
	make_passage(app, "p", "Fees are due.");
	put_text(app, "/v1/sources/s/text?lang=en",
	         STR("a. Fees are due. b. c. Fees are due. d."));
	assert_state(app, "p", "ambiguous");
	assert_int_equal(json_array_size(reply_json(app, "anchor/places")), 2);
	call(app, "POST", "/v1/passages/p/accept", NULL, NULL);
	assert_status(app, 409);
	assert_int_equal(json_array_size(reply_json(app, "places")), 2);
	call(app, "POST", "/v1/passages/p/accept", NULL,
	     "{\"start\":23,\"end\":36}");
	assert_status(app, 200);
	assert_member(app, "exact", "Fees are due.");
	assert_member(app, "state", "verified");
}

#define LAW                                                                    \
	"Directive 2014/%d/EU of the European Parliament and of the Council "  \
	"of %d May 2014 on %s (OJ L %d, p. %d)."

static void numbers_of_other_laws_are_no_change_of_this_one(void **state)
{
	struct app *app = *state;

	struct buf laws;

	buf_init(&laws, app->keys_arena);
	for (int i = 0; i < 30; i++)
		buf_printf(&laws, LAW "\n", 50 + i, 1 + i, "pressure equipment",
		           100 + i, 200 + i);
	make_source(app, str_from(say(app, LAW "\n", 31, 26, "scales", 96, 7)));
	make_passage(app, "p", say(app, LAW, 31, 26, "scales", 96, 7));
	put_text(app, "/v1/sources/s/text?lang=en", buf_text(&laws));
	assert_state(app, "p", "lost");
}

static void other_words_between_the_same_words_are_a_change(void **state)
{
	struct app *app = *state;

	make_source(app, STR("Keep the seal of the log at hand.\n"
	                     "Quantum telescopes want polish.\n"
	                     "Report every theft within an hour.\n"));
	make_passage(app, "p", "Quantum telescopes want polish.");
	put_text(app, "/v1/sources/s/text?lang=en",
	         STR("Keep the seal of the log at hand.\nFees are due.\n"
	             "Report every theft within an hour.\n"));
	assert_state(app, "p", "changed");
	assert_string_equal(at_anchor(app, "p"), "Fees are due.");
}

static const struct {
	const char *old, *new, *words, *state, *there;
} copies[] = {
	/* a date goes from one provision to the other */
	{ "Article 9\nIt shall apply from 2025. However:\n"
	  "(a) Chapter III shall apply from 2 August 2026;\n"
	  "(b) Chapter XII shall apply from 3 May 2028.\n",
	  "Article 9\nIt shall apply from 2025. However:\n"
	  "(a) Chapter III shall apply from 1 June 2027;\n"
	  "(b) Chapter XII shall apply from 2 August 2026.\n",
	  "2 August 2026", "changed", "1 June 2027" },
	{ "Chapter III shall apply from 2 August 2026.\n"
	  "Chapter XII shall apply from 3 May 2028.\n",
	  "Chapter III shall apply.\n"
	  "Chapter XII shall apply from 2 August 2026.\n",
	  "shall apply from 2 August 2026", "changed", NULL },
	/* with as many letters before it as before */
	{ "Chapter III applies in May.", "Chapter XII applies in May.",
	  "applies in May", "changed", NULL },
	/* an item that goes, and its like that stays */
	{ "Article 1\n(a) ships: keep a log;\n(b) boats: pay a fee;\n"
	  "(c) rafts: keep the log\n",
	  "Article 1\n(a) ships: pay a fee;\n(c) rafts: keep a log\n",
	  "ships: keep a log", "changed", NULL },
	/* a sentence that goes to another article */
	{ "Article 1\nOne is due. Two is due.\nArticle 2\nThree is due.\n",
	  "Article 1\nOne is due.\nArticle 2\nThree is due. Two is due.\n",
	  "Two is due.", "changed", NULL },
	{ "第一条 甲应登记。乙应登记。\n第二条 丙应登记。\n",
	  "第一条 甲应登记。\n第二条 丙应登记。乙应登记。\n", "乙应登记。",
	  "changed", NULL },
	{ "§ 1 Eins ist neu. Zwei ist neu.\n§ 2 Drei ist neu.\n",
	  "§ 1 Eins ist neu.\n§ 2 Drei ist neu. Zwei ist neu.\n",
	  "Zwei ist neu.", "changed", NULL },
	/* what stays where it was, whatever comes before it */
	{ "Article 1\nOne is due. Two is due.\n",
	  "Recital.\nArticle 1\nOne is paid. Two is due. More is due.\n",
	  "Two is due.", "moved", "Two is due." },
	{ "Article 1\nShips shall\nkeep a log each day.\n",
	  "New: all this.\nArticle 1\nShips shall keep a log each day.\n",
	  "keep a log", "moved", "keep a log" },
	{ "Article 1\nOne is due.\nArticle 2\nTwo is due.\n",
	  "Article 1\nOne is due.\nArticle 1a\nNew.\nArticle 2\nTwo is due.\n",
	  "Article 2\nTwo is due.", "moved", "Article 2\nTwo is due." },
	{ "One is due.", "One is due.", "One is due.", "verified", NULL },
};

static void evidence_never_goes_to_another_provision(void **state)
{
	for (size_t i = 0; i < COUNT(copies); i++) {
		struct app *app;

		app_teardown(state);
		registry_setup(state);
		app = *state;
		make_source(app, str_from(copies[i].old));
		make_passage(app, "p", text_in_json(app, copies[i].words));
		call_bytes(app, "PUT", "/v1/sources/s/text?lang=en", PLAIN_TEXT,
		           str_from(copies[i].new));
		get(app, "/v1/passages/p");
		if (strcmp(reply_string(app, "state"), copies[i].state) != 0)
			print_error("%s:\n", copies[i].new);
		assert_member(app, "state", copies[i].state);
		if (copies[i].there != NULL)
			assert_string_equal(at_anchor(app, "p"),
			                    copies[i].there);
	}
}

static void chinese_is_found_like_any_other(void **state)
{
	struct app *app = *state;

	make_source(app, STR("第一条 提供者应当保存日志六个月。\n"
	                     "第二条 使用者应当被告知。\n"));
	make_passage(app, "log", "提供者应当保存日志六个月。");
	make_passage(app, "told", "使用者应当被告知。");
	put_text(app, "/v1/sources/s/text?lang=en",
	         STR("第一条 提供者应当保存日志十二个月。\n第二条 附则。\n"
	             "第三条 使用者应当被告知。\n"));
	assert_state(app, "told", "changed");
	assert_state(app, "log", "changed");
	assert_string_equal(at_anchor(app, "log"),
	                    "提供者应当保存日志十二个月。");
}

static void layout_alone_is_a_change_that_is_seen(void **state)
{
	struct app *app = *state;

	make_source(app, STR("Keep “the log” at hand."));
	make_passage(app, "p", "Keep “the log” at hand.");
	put_text(app, "/v1/sources/s/text?lang=en",
	         STR("Keep \"the log\" at\nhand."));
	assert_state(app, "p", "changed");
	assert_int_equal(reply_integer(app, "anchor/places/0/end"), 23);
}

/* ---- which text succeeds which ------------------------------------------ */

static void another_language_is_no_successor(void **state)
{
	struct app *app = *state;

	make_amendable(app);
	put_text(app, "/v1/sources/s/text?lang=fr", STR("Tout autre chose."));
	assert_state(app, "told", "verified");
	call_bytes(app, "PUT", "/v1/sources/s/text?lang=en",
	           "Content-Type: text/html", STR("<p>Another layout</p>"));
	assert_status(app, 201);
	assert_state(app, "told", "verified");
	put_text(app, "/v1/sources/s/text?lang=en-GB", STR("Nothing of it."));
	assert_state(app, "told", "lost");
}

static void the_newest_text_decides(void **state)
{
	struct app *app = *state;

	make_amendable(app);
	put_text(app, "/v1/sources/s/text?lang=en", STR("Nothing of it."));
	assert_state(app, "told", "lost");
	put_text(app, "/v1/sources/s/text?lang=en", STR(NEW_LAW));
	assert_state(app, "told", "moved");
	get(app, "/v1/sources/s/anchors?state=lost");
	assert_int_equal(json_array_size(reply_json(app, "items")), 1);
}

static void an_edition_that_is_taken_away_leaves_all_as_it_was(void **state)
{
	struct app *app = *state;
	const char *editions;

	make_amendable(app);
	get(app, "/v1/sources/s");
	editions = json_dumps(reply_json(app, "editions"), 0);
	put_text(app, "/v1/sources/s/text?lang=en", STR(NEW_LAW));
	assert_state(app, "told", "moved");
	edit(app, "PATCH", "/v1/sources/s",
	     say(app, "{\"editions\":%s}", editions));
	assert_status(app, 200);
	assert_state(app, "told", "verified");
	assert_null(reply_json(app, "anchor"));
	json_text_free((char *)editions);
	assert_sound(app->store);
}

static void texts_may_come_in_any_order(void **state)
{
	struct app *app = *state;
	const char *old = digest_of(app->keys_arena, STR(OLD_LAW)).p,
		   *new = digest_of(app->keys_arena, STR(NEW_LAW)).p;

	make(app, "sources",
	     say(app,
	         "{\"key\":\"s\",\"title\":\"T\",\"role\":\"other\","
	         "\"editions\":[{\"sha256\":\"%s\"},{\"sha256\":\"%s\"}]}",
	         old, new));
	make(app, "passages",
	     say(app,
	         "{\"key\":\"told\",\"source\":\"s\",\"edition\":\"%s\","
	         "\"start\":70,\"end\":118,\"exact\":\"Users shall be told "
	         "that they talk to a machine.\"}",
	         old));
	assert_state(app, "told", "unverified");
	call_bytes(app, "PUT", "/v1/sources/s/text", PLAIN_TEXT, STR(NEW_LAW));
	assert_int_equal(reply_integer(app, "anchors/counts/found"), 1);
	assert_state(app, "told", "verified");
	call_bytes(app, "PUT", "/v1/sources/s/text", PLAIN_TEXT, STR(OLD_LAW));
	assert_status(app, 200);
	assert_state(app, "told", "moved");
	assert_sound(app->store);
}

static void a_passage_of_an_old_text_is_looked_for_at_once(void **state)
{
	struct app *app = *state;
	const char *old = digest_of(app->keys_arena, STR(OLD_LAW)).p;

	make_source(app, STR(OLD_LAW));
	put_text(app, "/v1/sources/s/text?lang=en", STR(NEW_LAW));
	make(app, "passages",
	     say(app,
	         "{\"key\":\"told\",\"source\":\"s\",\"edition\":\"%s\","
	         "\"exact\":\"Users shall be told that they talk to a "
	         "machine.\"}",
	         old));
	assert_state(app, "told", "moved");
}

/* ---- a real amendment --------------------------------------------------- */

static int count_articles(struct app *app, struct str text)
{
	struct str mark = STR("\nArticle ");
	int n = 0;

	for (size_t i = 0; i + mark.len < text.len; i++) {
		struct str rest = { text.p + i, text.len - i };
		const char *end;
		int64_t start;

		if (!str_starts(rest, mark))
			continue;
		end = strstr(rest.p + 1, "\n\n");
		if (end == NULL || end - rest.p > 16 ||
		    (end = strstr(end + 2, "\n\n")) == NULL ||
		    (end = strstr(end + 2, "\n\n")) == NULL)
			continue;
		start = utf8_count((struct str){ text.p, i + 1 }).code_points;
		call(app, "POST", "/v1/passages", NULL,
		     say(app,
		         "{\"source\":\"s\",\"start\":%d,\"end\":%d,"
		         "\"edition\":\"%s\"}",
		         (int)start,
		         (int)(start +
		               utf8_count((struct str){ rest.p + 1,
		                                        (size_t)(end - rest.p) -
		                                                1 })
		                       .code_points),
		         digest_of(app->keys_arena, text).p));
		assert_status(app, 201);
		n++;
	}
	return n;
}

static void the_amended_ai_act_accounts_for_every_article(void **state)
{
	struct app *app = *state;
	struct str old = read_text(app, "../shared/corpus/eu-ai-act.en.txt"),
		   new = read_text(app, "../shared/corpus/"
	                                "eu-ai-act.amended-2026-07-27.en.txt");
	int64_t n, sum = 0;

	if (old.p == NULL || new.p == NULL) {
		print_message("skipped: the AI Act's texts are not here\n");
		skip();
	}
	make_source(app, old);
	n = count_articles(app, old);
	assert_int_equal(n, 113);
	put_text(app, "/v1/sources/s/text?lang=en", new);
	for (int i = 0; i < 5; i++)
		sum += reply_integer(
			app,
			say(app, "anchors/counts/%s",
		            (const char *[]){ "unchanged", "moved", "changed",
		                              "ambiguous", "lost" }[i]));
	assert_int_equal(sum, n);
	assert_true(reply_integer(app, "anchors/counts/moved") >= 100);
	assert_true(reply_integer(app, "anchors/counts/lost") <= 1);
	assert_sound(app->store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		registry_test(every_passage_is_accounted_for),
		registry_test(what_changed_is_shown_word_by_word),
		registry_test(surroundings_tell_places_apart),
		registry_test(what_nothing_tells_apart_is_ambiguous),
		registry_test(numbers_of_other_laws_are_no_change_of_this_one),
		registry_test(other_words_between_the_same_words_are_a_change),
		registry_test(evidence_never_goes_to_another_provision),
		registry_test(chinese_is_found_like_any_other),
		registry_test(layout_alone_is_a_change_that_is_seen),
		registry_test(another_language_is_no_successor),
		registry_test(the_newest_text_decides),
		registry_test(
			an_edition_that_is_taken_away_leaves_all_as_it_was),
		registry_test(texts_may_come_in_any_order),
		registry_test(a_passage_of_an_old_text_is_looked_for_at_once),
		registry_test(the_amended_ai_act_accounts_for_every_article),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
