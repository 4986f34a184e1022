/*
 * test_tables.c - an invented table with everything in it that goes wrong
 */
#include "tests/support/tables.h"

#include "lib/data/csv.h"
#include "server/registry/model/json.h"
#include "server/registry/table_import/table_import.h"
#include "server/registry/table_import/table_map.h"

#define ROWS 150
#define MANY 1000 /* of the table with traps */

#define MAP                                                                    \
	"{\"source\":{\"key\":\"t\",\"title\":\"A table\","                    \
	"\"rights\":\"CC0\"},\"row\":[\"id\"],"                                \
	"\"match\":[\"identifiers\",\"urls\",\"title\"],"                      \
	"\"only_if\":{\"column\":\"use\",\"not_in\":[\"no\"]},"                \
	"\"constants\":{\"existence\":\"exists\",\"force\":\"unclear\","       \
	"\"type\":\"act\"},\"members\":["                                      \
	"{\"to\":\"title\",\"from\":\"name\"},"                                \
	"{\"to\":\"adopted_on\",\"from\":\"day\",\"do\":[{\"date\":"           \
	"[\"YYYY-MM-DD\",\"DD/MM/YYYY\",\"MM/DD/YYYY\"]}]},"                   \
	"{\"to\":\"force\",\"from\":\"binds\"},"                               \
	"{\"to\":\"jurisdictions\",\"from\":\"where\",\"do\":"                 \
	"[{\"split\":\",\"},{\"values\":{\"Union\":\"EU\",\"China\":\"CN\"},"  \
	"\"otherwise\":\"keep\"}]},"                                           \
	"{\"to\":\"identifiers\",\"from\":\"number\",\"at\":\"value\","        \
	"\"as\":{\"scheme\":\"celex\"}},"                                      \
	"{\"to\":\"urls\",\"from\":\"page\",\"at\":\"url\",\"add\":true}],"    \
	"\"classes\":[{\"scheme\":\"t-tags\",\"from\":[\"is *\"],"             \
	"\"yes\":[\"1\"],\"create\":true}]}"

#define HEAD                                                                   \
	"\xef\xbb\xbfid;name;day;binds;where;number;page;use;is about "        \
	"logs\r\n"

/* Rows that are not as the others, by number. */
static const struct {
	int row;
	const char *text;
} traps[] = {
	{ 2, "r2;\"A; \"\"semicolon\"\"\";2021-02-03;hard;EU;;;;1\r\n" },
	{ 3, "r3;\"Two\r\nlines\";04/05/2021;hard;EU;;;;0\r\n" },
	{ 4, "r4;Day of the month;25/12/2021;soft;\"Union, China\";;;;\r\n" },
	{ 5, "r5;A vocabulary;2021-01-01;perhaps;EU;;;;\r\n" },
	{ 6, "r2;\"A; \"\"semicolon\"\"\";2021-02-03;hard;EU;;;;1\r\n" },
	{ 7, "r7;Of two;2021;hard;EU;N1;https://example.org/2/;;\r\n" },
	{ 8, "r8;Known;2022-01-01;hard;EU;N1;https://example.org/x;;\r\n" },
	{ 9, "r9;Not used;2022-01-01;hard;EU;;;no;\r\n" },
	{ 10, "r10;Too;many;cells;in;this;row;;;;\r\n" },
	{ 11, ";No name;2022-01-01;hard;EU;;;;\r\n" },
	{ 12, "r12;;2022-01-01;hard;EU;;;;\r\n" },
	{ 998, "r998;\"A\nquote \"\" far; down\";2022-01-01;hard;EU;;;;\r\n" },
	{ 999, "r13;法 Act 13;2020-01-01;soft;EU;;;;\r\n" },
};

static const char *row_text(struct app *app, int i)
{
	for (size_t k = 0; k < COUNT(traps); k++)
		if (traps[k].row == i)
			return traps[k].text;
	return say(app, "r%d;法 Act %d;2020-01-01;soft;EU;;;;\r\n", i, i);
}

static struct str long_table(struct app *app, const char *before, int from,
                             int rows)
{
	struct buf text;

	buf_init(&text, app->keys_arena);
	buf_puts(&text, HEAD);
	buf_puts(&text, before);
	for (int i = from; i <= rows; i++)
		buf_puts(&text, row_text(app, i));
	return buf_text(&text);
}

static struct str table_text(struct app *app, const char *before, int from)
{
	return long_table(app, before, from, ROWS);
}

