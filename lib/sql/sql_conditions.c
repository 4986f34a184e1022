/*
 * sql_conditions.c - what a query asks of records, as SQL
 */
#include "lib/sql/sql_conditions.h"

#include "lib/base/date.h"

void sql_name(struct sql *q, const char *before, const char *name)
{
	sql_puts(q, before);
	sql_puts(q, "\"");
	sql_puts(q, name);
	sql_puts(q, "\"");
}

static const char *const operators[] = {
	[CMP_EQ] = " = ", [CMP_LT] = " < ",   [CMP_LTE] = " <= ",
	[CMP_GT] = " > ", [CMP_GTE] = " >= ",
};

static void put_compared(struct sql *q, const char *alias,
                         const struct column *c, const char *operator,
                         struct value v)
{
	sql_name(q, alias, c->name);
	sql_puts(q, operator);
	sql_param(q, v);
}

/* The first day of a stored date, or its last one: some day that is not
 * before it, and before the first day of whatever follows. */
static void put_day(struct sql *q, const char *alias, const struct column *c,
                    bool last)
{
	sql_puts(q, "substr(");
	sql_name(q, alias, c->name);
	sql_puts(q, last ? " || '-99-99', 1, 10)" : " || '-01-01', 1, 10)");
}

static struct value own_text(struct sql *q, const char *s, size_t len)
{
	return value_text(arena_str(q->arena, (struct str){ s, len }));
}

/* The last day of a value as put_day() gives it for the longest stored date
 * that ends on that very day: 2021-12-31, 2021-12 and 2021 are all
 * "2021-99-99". */
static struct value last_day(struct sql *q, const struct day_range *v)
{
	char out[DAY_LEN + 1];
	struct day_range period;

	memcpy(out, v->last, sizeof(out));
	if (date_range((struct str){ v->last, 7 }, &period) &&
	    strcmp(period.last, v->last) == 0)
		memcpy(out + 7, "-99", 3);
	if (strcmp(v->last + 4, "-12-31") == 0)
		memcpy(out + 4, "-99-99", 6);
	return own_text(q, out, DAY_LEN);
}

/* Each comparison has beside its exact form one that an index can serve: a
 * stored date is not after its own first day, and not before its year. */
static void put_date_compared(struct sql *q, const char *alias,
                              const struct condition *c,
                              const struct day_range *v)
{
	struct value year = own_text(q, v->first, 4);
	struct value first = own_text(q, v->first, DAY_LEN);
	struct value last = own_text(q, v->last, DAY_LEN);
	bool is_late = c->compare == CMP_GT || c->compare == CMP_GTE;

	if (is_late)
		put_compared(q, alias, c->column, " >= ", year);
	else if (c->compare == CMP_LT)
		put_compared(q, alias, c->column, " < ", first);
	else
		put_compared(q, alias, c->column, " <= ", last);
	sql_puts(q, " AND ");
	put_day(q, alias, c->column, is_late);
	sql_puts(q, operators[c->compare]);
	if (c->compare == CMP_GT)
		last = last_day(q, v);
	sql_param(q,
	          c->compare == CMP_LT || c->compare == CMP_GTE ? first : last);
}

/* A tag, or one that goes on after a hyphen: nothing else in a tag comes
 * before a full stop. Case does not matter, nor for the index. */
static void put_language(struct sql *q, const char *alias,
                         const struct column *c, struct value v)
{
	static const char *const bounds[] = { " COLLATE NOCASE >= ",
		                              " COLLATE NOCASE < " };
	struct str tag = value_str(v);

	put_compared(q, alias, c, bounds[0], v);
	sql_puts(q, " AND ");
	put_compared(q, alias, c, bounds[1],
	             value_text(str_from(
			     arena_printf(q->arena, "%.*s.", STR_ARG(tag)))));
}

