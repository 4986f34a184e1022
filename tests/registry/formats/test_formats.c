/*
 * test_formats.c - the same answers as tables, citations, feeds, graphs,
 * calendars
 */
#include "tests/support/registry.h"

#define ONE "/v1/instruments/a"

static int setup(void **state)
{
	struct app *app;
	int failed = registry_setup(state);

	app = *state;
	make(app, "organizations",
	     "{\"key\":\"un\",\"name\":\"Union, {United} & Co_\","
	     "\"type\":\"other\"}");
	make(app, "organizations",
	     "{\"key\":\"moj\",\"name\":\"司法部\",\"type\":\"other\"}");
	make(app, "instruments",
	     "{\"key\":\"a\",\"title\":\"50% \\\"Act\\\"; a_b, #1\","
	     "\"type\":\"act\",\"force\":\"hard\",\"existence\":\"exists\","
	     "\"titles\":[{\"text\":\"办法\",\"lang\":\"zh\","
	     "\"type\":\"original\"}],\"languages\":[\"zh\"],"
	     "\"jurisdictions\":[\"CN\",\"EU\"],\"adopted_on\":\"2021-11\","
	     "\"proposed_on\":\"2020\",\"published_on\":\"2021-12-31\","
	     "\"summary\":\"=1+1\\nTwo; lines\","
	     "\"urls\":[{\"url\":\"https://a.b/c?d=%7B&e\"}],"
	     "\"identifiers\":[{\"scheme\":\"other\",\"value\":\"7/21\"}],"
	     "\"parties\":[{\"role\":\"host\",\"note\":\"Nobody\"},"
	     "{\"role\":\"issuer\",\"organization\":\"un\"},"
	     "{\"role\":\"issuer\",\"organization\":\"moj\"}]}");
	make_act(app, "\"key\":\"b\",\"note\":\"'=x; y\"");
	return failed;
}

#define format_test(fn) cmocka_unit_test_setup_teardown(fn, setup, app_teardown)

/* The text of an answer of this media type. */
static const char *as(struct app *app, const char *target, const char *type)
{
	get(app, target);
	assert_status(app, 200);
	assert_string_equal(reply_value(app, "Content-Type"), type);
	return reply_text(app);
}

#define CSV "text/csv; charset=utf-8"

/* ---- tables -------------------------------------------------------------- */

static void a_list_is_a_table_of_all_members(void **state)
{
	struct app *app = *state;
	const char *text = as(app, "/v1/instruments?format=csv", CSV);

	assert_memory_equal(text, "title,key,type,", 15);
	assert_contains(text, ",parties.role,parties.organization,");
	assert_contains(text, "\r\n\"50% \"\"Act\"\"; a_b, #1\",a,act,");
	assert_contains(text, ",\"host; issuer; issuer\",\"; un; moj\",");
	assert_contains(text, ",\"CN; EU\",");
	assert_string_equal(reply_value(app, "Content-Disposition"),
	                    "inline; filename=\"instruments.csv\"");
}

static void a_table_has_the_columns_that_are_asked_for(void **state)
{
	struct app *app = *state;

	assert_string_equal(
		as(app, "/v1/instruments?format=csv&fields=key,adopted_on",
	           CSV),
		"key,adopted_on\r\na,2021-11\r\nb,\r\n");
	assert_string_equal(
		as(app, "/v1/instruments?format=tsv&fields=adopted_on,key",
	           "text/tab-separated-values; charset=utf-8"),
		"adopted_on\tkey\r\n2021-11\ta\r\n\tb\r\n");
}

static void no_cell_is_a_formula(void **state)
{
	struct app *app = *state;

	assert_string_equal(
		as(app, "/v1/instruments?format=csv&fields=summary,note", CSV),
		"summary,note\r\n\"'=1+1\nTwo; lines\",\r\n"
		",\"''=x; y\"\r\n");
}

static void parties_are_told_by_name(void **state)
{
	struct app *app = *state;

	assert_contains(
		as(app, ONE "?format=csv&fields=parties", CSV),
		"parties.role,parties.organization,parties.organization.name,"
		"parties.count,parties.note\r\n\"host; issuer; issuer\","
		"\"; un; moj\",\"; Union, {United} & Co_; 司法部\",,");
	assert_contains(
		as(app, ONE "?format=markdown", "text/markdown; charset=utf-8"),
		"| parties.organization | ; Union, {United} & Co\\_; "
		"司法部 |");
}

