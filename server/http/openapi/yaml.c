/*
 * yaml.c - blocks for long objects and lists, one line for the rest
 */
#include "server/http/openapi/yaml.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "lib/base/base.h"

#define LINE_MAX_LEN 120

/* What no reader can take for anything but a text needs no quotes. */
static bool is_bare(const char *text)
{
	static const char *const words[] = { "null", "true", "false",
		                             "yes",  "no",   "on",
		                             "off",  "y",    "n" };
	bool bare = isalpha((unsigned char)text[0]) || text[0] == '$';

	for (const char *p = text; *p != '\0'; p++)
		bare = bare && (isalnum((unsigned char)*p) ||
		                strchr("_$-./", *p) != NULL);
	for (size_t i = 0; i < COUNT(words); i++)
		bare = bare && strcasecmp(text, words[i]) != 0;
	return bare;
}

static void write_name(FILE *out, const char *name)
{
	fprintf(out, is_bare(name) ? "%s:" : "\"%s\":", name);
}

/* On one line. */
static void write_flow(FILE *out, const json_t *value)
{
	const char *name, *mark = json_is_array(value) ? "[" : "{";
	json_t *member;

	json_object_foreach((json_t *)value, name, member)
	{
		fputs(mark, out);
		write_name(out, name);
		fputc(' ', out);
		write_flow(out, member);
		mark = ", ";
	}
	for (size_t i = 0; i < json_array_size(value); i++, mark = ", ") {
		fputs(mark, out);
		write_flow(out, json_array_get(value, i));
	}
	if (mark[0] == ',')
		fputc(json_is_array(value) ? ']' : '}', out);
	else if (json_is_string(value) && is_bare(json_string_value(value)))
		fputs(json_string_value(value), out);
	else
		json_dumpf(value, out, JSON_ENCODE_ANY);
}

/* Scalars, and what is short even with all its quotes, stand on one line. */
static bool is_short(const json_t *value, int depth)
{
	return (!json_is_object(value) && !json_is_array(value)) ||
	       json_dumpb(value, NULL, 0, 0) + 2 * (size_t)depth <=
	               LINE_MAX_LEN;
}

static void write_block(FILE *out, const json_t *value, int depth,
                        bool on_line);

static bool is_of_scalars(const json_t *list)
{
	size_t n = json_array_size(list);
	bool all = n > 0;

	for (size_t i = 0; all && i < n; i++)
		all = json_is_string(json_array_get(list, i));
	return all;
}

/* As many on a line as fit. */
static void write_filled(FILE *out, const json_t *list, int depth)
{
	size_t at = LINE_MAX_LEN, n = json_array_size(list);

	fputs(" [", out);
	for (size_t i = 0; i < n; i++) {
		const json_t *item = json_array_get(list, i);
		size_t len = json_dumpb(item, NULL, 0, JSON_ENCODE_ANY) + 2;

		if (at + len > LINE_MAX_LEN) {
			fprintf(out, "\n%*s", 2 * depth - 1, "");
			at = 2 * (size_t)depth;
		}
		fputc(' ', out);
		write_flow(out, item);
		fputs(i + 1 < n ? "," : "]\n", out);
		at += len;
	}
}

/* What stands after "name:" or "-". */
static void write_value(FILE *out, const json_t *value, int depth, bool item)
{
	if (is_short(value, depth) && !(item && json_object_size(value) == 1)) {
		fputc(' ', out);
		write_flow(out, value);
		fputc('\n', out);
	} else if (is_of_scalars(value)) {
		write_filled(out, value, depth);
	} else {
		fputc(item ? ' ' : '\n', out);
		write_block(out, value, depth, item);
	}
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
