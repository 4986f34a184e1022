/*
 * test_table_cells.c - what a map takes of a cell, and what is told of the rest
 */
#include "tests/support/tables.h"

#include "lib/data/digest.h"
#include "server/registry/table_import/table_import.h"

#define ROWS_MAP                                                               \
	"{\"source\":{\"key\":\"c\",\"title\":\"Cells\"},\"row\":[\"id\"],"    \
	"\"constants\":{\"type\":\"act\",\"force\":\"hard\","                  \
	"\"existence\":\"exists\"},\"members\":[{\"to\":\"title\","            \
	"\"from\":\"name of act\"},{\"to\":\"note\",\"from\":\"note\"}]}"

static void names_of_columns_may_be_broken_into_lines(void **state)
{
	struct app *app = *state;

	import_table(app, ROWS_MAP, STR("id,\"name\n of  act \",note\n1,A,x\n"),
	             true);
	assert_tally(app, "created", 1);
}

static void what_is_not_taken_of_an_array_has_its_item_and_row(void **state)
{
	struct app *app = *state;

	import_table(
		app, ROWS_MAP,
		STR("[{\"id\":1,\"name of act\":\"A\"},{\"name of act\":\"B\"},"
	            "{\"id\":\"c\",\"name of act\":\"C\",\"note\":{}}]"),
		true);
	assert_int_equal(reply_integer(app, "lists/skipped/0/item"), 2);
	assert_int_equal(reply_integer(app, "lists/untaken/0/item"), 3);
	assert_member(app, "lists/untaken/0/row", "c");
}

#define NUMBERED                                                               \
	"{\"source\":{\"key\":\"n\",\"title\":\"N\"},\"row\":[\"id\"],"        \
	"\"constants\":{\"type\":\"act\",\"force\":\"hard\","                  \
	"\"existence\":\"exists\"},\"members\":[{\"to\":\"title\","            \
	"\"from\":\"id\"},{\"to\":\"signed_on\",\"from\":\"Date%s\"}]}"

static void columns_that_are_called_alike_are_numbered(void **state)
{
	struct app *app = *state;
	struct table_request r = {
		.arena = app->keys_arena,
		.map = str_from(say(app, NUMBERED, "")),
		.bytes = STR("sep=|\r\nid|Date|Date\r\nA|2020|2021\r\n"),
	};
	struct table_plan *p;
	struct err e;

	import_table(app, say(app, NUMBERED, "#2"), r.bytes, false);
	get(app, "/v1/instruments/n-a");
	assert_member(app, "signed_on", "2021");
	err_init(&e, app->keys_arena);
	assert_int_not_equal(table_prepare(&r, &p, &e), ERR_OK);
	assert_string_equal(e.mistakes->detail,
	                    "there is no column \"Date\" but \"id\", "
	                    "\"Date#1\", \"Date#2\"");
}

#define PARTS                                                                  \
	"{\"source\":{\"key\":\"p\",\"title\":\"Parts\"},\"row\":[\"id\"],"    \
	"\"match\":[\"title\"],\"constants\":{\"type\":\"act\","               \
	"\"force\":\"hard\",\"existence\":\"exists\",\"jurisdictions\":"       \
	"[\"FR\"]},\"members\":[{\"to\":\"title\",\"from\":\"name\","          \
	"\"do\":[{\"before\":\" (\"}]},{\"to\":\"adopted_on\",\"from\":"       \
	"\"name\",\"do\":[{\"between\":[\"(\",\")\"]},{\"date\":[\"YYYY\"]}]}" \
	"]}"

static void a_cell_gives_the_parts_that_a_map_names(void **state)
{
	struct app *app = *state;
	const char *before;

	import_table(app, PARTS,
	             STR("id,name\n1,AI Act (the) (2024)\n2,Plain\n"), false);
	assert_tally(app, "created", 2);
	assert_member(app, "lists/untaken/0/reason",
	              "has nothing in the part that the map names");
	get(app, "/v1/instruments/p-1");
	assert_member(app, "title", "AI Act");
	assert_member(app, "adopted_on", "2024");
	get(app, "/v1/assertions?field=/adopted_on&include=passages");
	assert_int_equal(
		reply_integer(app, "included/passages/0/end") -
			reply_integer(app, "included/passages/0/start"),
		4);
	get(app, "/v1/assertions?field=/title&subject.kind=instruments&"
	         "subject.id=p-1&include=passages");
	assert_int_equal(
		reply_integer(app, "included/passages/0/end") -
			reply_integer(app, "included/passages/0/start"),
		strlen("AI Act"));
	before = head(app);
	import_table(app, PARTS,
	             STR("id,name\n1,AI Act (the) (2024)\n2,Plain\n"), false);
	assert_string_equal(head(app), before);
}

