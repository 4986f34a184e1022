/*
 * profile.c - reading profiles
 */
#include "server/registry/outline/profile.h"

#include <strings.h>

#include "server/registry/model/json.h"

struct reading_profile {
	struct arena *arena;
	const struct vocabulary *vocabulary;
	struct profile *out;
	struct err *e;
};

static enum err_code wrong(struct reading_profile *r, const char *row,
                           const char *what)
{
	return err_set(r->e, ERR_INVALID, "profile %.*s: %s: %s",
	               STR_ARG(r->out->name), row, what);
}

/* The place of a name in a table that NULL ends; -1: none. */
static int place_of(const json_t *name, const char *const *names)
{
	for (int i = 0; names[i] != NULL; i++)
		if (str_is(json_str(name), names[i]))
			return i;
	return -1;
}

static enum err_code read_open(struct reading_profile *r, const json_t *json,
                               const char *name, struct profile_row *row)
{
	const json_t *open = json_object_get(json, "open");

	if (json_array_size(open) == 0 || json_array_size(open) > PATTERNS_MAX)
		return wrong(r, name, "open is empty or too long");
	row->open = arena_alloc(r->arena,
	                        json_array_size(open) * sizeof(*row->open));
	for (; row->nopen < json_array_size(open); row->nopen++) {
		struct str text = arena_str(
			r->arena, json_str(json_array_get(open, row->nopen)));

		if (str_starts(text, STR("?"))) {
			row->weak |= ROW_BIT(row->nopen);
			text = (struct str){ text.p + 1, text.len - 1 };
		}
		if (!pattern_read(r->vocabulary, text, &row->open[row->nopen]))
			return wrong(r, name, text.len > 0 ? text.p : "open");
	}
	return ERR_OK;
}

static enum err_code read_headings(struct reading_profile *r,
                                   const json_t *json, const char *name,
                                   struct profile_row *row)
{
	static const char *const places[] = { "none",  "line", "title", "dash",
		                              "paren", "next", "above", "over",
		                              "lead",  NULL };
	const json_t *list = json_object_get(json, "heading");

	for (size_t i = 0; i < json_array_size(list); i++) {
		int place = place_of(json_array_get(list, i), places);

		if (place < 0 || row->nheadings == HEADINGS_MAX)
			return wrong(r, name, "heading");
		row->headings[row->nheadings++] = (enum heading_place)place;
	}
	return ERR_OK;
}

static enum err_code read_flags(struct reading_profile *r, const json_t *json,
                                const char *name, struct profile_row *row)
{
	static const char *const flags[] = { "strong", "again", "tail",
		                             "once",   "front", "inside",
		                             "back",   "late",  "holds",
		                             "flat",   "named", "alphabet",
		                             NULL };
	static const char *const rests[] = { "any",   "some", "title", "caps",
		                             "named", "new",  "dash",  NULL };
	const json_t *list = json_object_get(json, "flags"),
		     *rest = json_object_get(json, "rest");

	for (size_t i = 0; i < json_array_size(list); i++) {
		int flag = place_of(json_array_get(list, i), flags);

		if (flag < 0)
			return wrong(r, name, "flags");
		row->flags |= 1u << flag;
	}
	if (rest != NULL && place_of(rest, rests) < 0)
		return wrong(r, name, "rest");
	row->rest =
		rest != NULL ? (enum rest_kind)place_of(rest, rests) : REST_ANY;
	return ERR_OK;
}

/* Names of rows to a set of them. */
static enum err_code read_set(struct reading_profile *r, const json_t *json,
                              const char *name, const char *member,
                              uint64_t *out)
{
	const json_t *list = json_object_get(json, member);

	for (size_t i = 0; i < json_array_size(list); i++) {
		struct str want = json_str(json_array_get(list, i));
		size_t k = 0;

		if (want.len == 0) {
			*out |= IN_TEXT;
			continue;
		}
		while (k < r->out->nrows && !str_eq(r->out->rows[k].name, want))
			k++;
		if (k == r->out->nrows)
			return wrong(r, name, member);
		*out |= ROW_BIT(k);
	}
	return ERR_OK;
}

