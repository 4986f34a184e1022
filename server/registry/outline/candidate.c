/*
 * candidate.c - gathering what looks like an opening
 */
#include "server/registry/outline/candidate.h"

#include <stdlib.h>

#include "lib/base/bisect.h"
#include "server/registry/outline/headings.h"
#include "server/registry/outline/sequence.h"

#define HEADING_LINES 3    /* of a heading after an opening */
#define DEEP          6    /* openings on one line */
#define THIN_BYTES    260  /* of a line in a table of contents */
#define THIN_LINES    2    /* between two of its entries */
#define TOC_LEAST     3    /* entries */
#define HEADING_MAX   200  /* bytes of a line that is but a heading */
#define WORK_LINE     2000 /* of trying all patterns on a line */
#define NOTE_LEAST    3    /* bytes in brackets: shorter is a number */
#define LEADERS       4    /* dots between an entry and its page */
#define ANNOUNCED     60   /* less weight for what a colon announces, ... */
#define PASSED_OVER   60   /* ... for what numbers go on after, ... */
#define DOUBTFUL      45   /* ... and for a pattern that is trusted less */

struct gathering {
	struct arena *arena;
	const struct extract *extract;
	const struct profile *profile;
	struct buf of[ROWS_MAX]; /* of struct candidate */
	size_t headed; /* one more than the last line that was all opening */
};

/* ---- is the line in the middle of a sentence? ---------------------------- */

static bool ends_word(struct str s, const char *word)
{
	size_t n = strlen(word);

	return s.len > n && memcmp(s.p + s.len - n, word, n) == 0 &&
	       s.p[s.len - n - 1] == ' ';
}

/* Of lines that go on: the one before breaks off, and is no heading of what
 * opened just before. */
static bool is_mid_sentence(const struct gathering *g, size_t line)
{
	const struct extract *f = g->extract;
	const struct extract_line *l = &f->lines[line - (line > 0)];
	struct str before = { f->text.p + l->start, l->end - l->start };
	char last = before.p[before.len - 1];

	if (line == 0 || f->lines[line].apart || before.len < 40 ||
	    (g->headed > 0 && line - g->headed < HEADING_LINES))
		return false;
	if (ends_word(before, "and") || ends_word(before, "or"))
		return !f->wrapped;
	return (last >= 'a' && last <= 'z') || (last >= '0' && last <= '9');
}

/* ---- what must follow ---------------------------------------------------- */

static struct str paragraph_rest(const struct extract *f, size_t line,
                                 size_t at)
{
	size_t end = f->lines[extract_paragraph_end(f, line)].end;

	return (struct str){ f->text.p + at, end > at ? end - at : 0 };
}

/* Nothing, or what begins as a heading or a sentence does. */
static bool begins_anew(struct str s)
{
	if (s.len == 0)
		return true;
	return !(s.p[0] >= 'a' && s.p[0] <= 'z') &&
	       !(s.p[0] >= '0' && s.p[0] <= '9') &&
	       strchr(",;)]", s.p[0]) == NULL;
}

/* "2 to 9 (repealed)", "2—4 . . . .": that they are no more is all there is of
 * them. */
static bool tells_of_none(const struct candidate *c, struct str rest)
{
	return c->opening.number.last > 0 &&
	       (rest.len == 0 || strchr("([.*", rest.p[0]) != NULL);
}

static bool rest_fits(const struct gathering *g, const struct candidate *c)
{
	struct str rest = paragraph_rest(g->extract, c->line, c->rest);

	switch (c->row->rest) {
	case REST_ANY:
		return true;
	case REST_SOME:
		return rest.len > 0;
	case REST_TITLE:
		return heading_is_title(rest) || tells_of_none(c, rest);
	case REST_CAPS:
		return heading_is_title(rest) &&
		       !heading_has_small_letter(rest);
	case REST_NAMED:
		return rest.len == 0 || rest.p[0] == '(' ||
		       heading_is_title(rest) ||
		       !heading_has_small_letter(rest);
	case REST_NEW:
		return begins_anew(rest);
	case REST_DASH:
		return heading_in_line(HEADING_DASH, rest).len > 0;
	}
	return false;
}

/* "ANNEX" alone, where others have numbers, is the first. */
static void number_lonely(struct candidate *c)
{
	for (size_t i = 0; i < c->row->nopen; i++)
		if (c->opening.number.base == 0 &&
		    pattern_has_numeral(&c->row->open[i]))
			c->opening.number.base = 1;
}

/* ---- one place ----------------------------------------------------------- */

