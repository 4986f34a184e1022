/*
 * sets.c - which sets a record is in
 */
#include "lib/sql/sets.h"

#include <stdlib.h>

#include "lib/base/date.h"
#include "lib/sql/set_name.h"

/* ---- members ------------------------------------------------------------ */

bool sets_has_column(const struct column *c)
{
	if (c->field->flags & F_HIDDEN)
		return false;
	switch (c->field->type) {
	case FIELD_CHOICE:
	case FIELD_BOOL:
	case FIELD_LANGUAGE:
	case FIELD_DATE:
	case FIELD_POINTER:
		return true;
	case FIELD_TEXT:
		return c->field->codes != NULL;
	case FIELD_REFERENCE:
		return c->list != NULL;
	case FIELD_INTEGER:
	case FIELD_TIME:
	case FIELD_ID:
	case FIELD_KEY:
	case FIELD_URL:
	case FIELD_DIGEST:
	case FIELD_OBJECT:
	case FIELD_JSON:
		break;
	}
	return false;
}

/* Is it known who has a value, whatever it is? */
bool set_has_presence(const struct column *c)
{
	bool is_of_hidden_list =
		c->list != NULL && (c->list->flags & F_HIDDEN) != 0;

	return sets_has_column(c) ||
	       !(is_of_hidden_list || (c->field->flags & F_HIDDEN) != 0);
}

/* What is asked for; a side table that only holds values has none. */
bool sets_has_list(const struct list *l)
{
	unsigned flags = l->field->flags;

	if ((flags & F_SIDE_TABLE) && (flags & F_HIDDEN))
		return false;
	for (size_t i = 0; i < l->ncolumns; i++)
		if (set_has_presence(&l->columns[i]))
			return true;
	return false;
}

/* Every record has a value. */
bool set_is_everywhere(const struct column *c)
{
	const struct field *f = c->field;

	return c->list == NULL && strchr(c->path, '.') == NULL &&
	       ((f->flags & F_REQUIRED) != 0 ||
	        f == &common_fields[COLUMN_REV] ||
	        f == &common_fields[COLUMN_CREATED] ||
	        f == &common_fields[COLUMN_UPDATED]);
}

/* Two of them in one item have a set, too. */
bool set_is_paired(const struct column *c)
{
	return sets_has_column(c) && c->field->type != FIELD_DATE &&
	       c->field->type != FIELD_LANGUAGE;
}

static const struct column *column_of(const struct list *l, const char *name)
{
	for (size_t i = 0; i < l->ncolumns; i++)
		if (strcmp(l->columns[i].name, name) == 0)
			return &l->columns[i];
	return NULL;
}

bool sets_are_of_days(const struct list *l)
{
	return column_of(l, "from") != NULL && column_of(l, "to") != NULL &&
	       column_of(l, "known_from") != NULL &&
	       column_of(l, "known_to") != NULL;
}

/* ---- names -------------------------------------------------------------- */

struct str set_value_text(struct arena *a, const struct column *c,
                          struct value v)
{
	char *text;

	if (v.kind == VALUE_INTEGER)
		return str_from(arena_printf(a, "%lld", (long long)v.integer));
	if (c->field->type != FIELD_LANGUAGE)
		return v.text;
	text = arena_strndup(a, v.text.p, v.text.len);
	for (char *p = text; *p != '\0'; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	return (struct str){ text, v.text.len };
}

/* The parts, one after the other: a record has a hundred names, and many are
 * written at once. */
static struct str join(struct arena *a, const struct str *parts, size_t n)
{
	size_t len = 0;
	char *text, *end;

