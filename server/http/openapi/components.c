/*
 * components.c - count parameters, then refer to those that come again
 */
#include "server/http/openapi/components.h"

#include "server/http/openapi/build.h"

/* Of all that bear a name: {"param", "count", "as"}, "as" once it is shared. */
static json_t *entry_of(json_t *seen, json_t *param)
{
	const char *name = json_string_value(json_object_get(param, "name"));
	json_t *entries = json_object_get(seen, name), *entry;
	size_t i;

	if (entries == NULL) {
		entries = json_array();
		json_object_set_new(seen, name, entries);
	}
	json_array_foreach(entries, i, entry)
	{
		if (json_equal(json_object_get(entry, "param"), param))
			return entry;
	}
	entry = PACK("{s:O, s:i}", "param", param, "count", 0);
	json_array_append_new(entries, entry);
	return entry;
}

typedef void visit_fn(json_t *list, size_t i, const char *tag, json_t *seen,
                      json_t *params);

static void count(json_t *list, size_t i, const char *tag, json_t *seen,
                  json_t *params)
{
	json_t *entry = entry_of(seen, json_array_get(list, i));
	json_int_t n = json_integer_value(json_object_get(entry, "count"));

	(void)tag;
	(void)params;
	json_object_set_new(entry, "count", json_integer(n + 1));
}

static void replace(json_t *list, size_t i, const char *tag, json_t *seen,
                    json_t *params)
{
	json_t *param = json_array_get(list, i), *as;
	json_t *entry = entry_of(seen, param);
	const char *name;

	if (json_integer_value(json_object_get(entry, "count")) < 2)
		return;
	as = json_object_get(entry, "as");
	if (as == NULL) {
		name = json_string_value(json_object_get(param, "name"));
		as = json_object_get(params, name) == NULL
		             ? json_string(name)
		             : json_sprintf("%s.%s", tag, name);
		json_object_set_new(entry, "as", as);
		json_object_set(params, json_string_value(as), param);
	}
	json_array_set_new(list, i,
	                   build_ref("parameters", json_string_value(as)));
}

static void visit(json_t *operation, visit_fn *fn, json_t *seen, json_t *params)
{
	json_t *list = json_object_get(operation, "parameters");
	json_t *tags = json_object_get(operation, "tags");
	const char *tag = json_string_value(json_array_get(tags, 0));

	for (size_t i = 0; i < json_array_size(list); i++)
		if (json_object_get(json_array_get(list, i), "name") != NULL)
			fn(list, i, tag, seen, params);
}

static void visit_all(json_t *paths, visit_fn *fn, json_t *seen, json_t *params)
{
	json_t *item, *operation;
	const char *path, *method;

	json_object_foreach(paths, path, item)
	{
		json_object_foreach(item, method, operation)
		{
			visit(operation, fn, seen, params);
		}
	}
}

void share_params(json_t *paths, json_t *params)
{
	json_t *seen = json_object();

	visit_all(paths, count, seen, params);
	visit_all(paths, replace, seen, params);
	json_decref(seen);
}