/* The map says where all its rows are from: another country's act of the same
 * title is another act; one of its own, at another date, may be the same. */
static void a_title_is_looked_for_where_the_map_says(void **state)
{
	struct app *app = *state;

	make_act(app, "\"key\":\"german\",\"jurisdictions\":[\"DE\"]");
	make_act(app, "\"key\":\"french\",\"jurisdictions\":[\"FR\"],"
	              "\"adopted_on\":\"2020\"");
	import_table(app, PARTS,
	             STR("id,name\n1,An Act (2020)\n2,An Act (2021)\n"), true);
	assert_tally(app, "created", 1);
	assert_tally(app, "matched", 1);
	assert_member(app, "lists/untaken/0/record", "p-2");
	assert_int_equal(reply_integer(app, "lists/untaken/0/line"), 3);
}

#define PLACED                                                                 \
	"{\"source\":{\"key\":\"g\",\"title\":\"G\"},\"row\":[\"id\"],"        \
	"\"match\":[\"title\"],\"constants\":{\"type\":\"act\","               \
	"\"force\":\"hard\",\"existence\":\"exists\"},\"members\":["           \
	"{\"to\":\"title\",\"from\":\"name\"},{\"to\":\"jurisdictions\","      \
	"\"from\":\"place\"},{\"to\":\"signed_on\",\"from\":\"day\"}]}"

static void list_places(struct app *app)
{
	import_ok(app,
	          "{\"kind\":\"schemes\",\"op\":\"put\",\"record\":{\"key\":"
	          "\"j\",\"title\":\"J\",\"purpose\":\"jurisdictions\"}}\n"
	          "{\"kind\":\"concepts\",\"op\":\"put\",\"record\":{\"key\":"
	          "\"j.br\",\"scheme\":\"j\",\"notation\":\"BR\",\"labels\":"
	          "[{\"text\":\"Brazil\"},{\"text\":\"巴西\"}]}}\n"
	          "{\"kind\":\"concepts\",\"op\":\"put\",\"record\":{\"key\":"
	          "\"j.gb\",\"scheme\":\"j\",\"notation\":\"GB\",\"labels\":"
	          "[{\"text\":\"United Kingdom\"}]}}\n");
}

static void places_may_be_named(void **state)
{
	struct app *app = *state;

	list_places(app);
	import_table(app, PLACED,
	             STR("id,name,place,day\n1,A,brazil,\n2,B,巴西,\n"
	                 "3,C,BRA,\n4,D,Brasil,\n5,E,XYZ,\n"),
	             false);
	assert_tally(app, "untaken", 2);
	assert_member(app, "lists/untaken/0/value", "Brasil");
	assert_member(app, "lists/untaken/1/value", "XYZ");
	get(app, "/v1/instruments?jurisdictions=BR");
	assert_int_equal(reply_integer(app, "total"), 3);
}

#define TYPED                                                                  \
	"{\"source\":{\"key\":\"c\",\"title\":\"C\"},\"row\":[\"id\"],"        \
	"\"constants\":{\"force\":\"soft\",\"existence\":\"exists\"},"         \
	"\"members\":[{\"to\":\"title\",\"from\":\"id\"},{\"to\":\"type\","    \
	"\"from\":\"type\"}]}"

static void
a_word_that_is_no_choice_is_told_with_what_may_be_meant(void **state)
{
	struct app *app = *state;

	import_table(app, TYPED, STR("id,type\n1,guideline\n2,qwertz\n"), true);
	assert_member(app, "lists/untaken/0/reason",
	              "is outside of the vocabulary; did you mean "
	              "guidelines?");
	assert_member(app, "lists/untaken/1/reason",
	              "is outside of the vocabulary");
}

