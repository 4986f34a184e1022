/*
 * schemas.h - all schemas of the contract, by name
 *
 * Shapes  a new reference. Of each kind: what is shown, what is given, what is
 *         patched, and lists of it; closed lists of values; and from
 *         shapes.json what no table says.
 * Errors  none.
 * Source  the field tables in server/kinds/, shapes.json.
 */
#ifndef SERVER_HTTP_OPENAPI_SCHEMAS_H
#define SERVER_HTTP_OPENAPI_SCHEMAS_H

#include <jansson.h>

json_t *schemas_shared(void);

#endif
