/*
 * test_reading.c - quotes in what somebody reads of an edition
 */
#include "tests/support/registry.h"

#include <stdio.h>

#include "lib/data/jsontext.h"
#include "lib/text/utf8.h"
#include "server/registry/ingest/ingest.h"
#include "tests/support/unit.h"

/* A source whose one edition is this. */
static void add_edition(struct app *app, const char *key, const char *text,
                        const char *media_type)
{
	struct ingest in = { .arena = app->keys_arena,
		             .source = str_from(key),
		             .bytes = str_from(text),
		             .media_type = media_type };
	struct err e;

	make(app, "sources",
	     say(app,
	         "{\"key\":\"%s\",\"title\":\"t\",\"role\":\"primary_text\"}",
	         key));
	err_init(&e, in.arena);
	if (ingest_text(app->store, &in, &e) != ERR_OK)
		fail_msg("%s", e.detail);
}

static void ask(struct app *app, const char *key, const char *quote)
{
	struct buf body;

	buf_init(&body, app->keys_arena);
	buf_puts(&body, "{\"quotes\":[{\"exact\":");
	json_quote(&body, str_from(quote));
	buf_printf(&body, ",\"source\":\"%s\"}]}", key);
	call(app, "POST", "/v1/verify", NULL, body.data);
	assert_status(app, 200);
}

/* What the answer says it differs in, with blanks between. */
static const char *differs(struct app *app)
{
	struct buf out;

	buf_init(&out, app->keys_arena);
	for (int i = 0; i < 4; i++) {
		const char *name =
			reply_string(app, say(app, "items/0/differs/%d", i));

		if (*name != '\0')
			buf_printf(&out, "%s%s", i > 0 ? " " : "", name);
	}
	return out.data;
}

#define PAGES(a, b, c)                                                         \
	"Some words of the first page\nthat go on and on.\n" a                 \
	"Some words of the second page\nthat go on and on.\n" b                \
	"Some words of the third page\nthat go on and on.\n" c                 \
	"Some words of the last page.\n"

static const struct {
	const char *name, *media_type, *text, *quote, *result, *differs;
} cases[] = {
	{ "tags", "text/html", "<p>It does not <i>apply</i> here.</p>",
	  "does not apply here", "normalised", "markup" },
	{ "between tags", "text/html", "<p>It does not <i>apply</i> here.</p>",
	  "It does not", "exact", "" },
	{ "entities", "text/html; charset=utf-8",
	  "<p>Bread&nbsp;&amp; but&shy;ter</p>", "Bread & butter", "normalised",
	  "white_space hyphenation markup" },
	{ "lines", "text/html", "<p>It\n   does\n  apply.</p>", "It does apply",
	  "normalised", "white_space" },
	{ "blocks", "text/html", "<p>One</p><p>two</p>", "One two",
	  "normalised", "white_space markup" },
	{ "no script", "text/html", "<p>One <script>not</script>two</p>",
	  "One two", "normalised", "markup" },
	{ "not more", "text/html", "<p>It does <b>not</b> apply.</p>",
	  "It does apply", "absent", "" },
	{ "a gap", "text/html", "<p>It does <b>not</b> apply.</p>",
	  "It does … apply", "absent", "" },
	{ "tags themselves", "text/html", "<p>It <i>applies</i></p>",
	  "<i>applies</i>", "exact", "" },
	{ "xml", "application/xml", "<act><p>It <hi>applies</hi>.</p></act>",
	  "It applies.", "normalised", "markup" },
	{ "akn", "application/akn+xml", "<act><p>It <i>applies</i>.</p></act>",
	  "It applies.", "normalised", "markup" },
	{ "plain", "text/plain", "<p>It <i>applies</i></p>", "It applies",
	  "absent", "" },
	/* pages */
	{ "number", "text/plain", "They shall see that the\n12\n\fship is new",
	  "see that the ship is new", "normalised", "white_space page_matter" },
	{ "number on top", "text/plain",
	  "They shall see that the\n\f12\nship is new", "that the ship is new",
	  "normalised", "white_space page_matter" },
	{ "signs", "text/plain", "They shall see that the\n- 3 -\nship is new",
	  "that the ship is new", "normalised", "white_space page_matter" },
	{ "parted word", "text/plain",
	  "They see that the ves-\n7\n\fsel is new", "that the vessel is new",
	  "normalised", "hyphenation page_matter" },
	{ "heads", "text/plain",
	  PAGES("Rules of the port\n1\n\f", "Rules of the port\n2\n\f",
	        "and the master is to\nRules of the port\n3\n\fsign it.\n"),
	  "the master is to sign it", "normalised", "white_space page_matter" },
	{ "heads on top", "text/plain",
	  PAGES("\fPort 2020, page 1\n", "\fPort 2020, page 2\n",
	        "and the master is to\n\fPort 2020, page 3\nsign it.\n"),
	  "the master is to sign it", "normalised", "white_space page_matter" },
	{ "notes", "text/plain",
	  "The master¹ is to\n_____________\n¹ Of the port.\n5\n\fsign it.\n",
	  "master¹ is to sign it", "normalised", "white_space page_matter" },
	{ "a line of its own", "text/plain",
	  "They shall see that\nunless the\nship is new",
	  "see that ship is new", "absent", "" },
	{ "a number within", "text/plain", "They shall pay\n12\ncrowns each",
	  "They shall pay crowns", "absent", "" },
	{ "headings", "text/plain", "of the port.\nArticle 3\nThe ship is new",
	  "of the port. The ship", "absent", "" },
};