static void make_known(struct app *app)
{
	make_act(app, "\"key\":\"one\",\"identifiers\":[{\"scheme\":\"celex\","
	              "\"value\":\"N1\"}],\"adopted_on\":\"2021-06\"");
	make_act(app, "\"key\":\"two\",\"urls\":[{\"url\":"
	              "\"https://example.org/2\"}]");
}

static const struct {
	const char *list;
	int64_t line;
	const char *reason;
} told[] = {
	{ "skipped", 8, "is the row of line 3 again" },
	{ "skipped", 9, "matches several records: one two" },
	{ "skipped", 12, "has 11 cells, the row of names 9" },
	{ "skipped", 13, "has nothing in the columns that name it" },
	{ "skipped", 14, "/title is required" },
	{ "untaken", 4, "may be 2021-05-04 or 2021-04-05" },
	{ "untaken", 7, "is outside of the vocabulary" },
	{ "untaken", 9, "is no date of a format the map names" },
};

static void assert_told(struct app *app)
{
	for (size_t i = 0; i < COUNT(told); i++) {
		json_t *list = reply_json(app,
		                          say(app, "lists/%s", told[i].list)),
		       *item;
		bool found = false;
		size_t k;

		json_array_foreach(list, k, item)
		{
			const char *reason = json_string_value(
				json_object_get(item, "reason"));
			json_t *line = json_object_get(item, "line");

			found = found ||
			        (json_integer_value(line) == told[i].line &&
			         strcmp(reason, told[i].reason) == 0);
		}
		if (!found)
			fail_msg("line %lld is not told: %s",
			         (long long)told[i].line, told[i].reason);
	}
}

static void a_table_with_traps_is_told_line_by_line(void **state)
{
	struct app *app = *state;

	make_known(app);
	import_table(app, MAP, long_table(app, "", 1, MANY), false);
	assert_tally(app, "rows", MANY);
	assert_tally(app, "created", MANY - 8);
	assert_tally(app, "matched", 1);
	assert_tally(app, "left_out", 1);
	assert_tally(app, "skipped", 6);
	assert_tally(app, "untaken", 3);
	assert_tally(app, "conflicts", 2);
	assert_told(app);

	get(app, "/v1/instruments/t-r2");
	assert_member(app, "title", "A; \"semicolon\"");
	get(app, "/v1/instruments/t-r998");
	assert_member(app, "title", "A quote \" far; down");
	get(app, "/v1/instruments/t-r3");
	assert_member(app, "title", "Two lines");
	get(app, "/v1/instruments/t-r4");
	assert_member(app, "adopted_on", "2021-12-25");
	assert_member(app, "jurisdictions/1", "CN");
	get(app, "/v1/instruments/one");
	assert_member(app, "title", "An Act");
	assert_member(app, "urls/0/url", "https://example.org/x");
	get(app, "/v1/sources/t");
	assert_member(app, "rights", "CC0");
	get(app,
	    "/v1/classifications?subject.kind=instruments&subject.id=t-r2");
	assert_member(app, "items/0/key", "t.r2.t-tags-is-about-logs");
	assert_sound(app->store);
}

static void each_value_leads_to_its_cell(void **state)
{
	struct app *app = *state;

	import_table(app, MAP, table_text(app, "", 1), false);
	get(app, "/v1/instruments/t-r4/why?field=/jurisdictions");
	assert_contains(reply_text(app), "\"exact\":\"Union\"");
	assert_contains(reply_text(app), "\"exact\":\"China\"");
	get(app, "/v1/instruments/t-r2/why?field=/title");
	assert_contains(reply_text(app), "A; \\\"\\\"semicolon\\\"\\\"");
	get(app, "/v1/instruments/t-r150/why?field=/title");
	assert_contains(reply_text(app), "\"exact\":\"法 Act 150\"");
	get(app, "/v1/passages?source=t&state=verified&limit=1");
	assert_true(reply_integer(app, "total") > 3 * (ROWS - 10));
}

static void what_differs_is_a_conflict_and_overwrites_nothing(void **state)
{
	struct app *app = *state;

	make_known(app);
	import_table(app, MAP, table_text(app, "", 1), false);
	assert_member(app, "lists/conflicts/0/record", "one");
	assert_member(app, "lists/conflicts/0/instead_of", "An Act");
	assert_member(app, "lists/conflicts/1/field", "adopted_on");
	get(app, "/v1/conflicts?kind=instruments&field=/adopted_on");
	assert_member(app, "items/0/subject/key", "one");
}

