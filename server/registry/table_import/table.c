/*
 * table.c - CSV by its reader, JSON by skipping what was checked before
 */
#include "server/registry/table_import/table.h"

#include "lib/text/blank.h"
#include "server/registry/model/json.h"
#include "server/registry/table_import/table_csv.h"

#define ROW_VALUES JSON_VALUES_MAX
#define ROW_DEPTH  JSON_DEPTH_MAX

/* ---- what a cell says ---------------------------------------------------- */

static void pass_blanks(struct str s, size_t *start, size_t *end)
{
	while (*start < *end && char_is_blank(s.p[*start]))
		(*start)++;
	while (*end > *start && char_is_blank(s.p[*end - 1]))
		(*end)--;
}

/* Ends of lines are LF. */
static struct str plain_ends(struct arena *a, struct str s)
{
	char *out;
	size_t n = 0;

	if (s.len == 0 || memchr(s.p, '\r', s.len) == NULL)
		return s;
	out = arena_alloc(a, s.len + 1);
	for (size_t i = 0; i < s.len; i++) {
		bool pair =
			s.p[i] == '\r' && i + 1 < s.len && s.p[i + 1] == '\n';

		if (!pair)
			out[n++] = s.p[i] == '\r' ? '\n' : s.p[i];
	}
	return (struct str){ out, n };
}

/* The words of a JSON string, from inside of its marks. */
static struct str unescaped(struct arena *a, struct str inside)
{
	json_t *string;
	struct err e = { 0 };
	struct str quoted;

	if (inside.len == 0 || memchr(inside.p, '\\', inside.len) == NULL)
		return inside;
	quoted = str_from(arena_printf(a, "[\"%.*s\"]", STR_ARG(inside)));
	if (json_read(a, quoted, &string, &e) != ERR_OK)
		return inside;
	return json_str(json_array_get(string, 0));
}

struct cell cell_part(struct arena *a, const struct table *t, size_t start,
                      size_t end)
{
	struct csv_cell span = { .start = start, .end = end, .doubled = true };
	struct cell cell;
	struct str said;

	pass_blanks(t->bytes, &span.start, &span.end);
	said = (struct str){ t->bytes.p + span.start, span.end - span.start };
	if (t->format != TABLE_CSV)
		said = unescaped(a, said);
	else if (said.len > 0 && memchr(said.p, '"', said.len) != NULL)
		said = csv_text(a, t->bytes, &span);
	cell = (struct cell){ span.start, span.end, plain_ends(a, said) };
	return cell;
}

static void add_cell(struct cells *out, size_t *room, struct arena *a,
                     const struct table *t, size_t start, size_t end)
{
	struct cell cell = cell_part(a, t, start, end);

	if (cell.text.len == 0)
		return;
	ARENA_GROW(a, out->items, out->n, *room);
	out->items[out->n++] = cell;
}

/* ---- JSON, which is known to be right ------------------------------------ */

static size_t skip_string(struct str s, size_t at)
{
	for (at++; at < s.len && s.p[at] != '"'; at++)
		at += s.p[at] == '\\';
	return at < s.len ? at + 1 : s.len;
}

/* After a value. */
static size_t skip_value(struct str s, size_t at)
{
	size_t depth = 0;

	do {
		at = blank_skip(s, at);
		if (at >= s.len)
			return s.len;
		if (s.p[at] == '"') {
			at = skip_string(s, at);
		} else if (s.p[at] == '{' || s.p[at] == '[') {
			depth++;
			at++;
		} else if (s.p[at] == '}' || s.p[at] == ']') {
			depth -= depth > 0;
			at++;
		} else if (s.p[at] == ',' || s.p[at] == ':') {
			at++;
			continue;
		} else {
			while (at < s.len && !char_is_blank(s.p[at]) &&
			       strchr(",:]}", s.p[at]) == NULL)
				at++;
		}
	} while (depth > 0);
	return at;
}

/* The next member or item after `at`; false at the end. */
static bool next_part(struct str s, size_t *at, bool named, struct str *name,
                      size_t *value)
{
	*at = blank_skip(s, *at);
	if (*at < s.len && s.p[*at] == ',')
		*at = blank_skip(s, *at + 1);
	if (*at >= s.len || s.p[*at] == '}' || s.p[*at] == ']')
		return false;
	if (named) {
		size_t from = *at;

		*at = skip_string(s, from);
		*name = (struct str){ s.p + from + 1, *at - from - 2 };
		*at = blank_skip(s, *at) + 1;
	}
	*value = blank_skip(s, *at);
	*at = skip_value(s, *value);
	return true;
}

