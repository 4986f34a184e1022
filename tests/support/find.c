/*
 * find.c - a few records with well-known words, and searches for them
 */
#include "tests/support/find.h"

#include <stdlib.h>

void search_for(struct app *app, const char *typed, const char *more)
{
	get(app,
	    say(app, "/v1/search?q=%s%s", escaped(app, str_from(typed)), more));
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

const char *keys_found(struct app *app)
{
	json_t *items = reply_json(app, "items");
	const char *names[200];
	struct buf out;
	size_t n = json_array_size(items);

	assert_status(app, 200);
	assert_true(n <= COUNT(names));
	for (size_t i = 0; i < n; i++)
		names[i] = json_string_value(
			json_object_get(json_array_get(items, i), "key"));
	qsort(names, n, sizeof(*names), by_name);
	buf_init(&out, app->keys_arena);
	buf_puts(&out, "");
	for (size_t i = 0; i < n; i++)
		buf_printf(&out, "%s%s", i > 0 ? "," : "", names[i]);
	return out.data;
}

void make_titled(struct app *app, const char *key, const char *title,
                 const char *more)
{
	make(app, "instruments",
	     say(app,
	         "{\"key\":\"%s\",\"title\":\"%s\",\"type\":\"act\","
	         "\"force\":\"hard\",\"existence\":\"exists\"%s}",
	         key, title, more));
}

int find_setup(void **state)
{
	struct app *app;
	int failed = registry_setup(state);

	app = *state;
	make_titled(app, "act", "Artificial Intelligence Act",
	            ",\"summary\":\"Rules for systems of high risk.\","
	            "\"identifiers\":[{\"scheme\":\"celex\","
	            "\"value\":\"32024R1689\"}]");
	make_titled(app, "measures",
	            "Interim Measures for Generative AI Services",
	            ",\"titles\":[{\"text\":"
	            "\"生成式人工智能服务管理暂行办法\",\"type\":\"original\","
	            "\"lang\":\"zh\"}]");
	make_titled(app, "loi", "Loi sur l’éthique des systèmes à risque", "");
	make(app, "organizations",
	     "{\"key\":\"cac\",\"name\":\"Cyberspace Administration\","
	     "\"type\":\"regulator\",\"names\":[{\"text\":\"国家网信办\"}]}");
	return failed;
}