static void quotes_are_found_in_what_is_read(void **state)
{
	struct app *app = *state;
	size_t wrong = 0;

	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *key = say(app, "s%zu", i), *result;

		add_edition(app, key, cases[i].text, cases[i].media_type);
		ask(app, key, cases[i].quote);
		result = reply_string(app, "items/0/result");
		if (strcmp(result, cases[i].result) == 0 &&
		    strcmp(differs(app), cases[i].differs) == 0)
			continue;
		print_error("%s: %s %s\n", cases[i].name, result, differs(app));
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

/* The edition between the offsets of the answer. */
static const char *at_offsets(struct app *app, const char *text)
{
	struct str s = str_from(text);
	size_t from = (size_t)utf8_until(s, reply_integer(app, "items/0/start"))
	                      .bytes,
	       to = (size_t)utf8_until(s, reply_integer(app, "items/0/end"))
	                    .bytes;

	return say(app, "%.*s", (int)(to - from), text + from);
}

static void offsets_are_those_of_the_edition(void **state)
{
	struct app *app = *state;
	const char *html = "<p>Café &amp; <b>bar</b> und &copy;&nbsp;x</p>",
		   *pages = "Café ist\n3\n\fgut und neu";

	add_edition(app, "html", html, "text/html");
	add_edition(app, "pages", pages, "text/plain");
	ask(app, "html", "& bar und");
	assert_string_equal(at_offsets(app, html), "&amp; <b>bar</b> und");
	assert_member(app, "items/0/exact", "& bar und");
	ask(app, "html", "bar");
	assert_string_equal(at_offsets(app, html), "bar");
	ask(app, "html", "und © x");
	assert_string_equal(at_offsets(app, html), "und &copy;&nbsp;x");
	ask(app, "pages", "Café ist gut");
	assert_string_equal(at_offsets(app, pages), "Café ist\n3\n\fgut");
	ask(app, "html", "Café & bar and");
	assert_member(app, "items/0/result", "absent");
	assert_member(app, "items/0/nearest/0/exact", "Café & bar und");
}

/* Nothing is said to be absent of which nobody looked. */
static void what_is_too_long_to_be_read_says_so(void **state)
{
	struct app *app = *state;
	struct buf text;

	buf_init(&text, app->keys_arena);
	buf_puts(&text, "<p>Bees <b>fly</b> far.</p>\n");
	while (text.len <= 8u << 20)
		buf_puts(&text, "<p>Moths eat wool, and wasps eat figs all day "
		                "long.</p>\n");
	add_edition(app, "long", text.data, "text/html");
	ask(app, "long", "Bees fly far.");
	assert_member(app, "items/0/result", "absent");
	assert_contains(reply_string(app, "items/0/reason"),
	                "longer than 8 MiB");
	ask(app, "long", "Moths eat wool");
	assert_member(app, "items/0/result", "ambiguous");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		registry_test(quotes_are_found_in_what_is_read),
		registry_test(offsets_are_those_of_the_edition),
		registry_test(what_is_too_long_to_be_read_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
