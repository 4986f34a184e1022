/*
 * tool.c - running a tool, and what every answer has
 */
#include "server/mcp/tool.h"

#include <stdarg.h>

#include "lib/data/url.h"
#include "server/registry/model/json.h"

/* ---- arguments ---------------------------------------------------------- */

static const char *const type_schemas[PARAM__COUNT] = {
	[PARAM_TEXT] = "{\"type\":\"string\"}",
	[PARAM_NUMBER] = "{\"type\":\"integer\",\"minimum\":0}",
	[PARAM_YES] = "{\"type\":\"boolean\"}",
	[PARAM_STATE] = "{\"type\":\"string\",\"enum\":[\"disputed\","
			"\"settled\",\"unsettled\"]}",
	[PARAM_QUOTES] =
		"{\"type\":\"array\",\"minItems\":1,\"maxItems\":100,\"items\":"
		"{\"type\":\"object\",\"required\":[\"exact\"],"
		"\"additionalProperties\":false,\"properties\":{"
		"\"exact\":{\"type\":\"string\"},"
		"\"prefix\":{\"type\":\"string\"},"
		"\"suffix\":{\"type\":\"string\"},"
		"\"instrument\":{\"type\":\"string\"},"
		"\"source\":{\"type\":\"string\"},"
		"\"edition\":{\"type\":\"string\"}}}}",
	[PARAM_ANY] = "{}",
};

static const char *const type_names[PARAM__COUNT] = {
	[PARAM_TEXT] = "a string",
	[PARAM_NUMBER] = "a whole number, 0 or more",
	[PARAM_YES] = "true or false",
	[PARAM_STATE] = "disputed, settled or unsettled",
	[PARAM_QUOTES] = "a list of 1 to 100 quotes, each such as "
			 "{\"exact\": \"its words\"}",
	[PARAM_ANY] = "a value",
};

static bool is_state(const json_t *value)
{
	struct str state = json_str(value);

	return str_is(state, "disputed") || str_is(state, "settled") ||
	       str_is(state, "unsettled");
}

static bool are_quotes(const json_t *value)
{
	size_t n = json_array_size(value);

	for (size_t i = 0; i < n; i++)
		if (!json_is_object(json_array_get(value, i)))
			return false;
	return n > 0 && n <= 100;
}

static bool fits(enum param_type type, const json_t *value)
{
	switch (type) {
	case PARAM_TEXT:
		return json_is_string(value);
	case PARAM_NUMBER:
		return json_is_integer(value) && json_integer_value(value) >= 0;
	case PARAM_YES:
		return json_is_boolean(value);
	case PARAM_STATE:
		return is_state(value);
	case PARAM_QUOTES:
		return are_quotes(value);
	case PARAM_NONE:
	case PARAM_ANY:
	case PARAM__COUNT:
		break;
	}
	return true;
}

static bool is_param(const struct tool *t, const char *name)
{
	for (size_t i = 0; t->params[i].type != PARAM_NONE; i++)
		if (strcmp(t->params[i].name, name) == 0)
			return true;
	return false;
}

static void check_known(struct tool_call *c)
{
	const char *name;
	json_t *value;

	json_object_foreach((json_t *)c->args, name, value)
	{
		if (!is_param(c->tool, name))
			tool_fail(c, "%.64s: is not an argument of %s", name,
			          c->tool->name);
	}
}

static void check_args(struct tool_call *c)
{
	const struct tool *t = c->tool;

	check_known(c);
	for (size_t i = 0; t->params[i].type != PARAM_NONE; i++) {
		const char *name = t->params[i].name;
		const json_t *value = json_object_get(c->args, name);

		if (value == NULL && t->params[i].required)
			tool_fail(c, "%s: is required", name);
		else if (value != NULL && !fits(t->params[i].type, value))
			tool_fail(c, "%s: must be %s", name,
			          type_names[t->params[i].type]);
	}
}

struct str tool_text(const struct tool_call *c, const char *name)
{
	return json_text(c->args, name);
}

int64_t tool_number(const struct tool_call *c, const char *name,
                    int64_t without)
{
	const json_t *value = json_object_get(c->args, name);

	return value != NULL ? json_integer_value(value) : without;
}

void tool_params(const struct tool_call *c, struct buf *target)
{
	const struct tool *t = c->tool;

	for (size_t i = 0; t->params[i].type != PARAM_NONE; i++) {
		const json_t *value =
			json_object_get(c->args, t->params[i].name);

		if (t->params[i].query == NULL || value == NULL)
			continue;
		if (json_is_integer(value))
			api_param(
				target, t->params[i].query,
				str_from(arena_printf(
					c->req->arena, "%lld",
					(long long)json_integer_value(value))));
		else if (json_is_boolean(value))
			api_param(target, t->params[i].query,
			          str_from(json_is_true(value) ? "true"
			                                       : "false"));
		else
			api_param(target, t->params[i].query, json_str(value));
	}
}

/* ---- answers ------------------------------------------------------------ */

