/*
 * sql_text.c - SQL composed from an entity and a query
 */
#include "lib/sql/sql_text.h"

#include "lib/sql/sql_conditions.h"

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

static void put_columns(struct sql *q, const char *alias,
                        const struct column *columns, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		sql_puts(q, i == 0 ? "" : ", ");
		sql_name(q, alias, columns[i].name);
	}
}

void sql_params(struct sql *q, const struct value *values, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		sql_puts(q, i == 0 ? "" : ", ");
		sql_param(q, values[i]);
	}
}

/* ------------------------------------------------------------ one record */

void sql_insert(struct sql *q, const struct entity *t, const struct row *row)
{
	sql_name(q, "INSERT INTO ", t->name);
	sql_puts(q, " (");
	put_columns(q, "", t->columns, t->ncolumns);
	sql_puts(q, ", record) VALUES (");
	sql_params(q, row->values, t->ncolumns);
	sql_puts(q, ", ");
	sql_param(q, value_text(row->record));
	sql_puts(q, ")");
}

void sql_update(struct sql *q, const struct entity *t, const struct row *row)
{
	sql_name(q, "UPDATE ", t->name);
	sql_puts(q, " SET record = ");
	sql_param(q, value_text(row->record));
	for (size_t i = 0; i < t->ncolumns; i++) {
		if (i == COLUMN_ID)
			continue;
		sql_name(q, ", ", t->columns[i].name);
		sql_puts(q, " = ");
		sql_param(q, row->values[i]);
	}
	sql_puts(q, " WHERE id = ");
	sql_param(q, row->values[COLUMN_ID]);
}

void sql_set(struct sql *q, const struct entity *t, const struct column *c,
             struct str id, struct value value)
{
	sql_name(q, "UPDATE ", t->name);
	sql_name(q, " SET ", c->name);
	sql_puts(q, " = ");
	sql_param(q, value);
	sql_puts(q, " WHERE id = ");
	sql_param(q, value_text(id));
}

void sql_remove(struct sql *q, const struct entity *t, struct str id)
{
	sql_name(q, "DELETE FROM ", t->name);
	sql_puts(q, " WHERE id = ");
	sql_param(q, value_text(id));
}

static bool is_wanted(const struct entity *t, const struct query *query,
                      const struct column *c)
{
	return query == NULL || !query->slim ||
	       c < t->columns + COLUMN__COMMON || c == query->sort ||
	       (c->field->flags & (F_READ | F_DERIVED)) != 0;
}

void sql_selection(const struct entity *t, const struct query *query,
                   struct selection *out)
{
	out->n = 0;
	for (size_t i = 0; i < t->ncolumns; i++)
		if (is_wanted(t, query, &t->columns[i]))
			out->columns[out->n++] = (unsigned char)i;
}

static void put_select(struct sql *q, const struct entity *t,
                       const struct query *query)
{
	struct selection s;

	sql_selection(t, query, &s);
	sql_puts(q, "SELECT ");
	for (size_t i = 0; i < s.n; i++) {
		sql_name(q, "t.", t->columns[s.columns[i]].name);
		sql_puts(q, ", ");
	}
	sql_puts(q, "t.record");
	sql_name(q, " FROM ", t->name);
	sql_puts(q, " AS t");
}

void sql_find(struct sql *q, const struct entity *t, size_t column,
              struct str ref)
{
	put_select(q, t, NULL);
	sql_name(q, " WHERE t.", t->columns[column].name);
	sql_puts(q, " = ");
	sql_param(q, value_text(ref));
}

void sql_find_by_item(struct sql *q, const struct entity *t,
                      const struct list *l, struct str item)
{
	put_select(q, t, NULL);
	sql_name(q, " WHERE t.id = (SELECT owner FROM ", l->table);
	sql_name(q, " WHERE ", l->columns[0].name);
	sql_puts(q, " = ");
	sql_param(q, value_text(item));
	sql_puts(q, ")");
}

/* ----------------------------------------------------------------- items */

/* Which record items belong to: its id, or where the items of all
 * entities share a table its number. */
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
	sql_name(q, "INSERT INTO ", l->table);
	sql_puts(q, l->kind != NULL ? " (record, kind, " : " (owner, ");
	put_columns(q, "", l->columns, l->ncolumns);
	sql_puts(q, ") VALUES (");
	put_owner(q, l, owner);
	sql_puts(q, ", ");
	if (l->kind != NULL) {
		sql_param(q, value_text(str_from(l->kind)));
		sql_puts(q, ", ");
	}
	sql_params(q, cells, l->ncolumns);
	sql_puts(q, ")");
}

void sql_items(struct sql *q, const struct list *l, struct str owner)
{
	sql_puts(q, "SELECT i.rowid, ");
	put_columns(q, "i.", l->columns, l->ncolumns);
	sql_name(q, " FROM ", l->table);
	sql_puts(q, l->kind != NULL ? " AS i WHERE i.record = "
	                            : " AS i WHERE i.owner = ");
	put_owner(q, l, owner);
	sql_puts(q, " ORDER BY i.rowid");
}

