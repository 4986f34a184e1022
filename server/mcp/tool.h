/*
 * tool.h - running a tool, and what every answer has
 *
 * Shapes  a tool is a row of the table in tools.c. Its answer is
 *           {"result": what the tool says it gives,
 *            "records": [{"kind","id","key","title"?,"url","handling"?}],
 *            "as_of": {"seq","hash","at"}}
 *         and a short text for people: records are all that the result rests
 *         on, as_of is the state of the registry that it was read from.
 * Units   at is RFC 3339; seq as in /v1/changes.
 * Errors  tool_run(): false; then the text of the call says what went wrong,
 *         all mistakes in the arguments at once.
 * Source  Model Context Protocol (tools/call), openapi.yaml.
 */
#ifndef SERVER_MCP_TOOL_H
#define SERVER_MCP_TOOL_H

#include "server/mcp/call.h"

#define TOOL_PARAMS_MAX 10

enum param_type {
	PARAM_NONE,
	PARAM_TEXT,
	PARAM_NUMBER,
	PARAM_YES,
	PARAM_STATE,
	PARAM_QUOTES,
	PARAM_ANY,
	PARAM__COUNT
};

struct tool_call;
typedef void tool_fn(struct tool_call *c);

struct tool {
	const char *name, *title, *description;
	enum role role; /* who may call it */
	tool_fn *run;
	const char *result; /* JSON Schema of it */
	struct {
		const char *name;
		enum param_type type;
		bool required;
		const char *query; /* the parameter of the API it becomes */
		const char *description;
	} params[TOOL_PARAMS_MAX];
};

struct tool_call {
	struct request *req;
	const struct tool *tool;
	const json_t *args;
	json_t *result;
	json_t *records;
	struct buf text;
	bool failed;
};

extern const struct tool tools[];
extern const size_t tools_count;

const struct tool *tool_find(struct str name, enum role role);

/* As tools/list shows it. */
json_t *tool_describe(struct arena *a, const struct tool *t);

/* args may be NULL. */
bool tool_run(struct tool_call *c, const struct tool *t, struct request *req,
              const json_t *args);

/* ---- for the tools ------------------------------------------------------ */

/* An argument, or absent. */
struct str tool_text(const struct tool_call *c, const char *name);
int64_t tool_number(const struct tool_call *c, const char *name,
                    int64_t without);

/* Those arguments that are parameters of the API, too. */
void tool_params(const struct tool_call *c, struct buf *target);

/* What the API answers; NULL, and the call has failed, when it is an error. */
json_t *tool_get(struct tool_call *c, const struct buf *target);

json_t *tool_post(struct tool_call *c, const char *target, const json_t *body);

/* A failure of the tool's own. */
void tool_fail(struct tool_call *c, const char *fmt, ...) PRINTF(2, 3);

/* One more line for people. */
void tool_say(struct tool_call *c, const char *fmt, ...) PRINTF(2, 3);

/* How the rest of a list is asked for, where there is one. */
void tool_say_more(struct tool_call *c, const json_t *list);

/* The result is taken from this record. */
void tool_cite(struct tool_call *c, const char *kind, const json_t *record);

/* And on all that stand within; items of lists are of this kind. */
void tool_cite_all(struct tool_call *c, const json_t *value, const char *kind);

/* Where a record is. */
const char *tool_url(const struct tool_call *c, const char *kind,
                     const json_t *record);

#endif
