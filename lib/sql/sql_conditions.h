/*
 * sql_conditions.h - the filters of a query as SQL conditions
 *
 * Shapes  composed into a statement in which the table of records has the alias
 *         t, and that of a list's items the alias i; an alias is given with its
 *         full stop, "t.", and may have a + in front, which keeps SQLite from
 *         using an index for that condition.
 * Units   none.
 * Errors  none.
 * Source  as in sql_text.h.
 */
#ifndef LIB_SQL_SQL_CONDITIONS_H
#define LIB_SQL_SQL_CONDITIONS_H

#include "lib/sql/sql_text.h"

/* A name is quoted: some are keywords ("end"). */
void sql_name(struct sql *q, const char *before, const char *name);

/* All of a query's; returns what goes before the next condition. */
const char *sql_conditions(struct sql *q, const struct query *query,
                           const struct sql_plan *plan);
void sql_condition(struct sql *q, const char *alias, const struct condition *c);

/* What is wanted ("SELECT i.owner") of each item of one list that fits the
 * conditions on it, of all items there are: where the items of all entities
 * share a table, of those of this one. `glue` stands between what is taken from
 * the list's table and from what implies further items. */
void sql_fitting_items(struct sql *q, const struct query *query,
                       const struct list *l, const char *wanted,
                       const char *glue);

/* That an item of the list of record t fits all conditions on it. */
void sql_has_fitting_item(struct sql *q, const struct query *query,
                          const struct list *l);

/* Nothing but "has none" is asked of the items of this list. */
bool sql_is_absence(const struct query *query, const struct list *l);
bool sql_is_first_of_list(const struct query *query, size_t at);
bool sql_is_plain_equality(const struct condition *c);

#endif
