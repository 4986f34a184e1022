/*
 * set_terms.c - which sets answer a query
 */
#include <stdlib.h>

#include "lib/base/date.h"
#include "lib/sql/set_name.h"
#include "lib/sql/sets.h"
#include "lib/sql/sql_conditions.h"

#define LAST_YEAR  9999
#define RANGES_MAX 400 /* of a term: more are not worth their union */

struct answering {
	struct arena *arena;
	const struct entity *entity;
	struct str day;
	struct set_query *out;
};

static struct set_term *add_term(struct answering *s)
{
	struct set_term *term = &s->out->terms[s->out->nterms++];

	*term = (struct set_term){ .n = 0 };
	return term;
}

static struct set_part *add_part(struct answering *s, struct set_term *term)
{
	ARENA_GROW(s->arena, term->parts, term->n, term->room);
	term->parts[term->n] = (struct set_part){ .in = { .n = 0 } };
	return &term->parts[term->n++];
}

/* Of a term of one part: its sets. */
static struct set_ranges *add_plain_term(struct answering *s)
{
	return &add_part(s, add_term(s))->in;
}

static void add_range(struct answering *s, struct set_ranges *out,
                      struct str from, struct str to)
{
	ARENA_GROW(s->arena, out->v, out->n, out->room);
	out->v[out->n++] = (struct set_range){ from, to };
}

static void add_name(struct answering *s, struct set_ranges *out,
                     struct str name)
{
	add_range(s, out, name, name);
}

/* ---- dates ---- */

struct dating {
	struct answering *answering;
	const struct column *column;
	struct set_ranges *out;
	const char *before; /* the level */
};

static struct str date_name(const struct dating *d, const char *level,
                            const char *date)
{
	struct arena *a = d->answering->arena;

	return set_name(a, d->answering->entity, d->column,
	                arena_printf(a, "%s%s", d->before, level),
	                str_from(date));
}

/* Texts of a level, from one to another; none when they are out of order. */
static void add_dates(struct dating *d, const char *level, const char *from,
                      const char *to)
{
	if (strcmp(from, to) <= 0)
		add_range(d->answering, d->out, date_name(d, level, from),
		          date_name(d, level, to));
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

/* Dates that say no more than the year of the day, or its month. */
static void add_imprecise(struct dating *d, struct ymd b, bool with_month)
{
	const char *year = year_of(d, b.year),
		   *month = month_of(d, b.year, b.month);

	add_dates(d, "Y/", year, year);
	if (with_month)
		add_dates(d, "M/", month, month);
}

/* Dates whose last day is not before the day. Since 2021-11-23: the decades from
 * the 2030s on, the years 2022 to 2029; "2021" and "2021-11", which may be later
 * days; the rest of the months of 2021, and of the days of November. */
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
	add_imprecise(d, b, !month_begins);
	add_dates(d, "m/", month_of(d, b.year, b.month + !month_begins),
	          month_of(d, b.year, 12));
	if (!month_begins)
		add_dates(d, "a/", day_of(d, b, b.day), day_of(d, b, 31));
}

/* Dates whose first day is before the day: in the same steps, downwards. */
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
	add_imprecise(d, b, !month_begins);
	if (b.month > 1)
		add_dates(d, "m/", month_of(d, b.year, 1),
		          month_of(d, b.year, b.month - 1));
	if (!month_begins)
		add_dates(d, "a/", day_of(d, b, 1), day_of(d, b, b.day - 1));
}

/* The day after; year 10000 after the last one. */
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
	for (size_t i = 0; i < SET_LEVELS; i++)
		if (set_levels[i].within[0] != 'd' &&
		    set_levels[i].len == v.len)
			add_name(d->answering, d->out,
			         set_name(d->answering->arena,
			                  d->answering->entity, d->column,
			                  set_levels[i].within, v));
	return true;
}

