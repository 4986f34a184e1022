/*
 * test_line_ends.c - words that a hyphen parts at the end of a line
 */
#include "lib/text/tokens.h"
#include "server/registry/model/json.h"
#include "tests/support/registry.h"

/* Gather "token@start-end", joined by blanks; by "|" in the same place. */
static int gather(void *arg, const struct token *t)
{
	struct buf *out = arg;

	if (out->len > 0)
		buf_puts(out, t->colocated ? "|" : " ");
	buf_printf(out, "%s@%zu-%zu", t->text.p, t->start, t->end);
	return 0;
}

static void assert_tokens(struct app *app, const char *text,
                          enum tokens_for use, const char *want)
{
	struct buf out;

	buf_init(&out, app->keys_arena);
	assert_int_equal(tokens_each(str_from(text), use, gather, &out), 0);
	assert_string_equal(out.data, want);
}

static void a_parted_word_stands_in_the_places_of_its_parts(void **state)
{
	struct app *app = *state;

	assert_tokens(app, "trans-\nparency", TOKENS_INDEX,
	              "tran@0-5|transparenci@0-14 "
	              "parenci@7-14|transparenci@7-14");
	assert_tokens(app, "require-\r\n  ments on", TOKENS_INDEX,
	              "requir@0-7|requirement@0-17 "
	              "ment@12-17|requirement@12-17 on@18-20");
	assert_tokens(app, "trans-\nparency", TOKENS_QUERY,
	              "tran@0-5 parenci@7-14");
}

static const struct {
	const char *query, *text;
	int found;
} rows[] = {
	{ "transparency", "full trans-\nparency of data", 1 },
	{ "\"full transparency\"", "full trans-\nparency of data", 1 },
	{ "\"transparency of\"", "full trans-\nparency of data", 1 },
	{ "providing", "provid-\ning", 1 },
	{ "provided", "provid-\ning", 1 },
	{ "transparency", "trans\xc2\xad\nparency", 1 },
	{ "transparency", "trans\xe2\x80\x90\n\tparency", 1 },
	{ "transparency", "TRANS-\nPARENCY", 1 },
	{ "übermäßig", "über-\nmäßig", 1 },
	{ "high-risk", "high-\nrisk", 1 },
	{ "\"high risk\"", "high-\nrisk", 1 },
	{ "highrisk", "high-risk", 0 },
	{ "transparency", "trans -\nparency", 0 },
	{ "transparency", "trans-\n\nparency", 0 },
	{ "transparency", "trans- parency", 0 },
	{ "transparency", "trans-\nParency", 0 },
	{ "transparency", "trans\nparency", 0 },
	{ "12", "1-\n2", 0 },
};

static void what_the_end_of_a_line_parts_is_found_whole(void **state)
{
	struct app *app = *state;
	json_t *body = json_object();
	char *text;

	make_act(app, "\"key\":\"a\"");
	for (size_t i = 0; i < COUNT(rows); i++) {
		json_object_set_new(body, "summary", json_string(rows[i].text));
		text = json_dumps(body, 0);
		edit(app, "PATCH", "/v1/instruments/a", text);
		assert_status(app, 200);
		json_text_free(text);
		get(app, say(app, "/v1/search?relax=false&facet=none&q=%s",
		             escaped(app, str_from(rows[i].query))));
		if (reply_integer(app, "total") != rows[i].found)
			fail_msg("%s in %s", rows[i].query, rows[i].text);
	}
	json_decref(body);
	assert_sound(app->store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		registry_test(a_parted_word_stands_in_the_places_of_its_parts),
		registry_test(what_the_end_of_a_line_parts_is_found_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
