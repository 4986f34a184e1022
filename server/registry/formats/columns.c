/*
 * columns.c - which columns there are, and what stands in a cell
 */
#include "server/registry/formats/columns.h"

#include "lib/data/jsontext.h"
#include "server/registry/model/named.h"
#include "server/registry/model/show.h"

#define LEADING_MAX  20
#define LEFT_OUT_MAX 4

/* What comes first where no kind says it, and what makes no column. What is
 * looked at first is that, too, unless it is said. */
static const struct layout {
	const char *shape, *first[LEADING_MAX], *left_out[LEFT_OUT_MAX],
		*brief[BRIEF_MAX];
} layouts[] = {
	{ "hits",
	  { "title", "kind", "key", "type", "force", "status", "jurisdictions",
	    "issuers", "date", "url", "instrument.title", "instrument.key",
	    "path", "locator", "segment", "snippet", "id" },
	  { "ranges", "marked" },
	  { "title", "kind", "type", "status", "date", "snippet", "key" } },
	{ "timeline",
	  { "on", "step", "provision.label", "provision.heading",
	    "provision.key", "from", "current" },
	  { NULL },
	  { NULL } },
	{ "days", { "on", "count" }, { NULL }, { NULL } },
	{ "lineage",
	  { "on", "step", "direction", "before.title", "before.force",
	    "after.title", "after.force", "field", "depth", "basis", "review",
	    "confidence", "note", "before.key", "after.key", "passages.key" },
	  { NULL },
	  { "on", "step", "before.title", "before.force", "after.title",
	    "after.force", "basis" } },
	{ "coverage",
	  { "kind", "field", "grades.official", "grades.independent",
	    "grades.editorial", "grades.none" },
	  { NULL },
	  { NULL } },
	{ "conflicts",
	  { "subject.title", "field", "value", "state", "grade",
	    "assertions.value", "assertions.agreement", "assertions.speaker",
	    "assertions.passage", "assertions.grade", "resolution.outcome",
	    "resolution.reason", "subject.kind", "subject.key" },
	  { "total", "next" },
	  { "subject.title", "field", "value", "state", "assertions.value",
	    "assertions.passage", "resolution.outcome", "subject.key" } },
	{ "comparison",
	  { "topic", "in", "left.label", "left.heading", "left.key",
	    "right.label", "right.heading", "right.key", "concept.key" },
	  { NULL },
	  { "topic", "in", "left.label", "left.heading", "right.label",
	    "right.heading" } },
	{ "related",
	  { "type", "label", "direction", "other.title", "other.key", "basis" },
	  { NULL },
	  { NULL } },
};

/* ---- which ------------------------------------------------------------- */

static bool has_column(const struct table *t, struct str header)
{
	for (size_t i = 0; i < t->n; i++)
		if (str_eq(t->columns[i].header, header))
			return true;
	return false;
}

static void add(struct table *t, struct str outer, struct str inner,
                const struct field *f)
{
	struct arena *a = t->r->arena;
	struct table_column c = { .outer = outer, .inner = inner, .field = f };

	c.header =
		inner.p == NULL
			? outer
			: str_from(arena_printf(a, "%.*s.%.*s", STR_ARG(outer),
	                                        STR_ARG(inner)));
	if (has_column(t, c.header))
		return;
	ARENA_GROW(a, t->columns, t->n, t->room);
	t->columns[t->n++] = c;
}

/* What those are called that objects of a list refer to: to see who they are
 * takes no second table. */
static void add_names(struct table *t, struct str outer, const struct field *f)
{
	struct table_column c = { .outer = outer,
		                  .inner = str_from(f->name),
		                  .field = f,
		                  .by_name = true };

	c.header = str_from(arena_printf(t->r->arena, "%.*s.%s.name",
	                                 STR_ARG(outer), f->name));
	if (f->type != FIELD_REFERENCE || f->target == NULL || t->by_name ||
	    has_column(t, c.header))
		return;
	ARENA_GROW(t->r->arena, t->columns, t->n, t->room);
	t->columns[t->n++] = c;
}

/* A column that a table names: "parties.role". */
static void add_path(struct table *t, const char *path)
{
	struct str outer = str_from(path), inner = { 0 };
	const char *dot = strchr(path, '.');
	const struct kind *k = t->r->kind;
	const struct field *f;

	if (dot != NULL) {
		outer.len = (size_t)(dot - path);
		inner = str_from(dot + 1);
	}
	f = k != NULL ? entity_field(&k->entity, outer) : NULL;
	for (size_t i = 0; f != NULL && dot != NULL && i < f->nfields; i++)
		if (str_is(inner, f->fields[i].name)) {
			add(t, outer, inner, &f->fields[i]);
			return;
		}
	add(t, outer, inner, f);
}

