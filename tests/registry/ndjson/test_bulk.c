/*
 * test_bulk.c - many writes in one request, each with an outcome of its own
 */
#include "server/registry/ndjson/bulk.h"
#include "tests/support/fault_store.h"
#include "tests/support/registry.h"

#define LINES "Content-Type: application/x-ndjson"
#define ORG(key, more)                                                         \
	"{\"kind\":\"organizations\",\"op\":\"put\",\"record\":{\"key\":"      \
	"\"" key "\",\"name\":\"An Org\",\"type\":\"other\"}" more "}\n"
#define WRONG                                                                  \
	"{\"kind\":\"organizations\",\"op\":\"put\",\"record\":{\"key\":"      \
	"\"wrong\",\"name\":\"N\",\"type\":\"no such\"}}\n"

static void send(struct app *app, const char *target, const char *lines)
{
	call(app, "POST", target, LINES, lines);
}

/* The line of the answer with that number, from 1. */
static const char *result(struct app *app, int number)
{
	const char *line = reply_text(app), *end;

	for (int i = 1; i < number && line != NULL; i++) {
		line = strchr(line, '\n');
		line = line != NULL ? line + 1 : NULL;
	}
	if (line == NULL)
		return "";
	end = strchr(line, '\n');
	return say(app, "%.*s", (int)(end != NULL ? end - line : 0), line);
}

static void assert_result(struct app *app, int number, const char *want)
{
	const char *line = result(app, number);

	if (strstr(line, want) == NULL)
		fail_msg("line %d: %s\nhas no %s", number, line, want);
}

static int64_t count(struct app *app)
{
	get(app, "/v1/organizations?limit=1");
	return reply_integer(app, "total");
}

/* ---- line by line ---------------------------------------------------------- */

static void each_line_has_an_outcome_of_its_own(void **state)
{
	struct app *app = *state;

	send(app, "/v1/bulk",
	     ORG("a", "") "\n" WRONG "{\n" ORG("b", "")
	             ORG("a", "") "{\"kind\":\"organizations\",\"op\":"
	                          "\"patch\",\"record\":"
	                          "{\"key\":\"a\",\"name\":\"Other\"}}\n"
	                          "{\"kind\":\"organizations\",\"op\":"
	                          "\"delete\",\"key\":\"b\"}\n"
	                          "{\"kind\":\"organizations\",\"op\":"
	                          "\"delete\",\"key\":\"b\"}");
	assert_status(app, 200);
	assert_result(app, 1, "{\"line\":1,\"outcome\":\"created\"");
	assert_result(app, 2, "{\"line\":3,\"outcome\":\"refused\"");
	assert_result(app, 2, "\"key\":\"wrong\",\"status\":422");
	assert_result(app, 2, "{\"pointer\":\"/type\"");
	assert_result(app, 2, "\"value\":\"no such\"");
	assert_result(app, 3, "{\"line\":4,\"outcome\":\"refused\"");
	assert_result(app, 4, "\"outcome\":\"created\"");
	assert_result(app, 5, "\"outcome\":\"unchanged\"");
	assert_result(app, 6, "\"outcome\":\"changed\"");
	assert_result(app, 6, "\"key\":\"a\",\"rev\":2");
	assert_result(app, 7, "\"outcome\":\"deleted\"");
	assert_result(app, 8, "\"outcome\":\"unchanged\"");
	assert_result(app, 9,
	              "{\"lines\":8,\"created\":2,\"changed\":1,"
	              "\"unchanged\":2,\"deleted\":1,\"refused\":2,"
	              "\"written\":true}");
	assert_int_equal(count(app), 1);
	assert_sound(app->store);
}

/* So many organizations, from number `first` on. */
static const char *organizations(struct app *app, int first, int n)
{
	struct buf lines;

	buf_init(&lines, app->keys_arena);
	for (int i = first; i < first + n; i++)
		buf_puts(&lines,
		         say(app,
		             "{\"kind\":\"organizations\",\"op\":\"put\","
		             "\"record\":{\"key\":\"o%d\",\"name\":\"N\","
		             "\"type\":\"other\"}}\n",
		             i));
	return lines.data;
}