/* The strategy of a place that nobody knows is not that of Britain. */
static void a_title_from_an_unknown_place_is_another_text(void **state)
{
	struct app *app = *state;

	list_places(app);
	make_act(app, "\"key\":\"british\",\"jurisdictions\":[\"GB\"]");
	import_table(app, PLACED,
	             STR("id,name,place,day\n1,An Act,Atlantis,\n"
	                 "2,An Act,united kingdom,\n"),
	             false);
	assert_tally(app, "created", 1);
	assert_tally(app, "matched", 1);
	assert_member(app, "lists/untaken/1/reason",
	              "it is made beside british, which has its title, since "
	              "its place is not known");
}

static void days_near_each_other_are_a_conflict_and_no_double(void **state)
{
	struct app *app = *state;

	list_places(app);
	make_act(app, "\"key\":\"british\",\"jurisdictions\":[\"GB\"],"
	              "\"signed_on\":\"2024-12-26\"");
	import_table(app, PLACED,
	             STR("id,name,place,day\n1,An Act,GB,2025-01-21\n"
	                 "2,An Act,GB,2026-01-21\n"),
	             false);
	assert_tally(app, "matched", 1);
	assert_tally(app, "conflicts", 1);
	assert_tally(app, "created", 1);
	get(app, "/v1/instruments/british");
	assert_member(app, "signed_on", "2024-12-26");
}

#define MERGED                                                                 \
	"{\"source\":{\"key\":\"m\",\"title\":\"M\"},\"header\":[3,4],"        \
	"\"down\":[\"Place\"],\"row\":[\"Law Number\"],\"constants\":{"        \
	"\"type\":\"act\",\"force\":\"hard\",\"existence\":\"exists\"},"       \
	"\"members\":[{\"to\":\"title\",\"from\":\"Law Name\"},"               \
	"{\"to\":\"note\",\"from\":\"Place\"},{\"to\":\"signed_on\","          \
	"\"from\":\"Dates Signed\"},{\"to\":\"urls\",\"from\":\"Link\","       \
	"\"at\":\"url\",\"as\":{\"rel\":\"landing\"},\"do\":[{\"prefix\":"     \
	"\"https://\",\"unless\":[\"http\"]}]}]}"

static void names_and_places_may_be_merged_cells(void **state)
{
	struct app *app = *state;
	struct str text = STR("Laws;;;;\nof 2026;;;;\nPlace;Law;;Dates;Link\n"
	                      ";Name;Number;Signed;\n"
	                      "Österreich;A;1;2020;example.org\n"
	                      ";B;2;2021;http://example.org/b\n"
	                      "Frankreich;C;3;2022;\n;D;4;;\n");

	import_table(app, MERGED, text, false);
	assert_tally(app, "created", 4);
	assert_tally(app, "untaken", 0);
	get(app, "/v1/instruments/m-1");
	assert_member(app, "urls/0/url", "https://example.org");
	get(app, "/v1/instruments/m-4");
	assert_member(app, "note", "Frankreich");
	get(app, "/v1/instruments/m-2");
	assert_member(app, "note", "Österreich");
	assert_member(app, "urls/0/url", "http://example.org/b");
	get(app, "/v1/instruments/m-2/why?field=/note");
	assert_contains(reply_text(app), "\"exact\":\"Österreich\"");
	import_table(app, MERGED, text, false);
	assert_tally(app, "new", 0);
	assert_tally(app, "changed", 0);
	assert_sound(app->store);
}

#define WITHIN                                                                 \
	"{\"source\":{\"key\":\"w\",\"title\":\"W\"},\"down\":["               \
	"\"Place\",\"Body\"],\"row\":[\"Law\"],\"constants\":{\"type\":"       \
	"\"act\",\"force\":\"hard\",\"existence\":\"exists\"},\"members\":["   \
	"{\"to\":\"title\",\"from\":\"Law\"},{\"to\":\"summary\","             \
	"\"from\":\"Place\"},{\"to\":\"note\",\"from\":\"Body\"}]}"

