/*
 * components.h - parameters of several operations become components
 *
 * Shapes  a parameter that stands in two operations or more becomes a
 *         component of its name ("created_at.gte"), or where that is taken of
 *         its tag and name ("events.fields"); the operations refer to it.
 * Errors  none.
 * Source  OpenAPI 3.1.
 */
#ifndef SERVER_HTTP_OPENAPI_COMPONENTS_H
#define SERVER_HTTP_OPENAPI_COMPONENTS_H

#include <jansson.h>

/* `params` are the components there are, by name. */
void share_params(json_t *paths, json_t *params);

#endif
