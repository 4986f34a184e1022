/*
 * schemas.c - the schemas of kinds, beside those of shapes.json
 */
#include "server/http/openapi/schemas.h"

#include "server/http/openapi/build.h"
#include "server/http/openapi/choices.h"
#include "server/http/openapi/filters.h"
#include "server/http/openapi/schema.h"
#include "server/registry/model/kind.h"

/* Of a list that can be searched: what a search tells. */
static void add_told(json_t *list)
{
	static const struct {
		const char *member, *schema;
	} told[] = { { "relaxed", "Relaxed" },
		     { "expanded", "Expanded" },
		     { "facets", "Facets" } };
	json_t *members = json_object_get(list, "properties");

	for (size_t i = 0; i < COUNT(told); i++)
		json_object_set_new(members, told[i].member,
		                    build_ref("schemas", told[i].schema));
	json_object_set_new(members, "corrected",
	                    PACK("{s:s}", "type", "string"));
}

static json_t *list_schema(const struct kind *k)
{
	char name[NAME_SIZE];

	return PACK("{s:s, s:[s, s], s:{s:{s:s, s:o}, s:{s:s, s:s}, "
	            "s:{s:[s, s], s:s}, s:o, s:o}}",
	            "type", "object", "required", "items", "next", "properties",
	            "items", "type", "array", "items",
	            build_ref("schemas", build_schema_name(k, "", name)),
	            "total", "type", "integer", "description",
	            "Exact; absent with count=none", "next", "type", "string",
	            "null", "description", "cursor of the next page",
	            "included", build_ref("schemas", "Included"),
	            "did_you_mean", build_ref("schemas", "DidYouMean"));
}

/* Records referred to, by kind. */
static json_t *included_schema(void)
{
	json_t *members = json_object();
	char name[NAME_SIZE];

	for (size_t i = 0; i < kinds_count; i++) {
		build_schema_name(kinds[i], "", name);
		json_object_set_new(members, kinds[i]->entity.name,
		                    PACK("{s:s, s:o}", "type", "array", "items",
		                         build_ref("schemas", name)));
	}
	return PACK("{s:s, s:s, s:b, s:o}", "type", "object", "description",
	            "Records referred to, by kind", "additionalProperties", 0,
	            "properties", members);
}

static void add_kind(json_t *schemas, const struct kind *k)
{
	json_t *shown = schema_record(k, SCHEMA_SHOWN), *list;
	char name[NAME_SIZE];

	json_object_set_new(json_object_get(shown, "properties"), "included",
	                    build_ref("schemas", "Included"));
	json_object_set_new(schemas, build_schema_name(k, "", name), shown);
	json_object_set_new(schemas, build_schema_name(k, "Input", name),
	                    schema_record(k, SCHEMA_GIVEN));
	json_object_set_new(schemas, build_schema_name(k, "Patch", name),
	                    schema_record(k, SCHEMA_PATCHED));
	list = list_schema(k);
	if (strcmp(k->entity.name, "instruments") == 0)
		add_told(list);
	json_object_set_new(schemas, build_schema_name(k, "List", name), list);
}

extern const char shapes_json[];

json_t *schemas_shared(void)
{
	json_t *schemas = build_sound(json_loads(shapes_json, 0, NULL));

	for (size_t i = 0; i < kinds_count; i++)
		add_kind(schemas, kinds[i]);
	json_object_set_new(schemas, "Included", included_schema());
	schema_add_named(schemas);
	choices_add(schemas);
	filters_add_pointers(schemas);
	return schemas;
}
