/*
 * test_cells.c - cells as tables write them: days, codes, yes and no, none
 */
#include "tests/support/tables.h"

#include <jansson.h>

#define DATED(formats)                                                         \
	"{\"source\":{\"key\":\"d\",\"title\":\"Dated\"},\"row\":[\"id\"],"    \
	"\"constants\":{\"type\":\"act\",\"force\":\"hard\","                  \
	"\"existence\":\"exists\"},\"members\":[{\"to\":\"title\","            \
	"\"from\":\"id\"},{\"to\":\"adopted_on\",\"from\":\"day\","            \
	"\"do\":[{\"date\":[" formats "]}]},{\"to\":\"jurisdictions\","        \
	"\"from\":\"where\",\"do\":[{\"split\":\",\"}]}]}"

/* Days as tables write them; without a date they are told. */
static const struct {
	const char *format, *day, *date;
} days[] = {
	{ "\"YYYY年M月D日\",\"YYYY年M月\"", "2023年7月10日", "2023-07-10" },
	{ "\"YYYY年M月D日\",\"YYYY年M月\"", "2023年7月", "2023-07" },
	{ "\"YYYY-MM-DD*\"", "2020-03-04T00:00:00Z", "2020-03-04" },
	{ "\"YYYY-MM-DD*\"", "2020-03-04", "2020-03-04" },
	{ "\"YYYY-MM-DD*\"", "2020-03", NULL },
	{ "\"YYYY-MM-DD\"", "2020-03-04 00:00", NULL },
	{ "\"Month D. YYYY\"", "Sept. 4. 2020", "2020-09-04" },
	{ "\"D Month YYYY\"", "4 Sept 2020", "2020-09-04" },
	{ "\"D Month YYYY\"", "3 Mar. 2020", "2020-03-03" },
	{ "\"D Month YYYY\"", "3 Mart 2020", NULL },
	{ "\"DD.MM.YYYY\"", "31.02.2020", NULL },
	{ "\"D. Month YYYY\"", "5. März 2024", "2024-03-05" },
	{ "\"D. Month YYYY\"", "5. JÄNNER 2024", "2024-01-05" },
	{ "\"D Month YYYY\"", "1er août 2024", "2024-08-01" },
	{ "\"D Month YYYY\"", "3 févr. 2024", "2024-02-03" },
	{ "\"D de Month de YYYY\"", "5 de Diciembre de 2023", "2023-12-05" },
	{ "\"D de Month de YYYY\"", "1º de março de 2024", "2024-03-01" },
	{ "\"D Month YYYY\"", "12 mei 2024", "2024-05-12" },
	{ "\"D Month YYYY\"", "2  giugno 2024", "2024-06-02" },
	{ "\"D Month YYYY\"", "2 giugnolo 2024", NULL },
	{ "\"D-Month-YY\"", "7-Nov-24", "2024-11-07" },
	{ "\"DD.MM.YY\"", "01.02.98", "1998-02-01" },
	{ "\"DD.MM.YY\"", "01.02.68", "2068-02-01" },
	{ "\"Month D, YYYY\"", "May 3rd, 2024", "2024-05-03" },
	{ "\"YYYY년 M월 D일\"", "2024년 12월 26일", "2024-12-26" },
	{ "\"YYYY. M. D.\"", "2024. 12. 26.", "2024-12-26" },
	{ "\"YYYY年M月D日\"", "２０２４年３月１５日", "2024-03-15" },
	{ "\"YYYY年M月D日\"", "二〇二四年十二月二十三日", "2024-12-23" },
	{ "\"YYYY年M月D日\"", "二〇二四年三月三十日", "2024-03-30" },
	{ "\"Era年M月D日\"", "令和5年7月4日", "2023-07-04" },
	{ "\"Era年M月\"", "令和元年５月", "2019-05" },
	{ "\"Era.M.D\"", "R6.4.19", "2024-04-19" },
	{ "\"Era年M月D日\"", "平成三十一年三月二十九日", "2019-03-29" },
	{ "\"Era年M月D日\"", "中華民國113年7月15日", "2024-07-15" },
	{ "\"Era年M月D日\"", "未来5年7月4日", NULL },
	{ "\"Serial\"", "45123", "2023-07-16" },
	{ "\"Serial\"", "45123.75", "2023-07-16" },
	{ "\"Serial1904\"", "43661", "2023-07-16" },
	{ "\"Serial\"", "2024", NULL },
	{ "\"Serial\"", "20240101", NULL },
	{ "\"Serial\",\"YYYY-MM-DD\"", "451234567", NULL },
	{ "\"Serial\",\"YYYY\",\"Month YYYY\"", "2024", "2024" },
	{ "\"YYYY*\",\"YYYY-MM-DD\"", "2024-05-06", "2024-05-06" },
	{ "\"D/M/YYYY\",\"M/D/YYYY\"", "5/6/2024", NULL },
	{ "\"D/M/YYYY\",\"M/D/YYYY\"", "25/6/2024", "2024-06-25" },
};