/* Where the value under a name, or with a number, begins. */
static bool step_into(struct arena *a, struct str s, size_t *at,
                      struct str token)
{
	bool named = s.p[*at] == '{';
	size_t in = *at + 1, value, i = 0;
	struct str name;

	if (!named && s.p[*at] != '[')
		return false;
	for (; next_part(s, &in, named, &name, &value); i++) {
		char number[24];

		snprintf(number, sizeof(number), "%zu", i);
		if (str_eq(named ? unescaped(a, name) : str_from(number),
		           token)) {
			*at = value;
			return true;
		}
	}
	return false;
}

static bool find_pointer(struct arena *a, struct str s, size_t *at,
                         struct str pointer)
{
	const char *p = arena_str(a, pointer).p;

	*at = blank_skip(s, *at);
	if (pointer.len > 0 && *p != '/')
		return *at < s.len && step_into(a, s, at, pointer);
	while (*p == '/' && *at < s.len) {
		struct buf token;

		buf_init(&token, a);
		buf_puts(&token, "");
		if (!json_token(&p, &token) ||
		    !step_into(a, s, at, buf_text(&token)))
			return false;
	}
	return *at < s.len;
}

static void add_scalar(const struct table *t, struct arena *a, size_t at,
                       struct cells *out, size_t *room)
{
	size_t end = skip_value(t->bytes, at);
	char c = t->bytes.p[at];

	if (c == '"')
		add_cell(out, room, a, t, at + 1, end - 1);
	else if ((c == '{' || c == '[') && out->nested.text.len == 0)
		out->nested = cell_part(a, t, at, end);
	else if (c != '{' && c != '[' && c != 'n')
		add_cell(out, room, a, t, at, end);
}

/* The values that a column leads to in a row. */
struct search {
	const struct table *table;
	struct arena *arena;
	struct str s; /* up to the end of the row */
	struct cells *out;
	size_t room;
	size_t found; /* values, be they something or null */
};

static void take_value(struct search *q, size_t at)
{
	struct str none;
	size_t in = at + 1, value;

	q->found++;
	if (q->s.p[at] != '[') {
		add_scalar(q->table, q->arena, at, q->out, &q->room);
		return;
	}
	while (next_part(q->s, &in, false, &none, &value))
		add_scalar(q->table, q->arena, value, q->out, &q->room);
}

/* From the value at `at` on along a pointer; `*` leads into each item. */
static void follow(struct search *q, size_t at, const char *pointer)
{
	struct buf token;
	struct str none;
	size_t in = at + 1, value;

	if (*pointer != '/') {
		take_value(q, at);
		return;
	}
	buf_init(&token, q->arena);
	buf_puts(&token, "");
	if (!json_token(&pointer, &token))
		return;
	if (!str_is(buf_text(&token), "*") || q->s.p[at] != '[') {
		if (step_into(q->arena, q->s, &at, buf_text(&token)))
			follow(q, at, pointer);
		return;
	}
	while (next_part(q->s, &in, false, &none, &value))
		follow(q, value, pointer);
}

/* Where the value of a member of the outer item begins. */
static bool find_outer(const struct search *q, const struct table_row *row,
                       struct str token, size_t *at)
{
	const struct table *t = q->table;

	for (size_t i = 0; i < t->nmembers && t->outer == row->outer; i++)
		if (str_eq(unescaped(q->arena, t->members[i].name), token)) {
			*at = t->members[i].value;
			return true;
		}
	*at = row->outer;
	return (t->outer != row->outer || t->nmembers == TABLE_OUTER_MAX) &&
	       step_into(q->arena, q->s, at, token);
}

/* "../name" and what it leads on to. */
static size_t outer_cells(struct search *q, const struct table_row *row,
                          struct str column)
{
	const char *pointer = arena_str(q->arena, column).p + 2;
	struct buf token;
	size_t at;

	q->s.len = row->outer_end;
	buf_init(&token, q->arena);
	buf_puts(&token, "");
	if (json_token(&pointer, &token) &&
	    find_outer(q, row, buf_text(&token), &at))
		follow(q, at, pointer);
	return q->found;
}