static void a_semicolon_within_a_list_is_doubled(void **state)
{
	struct app *app = *state;

	edit(app, "PATCH", ONE,
	     "{\"parties\":[{\"role\":\"host\",\"note\":\"a; b\"},"
	     "{\"role\":\"host\",\"note\":\"c\"}]}");
	assert_contains(as(app, ONE "?format=csv&fields=parties", CSV),
	                "\r\n\"host; host\",,,,\"");
	assert_contains(reply_text(app), "\"a;; b; c\"\r\n");
}

static void parts_in_a_table_stand_as_in_the_text(void **state)
{
	static const char *const tables[] = {
		ONE "/provisions?format=csv&fields=path",
		"/v1/provisions?instrument=a&sort=position&format=csv&"
		"fields=path",
	};
	static const char *const parts[] = { "art_1", "rec_2", "rec_10",
		                             "anx_1" };
	static const int positions[] = { 3, 1, 2, 4 };
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(parts); i++)
		make(app, "provisions",
		     say(app,
		         "{\"key\":\"a.%s\",\"instrument\":\"a\",\"path\":"
		         "\"%s\",\"level\":\"other\",\"position\":%d}",
		         parts[i], parts[i], positions[i]));
	for (size_t i = 0; i < COUNT(tables); i++)
		assert_string_equal(
			as(app, tables[i], CSV),
			"path\r\nrec_2\r\nrec_10\r\nart_1\r\nanx_1\r\n");
}

static void excel_gets_its_mark(void **state)
{
	struct app *app = *state;

	assert_string_equal(as(app, ONE "?format=csv&fields=key&bom=true", CSV),
	                    "\xef\xbb\xbfkey\r\na\r\n");
	get(app, ONE "?format=ndjson&bom=true");
	assert_status(app, 400);
	assert_mistake(app, "bom");
}

static void markdown_is_for_people(void **state)
{
	struct app *app = *state;
	const char *type = "text/markdown; charset=utf-8";

	assert_contains(as(app, "/v1/instruments?format=markdown", type),
	                "| 50% \"Act\"; a\\_b, \\#1 | act | hard |");
	assert_memory_equal(as(app, ONE "?format=markdown", type), "# 50% ", 6);
	assert_contains(reply_text(app), "| type | act |\n");
}

static void lines_of_json_are_the_items(void **state)
{
	struct app *app = *state;

	assert_contains(as(app, "/v1/instruments?format=ndjson&fields=key",
	                   "application/x-ndjson"),
	                "\",\"key\":\"a\"}\n{");
}

/* ---- citations ----------------------------------------------------------- */

static void bibtex_keeps_what_it_would_read_otherwise(void **state)
{
	struct app *app = *state;
	const char *text = as(app, ONE "?format=bibtex",
	                      "application/x-bibtex; charset=utf-8");

	assert_contains(text, "@misc{a,\n  author = {{Union, \\textbraceleft{}"
	                      "United\\textbraceright{} \\& Co\\_} and "
	                      "{司法部}},\n");
	assert_contains(text, "title = {{50\\% \"Act\"; a\\_b, \\#1}},\n");
	assert_contains(text, "origtitle = {{办法}},\n");
	assert_contains(text, "date = {2021-11},\n");
	assert_contains(text, "year = {2021},\n  month = nov,\n");
	assert_contains(text, "url = {https://a.b/c?d=%7B&e},\n");
	assert_contains(text, "langid = {zh},\n");
}

static void ris_has_one_line_for_each_tag(void **state)
{
	struct app *app = *state;
	const char *text =
		as(app, ONE "?format=ris",
	           "application/x-research-info-systems; charset=utf-8");

	assert_contains(text, "TY  - STAT\r\n");
	assert_contains(text, "\r\nAU  - 司法部\r\nPY  - 2021\r\n"
	                      "DA  - 2021/11//\r\n");
	assert_contains(text, "\r\nAB  - =1+1 Two; lines\r\n");
	assert_contains(text, "\r\nER  - \r\n");
}

