/*
 * message.h - the Model Context Protocol: one message in, one out
 *
 * Shapes  a message is a JSON-RPC 2.0 request or notification; before
 *         2025-06-18 also a list of them. Nothing is remembered between two.
 *         Versions up to 2025-11-25 begin with "initialize"; from 2026-07-28
 *         on each request says its version in params._meta, and over HTTP in
 *         header fields, which must agree.
 * Units   a list has at most MCP_BATCH_MAX messages.
 * Errors  mcp_answer(): the status is that of HTTP; the text is a JSON-RPC
 *         error, or empty where nothing is to be said.
 * Source  modelcontextprotocol.io, versions 2025-03-26 to 2026-07-28.
 */
#ifndef SERVER_MCP_MESSAGE_H
#define SERVER_MCP_MESSAGE_H

#include "server/http/request/request.h"

#define MCP_BATCH_MAX 20

struct mcp_answer {
	unsigned status;
	struct str text;
};

/* The message of req->body. over_http: its header fields count. */
void mcp_answer(struct request *req, bool over_http, struct mcp_answer *out);

#endif
