/*
 * idempotency.h - the same request sent twice is done once
 *
 * Shapes  a POST with an Idempotency-Key is kept with its answer, in the same
 *         transaction; sent again by the same api key it gets that answer.
 * Units   kept for AGAIN_SECONDS.
 * Errors  ERR_SYNTAX the key is not 1 to AGAIN_NAME_MAX visible characters;
 *         ERR_INVALID it was used for another request.
 * Source  draft-ietf-httpapi-idempotency-key-header.
 */
#ifndef SERVER_HTTP_REQUEST_IDEMPOTENCY_H
#define SERVER_HTTP_REQUEST_IDEMPOTENCY_H

#include "server/http/request/request.h"

#define AGAIN_SECONDS  (24 * 60 * 60)
#define AGAIN_NAME_MAX 255

struct again {
	bool asked; /* the request bears a key        */
	bool found; /* and was answered already: thus */
	struct kept_answer answer;
};

/* Read the header field. */
MUST_CHECK enum err_code again_read(struct request *req, struct again *out);

/* Within the write's transaction: before it, and after it. */
MUST_CHECK enum err_code again_find(struct tx *tx, struct request *req,
                                    struct again *again, struct err *e);
MUST_CHECK enum err_code again_keep(struct tx *tx, struct request *req,
                                    struct again *again, struct err *e);

#endif