static void csl_says_no_more_of_a_date_than_is_known(void **state)
{
	struct app *app = *state;

	as(app, "/v1/instruments?format=csl",
	   "application/vnd.citationstyles.csl+json");
	assert_member(app, "0/type", "legislation");
	assert_member(app, "0/author/1/literal", "司法部");
	assert_int_equal(reply_integer(app, "0/issued/date-parts/0/1"), 11);
	assert_null(reply_json(app, "0/issued/date-parts/0/2"));
	assert_member(app, "0/number", "7/21");
	assert_null(reply_json(app, "1/issued"));
	assert_null(reply_json(app, "1/author"));
}

static void a_citation_says_as_of_when(void **state)
{
	struct app *app = *state;
	int64_t seq;

	get(app, "/v1/changes/head");
	seq = reply_integer(app, "seq");
	assert_contains(
		as(app, ONE "?format=ris",
	           "application/x-research-info-systems; charset=utf-8"),
		say(app, "/v1/instruments/a?as_of=%d\r\n", (int)seq));
	/* and not once more what it cites */
	assert_contains(reply_text(app), "\r\nN1  - instrumentd, change ");
}

static void what_is_cited_can_be_read_again(void **state)
{
	struct app *app = *state;
	int seq;

	get(app, "/v1/changes/head");
	seq = (int)reply_integer(app, "seq");
	edit(app, "PATCH", ONE, "{\"title\":\"New\"}");
	get(app, say(app, ONE "?as_of=%d&fields=title", seq));
	assert_status(app, 200);
	assert_member(app, "title", "50% \"Act\"; a_b, #1");
	get(app, say(app, ONE "?as_of=%d&fields=title", seq + 1));
	assert_member(app, "title", "New");
	edit(app, "DELETE", ONE, NULL);
	get(app, say(app, ONE "?as_of=%d&format=csv&fields=title", seq));
	assert_status(app, 200);
	assert_string_equal(reply_text(app),
	                    "title\r\n\"50% \"\"Act\"\"; a_b, #1\"\r\n");
	get(app, say(app, ONE "?as_of=%d", seq + 2));
	assert_status(app, 410);
	get(app, ONE "?as_of=1");
	assert_status(app, 404);
	get(app, say(app, ONE "?as_of=%d", seq + 3));
	assert_status(app, 400);
	assert_mistake(app, "as_of");
	get(app, say(app, ONE "?as_of=%d&include=organizations", seq));
	assert_status(app, 400);
	get(app, say(app, ONE "?as_of=%d&format=ris", seq));
	assert_mistake(app, "as_of");
}

static void a_part_is_cited_with_the_whole(void **state)
{
	struct app *app = *state;

	make(app, "provisions",
	     "{\"key\":\"a.art_1\",\"instrument\":\"a\",\"path\":\"art_1\","
	     "\"level\":\"article\",\"label\":\"第一条\",\"position\":1,"
	     "\"heading\":\"Aims\"}");
	as(app, "/v1/provisions/a.art_1?format=csl",
	   "application/vnd.citationstyles.csl+json");
	assert_member(app, "0/id", "provision:a.art_1");
	assert_member(app, "0/title", "第一条. Aims");
	assert_member(app, "0/container-title", "50% \"Act\"; a_b, #1");
	assert_member(app, "0/author/1/literal", "司法部");
}

/* ---- feeds, graphs, calendars -------------------------------------------- */

static void a_feed_has_an_entry_for_each_record(void **state)
{
	struct app *app = *state;

	call(app, "GET", "/v1/instruments?format=atom&limit=1",
	     "Host: h.example", NULL);
	assert_status(app, 200);
	assert_contains(reply_text(app),
	                "<title>50% &quot;Act&quot;; a_b, #1</title>");
	assert_contains(reply_text(app), "<author><name>司法部</name>");
	assert_contains(reply_text(app),
	                "<link rel=\"alternate\" href=\"http://h.example/v1/"
	                "instruments/a\"/>");
	assert_contains(reply_text(app), "<link rel=\"next\" href=\"http://"
	                                 "h.example/v1/instruments?limit=1&amp;"
	                                 "format=atom&amp;cursor=");
	assert_contains(reply_value(app, "Link"), "&format=atom&cursor=");
}

