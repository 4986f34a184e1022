/*
 * mcp.c - the Model Context Protocol over HTTP
 */
#include "server/http/handlers/handlers.h"

#include "server/http/request/reply.h"
#include "server/mcp/message.h"

/* A page of somewhere else, opened in a browser beside this server, must not
 * reach it under a name that was made to lead here. Pages of this machine and
 * of the server's own address may. */
static bool is_welcome(const struct request *req)
{
	static const char *const local[] = { "http://localhost",
		                             "http://127.0.0.1",
		                             "http://[::1]" };
	struct str origin = req->headers[HEADER_ORIGIN];

	if (origin.p == NULL || str_eq(origin, req->service->home))
		return true;
	for (size_t i = 0; i < COUNT(local); i++) {
		size_t len = strlen(local[i]);

		if (origin.len >= len && memcmp(origin.p, local[i], len) == 0 &&
		    (origin.len == len || origin.p[len] == ':'))
			return true;
	}
	return false;
}

enum err_code mcp_post(struct request *req, struct reply *rep)
{
	struct mcp_answer answer = { 0 };

	if (!is_welcome(req))
		return err_set(&req->err, ERR_FORBIDDEN,
		               "pages of this origin may not use /mcp: "
		               "serve --home names the one that may");
	mcp_answer(req, !req->service->local, &answer);
	rep->status = answer.status;
	buf_str(&rep->body, answer.text);
	reply_header(rep, "Content-Type", TYPE_JSON);
	reply_header(rep, "Cache-Control", "no-store");
	return ERR_OK;
}
