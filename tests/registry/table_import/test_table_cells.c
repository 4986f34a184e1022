/*
 * test_table_cells.c - what a map takes of a cell, and what is told of the rest
 */
#include "tests/support/tables.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		registry_test(names_of_columns_may_be_broken_into_lines),
		registry_test(
			what_is_not_taken_of_an_array_has_its_item_and_row),
		registry_test(a_cell_gives_the_parts_that_a_map_names),
		registry_test(a_title_is_looked_for_where_the_map_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
