/*
 * tabular.c - CSV, TSV, and tables in Markdown
 *
 * Source  RFC 4180. What a spreadsheet would take for a formula gets an
 *         apostrophe before it, and so does what has apostrophes there
 *         already: taking one away gives the value back.
 */
#include "server/registry/formats/writers.h"

#include "lib/data/csv.h"
#include "lib/data/jsontext.h"
#include "server/registry/formats/columns.h"

/* A row of a table that is written a cell at a time. */
typedef void cell_fn(struct buf *out, size_t at, struct str cell);

/* ---- CSV and TSV --------------------------------------------------------- */

static bool needs_quotes(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (strchr(",;\"\t\r\n", s.p[i]) != NULL)
			return true;
	return s.len > 0 && (s.p[0] == ' ' || s.p[s.len - 1] == ' ');
}

static void put_cell(struct buf *out, struct str s)
{
	bool quoted = needs_quotes(s);

	buf_puts(out, quoted ? "\"" : "");
	if (csv_is_formula(s))
		buf_puts(out, "'");
	for (size_t i = 0; i < s.len; i++) {
		buf_add(out, s.p + i, 1);
		if (s.p[i] == '"')
			buf_puts(out, "\"");
	}
	buf_puts(out, quoted ? "\"" : "");
}

static void put_comma_cell(struct buf *out, size_t at, struct str cell)
{
	buf_puts(out, at > 0 ? "," : "");
	put_cell(out, cell);
}

static void put_tab_cell(struct buf *out, size_t at, struct str cell)
{
	buf_puts(out, at > 0 ? "\t" : "");
	put_cell(out, cell);
}

static enum err_code write_rows(struct table *t, cell_fn *put,
                                const char *row_end, struct err *e)
{
	struct buf *out = t->r->out;
	struct str item, cell;
	size_t at = 0;
	enum err_code rc = ERR_OK;

	while (rc == ERR_OK && format_next(t->r, &at, &item)) {
		for (size_t i = 0; rc == ERR_OK && i < t->n; i++) {
			rc = columns_cell(t, &t->columns[i], item, &cell, e);
			arena_work(t->r->arena, cell.len + WORK_ROW);
			put(out, i, cell);
		}
		buf_puts(out, row_end);
	}
	return rc;
}

static enum err_code write_separated(struct rendering *r, cell_fn *put,
                                     struct err *e)
{
	struct table t;

	columns_read(&t, r, false, false);
	for (size_t i = 0; i < t.n; i++)
		put(r->out, i, t.columns[i].header);
	buf_puts(r->out, "\r\n");
	return write_rows(&t, put, "\r\n", e);
}

enum err_code csv_write(struct rendering *r, struct err *e)
{
	return write_separated(r, put_comma_cell, e);
}

enum err_code tsv_write(struct rendering *r, struct err *e)
{
	return write_separated(r, put_tab_cell, e);
}

/* ---- Markdown ------------------------------------------------------------ */

/* One line, in which nothing but the words means anything. */
static void put_plain(struct buf *out, struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (strchr("\\`*_[]<>|~#", s.p[i]) != NULL)
			buf_puts(out, "\\");
		buf_add(out, s.p[i] == '\n' || s.p[i] == '\t' ? " " : s.p + i,
		        1);
	}
}

/* "in_force", "adopted_on": what programs call it. */
static bool is_for_programs(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (strchr("abcdefghijklmnopqrstuvwxyz_; ", s.p[i]) == NULL)
			return false;
	return true;
}

static void put_words(struct buf *out, struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		buf_add(out, s.p[i] == '_' ? " " : s.p + i, 1);
}

static void put_markdown_cell(struct buf *out, size_t at, struct str cell)
{
	(void)at;
	buf_puts(out, "| ");
	if (is_for_programs(cell))
		put_words(out, cell);
	else
		put_plain(out, cell);
	buf_puts(out, " ");
}

/* One record: what it is called, and a row for each member that it has. */
static enum err_code write_sheet(struct rendering *r, struct err *e)
{
	struct table t;
	struct str cell, item = r->json;
	const char *between = "# ";
	enum err_code rc = ERR_OK;

	columns_read(&t, r, false, true);
	for (size_t i = 0; rc == ERR_OK && i < t.n; i++) {
		rc = columns_cell(&t, &t.columns[i], item, &cell, e);
		if (cell.len == 0)
			continue;
		if (*between == '#') {
			buf_puts(r->out, between);
			put_plain(r->out, cell);
			buf_puts(r->out, "\n\n| member | value |\n|---|---|\n");
			between = "";
			continue;
		}
		put_markdown_cell(r->out, 0, t.columns[i].header);
		put_markdown_cell(r->out, 1, cell);
		buf_puts(r->out, "|\n");
	}
	return rc;
}

enum err_code markdown_write(struct rendering *r, struct err *e)
{
	struct table t;

	if (r->items.len == 0)
		return write_sheet(r, e);
	columns_read(&t, r, true, true);
	for (size_t i = 0; i < t.n; i++)
		put_markdown_cell(r->out, i, t.columns[i].header);
	buf_puts(r->out, "|\n");
	for (size_t i = 0; i < t.n; i++)
		buf_puts(r->out, "|---");
	buf_puts(r->out, "|\n");
	return write_rows(&t, put_markdown_cell, "|\n", e);
}