static void what_is_merged_within_another_ends_with_it(void **state)
{
	struct app *app = *state;

	import_table(app, WITHIN,
	             STR("Place,Law,Body\nBrazil,A,Ministry\n,B\n,C,\n"
	                 "Chile,D,\n,E,Senate\n"),
	             false);
	assert_tally(app, "created", 5);
	get(app, "/v1/instruments/w-b");
	assert_member(app, "note", "Ministry");
	get(app, "/v1/instruments/w-c");
	assert_member(app, "note", "Ministry");
	get(app, "/v1/instruments/w-d");
	assert_member(app, "summary", "Chile");
	assert_null(reply_json(app, "note"));
	get(app, "/v1/instruments/w-e");
	assert_member(app, "summary", "Chile");
	assert_member(app, "note", "Senate");
}

#define LINKED                                                                 \
	"{\"source\":{\"key\":\"l\",\"title\":\"L\"},\"kind\":\"relations\","  \
	"\"row\":[\"n\"],\"members\":[{\"to\":\"from\",\"from\":\"of\","       \
	"\"do\":[{\"before\":[\"-art-\",\"-sec-\"]},{\"row_of\":\"g\"}]},"     \
	"{\"to\":\"to\",\"from\":\"on\",\"do\":[{\"row_of\":\"g\"}]},"         \
	"{\"to\":\"type\",\"from\":\"how\"}]}"

/* A partner's tables know each other's rows, not our keys. */
static void a_table_may_refer_to_the_rows_of_another(void **state)
{
	struct app *app = *state;

	list_places(app);
	make_act(app, "\"key\":\"british\",\"jurisdictions\":[\"GB\"]");
	import_table(app, PLACED,
	             STR("id,name,place,day\nX 1,An Act,GB,\nX 2,New,BR,\n"),
	             false);
	import_table(app, LINKED,
	             STR("n,of,on,how\n1,X 1-sec-3-art-4,x-2,amends\n"
	                 "2,X 3,X 2,amends\n"),
	             false);
	assert_tally(app, "created", 1);
	assert_tally(app, "skipped", 1);
	assert_member(app, "lists/untaken/0/value", "X 3");
	get(app, "/v1/relations/l-1?include=instruments");
	assert_contains(reply_text(app), "\"key\":\"british\"");
	assert_contains(reply_text(app), "\"key\":\"g-x-2\"");
}

#define ISSUED                                                                 \
	"{\"source\":{\"key\":\"i\",\"title\":\"I\"},\"row\":[\"id\"],"        \
	"\"constants\":{\"type\":\"act\",\"force\":\"hard\","                  \
	"\"existence\":\"exists\"},\"members\":[{\"to\":\"parties\","          \
	"\"from\":\"by\",\"at\":\"organization\",\"as\":{\"role\":"            \
	"\"issuer\"},\"do\":[{\"find\":\"organizations\"}]},{\"to\":"          \
	"\"title\",\"from\":\"id\"},{\"to\":\"jurisdictions\",\"from\":"       \
	"\"place\"}]}"

/* Two countries have a ministry of that name; a third has none here. */
static void somebody_of_that_name_is_of_the_country_of_the_row(void **state)
{
	struct app *app = *state;

	make(app, "organizations",
	     "{\"key\":\"br-m\",\"name\":\"Ministry\",\"type\":\"other\","
	     "\"jurisdiction\":\"BR\"}");
	make(app, "organizations",
	     "{\"key\":\"gb-m\",\"name\":\"Ministry\",\"type\":\"other\","
	     "\"jurisdiction\":\"GB\"}");
	make(app, "organizations",
	     "{\"key\":\"fr-b\",\"name\":\"Bureau\",\"type\":\"other\","
	     "\"jurisdiction\":\"FR\"}");
	import_table(app, ISSUED,
	             STR("id,by,place\na,Ministry,BR\nb,Ministry,GB-SCT\n"
	                 "c,Ministry,FR\nd,Ministry,\ne,Ministry,EU\n"
	                 "f,Bureau,G7\n"),
	             false);
	assert_tally(app, "untaken", 3);
	assert_member(app, "lists/untaken/0/row", "c");
	assert_member(app, "lists/untaken/0/reason",
	              "is the name of somebody in another country than the "
	              "row");
	assert_member(app, "lists/untaken/1/reason",
	              "is the name of several records");
	get(app, "/v1/instruments/i-b?include=organizations");
	assert_contains(reply_text(app), "\"key\":\"gb-m\"");
}