static bool fits(const struct gathering *g, const struct profile_row *row,
                 size_t line, size_t at, struct candidate *out)
{
	const struct extract *f = g->extract;
	struct str s = { f->text.p + at, f->lines[line].end - at };
	struct opening opening;

	for (size_t i = 0; i < row->nopen; i++) {
		if (row->open[i].kind != PATTERN_PARTS)
			continue;
		if (!pattern_match(&row->open[i], s, &opening))
			continue;
		*out = (struct candidate){
			.row = row, .opening = opening, .line = line, .at = at
		};
		out->rest = at + out->opening.end;
		out->weight = SEQUENCE_WEIGHT;
		if ((row->weak & ROW_BIT(i)) != 0)
			out->weight -= DOUBTFUL;
		number_lonely(out);
		if (rest_fits(g, out))
			return true;
	}
	return false;
}

static bool opens_any(const struct gathering *g, uint64_t rows, size_t line)
{
	size_t at = g->extract->lines[line].start;
	struct candidate c;

	for (size_t i = 0; i < g->profile->nrows; i++)
		if ((rows & ROW_BIT(i)) != 0 &&
		    fits(g, &g->profile->rows[i], line, at, &c))
			return true;
	return false;
}

/* A line that looks like a heading and nothing else, before what it leads to.
 */
static bool is_heading(const struct gathering *g, const struct profile_row *row,
                       size_t line, struct candidate *out)
{
	const struct extract *f = g->extract;
	size_t at = f->lines[line].start, last = extract_paragraph_end(f, line);
	struct str words = paragraph_rest(f, line, at);

	if (row->open[0].kind != PATTERN_HEADING || words.len > HEADING_MAX ||
	    !heading_is_title(words) || last + 1 >= f->nlines ||
	    opens_any(g, ~UINT64_C(0), line))
		return false;
	*out = (struct candidate){ .row = row,
		                   .line = line,
		                   .at = at,
		                   .rest = at,
		                   .weight = SEQUENCE_WEIGHT };
	return opens_any(g, row->leads, last + 1);
}

static void add(struct gathering *g, const struct candidate *c)
{
	struct buf *of = &g->of[c->row - g->profile->rows];
	struct candidate last = { 0 };

	if (of->len > 0)
		memcpy(&last, of->data + of->len - sizeof(last), sizeof(last));
	if (of->len == 0 || last.at < c->at)
		buf_add(of, c, sizeof(*c));
}

/* ---- further on the same line -------------------------------------------- */

/* Where a heading on the line ends and the words begin, else 0. */
static size_t behind_heading(const struct gathering *g,
                             const struct candidate *c)
{
	struct str line = { g->extract->text.p + c->rest,
		            g->extract->lines[c->line].end - c->rest },
		   heading = { 0 };

	for (size_t i = 0; i < c->row->nheadings && heading.len == 0; i++)
		heading = heading_in_line(c->row->headings[i], line);
	if (heading.len == 0)
		return 0;
	return heading_end(g->extract, c->line,
	                   (size_t)(heading.p - g->extract->text.p) +
	                           heading.len);
}

/* What opens at once after an opening: "(a)(1)", "제2조(정의) ①". */
static void add_behind(struct gathering *g, const struct candidate *c,
                       int deep);

static void try_behind(struct gathering *g, const struct candidate *c,
                       size_t at, int deep)
{
	struct candidate next;

	if (at == 0 || at >= g->extract->lines[c->line].end)
		return;
	for (size_t i = 0; i < g->profile->nrows; i++) {
		const struct profile_row *row = &g->profile->rows[i];

		if (row == c->row || (row->flags & ROW_STRONG) != 0 ||
		    !fits(g, row, c->line, at, &next))
			continue;
		next.weight = c->weight - 5;
		add(g, &next);
		add_behind(g, &next, deep + 1);
	}
}

/* After "(NEW) (Effective 1 May)", else 0. */
static size_t behind_notes(const struct gathering *g, const struct candidate *c)
{
	size_t at = c->rest, end = g->extract->lines[c->line].end;

	for (;;) {
		struct str rest = { g->extract->text.p + at, end - at },
			   note = heading_in_line(HEADING_PAREN, rest);

		if (note.len < NOTE_LEAST || note.p[0] < 'A' || note.p[0] > 'Z')
			return at > c->rest ? at : 0;
		at = heading_end(g->extract, c->line,
		                 (size_t)(note.p - g->extract->text.p) +
		                         note.len);
	}
}

