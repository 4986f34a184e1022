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
#include "lib/data/jsontext.h"
#include "lib/store/store.h"
#include "server/http/openapi/schema.h"
#include "server/http/openapi/yaml.h"
#include "server/http/query/query.h"
#include "server/http/request/media.h"
#include "server/http/request/reply.h"
#include "server/http/request/router.h"
#include "server/registry/evidence/evidence.h"
#include "server/registry/evidence/grade.h"
#include "server/registry/model/kind.h"
#include "server/registry/model/pointer.h"
#include "server/registry/outline/profile.h"
#include "server/version.h"

#define NAME_SIZE 96

/* Make sure that a format and its arguments fit; a mistake is ours. */
static json_t *sound(json_t *json)
{
	if (json == NULL)
		die("the contract cannot be drawn");
	return json;
}

#define PACK(...) sound(json_pack(__VA_ARGS__))

static json_t *ref(const char *group, const char *name)
{
	char path[NAME_SIZE];

	snprintf(path, sizeof(path), "#/components/%.20s/%.60s", group, name);
	return PACK("{s:s}", "$ref", path);
}

/* "instruments" and "" give "Instruments"; singular, "Instrument". */
static const char *schema_name(const struct kind *k, const char *suffix,
                               char out[NAME_SIZE])
{
	snprintf(out, NAME_SIZE, "%s%s", k->singular, suffix);
	out[0] = (char)toupper((unsigned char)out[0]);
	return out;
}

/* ---- parameters -------------------------------------------------------- */

static json_t *query_param(const char *name, json_t *schema, const char *doc)
{
	return PACK("{s:s, s:s, s:s, s:o}", "name", name, "in", "query",
	            "description", doc, "schema", schema);
}

static json_t *list_of(json_t *schema)
{
	return PACK("{s:s, s:o}", "type", "array", "items", schema);
}

static json_t *some_of(json_t *schema)
{
	json_t *list = list_of(schema);

	json_object_set_new(list, "minItems", json_integer(1));
	return list;
}

/* The values of a filter. */
static json_t *values_of(json_t *list)
{
	json_object_set_new(list, "maxItems", json_integer(QUERY_VALUES_MAX));
	return list;
}

static void add_operation(json_t *params, const struct column *c,
                          const char *suffix, json_t *schema, const char *doc)
{
	char name[NAME_SIZE];
	json_t *param;

	snprintf(name, sizeof(name), "%s%s", c->path, suffix);
	param = query_param(name, schema, doc);
	if (strcmp(suffix, ".in") == 0)
		json_object_set_new(param, "explode", json_false());
	json_array_append_new(params, param);
}

static void add_pointers(json_t *names, const struct entity *t,
                         const struct field *fields, size_t n,
                         const char *within)
{
	for (size_t i = 0; i < n; i++) {
		json_t *name = json_sprintf("%s/%s", within, fields[i].name);
		const char *pointer = json_string_value(name);

		if (pointer_field(t, str_from(pointer)) != NULL)
			json_array_append(names, name);
		add_pointers(names, t, fields[i].fields, fields[i].nfields,
		             pointer);
		json_decref(name);
	}
}

/* Pointers to the members passages may speak of. */
static json_t *pointers(const struct entity *t)
{
	json_t *names = json_array();

	add_pointers(names, t, t->fields, t->nfields, "");
	return PACK("{s:s, s:o}", "type", "string", "enum", names);
}

/* The filters of one column. */
static void add_filters(json_t *params, const struct entity *t,
                        const struct column *c)
{
	static const struct {
		const char *suffix, *doc;
	} ranges[] = {
		{ ".gte", "Not before, not below" },
		{ ".gt", "After, above" },
		{ ".lte", "Not after, not above" },
		{ ".lt", "Before, below" },
	};
	const struct field *f = c->field;
	bool ranged = f->type == FIELD_DATE || f->type == FIELD_INTEGER ||
	              f->type == FIELD_TIME;
	json_t *schema = f->flags & F_OWN ? pointers(t) : schema_value(f);

	add_operation(params, c, "", values_of(list_of(json_incref(schema))),
	              f->doc);
	add_operation(params, c, ".in", values_of(some_of(json_incref(schema))),
	              "Any of a list with commas");
	add_operation(params, c, ".exists", PACK("{s:s}", "type", "boolean"),
	              "Whether there is a value");
	for (size_t i = 0; ranged && i < COUNT(ranges); i++)
		add_operation(params, c, ranges[i].suffix, json_incref(schema),
		              ranges[i].doc);
	json_decref(schema);
}

