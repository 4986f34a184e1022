/*
 * table_csv.c - names of columns, and rows with what merged cells left out
 */
#include "server/registry/table_import/table_csv.h"

#include "lib/text/blank.h"
#include "lib/text/utf8.h"
#include "server/registry/model/json.h"

/* ---- names ---------------------------------------------------------------- */

/* Word for word, however they are spaced: spreadsheets break names into lines. */
static bool is_called(struct str name, struct str column)
{
	size_t i = 0, j = 0;

	name = blank_trimmed(name);
	column = blank_trimmed(column);
	while (i < name.len && j < column.len) {
		bool blank = char_is_blank(name.p[i]);

		if (blank != char_is_blank(column.p[j]) ||
		    (!blank && name.p[i] != column.p[j]))
			return false;
		i = blank ? blank_skip(name, i) : i + 1;
		j = blank ? blank_skip(column, j) : j + 1;
	}
	return i == name.len && j == column.len;
}

bool table_csv_column(const struct table *t, struct str column, size_t *out)
{
	for (size_t i = 0; i < t->nnames; i++)
		if (is_called(t->names[i], column)) {
			*out = i;
			return true;
		}
	return false;
}

/* A row of names under another; of one with rows below it an empty cell is what
 * stands left of it. */
static void add_names(struct table *t, struct arena *a, bool is_last)
{
	const struct csv *c = &t->csv;
	struct str left = { 0 };

	for (size_t i = 0; i < t->nnames; i++) {
		struct str own = { 0 }, *name = &t->names[i];

		if (i < c->ncells)
			own = cell_part(a, t, c->cells[i].start,
			                c->cells[i].end)
			              .text;
		if (own.len == 0 && !is_last)
			own = left;
		left = own;
		if (name->len == 0)
			*name = own;
		else if (own.len > 0)
			*name = str_from(arena_printf(
				a, "%.*s %.*s", STR_ARG(*name), STR_ARG(own)));
	}
}

/* How often it has come, this time included. */
static json_int_t count_name(json_t *names, const char *name)
{
	json_int_t n = json_integer_value(json_object_get(names, name)) + 1;

	json_object_set_new(names, name, json_integer(n));
	return n;
}

/* Of several that are called alike each has its number: "Date#2". */
static void number_names(struct table *t, struct arena *a)
{
	json_t *all = json_own(a, json_object()),
	       *seen = json_own(a, json_object());

	for (size_t i = 0; i < t->nnames; i++)
		(void)count_name(all, utf8_one_line(a, t->names[i]).p);
	for (size_t i = 0; i < t->nnames; i++) {
		const char *name = utf8_one_line(a, t->names[i]).p;
		long long n = count_name(seen, name);

		if (*name != '\0' &&
		    json_integer_value(json_object_get(all, name)) > 1)
			t->names[i] =
				str_from(arena_printf(a, "%s#%lld", name, n));
	}
}

static enum err_code read_names(struct table *t, struct arena *a, size_t rows,
                                struct err *e)
{
	struct csv *c = &t->csv;

	for (size_t i = 0; i < rows; i++) {
		if (!csv_next(c, a) || c->wrong != NULL)
			return err_set(e, ERR_INVALID, "the row of names: %s",
			               c->wrong != NULL
			                       ? c->wrong
			                       : "the table ends before it");
		if (t->names == NULL) {
			t->nnames = c->ncells;
			t->names =
				arena_alloc(a, t->nnames * sizeof(*t->names));
			memset(t->names, 0, t->nnames * sizeof(*t->names));
		}
		add_names(t, a, i + 1 == rows);
	}
	number_names(t, a);
	return ERR_OK;
}

/* What is no column is told by who checks the map. */
static void find_down(struct table *t, const struct table_form *form)
{
	for (size_t i = 0; i < form->ndown; i++)
		if (table_csv_column(t, form->down[i], &t->down[t->ndown]))
			t->ndown++;
}

enum err_code table_csv_open(struct table *t, struct arena *a,
                             const struct table_form *form, struct err *e)
{
	struct csv *c = &t->csv;
	enum err_code rc;

	csv_open(c, t->bytes, form->delimiter);
	csv_skip_separator_line(c, form->delimiter == 0);
	for (size_t i = 1; i < form->header && csv_next(c, a); i++)
		;
	if (form->header > 1 && form->delimiter == 0)
		csv_find_delimiter(c);
	rc = read_names(t, a, form->header_rows, e);
	if (rc == ERR_OK)
		find_down(t, form);
	return rc;
}

/* ---- rows ---------------------------------------------------------------- */

/* Who writes tables may leave out the delimiters after the last cell. */
static void lengthen(const struct table *t, struct arena *a,
                     struct table_row *row)
{
	struct csv_cell *cells = arena_alloc(a, t->nnames * sizeof(*cells));

	for (size_t i = 0; i < t->nnames; i++)
		cells[i] = i < row->ncells
		                   ? row->cells[i]
		                   : (struct csv_cell){ .start = row->end,
			                                .end = row->end };
	row->cells = cells;
	row->ncells = t->nnames;
}

/* What stands above a cell is that of the same outer cells only. */
static void forget_inner(struct table *t, size_t outer)
{
	for (size_t i = outer + 1; i < t->ndown; i++)
		t->above[i] = (struct csv_cell){ .end = 0 };
}

static void fill_down(struct table *t, struct arena *a, struct table_row *row)
{
	if (t->ndown > 0 && row->ncells < t->nnames)
		lengthen(t, a, row);
	for (size_t i = 0; i < t->ndown; i++) {
		struct csv_cell *cell = &row->cells[t->down[i]];

		if (cell_part(a, t, cell->start, cell->end).text.len > 0) {
			t->above[i] = *cell;
			forget_inner(t, i);
		} else if (t->above[i].end > 0) {
			*cell = t->above[i];
		}
	}
}

bool table_csv_next(struct table *t, struct arena *a, struct table_row *row)
{
	struct csv *c = &t->csv;

	if (!csv_next(c, a))
		return false;
	*row = (struct table_row){ .line = c->row_line,
		                   .start = c->row_start,
		                   .end = c->row_end,
		                   .wrong = c->wrong,
		                   .cells = c->cells,
		                   .ncells = c->ncells };
	if (row->wrong == NULL && c->ncells > t->nnames)
		row->wrong =
			arena_printf(a, "has %zu cells, the row of names %zu",
		                     c->ncells, t->nnames);
	if (row->wrong == NULL)
		fill_down(t, a, row);
	return true;
}