#define NESTED(rows, key, name, note)                                          \
	"{\"source\":{\"key\":\"j\",\"title\":\"J\"},\"rows\":\"" rows         \
	"\",\"format\":\"json\",\"row\":[" key "],\"constants\":{\"type\":"    \
	"\"act\",\"force\":\"hard\",\"existence\":\"exists\"},\"members\":["   \
	"{\"to\":\"title\",\"from\":\"" name "\"},{\"to\":\"note\","           \
	"\"from\":\"" note "\"}]}"

/* Each country has a list, one is empty, one is none, and names come last. */
static void rows_may_be_in_lists_that_items_have(void **state)
{
	struct app *app = *state;
	struct str text = STR("{\"a\":[{\"l\":[{\"t\":\"One\"},\n{\"t\":"
	                      "\"Two\"}],\"c\":\"Österreich\"},\n{\"l\":[],"
	                      "\"c\":\"B\"},{\"l\":null},\n{\"c\":\"C\","
	                      "\"l\":[{\"t\":\"Three\"},{\"x\":1}]}]}");
	const char *map = NESTED("/a/*/l", "\"../c\",\"t\"", "t", "../c");

	import_table(app, map, text, false);
	assert_tally(app, "rows", 4);
	assert_tally(app, "created", 3);
	assert_tally(app, "skipped", 1);
	assert_int_equal(reply_integer(app, "lists/skipped/0/line"), 4);
	assert_int_equal(reply_integer(app, "lists/skipped/0/item"), 4);
	get(app, "/v1/instruments/j-osterreich-two/why?field=/note");
	assert_contains(reply_text(app), "\"exact\":\"Österreich\"");
	get(app, "/v1/instruments/j-c-three");
	assert_member(app, "note", "C");
	import_table(app, map, text, false);
	assert_tally(app, "new", 0);
	assert_tally(app, "changed", 0);
	assert_sound(app->store);
}

static void rows_may_be_members_of_an_object(void **state)
{
	struct app *app = *state;
	struct str text = STR("{\"act-1\":{\"n\":\"One\"},\n\"act-2\":"
	                      "{\"n\":\"Two\"}}");

	import_table(app, NESTED("", "\"*\"", "n", "*"), text, false);
	assert_tally(app, "created", 2);
	get(app, "/v1/instruments/j-act-2/why?field=/note");
	assert_contains(reply_text(app), "\"exact\":\"act-2\"");
	get(app, "/v1/instruments/j-act-2");
	assert_member(app, "title", "Two");
}

/* Somebody cites the same file as another source: its words are there now. */
static void passages_of_the_same_text_are_verified(void **state)
{
	struct app *app = *state;
	struct str bytes = STR("id,name\n1,An Act\n");
	const char *sha256 = digest_of(app->keys_arena, bytes).p;
	const char *map =
		"{\"source\":{\"key\":\"t\",\"title\":\"T\"},\"row\":[\"id\"],"
		"\"constants\":{\"type\":\"act\",\"force\":\"hard\","
		"\"existence\":\"exists\"},\"members\":[{\"to\":\"title\","
		"\"from\":\"name\"}]}";

	make(app, "sources",
	     say(app,
	         "{\"key\":\"other\",\"title\":\"O\",\"role\":\"dataset\","
	         "\"editions\":[{\"sha256\":\"%s\"}]}",
	         sha256));
	make(app, "passages",
	     say(app,
	         "{\"key\":\"cited\",\"source\":\"other\",\"edition\":\"%s\","
	         "\"start\":10,\"end\":16,\"sha256\":\"%s\"}",
	         sha256, digest_of(app->keys_arena, STR("An Act")).p));
	import_table(app, map, bytes, false);
	get(app, "/v1/passages/cited");
	assert_member(app, "state", "verified");
	assert_sound(app->store);
}

#define ENDS                                                                   \
	"{\"source\":{\"key\":\"e\",\"title\":\"Ends\"},\"kind\":"             \
	"\"relations\",\"row\":[\"id\"],\"members\":[{\"to\":\"from\","        \
	"\"from\":\"a\"},{\"to\":\"to\",\"from\":\"b\"},"                      \
	"{\"to\":\"type\",\"from\":\"type\"}]}"

