/*
 * test_copies.c - passages found by their fingerprints in other copies of the
 * text they are taken from
 */
#include "tests/support/registry.h"

#include "lib/data/digest.h"
#include "lib/data/jsontext.h"
#include "server/registry/model/json.h"

#define PLAIN "Content-Type: text/plain"
#define HTML  "Content-Type: text/html"

/* What the registry was made from, and does not hold. */
#define LAW                                                                       \
	"Article 1\nScope\n\n1. This Act applies to “talking machines” that " \
	"are placed on the market – free of charge or not – in the Union.\n"  \
	"2. It does not apply to toys.\n\n"                                       \
	"Article 2\nDuties\n\n1. Providers shall keep a well-documented log "     \
	"for 6 months.\n2. The provider shall inform the authority.\n\n"          \
	"Article 3\nRepresentatives\n\n1. The provider shall inform the "         \
	"authority.\n2. Infor­mation shall be in ＥＮＧＬＩＳＨ.\n\n"     \
	"Article 4\nEntry into force\n\nIt shall apply from 2 August 2027.\n"

static const struct {
	const char *key, *words, *prefix;
} marks[] = {
	{ "title", "Article 1", "" },
	{ "scope",
	  "1. This Act applies to “talking machines” that are placed on the "
	  "market – free of charge or not – in the Union.",
	  "" },
	{ "toys", "It does not apply to toys.", "" },
	{ "log", "Providers shall keep a well-documented log for 6 months.",
	  "" },
	{ "inform-2", "The provider shall inform the authority.",
	  "6 months.\\n2. " },
	{ "inform-3", "The provider shall inform the authority.",
	  "Representatives\\n\\n1. " },
	{ "english", "Infor­mation shall be in ＥＮＧＬＩＳＨ.", "" },
	{ "applies", "It shall apply from 2 August 2027.", "" },
};

/* The same with other white space and line ends, straight quotes, a hyphen at
 * the end of a line and none within one, other dashes and other width. */
#define COPY                                                                   \
	"OFFICIAL PAGE, menu, login\r\nARTICLE 1   Scope\r\n1. This Act "      \
	"applies to\r\n\"talking machines\" that are placed on the mar-\r\n"   \
	"ket - free of charge or not - in the Union.\r\n\r\n2.  It does not "  \
	"apply to toys. \r\nArticle 2 Duties\r\n1. Providers shall keep a "    \
	"well-\r\ndocumented log for 6\xc2\xa0months.\r\n2. The provider "     \
	"shall inform the\r\nauthority.\r\nArticle 3 Representatives 1. The "  \
	"provider shall inform the authority. 2. Information shall be in "     \
	"English.\r\nArticle 4 Entry into force It shall apply from 2 "        \
	"August 2027."

#define REWORDED                                                               \
	"Article 2\nDuties\n\n1. Providers shall keep a short log for 6 "      \
	"months.\n2. The provider shall tell the authority.\n\n"

#define PAGE                                                                   \
	"<html><head><title>Law</title><script>x</script></head><body>"        \
	"<p>Article&nbsp;1</p><p><b>Scope</b></p><p>1. This Act applies to "   \
	"&#8220;talking <i>machines</i>&#8221; that are placed on the market " \
	"&ndash; free of charge or not &ndash; in the Union.</p>"              \
	"<p>2. It does not<br>apply to toys.</p>"                              \
	"<p>Article 2</p><p>Duties</p><p>1. Providers shall keep a "           \
	"<a href=\"x\">well-documented</a> log for 6&nbsp;months.</p>"         \
	"<p>2. The provider shall inform the authority.</p>"                   \
	"<p>Article 3</p><p>Representatives</p><p>1. The provider shall "      \
	"inform the authority.</p><p>2. Information shall be in English.</p>"  \
	"<p>Article 4</p><p>Entry into force</p><p>It shall apply from 2 "     \
	"August&nbsp;2027.</p></body></html>"

static const char *text_in_json(struct app *app, const char *words)
{
	struct buf out;

	buf_init(&out, app->keys_arena);
	json_quote(&out, str_from(words));
	return out.data;
}

/* A member of the last reply that is an object. */
static const char *member(struct app *app, const char *name)
{
	struct buf out;

	buf_init(&out, app->keys_arena);
	json_canonical(&out, reply_json(app, name));
	return out.data;
}

