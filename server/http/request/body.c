/*
 * body.c - gathering and parsing
 */
#include "server/http/request/body.h"

#include "server/http/request/media.h"
#include "server/http/request/router.h"
#include "server/registry/model/json.h"

void body_add(struct request *req, const char *data, size_t len)
{
	if (req->err.code == ERR_OK && req->route != NULL &&
	    req->route->takes != NULL) {
		if (len > route_body_max(req) - req->body.len)
			err_set(&req->err, ERR_TOO_LARGE,
			        "the body may be at most %zu bytes",
			        route_body_max(req));
		else if (arena_exhausted(req->arena))
			err_set(&req->err, ERR_BUSY,
			        "too much is being done at once, try again");
	}
	if (req->err.code != ERR_OK || req->route == NULL ||
	    req->route->takes == NULL)
		req->dropped += len;
	else
		buf_add(&req->body, data, len);
}

enum err_code body_read(struct request *req)
{
	const struct route *r = req->route;

	if (r->takes == NULL || (r->optional && req->body.len == 0))
		return ERR_OK;
	if (req->body.len == 0)
		return err_set(&req->err, ERR_SYNTAX, "this needs a body: %s",
		               media_list(req->arena, r->takes));
	if (req->headers[HEADER_CONTENT_TYPE].p == NULL)
		return err_set(&req->err, ERR_MEDIA_TYPE,
		               "the body needs a Content-Type: %s",
		               media_list(req->arena, r->takes));
	if (r->unread || !media_is_json(r->takes[0]))
		return ERR_OK;
	return json_take(req->arena, buf_text(&req->body), JSON_VALUES_MAX,
	                 JSON_DEPTH_MAX, &req->json, &req->err);
}
