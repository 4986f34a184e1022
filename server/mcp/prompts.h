/*
 * prompts.h - prompts: what a user of an assistant may start with
 *
 * Shapes  a prompt is one message of the user, made of its arguments.
 * Errors  as protocol.h says.
 * Source  Model Context Protocol (prompts).
 */
#ifndef SERVER_MCP_PROMPTS_H
#define SERVER_MCP_PROMPTS_H

#include "server/mcp/protocol.h"

bool prompts_list(struct exchange *x);
bool prompts_get(struct exchange *x);

#endif
