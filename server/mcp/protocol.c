/*
 * protocol.c - the methods, and what the server says of itself
 */
#include "server/mcp/protocol.h"

#include "server/mcp/prompts.h"
#include "server/mcp/resources.h"
#include "server/mcp/tool.h"
#include "server/registry/model/json.h"
#include "server/version.h"

#define FIRST_MODERN "2026-07-28"
#define LAST_SHAKEN  "2025-11-25" /* of those that begin with "initialize" */
#define FRESH_MS     60000

const char *const protocol_versions[] = { "2025-03-26", "2025-06-18",
	                                  LAST_SHAKEN, FIRST_MODERN, NULL };

static const char instructions[] =
	"A registry of the texts that govern artificial intelligence. Every "
	"value leads to the passage of a source that states it. Search first, "
	"read the provision, check every quote with verify_quotes before you "
	"give it, and cite with the addresses in \"records\". Say how strong "
	"the evidence is: official, independent, editorial or none. Where a "
	"text is not held here, do not quote it.";

const char *protocol_version(struct str name)
{
	for (size_t i = 0; protocol_versions[i] != NULL; i++)
		if (str_is(name, protocol_versions[i]))
			return protocol_versions[i];
	return NULL;
}

bool protocol_is_modern(struct str version)
{
	return version.p != NULL && strcmp(version.p, FIRST_MODERN) >= 0;
}

bool protocol_fail(struct exchange *x, enum rpc_code code, const char *message)
{
	x->code = code;
	x->message = message;
	return false;
}

/* ---- the beginning ------------------------------------------------------ */

static json_t *server_info(void)
{
	return json_pack("{s:s,s:s,s:s}", "name", "instrumentd", "title",
	                 "Registry of the texts that govern AI", "version",
	                 VERSION);
}

static json_t *capabilities(void)
{
	return json_pack("{s:{},s:{},s:{}}", "tools", "resources", "prompts");
}

static bool initialize(struct exchange *x)
{
	struct str asked = json_text(x->params, "protocolVersion");
	const char *version = protocol_version(asked);

	if (version == NULL || protocol_is_modern(asked))
		version = LAST_SHAKEN;
	x->result = json_pack("{s:s,s:o,s:o,s:s}", "protocolVersion", version,
	                      "capabilities", capabilities(), "serverInfo",
	                      server_info(), "instructions", instructions);
	return true;
}

static bool discover(struct exchange *x)
{
	json_t *versions = json_array();

	for (size_t i = 0; protocol_versions[i] != NULL; i++)
		json_array_append_new(versions,
		                      json_string(protocol_versions[i]));
	x->result = json_pack("{s:o,s:o,s:s}", "supportedVersions", versions,
	                      "capabilities", capabilities(), "instructions",
	                      instructions);
	return true;
}

static bool ping(struct exchange *x)
{
	x->result = json_object();
	return true;
}

/* ---- tools -------------------------------------------------------------- */

static bool tools_list(struct exchange *x)
{
	json_t *list = json_array();

	for (size_t i = 0; i < tools_count; i++)
		if (tools[i].role <= x->req->role)
			json_array_append(
				list, tool_describe(x->req->arena, &tools[i]));
	x->result = json_pack("{s:o}", "tools", list);
	return true;
}

static json_t *as_of(const struct exchange *x)
{
	struct buf target = api_target(x->req->arena, "changes", "head", NULL);
	struct api_answer head;
	json_t *out;

	api_get(x->req, &target, &head);
	out = head.json != NULL ? json_incref(head.json) : json_object();
	json_object_set_new(out, "at", json_from(x->req->now));
	return out;
}

/* Some who ask show nothing but the text: it says of when it is, too. */
static void tool_result(struct exchange *x, struct tool_call *c)
{
	json_t *text, *state = c->failed ? NULL : as_of(x);

	if (state != NULL)
		tool_say(c, "As of %.*s (change %lld of the registry).",
		         STR_ARG(json_text(state, "at")),
		         (long long)json_integer_value(
				 json_object_get(state, "seq")));
	text = json_pack("[{s:s,s:o}]", "type", "text", "text",
	                 json_from(buf_text(&c->text)));
	x->result =
		json_pack("{s:o,s:b}", "content", text, "isError", c->failed);
	if (state == NULL)
		return;
	json_object_set_new(x->result, "structuredContent",
	                    json_pack("{s:O,s:O,s:o}", "result", c->result,
	                              "records", c->records, "as_of", state));
}

static bool tools_call(struct exchange *x)
{
	const struct tool *t =
		tool_find(json_text(x->params, "name"), x->req->role);
	const json_t *args = json_object_get(x->params, "arguments");
	struct tool_call *c = arena_alloc(x->req->arena, sizeof(*c));

	if (t == NULL)
		return protocol_fail(x, RPC_INVALID_PARAMS, "Unknown tool");
	if (args != NULL && !json_is_object(args))
		return protocol_fail(x, RPC_INVALID_PARAMS,
		                     "arguments must be an object");
	tool_run(c, t, x->req, args);
	tool_result(x, c);
	return true;
}

/* ---- the table ---------------------------------------------------------- */

enum era { ANY_ERA, SHAKEN, MODERN };

static const struct method {
	const char *name;
	bool (*run)(struct exchange *x);
	enum era era;
	bool cacheable;
} methods[] = {
	{ "initialize", initialize, SHAKEN, false },
	{ "ping", ping, SHAKEN, false },
	{ "server/discover", discover, MODERN, true },
	{ "tools/list", tools_list, ANY_ERA, true },
	{ "tools/call", tools_call, ANY_ERA, false },
	{ "resources/list", resources_list, ANY_ERA, true },
	{ "resources/templates/list", resources_templates, ANY_ERA, true },
	{ "resources/read", resources_read, ANY_ERA, true },
	{ "prompts/list", prompts_list, ANY_ERA, true },
	{ "prompts/get", prompts_get, ANY_ERA, false },
};

static bool is_of_era(const struct method *m, bool modern)
{
	return m->era == ANY_ERA || (m->era == MODERN) == modern;
}

/* What results say of themselves since each request stands alone. */
static void complete(struct exchange *x, const struct method *m)
{
	bool private = x->req->role > ROLE_ANYONE || x->req->service->closed;

	json_object_set_new(x->result, "resultType", json_string("complete"));
	json_object_set_new(x->result, "_meta",
	                    json_pack("{s:o}",
	                              "io.modelcontextprotocol/serverInfo",
	                              server_info()));
	if (!m->cacheable)
		return;
	json_object_set_new(x->result, "ttlMs", json_integer(FRESH_MS));
	json_object_set_new(x->result, "cacheScope",
	                    json_string(private ? "private" : "public"));
}

bool protocol_run(struct exchange *x, struct str method)
{
	for (size_t i = 0; i < COUNT(methods); i++) {
		const struct method *m = &methods[i];

		if (!str_is(method, m->name) || !is_of_era(m, x->modern))
			continue;
		if (!m->run(x))
			return false;
		json_own(x->req->arena, x->result);
		if (x->modern)
			complete(x, m);
		return true;
	}
	return protocol_fail(x, RPC_METHOD_NOT_FOUND, "Method not found");
}
