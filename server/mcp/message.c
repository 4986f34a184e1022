/*
 * message.c - reading messages, writing answers
 */
#include "server/mcp/message.h"

#include "lib/data/base64.h"
#include "server/mcp/call.h"
#include "server/mcp/protocol.h"
#include "server/registry/model/json.h"

#define META_VERSION "io.modelcontextprotocol/protocolVersion"
#define META_CLIENT  "io.modelcontextprotocol/clientCapabilities"

struct talk {
	struct request *req;
	bool over_http;
	struct mcp_answer *out;
};

/* ---- answers ------------------------------------------------------------ */

static unsigned status_of(enum rpc_code code)
{
	return code == RPC_METHOD_NOT_FOUND ? 404
	       : code == RPC_INTERNAL_ERROR ? 200
	                                    : 400;
}

static json_t *error_of(const struct exchange *x)
{
	json_t *error = json_pack("{s:i,s:s}", "code", (int)x->code, "message",
	                          x->message);

	if (x->data != NULL)
		json_object_set(error, "data", x->data);
	return error;
}

/* What goes back for one message: id may be NULL, which is null. */
static json_t *respond(const struct exchange *x, const json_t *id)
{
	json_t *out = json_pack("{s:s}", "jsonrpc", "2.0");

	json_object_set_new(out, "id",
	                    id != NULL ? json_incref((json_t *)id)
	                               : json_null());
	if (x->message != NULL)
		json_object_set_new(out, "error", error_of(x));
	else
		json_object_set(out, "result", x->result);
	return json_own(x->req->arena, out);
}

static void send(const struct talk *t, unsigned status, const json_t *json)
{
	struct buf text;

	buf_init(&text, t->req->arena);
	if (json != NULL)
		api_json(&text, json);
	t->out->status = status;
	t->out->text = buf_text(&text);
}

static void send_error(const struct talk *t, struct exchange *x,
                       const json_t *id)
{
	send(t, status_of(x->code), respond(x, id));
}

/* ---- versions ----------------------------------------------------------- */

static struct str header(const struct talk *t, enum header h)
{
	return t->req->headers[h];
}

static bool refuse_version(struct exchange *x, struct str asked)
{
	json_t *supported = json_array();

	for (size_t i = 0; protocol_versions[i] != NULL; i++)
		json_array_append_new(supported,
		                      json_string(protocol_versions[i]));
	x->data = json_own(x->req->arena,
	                   json_pack("{s:o,s:o}", "supported", supported,
	                             "requested", json_from(asked)));
	return protocol_fail(x, RPC_UNSUPPORTED_VERSION,
	                     "Unsupported protocol version");
}

/* Which member of the parameters Mcp-Name repeats, or NULL. */
static const char *named_by(struct str method)
{
	static const struct {
		const char *method, *member;
	} names[] = {
		{ "tools/call", "name" },
		{ "prompts/get", "name" },
		{ "resources/read", "uri" },
	};

	for (size_t i = 0; i < COUNT(names); i++)
		if (str_is(method, names[i].method))
			return names[i].member;
	return NULL;
}

/* What a header field cannot hold is sent as =?base64?...?=. */
static struct str decoded(struct arena *a, struct str value)
{
	const struct str head = STR("=?base64?"), tail = STR("?=");
	struct str inner, out;

	if (value.len < head.len + tail.len ||
	    memcmp(value.p, head.p, head.len) != 0 ||
	    memcmp(value.p + value.len - tail.len, tail.p, tail.len) != 0)
		return value;
	inner = (struct str){ value.p + head.len,
		              value.len - head.len - tail.len };
	return base64_read_padded(a, inner, &out) ? out : (struct str){ 0 };
}

/* The header fields say what the message says, or nobody knows which of the
 * two an intermediary went by. */
static bool headers_agree(const struct talk *t, struct exchange *x,
                          const json_t *message, struct str version)
{
	struct str method = json_text(message, "method"), name = { 0 };
	const char *member = named_by(method);

	if (!str_eq(header(t, HEADER_MCP_PROTOCOL_VERSION), version))
		return protocol_fail(x, RPC_HEADER_MISMATCH,
		                     "MCP-Protocol-Version is not what _meta "
		                     "says");
	if (!str_eq(header(t, HEADER_MCP_METHOD), method))
		return protocol_fail(x, RPC_HEADER_MISMATCH,
		                     "Mcp-Method is not the method of the "
		                     "message");
	if (member != NULL)
		name = json_text(x->params, member);
	if (name.p != NULL &&
	    !str_eq(decoded(t->req->arena, header(t, HEADER_MCP_NAME)), name))
		return protocol_fail(x, RPC_HEADER_MISMATCH,
		                     "Mcp-Name is not the name in the "
		                     "message");
	return true;
}

