/*
 * test_left_out.c - page matter are in no provision's words
 */
#include "tests/support/outlines.h"
#include "tests/support/registry.h"

#define PAGES                                                                  \
	"Article 1\nScope\n1. Bees shall fly from\nThe Law of Bees\n1\n\f"     \
	"The Law of Bees\nhive to hive.\n2. Moths shall not.\n"                \
	"Article 2\nEntry into force\nIt is in force.\n\n- 2 -\n\f"            \
	"The Law of Bees\n\nIt stays in force.\nArticle 3\nEnd\nOver.\n"

/* They were printed with it; nobody enacted them. */
static void what_a_page_adds_is_not_among_the_words(void **state)
{
	struct app *app = *state;

	make_act(app, "\"key\":\"pages\"");
	load(app, "p", STR(PAGES));
	edit(app, "PATCH", "/v1/sources/p", "{\"instrument\":\"pages\"}");
	call(app, "POST", "/v1/sources/p/provisions?profile=eu", NULL, NULL);
	assert_status(app, 200);
	get(app, "/v1/provisions/pages.art_1.para_1");
	assert_member(app, "text", "1. Bees shall fly from\nhive to hive.");
	assert_int_equal(json_array_size(reply_json(app, "left_out")), 1);
	get(app, "/v1/provisions/pages.art_2");
	assert_member(
		app, "text",
		"Article 2\nEntry into force\nIt is in force.\n\nIt stays "
		"in force.");
	get(app, "/v1/provisions/pages.art_3");
	assert_null(reply_json(app, "left_out"));
	call(app, "POST", "/v1/verify", NULL,
	     "{\"quotes\":[{\"exact\":\"Bees shall fly from hive to hive.\","
	     "\"source\":\"p\"}]}");
	assert_member(app, "items/0/result", "normalised");
	assert_contains(reply_text(app), "page_matter");
	assert_sound(app->store);
}

static void what_is_left_out_goes_with_its_edition(void **state)
{
	struct app *app = *state;

	make_act(app, "\"key\":\"pages\"");
	load(app, "p", STR(PAGES));
	edit(app, "PATCH", "/v1/sources/p", "{\"instrument\":\"pages\"}");
	call(app, "POST", "/v1/sources/p/provisions?profile=eu", NULL, NULL);
	edit(app, "PATCH", "/v1/provisions/pages.art_1",
	     "{\"left_out\":[{\"edition\":\"" WORDS
	     "\",\"start\":1,\"end\":2}]}");
	assert_mistake(app, "/left_out/0");
	call(app, "PUT", "/v1/sources/p/text", "Content-Type: text/plain",
	     "Article 1\nScope\n1. Bees fly.\n2. Moths shall not.\n"
	     "Article 2\nEntry into force\nIt is in force.\n");
	call(app, "POST", "/v1/sources/p/provisions?profile=eu", NULL, NULL);
	assert_status(app, 200);
	get(app, "/v1/provisions/pages.art_1.para_1");
	assert_member(app, "text", "1. Bees fly.");
	assert_null(reply_json(app, "left_out"));
	assert_sound(app->store);
}

/* As a printer's marks at the foot of each page of a gazette. */
#define FOOT                                                                   \
	"VerDate 2014\n\n23:02 Oct 31\n\nJkt 262001\n\nPO 00000\n\nFrm "       \
	"0000%d\n\n"                                                           \
	"Fmt 4705\n\nSfmt 4790\n\n\f75%d\n\nFederal Register\n\n"

static void a_foot_of_many_lines_is_left_out(void **state)
{
	struct app *app = *state;
	struct buf text;

	buf_init(&text, app->keys_arena);
	for (int i = 1; i <= 6; i++)
		buf_printf(&text,
		           "Article %d\nHives of kind %c\nBees of %c shall fly "
		           "from\n\n" FOOT "hive %c to hive.\nThe %c rest.\n"
		           "The %c sleep.\nThe %c eat.\nThe %c end.\n\n"
		           "Article %d\nMoths of kind %c\nNo %c shall.\n"
		           "It, %c, rests.\nIt, %c, eats.\nIt, %c, ends.\n\n",
		           2 * i - 1, 'a' + i, 'a' + i, i, i, 'a' + i, 'a' + i,
		           'a' + i, 'a' + i, 'a' + i, 2 * i, 'a' + i, 'a' + i,
		           'a' + i, 'a' + i, 'a' + i);
	make_act(app, "\"key\":\"pages\"");
	load(app, "p", buf_text(&text));
	edit(app, "PATCH", "/v1/sources/p", "{\"instrument\":\"pages\"}");
	call(app, "POST", "/v1/sources/p/provisions?profile=eu", NULL, NULL);
	assert_status(app, 200);
	get(app, "/v1/provisions/pages.art_5");
	assert_member(app, "text",
	              "Article 5\nHives of kind d\nBees of d shall fly "
	              "from\nhive d to hive.\nThe d rest.\nThe d sleep.\n"
	              "The d eat.\nThe d end.");
}

/* "(2)" opens a recital, at the head of a page, too. */
static void numbers_of_pages_stand_on_most_pages(void **state)
{
	static const char *const texts[] = {
		"Whereas:\n(1)\nBees matter.\n\f(2)\nMoths matter.\n(3)\n"
		"Wasps matter.\n\fThey do.\n(4)\nFlies matter.\n\fToo.\n"
		"Article 1\nScope\nBees.\nArticle 2\nEnd\nOver.\n",
		"Whereas:\n(1)\nBees matter\n[1]\n\fvery much.\n(2)\nMoths "
		"matter.\n[2]\n\f(3)\nWasps matter.\n[3]\n\f(4)\nFlies "
		"matter.\n"
		"Article 1\nScope\nBees.\nArticle 2\nEnd\nOver.\n",
	};
	struct arena *a = arena_new();
	struct profile_choice c;

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		outline_choose(a, "en", texts[i], &c);
		assert_string_equal(outline_of(a, &c),
		                    "eu: rec_1 rec_2 rec_3 rec_4 art_1 art_2");
	}
	arena_free(a);
}

/* However often a paragraph begins alike. */
static void paragraphs_that_begin_alike_are_kept(void **state)
{
	struct arena *a = arena_new();
	struct profile_choice c;
	struct buf text;

	(void)state;
	buf_init(&text, a);
	for (int i = 1; i <= 5; i++)
		buf_printf(&text,
		           "##### § %d Von %c\n\n(1) Abweichend von Absatz %d "
		           "der Verordnung ist\ndas Halten von %c erlaubt.\n\n"
		           "(2) Imker von %c\nachten\nauf\ndie\nTiere\nund\n"
		           "ihre\nHäuser.\n\n",
		           i, 'a' + i, i, 'a' + i, 'a' + i);
	outline_choose(a, "de", buf_text(&text).p, &c);
	for (int i = 1; i <= 5; i++)
		outline_find(&c, arena_printf(a, "art_%d/para_1", i));
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		registry_test(what_a_page_adds_is_not_among_the_words),
		registry_test(what_is_left_out_goes_with_its_edition),
		registry_test(a_foot_of_many_lines_is_left_out),
		cmocka_unit_test(numbers_of_pages_stand_on_most_pages),
		cmocka_unit_test(paragraphs_that_begin_alike_are_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