static json_t *sort_schema(const struct kind *k)
{
	json_t *names = json_array();
	char name[NAME_SIZE];

	for (size_t i = 0; i < k->entity.ncolumns; i++) {
		const struct column *c = &k->entity.columns[i];

		if (c->field->flags & F_HIDDEN)
			continue;
		json_array_append_new(names, json_string(c->path));
		snprintf(name, sizeof(name), "-%s", c->path);
		json_array_append_new(names, json_string(name));
	}
	return PACK("{s:s, s:s, s:o}", "type", "string", "default", "key",
	            "enum", names);
}

static json_t *fields_param(const struct kind *k)
{
	json_t *members = json_array(), *param;

	for (size_t i = 0; i < COUNT(common_fields); i++)
		json_array_append_new(members,
		                      json_string(common_fields[i].name));
	for (size_t i = 0; i < k->entity.nfields; i++)
		if (!(k->entity.fields[i].flags & F_UNSHOWN))
			json_array_append_new(
				members, json_string(k->entity.fields[i].name));
	param = query_param(
		"fields",
		some_of(PACK("{s:s, s:o}", "type", "string", "enum", members)),
		"Only these members, and id and key");
	json_object_set_new(param, "explode", json_false());
	return param;
}

static void add_view(json_t *params, const struct kind *k)
{
	json_t *kinds_named = json_array(), *param;

	for (size_t i = 0; i < kinds_count; i++)
		if (show_refers(k, kinds[i]))
			json_array_append_new(
				kinds_named,
				json_string(kinds[i]->entity.name));

	json_array_append_new(params, fields_param(k));
	if (k->timed) {
		json_array_append_new(params, ref("parameters", "on"));
		json_array_append_new(params, ref("parameters", "law_as_of"));
	}
	if (json_array_size(kinds_named) == 0) {
		json_decref(kinds_named);
		return;
	}
	param = query_param("include",
	                    some_of(PACK("{s:s, s:o}", "type", "string", "enum",
	                                 kinds_named)),
	                    "Bring the records of these kinds that are "
	                    "referred to, as `included`");
	json_object_set_new(param, "explode", json_false());
	json_array_append_new(params, param);
}

/* Asked of a list that is kept for it, so no column bears the name. */
static void add_status(json_t *params, const struct entity *t)
{
	json_t *schema = schema_value(entity_field(t, STR("status")));
	json_t *param = query_param("status.in",
	                            values_of(list_of(json_incref(schema))),
	                            "Any of a list with commas");

	json_object_set_new(param, "explode", json_false());
	json_array_append_new(params, param);
	json_array_append_new(params,
	                      query_param("status", values_of(list_of(schema)),
	                                  "Where it stands on the day `on`"));
	json_array_append_new(
		params,
		query_param("in_force",
	                    schema_value(entity_field(t, STR("in_force"))),
	                    "Whether it binds on the day `on`, in whole or in "
	                    "part"));
}

static void add_paging(json_t *params)
{
	json_array_append_new(params, ref("parameters", "limit"));
	json_array_append_new(params, ref("parameters", "cursor"));
}

/* Filters by all columns that are shown. */
static void add_columns(json_t *params, const struct entity *t)
{
	for (size_t i = 0; i < t->ncolumns; i++)
		if (!(t->columns[i].field->flags & F_HIDDEN))
			add_filters(params, t, &t->columns[i]);
	for (size_t i = 0; i < t->nlists; i++)
		for (size_t j = 0; j < t->lists[i].ncolumns; j++)
			if (!((t->lists[i].field->flags |
			       t->lists[i].columns[j].field->flags) &
			      F_HIDDEN))
				add_filters(params, t, &t->lists[i].columns[j]);
	if (entity_field(t, STR("statuses")) != NULL)
		add_status(params, t);
}

