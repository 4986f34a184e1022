/*
 * sql_text.c - SQL composed from an entity and a query
 */
#include "lib/store/sql_text.h"

#include "lib/base/date.h"

void sql_init(struct sql *q, struct arena *a)
{
	*q = (struct sql){ .arena = a };
	buf_init(&q->text, a);
}

void sql_puts(struct sql *q, const char *text)
{
	buf_puts(&q->text, text);
}

void sql_param(struct sql *q, struct value v)
{
	ARENA_GROW(q->arena, q->params, q->nparams, q->room);
	q->params[q->nparams++] = v;
	sql_puts(q, "?");
}

/* A name is quoted: some are keywords ("end"). */
static void put_name(struct sql *q, const char *before, const char *name)
{
	sql_puts(q, before);
	sql_puts(q, "\"");
	sql_puts(q, name);
	sql_puts(q, "\"");
}

static void put_columns(struct sql *q, const char *alias,
                        const struct column *columns, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		sql_puts(q, i == 0 ? "" : ", ");
		put_name(q, alias, columns[i].name);
	}
}

static void put_params(struct sql *q, const struct value *values, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		sql_puts(q, i == 0 ? "" : ", ");
		sql_param(q, values[i]);
	}
}

/* ------------------------------------------------------------ one record */

void sql_insert(struct sql *q, const struct entity *t, const struct row *row)
{
	put_name(q, "INSERT INTO ", t->name);
	sql_puts(q, " (");
	put_columns(q, "", t->columns, t->ncolumns);
	sql_puts(q, ", record) VALUES (");
	put_params(q, row->values, t->ncolumns);
	sql_puts(q, ", ");
	sql_param(q, value_text(row->record));
	sql_puts(q, ")");
}

void sql_update(struct sql *q, const struct entity *t, const struct row *row)
{
	put_name(q, "UPDATE ", t->name);
	sql_puts(q, " SET record = ");
	sql_param(q, value_text(row->record));
	for (size_t i = 0; i < t->ncolumns; i++) {
		if (i == COLUMN_ID)
			continue;
		put_name(q, ", ", t->columns[i].name);
		sql_puts(q, " = ");
		sql_param(q, row->values[i]);
	}
	sql_puts(q, " WHERE id = ");
	sql_param(q, row->values[COLUMN_ID]);
}

void sql_remove(struct sql *q, const struct entity *t, struct str id)
{
	put_name(q, "DELETE FROM ", t->name);
	sql_puts(q, " WHERE id = ");
	sql_param(q, value_text(id));
}

static bool is_slim(const struct entity *t, const struct query *query,
                    const struct column *c)
{
	return c < t->columns + COLUMN__COMMON || c == query->sort ||
	       (c->field->flags & (F_READ | F_DERIVED)) != 0;
}

static void put_select(struct sql *q, const struct entity *t,
                       const struct query *query)
{
	sql_puts(q, "SELECT ");
	for (size_t i = 0; i < t->ncolumns; i++) {
		const struct column *c = &t->columns[i];

		sql_puts(q, i == 0 ? "" : ", ");
		if (query != NULL && query->slim && !is_slim(t, query, c))
			sql_puts(q, "NULL");
		else
			put_name(q, "t.", c->name);
	}
	sql_puts(q, ", t.record");
	put_name(q, " FROM ", t->name);
	sql_puts(q, " AS t");
}

void sql_find(struct sql *q, const struct entity *t, size_t column,
              struct str ref)
{
	put_select(q, t, NULL);
	put_name(q, " WHERE t.", t->columns[column].name);
	sql_puts(q, " = ");
	sql_param(q, value_text(ref));
}

/* ----------------------------------------------------------------- items */

/* Which record items belong to: its id, or where lists of all entities are
 * kept together its number. */
static void put_owner(struct sql *q, const struct list *l, struct str owner)
{
	if (l->kind == NULL) {
		sql_param(q, value_text(owner));
		return;
	}
	sql_puts(q, "(SELECT n FROM records WHERE kind = ");
	sql_param(q, value_text(str_from(l->kind)));
	sql_puts(q, " AND id = ");
	sql_param(q, value_text(owner));
	sql_puts(q, ")");
}

void sql_item_insert(struct sql *q, const struct list *l, struct str owner,
                     const struct value *cells)
{
	put_name(q, "INSERT INTO ", l->table);
	sql_puts(q, l->kind != NULL ? " (record, kind, " : " (owner, ");
	put_columns(q, "", l->columns, l->ncolumns);
	sql_puts(q, ") VALUES (");
	put_owner(q, l, owner);
	sql_puts(q, ", ");
	if (l->kind != NULL) {
		sql_param(q, value_text(str_from(l->kind)));
		sql_puts(q, ", ");
	}
	put_params(q, cells, l->ncolumns);
	sql_puts(q, ")");
}

