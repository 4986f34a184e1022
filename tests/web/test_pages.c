/*
 * test_pages.c - the registry in a browser: what the server sends
 */
#include "tests/support/registry.h"

#include "server/web/asset.h"

#define BROWSER "Accept: text/html,application/xhtml+xml,*/*;q=0.8"
#define HOSTILE "<script>alert(1)</script> & \\\"quotes\\\""

static void browse(struct app *app, const char *target)
{
	call(app, "GET", target, BROWSER, NULL);
}

static void assert_has(const struct app *app, const char *words)
{
	if (strstr(reply_text(app), words) == NULL)
		fail_msg("not in the page: %s\n%s", words, reply_text(app));
}

static void assert_lacks(const struct app *app, const char *words)
{
	if (strstr(reply_text(app), words) != NULL)
		fail_msg("in the page: %s", words);
}

static void a_browser_gets_a_page_and_a_program_data(void **state)
{
	struct app *app = *state;

	browse(app, "/");
	assert_status(app, 200);
	assert_string_equal(reply_value(app, "Content-Type"),
	                    "text/html; charset=utf-8");
	assert_has(app, "<title>instrumentd</title>");
	get(app, "/");
	assert_member(app, "name", "instrumentd");
	call(app, "GET", "/", "Accept: */*", NULL);
	assert_member(app, "name", "instrumentd");
}

static void every_page_is_there(void **state)
{
	static const char *const pages[] = {
		"/?from=a-letter",   "/search",    "/search?q=a&type=act",
		"/compare?a=x&b=y",  "/conflicts", "/check",
		"/coverage",         "/api",       "/edit?kind=instruments",
		"/jurisdictions/EU",
	};
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(pages); i++) {
		browse(app, pages[i]);
		assert_status(app, 200);
		assert_has(app, "<main");
	}
}

static void nothing_but_its_own_may_run(void **state)
{
	struct app *app = *state;
	const char *policy;

	browse(app, "/");
	policy = reply_value(app, "Content-Security-Policy");
	assert_non_null(strstr(policy, "default-src 'none'"));
	assert_non_null(strstr(policy, "script-src 'self';"));
	assert_non_null(strstr(policy, "frame-ancestors 'none'"));
	assert_null(strstr(policy, "unsafe"));
	assert_lacks(app, "<script>");
	assert_lacks(app, "style=\"");
	assert_lacks(app, "src=\"http");
}

static void a_record_can_be_read_without_a_script(void **state)
{
	struct app *app = *state;

	make(app, "organizations",
	     "{\"key\":\"o\",\"name\":\"Example Institute\",\"type\":"
	     "\"academic\",\"jurisdiction\":\"INT\"}");
	make_act(app, "\"key\":\"a\",\"summary\":\"What it is about.\","
	              "\"parties\":[{\"role\":\"issuer\",\"organization\":"
	              "\"o\"}],"
	              "\"adopted_on\":\"2024-05-21\",\"urls\":[{\"url\":"
	              "\"https://example.org/a\",\"rel\":\"official\"}]");
	browse(app, "/instruments/a");
	assert_status(app, 200);
	assert_has(app, "<title>An Act</title>");
	assert_has(app, "content=\"What it is about.\"");
	assert_has(app, "<dt>adopted on</dt><dd>2024-05-21</dd>");
	assert_has(app, "<a href=\"https://example.org/a\">");
	assert_has(app, "<li>Example Institute · issuer</li>");
	assert_lacks(app, "refers to");
	assert_has(app, "<script type=\"application/ld+json\">{\"@context\"");
}

static void words_of_records_are_never_markup(void **state)
{
	struct app *app = *state;

	make(app, "instruments",
	     "{\"key\":\"a\",\"title\":\"" HOSTILE "\",\"type\":\"act\","
	     "\"force\":\"hard\",\"existence\":\"exists\",\"summary\":\""
	     "</script><img src=x onerror=alert(1)>\"}");
	browse(app, "/instruments/a");
	assert_status(app, 200);
	assert_lacks(app, "<script>alert");
	assert_lacks(app, "<img");
	assert_lacks(app, "</script><img");
	assert_has(app, "<title>&lt;script&gt;alert(1)&lt;/script&gt; &amp; "
	                "&quot;quotes&quot;</title>");
}

static void what_is_not_there_is_a_page_that_says_so(void **state)
{
	struct app *app = *state;

	browse(app, "/instruments/nothing");
	assert_status(app, 404);
	assert_string_equal(reply_value(app, "Content-Type"),
	                    "text/html; charset=utf-8");
	assert_has(app, "<h1>Not Found</h1>");
}

static void a_path_that_leads_nowhere_is_a_page_for_a_browser(void **state)
{
	struct app *app = *state;

	browse(app, "/no/such/place?from=a-letter");
	assert_status(app, 404);
	assert_string_equal(reply_value(app, "Content-Type"),
	                    "text/html; charset=utf-8");
	assert_has(app, "<h1>There is no such page</h1>");
	get(app, "/no/such/place");
	assert_status(app, 404);
	assert_string_equal(reply_value(app, "Content-Type"),
	                    "application/problem+json");
	get(app, "/?from=a-letter");
	assert_status(app, 400);
}

