/*
 * yaml.c - blocks for objects and lists, JSON for the rest
 */
#include "server/http/openapi/yaml.h"

#include <ctype.h>
#include <string.h>

#include "lib/base/base.h"

/* Strings are written as JSON, which YAML is a superset of. */
static void write_scalar(FILE *out, const json_t *value)
{
	json_dumpf(value, out, JSON_ENCODE_ANY | JSON_COMPACT);
}

/* Bare where no reader can take it for anything but a name. */
static void write_name(FILE *out, const char *name)
{
	static const char *const words[] = { "null", "true", "false",
		                             "yes",  "no",   "on",
		                             "off",  "y",    "n" };
	bool bare = isalpha((unsigned char)name[0]);

	for (const char *p = name; *p != '\0'; p++)
		bare = bare && (isalnum((unsigned char)*p) || *p == '_');
	for (size_t i = 0; i < COUNT(words); i++)
		bare = bare && strcmp(name, words[i]) != 0;
	fprintf(out, bare ? "%s:" : "\"%s\":", name);
}

static bool is_empty(const json_t *value)
{
	return json_object_size(value) == 0 && json_array_size(value) == 0;
}

static void write_block(FILE *out, const json_t *value, int depth,
                        bool on_line);

/* What stands behind "name:" or "-". */
static void write_value(FILE *out, const json_t *value, int depth, bool item)
{
	if (is_empty(value)) {
		fputc(' ', out);
		write_scalar(out, value);
		fputc('\n', out);
		return;
	}
	fputc(item ? ' ' : '\n', out);
	write_block(out, value, depth, item);
}

/* A mapping or a sequence; on_line: its first entry goes on with the line. */
static void write_block(FILE *out, const json_t *value, int depth, bool on_line)
{
	const char *name;
	json_t *member;

	json_object_foreach((json_t *)value, name, member)
	{
		fprintf(out, "%*s", on_line ? 0 : 2 * depth, "");
		write_name(out, name);
		write_value(out, member, depth + 1, false);
		on_line = false;
	}
	for (size_t i = 0; i < json_array_size(value); i++) {
		fprintf(out, "%*s-", on_line ? 0 : 2 * depth, "");
		write_value(out, json_array_get(value, i), depth + 1, true);
		on_line = false;
	}
}

void yaml_write(FILE *out, const json_t *value)
{
	write_block(out, value, 0, false);
}
