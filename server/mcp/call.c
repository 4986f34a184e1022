/*
 * call.c - a request of the API, made from inside
 */
#include "server/mcp/call.h"

#include "lib/base/log.h"
#include "lib/data/url.h"
#include "server/http/request/reply.h"
#include "server/registry/model/json.h"

struct buf api_target_of(struct arena *a, const char *const *segments)
{
	struct buf out;

	buf_init(&out, a);
	buf_puts(&out, "/v1");
	for (; *segments != NULL; segments++) {
		buf_puts(&out, "/");
		url_encode(&out, str_from(*segments), URL_UNRESERVED);
	}
	return out;
}

void api_param(struct buf *target, const char *name, struct str value)
{
	bool first = memchr(target->data, '?', target->len) == NULL;

	buf_printf(target, "%s%s=", first ? "?" : "&", name);
	url_encode(target, value, URL_UNRESERVED);
}

/* The same key, and nothing else of its head. */
static void call(struct request *outer, const char *method, struct str target,
                 const char *accept, struct str body, struct api_answer *out)
{
	struct request *req = arena_alloc(outer->arena, sizeof(*req));
	struct reply *rep = arena_alloc(outer->arena, sizeof(*rep));
	struct str key = outer->headers[HEADER_AUTHORIZATION];
	struct err e;

	request_init(req, outer->arena, outer->service, target);
	request_method(req, method);
	request_header(req, STR("Accept"), str_from(accept));
	if (key.p != NULL)
		request_header(req, STR("Authorization"), key);
	if (body.p != NULL) {
		request_header(req, STR("Content-Type"), STR(TYPE_JSON));
		buf_str(&req->body, body);
	}
	request_run(req, rep);
	*out = (struct api_answer){ .status = rep->status,
		                    .text = buf_text(&rep->body) };
	err_init(&e, outer->arena);
	if (strcmp(accept, TYPE_JSON) == 0 &&
	    json_read(outer->arena, out->text, &out->json, &e) != ERR_OK)
		out->json = NULL;
}

void api_json(struct buf *out, const json_t *value)
{
	char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);

	if (text == NULL)
		die("an answer that cannot be written");
	buf_puts(out, text);
	json_text_free(text);
}

void api_get(struct request *outer, const struct buf *target,
             struct api_answer *out)
{
	call(outer, "GET", buf_text(target), TYPE_JSON, (struct str){ 0 }, out);
}

void api_get_text(struct request *outer, const struct buf *target,
                  struct api_answer *out)
{
	call(outer, "GET", buf_text(target), TYPE_TEXT, (struct str){ 0 }, out);
}

void api_post(struct request *outer, const char *target, const json_t *body,
              struct api_answer *out)
{
	struct buf text;

	buf_init(&text, outer->arena);
	api_json(&text, body);
	call(outer, "POST", str_from(target), TYPE_JSON, buf_text(&text), out);
}
