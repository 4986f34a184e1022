/*
 * test_mcp.c - an assistant asks, reads, quotes and cites
 */
#include "tests/support/registry.h"

#include <stdlib.h>

#define ACCEPT "Accept: application/json, text/event-stream\n"
#define MODERN ACCEPT "Mcp-Protocol-Version: 2026-07-28\nMcp-Method: "
#define META                                                                   \
	"\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":"              \
	"\"2026-07-28\",\"io.modelcontextprotocol/clientCapabilities\":{}}"

/* A request of the protocol; params is "" or its members. */
static void ask(struct app *app, const char *headers, const char *method,
                const char *params)
{
	call(app, "POST", "/mcp", headers,
	     say(app,
	         "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\","
	         "\"params\":{%s}}",
	         method, params));
}

static void use(struct app *app, const char *tool, const char *args)
{
	ask(app, ACCEPT, "tools/call",
	    say(app, "\"name\":\"%s\",\"arguments\":{%s}", tool, args));
	assert_status(app, 200);
}

static const char *said(struct app *app)
{
	return reply_string(app, "result/content/0/text");
}

static void assert_said(struct app *app, const char *words)
{
	if (strstr(said(app), words) == NULL)
		fail_msg("\"%s\" is not in: %s", words, reply_text(app));
}

/* A law with two articles, whose text is held. */
static void make_law(struct app *app)
{
	static const char text[] = "Article 1\n\nRobots shall be kind.\n\n"
				   "Article 2\n\n1. Robots may rest.\n";

	make_act(app, "\"key\":\"robot-act\",\"jurisdictions\":[\"EU\"],"
	              "\"adopted_on\":\"2024-05-01\",\"identifiers\":[{"
	              "\"scheme\":\"celex\",\"value\":\"32024R0001\"}]");
	load(app, "robot-text", str_from(text));
	edit(app, "PATCH", "/v1/sources/robot-text",
	     "{\"instrument\":\"robot-act\"}");
	make(app, "provisions",
	     "{\"key\":\"robot-act.art_2\",\"instrument\":\"robot-act\","
	     "\"path\":\"art_2\",\"level\":\"article\",\"label\":\"Article 2\","
	     "\"position\":1}");
	make(app, "provisions",
	     "{\"key\":\"robot-act.art_2.para_1\",\"instrument\":\"robot-act\","
	     "\"path\":\"art_2/para_1\",\"level\":\"paragraph\",\"label\":"
	     "\"Article 2(1)\",\"position\":2,\"parent\":\"robot-act.art_2\"}");
}

static void an_old_client_shakes_hands(void **state)
{
	struct app *app = *state;

	ask(app, ACCEPT, "initialize",
	    "\"protocolVersion\":\"2025-06-18\",\"capabilities\":{},"
	    "\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}");
	assert_status(app, 200);
	assert_member(app, "result/protocolVersion", "2025-06-18");
	assert_member(app, "result/serverInfo/name", "instrumentd");
	ask(app, ACCEPT, "initialize", "\"protocolVersion\":\"1999-01-01\"");
	assert_member(app, "result/protocolVersion", "2025-11-25");
	ask(app, ACCEPT, "ping", "");
	assert_status(app, 200);
	call(app, "POST", "/mcp", ACCEPT,
	     "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
	assert_status(app, 202);
	assert_string_equal(reply_text(app), "");
}

static void a_new_client_says_its_version_each_time(void **state)
{
	struct app *app = *state;

	ask(app, MODERN "server/discover", "server/discover", META);
	assert_status(app, 200);
	assert_member(app, "result/resultType", "complete");
	assert_member(app, "result/supportedVersions/3", "2026-07-28");
	assert_member(app, "result/cacheScope", "private");
	app->key = NULL;
	ask(app, MODERN "tools/list", "tools/list", META);
	assert_status(app, 200);
	assert_member(app, "result/cacheScope", "public");
	assert_int_equal(reply_integer(app, "result/ttlMs"), 60000);
	ask(app, MODERN "initialize", "initialize", META);
	assert_status(app, 404);
	assert_int_equal(reply_integer(app, "error/code"), -32601);
}

static void header_fields_and_message_agree(void **state)
{
	static const struct {
		const char *headers, *params;
		int code;
	} cases[] = {
		{ MODERN "tools/call\nMcp-Name: why", "\"name\":\"cite\"," META,
		  -32020 },
		{ MODERN "tools/list\nMcp-Name: cite",
		  "\"name\":\"cite\"," META, -32020 },
		{ ACCEPT "Mcp-Protocol-Version: 2025-06-18",
		  "\"name\":\"cite\"," META, -32020 },
		{ MODERN "tools/call\nMcp-Name: cite", "\"name\":\"cite\"",
		  -32602 },
		{ ACCEPT "Mcp-Protocol-Version: 2019-01-01",
		  "\"name\":\"cite\"", -32022 },
	};
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		ask(app, cases[i].headers, "tools/call", cases[i].params);
		assert_status(app, 400);
		assert_int_equal(reply_integer(app, "error/code"),
		                 cases[i].code);
	}
	ask(app, MODERN "resources/read\nMcp-Name: =?base64?eDovL8Ok?=",
	    "resources/read", "\"uri\":\"x://ä\"," META);
	assert_int_equal(reply_integer(app, "error/code"), -32602);
	assert_member(app, "error/message", "Resource not found");
}