static void days_are_read_as_tables_write_them(void **state)
{
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(days); i++) {
		const char *map = say(app, DATED("%s"), days[i].format);
		const char *text =
			say(app, "id;day;where\nDay %zu;%s;\n", i, days[i].day);

		import_table(app, map, str_from(text), false);
		assert_tally(app, "created", 1);
		assert_tally(app, "untaken", days[i].date == NULL);
		get(app, say(app, "/v1/instruments/d-day-%zu", i));
		if (days[i].date != NULL)
			assert_member(app, "adopted_on", days[i].date);
	}
}

static void a_code_in_no_list_leaves_the_rest_of_its_row(void **state)
{
	struct app *app = *state;

	import_ok(app,
	          "{\"kind\":\"schemes\",\"op\":\"put\",\"record\":{\"key\":"
	          "\"j\",\"title\":\"J\",\"purpose\":\"jurisdictions\"}}\n"
	          "{\"kind\":\"concepts\",\"op\":\"put\",\"record\":{\"key\":"
	          "\"j.eu\",\"scheme\":\"j\",\"notation\":\"EU\",\"labels\":"
	          "[{\"text\":\"European Union\"}]}}\n");
	import_table(
		app, DATED("\"YYYY\""),
		STR("id;day;where\nAn Act;2020;\"EU,QQ,Europaen Union\"\n"),
		false);
	assert_tally(app, "created", 1);
	assert_tally(app, "untaken", 2);
	assert_member(app, "lists/untaken/0/value", "QQ");
	assert_member(app, "lists/untaken/0/reason",
	              "is not in the list of codes");
	assert_member(app, "lists/untaken/1/reason",
	              "is not in the list of codes; did you mean EU (European "
	              "Union)?");
	get(app, "/v1/instruments/d-an-act");
	assert_member(app, "jurisdictions/0", "EU");
}

#define ORDERED                                                                \
	"{\"source\":{\"key\":\"d\",\"title\":\"Dated\"},\"row\":[\"id\"],"    \
	"\"constants\":{\"type\":\"act\",\"force\":\"hard\","                  \
	"\"existence\":\"exists\"},\"members\":[{\"to\":\"title\","            \
	"\"from\":\"id\"},{\"to\":\"note\",\"from\":\"note\"},"                \
	"{\"to\":\"proposed_on\",\"from\":\"begun\"},"                         \
	"{\"to\":\"adopted_on\",\"from\":\"done\"}]}"

static void dates_in_doubt_leave_the_rest_of_their_row(void **state)
{
	struct app *app = *state;
	struct str text = STR("id;note;begun;done\nNew;N;2022;2021\n"
	                      "Known;K;2022;\n");

	make_act(app, "\"key\":\"d-known\",\"adopted_on\":\"2021\"");
	import_table(app, ORDERED, text, false);
	assert_tally(app, "created", 1);
	assert_tally(app, "filled", 1);
	assert_tally(app, "skipped", 0);
	assert_member(app, "lists/untaken/0/reason",
	              "it is made without what is in doubt: /adopted_on is "
	              "before proposed_on");
	assert_member(app, "lists/untaken/1/reason",
	              "it is filled without what is in doubt: /adopted_on is "
	              "before proposed_on");
	get(app, "/v1/instruments/d-new");
	assert_member(app, "note", "N");
	assert_null(reply_json(app, "proposed_on"));
	get(app, "/v1/instruments/d-known");
	assert_member(app, "note", "K");
	assert_member(app, "adopted_on", "2021");
	get(app, "/v1/instruments/d-new/why?field=/adopted_on");
	assert_contains(reply_text(app), "\"exact\":\"2021\"");

	import_table(app, ORDERED, text, false);
	assert_tally(app, "created", 0);
	assert_tally(app, "filled", 0);
	assert_tally(app, "new", 0);
	assert_sound(app->store);
}

#define YES(more)                                                              \
	"{\"source\":{\"key\":\"y\",\"title\":\"Y\"},\"row\":[\"id\"],"        \
	"\"constants\":{\"type\":\"act\",\"force\":\"hard\","                  \
	"\"existence\":\"exists\"},\"members\":[{\"to\":\"title\","            \
	"\"from\":\"id\"}],\"classes\":[{\"scheme\":\"y-tags\",\"from\":"      \
	"[\"on *\"],\"yes\":[\"1\"]," more "\"create\":true}]}"

