/*
 * openapi.h - the contract, generated from the tables
 *
 * Shapes  openapi_json() is the document as JSON on one line, and
 *         openapi_yaml_text() as YAML, as they are served; they are made once
 *         and live as long as the process. openapi_yaml() writes the YAML:
 *         the file openapi.yaml.
 * Errors  none.
 * Source  OpenAPI 3.1, JSON Schema 2020-12; routes in router.c, fields in
 *         server/kinds/, failures in reply.c.
 */
#ifndef SERVER_HTTP_OPENAPI_OPENAPI_H
#define SERVER_HTTP_OPENAPI_OPENAPI_H

#include <stdio.h>

#include "lib/base/base.h"

struct str openapi_json(void);
struct str openapi_yaml_text(void);
void openapi_yaml(FILE *out);

#endif