static void an_assistant_searches_reads_quotes_and_cites(void **state)
{
	struct app *app = *state;

	make_law(app);
	use(app, "search_instruments", "\"query\":\"act\"");
	assert_member(app, "result/structuredContent/result/items/0/key",
	              "robot-act");
	assert_member(app, "result/structuredContent/records/0/url",
	              "/v1/instruments/robot-act");
	assert_true(reply_integer(app, "result/structuredContent/as_of/seq") >
	            0);
	use(app, "get_provision",
	    "\"instrument\":\"robot-act\",\"provision\":\"Article 2(1)\"");
	assert_member(app, "result/structuredContent/result/provision/path",
	              "art_2/para_1");
	use(app, "verify_quotes",
	    "\"quotes\":[{\"exact\":\"Robots shall be kind\"},"
	    "{\"exact\":\"Robots shall not be kind\"}]");
	assert_member(app, "result/structuredContent/result/items/0/result",
	              "exact");
	assert_member(app, "result/structuredContent/result/items/1/result",
	              "absent");
	use(app, "cite",
	    "\"record\":\"robot-act.art_2\",\"kind\":\"provisions\"");
	assert_said(app,
	            "Article 2. An Act. 32024R0001. 2024-05-01. instrumentd");
}

static void a_part_that_is_no_record_is_shown_in_what_holds_it(void **state)
{
	struct app *app = *state;

	make_law(app);
	use(app, "get_provision",
	    "\"instrument\":\"robot-act\",\"provision\":\"art. 2(7)\"");
	assert_member(app, "result/structuredContent/result/provision/path",
	              "art_2");
	assert_true(json_is_false(
		reply_json(app, "result/structuredContent/result/complete")));
	use(app, "get_provision",
	    "\"instrument\":\"robot-act\",\"provision\":\"Article 99\"");
	assert_true(json_is_true(reply_json(app, "result/isError")));
	assert_said(app, "\"Article 99\" is not a provision");
}

static void a_wrong_key_is_answered_by_what_is_called_so(void **state)
{
	struct app *app = *state;

	make_law(app);
	use(app, "get_instrument", "\"instrument\":\"An Act\"");
	assert_true(json_is_true(reply_json(app, "result/isError")));
	assert_said(app, "there is no such instrument");
	assert_said(app, "Perhaps robot-act: An Act (instruments)");
	use(app, "get_provision",
	    "\"instrument\":\"robot\",\"provision\":\"Article 2\"");
	assert_said(app, "there is no such instrument");
	assert_null(strstr(said(app), "Article 2"));
	use(app, "why", "\"record\":\"robot\",\"field\":\"/type\"");
	assert_said(app, "search_instruments finds keys by words");
	use(app, "compare", "\"left\":\"robot-act\",\"right\":\"An Act\"");
	assert_said(app, "\"An Act\" is no key or id.");
	assert_said(app, "Perhaps robot-act: An Act (instruments)");
	assert_said(app, "search_instruments finds keys by words");
}