static void add_behind(struct gathering *g, const struct candidate *c, int deep)
{
	if (deep == DEEP)
		return;
	try_behind(g, c, c->rest, deep);
	try_behind(g, c, behind_heading(g, c), deep);
	if ((c->row->flags & ROW_STRONG) != 0)
		try_behind(g, c, behind_notes(g, c), deep);
}

/* At every word of a line that opens something else. */
static void add_inside(struct gathering *g, const struct candidate *c)
{
	const struct extract *f = g->extract;
	struct candidate next;

	for (size_t i = 0; i < g->profile->nrows; i++) {
		const struct profile_row *row = &g->profile->rows[i];

		if ((row->flags & ROW_INSIDE) == 0 || row == c->row)
			continue;
		for (size_t at = c->rest; at < f->lines[c->line].end; at++)
			if (f->text.p[at - 1] == ' ' &&
			    fits(g, row, c->line, at, &next)) {
				next.weight -= 20;
				add(g, &next);
			}
	}
}

/* Does the line before end in a colon? */
static bool is_announced(const struct gathering *g, size_t line)
{
	struct str before;

	if (line == 0)
		return false;
	before = extract_words(g->extract, line - 1);
	return before.p[before.len - 1] == ':';
}

static void look_at(struct gathering *g, size_t line)
{
	size_t at = g->extract->lines[line].start;
	bool mid = is_mid_sentence(g, line), opens = false, whole = false;
	struct candidate c;

	for (size_t i = 0; i < g->profile->nrows; i++) {
		const struct profile_row *row = &g->profile->rows[i];
		bool strong = (row->flags & ROW_STRONG) != 0;

		if (!fits(g, row, line, at, &c) &&
		    !is_heading(g, row, line, &c))
			continue;
		if (mid && (!strong || g->extract->wrapped))
			c.weight = strong ? 20 : 0;
		if ((row->flags & ROW_BACK) != 0 && is_announced(g, line))
			c.weight -= ANNOUNCED;
		if (c.weight == 0)
			continue;
		add(g, &c);
		add_behind(g, &c, 0);
		opens = true;
		whole = whole || (strong && !mid &&
		                  c.rest == g->extract->lines[line].end);
		if (strong)
			add_inside(g, &c);
	}
	if (opens)
		g->headed = whole ? line + 1 : 0;
}

/* ---- tables of contents -------------------------------------------------- */

/* The strong candidates of all rows, in order. */
struct entry {
	struct candidate *c;
	bool thin;
	bool earlier; /* the same came before */
	size_t next;  /* where it comes again, or 0 */
};

static int by_start(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	return x->c->at < y->c->at ? -1 : x->c->at > y->c->at;
}

static int by_name(const void *a, const void *b)
{
	const struct entry *x = *(struct entry *const *)a,
			   *y = *(struct entry *const *)b;
	int diff =
		numeral_compare(&x->c->opening.number, &y->c->opening.number);

	if (x->c->row != y->c->row)
		return x->c->row < y->c->row ? -1 : 1;
	if (diff != 0)
		return diff;
	return x < y ? -1 : x > y;
}

static size_t entries_of(struct arena *a, struct candidates *c,
                         struct entry **out)
{
	size_t n = 0;

	for (size_t i = 0; i < c->profile->nrows; i++)
		n += c->n[i];
	*out = arena_alloc(a, (n + 1) * sizeof(**out));
	n = 0;
	for (size_t i = 0; i < c->profile->nrows; i++)
		for (size_t k = 0; k < c->n[i] && (c->profile->rows[i].flags &
		                                   ROW_STRONG) != 0;
		     k++)
			(*out)[n++].c = &c->of[i][k];
	if (n > 0)
		qsort(*out, n, sizeof(**out), by_start);
	return n;
}

/* For each the next place where it comes again. */
static void find_repeats(struct arena *a, struct entry *e, size_t n)
{
	struct entry **names = arena_alloc(a, (n + 1) * sizeof(*names));

	for (size_t i = 0; i < n; i++)
		names[i] = &e[i];
	if (n > 0)
		qsort(names, n, sizeof(*names), by_name);
	for (size_t i = n; i-- > 1;) {
		const struct candidate *x = names[i - 1]->c, *y = names[i]->c;

		if (x->row == y->row &&
		    numeral_compare(&x->opening.number, &y->opening.number) ==
		            0) {
			names[i - 1]->next = (size_t)(names[i] - e);
			names[i]->earlier = true;
		}
	}
}