static const struct {
	const char *map, *cell;
	int64_t values, untaken;
} answers[] = {
	{ YES(""), "1", 2, 0 },
	{ YES(""), "0", 1, 0 },
	{ YES(""), "", 1, 0 },
	{ YES(""), "False", 1, 0 },
	{ YES(""), "yes", 1, 1 },
	{ YES(""), "l", 1, 1 },
	{ YES(""), "1.0", 1, 1 },
	{ YES("\"no\":[\"2\"],"), "2", 1, 0 },
	{ YES("\"no\":[\"2\"],"), "0", 1, 1 },
};

static void a_cell_that_says_neither_yes_nor_no_is_told(void **state)
{
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(answers); i++) {
		const char *text =
			say(app, "id,on logs\nA,%s\n", answers[i].cell);

		import_table(app, answers[i].map, str_from(text), true);
		assert_tally(app, "values", answers[i].values);
		assert_tally(app, "untaken", answers[i].untaken);
		if (answers[i].untaken == 0)
			continue;
		assert_member(app, "lists/untaken/0/column", "on logs");
		assert_member(app, "lists/untaken/0/reason",
		              "means neither yes nor no to the map");
	}
}

#define FEW(more)                                                              \
	"{\"source\":{\"key\":\"f\",\"title\":\"F\"},\"row\":[\"id\"]," more   \
	"\"members\":[{\"to\":\"title\",\"from\":\"name\"},"                   \
	"{\"to\":\"note\",\"from\":\"note\"}]}"

static const struct {
	const char *map, *text, *absent;
} lacking[] = {
	{ FEW(""), "[{\"id\":1,\"name\":\"A\"},{\"id\":2,\"note\":null}]",
	  "[]" },
	{ FEW(""), "[{\"id\":1,\"Name\":\"A\"},{\"id\":2,\"notes\":\"x\"}]",
	  "[\"name\",\"note\"]" },
	{ FEW("\"only_if\":{\"column\":\"/us/e\",\"in\":[\"1\"]},"),
	  "{\"id\":1,\"name\":\"A\",\"us\":{}}\n7\n", "[\"note\",\"/us/e\"]" },
	{ YES(""), "id,no logs\nA,1\n", "[\"on *\"]" },
	{ YES(""), "id,on logs\n", "[]" },
};

static void columns_that_no_row_has_are_named(void **state)
{
	struct app *app = *state;
	char shown[80];

	for (size_t i = 0; i < COUNT(lacking); i++) {
		import_table(app, lacking[i].map, str_from(lacking[i].text),
		             true);
		shown[json_dumpb(reply_json(app, "absent"), shown,
		                 sizeof(shown) - 1, JSON_COMPACT)] = '\0';
		assert_string_equal(shown, lacking[i].absent);
	}
}

/* Each row is an event of a record that a column names. */
#define EVENTS(record)                                                         \
	"{\"source\":{\"key\":\"ev\",\"title\":\"Events\"},\"row\":[\"id\"],"  \
	"\"record\":" record ",\"members\":["                                  \
	"{\"to\":\"adopted_on\",\"from\":\"day\",\"if\":{\"column\":"          \
	"\"what\",\"in\":[\"adopted\"]}},{\"to\":\"in_force_on\",\"from\":"    \
	"\"day\",\"if\":{\"column\":\"what\",\"in\":[\"in force\"]}}]}"

static void a_column_may_say_which_record_a_row_speaks_of(void **state)
{
	struct app *app = *state;
	struct str rows = STR("id,of,what,day\n"
	                      "1,one,adopted,2020-01-02\n"
	                      "2,one,in force,2020-03-04\n"
	                      "3,two,adopted,2020-01-02\n"
	                      "4,,adopted,2020-01-02\n");

	make_act(app, "\"key\":\"x-one\"");
	import_table(app,
	             EVENTS("{\"from\":\"of\",\"do\":[{\"prefix\":\"x-\"}]}"),
	             rows, false);
	assert_tally(app, "matched", 2);
	assert_tally(app, "filled", 2);
	assert_tally(app, "created", 0);
	assert_tally(app, "skipped", 2);
	assert_member(app, "lists/untaken/0/value", "x-two");
	assert_member(app, "lists/untaken/0/reason",
	              "there is no such instrument");
	assert_member(app, "lists/skipped/0/reason",
	              "names no instrument that is there");
	assert_int_equal(reply_integer(app, "lists/skipped/1/line"), 5);
	get(app, "/v1/instruments/x-one");
	assert_member(app, "adopted_on", "2020-01-02");
	assert_member(app, "in_force_on", "2020-03-04");
	import_table(app,
	             EVENTS("{\"from\":\"of\",\"do\":[{\"find\":"
	                    "\"instruments\"}]}"),
	             STR("id,of,what,day\n5,An Act,adopted,2021-01-02\n"),
	             false);
	assert_tally(app, "conflicts", 1);
	assert_sound(app->store);
}