/* How many values the column leads to; those that say something are in out. */
static size_t json_cells(const struct table *t, struct arena *a,
                         const struct table_row *row, struct str column,
                         struct cells *out)
{
	struct search q = { .table = t,
		            .arena = a,
		            .s = { t->bytes.p, row->end },
		            .out = out };
	size_t at = blank_skip(q.s, row->start);

	if (row->outer_end > 0 && str_starts(column, STR("../")))
		return outer_cells(&q, row, column);
	if (str_is(column, "*") && row->name.p != NULL) {
		add_cell(out, &q.room, a, t, (size_t)(row->name.p - t->bytes.p),
		         (size_t)(row->name.p - t->bytes.p) + row->name.len);
		return 1;
	}
	if (at >= q.s.len)
		return 0;
	if (column.len > 0 && column.p[0] == '/')
		follow(&q, at, arena_str(a, column).p);
	else if (column.len == 0 || step_into(a, q.s, &at, column))
		take_value(&q, at);
	return q.found;
}

size_t table_lines(struct str s, size_t from, size_t to)
{
	size_t n = 0;

	for (; from < to; from++)
		n += s.p[from] == '\n';
	return n;
}

static void check_row(const struct table *t, struct arena *a,
                      struct table_row *row)
{
	struct str text = { t->bytes.p + row->start, row->end - row->start };
	struct err e = { 0 };
	json_t *value;

	if (text.len > 0 && strchr("{[", text.p[0]) == NULL)
		row->wrong = "is neither a JSON object nor an array";
	else if (json_take(a, text, ROW_VALUES, ROW_DEPTH, &value, &e) !=
	         ERR_OK)
		row->wrong = arena_printf(a, "%s", e.detail);
}

static bool next_line(struct table *t, struct arena *a, struct table_row *row)
{
	const char *end;

	while (t->at < t->end && char_is_blank(t->bytes.p[t->at]))
		t->line += t->bytes.p[t->at++] == '\n';
	if (t->at >= t->end)
		return false;
	end = memchr(t->bytes.p + t->at, '\n', t->end - t->at);
	*row = (struct table_row){
		.line = t->line,
		.start = t->at,
		.end = end != NULL ? (size_t)(end - t->bytes.p) : t->end,
	};
	t->at = row->end;
	check_row(t, a, row);
	return true;
}

static void list_members(struct table *t)
{
	struct str item = { t->bytes.p, t->outer_end };
	size_t in = t->outer + 1;

	t->nmembers = 0;
	while (t->bytes.p[t->outer] == '{' && t->nmembers < TABLE_OUTER_MAX &&
	       next_part(item, &in, true, &t->members[t->nmembers].name,
	                 &t->members[t->nmembers].value))
		t->nmembers++;
}

/* The rows that the next outer item has; false when there is none. */
static bool next_outer(struct table *t, struct arena *a)
{
	struct str none;
	bool found = false;

	while (t->inner.len > 0 && !found &&
	       next_part(t->bytes, &t->outer_at, false, &none, &t->outer)) {
		struct str item = { t->bytes.p, t->outer_at };

		t->outer_end = t->outer_at;
		t->at = t->outer;
		found = strchr("{[", t->bytes.p[t->at]) != NULL &&
		        find_pointer(a, item, &t->at, t->inner) &&
		        t->bytes.p[t->at] == '[';
	}
	t->at += found;
	if (found)
		list_members(t);
	return found;
}

static bool next_item(struct table *t, struct arena *a, struct table_row *row)
{
	struct str name = { 0 };
	size_t value;

	while (t->inner.len > 0 && t->outer_end == 0)
		if (!next_outer(t, a))
			return false;
	while (!next_part(t->bytes, &t->at, t->is_object, &name, &value))
		if (!next_outer(t, a))
			return false;
	t->line += table_lines(t->bytes, t->counted, value);
	t->counted = value;
	*row = (struct table_row){ .line = t->line,
		                   .start = value,
		                   .end = t->at,
		                   .item = ++t->item,
		                   .name = name,
		                   .outer = t->outer,
		                   .outer_end = t->outer_end };
	check_row(t, a, row);
	return true;
}

/* ---- opening ------------------------------------------------------------- */

enum table_format table_format_of(struct str bytes)
{
	size_t at = str_starts(bytes, STR("\xef\xbb\xbf")) ? 3 : 0;
	const char *end;
	struct str first;
	struct err e = { 0 };
	struct arena *a;
	json_t *value;
	bool is_line;