void sql_items(struct sql *q, const struct list *l, struct str owner)
{
	sql_puts(q, "SELECT i.rowid, ");
	put_columns(q, "i.", l->columns, l->ncolumns);
	put_name(q, " FROM ", l->table);
	sql_puts(q, l->kind != NULL ? " AS i WHERE i.record = "
	                            : " AS i WHERE i.owner = ");
	put_owner(q, l, owner);
	sql_puts(q, " ORDER BY i.rowid");
}

void sql_item_remove(struct sql *q, const struct list *l, int64_t rowid)
{
	put_name(q, "DELETE FROM ", l->table);
	sql_puts(q, " WHERE rowid = ");
	sql_param(q, value_integer(rowid));
}

/* ------------------------------------------------------------ conditions */

static const char *const operators[] = {
	[CMP_EQ] = " = ", [CMP_LT] = " < ",   [CMP_LTE] = " <= ",
	[CMP_GT] = " > ", [CMP_GTE] = " >= ",
};

static void put_compared(struct sql *q, const char *alias,
                         const struct column *c, const char *operator,
                         struct value v)
{
	put_name(q, alias, c->name);
	sql_puts(q, operator);
	sql_param(q, v);
}

/* The first day of a stored date, or its last one: some day that is not
 * before it, and before the first day of whatever follows. */
static void put_day(struct sql *q, const char *alias, const struct column *c,
                    bool last)
{
	sql_puts(q, "substr(");
	put_name(q, alias, c->name);
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

/* A tag, or one that goes on behind a hyphen: nothing else in a tag comes
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

static bool is_plain_equality(const struct condition *c)
{
	return c->compare == CMP_EQ && c->column->field->type != FIELD_DATE &&
	       !is_language(c);
}

static void put_in(struct sql *q, const struct value *values, size_t n)
{
	sql_puts(q, " IN (");
	put_params(q, values, n);
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
	put_name(q, alias, c->column->name);
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

static void put_condition(struct sql *q, const char *alias,
                          const struct condition *c)
{
	if (c->compare == CMP_EXISTS || c->compare == CMP_ABSENT) {
		put_name(q, alias, c->column->name);
		sql_puts(q, c->compare == CMP_EXISTS ? " IS NOT NULL"
		                                     : " IS NULL");
	} else if (c->nvalues == 0) {
		sql_puts(q, "0");
	} else if (c->nvalues == 1 || c->compare != CMP_EQ) {
		put_one_value(q, alias, c, widest(c));
	} else if (is_language(c)) {
		put_languages(q, alias, c);
	} else if (is_plain_equality(c)) {
		put_name(q, alias, c->column->name);
		put_in(q, c->values, c->nvalues);
	} else {
		put_dates(q, alias, c);
	}
}

/* ------------------------------------------------- conditions on a list */

/* Nothing but "has none" is asked of the items of this list. */
static bool is_absence(const struct query *query, const struct list *l)
{
	for (size_t i = 0; i < query->nconditions; i++)
		if (query->conditions[i].list == l &&
		    query->conditions[i].compare != CMP_ABSENT)
			return false;
	return true;
}

static bool is_first_of_list(const struct query *query, size_t at)
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

/* No item has a value in any of the columns. */
static void put_absence(struct sql *q, const struct query *query,
                        const struct list *l)
{
	const char *glue = "";

	put_name(q, "NOT EXISTS (SELECT 1 FROM ", l->table);
	put_walked(q, l);
	sql_puts(q, " AND (");
	for (size_t i = 0; i < query->nconditions; i++) {
		if (query->conditions[i].list != l)
			continue;
		sql_puts(q, glue);
		put_name(q, "i.", query->conditions[i].column->name);
		sql_puts(q, " IS NOT NULL");
		glue = " OR ";
	}
	sql_puts(q, "))");
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
		put_condition(q, !all && is_vague(c) ? "+i." : "i.", c);
		glue = " AND ";
	}
}

/* The same of all items there are: where lists of all entities are kept
 * together, of those of this one. */
static void put_items_where(struct sql *q, const struct query *query,
                            const struct list *l)
{
	if (l->kind != NULL) {
		sql_puts(q, " WHERE i.kind = ");
		sql_param(q, value_text(str_from(l->kind)));
	}
	put_item_conditions(q, query, l, l->kind != NULL ? " AND " : " WHERE ");
}

