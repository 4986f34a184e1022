/*
 * csv.h - CSV: rows of cells, and the lines they begin on
 *
 * Shapes  a cell is a span of the text: what stands between its quotation
 *         marks, or between the delimiters. csv_text() gives what it says:
 *         doubled quotation marks are one. Cells may have ends of lines in
 *         them; rows end in CRLF, LF or CR. A mark of UTF-8 at the beginning
 *         is no part of the first cell. Empty lines are no rows.
 * Units   bytes; lines from 1, the one a row begins on.
 * Errors  csv_next() is false at the end; `wrong` says what is wrong with a
 *         row that was read, or is NULL.
 * Source  RFC 4180, and what spreadsheets write: `;` and tabs.
 */
#ifndef LIB_DATA_CSV_H
#define LIB_DATA_CSV_H

#include "lib/base/arena.h"

struct csv_cell {
	size_t start, end;
	bool doubled; /* it has doubled quotation marks */
};

struct csv {
	struct str text;
	char delimiter;
	size_t at, line; /* of what comes next */
	/* the row that was read */
	size_t row_line, row_start, row_end;
	struct csv_cell *cells;
	size_t ncells;
	const char *wrong;
};

/* A delimiter of 0 is found out: of those in the first row outside of quotation
 * marks the one that is there most often. Or in the row that comes next. */
void csv_open(struct csv *c, struct str text, char delimiter);
void csv_find_delimiter(struct csv *c);

/* Past a first line such as "sep=;", in which spreadsheets say what parts cells;
 * that is the delimiter if it is to be found out. */
void csv_skip_separator_line(struct csv *c, bool find);

/* The cells are of the arena. */
bool csv_next(struct csv *c, struct arena *a);

struct str csv_text(struct arena *a, struct str text,
                    const struct csv_cell *cell);

/* Would a spreadsheet take it for a formula, be it with apostrophes before it? */
bool csv_is_formula(struct str s);

/* Without the apostrophe that was put before such a cell. */
struct str csv_unguarded(struct str s);

#endif
