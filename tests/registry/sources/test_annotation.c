/*
 * test_annotation.c - passages for browsers and for programs that mark words
 */
#include "tests/support/registry.h"

#include "server/registry/sources/annotation.h"

/* ---- links -------------------------------------------------------------- */

#define LINE "It is a line of words that goes on and on"

static const struct {
	const char *url, *exact, *link;
} links[] = {
	{ "https://a.b", "words", "https://a.b#:~:text=words" },
	{ "https://a.b/c#d", "words", "https://a.b/c#d:~:text=words" },
	/* what means something in a directive is escaped */
	{ "https://a.b", "so-called, A&B",
	  "https://a.b#:~:text=so%2Dcalled"
	  "%2C%20A%26B" },
	{ "https://a.b", " words\n", "https://a.b#:~:text=words" },
	{ "https://a.b", "办法", "https://a.b#:~:text=%E5%8A%9E%E6%B3%95" },
	/* of more than a line, whole words of its ends */
	{ "https://a.b", "one line\nand another",
	  "https://a.b#:~:text=one%20line,and%20another" },
	{ "https://a.b", LINE " " LINE,
	  "https://a.b#:~:text=It%20is%20a%20line%20of%20words%20that,"
	  "of%20words%20that%20goes%20on%20and%20on" },
	/* nothing to link to, or from */
	{ "", "words", "" },
	{ "https://a.b", "", "" },
	{ "https://a.b", " \n", "" },
};

static void links_open_a_page_at_the_words(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < COUNT(links); i++) {
		struct str link = annotation_link(a, str_from(links[i].url),
		                                  str_from(links[i].exact));

		assert_same(arena_str(a, link).p, links[i].link);
	}
	arena_free(a);
}

static void very_long_words_are_cut(void **state)
{
	struct arena *a = arena_new();
	char long_word[200] = { 0 };

	(void)state;
	memset(long_word, 'x', sizeof(long_word) - 1);
	assert_int_equal(
		annotation_link(a, STR("https://a.b"), str_from(long_word)).len,
		strlen("https://a.b#:~:text=,") + 60);
	arena_free(a);
}

/* ---- annotations -------------------------------------------------------- */

#define P      "/v1/passages/p"
#define LINKED "Accept: application/ld+json"

/* A passage "p", with words before and after it, of a source with a URL. */
static int setup(void **state)
{
	struct app *app;
	int failed = registry_setup(state);
	const char *sha;

	app = *state;
	sha = load(app, "s", STR("In words: 办法."));
	edit(app, "PATCH", "/v1/sources/s", "{\"url\":\"https://a.b/c\"}");
	make_span(app, "p", "s", sha, 10, 12);
	return failed;
}

#define passage_test(fn)                                                       \
	cmocka_unit_test_setup_teardown(fn, setup, app_teardown)

static void passage_links_to_its_words(void **state)
{
	struct app *app = *state;

	get(app, P);
	assert_member(app, "link", "https://a.b/c#:~:text=%E5%8A%9E%E6%B3%95");
	edit(app, "PATCH", "/v1/sources/s", "{\"url\":null}");
	get(app, P);
	assert_null(reply_json(app, "link"));
}

static void passage_is_an_annotation_to_who_asks_for_one(void **state)
{
	struct app *app = *state;
	const char *id, *created;

	get(app, P);
	assert_string_equal(reply_value(app, "Content-Type"),
	                    "application/json");
	assert_string_equal(reply_value(app, "Vary"),
	                    "Accept, Accept-Encoding");
	id = say(app, "urn:uuid:%s", reply_string(app, "id"));
	created = say(app, "%s", reply_string(app, "created_at"));
	call(app, "GET", P, LINKED, NULL);
	assert_status(app, 200);
	assert_string_equal(reply_value(app, "Content-Type"),
	                    "application/ld+json");
	assert_member(app, "@context", "http://www.w3.org/ns/anno.jsonld");
	assert_member(app, "id", id);
	assert_member(app, "type", "Annotation");
	assert_member(app, "motivation", "highlighting");
	assert_member(app, "created", created);
	assert_member(app, "target/source", "https://a.b/c");
	assert_member(app, "target/selector/0/type", "TextPositionSelector");
	assert_int_equal(reply_integer(app, "target/selector/0/start"), 10);
	assert_int_equal(reply_integer(app, "target/selector/0/end"), 12);
	assert_member(app, "target/selector/1/type", "TextQuoteSelector");
	assert_member(app, "target/selector/1/exact", "办法");
	assert_member(app, "target/selector/1/prefix", "In words: ");
	assert_member(app, "target/selector/1/suffix", ".");
}

static void annotation_without_the_text_has_its_place_alone(void **state)
{
	struct app *app = *state;

	make(app, "sources",
	     "{\"key\":\"t\",\"title\":\"T\",\"role\":\"other\","
	     "\"editions\":[{\"sha256\":\"" WORDS "\"}]}");
	make(app, "passages",
	     "{\"key\":\"q\",\"source\":\"t\",\"edition\":\"" WORDS
	     "\",\"start\":0,\"end\":2,\"sha256\":\"" WORDS "\"}");
	call(app, "GET", "/v1/passages/q", LINKED, NULL);
	assert_status(app, 200);
	assert_int_equal(json_array_size(reply_json(app, "target/selector")),
	                 1);
	assert_contains(reply_string(app, "target/source"), "urn:uuid:");
}

static void other_kinds_are_no_annotations(void **state)
{
	struct app *app = *state;

	call(app, "GET", "/v1/sources/s", LINKED, NULL);
	assert_status(app, 200);
	assert_member(app, "@type/0", "CreativeWork");
	call(app, "GET", "/v1/passages/none", LINKED, NULL);
	assert_status(app, 404);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(links_open_a_page_at_the_words),
		cmocka_unit_test(very_long_words_are_cut),
		passage_test(passage_links_to_its_words),
		passage_test(passage_is_an_annotation_to_who_asks_for_one),
		passage_test(annotation_without_the_text_has_its_place_alone),
		passage_test(other_kinds_are_no_annotations),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