static void add_listing(json_t *params, const struct kind *k)
{
	const struct entity *t = &k->entity;

	add_paging(params);
	json_array_append_new(
		params, query_param("sort", sort_schema(k),
	                            "The order; - turns it round. Records "
	                            "without the member come first"));
	json_array_append_new(params, ref("parameters", "count"));
	json_array_append_new(
		params,
		query_param("unsupported", list_of(pointers(t)),
	                    "Records with such a member that no evidence "
	                    "supports: evidence.state and evidence.field in "
	                    "one"));
	add_columns(params, t);
}

static void add_search(json_t *params)
{
	json_t *names = json_array();

	for (size_t i = 0; i < kinds_count; i++)
		json_array_append_new(names,
		                      json_string(kinds[i]->entity.name));
	json_array_append_new(
		params, query_param("kind",
	                            list_of(PACK("{s:s, s:o}", "type", "string",
	                                         "enum", names)),
	                            "Only records of these kinds"));
	add_paging(params);
	add_columns(params, &kind_find(STR("instruments"))->entity);
}

static void add_since(json_t *params)
{
	json_array_append_new(
		params, query_param("since",
	                            PACK("{s:s, s:i, s:i, s:I}", "type",
	                                 "integer", "minimum", 0, "default", 0,
	                                 "maximum", (json_int_t)INT64_MAX),
	                            "Changes after this seq"));
	json_array_append_new(
		params,
		query_param("limit",
	                    PACK("{s:s, s:i, s:i, s:i}", "type", "integer",
	                         "minimum", 1, "maximum", 1000, "default", 100),
	                    "At most so many changes"));
}

static void add_field(json_t *params, const struct kind *k)
{
	json_t *param = query_param("field", pointers(&k->entity),
	                            "JSON Pointer to the member");

	json_object_set_new(param, "required", json_true());
	json_array_append_new(params, param);
}

static json_t *choice_of(const char *const *names)
{
	json_t *choices = json_array();

	for (; *names != NULL; names++)
		json_array_append_new(choices, json_string(*names));
	return PACK("{s:s, s:o}", "type", "string", "enum", choices);
}

/* Of all kinds, each once. */
static json_t *all_pointers(void)
{
	json_t *seen = json_object(), *names = json_array(), *one;
	size_t i;

	for (size_t k = 0; k < kinds_count; k++) {
		json_t *of_kind = pointers(&kinds[k]->entity);

		json_array_foreach(json_object_get(of_kind, "enum"), i, one)
		{
			if (json_object_get(seen, json_string_value(one)))
				continue;
			json_object_set_new(seen, json_string_value(one),
			                    json_true());
			json_array_append(names, one);
		}
		json_decref(of_kind);
	}
	json_decref(seen);
	return PACK("{s:s, s:o}", "type", "string", "enum", names);
}

static void add_conflicts(json_t *params)
{
	static const char *const states[] = { "disputed", "settled",
		                              "unsettled", NULL };
	static const char *const flags[] = { FLAG_PROPOSAL, NULL };

	add_paging(params);
	json_array_append_new(
		params, query_param("kind", list_of(choice_of(kind_names)),
	                            "Only of records of these kinds"));
	json_array_append_new(params,
	                      query_param("field", list_of(all_pointers()),
	                                  "Only about these members"));
	json_array_append_new(params,
	                      query_param("state", list_of(choice_of(states)),
	                                  "Only those that are so"));
	json_array_append_new(
		params, query_param("grade", list_of(choice_of(grade_names)),
	                            "Only those whose value rests on "
	                            "evidence of these grades"));
	json_array_append_new(params,
	                      query_param("flags", list_of(choice_of(flags)),
	                                  "Only those with one of these"));
	json_array_append_new(
		params,
		query_param("source",
	                    list_of(schema_value(entity_field(
				    &kind_find(STR("passages"))->entity,
				    STR("source")))),
	                    "Only where a claim rests on these sources"));
}