static void why_a_row_is_skipped_is_the_first_reason(void **state)
{
	struct app *app = *state;

	make_act(app, "\"key\":\"one\"");
	import_table(app, ENDS, STR("id,a,b,type\n1,one,one,amends\n"), true);
	assert_member(app, "lists/skipped/0/reason",
	              "/to must be another instrument, or another of its "
	              "provisions, than from");
}

static void what_there_is_one_of_only_is_found_by_that(void **state)
{
	struct app *app = *state;
	const char *map =
		"{\"source\":{\"key\":\"v\",\"title\":\"V\"},\"kind\":"
		"\"provisions\",\"row\":[\"id\"],\"members\":["
		"{\"to\":\"instrument\",\"from\":\"a\"},"
		"{\"to\":\"path\",\"from\":\"path\"},"
		"{\"to\":\"heading\",\"from\":\"heading\"}]}";

	make_act(app, "\"key\":\"one\"");
	make_act(app, "\"key\":\"two\"");
	make(app, "relations",
	     "{\"key\":\"r\",\"from\":\"one\",\"to\":\"two\","
	     "\"type\":\"overlaps\"}");
	make(app, "provisions",
	     "{\"key\":\"p\",\"instrument\":\"one\",\"path\":\"art_1\","
	     "\"level\":\"article\",\"position\":1}");
	import_table(app, ENDS,
	             STR("id,a,b,type\n1,one,two,overlaps\n"
	                 "2,two,one,overlaps\n3,one,two,amends\n"),
	             false);
	assert_tally(app, "matched", 1);
	assert_tally(app, "created", 1);
	assert_tally(app, "conflicts", 0);
	assert_member(app, "lists/skipped/0/reason", "/type r says so already");
	import_table(app, map, STR("id,a,path,heading\n1,one,art_1,Scope\n"),
	             false);
	assert_tally(app, "matched", 1);
	assert_tally(app, "filled", 1);
	assert_sound(app->store);
}

/* A column for each year, and so a map for each. */
#define YEAR(year)                                                             \
	"{\"source\":{\"key\":\"y\",\"title\":\"Years\"},\"row\":[\"place\"]," \
	"\"prefix\":\"y-" year "-\",\"only_if\":{\"column\":\"" year "\","     \
	"\"not_in\":[\"\"]},\"constants\":{\"type\":\"act\",\"force\":"        \
	"\"hard\",\"existence\":\"exists\"},\"members\":[{\"to\":\"title\","   \
	"\"from\":\"" year "\",\"do\":[{\"before\":\" (\"}]},"                 \
	"{\"to\":\"jurisdictions\",\"from\":\"place\"}],\"classes\":["         \
	"{\"scheme\":\"y-tags\",\"from\":[\"tag\"],\"create\":true}]}"

static void several_maps_may_read_one_source(void **state)
{
	struct app *app = *state;
	struct str rows = STR("place,2021,2022,tag\nCL,One (a),Two (b),x\n");
	const char *before;

	import_table(app, YEAR("2021"), rows, false);
	import_table(app, YEAR("2022"), rows, false);
	assert_tally(app, "changed", 0);
	assert_tally(app, "new", 3);
	get(app, "/v1/assertions?subject.kind=instruments&"
	         "subject.id=y-2021-cl");
	assert_int_equal(reply_integer(app, "total"), 2);
	get(app, "/v1/classifications?subject.kind=instruments&"
	         "subject.id=y-2021-cl");
	assert_int_equal(reply_integer(app, "total"), 1);
	before = head(app);
	import_table(app, YEAR("2021"), rows, false);
	assert_string_equal(head(app), before);
	assert_sound(app->store);
}