static void put_languages(struct sql *q, const char *alias,
                          const struct condition *c)
{
	for (size_t i = 0; i < c->nvalues; i++) {
		sql_puts(q, i > 0 ? " OR " : "(");
		put_language(q, alias, c->column, c->values[i]);
	}
	sql_puts(q, ")");
}

static bool is_language(const struct condition *c)
{
	return c->compare == CMP_EQ && c->column->field->type == FIELD_LANGUAGE;
}

static void put_one_value(struct sql *q, const char *alias,
                          const struct condition *c, struct value v)
{
	struct day_range day;

	if (is_language(c)) {
		put_language(q, alias, c->column, v);
		return;
	}
	if (c->column->field->type != FIELD_DATE ||
	    !date_range(value_str(v), &day)) {
		put_compared(q, alias, c->column, operators[c->compare], v);
	} else if (c->compare == CMP_EQ) {
		put_compared(q, alias, c->column, " >= ", v);
		sql_puts(q, " AND ");
		put_compared(q, alias, c->column,
		             " <= ", own_text(q, day.last, DAY_LEN));
	} else {
		put_date_compared(q, alias, c, &day);
	}
}

bool sql_is_plain_equality(const struct condition *c)
{
	return c->compare == CMP_EQ && c->column->field->type != FIELD_DATE &&
	       !is_language(c);
}

static void put_in(struct sql *q, const struct value *values, size_t n)
{
	sql_puts(q, " IN (");
	sql_params(q, values, n);
	sql_puts(q, ")");
}

/* ---- several dates ----

   Each alternative of an OR is planned apart, with all other conditions: so
   there is one comparison with the first and the last day of all of them, for
   an index, and then one with those of each length. */

static struct value start_of(struct sql *q, struct value date, size_t len)
{
	struct str s = value_str(date);

	return own_text(q, s.p, s.len < len ? s.len : len);
}

/* Returns what goes before those of another length. */
static const char *put_dates_of_length(struct sql *q, const char *alias,
                                       const struct condition *c, size_t len,
                                       const char *glue)
{
	struct value *same = arena_alloc(q->arena, c->nvalues * sizeof(*same));
	size_t n = 0;

	for (size_t i = 0; i < c->nvalues; i++)
		if (value_str(c->values[i]).len == len)
			same[n++] = c->values[i];
	if (n == 0)
		return glue;
	sql_puts(q, glue);
	sql_puts(q, "substr(");
	sql_name(q, alias, c->column->name);
	sql_puts(q, ", 1, ");
	sql_param(q, value_integer((int64_t)len));
	sql_puts(q, ")");
	put_in(q, same, n);
	return " OR ";
}

static void put_dates(struct sql *q, const char *alias,
                      const struct condition *c)
{
	static const size_t lengths[] = { 4, 7, DAY_LEN };
	struct value first = c->values[0], last = c->values[0];
	const char *glue = " AND (";
	struct day_range day;

	for (size_t i = 1; i < c->nvalues; i++) {
		if (str_cmp(value_str(c->values[i]), value_str(first)) < 0)
			first = c->values[i];
		if (str_cmp(value_str(c->values[i]), value_str(last)) > 0)
			last = c->values[i];
	}
	/* whatever lies within the last of them is of its year */
	last = start_of(q, last, 4);
	put_compared(q, alias, c->column, " >= ", first);
	if (date_range(value_str(last), &day)) {
		sql_puts(q, " AND ");
		put_compared(q, alias, c->column,
		             " <= ", own_text(q, day.last, DAY_LEN));
	}
	for (size_t i = 0; i < COUNT(lengths); i++)
		glue = put_dates_of_length(q, alias, c, lengths[i], glue);
	sql_puts(q, ")");
}

/* ---- several bounds: the widest of them ---- */