static void the_same_file_again_changes_nothing(void **state)
{
	struct app *app = *state;
	const char *before;

	make_known(app);
	import_table(app, MAP, table_text(app, "", 1), false);
	before = head(app);
	import_table(app, MAP, table_text(app, "", 1), false);
	assert_tally(app, "new", 0);
	assert_tally(app, "changed", 0);
	assert_tally(app, "created", 0);
	assert_tally(app, "filled", 0);
	assert_string_equal(head(app), before);
}

static void what_an_editor_says_of_an_assertion_stays(void **state)
{
	struct app *app = *state;
	const char *at = "/v1/assertions/t.r20.title-name", *before;

	import_table(app, MAP, table_text(app, "", 1), false);
	call(app, "PATCH", at,
	     "Content-Type: application/merge-patch+json\nIf-Match: *",
	     "{\"rank\":\"deprecated\"}");
	assert_status(app, 200);
	before = head(app);
	import_table(app, MAP, table_text(app, "", 1), false);
	assert_string_equal(head(app), before);
	import_table(app, MAP,
	             table_text(app,
	                        "r20;A new name;2020-01-01;soft;EU;;;;\r\n",
	                        21),
	             false);
	get(app, at);
	assert_member(app, "value", "A new name");
	assert_member(app, "rank", "deprecated");
}

static void identifiers_match_however_they_are_written(void **state)
{
	struct app *app = *state;

	make_known(app);
	import_table(app, MAP, STR(HEAD "r1;;2021;hard;EU; n1 ;;;\r\n"), false);
	assert_tally(app, "matched", 1);
	assert_tally(app, "created", 0);
}

static void a_dry_run_says_the_same_and_keeps_nothing(void **state)
{
	struct app *app = *state;
	const char *before;
	int64_t created, values;

	make_known(app);
	before = head(app);
	import_table(app, MAP, table_text(app, "", 1), true);
	assert_told(app);
	created = reply_integer(app, "created");
	values = reply_integer(app, "values");
	assert_string_equal(head(app), before);
	import_table(app, MAP, table_text(app, "", 1), false);
	assert_tally(app, "created", created);
	assert_tally(app, "values", values);
}

/* r100 says something else, r1 to r13 are gone, and all else stands elsewhere.
 */
#define AN_HOUR (60 * 60 * 1000)

static enum err_code all_steps(struct tx *tx, void *arg, struct err *e)
{
	return table_steps(tx, arg, AN_HOUR, e);
}

static enum err_code all_steps_in_vain(struct tx *tx, void *arg, struct err *e)
{
	enum err_code rc = table_steps(tx, arg, AN_HOUR, e);

	return rc == ERR_OK ? err_set(e, ERR_INVALID, "undone") : rc;
}

static void one_transaction_takes_many_steps_or_none(void **state)
{
	struct app *app = *state;
	struct table_request r = { .arena = app->keys_arena,
		                   .map = str_from(MAP),
		                   .bytes = table_text(app, "", 1) };
	struct table_plan *p;
	struct buf report;
	struct err e = { 0 };

	make_known(app);
	assert_int_equal(table_prepare(&r, &p, &e), ERR_OK);
	assert_int_equal(
		store_run(app->store, TX_BULK, all_steps_in_vain, p, &e),
		ERR_INVALID);
	assert_false(table_is_done(p));
	assert_int_equal(store_run(app->store, TX_BULK, all_steps, p, &e),
	                 ERR_OK);
	table_settle(p);
	assert_true(table_is_done(p));
	buf_init(&report, app->keys_arena);
	table_report(p, &report);
	import_table(app, MAP, r.bytes, false);
	assert_tally(app, "created", 0);
	assert_tally(app, "new", 0);
	assert_contains(report.data, say(app, "\"rows\":%d",
	                                 (int)reply_integer(app, "rows")));
	assert_contains(report.data, say(app, "\"values\":%d",
	                                 (int)reply_integer(app, "values")));
}

