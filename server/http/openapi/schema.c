/*
 * schema.c - from field tables to JSON Schema
 */
#include "server/http/openapi/schema.h"

#include "lib/store/model.h"
#include "server/http/openapi/build.h"
#include "server/http/openapi/choices.h"
#include "server/registry/model/kind.h"
#include "server/registry/model/named.h"

#define SHAPE(type, key, value) PACK("{s:s, s:s}", "type", type, key, value)

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

#define MOMENT_PATTERN                                                         \
	"^(" YEAR DAYS "|" LEAP "|" YEAR                                       \
	"-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])"                              \
	"T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\\.[0-9]{3}Z)$"
#define LANGUAGE_PATTERN                                                       \
	"^([A-Za-z]{2,8}|[xX]-[A-Za-z0-9]{1,8})(-[A-Za-z0-9]{1,8})*$"
#define POINTER_PATTERN "^/([^~\\u0000-\\u001F\\u007F]|~[01])+$"

#define URL_PATTERN                                                            \
	"^[Hh][Tt][Tt][Pp][Ss]?://"                                            \
	"([^\\u0000-\\u0020!-,/:-@[-^`{-\\u007F]+|\\[[0-9A-Fa-f:.]+\\])"       \
	"(:[0-9]{1,5})?([/?#][^\\u0000-\\u0020\"<>\\\\\\u007F]*)?$"

static json_t *members(const struct field *fields, size_t n,
                       enum schema_use use);

static json_t *text(const struct field *f)
{
	if (f->flags & F_COMPUTED)
		return PACK("{s:s}", "type", "string");
	return PACK("{s:s, s:s, s:I, s:I}", "type", "string", "pattern",
	            f->pattern != NULL ? f->pattern : PLAIN, "minLength",
	            (json_int_t)f->min, "maxLength",
	            (json_int_t)(f->max > 0 ? f->max : TEXT_MAX));
}

static json_t *integer(const struct field *f)
{
	json_int_t max =
		f->max < (INT64_C(1) << 53) ? f->max : (INT64_C(1) << 53) - 1;

	if (f->flags & F_COMPUTED)
		return PACK("{s:s}", "type", "integer");
	return PACK("{s:s, s:I, s:I}", "type", "integer", "minimum",
	            (json_int_t)f->min, "maximum", max);
}

static json_t *named(const char *name)
{
	return build_ref("schemas", name);
}

static json_t *value(const struct field *f, enum schema_use use)
{
	switch (f->type) {
	case FIELD_TEXT:
		return text(f);
	case FIELD_INTEGER:
		return integer(f);
	case FIELD_BOOL:
		return PACK("{s:s}", "type", "boolean");
	case FIELD_CHOICE:
		return choices_ref(f->choices);
	case FIELD_DATE:
		return named("Date");
	case FIELD_TIME:
		return SHAPE("string", "format", "date-time");
	case FIELD_ID:
		return SHAPE("string", "format", "uuid");
	case FIELD_KEY:
		return named("Slug");
	case FIELD_REFERENCE:
		return use == SCHEMA_SHOWN ? SHAPE("string", "format", "uuid")
		                           : named("Slug");
	case FIELD_URL:
		return named("Url");
	case FIELD_LANGUAGE:
		return named("Language");
	case FIELD_DIGEST:
		return SHAPE("string", "pattern", "^[0-9a-f]{64}$");
	case FIELD_POINTER:
		return named("Pointer");
	case FIELD_OBJECT:
		if (f->fields == named_fields)
			return named("Referred");
		return members(f->fields, f->nfields, use);
	case FIELD_JSON:
		return named(f->target != NULL ? f->target : "Json");
	}
	return json_object();
}

/* The schema, or null. */
static json_t *or_null(json_t *schema)
{
	json_t *type = json_object_get(schema, "type");

	if (type == NULL)
		return PACK("{s:[o, {s:s}]}", "anyOf", schema, "type", "null");
	json_object_set_new(schema, "type", PACK("[O, s]", type, "null"));
	return schema;
}

static json_t *member(const struct field *f, enum schema_use use, bool nullable)
{
	json_t *schema = value(f, f->flags & F_LIST && use == SCHEMA_PATCHED
	                                  ? SCHEMA_GIVEN
	                                  : use);

	if (f->flags & F_LIST)
		schema = PACK("{s:s, s:i, s:o}", "type", "array", "maxItems",
		              ITEMS_MAX, "items", schema);
	if ((f->flags & F_LIST) && (f->flags & F_REQUIRED))
		json_object_set_new(schema, "minItems", json_integer(1));
	if (nullable)
		schema = or_null(schema);
	if (f->doc != NULL && use == SCHEMA_SHOWN) /* said there once */
		json_object_set_new(schema, "description", json_string(f->doc));
	return schema;
}

static json_t *object(void)
{
	return PACK("{s:s, s:b, s:[], s:{}}", "type", "object",
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

static json_t *whole_record(const struct kind *k, enum schema_use use)
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

/* What POST takes is what PATCH takes, with what must be there, unless members
 * differ: objects, and what is only looked at. */
json_t *schema_record(const struct kind *k, enum schema_use use)
{
	json_t *schema = whole_record(k, use), *patched, *given;
	char name[NAME_SIZE];

	if (use != SCHEMA_GIVEN)
		return schema;
	patched = whole_record(k, SCHEMA_PATCHED);
	given = json_object_get(schema, "properties");
	if (json_equal(given, json_object_get(patched, "properties"))) {
		json_t *required =
			json_incref(json_object_get(schema, "required"));

		json_decref(schema);
		schema = PACK("{s:[o], s:o}", "allOf",
		              build_ref("schemas",
		                        build_schema_name(k, "Patch", name)),
		              "required", required);
	}
	json_decref(patched);
	return schema;
}

json_t *schema_value(const struct field *f)
{
	if (f->type == FIELD_TEXT || f->type == FIELD_URL ||
	    f->type == FIELD_POINTER || f->type == FIELD_REFERENCE)
		/* whatever it is, nothing has it */
		return named("Text");
	if (f->type == FIELD_ID)
		return SHAPE("string", "pattern",
		             "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$");
	if (f->type == FIELD_TIME)
		return named("Moment");
	return value(f, SCHEMA_SHOWN);
}

void schema_add_named(json_t *schemas)
{
	static const struct {
		const char *name, *pattern, *doc;
		int min, max;
	} texts[] = {
		{ "Slug", SLUG, "A key or an id", 1, 120 },
		{ "Date", DATE_PATTERN, "2021, 2021-11 or 2021-11-23", 4, 10 },
		{ "Moment", MOMENT_PATTERN, "A date, or a time in UTC", 4, 24 },
		{ "Language", LANGUAGE_PATTERN, "BCP 47", 1, 35 },
		{ "Url", URL_PATTERN, "http or https", 1, TEXT_MAX },
		{ "Pointer", POINTER_PATTERN, "JSON Pointer", 2, TEXT_MAX },
	};

	for (size_t i = 0; i < COUNT(texts); i++)
		json_object_set_new(schemas, texts[i].name,
		                    PACK("{s:s, s:s, s:s, s:i, s:i}", "type",
		                         "string", "description", texts[i].doc,
		                         "pattern", texts[i].pattern,
		                         "minLength", texts[i].min, "maxLength",
		                         texts[i].max));
	json_object_set_new(schemas, "Referred",
	                    members(named_fields, NAMED_COLUMNS, SCHEMA_SHOWN));
	json_object_set_new(schemas, "Text",
	                    SHAPE("string", "pattern", "^[^\\u0000]*$"));
}
