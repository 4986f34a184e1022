/*
 * csv.c - reading from mark to mark
 */
#include "lib/data/csv.h"

static bool is_end(char c)
{
	return c == '\n' || c == '\r';
}

/* ---- which delimiter ----------------------------------------------------- */

static size_t count_outside(struct str text, size_t at, char delimiter)
{
	bool within = false;
	size_t n = 0;

	for (; at < text.len && (within || !is_end(text.p[at])); at++)
		if (text.p[at] == '"')
			within = !within;
		else if (!within && text.p[at] == delimiter)
			n++;
	return n;
}

static char find_delimiter(struct str text, size_t at)
{
	static const char candidates[] = { ',', ';', '\t', '|' };
	char best = ',';
	size_t most = 0;

	for (size_t i = 0; i < sizeof(candidates); i++) {
		size_t n = count_outside(text, at, candidates[i]);

		if (n > most) {
			most = n;
			best = candidates[i];
		}
	}
	return best;
}

/* Past ends of lines; CRLF is one. */
static void skip_ends(struct csv *c)
{
	while (c->at < c->text.len && is_end(c->text.p[c->at])) {
		if (c->text.p[c->at] == '\r' && c->at + 1 < c->text.len &&
		    c->text.p[c->at + 1] == '\n')
			c->at++;
		c->at++;
		c->line++;
	}
}

void csv_find_delimiter(struct csv *c)
{
	skip_ends(c);
	c->delimiter = find_delimiter(c->text, c->at);
}

void csv_open(struct csv *c, struct str text, char delimiter)
{
	*c = (struct csv){ .text = text, .line = 1 };
	if (str_starts(text, STR("\xef\xbb\xbf")))
		c->at = 3;
	csv_find_delimiter(c);
	if (delimiter != 0)
		c->delimiter = delimiter;
}

void csv_skip_separator_line(struct csv *c, bool find)
{
	struct str rest = { c->text.p + c->at, c->text.len - c->at };
	size_t n = strlen("sep=");

	if (!str_starts(rest, STR("sep=")) || rest.len < n + 2 ||
	    !is_end(rest.p[n + 1]))
		return;
	c->at += n + 1;
	skip_ends(c);
	if (find)
		c->delimiter = rest.p[n];
}

/* ---- cells --------------------------------------------------------------- */

static void count_line(struct csv *c, size_t at)
{
	if (c->text.p[at] == '\n' ||
	    (c->text.p[at] == '\r' &&
	     (at + 1 == c->text.len || c->text.p[at + 1] != '\n')))
		c->line++;
}

/* After an opening mark; up to after the closing one. */
static void read_quoted(struct csv *c, struct csv_cell *cell)
{
	struct str s = c->text;

	cell->start = c->at;
	for (; c->at < s.len; c->at++) {
		if (s.p[c->at] != '"') {
			count_line(c, c->at);
			continue;
		}
		if (c->at + 1 == s.len || s.p[c->at + 1] != '"')
			break;
		cell->doubled = true;
		c->at++;
	}
	cell->end = c->at;
	if (c->at == s.len)
		c->wrong = "a quotation mark is never closed";
	else
		c->at++;
}

static bool ends_cell(const struct csv *c)
{
	return c->at >= c->text.len || c->text.p[c->at] == c->delimiter ||
	       is_end(c->text.p[c->at]);
}

static void read_cell(struct csv *c, struct csv_cell *cell)
{
	*cell = (struct csv_cell){ .start = c->at };
	if (c->at < c->text.len && c->text.p[c->at] == '"') {
		c->at++;
		read_quoted(c, cell);
		if (!ends_cell(c))
			c->wrong = "words follow a closing quotation "
				   "mark";
		while (!ends_cell(c))
			c->at++;
		return;
	}
	while (!ends_cell(c))
		c->at++;
	cell->end = c->at;
}

bool csv_next(struct csv *c, struct arena *a)
{
	size_t room = 0;
	bool more = true;

	skip_ends(c);
	if (c->at >= c->text.len)
		return false;
	c->wrong = NULL;
	c->cells = NULL;
	c->ncells = 0;
	c->row_line = c->line;
	c->row_start = c->at;
	while (more) {
		ARENA_GROW(a, c->cells, c->ncells, room);
		read_cell(c, &c->cells[c->ncells++]);
		more = c->at < c->text.len && c->text.p[c->at] == c->delimiter;
		c->at += more;
	}
	c->row_end = c->at;
	return true;
}

struct str csv_text(struct arena *a, struct str text,
                    const struct csv_cell *cell)
{
	struct str s = { text.p + cell->start, cell->end - cell->start };
	char *out;
	size_t n = 0;

	if (!cell->doubled)
		return s;
	out = arena_alloc(a, s.len + 1);
	for (size_t i = 0; i < s.len; i++) {
		out[n++] = s.p[i];
		if (s.p[i] == '"' && i + 1 < s.len && s.p[i + 1] == '"')
			i++;
	}
	return (struct str){ out, n };
}

/* In their wide forms, too, which spreadsheets in East Asia accept. */
bool csv_is_formula(struct str s)
{
	static const char *const starts[] = {
		"=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠",
	};

	while (s.len > 0 && s.p[0] == '\'')
		s = (struct str){ s.p + 1, s.len - 1 };
	for (size_t i = 0; i < COUNT(starts); i++)
		if (str_starts(s, str_from(starts[i])))
			return true;
	return false;
}

struct str csv_unguarded(struct str s)
{
	bool is_guarded = s.len > 0 && s.p[0] == '\'' && csv_is_formula(s);

	return is_guarded ? (struct str){ s.p + 1, s.len - 1 } : s;
}
