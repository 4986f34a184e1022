/*
 * columns.h - an answer as a table: which columns, and what a cell says
 *
 * Shapes  a column is a member ("title") or a member of one ("parties.role").
 *         Of a kind all columns are there in the order of its fields, what it
 *         is called first, so that pages can be put one after the other; of
 *         what has no kind those in `leading`, and then what the items have.
 *         A cell of a list has its values joined by "; ", in which a semicolon
 *         of a value is written twice; of a list of objects, one for each
 *         object. A reference is shown by its key; of a list of objects a column
 *         more has the name (parties.organization.name). What nests deeper is JSON.
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
	bool by_name; /* a reference is shown by what it is called */
};

struct table {
	struct rendering *r;
	struct table_column *columns;
	size_t n, room;
	bool by_name;   /* so are all of them */
	bool names_now; /* and that of the cell at hand */
};

/* brief: only the few columns that people look at first. by_name: references are
 * for people, too. */
void columns_read(struct table *t, struct rendering *r, bool brief,
                  bool by_name);

/* What a cell says, without any quoting. */
MUST_CHECK enum err_code columns_cell(struct table *t,
                                      const struct table_column *c,
                                      struct str item, struct str *out,
                                      struct err *e);

#endif