/* A request that stands alone. */
static bool read_modern(const struct talk *t, struct exchange *x,
                        const json_t *message)
{
	const json_t *meta = json_object_get(x->params, "_meta");
	struct str version = json_text(meta, META_VERSION);

	if (version.p == NULL || json_object_get(meta, META_CLIENT) == NULL)
		return protocol_fail(x, RPC_INVALID_PARAMS,
		                     "params._meta needs " META_VERSION
		                     " and " META_CLIENT);
	if (t->over_http && !headers_agree(t, x, message, version))
		return false;
	x->version = protocol_version(version);
	x->modern = protocol_is_modern(version);
	return x->modern || refuse_version(x, version);
}

static bool is_modern(const struct talk *t, const json_t *params)
{
	struct str version =
		json_text(json_object_get(params, "_meta"), META_VERSION);

	return version.p != NULL ||
	       (t->over_http &&
	        protocol_is_modern(header(t, HEADER_MCP_PROTOCOL_VERSION)));
}

static bool read_version(const struct talk *t, struct exchange *x,
                         const json_t *message)
{
	struct str sent = header(t, HEADER_MCP_PROTOCOL_VERSION);

	if (is_modern(t, x->params))
		return read_modern(t, x, message);
	x->version = "2025-03-26"; /* of who does not say */
	if (sent.p == NULL || !t->over_http)
		return true;
	x->version = protocol_version(sent);
	return x->version != NULL || refuse_version(x, sent);
}

/* ---- messages ----------------------------------------------------------- */

static bool id_fits(const json_t *id)
{
	return json_is_string(id) || json_is_integer(id);
}

static bool check_envelope(struct exchange *x, const json_t *message)
{
	const json_t *id = json_object_get(message, "id"),
		     *params = json_object_get(message, "params");

	if (!json_is_object(message) ||
	    !str_is(json_text(message, "jsonrpc"), "2.0") ||
	    json_text(message, "method").p == NULL ||
	    (id != NULL && !id_fits(id)) ||
	    (params != NULL && !json_is_object(params)))
		return protocol_fail(x, RPC_INVALID_REQUEST,
		                     "not a request or notification of "
		                     "JSON-RPC 2.0");
	x->params = params;
	return true;
}

/* The answer to one message; NULL for what is not to be answered. */
static json_t *handle(const struct talk *t, const json_t *message,
                      struct exchange *x)
{
	const json_t *id = json_object_get(message, "id");

	*x = (struct exchange){ .req = t->req };
	if (!check_envelope(x, message))
		return respond(x, id_fits(id) ? id : NULL);
	if (!read_version(t, x, message))
		return respond(x, id);
	if (id == NULL) /* of no notification anything is remembered */
		return NULL;
	x->understood = !x->modern;
	protocol_run(x, json_text(message, "method"));
	return respond(x, id);
}

/* Before 2025-06-18 a client may send several at once. */
static void handle_batch(const struct talk *t, const json_t *batch)
{
	json_t *answers = json_own(t->req->arena, json_array());
	struct exchange x = { .req = t->req };

	if (json_array_size(batch) == 0 ||
	    json_array_size(batch) > MCP_BATCH_MAX) {
		protocol_fail(&x, RPC_INVALID_REQUEST,
		              "a list has 1 to 20 messages");
		send_error(t, &x, NULL);
		return;
	}
	for (size_t i = 0; i < json_array_size(batch); i++) {
		json_t *one = handle(t, json_array_get(batch, i), &x);

		if (one != NULL)
			json_array_append(answers, one);
	}
	if (json_array_size(answers) > 0)
		send(t, 200, answers);
	else
		send(t, 202, NULL);
}

static bool takes_batches(const struct talk *t)
{
	struct str version = header(t, HEADER_MCP_PROTOCOL_VERSION);

	return version.p == NULL || str_is(version, "2025-03-26");
}

void mcp_answer(struct request *req, bool over_http, struct mcp_answer *out)
{
	struct talk t = { req, over_http, out };
	struct exchange x = { .req = req };
	json_t *message, *answer;

	if (json_take(req->arena, buf_text(&req->body), JSON_VALUES_MAX,
	              JSON_DEPTH_MAX, &message, &req->err) != ERR_OK) {
		protocol_fail(&x, RPC_PARSE_ERROR,
		              arena_printf(req->arena, "%s", req->err.detail));
		err_clear(&req->err);
		send_error(&t, &x, NULL);
		return;
	}
	if (json_is_array(message) && takes_batches(&t)) {
		handle_batch(&t, message);
		return;
	}
	answer = handle(&t, message, &x);
	if (answer == NULL)
		send(&t, 202, NULL);
	else
		send(&t,
		     x.message != NULL && !x.understood ? status_of(x.code)
		                                        : 200,
		     answer);
}