/* One item fits all conditions: begin with the items when they are few, else
 * look for one beside each record of the walk. */
static void put_membership(struct sql *q, const struct query *query,
                           const struct list *l, bool is_common)
{
	bool apart = l->kind != NULL;

	if (is_common) {
		put_name(q, "EXISTS (SELECT 1 FROM ", l->table);
		put_walked(q, l);
		put_item_conditions(q, query, l, " AND ");
	} else {
		sql_puts(q, apart ? "t.id IN (SELECT r.id"
		                  : "t.id IN (SELECT i.owner");
		put_name(q, " FROM ", l->table);
		sql_puts(q, apart ? " AS i JOIN records AS r ON r.n = i.record"
		                  : " AS i");
		put_items_where(q, query, l);
	}
	sql_puts(q, ")");
}

/* Returns what goes before the next condition. */
static const char *put_conditions(struct sql *q, const struct query *query,
                                  const struct sql_plan *plan)
{
	const char *glue = " WHERE ";

	for (size_t i = 0; i < query->nconditions; i++) {
		const struct condition *c = &query->conditions[i];
		bool is_common = plan->is_common[i];

		if (c->list != NULL && !is_first_of_list(query, i))
			continue;
		sql_puts(q, glue);
		if (c->list == NULL)
			put_condition(q, is_common ? "+t." : "t.", c);
		else if (is_absence(query, c->list))
			put_absence(q, query, c->list);
		else
			put_membership(q, query, c->list, is_common);
		glue = " AND ";
	}
	return glue;
}

/* ---------------------------------------------------------- many records */

/* NULL when by key alone. */
static const struct column *sort_column(const struct query *query)
{
	if (query->sort == NULL || strcmp(query->sort->name, "key") == 0)
		return NULL;
	return query->sort;
}

/* The index that serves the condition gives the order as well. */
static bool is_in_order(const struct query *query, const struct condition *c)
{
	const struct column *sort = sort_column(query);

	if (sort != NULL)
		return c->column == sort;
	return c->nvalues == 1 && is_plain_equality(c);
}

bool sql_probe(struct sql *q, const struct entity *t, const struct query *query,
               size_t at, size_t limit)
{
	const struct condition *c = &query->conditions[at];

	if (c->list == NULL ? is_in_order(query, c)
	                    : !is_first_of_list(query, at) ||
	                              is_absence(query, c->list))
		return false;
	put_name(q, "SELECT count(*) FROM (SELECT 1 FROM ",
	         c->list != NULL ? c->list->table : t->name);
	sql_puts(q, c->list != NULL ? " AS i" : " AS t WHERE ");
	if (c->list != NULL)
		put_items_where(q, query, c->list);
	else
		put_condition(q, "t.", c);
	sql_puts(q, " LIMIT ");
	sql_param(q, value_integer((int64_t)limit));
	sql_puts(q, ")");
	return true;
}

size_t sql_page_parts(const struct query *query, enum page_part parts[2])
{
	bool is_null = query->after.kind == VALUE_NULL;

	if (!query->has_after) {
		parts[0] = PAGE_ALL;
		return 1;
	}
	if (sort_column(query) == NULL) {
		parts[0] = PAGE_BEHIND;
		return 1;
	}
	parts[0] = is_null ? PAGE_BEHIND_NULL : PAGE_BEHIND;
	parts[1] = is_null ? PAGE_VALUES : PAGE_NULLS;
	return is_null == query->descending ? 1 : 2;
}

static void put_behind(struct sql *q, const struct query *query,
                       const struct column *sort)
{
	const char *beyond = query->descending ? " < " : " > ";

	if (sort == NULL) {
		sql_puts(q, "t.key");
		sql_puts(q, beyond);
		sql_param(q, value_text(query->after_key));
		return;
	}
	put_name(q, "(t.", sort->name);
	sql_puts(q, ", t.key)");
	sql_puts(q, beyond);
	sql_puts(q, "(");
	sql_param(q, query->after);
	sql_puts(q, ", ");
	sql_param(q, value_text(query->after_key));
	sql_puts(q, ")");
}

static void put_part(struct sql *q, const struct query *query,
                     enum page_part part)
{
	const struct column *sort = sort_column(query);

	switch (part) {
	case PAGE_ALL:
		break;
	case PAGE_BEHIND:
		put_behind(q, query, sort);
		break;
	case PAGE_VALUES:
		put_name(q, "t.", sort->name);
		sql_puts(q, " IS NOT NULL");
		break;
	case PAGE_NULLS:
		put_name(q, "t.", sort->name);
		sql_puts(q, " IS NULL");
		break;
	case PAGE_BEHIND_NULL:
		put_name(q, "t.", sort->name);
		sql_puts(q, " IS NULL AND ");
		put_behind(q, query, NULL);
		break;
	}
}

