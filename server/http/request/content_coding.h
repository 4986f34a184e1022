/*
 * content_coding.h - compressed answers
 *
 * Shapes  a coded answer has another entity tag than the plain one: "REV.HASH"
 *         becomes "REV.HASH-gzip". If-Match does not mind which.
 * Units   answers shorter than CODED_SHORTEST are left alone, unless nothing
 *         but a coding is taken. Compressed answers are cached.
 * Errors  ERR_NOT_ACCEPTABLE when neither a coding nor the plain answer is
 *         taken.
 * Source  RFC 9110, 8.4 and 12.5.3.
 */
#ifndef SERVER_HTTP_REQUEST_CONTENT_CODING_H
#define SERVER_HTTP_REQUEST_CONTENT_CODING_H

#include "lib/data/compress.h"
#include "server/http/request/request.h"

#define CODED_SHORTEST 1024

/* Which coding an answer of n bytes is sent in, or CODING_NONE. */
MUST_CHECK enum err_code coding_choose(struct request *req, size_t n,
                                       enum coding *out);

/* Put the body into that coding; it stays as it is where that gains nothing.
 */
void coding_apply(struct request *req, struct reply *rep, enum coding c);

/* An entity tag, without its marks, less what says the coding. */
struct str coding_plain_tag(struct str tag);

#endif