static void add_tree(json_t *params)
{
	json_array_append_new(
		params, query_param("depth",
	                            PACK("{s:s, s:i, s:i}", "type", "integer",
	                                 "minimum", 0, "maximum", 100),
	                            "Leave out what is deeper; 0 is the top"));
	json_array_append_new(params,
	                      query_param("include",
	                                  PACK("{s:s, s:[s]}", "type", "string",
	                                       "enum", "children"),
	                                  "Nest provisions in their parents"));
	json_array_append_new(params,
	                      fields_param(kind_find(STR("provisions"))));
	json_array_append_new(params, ref("parameters", "on"));
}

static void add_profile(json_t *params)
{
	json_t *names = json_array();

	for (size_t i = 0; profile_texts[i].name != NULL; i++)
		json_array_append_new(names,
		                      json_string(profile_texts[i].name));
	json_array_append_new(
		params,
		query_param("profile",
	                    PACK("{s:s, s:o}", "type", "string", "enum", names),
	                    "How the text is laid out; found out "
	                    "without"));
}

/* Those of few words are in params.json, by name, or by answer and name where
 * the name means something else elsewhere. */
extern const char params_json[];

static json_t *documented(const json_t *all, const char *schema,
                          const char *name)
{
	char own[NAME_SIZE];
	json_t *param;

	snprintf(own, sizeof(own), "%s.%s", schema, name);
	param = json_object_get(all, own);
	return param != NULL ? param : json_object_get(all, name);
}

static void add_documented(json_t *params, const struct route *r,
                           const char *const *names)
{
	json_t *all = sound(json_loads(params_json, 0, NULL));

	for (; names != NULL && *names != NULL; names++) {
		json_t *param = documented(all, r->schema, *names);

		if (param == NULL)
			continue; /* added by what is particular to its route */
		json_object_set_new(param, "name", json_string(*names));
		json_array_append(params, param);
	}
	json_decref(all);
}

/* The parameter that names a format, by what the answers are. */
static const char *const format_params[] = {
	[FORMATS_OF_ITEMS] = "format_of_items",
	[FORMATS_OF_STEPS] = "format_of_steps",
	[FORMATS_OF_RECORDS] = "format",
};

static void add_formats(json_t *params, enum format_level level)
{
	json_array_append_new(params, ref("parameters", format_params[level]));
	json_array_append_new(params, ref("parameters", "bom"));
}

static json_t *format_param(enum format_level level)
{
	json_t *names = PACK("[s]", "json");

	for (size_t i = 0; i < formats_count; i++)
		if (formatted_fits(level, &formats[i]))
			json_array_append_new(names,
			                      json_string(formats[i].name));
	return query_param("format",
	                   PACK("{s:s, s:o}", "type", "string", "enum", names),
	                   "As what it comes, whatever Accept says");
}

/* By what they answer. */
static const struct {
	const char *schema;
	void (*add)(json_t *params);
} adders[] = {
	{ "hits", add_search },     { "tree", add_tree },
	{ "changes", add_since },   { "conflicts", add_conflicts },
	{ "coverage", add_paging }, { "split", add_profile },
	{ "anchors", add_paging },  { "history", add_paging },
};