static void a_graph_has_terms_of_others(void **state)
{
	struct app *app = *state;

	make(app, "schemes", "{\"key\":\"s\",\"title\":\"Topics\"}");
	make(app, "concepts",
	     "{\"key\":\"s.c\",\"scheme\":\"s\",\"labels\":[{\"text\":\"Risk\","
	     "\"lang\":\"en\"},{\"text\":\"Danger\",\"type\":\"alternative\"}"
	     "]}");
	as(app, "/v1/concepts?format=jsonld", "application/ld+json");
	assert_member(app, "@context", "/context.jsonld");
	assert_member(app, "@graph/0/@type", "skos:Concept");
	assert_member(app, "@graph/0/skos:prefLabel/@language", "en");
	assert_member(app, "@graph/0/skos:altLabel/@value", "Danger");
	as(app, ONE "?format=jsonld", "application/ld+json");
	assert_member(app, "@type/0", "Legislation");
	assert_member(app, "legislationDate", "2021-11");
	assert_int_equal(
		json_array_size(reply_json(app, "legislationPassedBy")), 2);
	as(app, "/context.jsonld", "application/ld+json");
	assert_member(app, "@context/@vocab", "https://schema.org/");
}

static void a_calendar_invents_no_day(void **state)
{
	struct app *app = *state;
	const char *text =
		as(app, ONE "?format=ical", "text/calendar; charset=utf-8");

	assert_contains(text, "DTSTART;VALUE=DATE:20211231\r\n"
	                      "DTEND;VALUE=DATE:20220101\r\n");
	assert_contains(text, "DTSTART;VALUE=DATE:20211101\r\n"
	                      "DTEND;VALUE=DATE:20211201\r\n");
	assert_contains(text, "SUMMARY:50% \"Act\"\\; a_b\\, #1: adopted (the "
	                      "day is not known)\r\n");
	as(app, ONE "/timeline?format=ical", "text/calendar; charset=utf-8");
	assert_contains(reply_text(app), ": published\r\n");
}

static void
a_calendar_says_what_happens_and_how_much_of_the_day_is_known(void **state)
{
	static const char *const lines[] = {
		"SUMMARY:T: in force\r\nDESCRIPTION:in force: 2024-08-01\r\n",
		"SUMMARY:T: proposed (the day is not known)\r\n"
		"DESCRIPTION:proposed: 2021\r\n",
		"SUMMARY:T\\, Article 5: applies\r\n"
		"DESCRIPTION:applies: 2025-02-02\r\n",
	};
	struct app *app = *state;

	make(app, "instruments",
	     "{\"key\":\"t\",\"title\":\"T\",\"type\":\"act\",\"force\":"
	     "\"hard\",\"existence\":\"exists\",\"proposed_on\":\"2021\","
	     "\"in_force_on\":\"2024-08-01\"}");
	make(app, "provisions",
	     "{\"key\":\"t.art_5\",\"instrument\":\"t\",\"path\":\"art_5\","
	     "\"level\":\"article\",\"label\":\"Article 5\",\"position\":1,"
	     "\"application\":[{\"on\":\"2025-02-02\"}]}");
	as(app, "/v1/instruments/t/timeline?format=ical",
	   "text/calendar; charset=utf-8");
	for (size_t i = 0; i < COUNT(lines); i++)
		assert_contains(reply_text(app), lines[i]);
}

static void a_hit_can_be_shown_at_once(void **state)
{
	struct app *app = *state;

	make(app, "provisions",
	     "{\"key\":\"a.art_1\",\"instrument\":\"a\",\"path\":\"art_1\","
	     "\"level\":\"article\",\"label\":\"第一条\",\"position\":1,"
	     "\"heading\":\"Aims\"}");
	get(app, "/v1/search?q=%E5%8A%9E%E6%B3%95&kind=instruments");
	assert_status(app, 200);
	assert_member(app, "items/0/type", "act");
	assert_member(app, "items/0/force", "hard");
	assert_member(app, "items/0/status", "published");
	assert_member(app, "items/0/jurisdictions/1", "EU");
	assert_member(app, "items/0/issuers/1", "司法部");
	assert_member(app, "items/0/date", "2021-11");
	assert_member(app, "items/0/url", "https://a.b/c?d=%7B&e");
	get(app, "/v1/search?q=aims");
	assert_member(app, "items/0/path", "art_1");
	assert_member(app, "items/0/issuers/1", "司法部");
	assert_member(app, "items/0/instrument/key", "a");
	assert_contains(as(app, "/v1/search?q=aims&format=csv", CSV),
	                "\r\nAims,provisions,a.art_1,");
}

/* ---- which --------------------------------------------------------------- */

