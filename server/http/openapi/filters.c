/*
 * filters.c - one parameter for each column and comparison
 */
#include "server/http/openapi/filters.h"

#include <stdio.h>
#include <string.h>

#include "server/http/openapi/build.h"
#include "server/http/openapi/schema.h"
#include "server/http/query/query.h"
#include "server/registry/model/kind.h"
#include "server/registry/model/pointer.h"

json_t *filters_param(const char *name, json_t *schema, const char *doc)
{
	json_t *param = PACK("{s:s, s:s, s:o}", "name", name, "in", "query",
	                     "schema", schema);

	if (doc != NULL)
		json_object_set_new(param, "description", json_string(doc));
	return param;
}

/* ---- pointers ------------------------------------------------------------ */

static void add_pointers(json_t *seen, const struct entity *t,
                         const struct field *fields, size_t n,
                         const char *within)
{
	for (size_t i = 0; i < n; i++) {
		json_t *name = json_sprintf("%s/%s", within, fields[i].name);
		const char *pointer = json_string_value(name);

		if (pointer_field(t, str_from(pointer)) != NULL)
			json_object_set_new(seen, pointer, json_true());
		add_pointers(seen, t, fields[i].fields, fields[i].nfields,
		             pointer);
		json_decref(name);
	}
}

static const char *pointer_schema(const struct kind *k, char out[NAME_SIZE])
{
	return k != NULL ? build_schema_name(k, "Pointer", out)
	                 : "MemberPointer";
}

json_t *filters_pointer(const struct kind *k)
{
	char name[NAME_SIZE];

	return build_ref("schemas", pointer_schema(k, name));
}

static json_t *choice_of(json_t *seen)
{
	json_t *names = json_array(), *unused;
	const char *name;

	json_object_foreach(seen, name, unused)
	{
		json_array_append_new(names, json_string(name));
	}
	return PACK("{s:s, s:o}", "type", "string", "enum", names);
}

void filters_add_pointers(json_t *schemas)
{
	json_t *seen = json_object();
	char name[NAME_SIZE];

	for (size_t i = 0; i < kinds_count; i++) {
		const struct entity *t = &kinds[i]->entity;
		json_t *own = json_object();

		add_pointers(own, t, t->fields, t->nfields, "");
		json_object_set_new(schemas, pointer_schema(kinds[i], name),
		                    choice_of(own));
		json_object_update(seen, own);
		json_decref(own);
	}
	json_object_set_new(schemas, pointer_schema(NULL, name),
	                    choice_of(seen));
	json_decref(seen);
}

/* ---- columns ------------------------------------------------------------- */

static void add(json_t *params, const char *path, const char *suffix,
                json_t *schema, const char *doc)
{
	char name[NAME_SIZE];

	snprintf(name, sizeof(name), "%s%s", path, suffix);
	json_array_append_new(params, filters_param(name, schema, doc));
}

static json_t *values_of(json_t *schema)
{
	return PACK("{s:s, s:o, s:i}", "type", "array", "items", schema,
	            "maxItems", QUERY_VALUES_MAX);
}

static bool is_ranged(const struct field *f)
{
	return f->type == FIELD_DATE || f->type == FIELD_INTEGER ||
	       f->type == FIELD_TIME;
}

/* Members of records, and what the server says of every record. */
static bool is_always_there(const struct column *c)
{
	return c->list == NULL && c->field != &common_fields[COLUMN_ORIGIN] &&
	       (c->field->flags & (F_REQUIRED | F_SERVER | F_DERIVED)) != 0;
}

static void add_column(json_t *params, const struct kind *k,
                       const struct column *c)
{
	static const char *const ranges[] = { ".gte", ".gt", ".lte", ".lt" };
	const struct field *f = c->field;
	json_t *schema =
		f->flags & F_OWN ? filters_pointer(k) : schema_value(f);

	add(params, c->path, "", values_of(json_incref(schema)), NULL);
	if (!is_always_there(c))
		add(params, c->path, ".exists",
		    PACK("{s:s}", "type", "boolean"), NULL);
	if (f->codes != NULL)
		add(params, c->path, ".exact", values_of(json_incref(schema)),
		    "This code alone, and not what it contains");
	for (size_t i = 0; is_ranged(f) && i < COUNT(ranges); i++)
		add(params, c->path, ranges[i], json_incref(schema), NULL);
	json_decref(schema);
}

/* Asked of a list that is stored for it, so no column bears the name. */
static void add_status(json_t *params, const struct entity *t)
{
	json_t *schema = schema_value(entity_field(t, STR("status")));

	add(params, "status", "", values_of(schema),
	    "Where it stands on the day `on`");
	add(params, "in_force", "",
	    schema_value(entity_field(t, STR("in_force"))),
	    "Whether it binds on the day `on`, in whole or in part");
}

static bool is_hidden(const struct field *f)
{
	return (f->flags & F_HIDDEN) != 0;
}

void filters_add(json_t *params, const struct entity *t)
{
	const struct kind *k = kind_find(str_from(t->name));

	for (size_t i = 0; i < t->ncolumns; i++)
		if (!is_hidden(t->columns[i].field))
			add_column(params, k, &t->columns[i]);
	for (size_t i = 0; i < t->nlists; i++)
		for (size_t j = 0; j < t->lists[i].ncolumns; j++)
			if (!is_hidden(t->lists[i].field) &&
			    !is_hidden(t->lists[i].columns[j].field))
				add_column(params, k, &t->lists[i].columns[j]);
	if (entity_field(t, STR("statuses")) != NULL)
		add_status(params, t);
}