static void say(struct tool_call *c, const char *fmt, va_list args)
	PRINTF(2, 0);

static void say(struct tool_call *c, const char *fmt, va_list args)
{
	char line[4096];

	vsnprintf(line, sizeof(line), fmt, args);
	buf_puts(&c->text, line);
	buf_puts(&c->text, "\n");
}

void tool_say(struct tool_call *c, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say(c, fmt, args);
	va_end(args);
}

void tool_say_more(struct tool_call *c, const json_t *list)
{
	struct str next = json_text(list, "next");

	if (next.len > 0)
		tool_say(c, "The next come with cursor \"%.*s\".",
		         STR_ARG(next));
}

void tool_fail(struct tool_call *c, const char *fmt, ...)
{
	va_list args;

	if (!c->failed)
		c->text.len = 0;
	c->failed = true;
	va_start(args, fmt);
	say(c, fmt, args);
	va_end(args);
}

/* The argument that the request which failed was about. */
static struct str typed_in(const struct tool_call *c, const char *target)
{
	static const char *const names[] = { "instrument", "record", "left",
		                             "right" };

	for (size_t i = 0; i < COUNT(names); i++) {
		struct str ref = tool_text(c, names[i]);
		struct buf own;

		buf_init(&own, c->req->arena);
		buf_puts(&own, "/");
		url_encode(&own, ref, URL_UNRESERVED);
		if (ref.len > 0 && strstr(target, own.data) != NULL)
			return ref;
	}
	return tool_text(c, "record");
}

/* Keys are not guessed: what is called nearly so, and how others are found. */
static void fail_near(struct tool_call *c, struct str typed)
{
	struct buf target = api_target(c->req->arena, "suggest", NULL);
	struct api_answer near;
	const json_t *items;

	if (typed.p != NULL)
		tool_fail(c, "\"%.*s\" is no key or id.", STR_ARG(typed));
	api_param(&target, "q", typed.p != NULL ? typed : STR(""));
	api_param(&target, "limit", STR("3"));
	api_get(c->req, &target, &near);
	items = json_object_get(near.json, "items");
	for (size_t i = 0; i < json_array_size(items); i++) {
		const json_t *one = json_array_get(items, i);

		tool_fail(c, "Perhaps %.*s: %.*s (%.*s)",
		          STR_ARG(json_text(one, "key")),
		          STR_ARG(json_text(one, "title")),
		          STR_ARG(json_text(one, "kind")));
	}
	tool_fail(c, "search_instruments finds keys by words.");
}

/* A problem of the API, in lines. */
static void fail_as(struct tool_call *c, const char *target,
                    const struct api_answer *answer)
{
	const json_t *errors = json_object_get(answer->json, "errors");

	tool_fail(c, "%.*s", STR_ARG(json_text(answer->json, "detail")));
	for (size_t i = 0; i < json_array_size(errors); i++) {
		const json_t *one = json_array_get(errors, i);
		struct str where = json_text(one, "parameter");

		if (where.p == NULL)
			where = json_text(one, "pointer");
		tool_fail(c, "%.*s: %.*s", STR_ARG(where),
		          STR_ARG(json_text(one, "detail")));
	}
	if (answer->status == 404)
		fail_near(c, typed_in(c, target));
}

json_t *tool_get(struct tool_call *c, const struct buf *target)
{
	struct api_answer answer;

	api_get(c->req, target, &answer);
	if (answer.status < 400 && answer.json != NULL)
		return answer.json;
	fail_as(c, target->data, &answer);
	return NULL;
}

json_t *tool_post(struct tool_call *c, const char *target, const json_t *body)
{
	struct api_answer answer;

	api_post(c->req, target, body, &answer);
	if (answer.status < 400 && answer.json != NULL)
		return answer.json;
	fail_as(c, target, &answer);
	return NULL;
}

const char *tool_url(const struct tool_call *c, const char *kind,
                     const json_t *record)
{
	struct str ref = json_text(record, "key");

	if (ref.p == NULL)
		ref = json_text(record, "id");
	return arena_printf(c->req->arena, "%.*s/v1/%s/%.*s",
	                    STR_ARG(c->req->service->home), kind, STR_ARG(ref));
}

static bool is_cited(const struct tool_call *c, struct str id)
{
	for (size_t i = 0; i < json_array_size(c->records); i++)
		if (str_eq(json_text(json_array_get(c->records, i), "id"), id))
			return true;
	return false;
}

void tool_cite(struct tool_call *c, const char *kind, const json_t *record)
{
	static const char *const members[] = { "id", "key", "title", "name",
		                               "handling" };
	struct str id = json_text(record, "id");
	json_t *cited;

	if (id.p == NULL || is_cited(c, id))
		return;
	cited = json_object();
	json_object_set_new(cited, "kind", json_string(kind));
	for (size_t i = 0; i < COUNT(members); i++) {
		json_t *value = json_object_get(record, members[i]);

		if (value != NULL)
			json_object_set(cited, members[i], value);
	}
	json_object_set_new(cited, "url",
	                    json_string(tool_url(c, kind, record)));
	json_array_append_new(c->records, cited);
}