static enum err_code read_sets(struct reading_profile *r, const json_t *json,
                               struct profile_row *row)
{
	const struct {
		const char *member;
		uint64_t *out;
	} sets[] = { { "in", &row->in },       { "within", &row->within },
		     { "not", &row->not },     { "before", &row->before },
		     { "leads", &row->leads }, { "bare", &row->bare } };
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < COUNT(sets) && rc == ERR_OK; i++)
		rc = read_set(r, json, row->name.p, sets[i].member,
		              sets[i].out);
	if (json_object_get(json, "within") == NULL)
		row->within = row->in;
	return rc;
}

static struct str text_of(struct reading_profile *r, const json_t *json,
                          const char *name)
{
	return arena_str(r->arena, json_text(json, name));
}

static int integer_of(const json_t *json, const char *name, int otherwise)
{
	const json_t *n = json_object_get(json, name);

	return n != NULL ? (int)json_integer_value(n) : otherwise;
}

/* A list of words; those beyond `most` are not wanted. */
static size_t read_words(struct reading_profile *r, const json_t *json,
                         const char *name, struct str *out, size_t most)
{
	const json_t *list = json_object_get(json, name);
	size_t n = 0;

	for (; n < json_array_size(list) && n < most; n++)
		out[n] = arena_str(r->arena, json_str(json_array_get(list, n)));
	return n;
}

static void read_sources(struct reading_profile *r, const json_t *json,
                         struct profile_row *row)
{
	row->element = text_of(r, json, "element");
	row->nnumbers =
		read_words(r, json, "number", row->numbers, SOURCES_MAX);
	row->ntitles = read_words(r, json, "title", row->titles, SOURCES_MAX);
}

static enum err_code read_row(struct reading_profile *r, const json_t *json,
                              struct profile_row *row)
{
	enum err_code rc;

	*row = (struct profile_row){
		.name = text_of(r, json, "name"),
		.level = text_of(r, json, "level"),
		.path = text_of(r, json, "path"),
		.label = text_of(r, json, "label"),
		.parent = text_of(r, json, "parent"),
		.depth = integer_of(json, "depth", 0),
		.gap = integer_of(json, "gap", 2),
		.min = (size_t)integer_of(json, "min", 1),
	};
	if (json_object_get(json, "from") != NULL)
		row->from = vocabulary_class(r->vocabulary,
		                             json_text(json, "from"));
	if (row->name.len == 0 || (row->level.len > 0 && row->path.len == 0))
		return wrong(r, row->name.len > 0 ? row->name.p : "?",
		             "a name and a path are needed");
	read_sources(r, json, row);
	rc = read_open(r, json, row->name.p, row);
	if (rc == ERR_OK)
		rc = read_headings(r, json, row->name.p, row);
	return rc != ERR_OK ? rc : read_flags(r, json, row->name.p, row);
}

static void read_lists(struct reading_profile *r, const json_t *json)
{
	struct profile *p = r->out;

	p->nlanguages =
		read_words(r, json, "languages", p->languages, LANGUAGES_MAX);
	p->nroots = read_words(r, json, "root", p->roots, SKIP_MAX);
	p->nskip = read_words(r, json, "skip", p->skip, SKIP_MAX);
	p->nids = read_words(r, json, "id", p->ids, SOURCES_MAX);
	p->nattributes =
		read_words(r, json, "attributes", p->attributes, SOURCES_MAX);
}

bool profile_speaks(const struct profile *p, struct str lang)
{
	size_t n = 0;

	while (n < lang.len && lang.p[n] != '-')
		n++;
	for (size_t i = 0; i < p->nlanguages; i++) {
		struct str one = p->languages[i];

		if (str_is(one, "*") ||
		    (one.len == n && strncasecmp(one.p, lang.p, n) == 0))
			return true;
	}
	return false;
}

