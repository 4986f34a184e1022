/*
 * idempotency.c - storing answers, and finding them
 */
#include "server/http/request/idempotency.h"

#include "lib/data/digest.h"
#include "lib/data/timestamp.h"
#include "server/http/request/reply.h"

struct idempotency {
	bool found; /* it was answered already: thus */
	bool begun; /* some steps of it are written  */
	struct stored_answer answer;
};

static struct str digest_request(struct request *req)
{
	struct buf whole;

	buf_init(&whole, req->arena);
	buf_printf(&whole, "%s %.*s%s%.*s\n", req->method, STR_ARG(req->path),
	           req->query.len > 0 ? "?" : "", STR_ARG(req->query));
	buf_str(&whole, buf_text(&req->body));
	return digest_of(req->arena, buf_text(&whole));
}

enum err_code idempotency_read(struct request *req)
{
	struct str name = req->headers[HEADER_IDEMPOTENCY_KEY];
	bool sane = name.len > 0 && name.len <= IDEMPOTENCY_NAME_MAX;

	if (name.p == NULL || strcmp(req->method, "POST") != 0 ||
	    req->idempotency != NULL)
		return ERR_OK;
	for (size_t i = 0; i < name.len; i++)
		sane = sane && name.p[i] > ' ' && name.p[i] < 0x7f;
	if (!sane) {
		err_parameter(&req->err, "Idempotency-Key",
		              "must have 1 to %d visible characters",
		              IDEMPOTENCY_NAME_MAX);
		return req->err.code;
	}
	req->idempotency = arena_alloc(req->arena, sizeof(*req->idempotency));
	req->idempotency->answer =
		(struct stored_answer){ .who = req->key_digest,
		                        .name = name,
		                        .digest = digest_request(req),
		                        .at = req->now };
	return ERR_OK;
}

static enum err_code find(struct tx *tx, struct request *req, struct err *e)
{
	struct idempotency *idempotency = req->idempotency;
	struct stored_answer stored;
	enum err_code rc;

	idempotency->found = false;
	rc = store_answer_find(tx, idempotency->answer.who,
	                       idempotency->answer.name,
	                       time_ago(req->arena, IDEMPOTENCY_SECONDS),
	                       req->arena, &stored, e);
	if (rc == ERR_NOT_FOUND) {
		err_clear(e);
		return ERR_OK;
	}
	if (rc != ERR_OK)
		return rc;
	if (!str_eq(stored.digest, idempotency->answer.digest))
		return err_set(e, ERR_INVALID,
		               "this Idempotency-Key was used for another "
		               "request");
	idempotency->found = true;
	idempotency->answer = stored;
	return ERR_OK;
}

void idempotency_note(struct request *req, const char *location, int64_t rev)
{
	if (req->idempotency == NULL)
		return;
	req->idempotency->answer.location = str_from(location);
	req->idempotency->answer.rev = rev;
}

enum err_code idempotency_run(struct tx *tx, struct request *req, struct err *e)
{
	struct idempotency *idempotency = req->idempotency;
	enum err_code rc;

	if (idempotency == NULL)
		return req->write(tx, req, e);
	idempotency_note(req, "", 0);
	rc = idempotency->begun ? ERR_OK : find(tx, req, e);
	if (rc != ERR_OK || idempotency->found)
		return rc;
	rc = req->write(tx, req, e);
	idempotency->begun = req->goes_on;
	idempotency->answer.body = buf_text(&req->rep->body);
	return rc != ERR_OK || req->goes_on
	               ? rc
	               : store_answer_put(
				 tx, &idempotency->answer,
				 time_ago(req->arena, IDEMPOTENCY_SECONDS), e);
}

const struct stored_answer *idempotency_answer(const struct request *req)
{
	return req->idempotency != NULL && req->idempotency->found
	               ? &req->idempotency->answer
	               : NULL;
}

void idempotency_show(struct request *req, struct reply *rep)
{
	const struct stored_answer *stored = idempotency_answer(req);

	if (stored == NULL)
		return;
	reply_header(rep, "Idempotency-Replayed", "true");
	if (stored->location.len > 0)
		reply_header(rep, "Location", stored->location.p);
	rep->body.len = 0;
	buf_str(&rep->body, stored->body);
}