/* A full stop may end a line of a table; that of a Korean sentence does not. */
static bool ends_sentence(struct str s, bool full_stop)
{
	return s.len > 0 && !heading_is_title(s) &&
	       (full_stop || s.p[s.len - 1] != '.' || str_ends(s, STR("다.")));
}

/* Nothing but its heading up to `next`. */
static bool is_thin(const struct extract *f, const struct candidate *c,
                    size_t next)
{
	size_t end = f->lines[c->line].end, line = c->line + 1;
	struct str rest = { f->text.p + c->rest, end - c->rest };

	if (next > end && next - end > THIN_BYTES)
		return false;
	if (rest.len > THIN_BYTES || ends_sentence(rest, false))
		return false;
	for (; line < f->nlines && f->lines[line].start < next; line++) {
		const struct extract_line *l = &f->lines[line];

		if (line > c->line + THIN_LINES ||
		    ends_sentence((struct str){ f->text.p + l->start,
		                                l->end - l->start },
		                  true))
			return false;
	}
	return true;
}

/* Where the run of thin entries from i ends: before one that was in it already,
 * where the text itself begins. The entry after it may be its last. */
static size_t table_end(const struct entry *e, size_t n, size_t i)
{
	size_t k = i, again = SIZE_MAX;

	for (; k < n && e[k].thin && k < again; k++)
		if (e[k].next > k && e[k].next < again)
			again = e[k].next;
	if (k < n && k < again && k > i && e[k].next > k)
		k++;
	return k;
}

/* "Hives ........ 12" */
static bool has_leaders(struct str s)
{
	size_t figures = 0, dots = 0;

	while (s.len > 0 && s.p[s.len - 1] >= '0' && s.p[s.len - 1] <= '9') {
		s.len--;
		figures++;
	}
	s.len -= extract_trailing_blanks(s);
	while (s.len > 0 && (s.p[s.len - 1] == '.' || s.p[s.len - 1] == ' ')) {
		dots += s.p[s.len - 1] == '.';
		s.len--;
	}
	return figures > 0 && dots >= LEADERS;
}

/* Is there a line just before entry i that announces a table? */
static bool is_headed(const struct extract *f, const struct entry *e, size_t i,
                      struct word_class *contents)
{
	size_t line = e[i].c->line;

	for (size_t k = 1; k <= TOC_LEAST && k <= line; k++) {
		struct str words = extract_words(f, line - k);
		const struct word *word;
		size_t n = vocabulary_match(contents, words, &word);

		if (i > 0 && e[i - 1].c->line >= line - k)
			return false;
		if (n > 0 && n + 2 >= words.len)
			return true;
	}
	return false;
}

/* An entry may end on the line below. */
static bool is_led(const struct extract *f, size_t line)
{
	return has_leaders(extract_words(f, line)) ||
	       (line + 1 < f->nlines &&
	        has_leaders(extract_words(f, line + 1)));
}

/* What is to be told of the entries from i up to k. */
struct tally {
	size_t again; /* that stand elsewhere, too */
	size_t led;   /* by dots to the number of a page */
	size_t most;  /* of one row of the profile */
};

static void count_entries(const struct candidates *c, const struct entry *e,
                          size_t i, size_t k, struct tally *out)
{
	size_t of_row[ROWS_MAX] = { 0 };

	*out = (struct tally){ 0 };
	for (; i < k; i++) {
		size_t n = ++of_row[e[i].c->row - c->profile->rows];

		if (n > out->most)
			out->most = n;
		if (e[i].earlier || e[i].next >= k)
			out->again++;
		if (is_led(c->extract, e[i].c->line))
			out->led++;
	}
}

/* Dots alone make a table, or words that announce one before entries of which
 * most stand elsewhere, too. Without either nearly all must, and two be of a
 * sort: a chapter, its section and its article are no table. */
static bool is_table(const struct candidates *c, const struct entry *e,
                     size_t i, size_t k, struct word_class *contents)
{
	size_t n = k - i;
	struct tally of;

	count_entries(c, e, i, k, &of);
	if (of.led * 2 > n)
		return true;
	if (of.again * 2 > n && is_headed(c->extract, e, i, contents))
		return true;
	return of.most > 1 && n >= TOC_LEAST && of.again * 5 >= n * 4;
}

static void keep_entries(struct candidates *c, const struct entry *e, size_t i,
                         size_t k)
{
	c->tables[c->ntables++] =
		(struct table){ e[i].c->line, e[k - 1].c->line };
	for (size_t j = i; j < k; j++) {
		c->contents[c->ncontents++] = *e[j].c;
		e[j].c->weight = 0;
	}
}

