/*
 * openapi.c - the contract: what differs between kinds comes from tables,
 * what all share is written here once
 */
#include "server/http/openapi/openapi.h"

#include <ctype.h>
#include <jansson.h>
#include <pthread.h>
#include <stdlib.h>

#include "lib/base/arena.h"
#include "lib/base/log.h"
#include "server/http/openapi/build.h"
#include "server/http/openapi/components.h"
#include "server/http/openapi/parameters.h"
#include "server/http/openapi/responses.h"
#include "server/http/openapi/schemas.h"
#include "server/http/openapi/yaml.h"
#include "server/http/request/media.h"
#include "server/http/request/reply.h"
#include "server/http/request/router.h"
#include "server/registry/model/kind.h"
#include "server/version.h"

/* ---- operations -------------------------------------------------------- */

static const char *body_name(const struct route *r, const struct kind *k,
                             char out[NAME_SIZE])
{
	bool patch = strcmp(r->method, "PATCH") == 0;

	if (k != NULL)
		return build_schema_name(k, patch ? "Patch" : "Input", out);
	if (r->optional)
		return "PlaceInput";
	snprintf(out, NAME_SIZE, "%sInput", r->schema);
	out[0] = (char)toupper((unsigned char)out[0]);
	return out;
}

static json_t *body_schema(const struct route *r, const struct kind *k,
                           const char *type)
{
	char name[NAME_SIZE];

	if (!media_is_json(type))
		return PACK("{s:s, s:i}", "type", "string", "minLength", 1);
	if (strcmp(type, TYPE_PATCH) == 0)
		return build_ref("schemas", "JsonPatch");
	return build_ref("schemas", body_name(r, k, name));
}

static json_t *body_of(const struct route *r, const struct kind *k)
{
	json_t *content = json_object();

	for (size_t i = 0; r->takes[i] != NULL; i++)
		json_object_set_new(content, r->takes[i],
		                    PACK("{s:o}", "schema",
		                         body_schema(r, k, r->takes[i])));
	return PACK("{s:b, s:o}", "required", !r->optional, "content", content);
}

/* "list_instruments", "patch_instrument"; else as the table of routes says. */
static void name_operation(const struct route *r, const struct kind *k,
                           char out[NAME_SIZE])
{
	static const struct {
		const char *method, *verb;
	} verbs[] = { { "GET", "get" },
		      { "POST", "create" },
		      { "PUT", "put" },
		      { "PATCH", "patch" },
		      { "DELETE", "delete" } };
	const char *verb = "";

	for (size_t i = 0; i < COUNT(verbs); i++)
		if (strcmp(r->method, verbs[i].method) == 0)
			verb = verbs[i].verb;
	if (k == NULL)
		snprintf(out, NAME_SIZE, "%s", r->operation);
	else if (strcmp(r->schema, "list") == 0)
		snprintf(out, NAME_SIZE, "list_%s", k->entity.name);
	else
		snprintf(out, NAME_SIZE, "%s_%s", verb, k->singular);
}

/* What a route is about. */
static const char *tag_of(const struct route *r, const struct kind *k)
{
	static const struct {
		const char *prefix, *tag;
	} tags[] = {
		{ "/v1/instruments/", "instruments" },
		{ "/v1/provisions/", "provisions" },
		{ "/v1/sources/", "sources" },
		{ "/v1/passages/", "passages" },
		{ "", "registry" },
	};
	size_t i = 0;

	if (k != NULL)
		return k->entity.name;
	while (!str_starts(str_from(r->pattern), str_from(tags[i].prefix)))
		i++;
	return tags[i].tag;
}

static void set_list(json_t *object, const char *name, json_t *list)
{
	if (json_array_size(list) > 0)
		json_object_set(object, name, list);
	json_decref(list);
}

static json_t *operation(const struct route *r, const struct kind *k)
{
	char name[NAME_SIZE];
	json_t *op;

	name_operation(r, k, name);
	op = PACK("{s:s, s:s, s:s, s:[s], s:o}", "operationId", name, "summary",
	          r->summary, "description", k != NULL ? k->doc : r->summary,
	          "tags", tag_of(r, k), "responses", responses_of(r, k));
	set_list(op, "parameters", parameters_of(r, k));
	if (r->takes != NULL)
		json_object_set_new(op, "requestBody", body_of(r, k));
	if (r->role > ROLE_READER)
		json_object_set_new(op, "security", PACK("[{s:[]}]", "key"));
	return op;
}

