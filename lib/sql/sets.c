/*
 * sets.c - which sets a record is in, and which sets answer a query
 */
#include "lib/sql/sets.h"

#include <stdio.h>
#include <stdlib.h>

#include "lib/base/date.h"
#include "lib/sql/sql_conditions.h"

#define LAST_YEAR  9999
#define RANGES_MAX 400 /* of a term: more are not worth their union */

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
static bool has_presence(const struct column *c)
{
	bool is_kept = c->list != NULL && (c->list->flags & F_HIDDEN) != 0;

	return sets_has_column(c) ||
	       !(is_kept || (c->field->flags & F_HIDDEN) != 0);
}

/* What is asked for; what a side table is only kept for has none. */
bool sets_has_list(const struct list *l)
{
	unsigned flags = l->field->flags;

	if ((flags & F_SIDE_TABLE) && (flags & F_HIDDEN))
		return false;
	for (size_t i = 0; i < l->ncolumns; i++)
		if (has_presence(&l->columns[i]))
			return true;
	return false;
}

/* Every record has a value. */
static bool is_everywhere(const struct column *c)
{
	const struct field *f = c->field;

	return c->list == NULL && strchr(c->path, '.') == NULL &&
	       ((f->flags & F_REQUIRED) != 0 ||
	        f == &common_fields[COLUMN_REV] ||
	        f == &common_fields[COLUMN_CREATED] ||
	        f == &common_fields[COLUMN_UPDATED]);
}

/* Two of them in one item have a set, too. */
static bool is_paired(const struct column *c)
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

static bool is_of_days(const struct list *l)
{
	return column_of(l, "from") != NULL && column_of(l, "to") != NULL &&
	       column_of(l, "known_from") != NULL &&
	       column_of(l, "known_to") != NULL;
}

/* ---- names -------------------------------------------------------------- */

