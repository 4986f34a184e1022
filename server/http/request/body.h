/*
 * body.h - the body of a request, as JSON
 *
 * Shapes  pieces are added as they come; JSON is parsed when all are there.
 * Units   bytes; BODY_MAX is stored, further bytes are only counted.
 *         How much JSON a body may hold says server/registry/model/jsonsize.h.
 * Errors  ERR_TOO_LARGE; ERR_SYNTAX with line and column; ERR_MEDIA_TYPE for
 *         a body that does not say what it is.
 * Source  RFC 8259; RFC 8785, 3.1 (no duplicate names).
 */
#ifndef SERVER_HTTP_REQUEST_BODY_H
#define SERVER_HTTP_REQUEST_BODY_H

#include "server/http/request/request.h"

/* Keep a piece. What the route does not take, or what comes after something
 * went wrong, is read and dropped, so that the client hears why instead of
 * finding its connection broken. */
void body_add(struct request *req, const char *data, size_t len);

/* Fill req->json if the route takes JSON. */
MUST_CHECK enum err_code body_read(struct request *req);

#endif
