/*
 * test_verify_unheld.c - POST /v1/verify where the text is not stored
 */
#include "tests/support/registry.h"

#include "lib/data/digest.h"

static void verify(struct app *app, const char *quotes)
{
	call(app, "POST", "/v1/verify", NULL,
	     say(app, "{\"quotes\":[%s]}", quotes));
}

static void words_of_a_passage_are_found_where_its_text_is_not(void **state)
{
	struct app *app = *state;
	struct str words = STR("It begins early in spring.");
	const char *id;

	make(app, "sources",
	     say(app,
	         "{\"key\":\"s\",\"title\":\"S\",\"role\":\"other\","
	         "\"editions\":[{\"sha256\":\"%064d\",\"size\":9}]}",
	         7));
	id = make(app, "passages",
	          say(app,
	              "{\"source\":\"s\",\"edition\":\"%064d\",\"start\":5,"
	              "\"end\":31,\"sha256\":\"%s\"}",
	              7, digest_of(app->keys_arena, words).p));
	verify(app, "{\"exact\":\"It begins early in spring.\"},"
	            "{\"exact\":\"It begins early in spring.\","
	            "\"source\":\"s\"},"
	            "{\"exact\":\"It begins late in spring.\","
	            "\"source\":\"s\"},"
	            "{\"exact\":\"It begins early in spring.\","
	            "\"prefix\":\"not \",\"source\":\"s\"}");
	assert_status(app, 200);
	for (int i = 0; i < 2; i++) {
		assert_member(app, say(app, "items/%d/result", i), "exact");
		assert_member(app, say(app, "items/%d/passage", i), id);
		assert_member(app, say(app, "items/%d/source/key", i), "s");
		assert_int_equal(
			reply_integer(app, say(app, "items/%d/end", i)), 31);
		assert_member(app, say(app, "items/%d/reason", i),
		              "its SHA-256 is that of a passage, whose text is "
		              "not stored here");
	}
	assert_member(app, "items/2/result", "unverifiable");
	assert_member(app, "items/3/result", "unverifiable");
}

static void words_of_several_such_passages_are_ambiguous(void **state)
{
	struct app *app = *state;
	const char *digest = digest_of(app->keys_arena, STR("It applies.")).p;

	load(app, "held", STR("Other words."));
	for (int i = 1; i <= 2; i++) {
		make(app, "sources",
		     say(app,
		         "{\"key\":\"s%d\",\"title\":\"S\","
		         "\"role\":\"other\",\"editions\":[{\"sha256\":"
		         "\"%064d\",\"size\":9}]}",
		         i, i));
		make(app, "passages",
		     say(app,
		         "{\"source\":\"s%d\",\"edition\":\"%064d\","
		         "\"start\":0,\"end\":11,\"sha256\":\"%s\"}",
		         i, i, digest));
	}
	verify(app, "{\"exact\":\"It applies.\"},"
	            "{\"exact\":\"It does not apply.\"}");
	assert_member(app, "items/0/result", "ambiguous");
	assert_member(app, "items/0/places/0/source/key", "s1");
	assert_member(app, "items/0/places/1/source/key", "s2");
	assert_member(app, "items/1/result", "absent");
	assert_member(app, "items/1/reason",
	              "some of the texts asked for are not stored here");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		registry_test(
			words_of_a_passage_are_found_where_its_text_is_not),
		registry_test(words_of_several_such_passages_are_ambiguous),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
