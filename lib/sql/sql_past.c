/*
 * sql_past.c - a table of each record's last change, and what is in it
 */
#include "lib/sql/sql_past.h"

#include "lib/sql/sql_conditions.h"

#define GIVEN "id, key, rev, record"

/* "subject.id" of a record is at $.subject.id. */
static void put_member(struct sql *q, const char *from, const char *path,
                       const char *name)
{
	sql_puts(q, from);
	sql_param(q,
	          value_text(str_from(arena_printf(q->arena, "$.%s", path))));
	sql_name(q, ") AS ", name);
}

static bool is_asked(const struct query *query, const struct column *c)
{
	for (size_t i = 0; i < query->nconditions; i++)
		if (query->conditions[i].column == c)
			return true;
	return false;
}

/* The table t: what is given, and the columns asked about. */
static void put_records(struct sql *q, const struct entity *t,
                        const struct query *query, int64_t seq)
{
	struct value until = value_integer(seq);

	sql_puts(q, "(SELECT " GIVEN);
	for (size_t i = COLUMN_CREATED; i < t->ncolumns; i++)
		if (is_asked(query, &t->columns[i]))
			put_member(q, ", json_extract(record, ",
			           t->columns[i].path, t->columns[i].name);
	sql_puts(q, " FROM changes AS c WHERE kind = ");
	sql_param(q, value_text(str_from(t->name)));
	sql_puts(q, " AND op = 'put' AND seq <= ");
	sql_param(q, until);
	if (query->has_after) {
		sql_puts(q, " AND key > ");
		sql_param(q, value_text(query->after_key));
	}
	sql_puts(q, " AND NOT EXISTS (SELECT 1 FROM changes AS later "
	            "WHERE later.kind = c.kind AND later.id = c.id "
	            "AND later.seq > c.seq AND later.seq <= ");
	sql_param(q, until);
	sql_puts(q, ")) AS t");
}

/* The table i: the items of a list of the record at hand. */
static void put_items(struct sql *q, const struct list *l)
{
	sql_puts(q, "(SELECT ");
	for (size_t i = 0; i < l->ncolumns; i++) {
		const struct column *c = &l->columns[i];

		sql_puts(q, i > 0 ? ", " : "");
		if (c->field == l->field)
			sql_name(q, "value AS ", c->name);
		else
			put_member(q, "json_extract(value, ", c->field->name,
			           c->name);
	}
	sql_puts(q, " FROM json_each(t.record, ");
	sql_param(q, value_text(str_from(
			     arena_printf(q->arena, "$.%s", l->field->name))));
	sql_puts(q, ")) AS i");
}

/* One item fits all conditions on its list; or none has a value. */
static void put_membership(struct sql *q, const struct query *query,
                           const struct list *l)
{
	bool absent = sql_is_absence(query, l);
	const char *glue = " WHERE (";

	sql_puts(q, absent ? "NOT EXISTS (SELECT 1 FROM "
	                   : "EXISTS (SELECT 1 FROM ");
	put_items(q, l);
	for (size_t i = 0; i < query->nconditions; i++) {
		struct condition c = query->conditions[i];

		if (c.list != l)
			continue;
		if (absent)
			c.compare = CMP_EXISTS;
		sql_puts(q, glue);
		sql_condition(q, "i.", &c);
		glue = absent ? " OR " : ") AND (";
	}
	sql_puts(q, "))");
}

static void put_from(struct sql *q, const struct entity *t,
                     const struct query *query, int64_t seq)
{
	const char *glue = " WHERE (";

	sql_puts(q, " FROM ");
	put_records(q, t, query, seq);
	for (size_t i = 0; i < query->nconditions; i++) {
		const struct condition *c = &query->conditions[i];

		if (c->list != NULL && !sql_is_first_of_list(query, i))
			continue;
		sql_puts(q, glue);
		if (c->list != NULL)
			put_membership(q, query, c->list);
		else
			sql_condition(q, "t.", c);
		glue = ") AND (";
	}
	sql_puts(q, query->nconditions > 0 ? ")" : "");
}

void sql_past_page(struct sql *q, const struct entity *t,
                   const struct query *query, int64_t seq)
{
	sql_puts(q, "SELECT " GIVEN);
	put_from(q, t, query, seq);
	sql_puts(q, " ORDER BY key LIMIT ");
	sql_param(q, value_integer((int64_t)query->limit));
}

void sql_past_count(struct sql *q, const struct entity *t,
                    const struct query *query, int64_t seq)
{
	struct query all = *query;

	all.has_after = false;
	sql_puts(q, "SELECT count(*)");
	put_from(q, t, &all, seq);
}