/* Of which kind is what stands under this name? */
static const char *kind_of(const char *member, const json_t *value,
                           const char *otherwise)
{
	static const struct {
		const char *member, *kind;
	} known[] = {
		{ "passage", "passages" },
		{ "passages", "passages" },
		{ "source", "sources" },
		{ "assertions", "assertions" },
		{ "resolution", "resolutions" },
		{ "instrument", "instruments" },
		{ "other", "instruments" },
		{ "provision", "provisions" },
	};
	const char *kind = json_string_value(json_object_get(value, "kind"));

	for (size_t i = 0; kind == NULL && i < COUNT(known); i++)
		if (strcmp(known[i].member, member) == 0)
			kind = known[i].kind;
	return kind != NULL ? kind : otherwise;
}

void tool_cite_all(struct tool_call *c, const json_t *value, const char *kind)
{
	const char *member;
	json_t *within;

	arena_work(c->req->arena, WORK_ROW);
	for (size_t i = 0; i < json_array_size(value); i++)
		tool_cite_all(c, json_array_get(value, i), kind);
	if (!json_is_object(value))
		return;
	kind = kind_of("", value, kind);
	if (kind != NULL)
		tool_cite(c, kind, value);
	json_object_foreach((json_t *)value, member, within)
	{
		const char *its = kind_of(member, within, NULL);

		if (json_is_object(within) || json_is_array(within))
			tool_cite_all(c, within,
			              strcmp(member, "items") == 0 ? kind
			                                           : its);
	}
}

/* ---- running ------------------------------------------------------------ */

const struct tool *tool_find(struct str name, enum role role)
{
	for (size_t i = 0; i < tools_count; i++)
		if (str_is(name, tools[i].name) && tools[i].role <= role)
			return &tools[i];
	return NULL;
}

bool tool_run(struct tool_call *c, const struct tool *t, struct request *req,
              const json_t *args)
{
	struct arena *a = req->arena;

	*c = (struct tool_call){
		.req = req,
		.tool = t,
		.args = args,
		.records = json_own(a, json_array()),
	};
	buf_init(&c->text, a);
	check_args(c);
	if (!c->failed)
		t->run(c);
	return !c->failed;
}

/* ---- describing --------------------------------------------------------- */

static json_t *parsed(const char *text)
{
	return json_loads(text, JSON_DECODE_ANY, NULL);
}

static json_t *input_schema(const struct tool *t)
{
	json_t *properties = json_object(), *required = json_array();

	for (size_t i = 0; t->params[i].type != PARAM_NONE; i++) {
		json_t *schema = parsed(type_schemas[t->params[i].type]);

		json_object_set_new(schema, "description",
		                    json_string(t->params[i].description));
		json_object_set_new(properties, t->params[i].name, schema);
		if (t->params[i].required)
			json_array_append_new(required,
			                      json_string(t->params[i].name));
	}
	return json_pack("{s:s,s:o,s:o,s:b}", "type", "object", "properties",
	                 properties, "required", required,
	                 "additionalProperties", 0);
}

static json_t *output_schema(const struct tool *t)
{
	static const char records[] =
		"{\"type\":\"array\",\"description\":\"What the result rests "
		"on\",\"items\":{\"type\":\"object\",\"required\":[\"kind\","
		"\"id\",\"url\"],\"properties\":{"
		"\"kind\":{\"type\":\"string\"},\"id\":{\"type\":\"string\"},"
		"\"key\":{\"type\":\"string\"},\"title\":{\"type\":\"string\"},"
		"\"name\":{\"type\":\"string\"},\"url\":{\"type\":\"string\"},"
		"\"handling\":{\"type\":\"string\",\"description\":\"A "
		"restriction that travels with every use of its text\"}}}}";
	static const char as_of[] =
		"{\"type\":\"object\",\"description\":\"The state of the "
		"registry\",\"required\":[\"seq\",\"hash\",\"at\"],"
		"\"properties\":{\"seq\":{\"type\":\"integer\"},"
		"\"hash\":{\"type\":\"string\"},\"at\":{\"type\":\"string\"}}}";

	return json_pack("{s:s,s:[s,s,s],s:{s:o,s:o,s:o}}", "type", "object",
	                 "required", "result", "records", "as_of", "properties",
	                 "result", parsed(t->result), "records",
	                 parsed(records), "as_of", parsed(as_of));
}

json_t *tool_describe(struct arena *a, const struct tool *t)
{
	bool reads = t->role == ROLE_ANYONE;

	return json_own(
		a, json_pack("{s:s,s:s,s:s,s:o,s:o,s:{s:s,s:b,s:b,s:b}}",
	                     "name", t->name, "title", t->title, "description",
	                     t->description, "inputSchema", input_schema(t),
	                     "outputSchema", output_schema(t), "annotations",
	                     "title", t->title, "readOnlyHint", reads,
	                     "destructiveHint", 0, "openWorldHint", 0));
}