/* Those that weigh nothing, or stand in a table. */
static void leave_out(struct candidates *c, size_t row)
{
	size_t kept = 0, table = 0;

	for (size_t j = 0; j < c->n[row]; j++) {
		const struct candidate *one = &c->of[row][j];

		while (table < c->ntables && c->tables[table].last < one->line)
			table++;
		if (one->weight > 0 &&
		    (table == c->ntables || one->line < c->tables[table].first))
			c->of[row][kept++] = *one;
	}
	c->n[row] = kept;
}

static void drop_tables(struct arena *a, struct candidates *c,
                        struct word_class *contents)
{
	struct entry *e;
	size_t n = entries_of(a, c, &e), k = 0;

	c->contents = arena_alloc(a, (n + 1) * sizeof(*c->contents));
	c->tables = arena_alloc(a, (n + 1) * sizeof(*c->tables));
	find_repeats(a, e, n);
	for (size_t i = 0; i < n; i++)
		e[i].thin = is_thin(c->extract, e[i].c,
		                    i + 1 < n ? e[i + 1].c->at
		                              : c->extract->text.len);
	for (size_t i = 0; i<n; i = k> i ? k : i + 1) {
		k = table_end(e, n, i);
		if (is_table(c, e, i, k, contents))
			keep_entries(c, e, i, k);
	}
	for (size_t i = 0; i < c->profile->nrows; i++)
		leave_out(c, i);
}

/* ---- what is after all others ------------------------------------------- */

/* Trust those less after which the numbers of a row go on that counts again
 * in them: an annex that is mentioned between Articles 1 and 2. */
static void doubt_those(struct candidates *c, size_t row, size_t other)
{
	size_t k = 0;

	for (size_t i = 0; i < c->n[row]; i++) {
		struct candidate *one = &c->of[row][i];

		while (k < c->n[other] && c->of[other][k].at <= one->at)
			k++;
		if (k > 0 && k < c->n[other] &&
		    (i + 1 == c->n[row] ||
		     c->of[row][i + 1].at > c->of[other][k].at) &&
		    c->of[other][k].opening.number.base ==
		            c->of[other][k - 1].opening.number.base + 1)
			one->weight -= PASSED_OVER;
	}
}

static void doubt_passed(struct candidates *c, size_t row)
{
	for (size_t i = 0; i < c->profile->nrows; i++) {
		const struct profile_row *other = &c->profile->rows[i];

		if ((other->flags & ROW_STRONG) != 0 && i != row &&
		    (other->within & ROW_BIT(row)) != 0)
			doubt_those(c, row, i);
	}
	leave_out(c, row);
}

/* ---- all of it ----------------------------------------------------------- */

void candidates_find(struct arena *a, const struct extract *f,
                     const struct profile *p, struct word_class *contents,
                     struct candidates *out)
{
	struct gathering g = { .arena = a, .extract = f, .profile = p };

	*out = (struct candidates){ .extract = f, .profile = p };
	for (size_t i = 0; i < p->nrows; i++)
		buf_init(&g.of[i], a);
	for (size_t i = 0; i < f->nlines; i++) {
		arena_work(a, WORK_LINE + 2 * extract_words(f, i).len);
		if (!f->lines[i].quoted)
			look_at(&g, i);
	}
	for (size_t i = 0; i < p->nrows; i++) {
		out->n[i] = g.of[i].len / sizeof(struct candidate);
		out->of[i] = arena_alloc(a, g.of[i].len + 1);
		if (g.of[i].len > 0)
			memcpy(out->of[i], g.of[i].data, g.of[i].len);
	}
	drop_tables(a, out, contents);
	for (size_t i = 0; i < p->nrows; i++)
		if ((p->rows[i].flags & ROW_BACK) != 0)
			doubt_passed(out, i);
}

bool candidates_at(const struct candidates *c, size_t i, size_t at)
{
	size_t k;

	BISECT(k, c->n[i], j, c->of[i][j].at < at);
	return k < c->n[i] && c->of[i][k].at == at;
}

size_t candidates_from(const struct candidates *c,
                       const struct profile_row *row)
{
	const struct extract *f = c->extract;
	const struct word *word;

	if (row->from == NULL)
		return 0;
	for (size_t i = 0; i < f->nlines; i++)
		if (vocabulary_match(row->from, extract_words(f, i), &word) > 0)
			return f->lines[i].start;
	return f->text.len;
}
