/*
 * range.h - range requests, and answers sent in blocks
 *
 * Shapes  one range of bytes gives 206 with Content-Range; several, or one
 *         that cannot be read, or one whose If-Range names another state,
 *         give the whole. A client that has the whole (If-None-Match) gets
 *         304.
 * Units   bytes.
 * Errors  ERR_RANGE (416): the range begins after the end.
 * Source  RFC 9110, sections 13 and 14.
 */
#ifndef SERVER_HTTP_REQUEST_RANGE_H
#define SERVER_HTTP_REQUEST_RANGE_H

#include "server/http/request/request.h"

/* tag is the strong entity tag, with its marks. */
enum err_code range_reply(struct request *req, struct reply *rep,
                          const char *tag, struct stream whole);

#endif