static bool is_below(const struct condition *c, const struct value *a,
                     const struct value *b)
{
	struct day_range x, y;
	bool first = c->compare == CMP_GTE || c->compare == CMP_LT;

	if (a->kind == VALUE_INTEGER)
		return a->integer < b->integer;
	if (c->column->field->type != FIELD_DATE ||
	    !date_range(value_str(*a), &x) || !date_range(value_str(*b), &y))
		return str_cmp(value_str(*a), value_str(*b)) < 0;
	return strcmp(first ? x.first : x.last, first ? y.first : y.last) < 0;
}

static struct value widest(const struct condition *c)
{
	bool is_lower = c->compare == CMP_GTE || c->compare == CMP_GT;
	struct value v = c->values[0];

	for (size_t i = 1; i < c->nvalues; i++)
		if (is_lower ? is_below(c, &c->values[i], &v)
		             : is_below(c, &v, &c->values[i]))
			v = c->values[i];
	return v;
}

void sql_condition(struct sql *q, const char *alias, const struct condition *c)
{
	if (c->compare == CMP_EXISTS || c->compare == CMP_ABSENT) {
		sql_name(q, alias, c->column->name);
		sql_puts(q, c->compare == CMP_EXISTS ? " IS NOT NULL"
		                                     : " IS NULL");
	} else if (c->nvalues == 0) {
		sql_puts(q, "0");
	} else if (c->nvalues == 1 || c->compare != CMP_EQ) {
		put_one_value(q, alias, c, widest(c));
	} else if (is_language(c)) {
		put_languages(q, alias, c);
	} else if (sql_is_plain_equality(c)) {
		sql_name(q, alias, c->column->name);
		put_in(q, c->values, c->nvalues);
	} else {
		put_dates(q, alias, c);
	}
}

/* ------------------------------------------------- conditions on a list */

bool sql_is_absence(const struct query *query, const struct list *l)
{
	for (size_t i = 0; i < query->nconditions; i++)
		if (query->conditions[i].list == l &&
		    query->conditions[i].compare != CMP_ABSENT)
			return false;
	return true;
}

bool sql_is_first_of_list(const struct query *query, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (query->conditions[i].list == query->conditions[at].list)
			return false;
	return true;
}

/* The items of the record the walk is at. */
static void put_walked(struct sql *q, const struct list *l)
{
	if (l->kind == NULL) {
		sql_puts(q, " AS i WHERE i.owner = t.id");
		return;
	}
	sql_puts(q, " AS i WHERE i.record = (SELECT n FROM records "
	            "WHERE id = t.id AND kind = ");
	sql_param(q, value_text(str_from(l->kind)));
	sql_puts(q, ")");
}

/* What has items of a list: its table, then what implies further ones; NULL
 * after the last. */
static const char *items_table(const struct list *l, size_t at)
{
	const char *const tables[] = { l->table, l->implied };

	return at < COUNT(tables) && tables[at][0] != '\0' ? tables[at] : NULL;
}

/* No item of the table has a value in any of the columns. */
static void put_absence_from(struct sql *q, const struct query *query,
                             const struct list *l, const char *table)
{
	const char *glue = "";

	sql_name(q, "NOT EXISTS (SELECT 1 FROM ", table);
	put_walked(q, l);
	sql_puts(q, " AND (");
	for (size_t i = 0; i < query->nconditions; i++) {
		if (query->conditions[i].list != l)
			continue;
		sql_puts(q, glue);
		sql_name(q, "i.", query->conditions[i].column->name);
		sql_puts(q, " IS NOT NULL");
		glue = " OR ";
	}
	sql_puts(q, "))");
}

static void put_absence(struct sql *q, const struct query *query,
                        const struct list *l)
{
	const char *table;

	for (size_t i = 0; (table = items_table(l, i)) != NULL; i++) {
		sql_puts(q, i > 0 ? " AND " : "");
		put_absence_from(q, query, l, table);
	}
}

/* Few values, so that an index by them leads to many rows. */
static bool is_vague(const struct condition *c)
{
	enum field_type type = c->column->field->type;

	return type == FIELD_CHOICE || type == FIELD_LANGUAGE ||
	       type == FIELD_BOOL || c->compare != CMP_EQ;
}

