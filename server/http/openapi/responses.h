/*
 * responses.h - the answers of routes, by status
 *
 * Shapes  new references. What one route answers and another does not is said
 *         by its own status; what any may be refused for stands in 4XX and
 *         5XX, whose descriptions name the statuses.
 * Errors  none.
 * Source  routes.c, reply.c.
 */
#ifndef SERVER_HTTP_OPENAPI_RESPONSES_H
#define SERVER_HTTP_OPENAPI_RESPONSES_H

#include <jansson.h>

struct kind;
struct route;

/* k is NULL where the route is the same for all kinds. */
json_t *responses_of(const struct route *r, const struct kind *k);

/* By name, for components. */
json_t *responses_shared(void);

#endif
