/*
 * draft.c - a body is checked by the field table of its kind
 */
#include "server/registry/model/draft.h"

#include <inttypes.h>

#include "lib/base/date.h"
#include "lib/data/digest.h"
#include "lib/data/id.h"
#include "lib/data/language.h"
#include "lib/data/timestamp.h"
#include "lib/data/url.h"
#include "lib/text/utf8.h"
#include "server/registry/model/json.h"
#include "server/registry/model/refs.h"

static void check_members(struct draft *d, const struct field *fields,
                          size_t nfields, json_t *object, const char *pointer);

static int64_t length(struct str s)
{
	return utf8_count(s).code_points;
}

static void check_text(struct draft *d, const struct field *f, struct str s,
                       const char *pointer)
{
	int64_t max = f->max > 0 ? f->max : TEXT_MAX, n = length(s);

	if (f->min > 0 && n > 0 && utf8_is_blank(s))
		err_pointer(d->err, pointer, "must have a visible character");
	else if (n < f->min || n > max)
		err_pointer(d->err, pointer,
		            "must have %" PRId64 " to %" PRId64
		            " characters, not %" PRId64,
		            f->min, max, n);
}

static void check_choice(struct draft *d, const struct field *f, struct str s,
                         const char *pointer)
{
	if (!field_has_choice(f, s))
		err_pointer(d->err, pointer, "must be one of: %s",
		            field_choices(d->arena, f));
}

static bool is_url(struct str s)
{
	return s.len <= TEXT_MAX && url_valid(s);
}

static bool is_pointer(struct str s)
{
	if (s.len < 2 || s.p[0] != '/' || s.len > TEXT_MAX)
		return false;
	for (size_t i = 0; i < s.len; i++)
		if (s.p[i] == '~' && (i + 1 == s.len ||
		                      (s.p[i + 1] != '0' && s.p[i + 1] != '1')))
			return false;
	return true;
}

/* What each type of text looks like, and how to say that it does not. */
static const struct {
	bool (*is)(struct str s);
	const char *hint;
} shapes[] = {
	[FIELD_DATE] = { date_valid,
	                 "must be a date: 2021, 2021-11 or 2021-11-23" },
	[FIELD_TIME] = { time_valid,
	                 "must be a time: 2021-11-23T12:00:00.000Z" },
	[FIELD_ID] = { id_valid, "must be a UUID in lower case" },
	[FIELD_KEY] = { key_valid,
	                "must be a slug: words of a-z and 0-9 joined by '-', "
	                "'_' or '.', at most 120 characters" },
	[FIELD_URL] = { is_url, "must be an http or https URL, with a host and "
	                        "without a user" },
	[FIELD_LANGUAGE] = { language_valid,
	                     "must be a language tag such as en or zh-Hans, of "
	                     "registered subtags" },
	[FIELD_DIGEST] = { digest_valid,
	                   "must be a SHA-256 in 64 lower-case hex digits" },
	[FIELD_POINTER] = { is_pointer,
	                    "must be a JSON Pointer such as /adopted_on" },
};

const char *draft_shape(const struct field *f, struct str s)
{
	if (f->type == FIELD_REFERENCE)
		return id_valid(s) || key_valid(s) ? NULL
		                                   : "must be an id or a key";
	return f->type < COUNT(shapes) && shapes[f->type].is != NULL &&
	                       !shapes[f->type].is(s)
	               ? shapes[f->type].hint
	               : NULL;
}

static void check_string(struct draft *d, const struct field *f, struct str s,
                         const char *pointer)
{
	if (f->type == FIELD_CHOICE)
		check_choice(d, f, s, pointer);
	else if (f->type == FIELD_TEXT)
		check_text(d, f, s, pointer);
	else if (f->type < COUNT(shapes) && shapes[f->type].is != NULL &&
	         !shapes[f->type].is(s))
		err_pointer(d->err, pointer, "%s", shapes[f->type].hint);
}

static void check_integer(struct draft *d, const struct field *f, int64_t n,
                          const char *pointer)
{
	if (n < f->min || n > f->max)
		err_pointer(d->err, pointer, "must be %" PRId64 " to %" PRId64,
		            f->min, f->max);
}