static json_t *params_of(const struct route *r, const struct kind *k)
{
	json_t *params = json_array();

	if (strstr(r->pattern, "{id}") != NULL)
		json_array_append_new(params, ref("parameters", "id"));
	if (strcmp(r->schema, "list") == 0)
		add_listing(params, k);
	if (strcmp(r->schema, "list") == 0 ||
	    (strcmp(r->schema, "record") == 0 && r->takes == NULL))
		add_view(params, k);
	for (size_t j = 0; j < COUNT(adders); j++)
		if (strcmp(r->schema, adders[j].schema) == 0)
			adders[j].add(params);
	if (strcmp(r->schema, "tree") == 0 ||
	    strcmp(r->schema, "timeline") == 0)
		json_array_append_new(params, ref("parameters", "law_as_of"));
	if (strcmp(r->schema, "why") == 0)
		add_field(params, k);
	if (r->formats != FORMATS_NONE)
		add_formats(params, r->formats);
	add_documented(params, r, r->params);
	add_documented(params, r, r->heeds);
	if (strcmp(r->method, "PATCH") == 0 || strcmp(r->method, "DELETE") == 0)
		json_array_append_new(params, ref("parameters", "if_match"));
	if (strcmp(r->method, "PUT") == 0 && k != NULL)
		json_array_append_new(params,
		                      ref("parameters", "if_match_put"));
	if (strcmp(r->method, "PUT") == 0 && k != NULL)
		json_array_append_new(params,
		                      ref("parameters", "if_none_match"));
	if (strcmp(r->method, "POST") == 0 && r->role >= ROLE_EDITOR)
		json_array_append_new(params,
		                      ref("parameters", "idempotency_key"));
	if (r->takes != NULL && strcmp(r->schema, "record") == 0)
		json_array_append_new(params, ref("parameters", "prefer"));
	return params;
}

/* ---- answers ----------------------------------------------------------- */

/* The schema of a route's answer: the kind's own, or a shared one. */
static json_t *schema_of(const struct route *r, const struct kind *k)
{
	char name[NAME_SIZE];

	if (strcmp(r->schema, "record") == 0)
		return ref("schemas", schema_name(k, "", name));
	if (strcmp(r->schema, "list") == 0)
		return ref("schemas", schema_name(k, "List", name));
	snprintf(name, sizeof(name), "%s", r->schema);
	name[0] = (char)toupper((unsigned char)name[0]);
	return ref("schemas", name);
}

static bool is_object(const char *type)
{
	return media_is_json(type) || strcmp(type, TYPE_YAML) == 0;
}

static json_t *success(const struct route *r, const struct kind *k,
                       const char *doc)
{
	json_t *content = json_object();
	const char *const *types = request_offers(r);

	for (size_t i = 0; types[i] != NULL; i++)
		json_object_set_new(
			content, types[i],
			strcmp(types[i], TYPE_JSON) == 0
				? PACK("{s:o}", "schema", schema_of(r, k))
			: r->formats != FORMATS_NONE
				? json_object()
				: PACK("{s:{s:s}}", "schema", "type",
		                       is_object(types[i]) ? "object"
		                                           : "string"));
	return PACK("{s:s, s:o, s:{s:o}}", "description", doc, "content",
	            content, "headers", "ETag", ref("headers", "ETag"));
}

static void add_problems(json_t *answers, const unsigned *statuses)
{
	char status[16], name[24];

	for (; *statuses != 0; statuses++) {
		snprintf(status, sizeof(status), "%u", *statuses);
		snprintf(name, sizeof(name), "Problem%u", *statuses);
		json_object_set_new(answers, status, ref("responses", name));
	}
}

static json_t *answers_of(const struct route *r, const struct kind *k)
{
	static const unsigned
		always[] = { 400, 401, 403, 414, 429, 431, 503, 0 },
		reading[] = { 406, 0 }, tagged[] = { 412, 0 },
		found[] = { 404, 410, 0 }, asking[] = { 413, 415, 422, 0 },
		ranging[] = { 413, 416, 0 },
		writing[] = { 409, 412, 413, 415, 422, 428, 0 };
	json_t *answers = json_object();
	bool posts = strcmp(r->method, "POST") == 0 && k != NULL;

	if (r->schema[0] == '\0')
		json_object_set_new(answers, "204",
		                    PACK("{s:s}", "description", "Deleted"));
	if (r->schema[0] != '\0' && !posts)
		json_object_set_new(answers, "200", success(r, k, r->summary));
	if (r->takes != NULL && k != NULL && !posts)
		json_object_set_new(answers, "204",
		                    PACK("{s:s}", "description",
		                         "Done, as Prefer: return=minimal asks "
		                         "for"));
	if (posts || strcmp(r->method, "PUT") == 0)
		json_object_set_new(answers, "201", success(r, k, "Created"));
	if (r->heeds == header_ranges) {
		json_object_set_new(answers, "206",
		                    success(r, k, "The range asked for"));
		add_problems(answers, ranging);
	}
	if (strcmp(r->method, "GET") == 0) {
		json_object_set_new(answers, "304",
		                    ref("responses", "NotModified"));
		add_problems(answers, tagged);
	}
	add_problems(answers, always);
	add_problems(answers, reading);
	if (strstr(r->pattern, "{id}") != NULL)
		add_problems(answers, found);
	if (r->role > ROLE_READER)
		add_problems(answers, writing);
	else if (r->takes != NULL)
		add_problems(answers, asking);
	return answers;
}