static void add_field(struct table *t, const struct field *f)
{
	if ((f->flags & (F_UNSHOWN | F_SIDE_TABLE)) ||
	    strcmp(f->name, NAMED_MEMBER) == 0) /* cells have keys already */
		return;
	for (size_t i = 0; i < f->nfields; i++) {
		add(t, str_from(f->name), str_from(f->fields[i].name),
		    &f->fields[i]);
		if (f->flags & F_LIST)
			add_names(t, str_from(f->name), &f->fields[i]);
	}
	if (f->nfields == 0)
		add(t, str_from(f->name), (struct str){ 0 }, f);
}

/* What a record is called, its key, all it says, what fills several columns
 * last, and what the server says. */
static void add_kind(struct table *t, const struct kind *k)
{
	const struct entity *en = &k->entity;

	for (size_t i = 0; i < en->nfields; i++)
		if (en->fields[i].search == SEARCH_TITLE)
			add_field(t, &en->fields[i]);
	add_field(t, &common_fields[COLUMN_KEY]);
	for (size_t i = 0; i < en->nfields; i++)
		if (en->fields[i].nfields == 0)
			add_field(t, &en->fields[i]);
	for (size_t i = 0; i < en->nfields; i++)
		add_field(t, &en->fields[i]);
	for (size_t i = 0; i < COLUMN__COMMON; i++)
		add_field(t, &common_fields[i]);
}

static void add_chosen(struct table *t)
{
	const struct choice *c = &t->r->fields;

	for (size_t i = 0; i < c->n; i++) {
		const struct kind *k = t->r->kind;
		const struct field *f =
			k != NULL ? entity_field(&k->entity, c->names[i])
				  : NULL;

		if (f != NULL)
			add_field(t, f);
		else
			add(t, c->names[i], (struct str){ 0 }, NULL);
	}
}

static const struct layout *layout_of(const struct rendering *r)
{
	for (size_t i = 0; i < COUNT(layouts); i++)
		if (strcmp(layouts[i].shape, r->shape) == 0)
			return &layouts[i];
	return NULL;
}

/* Is it a column already, or none? */
static bool is_settled(const struct rendering *r, struct str name)
{
	const struct layout *l = layout_of(r);

	if (l == NULL)
		return r->kind != NULL &&
		       entity_field(&r->kind->entity, name) != NULL;
	for (size_t i = 0; i < LEFT_OUT_MAX && l->left_out[i] != NULL; i++)
		if (str_is(name, l->left_out[i]))
			return true;
	return false;
}

/* The members of an object, or of the objects of a list; false when it is
 * neither. */
static bool add_inner(struct table *t, struct str outer, struct str value)
{
	struct str object = value, name, inner;
	size_t at = 0, member = 0;

	if (value.p[0] == '[' && !json_items(value, &at, &object))
		return false;
	if (object.p[0] != '{')
		return false;
	do {
		for (member = 0; json_each(object, &member, &name, &inner);)
			add(t, outer, name, NULL);
	} while (value.p[0] == '[' && json_items(value, &at, &object));
	return true;
}

static void add_found(struct table *t)
{
	struct str item, name, value;
	size_t at = 0, member;

	while (format_next(t->r, &at, &item))
		for (member = 0; json_each(item, &member, &name, &value);) {
			arena_work(t->r->arena, t->n);
			if (!is_settled(t->r, name) &&
			    !add_inner(t, name, value))
				add(t, name, (struct str){ 0 }, NULL);
		}
}

static bool add_brief(struct table *t, const struct layout *l)
{
	const char *const *names = l == NULL             ? t->r->kind->brief
	                           : l->brief[0] != NULL ? l->brief
	                                                 : l->first;

	for (size_t i = 0; i < BRIEF_MAX && names[i] != NULL; i++)
		add_path(t, names[i]);
	return t->n > 0;
}

void columns_read(struct table *t, struct rendering *r, bool brief,
                  bool by_name)
{
	const struct layout *l = layout_of(r);

	*t = (struct table){ .r = r, .by_name = by_name };
	if (r->fields.n > 0) {
		add_chosen(t);
		if (r->kind != NULL)
			return;
	}
	if (brief && (l != NULL || r->kind != NULL) && add_brief(t, l))
		return;
	if (l == NULL && r->kind != NULL)
		add_kind(t, r->kind);
	for (size_t i = 0; l != NULL && i < LEADING_MAX; i++)
		if (l->first[i] != NULL)
			add_path(t, l->first[i]);
	add_found(t);
}

/* ---- what stands there --------------------------------------------------- */

/* A record is known by its key as well as by its id; people know its name. */
static enum err_code key_of(struct table *t, const struct kind *k,
                            struct str id, struct str *out, struct err *e)
{
	const struct row *row;
	enum err_code rc;

	*out = id;
	rc = format_referred(t->r, k, id, &row, e);
	if (rc != ERR_OK || row == NULL)
		return rc;
	*out = t->names_now ? show_title(t->r->reading.arena, k, row)
	                    : row->values[COLUMN_KEY].text;
	return ERR_OK;
}