static void put(struct app *app, const char *target, const char *type,
                const char *text)
{
	call_bytes(app, "PUT", target, type, str_from(text));
	if (app->reply.status >= 300)
		fail_msg("%s", reply_text(app));
}

/* A passage of another registry, which holds the law, as it comes from there.
 */
static void take_over(struct app *app, const struct app *from)
{
	static const char *const members[] = {
		"key", "edition", "start", "end", "sha256", "fingerprint"
	};
	json_t *body = json_pack("{s:s}", "source", "s");
	char *text;

	for (size_t i = 0; i < COUNT(members); i++)
		json_object_set(body, members[i], reply_json(from, members[i]));
	text = json_dumps(body, 0);
	call(app, "POST", "/v1/passages", NULL, text);
	json_text_free(text);
	json_decref(body);
	assert_status(app, 201);
}

/* The passages of the law, whose own text is not held here. */
static void make_all(struct app *app)
{
	void *other;
	struct app *from;

	make(app, "sources",
	     say(app,
	         "{\"key\":\"s\",\"title\":\"T\",\"role\":\"primary_text\","
	         "\"editions\":[{\"sha256\":\"%s\",\"lang\":\"en\"}]}",
	         digest_of(app->keys_arena, STR(LAW)).p));
	registry_setup(&other);
	from = other;
	load(from, "law", STR(LAW));
	for (size_t i = 0; i < COUNT(marks); i++) {
		make(from, "passages",
		     say(from,
		         "{\"key\":\"%s\",\"source\":\"law\",\"exact\":%s%s%s%"
		         "s}",
		         marks[i].key, text_in_json(from, marks[i].words),
		         *marks[i].prefix ? ",\"prefix\":\"" : "",
		         marks[i].prefix, *marks[i].prefix ? "\"" : ""));
		take_over(app, from);
	}
	app_teardown(&other);
}

static enum err_code set_origin(struct tx *tx, void *arg, struct err *e)
{
	return store_set_origin(tx, str_from(arg), e);
}

static void be_copy_of(struct app *app, const char *origin)
{
	struct err e = { 0 };

	assert_int_equal(store_run(app->store, TX_WRITE, set_origin,
	                           (char *)(uintptr_t)origin, &e),
	                 ERR_OK);
}

static void assert_state(struct app *app, const char *key, const char *want)
{
	get(app, say(app, "/v1/passages/%s", key));
	assert_member(app, "state", want);
}

static void assert_all_found(struct app *app)
{
	for (size_t i = 0; i < COUNT(marks); i++)
		assert_state(app, marks[i].key, "verified");
}

/* ---- copies -------------------------------------------------------------- */

static void a_copy_that_is_set_otherwise_has_every_passage(void **state)
{
	struct app *app = *state;

	make_all(app);
	assert_state(app, "log", "unverified");
	put(app, "/v1/sources/s/text?lang=en-GB", PLAIN, COPY);
	assert_int_equal(reply_integer(app, "anchors/counts/found"), 8);
	assert_all_found(app);
	get(app, "/v1/passages/log");
	assert_member(app, "exact",
	              "Providers shall keep a well-\r\ndocumented log for "
	              "6\xc2\xa0months.");
	assert_member(app, "anchor/edition",
	              digest_of(app->keys_arena, STR(COPY)).p);
	assert_sound(app->store);
}

static void the_words_shown_are_those_of_the_copy(void **state)
{
	struct app *app = *state;
	const char *words;

	make_all(app);
	put(app, "/v1/sources/s/text?lang=en", PLAIN, COPY);
	get(app, "/v1/passages/inform-3");
	assert_member(app, "exact", "The provider shall inform the authority.");
	assert_member(app, "prefix", ".\r\nArticle 3 Representatives 1. ");
	words = text_of(
		app, say(app, "/v1/sources/s/text?edition=%s&start=%d&end=%d",
	                 reply_string(app, "anchor/edition"),
	                 (int)reply_integer(app, "anchor/places/0/start"),
	                 (int)reply_integer(app, "anchor/places/0/end")));
	assert_string_equal(words, "The provider shall inform the authority.");
	get(app, "/v1/search?q=toys&kind=passages&facet=none");
	assert_member(app, "items/0/key", "toys");
}

static void a_page_is_looked_through_as_it_is_read(void **state)
{
	struct app *app = *state;

	make_all(app);
	put(app, "/v1/sources/s/text?lang=en", HTML, PAGE);
	assert_all_found(app);
	get(app, "/v1/passages/log");
	assert_member(
		app, "exact",
		"Providers shall keep a <a href=\"x\">well-documented</a> "
		"log for 6&nbsp;months.");
	assert_sound(app->store);
}

