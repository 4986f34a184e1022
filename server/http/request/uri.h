/*
 * uri.h - a request target is parsed
 *
 * Shapes  "/v1/a%20b?x=1": path and query as sent; segments and parameters
 *         decoded. In the query '+' is a blank. An absolute target
 *         ("http://host/path") counts by its path.
 * Errors  all stay in req->err: ERR_SYNTAX for what cannot be read,
 *         ERR_NOT_FOUND for a path deeper than any.
 * Source  RFC 3986; RFC 9112, 3.2 (forms of the target); WHATWG URL 5.1 for
 *         pairs in the query. UTF-8 sent without percent-encoding is taken,
 *         since people with curl type it.
 */
#ifndef SERVER_HTTP_REQUEST_URI_H
#define SERVER_HTTP_REQUEST_URI_H

#include "server/http/request/request.h"

void uri_read(struct request *req, struct str target);

/* Further parameters: "a=1&b=2". */
void uri_read_pairs(struct request *req, struct str pairs);

#endif