/* One value that is no list. */
static void check_value(struct draft *d, const struct field *f, json_t *value,
                        const char *pointer)
{
	static const char *const wanted[] = {
		[FIELD_INTEGER] = "an integer",
		[FIELD_BOOL] = "true or false",
		[FIELD_OBJECT] = "an object",
		[FIELD_JSON] = "a value", /* of any type: never said */
	};
	size_t before = d->err->nmistakes;

	if (f->type == FIELD_OBJECT && json_is_object(value)) {
		check_members(d, f->fields, f->nfields, value, pointer);
		return;
	}
	json_clean(value, pointer, d->arena, d->err);
	if (d->err->nmistakes > before || f->type == FIELD_JSON ||
	    (f->type == FIELD_BOOL && json_is_boolean(value)))
		return;
	if (f->type == FIELD_INTEGER && json_is_integer(value))
		check_integer(d, f, json_integer_value(value), pointer);
	else if (f->type != FIELD_INTEGER && f->type != FIELD_BOOL &&
	         f->type != FIELD_OBJECT && json_is_string(value))
		check_string(d, f, json_str(value), pointer);
	else
		err_pointer(d->err, pointer, "must be %s",
		            f->type < COUNT(wanted) && wanted[f->type] != NULL
		                    ? wanted[f->type]
		                    : "a string");
}

static void check_list(struct draft *d, const struct field *f, json_t *list,
                       const char *pointer)
{
	if (!json_is_array(list)) {
		err_pointer(d->err, pointer, "must be a list");
		return;
	}
	if (json_array_size(list) > ITEMS_MAX) {
		err_pointer(d->err, pointer, "must have at most %d items",
		            ITEMS_MAX);
		return;
	}
	for (size_t i = 0; i < json_array_size(list); i++)
		check_value(d, f, json_array_get(list, i),
		            json_pointer_item(d->arena, pointer, i));
}

/* Of a value that may be anything, the empty list says something. */
static bool is_absent(const struct field *f, const json_t *value)
{
	return json_is_null(value) ||
	       ((f->flags & F_LIST) != 0 && f->type != FIELD_JSON &&
	        json_is_array(value) && json_array_size(value) == 0);
}

static const struct field *find(const struct field *fields, size_t n,
                                const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(fields[i].name, name) == 0)
			return &fields[i];
	return NULL;
}

static bool is_servers(const struct field *f)
{
	return (f->flags & (F_SERVER | F_DERIVED | F_COMPUTED)) != 0;
}

static bool is_common(const char *name)
{
	return find(common_fields, COUNT(common_fields), name) != NULL;
}

/* Drop what means absent and what is the server's; note what is unknown. */
static void sift(struct draft *d, const struct field *fields, size_t nfields,
                 json_t *object, const char *pointer)
{
	const char *name;
	json_t *value;
	void *next;

	json_object_foreach_safe(object, next, name, value)
	{
		const struct field *f = find(fields, nfields, name);

		if (f == NULL && !(*pointer == '\0' && is_common(name)))
			err_pointer(d->err,
			            json_pointer(d->arena, pointer, name),
			            "is not a member of %s",
			            *pointer == '\0' ? d->kind->entity.name
			                             : pointer + 1);
		if (f == NULL || is_servers(f) || is_absent(f, value))
			json_object_del(object, name);
	}
}

static void check_members(struct draft *d, const struct field *fields,
                          size_t nfields, json_t *object, const char *pointer)
{
	sift(d, fields, nfields, object, pointer);
	for (size_t i = 0; i < nfields; i++) {
		const struct field *f = &fields[i];
		json_t *value = json_object_get(object, f->name);
		const char *at = json_pointer(d->arena, pointer, f->name);

		if (value == NULL) {
			/* the kind's check may still fill a top-level one */
			if ((f->flags & F_REQUIRED) && *pointer != '\0')
				err_pointer(d->err, at, "is required");
			continue;
		}
		if (f->flags & F_LIST)
			check_list(d, f, value, at);
		else
			check_value(d, f, value, at);
	}
}

/* What the kind's check fills (F_GIVEN) is missed only when all else is right.
 */
static void check_required(struct draft *d)
{
	for (size_t i = 0; i < d->kind->entity.nfields; i++) {
		const struct field *f = &d->kind->entity.fields[i];
		bool filled = (f->flags & F_GIVEN) && d->err->code != ERR_OK;

		if ((f->flags & F_REQUIRED) && !filled &&
		    json_object_get(d->json, f->name) == NULL)
			err_pointer(d->err, json_pointer(d->arena, "", f->name),
			            "is required");
	}
}

/* ---- references -------------------------------------------------------- */

static struct str resolve(void *arg, const struct kind *k, struct str ref,
                          const char *pointer)
{
	struct draft *d = arg;
	struct err why;
	struct row row;

	if (d->is_sure && id_valid(ref))
		return ref;
	err_init(&why, d->arena);
	if (store_find(d->tx, &k->entity, ref, d->arena, &row, &why) == ERR_OK)
		return row.values[COLUMN_ID].text;
	if (why.code == ERR_NOT_FOUND && d->arriving != NULL &&
	    d->arriving(d->arrivals, k, ref, &ref))
		return ref;
	if (why.code == ERR_NOT_FOUND)
		err_pointer(d->err, pointer, "there is no %s %.*s", k->singular,
		            STR_ARG(utf8_shorten(d->arena, ref, KEY_MAX)));
	else if (d->failed == ERR_OK)
		d->failed = why.code;
	return (struct str){ 0 };
}

