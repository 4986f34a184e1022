/*
 * idempotency.c - keeping answers, and finding them
 */
#include "server/http/request/idempotency.h"

#include "lib/data/digest.h"
#include "lib/data/id.h"

static struct str digest_request(struct request *req)
{
	struct buf whole;

	buf_init(&whole, req->arena);
	buf_printf(&whole, "%s %.*s\n", req->method, STR_ARG(req->path));
	buf_str(&whole, buf_text(&req->body));
	return digest_of(req->arena, buf_text(&whole));
}

enum err_code again_read(struct request *req, struct again *out)
{
	struct str name = req->headers[HEADER_IDEMPOTENCY_KEY];
	bool sane = name.len > 0 && name.len <= AGAIN_NAME_MAX;

	*out = (struct again){ .asked = name.p != NULL };
	for (size_t i = 0; i < name.len; i++)
		sane = sane && name.p[i] > ' ' && name.p[i] < 0x7f;
	if (out->asked && !sane)
		err_parameter(&req->err, "Idempotency-Key",
		              "must have 1 to %d visible characters",
		              AGAIN_NAME_MAX);
	out->answer = (struct kept_answer){ .who = req->who,
		                            .name = name,
		                            .at = req->now };
	if (out->asked)
		out->answer.digest = digest_request(req);
	return req->err.code;
}

enum err_code again_find(struct tx *tx, struct request *req,
                         struct again *again, struct err *e)
{
	struct kept_answer kept;
	enum err_code rc;

	again->found = false;
	if (!again->asked)
		return ERR_OK;
	rc = store_answer_find(tx, again->answer.who, again->answer.name,
	                       time_ago(req->arena, AGAIN_SECONDS), req->arena,
	                       &kept, e);
	if (rc == ERR_NOT_FOUND) {
		err_clear(e);
		return ERR_OK;
	}
	if (rc != ERR_OK)
		return rc;
	if (!str_eq(kept.digest, again->answer.digest))
		return err_set(e, ERR_INVALID,
		               "this Idempotency-Key was used for another "
		               "request");
	again->found = true;
	again->answer = kept;
	return ERR_OK;
}

enum err_code again_keep(struct tx *tx, struct request *req,
                         struct again *again, struct err *e)
{
	return store_answer_keep(tx, &again->answer,
	                         time_ago(req->arena, AGAIN_SECONDS), e);
}
