/*
 * resources.h - records as resources: instrument://KEY, passage://ID
 *
 * Shapes  contents are the record as the API gives it, JSON.
 * Errors  as protocol.h says.
 * Source  Model Context Protocol (resources).
 */
#ifndef SERVER_MCP_RESOURCES_H
#define SERVER_MCP_RESOURCES_H

#include "server/mcp/protocol.h"

bool resources_list(struct exchange *x);
bool resources_templates(struct exchange *x);
bool resources_read(struct exchange *x);

#endif