enum err_code draft_check(struct draft *d)
{
	const struct entity *t = &d->kind->entity;

	if (!json_is_object(d->json))
		return err_set(d->err, ERR_INVALID,
		               "the body must be a JSON object");
	d->failed = ERR_OK;
	check_members(d, t->fields, t->nfields, d->json, "");
	if (json_fits(d->json, d->err) != ERR_OK)
		return d->err->code;
	refs_map(d->kind, d->json, d->arena, resolve, d);
	if (d->kind->check != NULL)
		d->kind->check(d);
	check_required(d);
	if (d->failed != ERR_OK)
		return err_set(d->err, d->failed, "a look-up failed");
	return d->err->code;
}

bool draft_is_wrong(const struct draft *d, const char *pointer)
{
	const struct mistake *m = d->err->mistakes;

	while (m != NULL &&
	       (m->pointer == NULL || strcmp(m->pointer, pointer) != 0))
		m = m->next;
	return m != NULL;
}

/* A null that takes away what no record has is a mistyped name. */
static void refuse_unknown(const struct field *fields, size_t n,
                           const json_t *patch, const char *pointer,
                           struct arena *a, struct err *e)
{
	const char *name;
	json_t *value;

	json_object_foreach((json_t *)patch, name, value)
	{
		const struct field *f = find(fields, n, name);
		const char *at = json_pointer(a, pointer, name);

		if (f == NULL && json_is_null(value) &&
		    !(*pointer == '\0' && is_common(name)))
			err_pointer(e, at, "is not a member");
		if (f != NULL && f->type == FIELD_OBJECT &&
		    !(f->flags & F_LIST) && json_is_object(value))
			refuse_unknown(f->fields, f->nfields, value, at, a, e);
	}
}

void draft_refuse_server_members(const struct kind *k, const json_t *patch,
                                 struct arena *a, struct err *e)
{
	const char *name;
	json_t *value;

	refuse_unknown(k->entity.fields, k->entity.nfields, patch, "", a, e);
	json_object_foreach((json_t *)patch, name, value)
	{
		const struct field *f =
			entity_field(&k->entity, str_from(name));

		if (f != NULL && f->type != FIELD_KEY &&
		    (is_servers(f) || f->type == FIELD_ID))
			err_pointer(e, json_pointer(a, "", name),
			            "is set by the server");
	}
}

/* ---- rows -------------------------------------------------------------- */

static struct value value_of(const json_t *json)
{
	if (json_is_string(json))
		return value_text(json_str(json));
	if (json_is_integer(json))
		return value_integer(json_integer_value(json));
	if (json_is_boolean(json))
		return value_integer(json_is_true(json));
	return (struct value){ .kind = VALUE_NULL };
}

/* The value at a path such as "subject.kind". */
static const json_t *at_path(const json_t *object, const char *path)
{
	char name[NAME_MAX_LEN];

	while (object != NULL && *path != '\0') {
		size_t n = strcspn(path, ".");

		memcpy(name, path, n);
		name[n] = '\0';
		object = json_object_get(object, name);
		path += n + (path[n] == '.');
	}
	return object;
}

static void fill_list(struct draft *d, const struct list *l,
                      struct list_rows *out)
{
	json_t *items = json_object_get(d->json, l->field->name);
	size_t skip = strlen(l->field->name) + 1;

	out->n = json_array_size(items);
	out->cells = arena_alloc(d->arena, (out->n * l->ncolumns + 1) *
	                                           sizeof(*out->cells));
	for (size_t i = 0; i < out->n; i++) {
		json_t *item = json_array_get(items, i);

		for (size_t j = 0; j < l->ncolumns; j++)
			out->cells[i * l->ncolumns + j] = value_of(
				l->field->type == FIELD_OBJECT
					? at_path(item,
			                          l->columns[j].path + skip)
					: item);
	}
}

void draft_row(struct draft *d, struct row *out)
{
	const struct entity *t = &d->kind->entity;

	out->values = arena_alloc(d->arena, t->ncolumns * sizeof(struct value));
	for (size_t i = 0; i < t->ncolumns; i++)
		out->values[i] = value_of(at_path(d->json, t->columns[i].path));

	out->lists = arena_alloc(d->arena,
	                         (t->nlists + 1) * sizeof(struct list_rows));
	for (size_t i = 0; i < t->nlists; i++)
		fill_list(d, &t->lists[i], &out->lists[i]);
	d->row = out;
}
