/*
 * sql_text.h - SQL composed from an entity and a query
 *
 * Shapes  struct sql is a statement's text with one ? for each of its
 *         parameters, in order. Names come only from struct entity, values
 *         are only ever parameters. Values are borrowed: they outlive the
 *         struct sql, or live in its arena. A statement that reads records
 *         gives the selected columns in their order, then `record`.
 * Units   none.
 * Errors  none.
 * Source  plain SQL and row values, as SQLite and PostgreSQL know them.
 */
#ifndef LIB_SQL_SQL_TEXT_H
#define LIB_SQL_SQL_TEXT_H

#include "lib/base/arena.h"
#include "lib/store/store.h"

struct sql {
	struct arena *arena;
	struct buf text;
	struct value *params;
	size_t nparams, room;
};

void sql_init(struct sql *q, struct arena *a);
void sql_puts(struct sql *q, const char *text);
void sql_param(struct sql *q, struct value v); /* writes the ? as well */
/* Several, with commas between them. */
void sql_params(struct sql *q, const struct value *values, size_t n);

/* Places of columns in their entity. */
struct selection {
	unsigned char columns[COLUMNS_MAX];
	size_t n;
};

/* Those that a query wants; without one, all. */
void sql_selection(const struct entity *t, const struct query *query,
                   struct selection *out);

/* ---- one record ------------------------------------------------------- */

void sql_insert(struct sql *q, const struct entity *t, const struct row *row);
void sql_update(struct sql *q, const struct entity *t, const struct row *row);
void sql_set(struct sql *q, const struct entity *t, const struct column *c,
             struct str id, struct value value);
void sql_remove(struct sql *q, const struct entity *t, struct str id);

/* The record whose column (COLUMN_ID or COLUMN_KEY) is `ref`. */
void sql_find(struct sql *q, const struct entity *t, size_t column,
              struct str ref);

/* The record that has it in a list. */
void sql_find_by_item(struct sql *q, const struct entity *t,
                      const struct list *l, struct str item);

/* ---- the items of its lists ------------------------------------------- */

void sql_item_insert(struct sql *q, const struct list *l, struct str owner,
                     const struct value *cells);

/* Gives rowid, then the list's columns, in the order they were written. */
void sql_items(struct sql *q, const struct list *l, struct str owner);
void sql_item_remove(struct sql *q, const struct list *l, int64_t rowid);

/* ---- many records ----------------------------------------------------- */

/* Which conditions, by their place in the query, fit so many records that it
 * is better to check them along a walk than to begin with them. */
struct sql_plan {
	bool is_common[STORE_CONDITIONS];
	bool is_none; /* what fits no row fits no record */
	struct str
		chosen; /* records.n of those that fit, as a JSON array, where
	                      that is known and they are few; else absent */
};

/* Gives how many rows fit one condition (all of one list together), counted up
 * to `limit`; false when there is no need to know. */
bool sql_probe(struct sql *q, const struct entity *t, const struct query *query,
               size_t at, size_t limit);

/* A page is read by at most two statements, one after the other, each of
 * them a walk along one index: records without a value in the sort column
 * stand apart from those with one. */
enum page_part {
	PAGE_ALL,    /* from the start                                     */
	PAGE_BEHIND, /* after the place, among those with a value          */
	PAGE_VALUES, /* all with a value                                   */
	PAGE_NULLS,  /* all without                                        */
	PAGE_BEHIND_NULL, /* after the place, among those without          */
};

size_t sql_page_parts(const struct query *query, enum page_part parts[2]);
void sql_page(struct sql *q, const struct entity *t, const struct query *query,
              const struct sql_plan *plan, enum page_part part, size_t limit);

/* The index that serves the condition gives the order as well. */
bool sql_is_in_order(const struct query *query, const struct condition *c);

/* Gives records.n of all that may fit, in the order of the page: of the
 * conditions at most one is asked. */
void sql_walk(struct sql *q, const struct entity *t, const struct query *query,
              enum page_part part);

/* There is no order to keep: the plan matters for conditions on lists only. */
void sql_count(struct sql *q, const struct entity *t, const struct query *query,
               const struct sql_plan *plan);

/* Gives records.n of all that fit; as sql_count(). */
void sql_docids(struct sql *q, const struct entity *t,
                const struct query *query, const struct sql_plan *plan);

/* The distinct texts of a column, from one on. */
void sql_values(struct sql *q, const char *table, const struct column *column,
                struct str from, size_t limit);

/* See store_related(). */
void sql_related(struct sql *q, const struct entity *t, const struct list *list,
                 const struct column *column, const struct str *owners,
                 size_t nowners, const struct entity *target);

#endif