/* ---- what is like another ------------------------------------------------ */

static const char *text_named(struct str name)
{
	for (size_t i = 0; profile_texts[i].name != NULL; i++)
		if (str_is(name, profile_texts[i].name))
			return profile_texts[i].text;
	return NULL;
}

/* The place of a level in a list; its length: none is there. */
static size_t level_named(const json_t *levels, struct str name)
{
	size_t i = 0;

	while (i < json_array_size(levels) &&
	       !str_eq(json_text(json_array_get(levels, i), "name"), name))
		i++;
	return i;
}

/* A level of its own in the place where it belongs. */
static void put_level(json_t *levels, json_t *level)
{
	struct str after = json_text(level, "after");
	size_t i = level_named(levels, json_text(level, "name"));

	if (i < json_array_size(levels))
		json_array_set(levels, i, level);
	else if (after.len > 0)
		json_array_insert(levels, level_named(levels, after) + 1,
		                  level);
	else
		json_array_append(levels, level);
}

/* The levels of the other one, changed by its own. */
static enum err_code merge_levels(struct reading_profile *r, json_t *json)
{
	const json_t *own = json_object_get(json, "levels"),
		     *without = json_object_get(json, "without");
	const char *like = text_named(json_text(json, "like"));
	json_t *other, *levels;
	enum err_code rc;

	if (like == NULL)
		return wrong(r, "like", "there is no such profile");
	rc = json_read(r->arena, str_from(like), &other, r->e);
	if (rc != ERR_OK)
		return rc;
	levels = json_object_get(other, "levels");
	for (size_t i = 0; i < json_array_size(without); i++)
		json_array_remove(levels,
		                  level_named(levels, json_str(json_array_get(
							      without, i))));
	for (size_t i = 0; i < json_array_size(own); i++)
		put_level(levels, json_array_get(own, i));
	json_object_set(json, "levels", levels);
	return ERR_OK;
}

static enum err_code read_rows(struct reading_profile *r, const json_t *levels)
{
	struct profile *out = r->out;
	enum err_code rc = ERR_OK;

	if (json_array_size(levels) == 0 || json_array_size(levels) > ROWS_MAX)
		return wrong(r, "levels", "none, or too many");
	for (; out->nrows < json_array_size(levels) && rc == ERR_OK;
	     out->nrows++)
		rc = read_row(r, json_array_get(levels, out->nrows),
		              &out->rows[out->nrows]);
	for (size_t i = 0; i < out->nrows && rc == ERR_OK; i++)
		rc = read_sets(r, json_array_get(levels, i), &out->rows[i]);
	return rc;
}

enum err_code profile_read(struct arena *a, const struct vocabulary *v,
                           struct str text, struct profile *out, struct err *e)
{
	struct reading_profile r = { a, v, out, e };
	json_t *json;
	enum err_code rc = json_read(a, text, &json, e);

	if (rc != ERR_OK)
		return rc;
	*out = (struct profile){ 0 };
	out->name = text_of(&r, json, "name");
	out->title = text_of(&r, json, "title");
	out->rank = integer_of(json, "rank", 50);
	out->part = text_of(&r, json, "part");
	read_lists(&r, json);
	if (json_object_get(json, "like") != NULL)
		rc = merge_levels(&r, json);
	return rc != ERR_OK ? rc
	                    : read_rows(&r, json_object_get(json, "levels"));
}

enum err_code profile_find(struct arena *a, const struct vocabulary *v,
                           struct str name, struct profile *out, struct err *e)
{
	const char *text = text_named(name);
	struct buf known;

	if (text != NULL)
		return profile_read(a, v, str_from(text), out, e);
	buf_init(&known, a);
	for (size_t i = 0; profile_texts[i].name != NULL; i++)
		buf_printf(&known, " %s", profile_texts[i].name);
	return err_set(e, ERR_NOT_FOUND,
	               "there is no such profile; there are:%s", known.data);
}