/* LAW with another article 2. */
static const char *reworded(struct app *app)
{
	const char *second = strstr(LAW, "Article 2"),
		   *third = strstr(LAW, "Article 3");

	return say(app, "%.*s%s%s", (int)(second - LAW), LAW, REWORDED, third);
}

static void one_article_reworded_loses_just_its_passages(void **state)
{
	struct app *app = *state;

	make_all(app);
	put(app, "/v1/sources/s/text?lang=en", PLAIN, reworded(app));
	for (size_t i = 0; i < COUNT(marks); i++)
		assert_state(app, marks[i].key,
		             strcmp(marks[i].key, "log") == 0 ? "lost"
		             : strcmp(marks[i].key, "inform-2") == 0
		                     ? "changed"
		                     : "verified");
	assert_sound(app->store);
}

static void an_older_copy_counts_where_a_newer_one_lacks_the_words(void **state)
{
	struct app *app = *state;
	const char *older = digest_of(app->keys_arena, STR(COPY)).p;

	make_all(app);
	put(app, "/v1/sources/s/text?lang=en", PLAIN, COPY);
	put(app, "/v1/sources/s/text?lang=en", PLAIN, reworded(app));
	assert_int_equal(reply_integer(app, "anchors/counts/lost"), 1);
	assert_all_found(app);
	get(app, "/v1/passages/log");
	assert_member(app, "anchor/edition", older);
	assert_contains(reply_string(app, "exact"), "well-\r\ndocumented");
	get(app, "/v1/passages/toys");
	assert_string_not_equal(reply_string(app, "anchor/edition"), older);
	assert_sound(app->store);
	call(app, "POST", "/v1/passages/log/accept", NULL, NULL);
	assert_status(app, 200);
	assert_member(app, "edition", older);
	assert_sound(app->store);
}

static void a_passage_that_comes_last_is_found_in_an_older_copy(void **state)
{
	struct app *app = *state;
	char *line;

	make_all(app);
	line = strdup(export_lines(app, app->store, "passages", true));
	for (size_t i = 0; i < COUNT(marks); i++)
		edit(app, "DELETE", say(app, "/v1/passages/%s", marks[i].key),
		     NULL);
	put(app, "/v1/sources/s/text?lang=en", PLAIN, COPY);
	put(app, "/v1/sources/s/text?lang=en", PLAIN, reworded(app));
	assert_string_equal(import_lines(app, app->store, "p", line), "");
	free(line);
	assert_all_found(app);
	assert_sound(app->store);
}

static void a_copy_in_another_language_stands_for_nothing(void **state)
{
	struct app *app = *state;

	make_all(app);
	put(app, "/v1/sources/s/text?lang=de", PLAIN, COPY);
	assert_state(app, "log", "unverified");
	put(app, "/v1/sources/s/text?lang=EN", PLAIN, COPY "\n");
	assert_all_found(app);
}

static void what_stands_in_several_places_is_ambiguous(void **state)
{
	struct app *app = *state;

	make_all(app);
	put(app, "/v1/sources/s/text?lang=en", PLAIN, COPY COPY);
	assert_state(app, "log", "ambiguous");
	assert_int_equal(json_array_size(reply_json(app, "anchor/places")), 2);
	assert_string_equal(reply_string(app, "exact"), "");
	call(app, "POST", "/v1/passages/log/accept", NULL, NULL);
	assert_status(app, 409);
}

static void its_own_text_counts_once_it_is_there(void **state)
{
	struct app *app = *state;

	make_all(app);
	put(app, "/v1/sources/s/text?lang=en", PLAIN, COPY);
	put(app, "/v1/sources/s/text?lang=en", PLAIN, LAW);
	get(app, "/v1/passages/english");
	assert_member(app, "exact", "Infor­mation shall be in ＥＮＧＬＩＳＨ.");
	assert_sound(app->store);
}

static void the_place_in_a_copy_can_be_accepted(void **state)
{
	struct app *app = *state;

	make_all(app);
	put(app, "/v1/sources/s/text?lang=en", PLAIN, COPY);
	call(app, "POST", "/v1/sources/s/accept", NULL,
	     "{\"state\":\"found\"}");
	assert_status(app, 200);
	assert_int_equal(reply_integer(app, "accepted"), 8);
	get(app, "/v1/passages/log");
	assert_member(app, "edition", digest_of(app->keys_arena, STR(COPY)).p);
	assert_null(reply_json(app, "anchor"));
	assert_sound(app->store);
}