static void a_provision_is_known_by_its_key_alone(void **state)
{
	struct app *app = *state;

	make_law(app);
	use(app, "cite", "\"record\":\"robot-act.art_2\"");
	assert_said(app, "Article 2. An Act. 32024R0001.");
	use(app, "why", "\"record\":\"robot-act.art_2\",\"field\":\"/label\"");
	assert_said(app, "robot-act.art_2");
	use(app, "compare",
	    "\"left\":\"robot-act.art_2\",\"right\":\"robot-act.art_2.para_"
	    "1\"");
	assert_said(app, "level differs: \"article\" / \"paragraph\"");
	use(app, "cite", "\"record\":\"robot-act.art_3\"");
	assert_said(app, "there is no such instrument");
}

static void what_binds_today_is_found_by_one_argument(void **state)
{
	struct app *app = *state;

	make_act(app, "\"key\":\"old-act\",\"in_force_on\":\"2020-01-01\"");
	make_act(app, "\"key\":\"late-act\",\"in_force_on\":\"9020-01-01\"");
	use(app, "search_instruments", "\"query\":\"act\",\"in_force\":true");
	assert_said(app, "old-act");
	assert_null(strstr(said(app), "late-act"));
	use(app, "search_instruments", "\"query\":\"act\",\"in_force\":false");
	assert_said(app, "late-act");
	assert_null(strstr(said(app), "old-act"));
}

static void the_text_alone_says_grade_address_and_day(void **state)
{
	struct app *app = *state;

	make_law(app);
	edit(app, "PATCH", "/v1/provisions/robot-act.art_2",
	     "{\"application\":[{\"on\":\"2025-02-02\",\"from\":"
	     "\"2024-06-13\"}]}");
	use(app, "get_instrument", "\"instrument\":\"robot-act\"");
	assert_said(app, "adopted_on: 2024-05-01, evidence: none, unsupported");
	assert_null(strstr(said(app), "The status is that of"));
	use(app, "get_instrument",
	    "\"instrument\":\"robot-act\",\"on\":\"2024-04-01\"");
	assert_said(app, "The status is that of 2024-04-01.");
	assert_said(app, "/v1/instruments/robot-act: ");
	assert_said(app, "As of 20");
	use(app, "get_provision",
	    "\"instrument\":\"robot-act\",\"provision\":\"Article 2\","
	    "\"on\":\"2024-12-24\"");
	assert_said(app, "Applies on 2024-12-24: not_yet");
	assert_said(app, "To apply from 2025-02-02, by what was laid down on "
	                 "2024-06-13");
	use(app, "what_changed", "\"limit\":1");
	assert_said(app, "1 changes, up to 1 of ");
}

static void a_quote_that_is_not_there_is_shown_what_is(void **state)
{
	struct app *app = *state;

	make_law(app);
	use(app, "verify_quotes",
	    "\"quotes\":[{\"exact\":\"Robots may rest\"}]");
	assert_said(app, "exact: \"Robots may rest\" in robot-text");
	load(app, "robot-copy", STR("Robots shall be kind. Robots may rest."));
	use(app, "verify_quotes",
	    "\"quotes\":[{\"exact\":\"Robots shall not be kind\"},"
	    "{\"exact\":\"Robots may rest\"}]");
	assert_said(app, "alike: \"Robots shall be kind\" in ");
	assert_said(app, "ambiguous: \"Robots may rest\"");
	assert_said(app, "  in robot-text, from character ");
	assert_said(app, "  in robot-copy, from character 22: "
	                 "…Robots shall be kind. […].…");
}

static void a_search_says_what_it_did_not_find(void **state)
{
	static const char *const titles[] = { "Toy safety law",
		                              "Workshops law" };
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(titles); i++)
		make(app, "instruments",
		     say(app,
		         "{\"title\":\"%s\",\"type\":\"act\",\"force\":"
		         "\"hard\","
		         "\"existence\":\"exists\"}",
		         titles[i]));
	use(app, "search_instruments", "\"query\":\"toy safety workshops\"");
	assert_said(app, "Not all of these have the word: workshops");
	assert_member(app, "result/structuredContent/result/relaxed/left_out/0",
	              "workshops");
	use(app, "search_instruments", "\"query\":\"worksjops\"");
	assert_said(app, "these are of: workshops");
	use(app, "search_instruments", "\"query\":\"workshops\"");
	assert_null(strstr(said(app), "these are of"));
}