static void a_newer_file_moves_passages_by_the_names_of_rows(void **state)
{
	struct app *app = *state;

	import_table(app, MAP, table_text(app, "", 1), false);
	import_table(app, MAP,
	             table_text(app,
	                        "r100;法 Act 100;2020-07-07;soft;EU;;;;\r\n",
	                        14),
	             false);
	assert_tally(app, "created", 0);
	assert_tally(app, "changed", 1);
	assert_member(app, "lists/changed/0/record", "t-r100");
	assert_member(app, "lists/changed/0/value", "2020-07-07");
	assert_true(reply_integer(app, "gone") > 20);
	get(app, "/v1/instruments/t-r120/why?field=/title");
	assert_contains(reply_text(app), "\"exact\":\"法 Act 120\"");
	assert_contains(reply_text(app), "\"state\":\"verified\"");
	get(app, "/v1/instruments/t-r100");
	assert_member(app, "adopted_on", "2020-01-01");
	assert_sound(app->store);
}

#define JSON_MAP                                                               \
	"{\"source\":{\"key\":\"j\",\"title\":\"J\"},\"row\":[\"/n\"],"        \
	"\"rows\":\"/data/rows\",\"constants\":{\"type\":\"act\","             \
	"\"force\":\"hard\",\"existence\":\"exists\"},\"members\":["           \
	"{\"to\":\"title\",\"from\":\"/about/name\"},"                         \
	"{\"to\":\"languages\",\"from\":\"langs\"}]}"

static void rows_of_json_are_read_by_pointers(void **state)
{
	struct app *app = *state;
	struct str text = STR("{\"data\": {\"x\": [1], \"rows\": [\n"
	                      "{\"n\": 1, \"about\": {\"name\": "
	                      "\"An \\\"Act\\\" \\u6cd5\"}, \"langs\": "
	                      "[\"en\", \"zh\"]},\n"
	                      "{\"n\": 2, \"langs\": []},\n"
	                      "3]}}");

	import_table(app, JSON_MAP, text, false);
	assert_tally(app, "created", 1);
	assert_tally(app, "skipped", 2);
	assert_int_equal(reply_integer(app, "lists/skipped/1/line"), 4);
	get(app, "/v1/instruments/j-1");
	assert_member(app, "title", "An \"Act\" 法");
	assert_member(app, "languages/1", "zh");
	get(app, "/v1/instruments/j-1/why?field=/title");
	assert_contains(reply_text(app), "An \\\\\\\"Act\\\\\\\" \\\\u6cd5");
}

#define NESTED                                                                 \
	"{\"source\":{\"key\":\"n\",\"title\":\"N\"},\"row\":[\"n\"],"         \
	"\"constants\":{\"type\":\"act\",\"force\":\"hard\","                  \
	"\"existence\":\"exists\"},\"members\":[{\"to\":\"title\","            \
	"\"from\":\"/names/0/text\"},{\"to\":\"urls\",\"from\":"               \
	"\"/links/*/url\",\"at\":\"url\"},{\"to\":\"note\",\"from\":"          \
	"\"/links/*/note\"}]}"

static void a_star_stands_for_each_item_of_an_array(void **state)
{
	struct app *app = *state;
	struct str text = STR("{\"n\":1,\"names\":[{\"text\":\"A\"}],"
	                      "\"links\":[{\"url\":\"https://example.org/a\"},"
	                      "{},{\"url\":\"https://example.org/b\"}]}\n"
	                      "{\"n\":2,\"names\":[{\"text\":\"B\"}],"
	                      "\"links\":{\"url\":\"x\"}}\n");

	import_table(app, NESTED, text, false);
	assert_tally(app, "created", 2);
	assert_member(app, "absent/0", "/links/*/note");
	get(app, "/v1/instruments/n-1");
	assert_member(app, "urls/1/url", "https://example.org/b");
	get(app, "/v1/instruments/n-2");
	assert_null(reply_json(app, "urls"));
}

#define ODD(more)                                                              \
	"{\"source\":{\"key\":\"o\",\"title\":\"Odd\"},\"row\":[\"id\"]," more \
	"\"constants\":{\"type\":\"act\",\"force\":\"hard\","                  \
	"\"existence\":\"exists\"},\"members\":[{\"to\":\"title\","            \
	"\"from\":\"name\"},{\"to\":\"note\",\"from\":\"note\"}]}"

