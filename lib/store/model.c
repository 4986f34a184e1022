/*
 * model.c - from the fields of an entity to its columns and lists
 */
#include "lib/store/model.h"

#include <stdio.h>

#include "lib/base/log.h"

const struct field common_fields[COLUMN__COMMON] = {
	[COLUMN_ID] = { "id", FIELD_ID, F_REQUIRED | F_FILTER,
	                .doc = "UUID, the same for ever" },
	[COLUMN_KEY] = { "key", FIELD_KEY, F_REQUIRED | F_FILTER,
	                 .doc = "Slug, unique in its kind, never changed" },
	[COLUMN_REV] = { "rev", FIELD_INTEGER, F_SERVER | F_FILTER, .min = 1,
	                 .max = INT64_MAX, .doc = "Revision, counted from 1" },
	[COLUMN_CREATED] = { "created_at", FIELD_TIME, F_SERVER | F_FILTER,
	                     .doc = "When the record was first written" },
	[COLUMN_UPDATED] = { "updated_at", FIELD_TIME, F_SERVER | F_FILTER,
	                     .doc = "When its content last changed" },
	[COLUMN_ORIGIN] = { "origin", FIELD_URL, F_SERVER | F_FILTER,
	                    .doc = "The registry that it is followed from and "
	                           "changed at; absent: this one" },
};

/* Two names joined; NAME_MAX_LEN is checked because tables are written by
 * hand and a cut name would be a wrong one. */
static void join(char out[NAME_MAX_LEN], const char *a, const char *separator,
                 const char *b)
{
	int n = a[0] == '\0' ? snprintf(out, NAME_MAX_LEN, "%s", b)
	                     : snprintf(out, NAME_MAX_LEN, "%s%s%s", a,
	                                separator, b);

	if (n >= NAME_MAX_LEN)
		die("a field's name is too long");
}

struct columns {
	struct column *items;
	size_t n, max;
	const struct field *list;
};

static void add_column(struct columns *to, const char *name, const char *path,
                       const struct field *f)
{
	struct column *c = &to->items[to->n];

	if (to->n++ == to->max)
		die("an entity has too many columns");
	*c = (struct column){ .field = f, .list = to->list };
	join(c->name, "", "", name);
	join(c->path, "", "", path);
}

static bool is_stored(const struct field *f)
{
	return (f->flags & (F_FILTER | F_DERIVED)) && !(f->flags & F_COMPUTED);
}

/* Scalars and the members of objects, not lists. */
static void add_columns(struct columns *to, const char *name, const char *path,
                        const struct field *fields, size_t nfields)
{
	char in_sql[NAME_MAX_LEN], in_query[NAME_MAX_LEN];

	for (size_t i = 0; i < nfields; i++) {
		const struct field *f = &fields[i];

		if (f->flags & F_LIST)
			continue;
		join(in_sql, name, "_", f->name);
		join(in_query, path, ".", f->name);
		if (f->type == FIELD_OBJECT)
			add_columns(to, in_sql, in_query, f->fields,
			            f->nfields);
		else if (is_stored(f))
			add_column(to, in_sql, in_query, f);
	}
}

static void add_list(struct entity *t, const struct field *f)
{
	struct list *l = &t->lists[t->nlists];
	struct columns to = { l->columns, 0, LIST_COLUMNS_MAX, f };

	*l = (struct list){ .field = f };
	if (f->type == FIELD_OBJECT)
		add_columns(&to, "", f->name, f->fields, f->nfields);
	else if (is_stored(f))
		add_column(&to, "value", f->name, f);
	if (to.n == 0)
		return;

	l->ncolumns = to.n;
	l->kind = f->flags & F_SIDE_TABLE ? t->name : NULL;
	join(l->table, l->kind != NULL ? "" : t->name, "_", f->name);
	if (f->flags & F_IMPLIED)
		join(l->implied, f->name, "_", "implied");
	if (++t->nlists == LISTS_MAX)
		die("an entity has too many lists");
}

void entity_layout(struct entity *t)
{
	struct columns to = { t->columns, 0, COLUMNS_MAX, NULL };

	t->nlists = 0;
	add_columns(&to, "", "", common_fields, COUNT(common_fields));
	add_columns(&to, "", "", t->fields, t->nfields);
	t->ncolumns = to.n;
	for (size_t i = 0; i < t->nfields; i++)
		if (t->fields[i].flags & F_LIST)
			add_list(t, &t->fields[i]);
}

const struct field *field_named(const struct field *fields, size_t n,
                                struct str name)
{
	for (size_t i = 0; i < n; i++)
		if (str_is(name, fields[i].name))
			return &fields[i];
	return NULL;
}

const struct field *entity_field(const struct entity *t, struct str name)
{
	const struct field *f =
		field_named(common_fields, COUNT(common_fields), name);

	return f != NULL ? f : field_named(t->fields, t->nfields, name);
}

static const struct column *by_path(const struct column *columns, size_t n,
                                    struct str path)
{
	for (size_t i = 0; i < n; i++)
		if (str_is(path, columns[i].path))
			return &columns[i];
	return NULL;
}

const struct column *entity_column(const struct entity *t, struct str path,
                                   const struct list **list)
{
	const struct column *c = by_path(t->columns, t->ncolumns, path);

	*list = NULL;
	for (size_t i = 0; c == NULL && i < t->nlists; i++) {
		*list = &t->lists[i];
		c = by_path((*list)->columns, (*list)->ncolumns, path);
	}
	return c;
}

bool field_has_choice(const struct field *f, struct str s)
{
	for (const char *const *c = f->choices; *c != NULL; c++)
		if (str_is(s, *c))
			return true;
	return false;
}

const char *field_choices(struct arena *a, const struct field *f)
{
	struct buf out;

	buf_init(&out, a);
	for (const char *const *c = f->choices; *c != NULL; c++)
		buf_printf(&out, "%s%s", c == f->choices ? "" : ", ", *c);
	return out.data;
}
