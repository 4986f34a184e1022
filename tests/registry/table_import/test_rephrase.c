/*
 * test_rephrase.c - a row that names its record in other words than the record
 * does finds it, contradicts nothing and adds nothing
 */
#include "tests/support/tables.h"

#include "lib/data/url.h"

#define MAP                                                                    \
	"{\"source\":{\"key\":\"w\",\"title\":\"Words\"},\"row\":[\"id\"],"    \
	"\"match\":[\"identifiers\",\"urls\",\"title\"],\"constants\":{"       \
	"\"type\":\"act\",\"force\":\"hard\",\"existence\":\"exists\"},"       \
	"\"members\":[{\"to\":\"title\",\"from\":\"name\"},"                   \
	"{\"to\":\"titles\",\"from\":\"short\",\"at\":\"text\",\"as\":"        \
	"{\"type\":\"alternative\"},\"add\":true},"                            \
	"{\"to\":\"identifiers\",\"from\":\"number\",\"at\":\"value\","        \
	"\"as\":{\"scheme\":\"us_bill\"},\"add\":true},"                       \
	"{\"to\":\"urls\",\"from\":\"page\",\"at\":\"url\",\"as\":"            \
	"{\"rel\":\"official\"},\"add\":true}]}"

static void make_known(struct app *app)
{
	make_act(app, "\"key\":\"known\",\"titles\":[{\"text\":\"An Act\","
	              "\"type\":\"short\"},{\"text\":\"Loi sur tout\","
	              "\"lang\":\"fr\",\"type\":\"official\"}],"
	              "\"identifiers\":[{\"scheme\":\"us_bill\",\"value\":"
	              "\"H.R. 5077\"}],\"urls\":[{\"url\":"
	              "\"https://www.example.org/law\",\"rel\":\"landing\"}]");
}

/* Each row is the known act in other words. */
static const char *const rows[] = {
	"1,LOI SUR TOUT,,,\n",
	"1,《Loi sur tout》,,,\n",
	"1,,loi sur tout,H.R. 5077,\n",
	"1,,,HR5077,\n",
	"1,,,HR 5077,\n",
	"1,,,h.r.5077,\n",
	"1,,,,http://example.org/law/#part-2\n",
	"1,Loi sur tout,An  act,HR 5077,https://Example.org/law\n",
};

static void other_words_for_the_same_are_no_conflict(void **state)
{
	struct app *app = *state;
	const char *before;

	make_known(app);
	get(app, "/v1/instruments/known");
	before = say(app, "%s", reply_text(app));
	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *text =
			say(app, "id,name,short,number,page\n%s", rows[i]);

		import_table(app, MAP, str_from(text), false);
		assert_tally(app, "matched", 1);
		assert_tally(app, "created", 0);
		assert_tally(app, "filled", 0);
		assert_tally(app, "conflicts", 0);
		import_table(app, MAP, str_from(text), false);
		assert_tally(app, "new", 0);
		assert_tally(app, "changed", 0);
	}
	get(app, "/v1/instruments/known");
	assert_string_equal(reply_text(app), before);
	get(app, "/v1/conflicts");
	assert_int_equal(reply_integer(app, "total"), 0);
	assert_sound(app->store);
}

/* The cell states the title; that it is the first is the record's. */
static void a_title_among_others_is_evidence_for_that_one(void **state)
{
	struct app *app = *state;

	make_known(app);
	import_table(app, MAP,
	             STR("id,name,short,number,page\n"
	                 "1,Loi sur tout,,HR 5077,\n"),
	             false);
	get(app, "/v1/assertions/w.1.title-name");
	assert_member(app, "field", "/titles");
	assert_member(app, "value/text", "Loi sur tout");
	assert_member(app, "agreement", "supports");
}

static void what_is_another_title_or_number_still_conflicts(void **state)
{
	struct app *app = *state;

	make_known(app);
	import_table(app, MAP,
	             STR("id,name,short,number,page\n"
	                 "1,Another,,HR 5077,\n2,An Act,,HR 5078,\n"),
	             false);
	assert_tally(app, "conflicts", 1);
	assert_member(app, "lists/conflicts/0/value", "Another");
	get(app, "/v1/instruments/known");
	assert_member(app, "identifiers/1/value", "HR 5078");
}

/* 1-23 and 12-3 have the same figures. */
static void figures_parted_otherwise_are_another_number(void **state)
{
	struct app *app = *state;

	make_act(app, "\"key\":\"act\",\"identifiers\":[{\"scheme\":"
	              "\"us_bill\",\"value\":\"Act 12-3\"}]");
	import_table(app, MAP,
	             STR("id,name,short,number,page\n1,Other,,Act 1-23,\n"
	                 "2,,,ACT 12 3,\n"),
	             false);
	assert_tally(app, "created", 1);
	assert_tally(app, "matched", 1);
	get(app, "/v1/instruments/w-1");
	assert_member(app, "identifiers/0/value", "Act 1-23");
}