static void accept_chooses_a_format(void **state)
{
	struct app *app = *state;

	call(app, "GET", ONE,
	     "Accept: text/csv;q=0.3, application/x-bibtex;q=0.4, "
	     "application/json;q=0",
	     NULL);
	assert_string_equal(reply_value(app, "Content-Type"),
	                    "application/x-bibtex; charset=utf-8");
	assert_string_equal(reply_value(app, "Vary"),
	                    "Accept, Accept-Encoding");
	call(app, "GET", ONE "?format=json", "Accept: text/csv", NULL);
	assert_string_equal(reply_value(app, "Content-Type"),
	                    "application/json");
	call(app, "GET", ONE, "Accept: image/png", NULL);
	assert_status(app, 406);
}

static void what_a_format_cannot_show_is_refused(void **state)
{
	static const struct {
		const char *target, *parameter;
	} wrong[] = {
		{ ONE "?format=xls", "format" },
		{ ONE "?format=csv&format=tsv", "format" },
		{ ONE "/timeline?format=bibtex", "format" },
		{ "/v1/instruments?format=csv&include=organizations",
		  "include" },
		{ ONE "?format=ris&fields=title", "fields" },
		{ ONE "?bom=true", "bom" },
		{ ONE "?format=csv&bom=maybe", "bom" },
		{ "/v1/instruments?format=csv&limit=10001", "limit" },
		{ "/v1/coverage?format=bibtex", "format" },
	};
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(wrong); i++) {
		get(app, wrong[i].target);
		assert_status(app, 400);
		assert_mistake(app, wrong[i].parameter);
	}
}

static void every_format_shows_every_kind_and_an_empty_list(void **state)
{
	static const char *const names[] = {
		"csv",    "tsv", "ndjson", "markdown", "ical",
		"bibtex", "ris", "csl",    "atom",     "jsonld",
	};
	static const char *const paths[] = {
		"instruments?",
		"organizations?",
		"events?",
		"search?q=act&",
		"sources?",
		"passages?",
		"provisions?",
		"instruments?key=none&",
		"concepts?",
		"schemes?",
		"relations?",
		"assertions?",
		"resolutions?",
		"classifications?",
		"search?q=nothingat&",
		"instruments/a/relations?",
	};
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(names); i++)
		for (size_t j = 0; j < COUNT(paths); j++) {
			get(app,
			    say(app, "/v1/%sformat=%s", paths[j], names[i]));
			assert_status(app, 200);
		}
}

static void a_format_has_a_tag_of_its_own(void **state)
{
	struct app *app = *state;
	const char *plain, *csv;

	get(app, ONE);
	plain = say(app, "%s", reply_value(app, "ETag"));
	get(app, ONE "?format=csv");
	csv = say(app, "%s", reply_value(app, "ETag"));
	assert_string_not_equal(plain, csv);
	call(app, "GET", ONE "?format=csv", say(app, "If-None-Match: %s", csv),
	     NULL);
	assert_status(app, 304);
	call(app, "GET", ONE, say(app, "If-None-Match: %s", csv), NULL);
	assert_status(app, 200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		format_test(a_list_is_a_table_of_all_members),
		format_test(a_table_has_the_columns_that_are_asked_for),
		format_test(no_cell_is_a_formula),
		format_test(parties_are_told_by_name),
		format_test(a_semicolon_within_a_list_is_doubled),
		format_test(parts_in_a_table_stand_as_in_the_text),
		format_test(excel_gets_its_mark),
		format_test(markdown_is_for_people),
		format_test(lines_of_json_are_the_items),
		format_test(bibtex_keeps_what_it_would_read_otherwise),
		format_test(ris_has_one_line_for_each_tag),
		format_test(csl_says_no_more_of_a_date_than_is_known),
		format_test(a_citation_says_as_of_when),
		format_test(what_is_cited_can_be_read_again),
		format_test(a_part_is_cited_with_the_whole),
		format_test(a_feed_has_an_entry_for_each_record),
		format_test(a_graph_has_terms_of_others),
		format_test(a_calendar_invents_no_day),
		format_test(
			a_calendar_says_what_happens_and_how_much_of_the_day_is_known),
		format_test(a_hit_can_be_shown_at_once),
		format_test(accept_chooses_a_format),
		format_test(what_a_format_cannot_show_is_refused),
		format_test(every_format_shows_every_kind_and_an_empty_list),
		format_test(a_format_has_a_tag_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