/* ---- operations -------------------------------------------------------- */

static const char *body_name(const struct route *r, const struct kind *k,
                             char out[NAME_SIZE])
{
	bool patch = strcmp(r->method, "PATCH") == 0;

	if (k != NULL)
		return schema_name(k, patch ? "Patch" : "Input", out);
	if (r->optional)
		return "PlaceInput";
	snprintf(out, NAME_SIZE, "%sInput", r->schema);
	out[0] = (char)toupper((unsigned char)out[0]);
	return out;
}

static json_t *body_of(const struct route *r, const struct kind *k)
{
	json_t *content = json_object();
	char name[NAME_SIZE];

	for (size_t i = 0; r->takes[i] != NULL; i++)
		json_object_set_new(
			content, r->takes[i],
			!media_is_json(r->takes[i])
				? PACK("{s:{s:s, s:i}}", "schema", "type",
		                       "string", "minLength", 1)
			: strcmp(r->takes[i], TYPE_PATCH) == 0
				? PACK("{s:o}", "schema",
		                       ref("schemas", "JsonPatch"))
				: PACK("{s:o}", "schema",
		                       ref("schemas", body_name(r, k, name))));
	return PACK("{s:b, s:o}", "required", !r->optional, "content", content);
}

/* "list_instruments", "get_search": unique and stable. */
static void name_operation(const struct route *r, const struct kind *k,
                           char out[NAME_SIZE])
{
	static const struct {
		const char *method, *verb;
	} verbs[] = { { "POST", "create" },
		      { "PUT", "put" },
		      { "PATCH", "patch" },
		      { "DELETE", "delete" } };
	const char *verb = "get", *last = strrchr(r->pattern, '/') + 1;

	for (size_t i = 0; i < COUNT(verbs); i++)
		if (strcmp(r->method, verbs[i].method) == 0)
			verb = verbs[i].verb;
	if (r->operation != NULL)
		snprintf(out, NAME_SIZE, "%s", r->operation);
	else if (k == NULL && strstr(r->pattern, "{id}") != NULL)
		snprintf(out, NAME_SIZE, "get_instrument_%s", last);
	else if (k == NULL && r->takes != NULL)
		snprintf(out, NAME_SIZE, "post_%s", last);
	else if (k == NULL)
		snprintf(out, NAME_SIZE, "get_%s",
		         *last != '\0' ? last : "home");
	else if (strcmp(r->schema, "list") == 0)
		snprintf(out, NAME_SIZE, "list_%s", k->entity.name);
	else if (strcmp(r->schema, "schema") == 0)
		snprintf(out, NAME_SIZE, "get_%s_schema", k->singular);
	else if (*last == '{')
		snprintf(out, NAME_SIZE, "%s_%s", verb, k->singular);
	else
		snprintf(out, NAME_SIZE, "get_%s_%s", k->singular, last);
	for (char *p = out; *p != '\0'; p++)
		if (!isalnum((unsigned char)*p))
			*p = '_';
}

static json_t *operation(const struct route *r, const struct kind *k)
{
	char name[NAME_SIZE];
	json_t *op;

	name_operation(r, k, name);
	op = PACK("{s:s, s:s, s:s, s:[s], s:o, s:o}", "operationId", name,
	          "summary", r->summary, "description",
	          k != NULL ? k->doc : r->summary, "tags",
	          k != NULL                                     ? k->entity.name
	          : strstr(r->pattern, "/instruments/") != NULL ? "instruments"
	          : strstr(r->pattern, "/sources/") != NULL     ? "sources"
	          : strstr(r->pattern, "/passages/") != NULL    ? "passages"
	                                                        : "registry",
	          "parameters", params_of(r, k), "responses", answers_of(r, k));
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
	}
	json_object_set_new(item, method, operation(r, k));
}