#define BILLS                                                                  \
	"{\"source\":{\"key\":\"s\",\"title\":\"Bills\"},\"row\":[\"id\"],"    \
	"\"match\":[\"title\"],\"constants\":{\"type\":\"act\",\"force\":"     \
	"\"hard\",\"existence\":\"exists\"},\"members\":[{\"to\":\"title\","   \
	"\"from\":\"name\"},{\"to\":\"signed_on\",\"from\":\"day\"},"          \
	"{\"to\":\"identifiers\",\"from\":\"number\",\"at\":\"value\","        \
	"\"as\":{\"scheme\":\"us_bill\"},\"add\":true}]}"

/* Days of one text may differ a little, of two bills not at all. */
static void a_bill_of_another_number_and_day_is_another(void **state)
{
	struct app *app = *state;

	make_act(app, "\"key\":\"sb-7\",\"signed_on\":\"2024-03-01\","
	              "\"identifiers\":[{\"scheme\":\"us_bill\",\"value\":"
	              "\"SB 7\"}]");
	import_table(app, BILLS,
	             STR("id,name,day,number\n1,An Act,2024-05-01,sb7\n"
	                 "2,An Act,2024-05-01,HB 55\n"),
	             true);
	assert_tally(app, "created", 1);
	assert_tally(app, "matched", 1);
	assert_member(app, "lists/untaken/0/record", "s-2");
	assert_member(app, "lists/untaken/0/reason",
	              "it is made beside sb-7, which has its title, since "
	              "their dates contradict each other");
}

static void a_relation_is_found_by_a_day_that_is_less_precise(void **state)
{
	struct app *app = *state;
	const char *map =
		"{\"source\":{\"key\":\"e\",\"title\":\"Ends\"},\"kind\":"
		"\"relations\",\"row\":[\"id\"],\"members\":[{\"to\":\"from\","
		"\"from\":\"a\"},{\"to\":\"to\",\"from\":\"b\"},"
		"{\"to\":\"type\",\"from\":\"type\"},"
		"{\"to\":\"on\",\"from\":\"day\"}]}";

	make_act(app, "\"key\":\"one\"");
	make_act(app, "\"key\":\"two\"");
	make(app, "relations",
	     "{\"key\":\"r\",\"from\":\"one\",\"to\":\"two\","
	     "\"type\":\"amends\",\"on\":\"2021\"}");
	import_table(app, map,
	             STR("id,a,b,type,day\n1,one,two,amends,2021-11\n"
	                 "2,one,two,amends,2023\n"),
	             false);
	assert_tally(app, "matched", 1);
	assert_tally(app, "created", 1);
	assert_tally(app, "conflicts", 0);
}

#define MADE                                                                   \
	"{\"source\":{\"key\":\"b\",\"title\":\"Bodies\"},\"row\":[\"id\"],"   \
	"\"match\":[\"title\"],\"members\":[{\"to\":\"title\",\"from\":"       \
	"\"name\"},{\"to\":\"parties\",\"from\":\"by\",\"at\":"                \
	"\"organization\",\"as\":{\"role\":\"issuer\"}},{\"to\":\"parties\","  \
	"\"from\":\"towards\",\"at\":\"organization\",\"as\":{\"role\":"       \
	"\"addressee\"}}]}"

static void who_issued_and_who_adopted_a_text_is_one_question(void **state)
{
	struct app *app = *state;

	make(app, "organizations",
	     "{\"key\":\"o\",\"name\":\"O\",\"type\":\"other\"}");
	make_act(app, "\"key\":\"known\",\"parties\":[{\"role\":\"adopter\","
	              "\"organization\":\"o\"}]");
	import_table(app, MADE, STR("id,name,by,towards\n1,An Act,o,\n"),
	             false);
	assert_tally(app, "conflicts", 0);
	import_table(app, MADE, STR("id,name,by,towards\n1,An Act,o,o\n"),
	             true);
	assert_tally(app, "conflicts", 1);
}

static void addresses_that_lead_to_one_page_are_plainly_the_same(void **state)
{
	static const struct {
		const char *url, *plain;
	} urls[] = {
		{ "https://www.Example.org/", "example.org" },
		{ "http://example.org:80", "example.org" },
		{ "https://example.org/A/b/?x=1#y", "example.org/A/b/?x=1" },
		{ "https://example.org/#/acts/1", "example.org/#/acts/1" },
		{ "https://example.org:8080/a//", "example.org:8080/a" },
		{ "https://www.", "www." },
	};
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(urls); i++)
		assert_string_equal(
			url_plain(app->keys_arena, str_from(urls[i].url)).p,
			urls[i].plain);
}