/* Tables that programs and people write: what is not taken, and why. */
static const struct {
	const char *map, *text, *list, *reason;
	int64_t line, created;
} odd[] = {
	{ ODD(""), "id|name|note\n1|A|x\n", NULL, NULL, 0, 1 },
	{ ODD("\"header\":3,"), "Acts, laws\n\n\"2021\"\nid;name;note\n1;A;x\n",
	  NULL, NULL, 0, 1 },
	{ ODD(""), "id,name,note\n1,A,a\x07\n", "untaken",
	  "has control characters other than tab and newline", 2, 1 },
	{ ODD(""), "id,name,note\nA 1,A,x\na-1,B,x\n", "skipped",
	  "its name differs from that of line 2, A 1, in case or punctuation "
	  "only",
	  3, 1 },
	{ ODD(""), "[null,{\"id\":1,\"name\":\"A\"}]", "skipped",
	  "is neither a JSON object nor an array", 1, 1 },
	{ ODD(""), "[{\"id\":1,\"name\":\"A\"},{\"id\":1,\"name\":\"B\"}]",
	  "skipped", "is the row of item 1 again", 1, 1 },
	{ ODD(""), "[{\"id\":1,\"name\":\"A\",\"note\":{\"en\":\"x\"}}]",
	  "untaken",
	  "is an object or a list in a list, where a value is expected", 1, 1 },
	{ ODD(""),
	  "[{\"id\":1,\"name\":\"A\",\n\"note\":[null,[\"x\"],\"y\"]}]",
	  "untaken",
	  "is an object or a list in a list, where a value is expected", 1, 1 },
};

static void odd_tables_are_read_or_told_by_line(void **state)
{
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(odd); i++) {
		const char *list = say(app, "lists/%s/0", odd[i].list);

		import_table(app, odd[i].map, str_from(odd[i].text), true);
		assert_tally(app, "created", odd[i].created);
		if (odd[i].list == NULL)
			continue;
		assert_member(app, say(app, "%s/reason", list), odd[i].reason);
		assert_int_equal(reply_integer(app, say(app, "%s/line", list)),
		                 odd[i].line);
	}
}

static void a_text_that_is_too_long_leaves_the_rest_of_its_row(void **state)
{
	struct app *app = *state;
	struct buf text;

	buf_init(&text, app->keys_arena);
	buf_puts(&text, "id,name,note\n1,A,");
	for (int i = 0; i < 10001; i++)
		buf_puts(&text, "x");
	import_table(app, ODD(""), buf_text(&text), true);
	assert_tally(app, "created", 1);
	assert_member(app, "lists/untaken/0/reason",
	              "has 10001 characters; at most 10000 fit");
}

static const struct {
	const char *text;
	size_t len;
	const char *why;
} no_tables[] = {
	{ "\xff\xfei\0d\0", 6, "the table is UTF-16: save it as UTF-8" },
	{ "i\0d\0,\0n\0", 8, "the table is UTF-16: save it as UTF-8" },
	{ "id,name,note\n1,L\xe9,", 18,
	  "the text is not UTF-8 at byte 16, in line 2: save the table as "
	  "UTF-8 (what spreadsheets call \"CSV UTF-8\")" },
	{ "", 0, "the row of names: the table ends before it" },
	{ "{\"rows\":[]}", 11,
	  "the document is no array: `rows` of the map must lead to one" },
	{ "id,name,name,note\n", 18,
	  "there is no column \"name\" but \"id\", \"name#1\", "
	  "\"name#2\", \"note\"" },
	{ "id,note\n", 8, "there is no column \"name\" but \"id\", \"note\"" },
};

static void what_is_no_table_is_told_in_words(void **state)
{
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(no_tables); i++) {
		struct table_request r = {
			.arena = app->keys_arena,
			.map = STR(ODD("")),
			.bytes = { no_tables[i].text, no_tables[i].len },
		};
		struct table_plan *p;
		struct err e;

		err_init(&e, app->keys_arena);
		assert_int_not_equal(table_prepare(&r, &p, &e), ERR_OK);
		assert_string_equal(e.mistakes != NULL ? e.mistakes->detail
		                                       : e.detail,
		                    no_tables[i].why);
	}
}

