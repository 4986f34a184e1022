/*
 * build.c - small builders of JSON
 */
#include "server/http/openapi/build.h"

#include <ctype.h>
#include <stdio.h>

#include "lib/base/log.h"
#include "server/registry/model/kind.h"

json_t *build_sound(json_t *json)
{
	if (json == NULL)
		die("the contract cannot be written");
	return json;
}

json_t *build_ref(const char *group, const char *name)
{
	char path[2 * NAME_SIZE];

	snprintf(path, sizeof(path), "#/components/%.20s/%.95s", group, name);
	return PACK("{s:s}", "$ref", path);
}

json_t *build_choice(const char *const *names)
{
	json_t *choices = json_array();

	for (; *names != NULL; names++)
		json_array_append_new(choices, json_string(*names));
	return PACK("{s:s, s:o}", "type", "string", "enum", choices);
}

const char *build_schema_name(const struct kind *k, const char *suffix,
                              char out[NAME_SIZE])
{
	snprintf(out, NAME_SIZE, "%s%s", k->singular, suffix);
	out[0] = (char)toupper((unsigned char)out[0]);
	return out;
}
