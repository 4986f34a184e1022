/*
 * resources.c - records as resources
 */
#include "server/mcp/resources.h"

#include "lib/data/media_types.h"
#include "server/mcp/call.h"
#include "server/registry/model/json.h"

#define RESOURCES_PAGE "100"

static const struct scheme {
	const char *prefix, *kind, *template, *name, *description;
} schemes[] = {
	{ "instrument://", "instruments", "instrument://{key}", "instrument",
	  "An instrument by its key or id" },
	{ "passage://", "passages", "passage://{id}", "passage",
	  "A passage of a source by its id or key: the words that prove a "
	  "value" },
};

static json_t *resource_of(const json_t *record)
{
	return json_pack(
		"{s:o,s:o,s:o,s:s}", "uri",
		json_sprintf("instrument://%s", json_text(record, "key").p),
		"name", json_incref(json_object_get(record, "key")), "title",
		json_incref(json_object_get(record, "title")), "mimeType",
		TYPE_JSON);
}

bool resources_list(struct exchange *x)
{
	struct buf target = api_target(x->req->arena, "instruments", NULL);
	struct str cursor = json_text(x->params, "cursor"), next;
	json_t *list = json_array(), *items;
	struct api_answer found;

	api_param(&target, "limit", STR(RESOURCES_PAGE));
	api_param(&target, "fields", STR("title"));
	api_param(&target, "count", STR("none"));
	if (cursor.p != NULL)
		api_param(&target, "cursor", cursor);
	api_get(x->req, &target, &found);
	if (found.status != 200)
		return protocol_fail(x, RPC_INVALID_PARAMS,
		                     "cursor is not one of this list");
	items = json_object_get(found.json, "items");
	for (size_t i = 0; i < json_array_size(items); i++)
		json_array_append_new(list,
		                      resource_of(json_array_get(items, i)));
	next = json_text(found.json, "next");
	x->result = json_pack("{s:o}", "resources", list);
	if (next.p != NULL)
		json_object_set_new(x->result, "nextCursor", json_from(next));
	return true;
}

bool resources_templates(struct exchange *x)
{
	json_t *list = json_array();

	for (size_t i = 0; i < COUNT(schemes); i++)
		json_array_append_new(
			list,
			json_pack("{s:s,s:s,s:s,s:s}", "uriTemplate",
		                  schemes[i].template, "name", schemes[i].name,
		                  "description", schemes[i].description,
		                  "mimeType", TYPE_JSON));
	x->result = json_pack("{s:o}", "resourceTemplates", list);
	return true;
}

static bool not_found(struct exchange *x, struct str uri)
{
	x->data = json_own(x->req->arena,
	                   json_pack("{s:o}", "uri", json_from(uri)));
	return protocol_fail(
		x, x->modern ? RPC_INVALID_PARAMS : RPC_RESOURCE_NOT_FOUND,
		"Resource not found");
}

bool resources_read(struct exchange *x)
{
	struct str uri = json_text(x->params, "uri");
	struct api_answer found;

	if (uri.p == NULL)
		return protocol_fail(x, RPC_INVALID_PARAMS, "uri is required");
	for (size_t i = 0; i < COUNT(schemes); i++) {
		size_t len = strlen(schemes[i].prefix);
		struct buf target;

		if (strncmp(uri.p, schemes[i].prefix, len) != 0)
			continue;
		target = api_target(x->req->arena, schemes[i].kind, uri.p + len,
		                    NULL);
		api_get(x->req, &target, &found);
		if (found.status != 200)
			break;
		x->result = json_pack("{s:[{s:o,s:s,s:o}]}", "contents", "uri",
		                      json_from(uri), "mimeType", TYPE_JSON,
		                      "text", json_from(found.text));
		return true;
	}
	return not_found(x, uri);
}