	at = blank_skip(bytes, at);
	if (at < bytes.len && bytes.p[at] == '[')
		return TABLE_JSON;
	if (at >= bytes.len || bytes.p[at] != '{')
		return TABLE_CSV;
	end = memchr(bytes.p + at, '\n', bytes.len - at);
	first = (struct str){
		bytes.p + at,
		(end != NULL ? (size_t)(end - bytes.p) : bytes.len) - at
	};
	a = arena_scratch();
	is_line = end != NULL && json_take(a, first, ROW_VALUES, ROW_DEPTH,
	                                   &value, &e) == ERR_OK;
	arena_free(a);
	return is_line ? TABLE_NDJSON : TABLE_JSON;
}

/* What a row alone may not have is no reason to refuse the others. */
#define LENIENT (JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL)

/* Is all of it JSON? What is right is skipped from then on. */
static enum err_code check_document(struct table *t, struct err *e)
{
	struct arena *a = arena_scratch();
	json_error_t why;
	json_t *all =
		json_loadb(t->bytes.p + t->at, t->end - t->at, LENIENT, &why);
	enum err_code rc =
		all != NULL ? ERR_OK
			    : err_set(e, ERR_INVALID, "not JSON: line %d: %s",
	                              why.line, why.text);

	json_decref(all);
	arena_free(a);
	return rc;
}

/* The pointer up to the array of outer items, and from each on to its rows. */
static struct str split_star(struct str rows, struct str *inner)
{
	for (size_t i = 0; i + 3 < rows.len; i++)
		if (memcmp(rows.p + i, "/*/", 3) == 0) {
			*inner = (struct str){ rows.p + i + 2,
				               rows.len - i - 2 };
			return (struct str){ rows.p, i };
		}
	return rows;
}

static enum err_code open_json(struct table *t, struct arena *a,
                               struct str rows, struct err *e)
{
	enum err_code rc = check_document(t, e);
	size_t at = t->at;
	struct str pointer = split_star(rows, &t->inner);
	bool is_there;

	if (rc != ERR_OK)
		return rc;
	is_there = find_pointer(a, t->bytes, &at, pointer);
	t->is_object = is_there && t->inner.len == 0 && rows.p != NULL &&
	               t->bytes.p[at] == '{';
	if (!is_there || (t->bytes.p[at] != '[' && !t->is_object))
		return err_set(e, ERR_INVALID,
		               rows.len > 0
		                       ? "there is no array of rows at \"%.*s\""
		                       : "the document is no array%.*s: `rows` "
		                         "of the map must lead to one",
		               STR_ARG(rows));
	t->counted = t->at;
	t->at = t->outer_at = at + 1;
	return ERR_OK;
}

enum err_code table_open(struct table *t, struct arena *a, struct str bytes,
                         const struct table_form *form, struct err *e)
{
	*t = (struct table){
		.bytes = bytes,
		.format = form->format,
		.line = 1,
		.at = str_starts(bytes, STR("\xef\xbb\xbf")) ? 3 : 0,
		.end = bytes.len,
	};
	switch (form->format) {
	case TABLE_CSV:
		return table_csv_open(t, a, form, e);
	case TABLE_JSON:
		return open_json(t, a, form->rows, e);
	case TABLE_NDJSON:
		break;
	}
	return ERR_OK;
}

/* ---- rows ---------------------------------------------------------------- */

bool table_next(struct table *t, struct arena *a, struct table_row *row)
{
	switch (t->format) {
	case TABLE_CSV:
		return table_csv_next(t, a, row);
	case TABLE_NDJSON:
		return next_line(t, a, row);
	case TABLE_JSON:
		break;
	}
	return next_item(t, a, row);
}

bool table_is_named(const struct table *t, struct str column)
{
	size_t at;

	return t->format != TABLE_CSV || table_csv_column(t, column, &at);
}

bool table_has(const struct table *t, struct arena *a,
               const struct table_row *row, struct str column)
{
	struct cells none = { 0 };

	return row->wrong == NULL && json_cells(t, a, row, column, &none) > 0;
}

void table_cells(const struct table *t, struct arena *a,
                 const struct table_row *row, struct str column,
                 struct cells *out)
{
	size_t i, room = 0;

	*out = (struct cells){ 0 };
	if (row->wrong != NULL)
		return;
	if (t->format != TABLE_CSV)
		(void)json_cells(t, a, row, column, out);
	else if (table_csv_column(t, column, &i) && i < row->ncells)
		add_cell(out, &room, a, t, row->cells[i].start,
		         row->cells[i].end);
}
