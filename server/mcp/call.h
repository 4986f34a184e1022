/*
 * call.h - a request of the API, made from inside
 *
 * Shapes  what asks is a request itself: its arena, its key and its service
 *         are those of the inner one. A target is a path and a query; its
 *         parts are added percent-encoded.
 * Units   status is an HTTP status code.
 * Errors  none: what goes wrong is the answer, a problem.
 * Source  openapi.yaml; RFC 3986 for targets.
 */
#ifndef SERVER_MCP_CALL_H
#define SERVER_MCP_CALL_H

#include "server/http/request/request.h"

struct api_answer {
	unsigned status;
	struct str text;
	json_t *json; /* or NULL */
};

/* "/v1/" and the segments, the last of which is NULL. */
#define api_target(a, ...)                                                     \
	api_target_of((a), (const char *const[]){ __VA_ARGS__ })
struct buf api_target_of(struct arena *a, const char *const *segments);

/* One more ?name=value or &name=value. */
void api_param(struct buf *target, const char *name, struct str value);

void api_get(struct request *outer, const struct buf *target,
             struct api_answer *out);
void api_get_text(struct request *outer, const struct buf *target,
                  struct api_answer *out);
void api_post(struct request *outer, const char *target, const json_t *body,
              struct api_answer *out);

/* Any value, fractions included. */
void api_json(struct buf *out, const json_t *value);

#endif
