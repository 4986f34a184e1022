/*
 * parameters.h - the parameters of requests: queries, paths, header fields
 *
 * Shapes  new references. Filters follow from the columns of a kind; those
 *         that several routes take are shared as components; those of few
 *         words are in params.json, by name, or by answer and name
 *         ("hits.sort") where the name means something else elsewhere.
 * Errors  none.
 * Source  routes.c, the field tables in server/kinds/, params.json.
 */
#ifndef SERVER_HTTP_OPENAPI_PARAMETERS_H
#define SERVER_HTTP_OPENAPI_PARAMETERS_H

#include <jansson.h>

struct kind;
struct route;

/* k is NULL where the route is the same for all kinds. Those in the path are
 * the same whatever the method. */
json_t *parameters_of_path(const struct route *r, const struct kind *k);
json_t *parameters_of(const struct route *r, const struct kind *k);

/* By name, for components. */
json_t *parameters_shared(void);

#endif