static void a_passage_that_comes_after_the_copy_is_found_at_once(void **state)
{
	struct app *app = *state;

	make_all(app);
	put(app, "/v1/sources/s/text?lang=en", PLAIN, COPY);
	get(app, "/v1/passages/toys");
	call(app, "POST", "/v1/passages", NULL,
	     say(app,
	         "{\"key\":\"again\",\"source\":\"s\",\"edition\":\"%s\","
	         "\"start\":5,\"end\":31,\"sha256\":\"" WORDS
	         "\",\"fingerprint\":%s}",
	         reply_string(app, "edition"), member(app, "fingerprint")));
	assert_status(app, 201);
	assert_member(app, "state", "verified");
	assert_member(app, "exact", "It does not apply to toys.");
}

/* ---- the member of the record -------------------------------------------- */

static void short_words_carry_their_surroundings(void **state)
{
	struct app *app = *state;

	load(app, "law", STR(LAW));
	make(app, "passages",
	     "{\"key\":\"p\",\"source\":\"law\",\"exact\":\"It does not apply "
	     "to toys.\"}");
	get(app, "/v1/passages/p");
	assert_int_equal(reply_integer(app, "fingerprint/length"), 21);
	assert_int_equal(reply_integer(app, "fingerprint/before/length"), 32);
	assert_int_equal(reply_integer(app, "fingerprint/after/length"), 32);
}

static void a_fingerprint_is_checked_when_given(void **state)
{
	struct app *app = *state;
	const char *print;

	load(app, "law", STR(LAW));
	make(app, "passages",
	     "{\"key\":\"p\",\"source\":\"law\",\"exact\":\"Scope\"}");
	get(app, "/v1/passages/p");
	print = member(app, "fingerprint");
	call(app, "POST", "/v1/passages", NULL,
	     say(app,
	         "{\"source\":\"law\",\"exact\":\"Duties\",\"fingerprint\":%s}",
	         print));
	assert_status(app, 422);
	assert_mistake(app, "/fingerprint");
	call(app, "POST", "/v1/passages", NULL,
	     "{\"source\":\"law\",\"exact\":\"Duties\",\"fingerprint\":"
	     "{\"version\":\"2\",\"length\":0,\"rolling\":\"x\"}}");
	assert_mistake(app, "/fingerprint/length");
	assert_mistake(app, "/fingerprint/rolling");
	assert_mistake(app, "/fingerprint/sha256");
	edit(app, "PATCH", "/v1/passages/p",
	     say(app, "{\"start\":4,\"end\":9,\"sha256\":\"%s\"}",
	         digest_of(app->keys_arena, STR("cle 1")).p));
	assert_status(app, 200);
	assert_int_equal(reply_integer(app, "fingerprint/length"), 4);
}

/* Blanks are folded away: what counts may stand far from the words. */
static void a_fingerprint_counts_what_stands_behind_many_blanks(void **state)
{
	struct app *app = *state;
	const char
		*near = "one two three four five six seven eight nine ten "
			"Here eleven twelve thirteen fourteen fifteen sixteen",
		*far = say(app,
	                   "one two three four five six seven eight nine ten"
	                   "%150sHere%150seleven twelve thirteen fourteen "
	                   "fifteen sixteen",
	                   "", "");
	const char *before, *after;

	load(app, "near", str_from(near));
	load(app, "far", str_from(far));
	make(app, "passages", "{\"source\":\"near\",\"exact\":\"Here\"}");
	before = say(app, "%s", reply_string(app, "fingerprint/before/sha256"));
	after = say(app, "%s", reply_string(app, "fingerprint/after/sha256"));
	assert_int_equal(reply_integer(app, "fingerprint/before/length"), 32);
	make(app, "passages", "{\"source\":\"far\",\"exact\":\"Here\"}");
	assert_member(app, "fingerprint/before/sha256", before);
	assert_member(app, "fingerprint/after/sha256", after);
}

