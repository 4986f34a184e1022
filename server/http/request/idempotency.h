/*
 * idempotency.h - the same request sent twice is done once
 *
 * Shapes  what a POST with an Idempotency-Key writes is stored with its answer,
 *         in the same transaction; sent again with the same api key it gets
 *         that answer. A key that replaced another is another one, whatever
 *         its name. POSTs that do not write need no such thing.
 * Units   stored for IDEMPOTENCY_SECONDS.
 * Errors  ERR_SYNTAX the key is not 1 to IDEMPOTENCY_NAME_MAX visible
 *         characters; ERR_INVALID it was used for another request.
 * Source  draft-ietf-httpapi-idempotency-key-header.
 */
#ifndef SERVER_HTTP_REQUEST_IDEMPOTENCY_H
#define SERVER_HTTP_REQUEST_IDEMPOTENCY_H

#include "server/http/request/request.h"

#define IDEMPOTENCY_SECONDS  (24 * 60 * 60)
#define IDEMPOTENCY_NAME_MAX 255

/* Read the header field. */
MUST_CHECK enum err_code idempotency_read(struct request *req);

/* req->write, unless it was done already. */
MUST_CHECK enum err_code idempotency_run(struct tx *tx, struct request *req,
                                         struct err *e);

/* From within req->write: what the answer says besides its body. */
void idempotency_note(struct request *req, const char *location, int64_t rev);

/* Put the stored answer, if there is one, into the reply. */
void idempotency_show(struct request *req, struct reply *rep);

/* That answer, or NULL. */
const struct stored_answer *idempotency_answer(const struct request *req);

#endif
