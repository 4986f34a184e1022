/*
 * conflicts.c - what conflicts are made of, and what finds them
 */
#include "tests/support/conflicts.h"

int conflicts_setup(void **state)
{
	struct app *app;
	int failed = registry_setup(state);
	const char *sha;

	app = *state;
	make_act(app, "\"key\":\"a\",\"adopted_on\":\"2021\"");
	make_act(app, "\"key\":\"b\",\"adopted_on\":\"2021\"");
	sha = load(app, "s", STR("In words."));
	make_span(app, "p", "s", sha, 3, 8);
	return failed;
}

void make_conflicts(struct app *app)
{
	make(app, "organizations",
	     "{\"key\":\"o\",\"name\":\"O\",\"type\":\"other\"}");
	make(app, "passages",
	     "{\"key\":\"q\",\"source\":\"t\",\"start\":0,\"end\":4,"
	     "\"edition\":\"" WORDS "\"}");
	claim(app, "c1", "/adopted_on", "\"2020\"", "");
	claim(app, "c2", "/type", "\"bill\"", "");
	resolve(app, "/type", "settled", "");
	claim_of(app, "c3", "instruments", "b", "/adopted_on", "\"2020\"", "q",
	         "");
	claim_of(app, "c4", "organizations", "o", "/type", "\"company\"", "p",
	         "");
}

const char *instruments_found(struct app *app, const char *filter)
{
	const char *keys = item_keys(
		app, say(app, "/v1/instruments?fields=key&%s", filter));

	assert_int_equal(reply_integer(app, "total"),
	                 json_array_size(reply_json(app, "items")));
	return keys;
}

const char *conflicts_found(struct app *app, const char *query)
{
	json_t *items, *item;
	struct buf out;
	size_t i;

	get(app, say(app, "/v1/conflicts?%s", query));
	assert_status(app, 200);
	items = reply_json(app, "items");
	buf_init(&out, app->keys_arena);
	buf_puts(&out, "");
	json_array_foreach(items, i, item)
		buf_printf(&out, "%s%s%s", i > 0 ? " " : "",
	                   json_string_value(json_object_get(
				   json_object_get(item, "subject"), "key")),
	                   json_string_value(json_object_get(item, "field")));
	return out.data;
}
