/*
 * quotation.c - finding quotations that go over several lines
 */
#include "server/registry/outline/quotation.h"

#include "server/registry/outline/numeral.h"

#define NEVER UINT32_MAX

static const struct {
	const char *open, *close;
} marks[] = {
	{ "``", "''" }, { "“", "”" },   { "\"", "\"" }, { "‘", "’" },
	{ "„", "“" },   { "«", "»" },   { "»", "«" },   { "‚", "‘" },
	{ "「", "」" }, { "『", "』" }, { "„", "”" },
};

/* Without the punctuation that follows a quotation, and "; and". */
static struct str unpunctuated(struct str s)
{
	static const char *const ends[] = { ".",  ";",  ",",    ":",   "。",
		                            "；", "，", " and", " or", ")" };

	for (size_t i = 0; i < COUNT(ends); i++)
		if (str_ends(s, str_from(ends[i]))) {
			s.len -= strlen(ends[i]);
			i = SIZE_MAX; /* from the first again */
		}
	return s;
}

static size_t count(struct str s, const char *mark)
{
	size_t n = strlen(mark), found = 0;

	for (size_t i = 0; i + n <= s.len; i++)
		found += memcmp(s.p + i, mark, n) == 0;
	return found;
}

/* Does the line end what it opens? */
static bool is_whole(struct str line, size_t kind)
{
	const char *open = marks[kind].open, *close = marks[kind].close;
	struct str rest = { line.p + strlen(open), line.len - strlen(open) };

	if (strcmp(open, close) == 0)
		return count(rest, close) % 2 == 1;
	return count(rest, close) > count(rest, open);
}

/* The lines nearest ahead that end with each closing mark. */
struct ahead {
	uint32_t line[COUNT(marks)];
};

/* Where the quotation ends that line i opens; NEVER: it opens none. */
static uint32_t end_of(const struct extract *f, const struct ahead *ahead,
                       size_t i)
{
	struct str line = extract_words(f, i);
	uint32_t end = NEVER;

	for (size_t k = 0; k < COUNT(marks); k++)
		if (ahead->line[k] < end &&
		    str_starts(line, str_from(marks[k].open)) &&
		    !is_whole(line, k))
			end = ahead->line[k];
	return end == i ? NEVER : end;
}

static void find_ends(const struct extract *f, uint32_t *ends)
{
	struct ahead ahead;

	for (size_t k = 0; k < COUNT(marks); k++)
		ahead.line[k] = NEVER;
	for (size_t i = f->nlines; i-- > 0;) {
		struct str line = unpunctuated(extract_words(f, i));

		for (size_t k = 0; k < COUNT(marks); k++)
			if (str_ends(line, str_from(marks[k].close)))
				ahead.line[k] = (uint32_t)i;
		ends[i] = end_of(f, &ahead, i);
	}
}

static bool opens(struct str line, size_t *kind)
{
	for (size_t k = 0; k < COUNT(marks); k++)
		if (str_starts(line, str_from(marks[k].open))) {
			*kind = k;
			return true;
		}
	return false;
}

/* Where paragraphs have a mark of their own, all have: if one that has comes
 * after one that has not, what was open before was never closed. */
static bool is_one(const struct extract *f, size_t from, size_t end)
{
	bool bare = false;
	size_t first = 0, kind;

	opens(extract_words(f, from), &first);
	for (size_t i = from + 1; i <= end; i++) {
		if (f->wrapped && !f->lines[i].apart)
			continue;
		if (!opens(extract_words(f, i), &kind))
			bare = true;
		else if (bare && kind == first)
			return false;
	}
	return true;
}

static void mark(struct extract *f, size_t from, size_t end)
{
	for (size_t i = from; i < end; i++)
		f->lines[i].quoted = true;
}

/* ---- put in without a mark ------------------------------------------------ */

/* "5  Moths", "5. Moths": 5; else 0. */
static int item_number(struct str line)
{
	struct number n = { 0 };
	size_t at = numeral_read(NUMERAL_ARABIC, line, NULL, &n);

	if (at > 0 && at < line.len && line.p[at] == '.')
		at++;
	return at > 0 && n.insert == 0 && at < line.len && line.p[at] == ' '
	               ? n.base
	               : 0;
}

/* As acts of Australia and New Zealand announce what they put in. */
static bool announces(struct str line)
{
	return str_is(line, "Insert:") || str_is(line, "Add:") ||
	       (line.p[0] != '(' && (str_ends(line, STR(", substitute:")) ||
	                             str_ends(line, STR(", insert:"))));
}

/* Up to the item that bears the next number, or the next schedule. */
static size_t inserted_end(const struct extract *f, size_t i, int item)
{
	for (; i < f->nlines; i++) {
		struct str line = extract_words(f, i);

		if (item_number(line) == item + 1 ||
		    str_starts(line, STR("Schedule ")) ||
		    str_starts(line, STR("SCHEDULE ")))
			break;
	}
	return i;
}

static void mark_inserted(struct extract *f)
{
	int item = 0;

	for (size_t i = 0; i < f->nlines; i++) {
		struct str line = extract_words(f, i);
		int n = item_number(line);
		size_t end;

		item = n > 0 ? n : item;
		if (item == 0 || f->lines[i].quoted || !announces(line))
			continue;
		end = inserted_end(f, i + 1, item);
		mark(f, i + 1, end);
		i = end - 1;
	}
}

/* ---- all of it ------------------------------------------------------------- */

static void mark_quoted(struct arena *a, struct extract *f)
{
	uint32_t *ends = arena_alloc(a, (f->nlines + 1) * sizeof(*ends));

	find_ends(f, ends);
	for (size_t i = 0; i < f->nlines; i++) {
		size_t end = ends[i];

		if (end == NEVER)
			continue;
		if (!is_one(f, i, end))
			end = i;
		mark(f, i, end + 1);
		i = end;
	}
}

void quotation_mark(struct arena *a, struct extract *f)
{
	mark_quoted(a, f);
	mark_inserted(f);
}