static bool add_dated(struct answering *s, struct set_ranges *out,
                      const struct condition *c, struct str v)
{
	struct dating d = { s, c->column, out, "" };
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
	add_name(s, &add_part(s, term)->in,
	         set_is_everywhere(c->column)
	                 ? str_from(s->entity->name)
	                 : set_name_any(s->arena, s->entity, c->column));
}

static bool add_values(struct answering *s, const struct condition *c)
{
	struct set_term *term = add_term(s);
	struct set_ranges *out = &add_part(s, term)->in;

	term->is_apart = c->list == NULL && c->nvalues == 1 &&
	                 c->column->field->type == FIELD_DATE;
	for (size_t i = 0; i < c->nvalues; i++) {
		struct value v = c->values[i];

		if (c->column->field->type != FIELD_DATE)
			add_name(s, out,
			         set_name(s->arena, s->entity, c->column, "",
			                  set_value_text(s->arena, c->column,
			                                 v)));
		else if (!add_dated(s, out, c, value_str(v)))
			return false;
	}
	return out->n <= RANGES_MAX;
}

static bool add_condition(struct answering *s, const struct condition *c)
{
	bool is_date = c->column->field->type == FIELD_DATE;

	if (c->compare == CMP_EXISTS || c->compare == CMP_ABSENT) {
		if (!set_has_presence(c->column))
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
	struct set_ranges *out;

	if (x->column > y->column)
		return add_pair(s, y, x);
	if (x->compare != CMP_EQ || y->compare != CMP_EQ ||
	    x->column == y->column || !set_is_paired(x->column) ||
	    !set_is_paired(y->column) || x->nvalues * y->nvalues > RANGES_MAX)
		return false;
	out = add_plain_term(s);
	for (size_t i = 0; i < x->nvalues; i++)
		for (size_t j = 0; j < y->nvalues; j++)
			add_name(s, out,
			         set_name_pair(s->arena, s->entity, x->column,
			                       x->values[i], y->column,
			                       y->values[j]));
	return true;
}

/* What is asked of the items of a list, and, of one of days, of which day. */
struct asked {
	const struct condition *of[2];
	size_t n; /* of[] has the first two */
	struct str on, known;
	size_t nbounds;
};

/* An item holds on a day when it begins by then and ends after it; the same of
 * the day as of which something is known. */
static const struct bound {
	const char *column;
	enum compare compare;
	bool is_known;
} bounds[] = { { "from", CMP_LTE, false },
	       { "to", CMP_GT, false },
	       { "known_from", CMP_LTE, true },
	       { "known_to", CMP_GT, true } };

static const struct bound *bound_of(const struct condition *c)
{
	for (size_t i = 0; i < COUNT(bounds) && c->nvalues == 1; i++)
		if (strcmp(c->column->name, bounds[i].column) == 0 &&
		    c->compare == bounds[i].compare)
			return &bounds[i];
	return NULL;
}

/* Is it one of the four bounds, and of the same day as those before it? */
static bool take_bound(struct asked *k, const struct condition *c)
{
	const struct bound *b = bound_of(c);
	struct str *day = b != NULL && b->is_known ? &k->known : &k->on;

	if (b == NULL ||
	    (day->p != NULL && !str_eq(*day, value_str(c->values[0]))))
		return false;
	*day = value_str(c->values[0]);
	k->nbounds++;
	return true;
}

/* What holds began on that day or before, and has not ended. */
static void add_run(struct answering *s, struct set_term *term,
                    const struct column *c, struct str value, size_t run,
                    struct ymd after)
{
	struct set_part *part = add_part(s, term);
	struct dating begins = { s, c, &part->in,
		                 set_edge(s->arena, SET_BEGINS, run, value) },
		      ends = { s, c, &part->out,
		               set_edge(s->arena, SET_ENDS, run, value) };

	add_before(&begins, after);
	add_before(&ends, after);
}

static bool add_held(struct answering *s, const struct condition *c,
                     struct str on)
{
	struct ymd after = following(on.p);
	struct set_term *term;

	if (c->compare != CMP_EQ || !sets_has_column(c->column))
		return false;
	term = add_term(s);
	term->is_apart = c->nvalues == 1;
	for (size_t i = 0; i < c->nvalues * SET_RUNS; i++)
		add_run(s, term, c->column,
		        set_value_text(s->arena, c->column,
		                       c->values[i / SET_RUNS]),
		        i % SET_RUNS, after);
	return true;
}

static bool add_asked(struct answering *s, const struct asked *k)
{
	if (k->n == 1)
		return add_condition(s, k->of[0]);
	return k->n == 2 && add_pair(s, k->of[0], k->of[1]);
}

/* The first days are not told apart, and on the last one nothing holds. */
static bool add_another_day(struct answering *s, const struct asked *k)
{
	bool holds = k->n > 0 && k->n <= COUNT(k->of) &&
	             ymd_of(k->on.p).year >= 10 &&
	             str_cmp(k->on, STR(DAY_LAST)) < 0;

	for (size_t i = 0; i < k->n && holds; i++)
		holds = add_held(s, k->of[i], k->on);
	return holds;
}

/* Which records these sets do not tell about; what was known on an earlier day
 * is what is known now, but for what has been revised. */
static size_t add_unclear(struct answering *s, const struct list *l,
                          bool is_today, struct str known)
{
	struct set_unclear *u = &s->out->unclear[s->out->nunclear];
	bool is_known_now = str_is(known, DAY_ALL_KNOWN);

	if (is_today && is_known_now)
		return 0;
	*u = (struct set_unclear){ .list = l };
	if (!is_today)
		add_name(s, &u->in, set_name_unclear(s->arena, s->entity, l));
	if (!is_known_now)
		add_name(s, &u->in, set_name_revised(s->arena, s->entity, l));
	return s->out->nunclear++;
}

/* The items of the day that counts have sets of their own. */
static bool add_days(struct answering *s, const struct list *l,
                     const struct asked *k)
{
	size_t first = s->out->nterms, unclear;
	bool is_today = str_eq(k->on, s->day), holds;

	if (k->nbounds != 4 || s->out->nunclear == SET_UNCLEAR_MAX ||
	    str_cmp(k->known, STR(DAY_LAST)) >= 0)
		return false;
	holds = is_today ? add_asked(s, k) : add_another_day(s, k);
	unclear = add_unclear(s, l, is_today, k->known);
	for (size_t i = first; i < s->out->nterms && unclear > 0; i++) {
		s->out->terms[i].unclear = unclear;
		holds = holds && !s->out->terms[i].is_without;
	}
	return holds;
}

/* What the conditions on a list ask: its day, and the first two others. */
static void read_conditions(const struct query *q, const struct list *l,
                            struct asked *out)
{
	bool of_days = sets_are_of_days(l);

	*out = (struct asked){ .n = 0 };
	for (size_t i = 0; i < q->nconditions; i++) {
		const struct condition *c = &q->conditions[i];

		if (c->list != l || (of_days && take_bound(out, c)))
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

	read_conditions(q, l, &k);
	if (!sets_has_list(l))
		return false;
	if (sets_are_of_days(l))
		return add_days(s, l, &k);
	return add_asked(s, &k);
}

bool sets_for(struct arena *a, const struct entity *t, const struct query *q,
              struct str day, struct set_query *out)
{
	struct answering s = { a, t, day, out };
	bool holds = true;

	out->nterms = 0;
	out->nunclear = 1;
	add_name(&s, add_plain_term(&s), str_from(t->name));
	for (size_t i = 0; i < q->nconditions && holds; i++) {
		const struct condition *c = &q->conditions[i];

		if (c->list == NULL)
			holds = add_condition(&s, c);
		else if (sql_is_first_of_list(q, i))
			holds = add_list(&s, q, c->list);
	}
	return holds;
}
