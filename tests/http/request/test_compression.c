/*
 * test_compression.c - answers in fewer bytes, for who takes them
 */
#include "tests/support/registry.h"

#include <zlib.h>

#include "lib/data/compress.h"

#define LONG  "/v1/instruments"
#define SHORT "/v1/instruments/a"

static int setup(void **state)
{
	struct app *app;
	int failed = registry_setup(state);

	app = *state;
	for (int i = 0; i < 40; i++)
		make_act(app, say(app, "\"key\":\"%c%d\"", 'a' + i % 26, i));
	make_act(app, "\"key\":\"a\"");
	return failed;
}

#define coding_test(fn) cmocka_unit_test_setup_teardown(fn, setup, app_teardown)

static void ask(struct app *app, const char *target, const char *accepted)
{
	call(app, "GET", target, say(app, "Accept-Encoding: %s", accepted),
	     NULL);
}

static const char *coding(const struct app *app)
{
	return reply_value(app, "Content-Encoding");
}

static void the_coding_liked_best_is_taken(void **state)
{
	static const struct {
		const char *accepted, *coding;
	} cases[] = {
		{ "gzip", "gzip" },
		{ "deflate, GZIP;q=0.5", "gzip" },
		{ "gzip;q=0", "" },
		{ "identity, gzip;q=0.9", "" },
		{ "identity;q=0, gzip;q=0.001", "gzip" },
		{ "compress", "" },
		{ "*;q=0, gzip", "gzip" },
		{ "", "" },
	};
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		ask(app, LONG, cases[i].accepted);
		assert_status(app, 200);
		assert_string_equal(coding(app), cases[i].coding);
		assert_string_equal(reply_value(app, "Vary"),
		                    "Accept, Accept-Encoding");
	}
	get(app, LONG);
	assert_string_equal(coding(app), "");
}

static void each_library_there_is_is_used(void **state)
{
	struct app *app = *state;

	for (int c = 0; c < CODING__COUNT; c++) {
		ask(app, LONG, coding_names[c]);
		assert_string_equal(coding(app), compress_can((enum coding)c)
		                                         ? coding_names[c]
		                                         : "");
	}
}

static void a_coded_answer_is_the_same(void **state)
{
	struct app *app = *state;
	char plain[100000];
	const char *text = text_of(app, LONG);

	for (int round = 0; round < 2; round++) { /* coded, then cached */
		z_stream z = { .next_out = (unsigned char *)plain,
			       .avail_out = sizeof(plain) };

		ask(app, LONG, "gzip");
		z.next_in = (unsigned char *)app->reply.body.data;
		z.avail_in = (unsigned)app->reply.body.len;
		assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
		assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
		inflateEnd(&z);
		assert_int_equal(z.total_out, strlen(text));
		assert_memory_equal(plain, text, z.total_out);
	}
}

static void short_answers_are_left_alone(void **state)
{
	struct app *app = *state;

	ask(app, SHORT, "gzip");
	assert_string_equal(coding(app), "");
	ask(app, SHORT, "gzip, identity;q=0");
	assert_string_equal(coding(app), "gzip");
}

static void who_takes_nothing_gets_nothing(void **state)
{
	struct app *app = *state;

	ask(app, LONG, "identity;q=0");
	assert_status(app, 406);
	ask(app, LONG, "*;q=0");
	assert_status(app, 406);
}

static void tags_differ_by_coding(void **state)
{
	struct app *app = *state;
	const char *plain, *coded;

	get(app, LONG);
	plain = say(app, "%s", reply_value(app, "ETag"));
	ask(app, LONG, "gzip");
	coded = say(app, "%s", reply_value(app, "ETag"));
	assert_string_not_equal(plain, coded);
	call(app, "GET", LONG,
	     say(app, "Accept-Encoding: gzip\nIf-None-Match: %s", coded), NULL);
	assert_status(app, 304);
	call(app, "GET", LONG, say(app, "If-None-Match: %s", coded), NULL);
	assert_status(app, 200);
}

static void if_match_does_not_mind_the_coding(void **state)
{
	struct app *app = *state;
	const char *coded;

	ask(app, SHORT, "gzip, identity;q=0");
	coded = say(app, "%s", reply_value(app, "ETag"));
	call(app, "GET", SHORT, say(app, "If-Match: %s", coded), NULL);
	assert_status(app, 200);
	call(app, "PATCH", SHORT, say(app, "If-Match: %s", coded),
	     "{\"note\":\"new\"}");
	assert_status(app, 200);
	call(app, "PATCH", SHORT, say(app, "If-Match: %s", coded),
	     "{\"note\":\"newer\"}");
	assert_status(app, 412);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		coding_test(the_coding_liked_best_is_taken),
		coding_test(each_library_there_is_is_used),
		coding_test(a_coded_answer_is_the_same),
		coding_test(short_answers_are_left_alone),
		coding_test(who_takes_nothing_gets_nothing),
		coding_test(tags_differ_by_coding),
		coding_test(if_match_does_not_mind_the_coding),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