static void a_closed_registry_shows_no_facts(void **state)
{
	struct app *app = *state;

	make_act(app, "\"key\":\"a\"");
	app->service.closed = true;
	browse(app, "/instruments/a");
	assert_status(app, 401);
	assert_lacks(app, "An Act");
	browse(app, "/");
	assert_status(app, 200);
}

static void files_are_kept_for_ever_under_their_version(void **state)
{
	struct app *app = *state;

	get(app, say(app, "/web/%s/app.js", assets_version()));
	assert_status(app, 200);
	assert_string_equal(reply_value(app, "Content-Type"),
	                    "text/javascript; charset=utf-8");
	assert_non_null(strstr(reply_value(app, "Cache-Control"), "immutable"));
	get(app, "/web/0000000000000000/app.js");
	assert_status(app, 404);
	get(app, say(app, "/web/%s/none.js", assets_version()));
	assert_status(app, 404);
}

/* Each './x.js' that a script names. */
static void what_scripts_load_is_there(void **state)
{
	size_t n = 0;

	(void)state;
	for (const struct asset_text *t = asset_texts; t->name != NULL; t++) {
		const char *at = t->text;

		for (; (at = strstr(at, "'./")) != NULL; n++) {
			at += 3;
			if (asset_find((struct str){ at, strcspn(at, "'") }) ==
			    NULL)
				fail_msg("%s loads %.30s", t->name, at);
		}
	}
	assert_true(n > 10);
}

static void scripts_never_read_markup(void **state)
{
	static const char *const never[] = { "innerHTML", "outerHTML",
		                             "insertAdjacentHTML",
		                             "document.write", "eval(" };

	(void)state;
	for (const struct asset_text *t = asset_texts; t->name != NULL; t++)
		for (size_t i = 0; i < COUNT(never); i++)
			if (strstr(t->text, never[i]) != NULL)
				fail_msg("%s has %s", t->name, never[i]);
}

static void pages_are_not_in_the_contract(void **state)
{
	struct app *app = *state;

	get(app, "/openapi.json");
	assert_status(app, 200);
	assert_null(strstr(reply_text(app), "\"/search\":"));
	assert_null(strstr(reply_text(app), "\"/{kind}/{id}\":"));
	assert_null(strstr(reply_text(app), "/web/"));
}

/* As the table of its words has it, in single quotes. */
static bool is_translated(struct app *app, const char *script,
                          const char *words)
{
	struct buf key;

	buf_init(&key, app->arena);
	buf_puts(&key, "'");
	for (; *words != '\0'; words++)
		buf_printf(&key, *words == '\'' ? "\\%c" : "%c", *words);
	buf_puts(&key, "':");
	return strstr(script, key.data) != NULL;
}

static void assert_translated(struct app *app, const json_t *contract,
                              const json_t *operation, const char *script)
{
	const char *words =
		json_string_value(json_object_get(operation, "summary"));
	const json_t *one;
	size_t i;

	if (!is_translated(app, script, words))
		fail_msg("no Chinese for: %s", words);
	json_array_foreach(json_object_get(operation, "parameters"), i, one)
	{
		const char *ref =
			json_string_value(json_object_get(one, "$ref"));

		if (ref != NULL)
			one = json_object_get(
				json_object_get(
					json_object_get(contract, "components"),
					"parameters"),
				strrchr(ref, '/') + 1);
		words = json_string_value(json_object_get(one, "description"));
		if (words != NULL && !is_translated(app, script, words))
			fail_msg("no Chinese for: %s", words);
	}
}

static void all_that_the_reference_says_has_chinese_words(void **state)
{
	const struct asset_text *asset =
		asset_find(STR("reference_chinese.js"));
	struct app *app = *state;
	const char *script, *path, *method;
	json_t *contract, *methods, *operation;

	assert_non_null(asset);
	script = asset->text;
	get(app, "/openapi.json");
	contract = reply_json(app, "");
	json_object_foreach(json_object_get(contract, "paths"), path, methods)
	{
		json_object_foreach(methods, method, operation)
		{
			if (json_object_get(operation, "summary") != NULL)
				assert_translated(app, contract, operation,
				                  script);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		registry_test(a_browser_gets_a_page_and_a_program_data),
		registry_test(every_page_is_there),
		registry_test(nothing_but_its_own_may_run),
		registry_test(a_record_can_be_read_without_a_script),
		registry_test(words_of_records_are_never_markup),
		registry_test(what_is_not_there_is_a_page_that_says_so),
		registry_test(
			a_path_that_leads_nowhere_is_a_page_for_a_browser),
		registry_test(a_closed_registry_shows_no_facts),
		registry_test(files_are_kept_for_ever_under_their_version),
		cmocka_unit_test(what_scripts_load_is_there),
		cmocka_unit_test(scripts_never_read_markup),
		registry_test(pages_are_not_in_the_contract),
		registry_test(all_that_the_reference_says_has_chinese_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