/* What `format=csv` writes, read by a map of the same names. */
#define OWN                                                                    \
	"{\"source\":{\"key\":\"own\",\"title\":\"Own\"},\"row\":[\"key\"],"   \
	"\"prefix\":\"\",\"constants\":{\"existence\":\"exists\"},"            \
	"\"members\":[{\"to\":\"title\",\"from\":\"title\"},"                  \
	"{\"to\":\"type\",\"from\":\"type\"},"                                 \
	"{\"to\":\"force\",\"from\":\"force\"},"                               \
	"{\"to\":\"jurisdictions\",\"from\":\"jurisdictions\","                \
	"\"do\":[{\"split\":\"; \"}]},"                                        \
	"{\"to\":\"titles\",\"from\":\"titles.text\",\"at\":\"text\","         \
	"\"as\":{\"type\":\"official\"},\"do\":[{\"split\":\"; \"}]},"         \
	"{\"to\":\"urls\",\"from\":\"urls.url\",\"at\":\"url\","               \
	"\"as\":{\"rel\":\"official\"},\"do\":[{\"split\":\"; \"}]},"          \
	"{\"to\":\"parties\",\"from\":\"parties.organization\","               \
	"\"at\":\"organization\",\"as\":{\"role\":\"issuer\"},"                \
	"\"do\":[{\"split\":\"; \"}]}]}"

static void import_own(struct app *app, struct str text)
{
	import_table(app, OWN, text, false);
	assert_tally(app, "rows", 2);
	assert_tally(app, "matched", 2);
	assert_tally(app, "conflicts", 0);
	assert_tally(app, "untaken", 0);
	assert_tally(app, "filled", 0);
}

static void an_export_as_csv_says_nothing_new(void **state)
{
	struct app *app = *state;
	struct str text;

	make(app, "organizations",
	     "{\"key\":\"o\",\"name\":\"O\",\"type\":\"other\"}");
	make_act(app, "\"key\":\"one\",\"jurisdictions\":[\"DE\",\"FR\"],"
	              "\"titles\":[{\"text\":\"-5; or less;\",\"type\":"
	              "\"short\"},{\"text\":\"Five\",\"type\":\"official\"}],"
	              "\"urls\":[{\"url\":\"https://example.org/x\",\"rel\":"
	              "\"landing\"}]");
	make(app, "instruments",
	     "{\"key\":\"two\",\"title\":\"=Two\",\"type\":\"act\",\"force\":"
	     "\"hard\",\"existence\":\"exists\",\"parties\":[{\"role\":"
	     "\"issuer\",\"organization\":\"o\"},{\"role\":\"adopter\","
	     "\"count\":3}],\"urls\":[{\"url\":\"https://example.org/x\","
	     "\"rel\":\"landing\"}]}");
	get(app, "/v1/instruments?format=csv&bom=true");
	text = str_from(say(app, "%s", reply_text(app)));
	import_own(app, text);
	import_own(app, text);
	assert_tally(app, "new", 0);
	assert_sound(app->store);
}

/* Two acts on one page: the row names one of them. */
static void
of_several_at_an_address_the_one_of_that_title_is_meant(void **state)
{
	struct app *app = *state;

	make_known(app);
	make(app, "instruments",
	     "{\"key\":\"other\",\"title\":\"Other\",\"type\":\"act\","
	     "\"force\":\"hard\",\"existence\":\"exists\",\"urls\":[{\"url\":"
	     "\"https://example.org/law/\",\"rel\":\"landing\"}]}");
	import_table(app, MAP,
	             STR("id,name,short,number,page\n"
	                 "1,loi sur tout,,,http://example.org/law\n"
	                 "2,A third,,,http://example.org/law\n"),
	             true);
	assert_tally(app, "matched", 1);
	assert_tally(app, "skipped", 1);
	assert_member(app, "lists/skipped/0/row", "2");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		registry_test(other_words_for_the_same_are_no_conflict),
		registry_test(a_title_among_others_is_evidence_for_that_one),
		registry_test(what_is_another_title_or_number_still_conflicts),
		registry_test(figures_parted_otherwise_are_another_number),
		registry_test(a_bill_of_another_number_and_day_is_another),
		registry_test(
			a_relation_is_found_by_a_day_that_is_less_precise),
		registry_test(
			who_issued_and_who_adopted_a_text_is_one_question),
		registry_test(an_export_as_csv_says_nothing_new),
		registry_test(
			of_several_at_an_address_the_one_of_that_title_is_meant),
		registry_test(
			addresses_that_lead_to_one_page_are_plainly_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