	for (size_t i = 0; i < n; i++)
		len += parts[i].len;
	text = end = arena_alloc(a, len + 1);
	text[len] = '\0';
	for (size_t i = 0; i < n; i++) {
		if (parts[i].len > 0)
			memcpy(end, parts[i].p, parts[i].len);
		end += parts[i].len;
	}
	return (struct str){ text, len };
}

struct str set_name(struct arena *a, const struct entity *t,
                    const struct column *c, const char *level, struct str text)
{
	const struct str parts[] = { str_from(t->name), STR("/"),
		                     str_from(c->path), STR("/"),
		                     str_from(level),   text };

	return join(a, parts, COUNT(parts));
}

struct str set_name_any(struct arena *a, const struct entity *t,
                        const struct column *c)
{
	const struct str parts[] = { str_from(t->name), STR("/"),
		                     str_from(c->path) };

	return join(a, parts, COUNT(parts));
}

struct str set_name_pair(struct arena *a, const struct entity *t,
                         const struct column *x, struct value v,
                         const struct column *y, struct value w)
{
	const struct str parts[] = { str_from(t->name),       STR("/"),
		                     str_from(x->path),       STR(","),
		                     str_from(y->path),       STR("/"),
		                     set_value_text(a, x, v), STR(" "),
		                     set_value_text(a, y, w) };

	return join(a, parts, COUNT(parts));
}

/* ---- of a record -------------------------------------------------------- */

static void add(struct set_names *out, struct str name)
{
	ARENA_GROW(out->arena, out->names, out->n, out->room);
	out->names[out->n++] = name;
}

void sets_of_record(struct set_names *out, const struct entity *t)
{
	add(out, str_from(t->name));
}

const struct set_level set_levels[SET_LEVELS] = {
	{ "d/", NULL, 3 },
	{ "y/", "Y/", 4 },
	{ "m/", "M/", 7 },
	{ "a/", NULL, DAY_LEN },
};

static void add_date(struct set_names *out, const struct entity *t,
                     const struct column *c, struct str date)
{
	for (size_t i = 0; i < SET_LEVELS && set_levels[i].len <= date.len;
	     i++) {
		struct str part = { date.p, set_levels[i].len };

		add(out,
		    set_name(out->arena, t, c, set_levels[i].within, part));
		if (set_levels[i].alone != NULL &&
		    date.len == set_levels[i].len)
			add(out, set_name(out->arena, t, c, set_levels[i].alone,
			                  part));
	}
}

static void add_language(struct set_names *out, const struct entity *t,
                         const struct column *c, struct str tag)
{
	add(out, set_name(out->arena, t, c, "", tag));
	for (size_t i = 0; i < tag.len; i++)
		if (tag.p[i] == '-')
			add(out, set_name(out->arena, t, c, "",
			                  (struct str){ tag.p, i }));
}

void sets_of_value(struct set_names *out, const struct entity *t,
                   const struct column *c, const struct value *v)
{
	struct str text;

	if (v->kind == VALUE_NULL || !set_has_presence(c))
		return;
	if (!set_is_everywhere(c))
		add(out, set_name_any(out->arena, t, c));
	if (!sets_has_column(c))
		return;
	text = set_value_text(out->arena, c, *v);
	if (c->field->type == FIELD_DATE)
		add_date(out, t, c, text);
	else if (c->field->type == FIELD_LANGUAGE)
		add_language(out, t, c, text);
	else
		add(out, set_name(out->arena, t, c, "", text));
}

static struct str cell_of(const struct list *l, const struct value *cells,
                          const char *column)
{
	return value_str(cells[column_of(l, column) - l->columns]);
}

/* All that is known now has it so. */
static bool is_known(const struct list *l, const struct value *cells)
{
	struct str all = STR(DAY_ALL_KNOWN);

	return str_cmp(cell_of(l, cells, "known_from"), all) <= 0 &&
	       str_cmp(cell_of(l, cells, "known_to"), all) > 0;
}

static bool holds_on(const struct list *l, const struct value *cells,
                     struct str day)
{
	return is_known(l, cells) &&
	       str_cmp(cell_of(l, cells, "from"), day) <= 0 &&
	       str_cmp(cell_of(l, cells, "to"), day) > 0;
}

static void add_pairs(struct set_names *out, const struct entity *t,
                      const struct list *l, const struct value *cells)
{
	for (size_t i = 0; i < l->ncolumns; i++)
		for (size_t j = i + 1; j < l->ncolumns; j++)
			if (set_is_paired(&l->columns[i]) &&
			    set_is_paired(&l->columns[j]) &&
			    cells[i].kind != VALUE_NULL &&
			    cells[j].kind != VALUE_NULL)
				add(out,
				    set_name_pair(out->arena, t, &l->columns[i],
				                  cells[i], &l->columns[j],
				                  cells[j]));
}

void sets_of_item(struct set_names *out, const struct entity *t,
                  const struct list *l, const struct value *cells,
                  struct str day)
{
	if (sets_are_of_days(l) && !holds_on(l, cells, day))
		return;
	for (size_t i = 0; i < l->ncolumns; i++)
		sets_of_value(out, t, &l->columns[i], &cells[i]);
	add_pairs(out, t, l, cells);
}

/* ---- what holds from one day to another ---- */

const char *set_edge(struct arena *a, const char *edge, size_t run,
                     struct str value)
{
	const struct str parts[] = { str_from(edge),
		                     run > 0 ? STR("_again ") : STR(" "), value,
		                     STR(" ") };