static void who_disagrees_is_named_with_what_he_says(void **state)
{
	struct app *app = *state;

	make_law(app);
	make_act(app, "\"key\":\"other-act\",\"adopted_on\":\"2020-01-01\"");
	make(app, "passages",
	     "{\"key\":\"p\",\"source\":\"robot-text\",\"exact\":"
	     "\"Robots may rest.\"}");
	make(app, "assertions",
	     "{\"subject\":{\"kind\":\"instruments\",\"id\":\"robot-act\"},"
	     "\"field\":\"/type\",\"value\":\"bill\",\"passage\":\"p\"}");
	use(app, "find_conflicts", "\"instrument\":\"robot-act\"");
	assert_said(app, "  \"bill\", evidence ");
	assert_said(app, "/v1/passages/p)");
	use(app, "find_conflicts",
	    "\"instrument\":\"robot-act\",\"field\":\"/force\"");
	assert_said(app, "0 conflicts.");
	use(app, "find_conflicts",
	    "\"instrument\":\"robot-act\",\"state\":\"settled\"");
	assert_said(app, "0 conflicts.");
	use(app, "find_conflicts",
	    "\"instrument\":\"robot-act\",\"field\":\"type\",\"state\":"
	    "\"disputed\"");
	assert_said(app, "1 conflict.");
	use(app, "find_conflicts", "\"field\":\"type\"");
	assert_said(app, "1 conflict.");
	use(app, "why", "\"record\":\"robot-act\",\"field\":\"type\"");
	assert_said(app, "Otherwise: bill");
	use(app, "compare", "\"left\":\"robot-act\",\"right\":\"other-act\"");
	assert_said(app, "adopted_on differs: \"2024-05-01\" / \"2020-01-01\"");
}

static void a_list_says_that_there_is_more(void **state)
{
	struct app *app = *state;

	for (size_t i = 0; i < 3; i++) {
		const char *key = say(app, "act-%zu", i);

		make_act(app, say(app, "\"key\":\"%s\"", key));
		load(app, say(app, "text-%zu", i), STR("It is a bill."));
		make(app, "passages",
		     say(app,
		         "{\"key\":\"p%zu\",\"source\":\"text-%zu\","
		         "\"exact\":\"It is a bill.\"}",
		         i, i));
		make(app, "assertions",
		     say(app,
		         "{\"subject\":{\"kind\":\"instruments\",\"id\":"
		         "\"%s\"},\"field\":\"/type\",\"value\":\"bill\","
		         "\"passage\":\"p%zu\"}",
		         key, i));
	}
	use(app, "search_instruments", "\"query\":\"act\",\"limit\":2");
	assert_said(app, "3 instruments found.");
	assert_said(app, "The next come with cursor \"2\".");
	use(app, "search_instruments", "\"query\":\"act\",\"cursor\":\"2\"");
	assert_null(strstr(said(app), "The next come"));
	use(app, "find_conflicts", "\"limit\":2");
	assert_said(app, "3 conflicts.");
	assert_said(app, "The next come with cursor \"");
}

static void all_wrong_arguments_are_named(void **state)
{
	struct app *app = *state;

	use(app, "why", "\"record\":5,\"fild\":\"/type\"");
	assert_true(json_is_true(reply_json(app, "result/isError")));
	assert_null(reply_json(app, "result/structuredContent"));
	assert_said(app, "record: must be a string");
	assert_said(app, "fild: is not an argument of why");
	assert_said(app, "field: is required");
	use(app, "find_conflicts", "\"state\":\"open\"");
	assert_said(app, "state: must be disputed, settled or unsettled");
	use(app, "verify_quotes", "\"quotes\":[\"words\"]");
	assert_said(app, "each such as {\"exact\": \"its words\"}");
	use(app, "search_instruments", "\"query\":\"\",\"in_force\":1");
	assert_said(app, "in_force: must be true or false");
	use(app, "get_instrument", "\"instrument\":\"none\"");
	assert_true(json_is_true(reply_json(app, "result/isError")));
	use(app, "search_instruments", "\"query\":\"a\",\"limit\":100000");
	assert_said(app, "limit");
}

