/*
 * schema.c - from field tables to JSON Schema
 */
#include "server/http/openapi/schema.h"

#include <stdio.h>

#include "lib/store/model.h"
#include "server/registry/model/kind.h"

#define SHAPE(type, key, value)                                                \
	json_pack("{s:s, s:s}", "type", type, key, value)

#define PLAIN "^[^\\u0000-\\u0008\\u000B-\\u001F\\u007F]*$"
#define SLUG  "^[a-z0-9]+([-_.][a-z0-9]+)*$"
#define YEAR  "(000[1-9]|00[1-9][0-9]|0[1-9][0-9]{2}|[1-9][0-9]{3})"
#define DAYS                                                                   \
	"(-((0[13578]|1[02])(-(0[1-9]|[12][0-9]|3[01]))?|(0[469]|11)(-(0[1-9]" \
	"|[12][0-9]|30))?|"                                                    \
	"02(-(0[1-9]|1[0-9]|2[0-8]))?))?"
#define LEAP                                                                   \
	"([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][" \
	"26])00)-02-29"
#define DATE_PATTERN "^(" YEAR DAYS "|" LEAP ")$"

#define URL_PATTERN                                                            \
	"^[Hh][Tt][Tt][Pp][Ss]?://"                                            \
	"([^\\u0000-\\u0020!-,/:-@[-^`{-\\u007F]+|\\[[0-9A-Fa-f:.]+\\])"       \
	"(:[0-9]{1,5})?([/?#][^\\u0000-\\u0020\"<>\\\\\\u007F]*)?$"

static json_t *members(const struct field *fields, size_t n,
                       enum schema_use use);

static json_t *text(const struct field *f)
{
	return json_pack("{s:s, s:s, s:I, s:I}", "type", "string", "pattern",
	                 f->pattern != NULL ? f->pattern : PLAIN, "minLength",
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
	               : json_pack("{s:s, s:s, s:i}", "type", "string",
	                           "pattern", SLUG, "maxLength", 120);
}

static json_t *any(const struct field *f)
{
	char ref[80];

	snprintf(ref, sizeof(ref), "#/components/schemas/%s",
	         f->target != NULL ? f->target : "Json");
	return json_pack("{s:s}", "$ref", ref);
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
		return SHAPE("string", "pattern", DATE_PATTERN);
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
		return json_pack("{s:s, s:s, s:i}", "type", "string", "pattern",
		                 URL_PATTERN, "maxLength", (int)TEXT_MAX);
	case FIELD_LANGUAGE:
		return json_pack("{s:s, s:s, s:i}", "type", "string", "pattern",
		                 "^([A-Za-z]{2,8}|[xX]-[A-Za-z0-9]{1,8})"
		                 "(-[A-Za-z0-9]{1,8})*$",
		                 "maxLength", 35);
	case FIELD_DIGEST:
		return SHAPE("string", "pattern", "^[0-9a-f]{64}$");
	case FIELD_POINTER:
		return json_pack("{s:s, s:s, s:i, s:i}", "type", "string",
		                 "pattern",
		                 "^/([^~\\u0000-\\u001F\\u007F]|~[01])+$",
		                 "minLength", 2, "maxLength", (int)TEXT_MAX);
	case FIELD_OBJECT:
		return members(f->fields, f->nfields, use);
	case FIELD_JSON:
		return any(f);
	}
	return json_object();
}

static json_t *member(const struct field *f, enum schema_use use, bool nullable)
{
	json_t *schema = value(f, f->flags & F_LIST && use == SCHEMA_PATCHED
	                                  ? SCHEMA_GIVEN
	                                  : use);

	if (f->flags & F_LIST)
		schema = json_pack("{s:s, s:i, s:o}", "type", "array",
		                   "maxItems", ITEMS_MAX, "items", schema);
	if ((f->flags & F_LIST) && (f->flags & F_REQUIRED))
		json_object_set_new(schema, "minItems", json_integer(1));
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
		bool required = fields[i].flags & F_REQUIRED;

		add(schema, &fields[i], use, use != SCHEMA_SHOWN && !required);
		if (required && use != SCHEMA_PATCHED)
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
	if (f->flags & F_UNSHOWN)
		return false;
	return use == SCHEMA_SHOWN || !is_servers(f) || (f->flags & F_GIVEN);
}

json_t *schema_record(const struct kind *k, enum schema_use use)
{
	const struct entity *t = &k->entity;
	json_t *schema = object();

	for (size_t i = 0; i < COUNT(common_fields); i++)
		if (is_wanted(&common_fields[i], use))
			add(schema, &common_fields[i], use,
			    use != SCHEMA_SHOWN);
	for (size_t i = 0; i < t->nfields; i++) {
		const struct field *f = &t->fields[i];

		if (!is_wanted(f, use))
			continue;
		if (use == SCHEMA_PATCHED && (f->flags & F_COMPUTED))
			continue;
		add(schema, f, use,
		    use != SCHEMA_SHOWN &&
		            (!(f->flags & F_REQUIRED) || (f->flags & F_GIVEN)));
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
	if (f->type == FIELD_TEXT || f->type == FIELD_URL ||
	    f->type == FIELD_POINTER) /* whatever it is, nothing has it */
		return SHAPE("string", "pattern", "^[^\\u0000]*$");
	if (f->type == FIELD_ID)
		return SHAPE("string", "pattern",
		             "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$");
	if (f->type == FIELD_TIME)
		return SHAPE("string", "pattern",
		             "^(" YEAR DAYS "|" LEAP "|" YEAR
		             "-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])"
		             "T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\\.[0-9]"
		             "{3}Z)$");
	return f->type == FIELD_REFERENCE ? reference(SCHEMA_GIVEN)
	                                  : value(f, SCHEMA_SHOWN);
}