static void more_lines_than_a_step_are_all_written(void **state)
{
	struct app *app = *state;
	const char *lines = organizations(app, 0, 600);

	send(app, "/v1/bulk", lines);
	assert_result(app, 600, "{\"line\":600,\"outcome\":\"created\"");
	assert_int_equal(count(app), 600);
	send(app, "/v1/bulk", lines);
	assert_result(app, 601, "\"unchanged\":600");
	assert_sound(app->store);
}

static void a_failure_half_way_is_the_last_line(void **state)
{
	const int many = 1000000;
	struct app *app = *state;
	int step;

	app->store = fault_wrap(app->store);
	app->service.store = app->store;
	fault_at(app->store, many, ERR_STORE);
	send(app, "/v1/bulk", organizations(app, 0, BULK_STEP));
	step = many - fault_left(app->store);
	fault_at(app->store, step + step / 2, ERR_STORE);
	send(app, "/v1/bulk", organizations(app, BULK_STEP, 3 * BULK_STEP));
	assert_int_equal(app->reply.status, 200);
	assert_result(app, BULK_STEP, "\"outcome\":\"created\"");
	assert_result(app, BULK_STEP + 1, "{\"status\":500,");
	assert_result(app, BULK_STEP + 1,
	              say(app, "\"written_lines\":%d}", BULK_STEP));
	assert_string_equal(result(app, BULK_STEP + 2), "");
	assert_int_equal(count(app), 2 * BULK_STEP);
	assert_sound(app->store);
}

/* What was written with it before it was refused is written once. */
static void a_refusal_among_many_lines_is_that_of_its_line(void **state)
{
	struct app *app = *state;
	struct buf lines;
	int64_t before;

	buf_init(&lines, app->keys_arena);
	for (int i = 0; i < 120; i++)
		buf_puts(&lines, i % 60 == 40
		                         ? WRONG
		                         : say(app,
		                               "{\"kind\":\"organizations\","
		                               "\"op\":\"put\",\"record\":"
		                               "{\"key\":\"o%d\",\"name\":"
		                               "\"N\",\"type\":\"other\"}}\n",
		                               i));
	get(app, "/v1/changes/head");
	before = reply_integer(app, "seq");
	send(app, "/v1/bulk", lines.data);
	assert_result(app, 40, "{\"line\":40,\"outcome\":\"created\"");
	assert_result(app, 41, "{\"line\":41,\"outcome\":\"refused\"");
	assert_result(app, 42, "{\"line\":42,\"outcome\":\"created\"");
	assert_result(app, 101, "{\"line\":101,\"outcome\":\"refused\"");
	assert_result(app, 121, "{\"lines\":120,\"created\":118,");
	get(app, "/v1/changes/head");
	assert_int_equal(reply_integer(app, "seq"), before + 118);
	assert_sound(app->store);
}

static void a_line_may_ask_for_a_revision(void **state)
{
	struct app *app = *state;

	send(app, "/v1/bulk", ORG("a", ",\"rev\":1"));
	assert_result(app, 1, "\"status\":412");
	send(app, "/v1/bulk", ORG("a", ",\"rev\":0") ORG("a", ",\"rev\":0"));
	assert_result(app, 1, "\"outcome\":\"created\"");
	assert_result(app, 2, "\"status\":412");
	send(app, "/v1/bulk",
	     "{\"kind\":\"organizations\",\"op\":\"delete\",\"key\":\"a\","
	     "\"rev\":2}\n"
	     "{\"kind\":\"organizations\",\"op\":\"delete\",\"key\":\"a\","
	     "\"rev\":1}\n");
	assert_result(app, 1, "\"status\":412");
	assert_result(app, 2, "\"outcome\":\"deleted\"");
}