void sql_item_remove(struct sql *q, const struct list *l, int64_t rowid)
{
	sql_name(q, "DELETE FROM ", l->table);
	sql_puts(q, " WHERE rowid = ");
	sql_param(q, value_integer(rowid));
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
bool sql_is_in_order(const struct query *query, const struct condition *c)
{
	const struct column *sort = sort_column(query);

	if (sort != NULL)
		return c->column == sort;
	return c->nvalues == 1 && sql_is_plain_equality(c);
}

bool sql_probe(struct sql *q, const struct entity *t, const struct query *query,
               size_t at, size_t limit)
{
	const struct condition *c = &query->conditions[at];

	if (c->list == NULL ? sql_is_in_order(query, c)
	                    : !sql_is_first_of_list(query, at) ||
	                              sql_is_absence(query, c->list))
		return false;
	sql_puts(q, "SELECT count(*) FROM (");
	if (c->list != NULL) {
		sql_fitting_items(q, query, c->list, "SELECT 1", " UNION ALL ");
	} else {
		sql_name(q, "SELECT 1 FROM ", t->name);
		sql_puts(q, " AS t WHERE ");
		sql_condition(q, "t.", c);
	}
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
	sql_name(q, "(t.", sort->name);
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
		sql_name(q, "t.", sort->name);
		sql_puts(q, " IS NOT NULL");
		break;
	case PAGE_NULLS:
		sql_name(q, "t.", sort->name);
		sql_puts(q, " IS NULL");
		break;
	case PAGE_BEHIND_NULL:
		sql_name(q, "t.", sort->name);
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
		sql_name(q, "t.", sort->name);
		sql_puts(q, direction);
		sql_puts(q, ", ");
	}
	sql_puts(q, "t.key");
	sql_puts(q, direction);
}

static const struct condition *condition_in_order(const struct query *query)
{
	for (size_t i = 0; i < query->nconditions; i++)
		if (query->conditions[i].list == NULL &&
		    sql_is_in_order(query, &query->conditions[i]))
			return &query->conditions[i];
	return NULL;
}

void sql_walk(struct sql *q, const struct entity *t, const struct query *query,
              enum page_part part)
{
	const struct condition *c = condition_in_order(query);
	const char *glue = " WHERE ";

	sql_puts(q, "SELECT (SELECT n FROM records WHERE kind = ");
	sql_param(q, value_text(str_from(t->name)));
	sql_puts(q, " AND id = t.id)");
	sql_name(q, " FROM ", t->name);
	sql_puts(q, " AS t");
	if (c != NULL) {
		sql_puts(q, glue);
		sql_condition(q, "t.", c);
		glue = " AND ";
	}
	if (part != PAGE_ALL)
		sql_puts(q, glue);
	put_part(q, query, part);
	put_order(q, query);
}

void sql_page(struct sql *q, const struct entity *t, const struct query *query,
              const struct sql_plan *plan, enum page_part part, size_t limit)
{
	const char *glue;

	put_select(q, t, query);
	glue = sql_conditions(q, query, plan);
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
	return query->nconditions > 0 && l != NULL && !sql_is_absence(query, l)
	               ? l
	               : NULL;
}

/* The owners of the items of a list that fit, each once. */
static void put_owners_of_items(struct sql *q, const struct query *query,
                                const struct list *l)
{
	sql_fitting_items(q, query, l,
	                  l->kind != NULL ? "SELECT DISTINCT i.record"
	                                  : "SELECT DISTINCT i.owner",
	                  " UNION ");
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
	sql_name(q, " FROM ", t->name);
	sql_puts(q, " AS t");
	sql_conditions(q, query, &lists);
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
	sql_puts(q, "SELECT count(*) FROM (");
	put_owners_of_items(q, query, l);
	sql_puts(q, ")");
}

void sql_docids(struct sql *q, const struct entity *t,
                const struct query *query, const struct sql_plan *plan)
{
	const struct list *l = only_list(query);

	if (l != NULL && l->kind != NULL) { /* they know their places */
		put_owners_of_items(q, query, l);
		return;
	}
	sql_puts(q, "SELECT n FROM records WHERE kind = ");
	sql_param(q, value_text(str_from(t->name)));
	sql_puts(q, " AND id IN (");
	if (l != NULL) {
		put_owners_of_items(q, query, l);
	} else {
		sql_puts(q, "SELECT t.id");
		put_fitting_records(q, t, query, plan);
	}
	sql_puts(q, ")");
}

static void put_next(struct sql *q, const char *table,
                     const struct column *column, const char *bound)
{
	sql_name(q, "SELECT min(", column->name);
	sql_name(q, ") FROM ", table);
	sql_name(q, " WHERE ", column->name);
	sql_puts(q, bound);
}

/* From one to the next through the index, however many rows have each. */
void sql_values(struct sql *q, const char *table, const struct column *column,
                struct str from, size_t limit)
{
	sql_puts(q, "WITH RECURSIVE v (x) AS (");
	put_next(q, table, column, " >= ");
	sql_param(q, value_text(from));
	sql_puts(q, " UNION ALL SELECT (");
	put_next(q, table, column, " > v.x");
	sql_puts(q, ") FROM v WHERE x IS NOT NULL) "
	            "SELECT x FROM v WHERE x IS NOT NULL LIMIT ");
	sql_param(q, value_integer((int64_t)limit));
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
	sql_name(q, " WHERE t.id IN (SELECT o.", column->name);
	sql_name(q, " FROM ", list != NULL ? list->table : t->name);
	sql_puts(q, list != NULL ? " AS o WHERE o.owner IN "
	                         : " AS o WHERE o.id IN ");
	put_owners(q, owners, nowners);
	sql_puts(q, ") ORDER BY t.key");
}