/* The kind of record a column refers to; "kind" beside it may say it. */
static const struct kind *
kind_referred(struct table *t, const struct table_column *c, struct str object)
{
	if (c->field == NULL || c->field->type != FIELD_REFERENCE)
		return NULL;
	if (c->field->target != NULL)
		return kind_find(str_from(c->field->target));
	return kind_find(json_member_text(t->r->reading.arena, object, "kind"));
}

static void put_doubled(struct buf *out, struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		buf_add(out, s.p[i] == ';' ? ";;" : s.p + i,
		        s.p[i] == ';' ? 2 : 1);
}

/* What a member of an object leads to: "organization", "source". */
static const struct kind *kind_called(struct arena *a, struct str name)
{
	return kind_find(str_from(arena_printf(a, "%.*ss", STR_ARG(name))));
}

/* A record within another is told by its key, another object by its members:
 * "organization: ec, role: proposer". */
static enum err_code tell_object(struct table *t, struct str object,
                                 struct str *out, struct err *e)
{
	struct arena *a = t->r->reading.arena;
	struct str name, value, key = json_member(object, "key");
	enum err_code rc = ERR_OK;
	struct buf text;
	size_t at = 0;

	buf_init(&text, a);
	while (key.len == 0 && rc == ERR_OK &&
	       json_each(object, &at, &name, &value)) {
		const struct kind *k = kind_called(a, name);

		if (value.len > 0 && value.p[0] == '"')
			value = json_unquote(a, value);
		if (k != NULL)
			rc = key_of(t, k, value, &value, e);
		buf_printf(&text, "%s%.*s: %.*s", text.len > 0 ? ", " : "",
		           STR_ARG(name), STR_ARG(value));
	}
	*out = key.len > 0 ? json_unquote(a, key) : buf_text(&text);
	return rc;
}

static enum err_code put_scalar(struct table *t, const struct kind *refers,
                                struct str value, bool in_list, struct buf *out,
                                struct err *e)
{
	struct str text = value;
	enum err_code rc = ERR_OK;

	if (value.len > 0 && value.p[0] == '"')
		text = json_unquote(t->r->reading.arena, value);
	else if (value.len > 0 && value.p[0] == '{')
		rc = tell_object(t, value, &text, e);
	else if (str_is(value, "null"))
		text = (struct str){ 0 };
	if (refers != NULL && rc == ERR_OK)
		rc = key_of(t, refers, text, &text, e);
	if (in_list)
		put_doubled(out, text);
	else
		buf_str(out, text);
	return rc;
}

/* A list of values, or one. */
static enum err_code put_value(struct table *t, const struct kind *refers,
                               struct str value, struct buf *out, struct err *e)
{
	struct str item;
	size_t at = 0, n = 0;
	enum err_code rc = ERR_OK;

	if (value.len == 0 || value.p[0] != '[')
		return put_scalar(t, refers, value, false, out, e);
	while (rc == ERR_OK && json_items(value, &at, &item)) {
		buf_puts(out, n++ > 0 ? "; " : "");
		rc = put_scalar(t, refers, item, true, out, e);
	}
	return rc;
}

/* One member of each object of a list; nothing where none has it. */
static enum err_code put_members(struct table *t, const struct table_column *c,
                                 const char *name, struct str list,
                                 struct buf *out, struct err *e)
{
	struct str object;
	size_t at = 0, n = 0;
	bool any = false;
	enum err_code rc = ERR_OK;

	while (rc == ERR_OK && json_items(list, &at, &object)) {
		struct str value = json_member(object, name);

		any = any || value.len > 0;
		buf_puts(out, n++ > 0 ? "; " : "");
		rc = put_scalar(t, kind_referred(t, c, object), value, true,
		                out, e);
	}
	if (!any)
		out->len = 0;
	return rc;
}

enum err_code columns_cell(struct table *t, const struct table_column *c,
                           struct str item, struct str *out, struct err *e)
{
	struct arena *a = t->r->reading.arena;
	struct str value =
		json_member(item, arena_strndup(a, c->outer.p, c->outer.len));
	const char *inner = arena_strndup(
		a, c->inner.p != NULL ? c->inner.p : "", c->inner.len);
	struct buf text;
	enum err_code rc;

	buf_init(&text, a);
	t->names_now = t->by_name || c->by_name;
	if (c->inner.p == NULL)
		rc = put_value(t, kind_referred(t, c, item), value, &text, e);
	else if (value.len > 0 && value.p[0] == '[')
		rc = put_members(t, c, inner, value, &text, e);
	else
		rc = put_value(t, kind_referred(t, c, value),
		               json_member(value, inner), &text, e);
	*out = buf_text(&text);
	return rc;
}
