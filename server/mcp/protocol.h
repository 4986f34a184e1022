/*
 * protocol.h - the methods of the Model Context Protocol
 *
 * Shapes  a method takes params and leaves a result, both JSON objects.
 * Errors  protocol_run(): false; then error has code and message of JSON-RPC.
 * Source  modelcontextprotocol.io.
 */
#ifndef SERVER_MCP_PROTOCOL_H
#define SERVER_MCP_PROTOCOL_H

#include "server/http/request/request.h"

enum rpc_code {
	RPC_PARSE_ERROR = -32700,
	RPC_INVALID_REQUEST = -32600,
	RPC_METHOD_NOT_FOUND = -32601,
	RPC_INVALID_PARAMS = -32602,
	RPC_INTERNAL_ERROR = -32603,
	RPC_RESOURCE_NOT_FOUND = -32002, /* up to 2025-11-25 */
	RPC_HEADER_MISMATCH = -32020,    /* from 2026-07-28 on */
	RPC_UNSUPPORTED_VERSION = -32022,
};

struct exchange {
	struct request *req;
	const char *version; /* of the protocol */
	bool modern;         /* each request stands alone */
	bool understood;     /* errors are of the method, not of HTTP */
	const json_t *params;
	json_t *result;
	enum rpc_code code;
	const char *message;
	json_t *data; /* of the error, or NULL */
};

/* Known versions, the oldest first; up to NULL. */
extern const char *const protocol_versions[];

/* "2026-07-28" and what comes after it. */
bool protocol_is_modern(struct str version);

/* The version of that name, or NULL. */
const char *protocol_version(struct str name);

bool protocol_run(struct exchange *x, struct str method);

/* Fail with this. */
bool protocol_fail(struct exchange *x, enum rpc_code code, const char *message);

#endif
