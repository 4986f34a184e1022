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
		else if (arena_exhausted())
			err_set(&req->err, ERR_BUSY,
			        "too much is being done at once, try again");
	}
	if (req->err.code != ERR_OK || req->route == NULL ||
	    req->route->takes == NULL)
		req->dropped += len;
	else
		buf_add(&req->body, data, len);
}

/* Where a text stands in its quick walk over JSON. */
struct shape {
	size_t values, depth, deepest;
	bool in_string;
};

static void step(struct shape *s, const char *p)
{
	switch (*p) {
	case '"':
		s->in_string = true;
		break;
	case '[':
	case '{':
		s->values++;
		if (++s->depth > s->deepest)
			s->deepest = s->depth;
		break;
	case ']':
	case '}':
		if (s->depth > 0)
			s->depth--;
		break;
	case ',':
	case ':':
		s->values++;
		break;
	default:
		break;
	}
}

/* How many values, how deep? Exact for JSON; for other text it does not
 * matter, the parser refuses that. */
static struct shape measure(struct str text)
{
	struct shape s = { 0 };

	for (size_t i = 0; i < text.len; i++) {
		if (!s.in_string)
			step(&s, text.p + i);
		else if (text.p[i] == '\\')
			i++;
		else if (text.p[i] == '"')
			s.in_string = false;
	}
	return s;
}

static enum err_code parse(struct request *req)
{
	struct shape shape = measure(buf_text(&req->body));
	json_error_t why;
	json_t *json;

	if (shape.values > BODY_VALUES_MAX)
		return err_set(&req->err, ERR_TOO_LARGE,
		               "the body may hold at most %d JSON values",
		               BODY_VALUES_MAX);
	if (shape.deepest > BODY_DEPTH_MAX)
		return err_set(&req->err, ERR_SYNTAX,
		               "the body may be at most %d levels deep",
		               BODY_DEPTH_MAX);
	json = json_loadb(req->body.data, req->body.len, JSON_REJECT_DUPLICATES,
	                  &why);
	if (json == NULL)
		return err_set(&req->err, ERR_SYNTAX,
		               "the body is not JSON: line %d, column %d: %s",
		               why.line, why.column, why.text);
	json_integers(json);
	req->json = request_own(req, json);
	return ERR_OK;
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
	return media_is_json(r->takes[0]) ? parse(req) : ERR_OK;
}
