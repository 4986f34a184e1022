/*
 * tools.h - the tools
 *
 * Shapes  each leaves c->result, c->records and c->text; see tool.h.
 * Errors  tool_fail().
 * Source  tools.c has the table that names them.
 */
#ifndef SERVER_MCP_TOOLS_H
#define SERVER_MCP_TOOLS_H

#include "server/mcp/tool.h"

/* find.c: what there is */
tool_fn mcp_search_instruments, mcp_get_instrument, mcp_get_provision,
	mcp_what_changed;

/* tools_evidence.c: how anyone knows */
tool_fn mcp_why, mcp_verify_quotes, mcp_compare, mcp_find_conflicts, mcp_cite,
	mcp_propose_assertion;

#endif