static bool is_all_vague(const struct query *query, const struct list *l)
{
	for (size_t i = 0; i < query->nconditions; i++)
		if (query->conditions[i].list == l &&
		    !is_vague(&query->conditions[i]))
			return false;
	return true;
}

/* The conditions on one item, with + before what no index shall begin from. */
static void put_item_conditions(struct sql *q, const struct query *query,
                                const struct list *l, const char *glue)
{
	bool all = l->kind != NULL || is_all_vague(query, l);

	for (size_t i = 0; i < query->nconditions; i++) {
		const struct condition *c = &query->conditions[i];

		if (c->list != l)
			continue;
		sql_puts(q, glue);
		sql_condition(q, !all && is_vague(c) ? "+i." : "i.", c);
		glue = " AND ";
	}
}

void sql_fitting_items(struct sql *q, const struct query *query,
                       const struct list *l, const char *wanted,
                       const char *glue)
{
	const char *table;

	for (size_t i = 0; (table = items_table(l, i)) != NULL; i++) {
		sql_puts(q, i > 0 ? glue : "");
		sql_puts(q, wanted);
		sql_name(q, " FROM ", table);
		sql_puts(q,
		         l->kind != NULL ? " AS i WHERE i.kind = " : " AS i");
		if (l->kind != NULL)
			sql_param(q, value_text(str_from(l->kind)));
		put_item_conditions(q, query, l,
		                    l->kind != NULL ? " AND " : " WHERE ");
	}
}

void sql_has_fitting_item(struct sql *q, const struct query *query,
                          const struct list *l)
{
	const char *table;

	sql_puts(q, "(");
	for (size_t i = 0; (table = items_table(l, i)) != NULL; i++) {
		sql_puts(q, i > 0 ? " OR " : "");
		sql_name(q, "EXISTS (SELECT 1 FROM ", table);
		put_walked(q, l);
		put_item_conditions(q, query, l, " AND ");
		sql_puts(q, ")");
	}
	sql_puts(q, ")");
}

/* One item fits all conditions: begin with the items when they are few, else
 * look for one beside each record of the walk. */
static void put_membership(struct sql *q, const struct query *query,
                           const struct list *l, bool is_common)
{
	if (is_common) {
		sql_has_fitting_item(q, query, l);
		return;
	}
	sql_puts(q, "t.id IN (");
	if (l->kind == NULL) {
		sql_fitting_items(q, query, l, "SELECT i.owner", "");
	} else {
		sql_puts(q, "SELECT id FROM records WHERE n IN (");
		sql_fitting_items(q, query, l, "SELECT i.record",
		                  " UNION ALL ");
		sql_puts(q, ")");
	}
	sql_puts(q, ")");
}

static const char *put_chosen(struct sql *q, struct str chosen)
{
	sql_puts(q, " WHERE t.id IN (SELECT id FROM records WHERE n IN "
	            "(SELECT value FROM json_each(");
	sql_param(q, value_text(chosen));
	sql_puts(q, ")))");
	return " AND ";
}

const char *sql_conditions(struct sql *q, const struct query *query,
                           const struct sql_plan *plan)
{
	const char *glue = " WHERE ";

	if (plan->chosen.p != NULL)
		return put_chosen(q, plan->chosen);
	for (size_t i = 0; i < query->nconditions; i++) {
		const struct condition *c = &query->conditions[i];
		bool is_common = plan->is_common[i];

		if (c->list != NULL && !sql_is_first_of_list(query, i))
			continue;
		sql_puts(q, glue);
		if (c->list == NULL)
			sql_condition(q, is_common ? "+t." : "t.", c);
		else if (sql_is_absence(query, c->list))
			put_absence(q, query, c->list);
		else
			put_membership(q, query, c->list, is_common);
		glue = " AND ";
	}
	return glue;
}