static void add_path(json_t *paths, const struct route *r, const struct kind *k)
{
	const char *kind_at = strstr(r->pattern, "{kind}");
	char path[NAME_SIZE], method[16];
	json_t *item;
	size_t i = 0;

	if (k == NULL)
		snprintf(path, sizeof(path), "%s", r->pattern);
	else
		snprintf(path, sizeof(path), "%.*s%s%s",
		         (int)(kind_at - r->pattern), r->pattern,
		         k->entity.name, kind_at + strlen("{kind}"));
	for (; r->method[i] != '\0'; i++)
		method[i] = (char)tolower((unsigned char)r->method[i]);
	method[i] = '\0';

	item = json_object_get(paths, path);
	if (item == NULL) {
		item = json_object();
		json_object_set_new(paths, path, item);
		set_list(item, "parameters", parameters_of_path(r, k));
	}
	json_object_set_new(item, method, operation(r, k));
}

static json_t *all_paths(void)
{
	json_t *paths = json_object();

	for (size_t i = 0; i < routes_count; i++) {
		const struct route *r = &routes[i];

		if (r->page)
			continue;
		if (r->operation != NULL)
			add_path(paths, r, NULL);
		for (size_t j = 0; r->operation == NULL && j < kinds_count; j++)
			add_path(paths, r, kinds[j]);
	}
	return paths;
}

/* ---- components -------------------------------------------------------- */

static json_t *components(json_t *paths)
{
	json_t *params = parameters_shared();

	share_params(paths, params);
	return PACK("{s:o, s:o, s:o, s:{s:{s:s, s:{s:s}}}, "
	            "s:{s:{s:s, s:s, s:s}}}",
	            "schemas", schemas_shared(), "parameters", params,
	            "responses", responses_shared(), "headers", "ETag",
	            "description",
	            "\"REV.VARIANT\" of a record, \"VARIANT\" of all else",
	            "schema", "type", "string", "securitySchemes", "key",
	            "type", "http", "scheme", "bearer", "description",
	            "A key made by: instrumentd key create");
}

static json_t *tags(void)
{
	json_t *list = PACK("[{s:s, s:s}]", "name", "registry", "description",
	                    "The registry as a whole");

	for (size_t i = 0; i < kinds_count; i++)
		json_array_append_new(list, PACK("{s:s, s:s}", "name",
		                                 kinds[i]->entity.name,
		                                 "description", kinds[i]->doc));
	return list;
}

static json_t *document(void)
{
	json_t *paths = all_paths(), *shared = components(paths);

	return PACK(
		"{s:s, s:{s:s, s:s, s:s, s:{s:s, s:s}, s:{s:s}}, s:[{s:s, "
		"s:s}], s:[{}, {s:[]}], s:o, s:o, s:o}",
		"openapi", "3.1.0", "info", "title", "instrumentd", "version",
		VERSION, "description",
		"A registry of the texts that govern artificial intelligence: "
		"what exists, who issued it, when, with what force, what it "
		"says where, and how anyone knows.\n\nLists are filtered by "
		"the "
		"names of members: `type=act`, given twice for either; what "
		"may "
		"be given twice may be given once as `type.in=act,law`, too, "
		"which is not told again of each. Behind a name, "
		"`.exists=true` (or `false`) asks whether there is a value, "
		"and `.gte`, `.gt`, `.lte`, `.lt` compare dates, times and "
		"numbers: not before (not below), after, not after, before.",
		"license", "name", "MIT", "identifier", "MIT", "contact",
		"name", "instrumentd editors", "servers", "url", "/",
		"description", "This server", "security", "key", "tags", tags(),
		"paths", paths, "components", shared);
}

/* ---- output ------------------------------------------------------------ */

void openapi_yaml(FILE *out)
{
	json_t *doc = document();

	fputs("# The contract. Drawn from the tables by `make openapi.yaml`.\n",
	      out);
	yaml_write(out, doc);
	json_decref(doc);
}

/* Both forms live as long as the process. */
static struct str json_form, yaml_form;

static void make(void)
{
	json_t *doc = document();
	char *json = json_dumps(doc, JSON_COMPACT), *yaml = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&yaml, &len);

	if (json == NULL || out == NULL)
		die("out of memory");
	openapi_yaml(out);
	if (fclose(out) != 0)
		die("out of memory");
	json_form = str_from(json);
	yaml_form = (struct str){ yaml, len };
	json_decref(doc);
}

static void make_once(void)
{
	arena_unguarded(make);
}

static void prepare(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, make_once);
}

struct str openapi_json(void)
{
	prepare();
	return json_form;
}

struct str openapi_yaml_text(void)
{
	prepare();
	return yaml_form;
}
