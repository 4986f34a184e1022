/*
 * yaml.h - a JSON document as YAML
 *
 * Shapes  an object or a list that does not fit on a line becomes a block,
 *         indented by two, a list of texts as many on a line as fit; all else
 *         stands as JSON, which YAML contains.
 * Errors  none but the stream's own.
 * Source  YAML 1.2.
 */
#ifndef SERVER_HTTP_OPENAPI_YAML_H
#define SERVER_HTTP_OPENAPI_YAML_H

#include <jansson.h>
#include <stdio.h>

/* The document must be an object or a list. */
void yaml_write(FILE *out, const json_t *value);

#endif