	return join(a, parts, COUNT(parts)).p;
}

static void add_edge(struct set_names *out, const struct entity *t,
                     const struct column *c, const char *edge, struct str day)
{
	for (size_t i = 0; i < SET_LEVELS; i++) {
		const struct str level[] = { str_from(edge),
			                     str_from(set_levels[i].within) };

		add(out,
		    set_name(out->arena, t, c, join(out->arena, level, 2).p,
		             (struct str){ day.p, set_levels[i].len }));
		if (str_is(day, DAY_FIRST))
			return; /* before all that is asked for */
	}
}

struct span {
	struct str from, to;
	const struct value *cells;
};

static int by_from(const void *a, const void *b)
{
	const struct span *x = a, *y = b;

	return str_cmp(x->from, y->from);
}

struct spans {
	const struct list *list;
	struct span *v; /* in order */
	size_t n;
};

static struct str value_at(struct arena *a, const struct spans *s, size_t at,
                           const struct column *c)
{
	struct value v = s->v[at].cells[c - s->list->columns];
	struct str none = { 0 };

	return v.kind == VALUE_NULL ? none : set_value_text(a, c, v);
}

/* After the last that goes on with the same value. */
static size_t end_of_run(struct arena *a, const struct spans *s, size_t at,
                         const struct column *c)
{
	struct str value = value_at(a, s, at, c);

	for (at++; at < s->n && str_eq(s->v[at].from, s->v[at - 1].to) &&
	           str_eq(value_at(a, s, at, c), value);)
		at++;
	return at;
}

/* How often the value held before, until another one did. */
static size_t runs_before(struct arena *a, const struct spans *s, size_t at,
                          const struct column *c)
{
	struct str value = value_at(a, s, at, c);
	size_t n = 0;

	for (size_t i = 0; i < at; i = end_of_run(a, s, i, c))
		n += str_eq(value_at(a, s, i, c), value) ? 1 : 0;
	return n;
}

/* False when a value holds more often than there are sets for. */
static bool add_runs(struct set_names *out, const struct entity *t,
                     const struct spans *s, const struct column *c)
{
	struct arena *a = out->arena;

	for (size_t i = 0, end; i < s->n; i = end) {
		struct str value = value_at(a, s, i, c), to;
		size_t run = runs_before(a, s, i, c);

		end = end_of_run(a, s, i, c);
		to = s->v[end - 1].to;
		if (value.p == NULL)
			continue;
		if (run >= SET_RUNS)
			return false;
		add_edge(out, t, c, set_edge(a, SET_BEGINS, run, value),
		         s->v[i].from);
		if (!str_is(to, DAY_LAST))
			add_edge(out, t, c, set_edge(a, SET_ENDS, run, value),
			         to);
	}
	return true;
}

struct str set_name_unclear(struct arena *a, const struct entity *t,
                            const struct list *l)
{
	return str_from(
		arena_printf(a, "%s/%s/unclear", t->name, l->field->name));
}

struct str set_name_revised(struct arena *a, const struct entity *t,
                            const struct list *l)
{
	return str_from(
		arena_printf(a, "%s/%s/revised", t->name, l->field->name));
}

/* It was not always known, or is not known any more. */
static bool is_revised(const struct list *l, const struct value *cells)
{
	return !str_is(cell_of(l, cells, "known_from"), DAY_FIRST) ||
	       !str_is(cell_of(l, cells, "known_to"), DAY_LAST);
}

static bool holds_one_at_a_time(const struct spans *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (str_cmp(s->v[i].from, s->v[i].to) >= 0 ||
		    (i > 0 && str_cmp(s->v[i].from, s->v[i - 1].to) < 0))
			return false;
	return true;
}

void sets_of_days(struct set_names *out, const struct entity *t,
                  const struct list *l, const struct value *cells, size_t n)
{
	struct spans s = { .list = l };
	bool is_clear, revised = false;

	s.v = arena_alloc(out->arena, (n + 1) * sizeof(*s.v));
	for (size_t i = 0; i < n; i++, cells += l->ncolumns) {
		revised = revised || is_revised(l, cells);
		if (is_known(l, cells))
			s.v[s.n++] =
				(struct span){ cell_of(l, cells, "from"),
				               cell_of(l, cells, "to"), cells };
	}
	if (revised)
		add(out, set_name_revised(out->arena, t, l));
	qsort(s.v, s.n, sizeof(*s.v), by_from);
	is_clear = holds_one_at_a_time(&s);
	for (size_t i = 0; i < l->ncolumns && is_clear; i++)
		if (sets_has_column(&l->columns[i]))
			is_clear = add_runs(out, t, &s, &l->columns[i]);
	if (!is_clear)
		add(out, set_name_unclear(out->arena, t, l));
}
