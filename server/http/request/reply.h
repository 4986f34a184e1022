/*
 * reply.h - the ways to answer: a body of text, or a problem
 *
 * Shapes  problem: {"type","title","status","detail","instance"?,"errors":
 *         [{"pointer" or "parameter","detail"}], and what err.more holds}.
 * Units   status is an HTTP status code.
 * Errors  none: all leave a complete reply.
 * Source  RFC 9457 (problem details), RFC 8259 (JSON), RFC 9110 (ETag).
 */
#ifndef SERVER_HTTP_REQUEST_REPLY_H
#define SERVER_HTTP_REQUEST_REPLY_H

#include "lib/data/media_types.h"
#include "server/http/request/request.h"

/* An empty reply, in the request's arena. */
void reply_init(struct request *req, struct reply *rep);

/* The next piece of a body without end: empty, in memory of its own. */
void reply_piece(struct request *req, struct reply *rep);

/* name and value live as long as the request; the last of a name wins. */
void reply_header(struct reply *rep, const char *name, const char *value);

void reply_header_remove(struct reply *rep, const char *name);

/* What was set, or NULL. */
const char *reply_header_find(const struct reply *rep, const char *name);

/* Has the client what this entity tag stands for? (If-None-Match of a GET) */
bool reply_is_known(const struct request *req, const char *tag);

/* The body stands in rep->body. Sets its type; when rev > 0 the ETag is
 * "REV.VARIANT", else "VARIANT", where VARIANT is a hash of the body. A GET
 * whose If-None-Match names it becomes 304, without a body; one whose If-Match
 * does not is ERR_STALE. */
enum err_code reply_body(struct request *req, struct reply *rep,
                         unsigned status, const char *type, int64_t rev);

/* 204 for OPTIONS: Allow, and the CORS words where a browser asks. */
enum err_code reply_options(struct request *req, struct reply *rep);

/* Turn req->err into the reply, whatever stood there before. */
void reply_error(struct request *req, struct reply *rep);

/* What a failure is on the wire, for openapi.yaml. */
unsigned reply_status(enum err_code code);
const char *reply_title(enum err_code code);

/* Add what every answer carries: CORS, caching, X-Request-Id. */
void reply_complete(struct request *req, struct reply *rep);

#endif
