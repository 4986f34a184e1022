/*
 * table.h - the rows of a file, whatever its format, and where cells stand
 *
 * Shapes  CSV (lib/data/csv.h), whose columns are called by its first row, in
 *         which blanks and ends of lines are alike; by several rows where cells
 *         were merged: what stands above, an empty cell taking what is left of
 *         it, a blank, and what stands below. An empty cell of a column in
 *         `down` is the one above it;
 *         NDJSON and a JSON array (or the array a pointer leads to), whose
 *         columns are JSON Pointers into the row, "/dates/adopted" or, of a
 *         plain name, "adopted"; `*` stands for each item of an array. Of an
 *         object of rows `*` alone is the name of the row. Rows may be in
 *         arrays that the items of another have, a star standing for each of
 *         these: "../name" leads into the item. A
 *         cell is a span of the file: of JSON the
 *         inside of a string, or a number, true or false; an array gives one
 *         cell for each of its scalars; what else it holds is `nested`. Empty
 *         cells are none.
 * Units   bytes of the file; lines from 1.
 * Errors  table_open(): ERR_INVALID what is no table; of a row: row->wrong.
 * Source  RFC 4180, RFC 8259, RFC 6901.
 */
#ifndef SERVER_REGISTRY_TABLE_IMPORT_TABLE_H
#define SERVER_REGISTRY_TABLE_IMPORT_TABLE_H

#include <jansson.h>

#include "lib/base/arena.h"
#include "lib/data/csv.h"

enum table_format { TABLE_CSV, TABLE_NDJSON, TABLE_JSON };

#define TABLE_DOWN_MAX 8

/* How its rows are written. */
struct table_form {
	enum table_format format;
	char delimiter;     /* of CSV; 0 is found out                      */
	size_t header;      /* of CSV: the row that has the names, from 1  */
	size_t header_rows; /* of which there are so many            */
	const struct str *down; /* columns whose merged cells were parted */
	size_t ndown;
	struct str rows; /* of JSON: a pointer to their array, or absent */
};

/* Of the item that rows are in, these are found once. */
#define TABLE_OUTER_MAX 32

struct outer_member {
	struct str name; /* as it is written */
	size_t value;
};

struct table {
	struct str bytes;
	enum table_format format;
	struct csv csv;
	struct str *names; /* of CSV */
	size_t nnames;
	size_t down[TABLE_DOWN_MAX]; /* columns whose empty cells are filled */
	struct csv_cell above[TABLE_DOWN_MAX]; /* with these            */
	size_t ndown;
	size_t at, line, end; /* of JSON: the next row, the end of all */
	size_t item;          /* of a JSON array: how many were read   */
	bool is_object;       /* its rows are members of an object      */
	size_t counted;       /* of one: up to where `line` counts      */
	struct str inner; /* where in each outer item its rows are; or absent */
	size_t outer_at;  /* the next outer item                             */
	size_t outer, outer_end; /* that of the rows at hand                 */
	struct outer_member members[TABLE_OUTER_MAX];
	size_t nmembers;
};

struct table_row {
	size_t line, start, end;
	size_t item;             /* of a JSON array, from 1; of others 0 */
	struct str name;         /* of a JSON object of rows: the member  */
	size_t outer, outer_end; /* the item it is in, where rows have one */
	const char *wrong;
	struct csv_cell *cells;
	size_t ncells;
};

struct cell {
	size_t start, end;
	struct str text; /* what it says, trimmed, ends of lines as LF */
};

struct cells {
	struct cell *items;
	size_t n;
	struct cell
		nested; /* of JSON: the first that is no scalar, or absent */
};

MUST_CHECK enum err_code table_open(struct table *t, struct arena *a,
                                    struct str bytes,
                                    const struct table_form *form,
                                    struct err *e);
enum table_format table_format_of(struct str bytes);

bool table_next(struct table *t, struct arena *a, struct table_row *row);

/* Is a column called so? Of JSON nobody knows: it may be. */
bool table_is_named(const struct table *t, struct str column);

/* Of JSON: has the row this column, be it with or without a value? */
bool table_has(const struct table *t, struct arena *a,
               const struct table_row *row, struct str column);

void table_cells(const struct table *t, struct arena *a,
                 const struct table_row *row, struct str column,
                 struct cells *out);

/* How many lines end there. */
size_t table_lines(struct str s, size_t from, size_t to);

/* A part of a cell as a cell, trimmed. */
struct cell cell_part(struct arena *a, const struct table *t, size_t start,
                      size_t end);

#endif