static const struct {
	const char *map, *where;
} wrong_maps[] = {
	{ "{", NULL },
	{ "{\"row\":[\"id\"],\"members\":[{\"to\":\"title\",\"from\":\"id\"}]}",
	  "/source/key" },
	{ "{\"source\":{\"key\":\"t\",\"title\":\"T\"},\"row\":[\"id\"],"
	  "\"members\":[{\"to\":\"nothing\",\"from\":\"id\"}]}",
	  "/members/0/to" },
	{ "{\"source\":{\"key\":\"t\",\"title\":\"T\"},\"row\":[\"id\"],"
	  "\"constants\":{\"type\":\"law\"},\"members\":[{\"to\":\"title\","
	  "\"from\":\"id\"}]}",
	  "/constants/type" },
	{ "{\"source\":{\"key\":\"t\",\"title\":\"T\"},\"row\":[\"id\"],"
	  "\"header\":[3,2],\"members\":[{\"to\":\"title\",\"from\":\"id\"}]}",
	  "/header" },
	{ "{\"source\":{\"key\":\"t\",\"title\":\"T\"},\"row\":[\"id\"],"
	  "\"down\":[\"none\"],\"members\":[{\"to\":\"title\",\"from\":"
	  "\"id\"}]}",
	  "/down" },
	{ "{\"source\":{\"key\":\"t\",\"title\":\"T\"},\"row\":[\"id\"],"
	  "\"members\":[{\"to\":\"aliases\",\"from\":\"id\"}]}",
	  "/members/0/to" },
	{ "{\"source\":{\"key\":\"t\",\"title\":\"T\"},\"row\":[\"id\"],"
	  "\"members\":[{\"to\":\"title\",\"from\":\"none\"}]}",
	  "/members/0/from" },
	{ "{\"source\":{\"key\":\"t\",\"title\":\"T\"},\"row\":[\"id\"],"
	  "\"members\":[{\"to\":\"title\",\"from\":\"id\",\"do\":"
	  "[{\"date\":\"YYYY\"}]}]}",
	  "/members/0/do/0" },
	{ "{\"source\":{\"key\":\"t\",\"title\":\"T\"},\"row\":[\"id\"],"
	  "\"members\":[{\"to\":\"title\",\"from\":\"id\"}],\"classes\":"
	  "[{\"scheme\":\"s\",\"from\":[\"id\"],\"no\":[\"0\"]}]}",
	  "/classes/0/no" },
	{ "{\"source\":{\"key\":\"t\",\"title\":\"T\"},\"row\":[\"id\"],"
	  "\"only_if\":[{\"column\":\"id\"}],\"members\":[{\"to\":\"title\","
	  "\"from\":\"id\"}]}",
	  "/only_if" },
	{ "{\"source\":{\"key\":\"t\",\"title\":\"T\"},\"row\":[\"id\"],"
	  "\"x\":1,\"members\":[{\"to\":\"title\",\"from\":\"id\"}]}",
	  "/x" },
	{ "{\"source\":{\"key\":\"t\",\"title\":\"T\"},\"row\":[\"id\"],"
	  "\"members\":[{\"to\":\"title\",\"from\":\"id\",\"do\":"
	  "[{\"date\":[\"dd/mm/yyyy\"]}]}]}",
	  "/members/0/do/0" },
	{ "{\"source\":{\"key\":\"t\",\"title\":\"T\"},\"row\":[\"id\"],"
	  "\"members\":[{\"to\":\"title\",\"from\":\"id\",\"do\":"
	  "[{\"date\":[\"YYYY-YY\"]}]}]}",
	  "/members/0/do/0" },
};

static void a_wrong_map_is_told_before_anything_is_read(void **state)
{
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(wrong_maps); i++) {
		struct table_request r = {
			.arena = app->keys_arena,
			.map = str_from(wrong_maps[i].map),
			.bytes = table_text(app, "", ROWS),
		};
		struct table_plan *p;
		struct err e;

		err_init(&e, app->keys_arena);
		assert_int_not_equal(table_prepare(&r, &p, &e), ERR_OK);
		if (wrong_maps[i].where != NULL) {
			assert_non_null(e.mistakes);
			assert_string_equal(e.mistakes->pointer,
			                    wrong_maps[i].where);
		}
	}
}

#define AT_ID                                                                  \
	"%7B%22source%22:%7B%22key%22:%22t%22,%22title%22:%22T%22%7D,"         \
	"%22row%22:%5B%22n%22%5D,%22constants%22:%7B%22type%22:%22act%22,"     \
	"%22force%22:%22hard%22,%22existence%22:%22exists%22%7D,"              \
	"%22members%22:%5B%7B%22to%22:%22title%22,%22from%22:%22n%22%7D%5D%7D"
#define CSV "Content-Type: text/csv"

