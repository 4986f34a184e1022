/*
 * jsonsize.c - a quick look at texts, a walk over trees
 */
#include "server/registry/model/jsonsize.h"

/* ---- texts -------------------------------------------------------------- */

#define LEVELS (JSON_DEPTH_WRAPPED + 1)

struct look {
	size_t values, depth, deepest;
	bool is_list[LEVELS]; /* of what stands open, the outermost first */
	bool is_empty;        /* a list was opened, and nothing came yet  */
	bool in_string;
};

static void open_list(struct look *l, bool is_list)
{
	if (l->depth < LEVELS)
		l->is_list[l->depth] = is_list;
	if (++l->depth > l->deepest)
		l->deepest = l->depth;
	l->is_empty = is_list;
}

/* Each member has one ':'; a list one ',' less than it has items. */
static void step(struct look *l, char c)
{
	if (l->is_empty && c != ' ' && c != '\t' && c != '\n' && c != '\r') {
		l->values += c != ']';
		l->is_empty = false;
	}
	if (c == '"')
		l->in_string = true;
	else if (c == '[' || c == '{')
		open_list(l, c == '[');
	else if ((c == ']' || c == '}') && l->depth > 0)
		l->depth--;
	else if (c == ':')
		l->values++;
	else if (c == ',' && l->depth > 0 && l->is_list[l->depth - 1])
		l->values++;
}

enum err_code json_fits_text(struct str text, size_t values, size_t depth,
                             struct err *e)
{
	struct look l = { .values = 1 };

	for (size_t i = 0; i < text.len && l.deepest <= depth; i++) {
		if (!l.in_string)
			step(&l, text.p[i]);
		else if (text.p[i] == '\\')
			i++;
		else if (text.p[i] == '"')
			l.in_string = false;
	}
	if (l.deepest > depth)
		return err_set(e, ERR_SYNTAX,
		               "JSON may be at most %zu levels deep", depth);
	if (l.values > values)
		return err_set(e, ERR_TOO_LARGE,
		               "JSON may hold at most %zu values", values);
	return ERR_OK;
}

/* ---- trees -------------------------------------------------------------- */

/* The least that stands around a string, and around a name. */
#define STRING_MARKS 2
#define NAME_MARKS   3

static bool add(struct json_size *sum, const json_t *value, size_t level)
{
	const char *name;
	json_t *member;

	sum->values++;
	sum->bytes += json_is_string(value)
	                      ? json_string_length(value) + STRING_MARKS
	                      : 1;
	if (sum->values > JSON_VALUES_MAX || sum->bytes > JSON_BYTES_MAX)
		return false;
	level += json_is_object(value) || json_is_array(value);
	if (level > sum->depth)
		sum->depth = level;
	json_object_foreach((json_t *)value, name, member)
	{
		sum->bytes += strlen(name) + NAME_MARKS;
		if (!add(sum, member, level))
			return false;
	}
	for (size_t i = 0; i < json_array_size(value); i++)
		if (!add(sum, json_array_get(value, i), level))
			return false;
	return true;
}

bool json_size_add(struct json_size *sum, const json_t *value)
{
	return add(sum, value, 0);
}

enum err_code json_fits(const json_t *value, struct err *e)
{
	struct json_size size = { 0 };

	if (!json_size_add(&size, value))
		return err_set(e, ERR_TOO_LARGE,
		               "a record may hold at most %d JSON values and "
		               "%u bytes",
		               JSON_VALUES_MAX, JSON_BYTES_MAX);
	if (size.depth > JSON_DEPTH_MAX)
		return err_set(e, ERR_TOO_LARGE,
		               "a record may be at most %d levels deep",
		               JSON_DEPTH_MAX);
	return ERR_OK;
}