static json_t *all_paths(void)
{
	json_t *paths = json_object();

	for (size_t i = 0; i < routes_count; i++) {
		const struct route *r = &routes[i];

		if (strstr(r->pattern, "{kind}") == NULL)
			add_path(paths, r, NULL);
		for (size_t j = 0;
		     strstr(r->pattern, "{kind}") != NULL && j < kinds_count;
		     j++)
			add_path(paths, r, kinds[j]);
	}
	return paths;
}

/* ---- components -------------------------------------------------------- */

/* What no table holds: the shapes of answers that are not records, from
 * shapes.json. */
extern const char shapes_json[];

static json_t *list_schema(const struct kind *k)
{
	char name[NAME_SIZE];

	return PACK("{s:s, s:[s, s], s:{s:{s:s, s:o}, s:{s:s, s:s}, "
	            "s:{s:[s, s], s:s}, s:o}}",
	            "type", "object", "required", "items", "next", "properties",
	            "items", "type", "array", "items",
	            ref("schemas", schema_name(k, "", name)), "total", "type",
	            "integer", "description", "Exact; absent with count=none",
	            "next", "type", "string", "null", "description",
	            "cursor of the next page", "included",
	            ref("schemas", "Included"));
}

static json_t *all_schemas(void)
{
	json_t *schemas = sound(json_loads(shapes_json, 0, NULL)), *shown;
	char name[NAME_SIZE];

	for (size_t i = 0; i < kinds_count; i++) {
		const struct kind *k = kinds[i];

		shown = schema_record(k, SCHEMA_SHOWN);
		json_object_set_new(json_object_get(shown, "properties"),
		                    "included", ref("schemas", "Included"));
		json_object_set_new(schemas, schema_name(k, "", name), shown);
		json_object_set_new(schemas, schema_name(k, "Input", name),
		                    schema_record(k, SCHEMA_GIVEN));
		json_object_set_new(schemas, schema_name(k, "Patch", name),
		                    schema_record(k, SCHEMA_PATCHED));
		json_object_set_new(schemas, schema_name(k, "List", name),
		                    list_schema(k));
	}
	return schemas;
}

#define ANY_FIELD   "^[ -~]*$"
#define ENTITY_TAG  "(W/)?\"[ !#-~]*\""
#define ENTITY_TAGS "^([*]|[ ,]*" ENTITY_TAG "([ ,]*" ENTITY_TAG ")*[ ,]*)$"

static json_t *header_param(const char *name, const char *doc,
                            const char *example, const char *pattern)
{
	return PACK("{s:s, s:s, s:s, s:s, s:{s:s, s:s}}", "name", name, "in",
	            "header", "description", doc, "example", example, "schema",
	            "type", "string", "pattern", pattern);
}