static void put_order(struct sql *q, const struct query *query)
{
	const struct column *sort = sort_column(query);
	const char *direction = query->descending ? " DESC" : "";

	sql_puts(q, " ORDER BY ");
	if (sort != NULL) {
		put_name(q, "t.", sort->name);
		sql_puts(q, direction);
		sql_puts(q, ", ");
	}
	sql_puts(q, "t.key");
	sql_puts(q, direction);
}

void sql_page(struct sql *q, const struct entity *t, const struct query *query,
              const struct sql_plan *plan, enum page_part part, size_t limit)
{
	const char *glue;

	put_select(q, t, query);
	glue = put_conditions(q, query, plan);
	if (part != PAGE_ALL)
		sql_puts(q, glue);
	put_part(q, query, part);
	put_order(q, query);
	sql_puts(q, " LIMIT ");
	sql_param(q, value_integer((int64_t)limit));
}

/* All that is asked is asked of the items of one list; else NULL. */
static const struct list *only_list(const struct query *query)
{
	const struct list *l = query->conditions[0].list;

	for (size_t i = 0; i < query->nconditions; i++)
		if (query->conditions[i].list != l)
			return NULL;
	return query->nconditions > 0 && l != NULL && !is_absence(query, l)
	               ? l
	               : NULL;
}

/* What belongs to the items of a list that fit. */
static void put_fitting_items(struct sql *q, const struct query *query,
                              const struct list *l)
{
	put_name(q, " FROM ", l->table);
	sql_puts(q, " AS i");
	put_items_where(q, query, l);
}

/* There is no order that a walk would keep, so a condition on the record
 * itself begins wherever that is best. */
static void put_fitting_records(struct sql *q, const struct entity *t,
                                const struct query *query,
                                const struct sql_plan *plan)
{
	struct sql_plan lists = *plan;

	for (size_t i = 0; i < query->nconditions; i++)
		lists.is_common[i] &= query->conditions[i].list != NULL;
	put_name(q, " FROM ", t->name);
	sql_puts(q, " AS t");
	put_conditions(q, query, &lists);
}

void sql_count(struct sql *q, const struct entity *t, const struct query *query,
               const struct sql_plan *plan)
{
	const struct list *l = only_list(query);

	if (l == NULL) {
		sql_puts(q, "SELECT count(*)");
		put_fitting_records(q, t, query, plan);
		return;
	}
	sql_puts(q, l->kind != NULL ? "SELECT count(DISTINCT i.record)"
	                            : "SELECT count(DISTINCT i.owner)");
	put_fitting_items(q, query, l);
}

void sql_docids(struct sql *q, const struct entity *t,
                const struct query *query, const struct sql_plan *plan)
{
	const struct list *l = only_list(query);

	if (l != NULL && l->kind != NULL) { /* they know their places */
		sql_puts(q, "SELECT DISTINCT i.record");
		put_fitting_items(q, query, l);
		return;
	}
	sql_puts(q, "SELECT n FROM records WHERE kind = ");
	sql_param(q, value_text(str_from(t->name)));
	sql_puts(q, " AND id IN (");
	sql_puts(q, l != NULL ? "SELECT i.owner" : "SELECT t.id");
	if (l != NULL)
		put_fitting_items(q, query, l);
	else
		put_fitting_records(q, t, query, plan);
	sql_puts(q, ")");
}

/* The owners, filled up with NULLs to a power of two, so that statements do
 * not differ by page. */
static void put_owners(struct sql *q, const struct str *owners, size_t n)
{
	sql_puts(q, "(");
	for (size_t i = 0, room = 1; i < room; i++) {
		sql_puts(q, i == 0 ? "" : ", ");
		sql_param(q,
		          i < n ? value_text(owners[i]) : (struct value){ 0 });
		if (i + 1 == room && room < n)
			room *= 2;
	}
	sql_puts(q, ")");
}

void sql_related(struct sql *q, const struct entity *t, const struct list *list,
                 const struct column *column, const struct str *owners,
                 size_t nowners, const struct entity *target)
{
	put_select(q, target, NULL);
	put_name(q, " WHERE t.id IN (SELECT o.", column->name);
	put_name(q, " FROM ", list != NULL ? list->table : t->name);
	sql_puts(q, list != NULL ? " AS o WHERE o.owner IN "
	                         : " AS o WHERE o.id IN ");
	put_owners(q, owners, nowners);
	sql_puts(q, ") ORDER BY t.key");
}
