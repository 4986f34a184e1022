/*
 * columns.h - an answer as a table: which columns, and what a cell says
 *
 * Shapes  a column is a member ("title") or a member of one ("parties.role").
 *         Of a kind all columns are there in the order of its fields, what it
 *         is called first, so that pages can be put one after the other; of
 *         what has no kind those in `leading`, and then what the items have.
 *         A cell of a list has its values joined by "; ", in which a semicolon
 *         of a value is written twice; of a list of objects, one for each
 *         object. A reference is shown by its key. What nests deeper is JSON.
 * Errors  the engine's.
 * Source  none.
 */
#ifndef SERVER_REGISTRY_FORMATS_COLUMNS_H
#define SERVER_REGISTRY_FORMATS_COLUMNS_H

#include "server/registry/formats/formats.h"

struct table_column {
	struct str outer, inner; /* member, and member of it or absent */
	struct str header;
	const struct field *field; /* the inner one of the two, or NULL */
};

struct table {
	struct rendering *r;
	struct table_column *columns;
	size_t n, room;
};

/* brief: only the few columns that people look at first. */
void columns_read(struct table *t, struct rendering *r, bool brief);

/* What a cell says, without any quoting. */
MUST_CHECK enum err_code columns_cell(struct table *t,
                                      const struct table_column *c,
                                      struct str item, struct str *out,
                                      struct err *e);

#endif