static json_t *shared_params(void)
{
	return PACK(
		"{s:{s:s, s:s, s:b, s:s, s:{s:s, s:s, s:i}, s:s}, s:o, s:o, "
		"s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
		"id", "name", "id", "in", "path", "required", 1, "description",
		"The record's id or key", "schema", "type", "string", "pattern",
		"^[a-z0-9]+([-_.][a-z0-9]+)*$", "maxLength", 120, "example",
		"eu-ai-act", "limit",
		query_param("limit",
	                    PACK("{s:s, s:i, s:i, s:i}", "type", "integer",
	                         "minimum", 1, "maximum", STORE_PAGE_MAX,
	                         "default", LIMIT_DEFAULT),
	                    "At most so many records"),
		"cursor",
		query_param("cursor",
	                    PACK("{s:s, s:s}", "type", "string", "pattern",
	                         "^[A-Za-z0-9_-]+$"),
	                    "`next` of the page before"),
		"bom",
		query_param("bom",
	                    PACK("{s:s, s:b}", "type", "boolean", "default", 0),
	                    "Begin CSV and TSV with a byte order mark, for "
	                    "Excel"),
		"count",
		query_param("count",
	                    PACK("{s:s, s:[s, s], s:s}", "type", "string",
	                         "enum", "exact", "none", "default", "exact"),
	                    "none leaves out `total`"),
		"if_match",
		header_param("If-Match",
	                     "The ETag of the revision that is meant, or *",
	                     "\"1.0123456789abcdef\"", ENTITY_TAGS),
		"if_match_put",
		header_param("If-Match",
	                     "The ETag of the revision that is meant, or *",
	                     "\"1.0123456789abcdef\"", ENTITY_TAGS),
		"if_none_match",
		header_param("If-None-Match", "*: only if there is none", "*",
	                     ANY_FIELD),
		"idempotency_key",
		header_param("Idempotency-Key",
	                     "The same request sent again within 24 hours gets "
	                     "the same answer",
	                     "7f3c", "^[!-~]{1,255}$"),
		"prefer",
		header_param("Prefer", "return=minimal leaves out the body",
	                     "return=minimal", ANY_FIELD),
		"on",
		query_param(
			"on",
			PACK("{s:s, s:s}", "type", "string", "format", "date"),
			"The day the answer is about, today by default"),
		"law_as_of",
		query_param(
			"law_as_of",
			PACK("{s:s, s:s}", "type", "string", "format", "date"),
			"Leave out law that was laid down after this "
			"day"));
}

static json_t *shared_responses(void)
{
	json_t *responses = PACK("{s:{s:s}}", "NotModified", "description",
	                         "The client's copy is current");
	char name[24];

	/* the HTTP library's own, without a problem body */
	static const struct {
		const char *name, *title;
	} bare[] = {
		{ "Problem414", "URI Too Long" },
		{ "Problem431", "Request Header Fields Too Large" },
	};

	for (size_t i = 0; i < COUNT(bare); i++)
		json_object_set_new(
			responses, bare[i].name,
			PACK("{s:s}", "description", bare[i].title));
	for (int code = ERR_OK + 1; code < ERR__COUNT; code++) {
		unsigned status = reply_status((enum err_code)code);

		if (status == 405 || status == 500)
			continue;
		snprintf(name, sizeof(name), "Problem%u", status);
		json_object_set_new(responses, name,
		                    PACK("{s:s, s:{s:{s:o}}}", "description",
		                         reply_title((enum err_code)code),
		                         "content", TYPE_PROBLEM, "schema",
		                         ref("schemas", "Problem")));
	}
	return responses;
}

static json_t *required_params(void)
{
	json_t *params = shared_params();

	for (int i = FORMATS_OF_ITEMS; i <= FORMATS_OF_RECORDS; i++)
		json_object_set_new(params, format_params[i],
		                    format_param((enum format_level)i));
	json_object_set_new(json_object_get(params, "if_match"), "required",
	                    json_true());
	return params;
}

static json_t *components(void)
{
	return PACK("{s:o, s:o, s:o, s:{s:{s:s, s:{s:s}}}, "
	            "s:{s:{s:s, s:s, s:s}}}",
	            "schemas", all_schemas(), "parameters", required_params(),
	            "responses", shared_responses(), "headers", "ETag",
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
	return PACK(
		"{s:s, s:{s:s, s:s, s:s, s:{s:s, s:s}, s:{s:s}}, s:[{s:s, "
		"s:s}], s:[{}, {s:[]}], s:o, s:o, s:o}",
		"openapi", "3.1.0", "info", "title", "instrumentd", "version",
		VERSION, "description",
		"A registry of the texts that govern artificial intelligence: "
		"what exists, who issued it, when, with what force, what it "
		"says where, and how anyone knows.",
		"license", "name", "MIT", "identifier", "MIT", "contact",
		"name", "instrumentd editors", "servers", "url", "/",
		"description", "This server", "security", "key", "tags", tags(),
		"paths", all_paths(), "components", components());
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
