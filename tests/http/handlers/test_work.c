/*
 * test_work.c - what costs more than one request may is given up, and the next
 * one is answered
 */
#include "tests/support/registry.h"

#define ACCEPT "Accept: application/json, text/event-stream"
#define TEXTS  6
#define QUOTES 1000

/* Texts of few words, which come again and again: nothing is rare in them. */
static void load_repetitive_texts(struct app *app)
{
	for (int i = 0; i < TEXTS; i++) {
		struct buf text;

		buf_init(&text, app->keys_arena);
		while (text.len < 60000)
			buf_printf(&text, "the risk of a system %d that is ",
			           i);
		load(app, say(app, "s%d", i), buf_text(&text));
	}
}

/* So many quotes that come near everywhere and are found nowhere. */
static const char *near_quotes(struct app *app, size_t n)
{
	struct buf out;

	buf_init(&out, app->keys_arena);
	for (size_t i = 0; i < n; i++) {
		buf_puts(&out, i == 0 ? "{\"exact\":\"" : ",{\"exact\":\"");
		for (size_t k = 0; k < 30; k++)
			buf_printf(&out, "the risk of that system %zu is a ",
			           (i + k) % 7);
		buf_puts(&out, "\"}");
	}
	return out.data;
}

/* More than few requests take, and less than those do. */
#define PATIENCE 20 /* ms */

static void assert_goes_on(struct app *app)
{
	app->service.patience = 0;
	app->service.work = 0;
	call(app, "POST", "/v1/verify", NULL,
	     "{\"quotes\":[{\"exact\":\"the risk of a system 1 that\"}]}");
	assert_status(app, 200);
	get(app, "/health");
	assert_status(app, 200);
	get(app, "/v1/instruments");
	assert_status(app, 200);
}

static void too_many_quotes_are_given_up_with_advice(void **state)
{
	struct app *app = *state;

	load_repetitive_texts(app);
	app->key = NULL;
	app->service.patience = PATIENCE;
	call(app, "POST", "/v1/verify", NULL,
	     say(app, "{\"quotes\":[%s]}", near_quotes(app, QUOTES)));
	assert_status(app, 503);
	assert_contains(reply_string(app, "detail"), "longer than one request");
	assert_contains(reply_string(app, "detail"), "send fewer quotes");
	assert_string_not_equal(reply_value(app, "Retry-After"), "");
	assert_goes_on(app);
}

/* However fast the machine is. */
static void quotes_take_no_more_work_than_they_may(void **state)
{
	struct app *app = *state;
	const char *few;

	load_repetitive_texts(app);
	app->key = NULL;
	few = say(app, "{\"quotes\":[%s]}", near_quotes(app, 2));
	app->service.work = 100000;
	call(app, "POST", "/v1/verify", NULL, few);
	assert_status(app, 503);
	assert_contains(reply_string(app, "detail"), "send fewer quotes");
	app->service.work = 0;
	call(app, "POST", "/v1/verify", NULL, few);
	assert_status(app, 200);
	assert_goes_on(app);
}

static void an_assistant_is_given_up_on_too(void **state)
{
	struct app *app = *state;

	load_repetitive_texts(app);
	app->key = NULL;
	app->service.patience = PATIENCE;
	call(app, "POST", "/mcp", ACCEPT,
	     say(app,
	         "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\","
	         "\"params\":{\"name\":\"verify_quotes\",\"arguments\":{"
	         "\"quotes\":[%s]}}}",
	         near_quotes(app, 100)));
	assert_status(app, 200); /* the tool failed, not the protocol */
	assert_true(json_is_true(reply_json(app, "result/isError")));
	assert_contains(reply_string(app, "result/content/0/text"),
	                "send fewer quotes");
	assert_goes_on(app);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		registry_test(too_many_quotes_are_given_up_with_advice),
		registry_test(quotes_take_no_more_work_than_they_may),
		registry_test(an_assistant_is_given_up_on_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
