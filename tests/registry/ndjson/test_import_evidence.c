/*
 * test_import_evidence.c - evidence for what one import brings
 */
#include "tests/support/registry.h"

#define DIGEST                                                                 \
	"0123456789abcdef0123456789abcdef"                                     \
	"0123456789abcdef0123456789abcdef"
#define PUT(kind, record)                                                      \
	"{\"kind\":\"" kind "\",\"op\":\"put\",\"record\":{" record "}}\n"
#define ORG(key)                                                               \
	PUT("organizations",                                                   \
	    "\"key\":\"" key "\",\"name\":\"N\",\"type\":\"other\"")
#define INSTRUMENT(key, more)                                                  \
	PUT("instruments", "\"key\":\"" key "\"," ACT more)
#define DELETE(kind, key)                                                      \
	"{\"kind\":\"" kind "\",\"op\":\"delete\",\"key\":\"" key "\"}\n"
#define TEXT                                                                   \
	PUT("sources", "\"key\":\"s\",\"title\":\"S\",\"role\":\"other\","     \
	               "\"editions\":[{\"sha256\":\"" DIGEST                   \
	               "\",\"size\":9,\"media_type\":\"text/plain\"}]")        \
	PUT("passages", "\"key\":\"p\",\"source\":\"s\",\"edition\":\"" DIGEST \
	                "\",\"start\":0,\"end\":4,\"sha256\":\"" DIGEST "\"")
#define CLAIM(instrument)                                                      \
	PUT("assertions",                                                      \
	    "\"key\":\"" instrument ".type\",\"subject\":{\"kind\":"           \
	    "\"instruments\",\"id\":\"" instrument "\"},\"field\":\"/type\","  \
	    "\"value\":\"act\",\"passage\":\"p\"")

static void assert_uncovered(struct app *app, int64_t n)
{
	get(app, "/v1/instruments?evidence.state=unsupported&"
	         "evidence.field=%2Ftype");
	assert_int_equal(reply_integer(app, "total"), n);
	assert_sound(app->store);
}

static void what_is_said_of_new_records_counts_before_and_after(void **state)
{
	struct app *app = *state;

	import_ok(app, TEXT CLAIM("a") INSTRUMENT("a", "") INSTRUMENT("b", "")
	                       CLAIM("b") INSTRUMENT("c", ""));
	assert_uncovered(app, 1);
	import_ok(app, CLAIM("c") INSTRUMENT("d", ""));
	assert_uncovered(app, 1);
}

static void
record_that_comes_and_goes_in_one_import_leaves_nothing(void **state)
{
	struct app *app = *state;

	import_ok(app, ORG("o") INSTRUMENT("a", "") DELETE("instruments", "a")
	                       INSTRUMENT("b", "")
	                               INSTRUMENT("b", ",\"note\":\"edited\""));
	assert_uncovered(app, 1);
	import_ok(app, INSTRUMENT("a", ""));
	assert_uncovered(app, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		registry_test(
			what_is_said_of_new_records_counts_before_and_after),
		registry_test(
			record_that_comes_and_goes_in_one_import_leaves_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