/* One map takes the words before a bracket, another those in it. */
static void maps_may_take_parts_of_one_cell(void **state)
{
	struct app *app = *state;
	struct str rows = STR("place,2021,tag\nCL,One (Body),x\n");
	const char *map =
		"{\"source\":{\"key\":\"y\",\"title\":\"Years\"},\"kind\":"
		"\"organizations\",\"row\":[\"place\"],\"constants\":"
		"{\"type\":\"government\"},\"members\":[{\"to\":\"name\","
		"\"from\":\"2021\",\"do\":[{\"between\":[\"(\",\")\"]}]}]}";
	const char *before;

	import_table(app, YEAR("2021"), rows, false);
	import_table(app, map, rows, false);
	get(app, "/v1/assertions?field=/title&subject.kind=instruments&"
	         "subject.id=y-2021-cl&include=passages");
	assert_int_equal(reply_integer(app, "included/passages/0/start"), 18);
	assert_int_equal(reply_integer(app, "included/passages/0/end"), 21);
	before = head(app);
	import_table(app, YEAR("2021"), rows, false);
	import_table(app, map, rows, false);
	assert_string_equal(head(app), before);
}

static void a_title_that_many_places_have_is_found_in_the_row_s(void **state)
{
	struct app *app = *state;

	/* the oldest, which is looked at last */
	make_act(app, "\"key\":\"french\",\"jurisdictions\":[\"FR\"]");
	for (int i = 0; i < 30; i++)
		make_act(app, say(app, "\"jurisdictions\":[\"US-%c%c\"]",
		                  'A' + i / 26, 'A' + i % 26));
	import_table(app, PARTS, STR("id,name\n1,An Act\n"), true);
	assert_tally(app, "created", 0);
	assert_member(app, "lists/matched/0/record", "french");
}

static void what_became_of_each_row_is_told(void **state)
{
	struct app *app = *state;

	make_act(app, "\"key\":\"french\","
	              "\"jurisdictions\":[\"FR\"]");
	import_table(app, PARTS, STR("id,name\n1,An Act (2020)\n2,B\n"), true);
	assert_int_equal(reply_integer(app, "lists/matched/0/line"), 2);
	assert_member(app, "lists/matched/0/record", "french");
	assert_member(app, "lists/matched/0/by", "title");
	assert_member(app, "lists/filled/0/record", "french");
	assert_member(app, "lists/filled/0/field", "adopted_on");
	assert_member(app, "lists/created/0/row", "2");
	assert_member(app, "lists/created/0/record", "p-2");
}

static const char *const mistaken[] = {
	"/source/key",       "/members/0/do/0",
	"/members/0/do/1",   "/members/0/if",
	"/members/0/to",     "/members/1/from",
	"/members/1/do/0",   "/members/2/do/0",
	"/members/3/do/0",   "/members/3/as/role",
	"/members/3/as/rol", "/classes/0/do/0",
	"/prefix",
};

static void every_mistake_of_a_map_is_told_at_once(void **state)
{
	struct app *app = *state;
	struct table_request r = {
		.arena = app->keys_arena,
		.map = STR(
			"{\"source\":{\"key\":\"Not a key\",\"title\":\"T\"},"
			"\"row\":[\"id\"],\"prefix\":7,\"members\":["
			"{\"to\":\"titel\",\"from\":\"id\",\"if\":7,"
			"\"do\":[{\"splt\":\";\"},{\"date\":[\"MM\"]}]},"
			"{\"to\":\"title\",\"do\":[{\"case\":7}]},"
			"{\"to\":\"note\",\"from\":\"id\",\"do\":[{\"find\":"
			"\"organizations\"}]},{\"to\":\"parties\",\"from\":"
			"\"id\",\"at\":\"organization\",\"as\":{\"role\":"
			"\"signer\",\"rol\":\"issuer\"},\"do\":[{\"find\":"
			"\"instruments\"}]}],\"classes\":[{\"scheme\":\"s\","
			"\"from\":[\"id\"],\"do\":[{\"find\":\"concepts\"}]}]"
			"}"),
		.bytes = STR("id\n1\n"),
	};
	struct table_plan *p;
	struct err e;

	err_init(&e, app->keys_arena);
	assert_int_not_equal(table_prepare(&r, &p, &e), ERR_OK);
	for (size_t i = 0; i < COUNT(mistaken); i++) {
		bool found = false;

		for (const struct mistake *m = e.mistakes; m != NULL;
		     m = m->next)
			found = found || strcmp(m->pointer, mistaken[i]) == 0;
		if (!found)
			fail_msg("%s is not told", mistaken[i]);
	}
	assert_int_equal(e.nmistakes, COUNT(mistaken));
}

