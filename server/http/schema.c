/*
 * schema.c - from field tables to JSON Schema
 */
#include "server/http/schema.h"

#include "lib/model.h"
#include "server/kinds/kind.h"

#define SHAPE(type, key, value)                                                \
	json_pack("{s:s, s:s}", "type", type, key, value)

static json_t *members(const struct field *fields, size_t n,
                       enum schema_use use);

static json_t *text(const struct field *f)
{
	return json_pack("{s:s, s:I, s:I}", "type", "string", "minLength",
	                 (json_int_t)f->min, "maxLength",
	                 (json_int_t)(f->max > 0 ? f->max : TEXT_MAX));
}

static json_t *integer(const struct field *f)
{
	json_int_t max =
		f->max < (INT64_C(1) << 53) ? f->max : (INT64_C(1) << 53) - 1;

	return json_pack("{s:s, s:I, s:I}", "type", "integer", "minimum",
	                 (json_int_t)f->min, "maximum", max);
}

static json_t *choice(const struct field *f)
{
	json_t *choices = json_array();

	for (const char *const *c = f->choices; *c != NULL; c++)
		json_array_append_new(choices, json_string(*c));
	return json_pack("{s:s, s:o}", "type", "string", "enum", choices);
}

static json_t *reference(enum schema_use use)
{
	return use == SCHEMA_SHOWN
	               ? SHAPE("string", "format", "uuid")
	               : json_pack("{s:s, s:i, s:i}", "type", "string",
	                           "minLength", 1, "maxLength", 120);
}

static json_t *value(const struct field *f, enum schema_use use)
{
	switch (f->type) {
	case FIELD_TEXT:
		return f->flags & F_COMPUTED
		               ? json_pack("{s:s}", "type", "string")
		               : text(f);
	case FIELD_INTEGER:
		return f->flags & F_COMPUTED
		               ? json_pack("{s:s}", "type", "integer")
		               : integer(f);
	case FIELD_BOOL:
		return json_pack("{s:s}", "type", "boolean");
	case FIELD_CHOICE:
		return choice(f);
	case FIELD_DATE:
		return SHAPE("string", "pattern",
		             "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$");
	case FIELD_TIME:
		return SHAPE("string", "format", "date-time");
	case FIELD_ID:
		return SHAPE("string", "format", "uuid");
	case FIELD_KEY:
		return json_pack("{s:s, s:s, s:i}", "type", "string", "pattern",
		                 "^[a-z0-9]+([-_.][a-z0-9]+)*$", "maxLength",
		                 120);
	case FIELD_REFERENCE:
		return reference(use);
	case FIELD_URL:
		return json_pack("{s:s, s:s, s:s}", "type", "string", "format",
		                 "uri", "pattern", "^https?://");
	case FIELD_LANGUAGE:
		return SHAPE("string", "pattern",
		             "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$");
	case FIELD_DIGEST:
		return SHAPE("string", "pattern", "^[0-9a-f]{64}$");
	case FIELD_POINTER:
		return SHAPE("string", "pattern", "^/");
	case FIELD_OBJECT:
		return members(f->fields, f->nfields, use);
	case FIELD_JSON:
		break;
	}
	return json_object();
}

static json_t *member(const struct field *f, enum schema_use use, bool nullable)
{
	json_t *schema = value(f, use);

	if (f->flags & F_LIST)
		schema = json_pack("{s:s, s:i, s:o}", "type", "array",
		                   "maxItems", ITEMS_MAX, "items", schema);
	if (nullable)
		schema = json_pack("{s:[o, {s:s}]}", "anyOf", schema, "type",
		                   "null");
	if (f->doc != NULL)
		json_object_set_new(schema, "description", json_string(f->doc));
	return schema;
}

static json_t *object(void)
{
	return json_pack("{s:s, s:b, s:[], s:{}}", "type", "object",
	                 "additionalProperties", 0, "required", "properties");
}

static void require(json_t *schema, const char *name)
{
	json_array_append_new(json_object_get(schema, "required"),
	                      json_string(name));
}

static void add(json_t *schema, const struct field *f, enum schema_use use,
                bool nullable)
{
	json_object_set_new(json_object_get(schema, "properties"), f->name,
	                    member(f, use, nullable));
}

static json_t *members(const struct field *fields, size_t n,
                       enum schema_use use)
{
	json_t *schema = object();

	for (size_t i = 0; i < n; i++) {
		add(schema, &fields[i], use, false);
		if (fields[i].flags & F_REQUIRED)
			require(schema, fields[i].name);
	}
	return schema;
}

static bool is_servers(const struct field *f)
{
	return (f->flags & (F_SERVER | F_DERIVED | F_COMPUTED)) != 0 ||
	       f->type == FIELD_ID;
}

static bool is_wanted(const struct field *f, enum schema_use use)
{
	return use == SCHEMA_SHOWN || !is_servers(f) || (f->flags & F_GIVEN);
}

json_t *schema_record(const struct kind *k, enum schema_use use)
{
	const struct entity *t = &k->entity;
	json_t *schema = object();

	for (size_t i = 0; i < COUNT(common_fields); i++)
		if (is_wanted(&common_fields[i], use))
			add(schema, &common_fields[i], use, false);
	for (size_t i = 0; i < t->nfields; i++) {
		const struct field *f = &t->fields[i];

		if (!is_wanted(f, use))
			continue;
		add(schema, f, use, use == SCHEMA_PATCHED);
		if (use == SCHEMA_GIVEN && (f->flags & F_REQUIRED) &&
		    !(f->flags & F_GIVEN))
			require(schema, f->name);
	}
	if (use == SCHEMA_SHOWN) {
		/* `fields` may leave out all others */
		require(schema, "id");
		require(schema, "key");
	}
	return schema;
}

json_t *schema_value(const struct field *f)
{
	return f->type == FIELD_REFERENCE ? reference(SCHEMA_GIVEN)
	                                  : value(f, SCHEMA_SHOWN);
}