static void an_instrument_is_found_by_its_identifier(void **state)
{
	struct app *app = *state;

	make_act(app, "\"key\":\"a\",\"identifiers\":[{\"scheme\":\"celex\","
	              "\"value\":\"32024R1689\"}]");
	send(app, "/v1/bulk",
	     "{\"kind\":\"instruments\",\"op\":\"patch\",\"record\":"
	     "{\"title\":\"Found\",\"identifiers\":[{\"scheme\":\"celex\","
	     "\"value\":\"32024r1689\"}]}}\n");
	assert_result(app, 1, "\"outcome\":\"changed\"");
	get(app, "/v1/instruments/a");
	assert_member(app, "title", "Found");
}

/* No value is said by null, of a list by an empty one; of a text it is wrong. */
static void an_empty_list_is_no_text(void **state)
{
	struct app *app = *state;

	send(app, "/v1/bulk",
	     ORG("a", "") "{\"kind\":\"organizations\","
	                  "\"op\":\"patch\",\"record\":"
	                  "{\"key\":\"a\",\"name\":[]}}\n");
	assert_result(app, 2, "{\"pointer\":\"/name\"");
}

/* ---- all or none ------------------------------------------------------------ */

static void all_lines_are_written_or_none(void **state)
{
	struct app *app = *state;

	send(app, "/v1/bulk?atomic=true", ORG("a", "") WRONG ORG("b", ""));
	assert_status(app, 422);
	assert_int_equal(json_array_size(reply_json(app, "results")), 1);
	assert_int_equal(reply_integer(app, "results/0/line"), 2);
	assert_int_equal(count(app), 0);
	send(app, "/v1/bulk?atomic=true", ORG("a", "") ORG("b", ""));
	assert_status(app, 200);
	assert_int_equal(count(app), 2);
	assert_sound(app->store);
}

static void a_dry_run_tells_all_and_writes_nothing(void **state)
{
	struct app *app = *state;

	send(app, "/v1/bulk?dry_run=true", ORG("a", "") ORG("a", "") WRONG);
	assert_status(app, 200);
	assert_result(app, 1, "\"outcome\":\"created\"");
	assert_result(app, 2, "\"outcome\":\"unchanged\"");
	assert_result(app, 3, "\"outcome\":\"refused\"");
	assert_result(app, 4, "\"written\":false");
	assert_int_equal(count(app), 0);
	get(app, "/v1/changes/head");
	assert_int_equal(reply_integer(app, "seq"), 0);
}

static void one_who_may_not_write_is_refused(void **state)
{
	struct app *app = *state;

	app->key = NULL;
	send(app, "/v1/bulk", ORG("a", ""));
	assert_status(app, 401);
	app->key = app->keys[ROLE_READER];
	send(app, "/v1/bulk", ORG("a", ""));
	assert_status(app, 403);
	app->key = app->keys[ROLE_EDITOR];
	call(app, "POST", "/v1/bulk?atomic=perhaps&dry_run=x", LINES,
	     ORG("a", ""));
	assert_mistake(app, "atomic");
	assert_mistake(app, "dry_run");
	call(app, "POST", "/v1/bulk", "Content-Type: application/json", "{}");
	assert_status(app, 415);
	call(app, "POST", "/v1/bulk?dry_run=true",
	     LINES "\nIdempotency-Key: a b", ORG("a", ""));
	assert_mistake(app, "Idempotency-Key");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		registry_test(each_line_has_an_outcome_of_its_own),
		registry_test(more_lines_than_a_step_are_all_written),
		registry_test(a_failure_half_way_is_the_last_line),
		registry_test(a_refusal_among_many_lines_is_that_of_its_line),
		registry_test(a_line_may_ask_for_a_revision),
		registry_test(an_instrument_is_found_by_its_identifier),
		registry_test(an_empty_list_is_no_text),
		registry_test(all_lines_are_written_or_none),
		registry_test(a_dry_run_tells_all_and_writes_nothing),
		registry_test(one_who_may_not_write_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