static void what_only_a_row_may_not_have_leaves_the_others(void **state)
{
	struct app *app = *state;

	import_table(app, ROWS_MAP,
	             STR("[{\"id\":1,\"name of act\":\"A\\u0000\"},"
	                 "{\"id\":12345678901234567890},"
	                 "{\"id\":3,\"name of act\":\"C\"}]"),
	             true);
	assert_tally(app, "created", 1);
	assert_tally(app, "skipped", 2);
	assert_int_equal(reply_integer(app, "lists/skipped/1/item"), 2);
	assert_member(app, "lists/skipped/0/reason",
	              "not JSON: line 1, column 31: \\u0000 is not allowed");
}

#define PARENTS                                                                \
	"{\"source\":{\"key\":\"o\",\"title\":\"Bodies\"},\"kind\":"           \
	"\"organizations\",\"row\":[\"name\"],\"constants\":{\"type\":"        \
	"\"government\"},\"members\":[{\"to\":\"name\",\"from\":\"name\"},"    \
	"{\"to\":\"parent\",\"from\":\"of\",\"do\":[{\"find\":"                \
	"\"organizations\"}]}]}"

static void a_row_may_refer_to_rows_further_down(void **state)
{
	struct app *app = *state;
	struct str rows =
		STR("name,of\nOffice,Agency\nAgency,Ministry of\tX\n"
	            "Alone,Nobody\n\"Ministry\nof X\",\nOffice,Ministry\n"
	            "Nook,Lair\nLair,Cave\n");
	const char *before;

	import_table(app, PARENTS, rows, false);
	assert_tally(app, "rows", 7);
	assert_tally(app, "created", 6);
	assert_tally(app, "matched", 0);
	assert_tally(app, "values", 9);
	assert_tally(app, "new", 9);
	assert_tally(app, "skipped", 1);
	assert_tally(app, "untaken", 2);
	assert_int_equal(reply_integer(app, "lists/untaken/0/line"), 4);
	get(app, "/v1/organizations/o-office?include=organizations");
	assert_member(app, "included/organizations/0/key", "o-agency");
	get(app, "/v1/assertions?field=/parent&include=passages&limit=1&"
	         "sort=key&subject.kind=organizations&subject.id=o-agency");
	assert_int_equal(reply_integer(app, "included/passages/0/start"), 29);
	before = head(app);
	import_table(app, PARENTS, rows, false);
	assert_tally(app, "matched", 6);
	assert_tally(app, "filled", 0);
	assert_string_equal(head(app), before);
	assert_sound(app->store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		registry_test(names_of_columns_may_be_broken_into_lines),
		registry_test(
			what_is_not_taken_of_an_array_has_its_item_and_row),
		registry_test(columns_that_are_called_alike_are_numbered),
		registry_test(a_cell_gives_the_parts_that_a_map_names),
		registry_test(a_title_is_looked_for_where_the_map_says),
		registry_test(places_may_be_named),
		registry_test(
			a_word_that_is_no_choice_is_told_with_what_may_be_meant),
		registry_test(a_title_from_an_unknown_place_is_another_text),
		registry_test(
			days_near_each_other_are_a_conflict_and_no_double),
		registry_test(names_and_places_may_be_merged_cells),
		registry_test(
			somebody_of_that_name_is_of_the_country_of_the_row),
		registry_test(rows_may_be_in_lists_that_items_have),
		registry_test(rows_may_be_members_of_an_object),
		registry_test(passages_of_the_same_text_are_verified),
		registry_test(what_is_merged_within_another_ends_with_it),
		registry_test(a_table_may_refer_to_the_rows_of_another),
		registry_test(why_a_row_is_skipped_is_the_first_reason),
		registry_test(what_there_is_one_of_only_is_found_by_that),
		registry_test(
			a_title_that_many_places_have_is_found_in_the_row_s),
		registry_test(what_became_of_each_row_is_told),
		registry_test(what_only_a_row_may_not_have_leaves_the_others),
		registry_test(every_mistake_of_a_map_is_told_at_once),
		registry_test(several_maps_may_read_one_source),
		registry_test(maps_may_take_parts_of_one_cell),
		registry_test(a_row_may_refer_to_rows_further_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
