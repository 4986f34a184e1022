/*
 * about.c - what this service is and whether it is well
 */
#include "server/http/handlers/handlers.h"
#include "server/http/openapi/openapi.h"
#include "server/http/request/reply.h"
#include "server/registry/formats/writers.h"
#include "server/registry/model/kind.h"
#include "server/version.h"
#include "server/web/page.h"

static const struct {
	const char *name, *path;
} links[] = {
	{ "self", "/v1" },
	{ "search", "/v1/search?q={words}" },
	{ "changes", "/v1/changes?since={seq}" },
	{ "head", "/v1/changes/head" },
	{ "registry", "/.well-known/instrument-registry" },
	{ "openapi", "/openapi.json" },
	{ "health", "/health" },
	{ "ready", "/ready" },
};

/* For people with curl, hence the line breaks. */
enum err_code about_home(struct request *req, struct reply *rep)
{
	struct str home = req->service->home;
	struct buf *out = &rep->body;

	if (strcmp(req->type, TYPE_HTML) == 0)
		return page_get(req, rep);
	if (home.p == NULL)
		home = STR("");
	buf_printf(out,
	           "{\n  \"name\": \"instrumentd\",\n"
	           "  \"version\": \"%s\",\n"
	           "  \"description\": \"A registry of texts that govern AI: "
	           "what exists, who issued it, when, and how anyone knows\""
	           ",\n  \"links\": {",
	           VERSION);
	for (size_t i = 0; i < COUNT(links); i++)
		buf_printf(out, "%s\n    \"%s\": \"%.*s%s\"", i > 0 ? "," : "",
		           links[i].name, STR_ARG(home), links[i].path);
	buf_puts(out, "\n  },\n  \"collections\": {");
	for (size_t i = 0; i < kinds_count; i++)
		buf_printf(out, "%s\n    \"%s\": \"%.*s/v1/%s\"",
		           i > 0 ? "," : "", kinds[i]->entity.name,
		           STR_ARG(home), kinds[i]->entity.name);
	buf_puts(out, "\n  }\n}\n");
	return reply_body(req, rep, 200, TYPE_JSON, 0);
}

/* A state is of this moment: no ETag, never cached. */
static enum err_code state(struct reply *rep, const char *text)
{
	buf_printf(&rep->body, "{\"status\":\"%s\"}\n", text);
	reply_header(rep, "Content-Type", TYPE_JSON);
	return ERR_OK;
}

enum err_code about_health(struct request *req, struct reply *rep)
{
	(void)req;
	return state(rep, "ok");
}

enum err_code about_ready(struct request *req, struct reply *rep)
{
	return store_ready(req->service->store, &req->err) == ERR_OK
	               ? state(rep, "ready")
	               : req->err.code;
}

enum err_code about_openapi_yaml(struct request *req, struct reply *rep)
{
	buf_str(&rep->body, openapi_yaml_text());
	return reply_body(req, rep, 200, TYPE_YAML, 0);
}

enum err_code about_openapi(struct request *req, struct reply *rep)
{
	buf_str(&rep->body, openapi_json());
	return reply_body(req, rep, 200, TYPE_JSON, 0);
}

enum err_code about_context(struct request *req, struct reply *rep)
{
	jsonld_context(&rep->body);
	return reply_body(req, rep, 200, TYPE_LINKED, 0);
}