static void only_a_key_with_a_role_proposes(void **state)
{
	struct app *app = *state;
	const char *args = "\"record\":\"a\",\"field\":\"/title\",\"value\":"
			   "\"An Act\",\"passage\":\"p\"";

	make_act(app, "\"key\":\"a\"");
	load(app, "s", STR("words"));
	make(app, "passages",
	     "{\"key\":\"p\",\"source\":\"s\",\"edition\":\"" WORDS
	     "\",\"start\":0,\"end\":5,\"sha256\":\"" WORDS "\"}");
	use(app, "propose_assertion", args);
	assert_said(app, "Stored as /v1/assertions/");
	get(app, "/v1/assertions");
	assert_int_equal(reply_integer(app, "total"), 1);
	app->key = NULL;
	ask(app, ACCEPT, "tools/call",
	    say(app, "\"name\":\"propose_assertion\",\"arguments\":{%s}",
	        args));
	assert_int_equal(reply_integer(app, "error/code"), -32602);
	ask(app, ACCEPT, "tools/list", "");
	assert_null(strstr(reply_text(app), "propose_assertion"));
}

static void every_tool_is_described_by_schemas(void **state)
{
	struct app *app = *state;
	json_t *list;

	ask(app, ACCEPT, "tools/list", "");
	list = reply_json(app, "result/tools");
	assert_int_equal(json_array_size(list), 10);
	for (size_t i = 0; i < json_array_size(list); i++) {
		json_t *tool = json_array_get(list, i);

		assert_true(json_is_object(json_object_get(
			json_object_get(tool, "inputSchema"), "properties")));
		assert_true(json_is_object(json_object_get(
			json_object_get(json_object_get(tool, "outputSchema"),
		                        "properties"),
			"result")));
	}
}

static void records_are_resources(void **state)
{
	struct app *app = *state;

	make_law(app);
	ask(app, ACCEPT, "resources/list", "");
	assert_member(app, "result/resources/0/uri", "instrument://robot-act");
	ask(app, ACCEPT, "resources/templates/list", "");
	assert_member(app, "result/resourceTemplates/1/uriTemplate",
	              "passage://{id}");
	ask(app, ACCEPT, "resources/read",
	    "\"uri\":\"instrument://robot-act\"");
	assert_non_null(strstr(reply_string(app, "result/contents/0/text"),
	                       "32024R0001"));
	ask(app, ACCEPT, "resources/read", "\"uri\":\"instrument://none\"");
	assert_status(app, 200);
	assert_int_equal(reply_integer(app, "error/code"), -32002);
}

static void prompts_are_filled_in(void **state)
{
	struct app *app = *state;

	ask(app, ACCEPT, "prompts/list", "");
	assert_member(app, "result/prompts/1/name", "citation_check");
	ask(app, ACCEPT, "prompts/get",
	    "\"name\":\"citation_check\",\"arguments\":{\"text\":\"Kindness "
	    "{} rules.\"}");
	assert_non_null(
		strstr(reply_string(app, "result/messages/0/content/text"),
	               "Kindness {} rules."));
	ask(app, ACCEPT, "prompts/get", "\"name\":\"citation_check\"");
	assert_int_equal(reply_integer(app, "error/code"), -32602);
}

static void lists_of_messages_are_of_the_oldest_version_only(void **state)
{
	static const char batch[] =
		"[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"},"
		"{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\"},"
		"{\"jsonrpc\":\"2.0\",\"id\":\"b\",\"method\":\"no\"}]";
	struct app *app = *state;

	call(app, "POST", "/mcp", ACCEPT, batch);
	assert_status(app, 200);
	assert_int_equal(json_array_size(app->json), 2);
	assert_member(app, "1/id", "b");
	call(app, "POST", "/mcp", ACCEPT "Mcp-Protocol-Version: 2025-11-25",
	     batch);
	assert_status(app, 400);
	call(app, "POST", "/mcp", ACCEPT, "[]");
	assert_status(app, 400);
}

static void what_is_no_message_is_refused(void **state)
{
	static const struct {
		const char *body;
		int code;
	} cases[] = {
		{ "{", -32700 },
		{ "{}", -32600 },
		{ "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}",
		  -32600 },
		{ "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}",
		  -32600 },
		{ "{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"ping\"}",
		  -32600 },
		{ "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\","
		  "\"params\":[]}",
		  -32600 },
		{ "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}", -32600 },
	};
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		call(app, "POST", "/mcp", ACCEPT, cases[i].body);
		assert_status(app, 400);
		assert_int_equal(reply_integer(app, "error/code"),
		                 cases[i].code);
	}
}