#define PICKED                                                                 \
	"{\"source\":{\"key\":\"w\",\"title\":\"W\"},\"row\":[\"id\"],"        \
	"\"constants\":{\"type\":\"act\",\"force\":\"hard\","                  \
	"\"existence\":\"exists\"},\"members\":[{\"to\":\"title\","            \
	"\"from\":\"id\"},{\"to\":\"signed_on\",\"from\":\"day\",\"if\":["     \
	"{\"column\":\"by\",\"in\":[\"Congress\"]},{\"column\":\"state\","     \
	"\"not_in\":[\"Proposed\"]}]}]}"

static void of_several_conditions_all_must_hold(void **state)
{
	struct app *app = *state;

	import_table(app, PICKED,
	             STR("id,by,state,day\n"
	                 "a,Congress,Enacted,2020-01-02\n"
	                 "b,Congress,Proposed,2020-01-02\n"
	                 "c,Agency,Enacted,2020-01-02\n"),
	             false);
	assert_tally(app, "created", 3);
	assert_tally(app, "values", 4);
	get(app, "/v1/instruments/w-a");
	assert_member(app, "signed_on", "2020-01-02");
}

#define TAGGED(condition)                                                      \
	"{\"source\":{\"key\":\"w\",\"title\":\"W\"},\"row\":[\"id\"],"        \
	"\"only_if\":{\"column\":\"/tags/*/name\"," condition "},"             \
	"\"constants\":{\"type\":\"act\",\"force\":\"hard\","                  \
	"\"existence\":\"exists\"},\"members\":[{\"to\":\"title\","            \
	"\"from\":\"id\"}]}"

static void a_condition_looks_at_all_items_of_an_array(void **state)
{
	struct app *app = *state;
	struct str rows = STR(
		"[{\"id\":\"a\",\"tags\":[{\"name\":\"x\"},{\"name\":\"AI\"}]},"
		"{\"id\":\"b\",\"tags\":[{\"name\":\"x\"}]},"
		"{\"id\":\"c\",\"tags\":[]}]");

	import_table(app, TAGGED("\"in\":[\"AI\"]"), rows, true);
	assert_tally(app, "created", 1);
	import_table(app, TAGGED("\"not_in\":[\"AI\"]"), rows, true);
	assert_tally(app, "created", 2);
	import_table(app, TAGGED("\"in\":[\"\"]"), rows, true);
	assert_tally(app, "created", 1);
}

#define PARTIES                                                                \
	"{\"source\":{\"key\":\"p\",\"title\":\"Parties\"},\"row\":[\"id\"],"  \
	"\"record\":{\"from\":\"id\"},\"members\":[{\"to\":\"parties\","       \
	"\"from\":\"by\",\"at\":\"organization\",\"as\":{\"role\":\"issuer\"}" \
	"}]}"

static void conflicts_are_told_with_keys(void **state)
{
	struct app *app = *state;

	make(app, "organizations",
	     "{\"key\":\"us-one\",\"name\":\"us-one\",\"type\":\"academic\","
	     "\"jurisdiction\":\"INT\"}");
	make(app, "organizations",
	     "{\"key\":\"us-two\",\"name\":\"us-two\",\"type\":\"academic\","
	     "\"jurisdiction\":\"INT\"}");
	make_act(app, "\"key\":\"x\",\"parties\":[{\"role\":\"issuer\","
	              "\"organization\":\"us-one\"}]");
	import_table(app, PARTIES, STR("id,by\nx,us-two\n"), false);
	assert_member(app, "lists/conflicts/0/value/organization", "us-two");
	assert_member(app, "lists/conflicts/0/instead_of/0/organization",
	              "us-one");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		registry_test(days_are_read_as_tables_write_them),
		registry_test(a_code_in_no_list_leaves_the_rest_of_its_row),
		registry_test(dates_in_doubt_leave_the_rest_of_their_row),
		registry_test(a_cell_that_says_neither_yes_nor_no_is_told),
		registry_test(columns_that_no_row_has_are_named),
		registry_test(a_column_may_say_which_record_a_row_speaks_of),
		registry_test(of_several_conditions_all_must_hold),
		registry_test(a_condition_looks_at_all_items_of_an_array),
		registry_test(conflicts_are_told_with_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
