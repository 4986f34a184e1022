/*
 * ground.c - a small registry for fuzzing that forgets every write
 */
#include "tests/fuzz/ground.h"

#include <stdio.h>
#include <stdlib.h>

#include "server/http/request/body.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/fault_store.h"
#include "tests/support/registry.h"

#define TEXT                                                                     \
	"Article 1\nScope\nThis Act applies to systems.\n"                       \
	"Article 2\nDuties\nProviders shall keep “records”; they shall not " \
	"lose them.\n第一条 为了发展，制定本法。\n"

static struct app *app;

static void take_down(void)
{
	app_teardown((void **)&app);
}

static void fill(void)
{
	make(app, "organizations",
	     "{\"key\":\"body\",\"name\":\"A Body\",\"type\":\"company\"}");
	make_act(app, "\"key\":\"act\",\"adopted_on\":\"2021-11\","
	              "\"jurisdictions\":[\"EU\"],\"titles\":[{\"text\":\"法\","
	              "\"lang\":\"zh\",\"type\":\"official\"}],"
	              "\"parties\":[{\"role\":\"issuer\","
	              "\"organization\":\"body\"}]");
	make(app, "provisions",
	     "{\"key\":\"act.art_1\",\"instrument\":\"act\","
	     "\"path\":\"art_1\",\"level\":\"article\",\"position\":1}");
	make(app, "schemes", "{\"key\":\"s\",\"title\":\"S\"}");
	make(app, "concepts",
	     "{\"key\":\"c\",\"scheme\":\"s\",\"labels\":[{\"text\":\"C\","
	     "\"lang\":\"en\",\"type\":\"preferred\"}]}");
	load(app, "text", STR(TEXT));
	edit(app, "PATCH", "/v1/sources/text",
	     "{\"instrument\":\"act\",\"role\":\"primary_text\"}");
	make(app, "passages",
	     "{\"key\":\"p\",\"source\":\"text\","
	     "\"exact\":\"This Act applies to systems.\"}");
	claim_of(app, "c", "instruments", "act", "/adopted_on", "\"2021-11\"",
	         "p", "");
}

struct app *ground(void)
{
	if (app != NULL)
		return app;
	registry_setup((void **)&app);
	fill();
	app->store = fault_wrap(app->store);
	app->service.store = app->store;
	fault_forget(app->store);
	atexit(take_down);
	return app;
}

static void add_headers(struct request *req, struct str lines)
{
	while (lines.len > 0) {
		struct str value = fuzz_part(&lines, '\n');
		struct str name = fuzz_part(&value, ':');

		while (value.len > 0 && *value.p == ' ')
			value = (struct str){ value.p + 1, value.len - 1 };
		request_header(req, name, value);
	}
}

static bool says_json(const struct reply *rep)
{
	for (size_t i = 0; i < rep->nheaders; i++)
		if (strcmp(rep->headers[i].name, "Content-Type") == 0)
			return strstr(rep->headers[i].value, "json") != NULL;
	return false;
}

static void check(const struct request *req, const struct reply *rep)
{
	json_t *json;

	HOLD(rep->status >= 200 && rep->status < 600 && rep->status != 500);
	if (rep->body.len == 0 || !says_json(rep) || req->head ||
	    rep->status == 304 || rep->status == 206)
		return;
	json = json_loadb(rep->body.data, rep->body.len,
	                  JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, NULL);
	HOLD(json != NULL);
	json_decref(json);
}

static const char *c_string(struct arena *a, struct str s)
{
	return arena_strndup(a, s.p, s.len);
}

void ground_ask(struct str method, struct str target, struct str headers,
                struct str body)
{
	struct arena *a = arena_new();
	struct request *req = arena_alloc(a, sizeof(*req));
	struct reply *rep = arena_alloc(a, sizeof(*rep));

	request_init(req, a, &ground()->service, arena_str(a, target));
	request_method(req, c_string(a, method));
	request_header(req, STR("Authorization"),
	               str_from(arena_printf(a, "Bearer %s", app->key)));
	add_headers(req, headers);
	if (body.p != NULL && req->headers[HEADER_CONTENT_TYPE].p == NULL)
		request_header(req, STR("Content-Type"),
		               STR("application/json"));
	request_head(req);
	if (body.p != NULL)
		body_add(req, body.p, body.len);
	request_run(req, rep);
	check(req, rep);
	arena_free(a);
}

void ground_query(const char *path, struct str q)
{
	struct arena *a = arena_new();
	struct buf target;

	buf_init(&target, a);
	buf_printf(&target, "%s?q=", path);
	for (size_t i = 0; i < q.len; i++)
		buf_printf(&target, "%%%02X", (unsigned char)q.p[i]);
	ground_ask(STR("GET"), buf_text(&target), (struct str){ 0 },
	           (struct str){ 0 });
	arena_free(a);
}