static void damaged_messages_never_stop_it(void **state)
{
	static const char message[] =
		"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\","
		"\"params\":{\"name\":\"verify_quotes\",\"arguments\":{"
		"\"quotes\":[{\"exact\":\"kind\",\"prefix\":\"be\"}]}}}";
	static const char bytes[] = "{}[]\",:0e-.\\\x80\xff";
	struct app *app = *state;
	char damaged[sizeof(message)];

	make_law(app);
	srand(1);
	for (int i = 0; i < 3000; i++) {
		memcpy(damaged, message, sizeof(message));
		for (int k = rand() % 4; k >= 0; k--)
			damaged[rand() % (int)(sizeof(message) - 1)] =
				bytes[rand() % (int)(sizeof(bytes) - 1)];
		call(app, "POST", "/mcp", ACCEPT, damaged);
		assert_true(app->reply.status == 200 ||
		            app->reply.status == 202 ||
		            app->reply.status == 400);
	}
}

static void fractions_and_large_values_are_no_trouble(void **state)
{
	struct app *app = *state;

	make_act(app, "\"key\":\"a\"");
	use(app, "propose_assertion",
	    "\"record\":\"a\",\"field\":\"/title\",\"value\":1.5,"
	    "\"passage\":\"p\"");
	assert_true(json_is_true(reply_json(app, "result/isError")));
	use(app, "what_changed", "\"since\":9007199254740993");
	assert_non_null(reply_json(app, "result/isError"));
}

static void pages_of_elsewhere_are_kept_out(void **state)
{
	struct app *app = *state;

	ask(app, ACCEPT "Origin: https://evil.example", "ping", "");
	assert_status(app, 403);
	ask(app, ACCEPT "Origin: http://localhost.evil.example", "ping", "");
	assert_status(app, 403);
	ask(app, ACCEPT "Origin: http://localhost:6274", "ping", "");
	assert_status(app, 200);
	app->service.home = STR("https://registry.example");
	ask(app, ACCEPT "Origin: https://registry.example", "ping", "");
	assert_status(app, 200);
}

static void there_is_no_stream_to_listen_to(void **state)
{
	struct app *app = *state;

	call(app, "GET", "/mcp", "Accept: text/event-stream", NULL);
	assert_status(app, 405);
	assert_string_equal(reply_value(app, "Allow"), "POST, OPTIONS");
	call(app, "DELETE", "/mcp", NULL, NULL);
	assert_status(app, 405);
}

static void a_closed_registry_asks_for_a_key(void **state)
{
	struct app *app = *state;

	app->service.closed = true;
	app->key = NULL;
	ask(app, ACCEPT, "ping", "");
	assert_status(app, 401);
	app->key = app->keys[ROLE_READER];
	use(app, "what_changed", "");
	assert_said(app, "0 changes");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		registry_test(an_old_client_shakes_hands),
		registry_test(a_new_client_says_its_version_each_time),
		registry_test(header_fields_and_message_agree),
		registry_test(an_assistant_searches_reads_quotes_and_cites),
		registry_test(
			a_part_that_is_no_record_is_shown_in_what_holds_it),
		registry_test(a_wrong_key_is_answered_by_what_is_called_so),
		registry_test(a_provision_is_known_by_its_key_alone),
		registry_test(what_binds_today_is_found_by_one_argument),
		registry_test(the_text_alone_says_grade_address_and_day),
		registry_test(a_quote_that_is_not_there_is_shown_what_is),
		registry_test(a_search_says_what_it_did_not_find),
		registry_test(who_disagrees_is_named_with_what_he_says),
		registry_test(a_list_says_that_there_is_more),
		registry_test(all_wrong_arguments_are_named),
		registry_test(only_a_key_with_a_role_proposes),
		registry_test(every_tool_is_described_by_schemas),
		registry_test(records_are_resources),
		registry_test(prompts_are_filled_in),
		registry_test(lists_of_messages_are_of_the_oldest_version_only),
		registry_test(what_is_no_message_is_refused),
		registry_test(damaged_messages_never_stop_it),
		registry_test(fractions_and_large_values_are_no_trouble),
		registry_test(pages_of_elsewhere_are_kept_out),
		registry_test(there_is_no_stream_to_listen_to),
		registry_test(a_closed_registry_asks_for_a_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