static void editors_send_tables_over_http(void **state)
{
	struct app *app = *state;
	const char *key = app->key, *table = "n\nOne\nTwo\nOne\n";

	call(app, "POST", "/v1/tables?dry_run=true&map=" AT_ID, CSV, table);
	assert_status(app, 200);
	assert_int_equal(reply_integer(app, "created"), 2);
	get(app, "/v1/instruments");
	assert_int_equal(reply_integer(app, "total"), 0);
	call(app, "POST", "/v1/tables?map=" AT_ID, CSV, table);
	assert_status(app, 200);
	assert_int_equal(reply_integer(app, "skipped"), 1);
	get(app, "/v1/instruments/t-two");
	assert_member(app, "title", "Two");
	call(app, "POST", "/v1/tables?map=" AT_ID,
	     CSV "\nIdempotency-Key: once", table);
	assert_status(app, 200);
	assert_int_equal(reply_integer(app, "new"), 0);
	call(app, "POST", "/v1/tables?map=" AT_ID,
	     CSV "\nIdempotency-Key: once", table);
	assert_status(app, 200);
	assert_string_equal(reply_value(app, "Idempotency-Replayed"), "true");
	call(app, "POST", "/v1/tables?map=" AT_ID, CSV, "m\n1\n");
	assert_status(app, 422);
	call(app, "POST", "/v1/tables?map=none", CSV, table);
	assert_status(app, 400);
	assert_mistake(app, "map");
	app->key = NULL;
	call(app, "POST", "/v1/tables?map=" AT_ID, CSV, table);
	assert_status(app, 401);
	app->key = key;
	assert_sound(app->store);
}

static void maps_that_are_shipped_are_right(void **state)
{
	struct app *app = *state;

	for (size_t i = 0; map_texts[i].name != NULL; i++) {
		struct table_map m;
		struct err e = { 0 };

		if (map_read(app->keys_arena, str_from(map_texts[i].text), &m,
		             &e) != ERR_OK)
			fail_msg("%s: %s", map_texts[i].name, e.detail);
	}
	assert_true(map_named(STR("agora")).len > 0);
	assert_true(map_named(STR("none")).len == 0);
}

static const struct {
	const char *text;
	size_t cells;
	const char *last;
	bool wrong;
} rows[] = {
	{ "a,b,c\n", 3, "c", false },
	{ "a;b,c;d\n", 3, "d", false },
	{ "a\tb\r\n", 2, "b", false },
	{ "a,\"b,\nc\"", 2, "b,\nc", false },
	{ "a,\"say \"\"so\"\"\"", 2, "say \"so\"", false },
	{ "a,", 2, "", false },
	{ "\r\n\na", 1, "a", false },
	{ "a,\"b", 2, "b", true },
	{ "a,\"b\"c", 2, "b", true },
	{ "a\"b,c", 2, "c", false },
};

static void cells_are_found_as_spreadsheets_write_them(void **state)
{
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct csv c;
		struct str last;

		csv_open(&c, str_from(rows[i].text), 0);
		assert_true(csv_next(&c, app->keys_arena));
		assert_int_equal(c.ncells, rows[i].cells);
		last = csv_text(app->keys_arena, c.text,
		                &c.cells[c.ncells - 1]);
		assert_true(str_is(last, rows[i].last));
		assert_int_equal(c.wrong != NULL, rows[i].wrong);
		assert_false(csv_next(&c, app->keys_arena));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		registry_test(a_table_with_traps_is_told_line_by_line),
		registry_test(each_value_leads_to_its_cell),
		registry_test(
			what_differs_is_a_conflict_and_overwrites_nothing),
		registry_test(the_same_file_again_changes_nothing),
		registry_test(what_an_editor_says_of_an_assertion_stays),
		registry_test(identifiers_match_however_they_are_written),
		registry_test(a_dry_run_says_the_same_and_keeps_nothing),
		registry_test(one_transaction_takes_many_steps_or_none),
		registry_test(a_newer_file_moves_passages_by_the_names_of_rows),
		registry_test(rows_of_json_are_read_by_pointers),
		registry_test(a_star_stands_for_each_item_of_an_array),
		registry_test(odd_tables_are_read_or_told_by_line),
		registry_test(
			a_text_that_is_too_long_leaves_the_rest_of_its_row),
		registry_test(what_is_no_table_is_told_in_words),
		registry_test(a_wrong_map_is_told_before_anything_is_read),
		registry_test(editors_send_tables_over_http),
		registry_test(maps_that_are_shipped_are_right),
		registry_test(cells_are_found_as_spreadsheets_write_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