static void a_quote_without_its_text_has_a_fingerprint(void **state)
{
	struct app *app = *state;

	make(app, "sources",
	     "{\"key\":\"s\",\"title\":\"T\",\"role\":\"primary_text\","
	     "\"editions\":[{\"sha256\":\"" WORDS "\"}]}");
	make(app, "passages",
	     "{\"key\":\"p\",\"source\":\"s\",\"edition\":\"" WORDS
	     "\",\"start\":3,\"end\":29,\"exact\":\"It does not apply to "
	     "toys.\"}");
	put(app, "/v1/sources/s/text", PLAIN, COPY);
	assert_state(app, "p", "verified");
	assert_sound(app->store);
}

/* An import of a passage of "law" that says no more than where it stands. */
static void import_bare(struct app *app)
{
	assert_string_equal(
		import_lines(
			app, app->store, "bare",
			say(app,
	                    "{\"kind\":\"passages\",\"op\":\"put\",\"record\":"
	                    "{\"key\":\"p\",\"source\":\"law\",\"edition\":"
	                    "\"%s\",\"start\":0,\"end\":9,\"sha256\":\"%s\"}}"
	                    "\n",
	                    digest_of(app->keys_arena, STR(LAW)).p,
	                    digest_of(app->keys_arena, STR("Article 1")).p)),
		"");
	get(app, "/v1/passages/p");
}

static void an_import_gets_fingerprints_from_a_text_that_is_held(void **state)
{
	struct app *app = *state;

	load(app, "law", STR(LAW));
	import_bare(app);
	assert_int_equal(reply_integer(app, "fingerprint/length"), 8);
	assert_member(app, "state", "verified");
	import_bare(app);
	assert_int_equal(reply_integer(app, "rev"), 1);
	assert_sound(app->store);
}

static void a_text_that_comes_gives_fingerprints_to_its_passages(void **state)
{
	struct app *app = *state;

	make(app, "sources",
	     say(app,
	         "{\"key\":\"law\",\"title\":\"T\",\"role\":\"other\","
	         "\"editions\":[{\"sha256\":\"%s\"}]}",
	         digest_of(app->keys_arena, STR(LAW)).p));
	import_bare(app);
	assert_null(reply_json(app, "fingerprint"));
	put(app, "/v1/sources/law/text", PLAIN, LAW);
	get(app, "/v1/passages/p");
	assert_int_equal(reply_integer(app, "fingerprint/length"), 8);
	assert_int_equal(reply_integer(app, "rev"), 2);
	put(app, "/v1/sources/law/text", PLAIN, LAW);
	get(app, "/v1/passages/p");
	assert_int_equal(reply_integer(app, "rev"), 2);
	assert_sound(app->store);
}

/* Its records are those of its origin and no others. */
static void a_mirror_gives_no_fingerprints_of_its_own(void **state)
{
	struct app *app = *state;
	const char *before;

	make(app, "sources",
	     say(app,
	         "{\"key\":\"law\",\"title\":\"T\",\"role\":\"other\","
	         "\"editions\":[{\"sha256\":\"%s\"}]}",
	         digest_of(app->keys_arena, STR(LAW)).p));
	import_bare(app);
	be_copy_of(app, "https://registry.example");
	before = head(app);
	put(app, "/v1/sources/law/text", PLAIN, LAW);
	assert_string_equal(head(app), before);
	assert_state(app, "p", "verified");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		registry_test(a_copy_that_is_set_otherwise_has_every_passage),
		registry_test(the_words_shown_are_those_of_the_copy),
		registry_test(a_page_is_looked_through_as_it_is_read),
		registry_test(one_article_reworded_loses_just_its_passages),
		registry_test(
			an_older_copy_counts_where_a_newer_one_lacks_the_words),
		registry_test(
			a_passage_that_comes_last_is_found_in_an_older_copy),
		registry_test(a_copy_in_another_language_stands_for_nothing),
		registry_test(what_stands_in_several_places_is_ambiguous),
		registry_test(its_own_text_counts_once_it_is_there),
		registry_test(the_place_in_a_copy_can_be_accepted),
		registry_test(
			a_passage_that_comes_after_the_copy_is_found_at_once),
		registry_test(short_words_carry_their_surroundings),
		registry_test(a_fingerprint_is_checked_when_given),
		registry_test(
			a_fingerprint_counts_what_stands_behind_many_blanks),
		registry_test(a_quote_without_its_text_has_a_fingerprint),
		registry_test(
			an_import_gets_fingerprints_from_a_text_that_is_held),
		registry_test(
			a_text_that_comes_gives_fingerprints_to_its_passages),
		registry_test(a_mirror_gives_no_fingerprints_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