static struct str text_of(struct arena *a, const struct column *c,
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

/* The parts, one behind the other: a record has a hundred names, and many are
 * written at once. */
static struct str join(struct arena *a, const struct str *parts, size_t n)
{
	size_t len = 0;
	char *text, *end;

	for (size_t i = 0; i < n; i++)
		len += parts[i].len;
	text = end = arena_alloc(a, len + 1);
	for (size_t i = 0; i < n; i++) {
		if (parts[i].len > 0)
			memcpy(end, parts[i].p, parts[i].len);
		end += parts[i].len;
	}
	return (struct str){ text, len };
}

static struct str name_of(struct arena *a, const struct entity *t,
                          const struct column *c, const char *level,
                          struct str text)
{
	const struct str parts[] = { str_from(t->name), STR("/"),
		                     str_from(c->path), STR("/"),
		                     str_from(level),   text };

	return join(a, parts, COUNT(parts));
}

static struct str name_of_any(struct arena *a, const struct entity *t,
                              const struct column *c)
{
	const struct str parts[] = { str_from(t->name), STR("/"),
		                     str_from(c->path) };

	return join(a, parts, COUNT(parts));
}

static struct str name_of_pair(struct arena *a, const struct entity *t,
                               const struct column *x, struct value v,
                               const struct column *y, struct value w)
{
	const struct str parts[] = { str_from(t->name), STR("/"),
		                     str_from(x->path), STR(","),
		                     str_from(y->path), STR("/"),
		                     text_of(a, x, v),  STR(" "),
		                     text_of(a, y, w) };

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

static const struct {
	const char *within, *alone;
	size_t len;
} levels[] = {
	{ "d/", NULL, 3 },
	{ "y/", "Y/", 4 },
	{ "m/", "M/", 7 },
	{ "a/", NULL, DAY_LEN },
};

static void add_date(struct set_names *out, const struct entity *t,
                     const struct column *c, struct str date)
{
	for (size_t i = 0; i < COUNT(levels) && levels[i].len <= date.len;
	     i++) {
		struct str part = { date.p, levels[i].len };

		add(out, name_of(out->arena, t, c, levels[i].within, part));
		if (levels[i].alone != NULL && date.len == levels[i].len)
			add(out,
			    name_of(out->arena, t, c, levels[i].alone, part));
	}
}

static void add_language(struct set_names *out, const struct entity *t,
                         const struct column *c, struct str tag)
{
	add(out, name_of(out->arena, t, c, "", tag));
	for (size_t i = 0; i < tag.len; i++)
		if (tag.p[i] == '-')
			add(out, name_of(out->arena, t, c, "",
			                 (struct str){ tag.p, i }));
}

void sets_of_value(struct set_names *out, const struct entity *t,
                   const struct column *c, const struct value *v)
{
	struct str text;

	if (v->kind == VALUE_NULL || !has_presence(c))
		return;
	if (!is_everywhere(c))
		add(out, name_of_any(out->arena, t, c));
	if (!sets_has_column(c))
		return;
	text = text_of(out->arena, c, *v);
	if (c->field->type == FIELD_DATE)
		add_date(out, t, c, text);
	else if (c->field->type == FIELD_LANGUAGE)
		add_language(out, t, c, text);
	else
		add(out, name_of(out->arena, t, c, "", text));
}

/* It is so on that day, as all that is known has it. */
static bool holds_on(const struct list *l, const struct value *cells,
                     struct str day)
{
	const struct column *from = column_of(l, "from"),
			    *to = column_of(l, "to"),
			    *known_to = column_of(l, "known_to");

	return str_cmp(value_str(cells[from - l->columns]), day) <= 0 &&
	       str_cmp(value_str(cells[to - l->columns]), day) > 0 &&
	       str_cmp(value_str(cells[known_to - l->columns]),
	               STR(DAY_ALL_KNOWN)) > 0;
}

static void add_pairs(struct set_names *out, const struct entity *t,
                      const struct list *l, const struct value *cells)
{
	for (size_t i = 0; i < l->ncolumns; i++)
		for (size_t j = i + 1; j < l->ncolumns; j++)
			if (is_paired(&l->columns[i]) &&
			    is_paired(&l->columns[j]) &&
			    cells[i].kind != VALUE_NULL &&
			    cells[j].kind != VALUE_NULL)
				add(out,
				    name_of_pair(out->arena, t, &l->columns[i],
				                 cells[i], &l->columns[j],
				                 cells[j]));
}

void sets_of_item(struct set_names *out, const struct entity *t,
                  const struct list *l, const struct value *cells,
                  struct str day)
{
	if (is_of_days(l) && !holds_on(l, cells, day))
		return;
	for (size_t i = 0; i < l->ncolumns; i++)
		sets_of_value(out, t, &l->columns[i], &cells[i]);
	add_pairs(out, t, l, cells);
}

/* ---- of a query --------------------------------------------------------- */

struct answering {
	struct arena *arena;
	const struct entity *entity;
	struct set_query *out;
};

static struct set_term *add_term(struct answering *s)
{
	struct set_term *term = &s->out->terms[s->out->nterms++];

	*term = (struct set_term){ .n = 0 };
	return term;
}

static void add_range(struct answering *s, struct set_term *term,
                      struct str from, struct str to)
{
	ARENA_GROW(s->arena, term->any, term->n, term->room);
	term->any[term->n++] = (struct set_range){ from, to };
}

static void add_name(struct answering *s, struct set_term *term,
                     struct str name)
{
	add_range(s, term, name, name);
}

/* ---- dates ---- */

struct dating {
	struct answering *answering;
	const struct column *column;
	struct set_term *term;
};

/* Texts of a level, from one to another; none when they are out of order. */
static void add_dates(struct dating *d, const char *level, const char *from,
                      const char *to)
{
	struct answering *s = d->answering;

	if (strcmp(from, to) <= 0)
		add_range(s, d->term,
		          name_of(s->arena, s->entity, d->column, level,
		                  str_from(from)),
		          name_of(s->arena, s->entity, d->column, level,
		                  str_from(to)));
}

struct ymd {
	int year, month, day;
};

static struct ymd ymd_of(const char *day)
{
	return (struct ymd){ atoi(day), atoi(day + 5), atoi(day + 8) };
}

static const char *year_of(struct dating *d, int year)
{
	return arena_printf(d->answering->arena, "%04d", year);
}

static const char *month_of(struct dating *d, int year, int month)
{
	return arena_printf(d->answering->arena, "%04d-%02d", year, month);
}

static const char *day_of(struct dating *d, struct ymd b, int day)
{
	return arena_printf(d->answering->arena, "%04d-%02d-%02d", b.year,
	                    b.month, day);
}

static const char *decade_of(struct dating *d, int year)
{
	return arena_printf(d->answering->arena, "%03d", year / 10);
}

static void add_alone(struct dating *d, struct ymd b, bool with_month)
{
	const char *year = year_of(d, b.year),
		   *month = month_of(d, b.year, b.month);

	add_dates(d, "Y/", year, year);
	if (with_month)
		add_dates(d, "M/", month, month);
}

/* Dates whose last day is not before the day. */
static void add_since(struct dating *d, struct ymd b)
{
	bool year_begins = b.month == 1 && b.day == 1,
	     month_begins = b.day == 1;

	if (b.year < LAST_YEAR - 9)
		add_dates(d, "d/", decade_of(d, b.year + 10), "999");
	if (b.year < LAST_YEAR || year_begins)
		add_dates(d, "y/", year_of(d, b.year + !year_begins),
		          year_of(d, b.year / 10 * 10 + 9));
	if (year_begins)
		return;
	add_alone(d, b, !month_begins);
	add_dates(d, "m/", month_of(d, b.year, b.month + !month_begins),
	          month_of(d, b.year, 12));
	if (!month_begins)
		add_dates(d, "a/", day_of(d, b, b.day), day_of(d, b, 31));
}

/* Dates whose first day is before the day. */
static void add_before(struct dating *d, struct ymd b)
{
	bool year_begins = b.month == 1 && b.day == 1,
	     month_begins = b.day == 1;

	if (b.year >= 10)
		add_dates(d, "d/", "000", decade_of(d, b.year - 10));
	if (b.year % 10 > 0)
		add_dates(d, "y/", year_of(d, b.year / 10 * 10),
		          year_of(d, b.year - 1));
	if (year_begins)
		return;
	add_alone(d, b, !month_begins);
	if (b.month > 1)
		add_dates(d, "m/", month_of(d, b.year, 1),
		          month_of(d, b.year, b.month - 1));
	if (!month_begins)
		add_dates(d, "a/", day_of(d, b, 1), day_of(d, b, b.day - 1));
}

/* The day after; year 10000 behind the last one. */
static struct ymd following(const char *day)
{
	struct ymd b = ymd_of(day);
	struct day_range month;

	if (date_range((struct str){ day, 7 }, &month) &&
	    strcmp(month.last, day) > 0)
		return (struct ymd){ b.year, b.month, b.day + 1 };
	return b.month < 12 ? (struct ymd){ b.year, b.month + 1, 1 }
	                    : (struct ymd){ b.year + 1, 1, 1 };
}

static bool add_equal_date(struct dating *d, struct str v)
{
	for (size_t i = 0; i < COUNT(levels); i++)
		if (levels[i].within[0] != 'd' && levels[i].len == v.len)
			add_name(d->answering, d->term,
			         name_of(d->answering->arena,
			                 d->answering->entity, d->column,
			                 levels[i].within, v));
	return true;
}

static bool add_dated(struct answering *s, struct set_term *term,
                      const struct condition *c, struct str v)
{
	struct dating d = { s, c->column, term };
	struct day_range range;

	if (!date_range(v, &range))
		return false;
	switch (c->compare) {
	case CMP_EQ:
		return add_equal_date(&d, v);
	case CMP_GTE:
		add_since(&d, ymd_of(range.first));
		return true;
	case CMP_LT:
		add_before(&d, ymd_of(range.first));
		return true;
	case CMP_GT:
	case CMP_LTE:
		if (ymd_of(range.last).year >= LAST_YEAR)
			return false;
		if (c->compare == CMP_GT)
			add_since(&d, following(range.last));
		else
			add_before(&d, following(range.last));
		return true;
	case CMP_EXISTS:
	case CMP_ABSENT:
		break;
	}
	return false;
}

/* ---- one condition ---- */

static void add_presence(struct answering *s, const struct condition *c)
{
	struct set_term *term = add_term(s);

	term->is_without = c->compare == CMP_ABSENT;
	add_name(s, term,
	         is_everywhere(c->column)
	                 ? str_from(s->entity->name)
	                 : name_of_any(s->arena, s->entity, c->column));
}

static bool add_values(struct answering *s, const struct condition *c)
{
	struct set_term *term = add_term(s);

	for (size_t i = 0; i < c->nvalues; i++) {
		struct value v = c->values[i];

		if (c->column->field->type != FIELD_DATE)
			add_name(s, term,
			         name_of(s->arena, s->entity, c->column, "",
			                 text_of(s->arena, c->column, v)));
		else if (!add_dated(s, term, c, value_str(v)))
			return false;
	}
	return term->n <= RANGES_MAX;
}

static bool add_condition(struct answering *s, const struct condition *c)
{
	bool is_date = c->column->field->type == FIELD_DATE;

	if (c->compare == CMP_EXISTS || c->compare == CMP_ABSENT) {
		if (!has_presence(c->column))
			return false;
		add_presence(s, c);
		return true;
	}
	if (!sets_has_column(c->column))
		return false;
	if (c->compare != CMP_EQ && (!is_date || c->nvalues != 1))
		return false;
	return add_values(s, c);
}

/* ---- conditions on one list ---- */

/* Both of one item; x comes before y in the list. */
static bool add_pair(struct answering *s, const struct condition *x,
                     const struct condition *y)
{
	struct set_term *term;

	if (x->column > y->column)
		return add_pair(s, y, x);
	if (x->compare != CMP_EQ || y->compare != CMP_EQ ||
	    x->column == y->column || !is_paired(x->column) ||
	    !is_paired(y->column) || x->nvalues * y->nvalues > RANGES_MAX)
		return false;
	term = add_term(s);
	for (size_t i = 0; i < x->nvalues; i++)
		for (size_t j = 0; j < y->nvalues; j++)
			add_name(s, term,
			         name_of_pair(s->arena, s->entity, x->column,
			                      x->values[i], y->column,
			                      y->values[j]));
	return true;
}

/* What is asked of the items of a list, and, of one of days, of which day. */
struct asked {
	const struct condition *of[2];
	size_t n; /* more than two are not kept */
	struct str on, known;
	size_t nbounds;
};

/* True when it is one of the four that say on which day. */
static bool is_bound(struct asked *k, const struct condition *c)
{
	const char *name = c->column->name;
	bool is_from = strcmp(name, "from") == 0 ||
	               strcmp(name, "known_from") == 0,
	     is_to = strcmp(name, "to") == 0 || strcmp(name, "known_to") == 0;
	struct str *day =
		str_starts(str_from(name), STR("known_")) ? &k->known : &k->on;

	if (c->nvalues != 1 || !((is_from && c->compare == CMP_LTE) ||
	                         (is_to && c->compare == CMP_GT)))
		return false;
	if (day->p != NULL && !str_eq(*day, value_str(c->values[0])))
		return false;
	*day = value_str(c->values[0]);
	k->nbounds++;
	return true;
}

static bool is_of_one_day(struct answering *s, const struct asked *k)
{
	if (k->nbounds != 4 || !str_is(k->known, DAY_ALL_KNOWN) ||
	    (s->out->day.p != NULL && !str_eq(s->out->day, k->on)))
		return false;
	s->out->day = k->on;
	return true;
}

static void look_at_list(const struct query *q, const struct list *l,
                         struct asked *out)
{
	bool of_days = is_of_days(l);

	*out = (struct asked){ .n = 0 };
	for (size_t i = 0; i < q->nconditions; i++) {
		const struct condition *c = &q->conditions[i];

		if (c->list != l || (of_days && is_bound(out, c)))
			continue;
		if (out->n < COUNT(out->of))
			out->of[out->n] = c;
		out->n++;
	}
}

static bool add_list(struct answering *s, const struct query *q,
                     const struct list *l)
{
	struct asked k;

	look_at_list(q, l, &k);
	if (!sets_has_list(l))
		return false;
	if (is_of_days(l) && !is_of_one_day(s, &k))
		return false;
	if (k.n == 1)
		return add_condition(s, k.of[0]);
	return k.n == 2 && add_pair(s, k.of[0], k.of[1]);
}

bool sets_for(struct arena *a, const struct entity *t, const struct query *q,
              struct set_query *out)
{
	struct answering s = { a, t, out };
	bool holds = true;

	out->nterms = 0;
	out->day = (struct str){ 0 };
	add_name(&s, add_term(&s), str_from(t->name));
	for (size_t i = 0; i < q->nconditions && holds; i++) {
		const struct condition *c = &q->conditions[i];

		if (c->list == NULL)
			holds = add_condition(&s, c);
		else if (sql_is_first_of_list(q, i))
			holds = add_list(&s, q, c->list);
	}
	return holds;
}
