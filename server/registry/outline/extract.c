/*
 * extract.c - lines of plain text, and words out of HTML
 */
#include "server/registry/outline/extract.h"

#include <stdlib.h>

#include "lib/base/bisect.h"
#include "lib/text/utf8.h"
#include "server/registry/outline/entities.h"
#include "server/registry/outline/page_matter.h"
#include "server/registry/outline/quotation.h"

#define MARK      4096u
#define WORK_BYTE 20 /* of finding lines, pages and quotations */

/* ---- blanks ------------------------------------------------------------ */

/* "\xe2\x80\x80" to "\xe2\x80\x8a" are U+2000 to U+200A: blanks of all widths. */
static bool is_typographic(struct str s, size_t i)
{
	return s.len - i >= 3 && memcmp(s.p + i, "\xe2\x80", 2) == 0 &&
	       (unsigned char)s.p[i + 2] >= 0x80 &&
	       (unsigned char)s.p[i + 2] <= 0x8a;
}

static size_t blank_at(struct str s, size_t i)
{
	static const char *const wide[] = { "\xc2\xa0", "\xe3\x80\x80",
		                            "\xef\xbb\xbf", "\xe2\x80\xaf",
		                            "\xe2\x81\x9f" };
	char c = s.p[i];

	if (c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' ||
	    c == '\v')
		return 1;
	if (is_typographic(s, i))
		return 3;
	for (size_t k = 0; k < COUNT(wide); k++) {
		size_t n = strlen(wide[k]);

		if (s.len - i >= n && memcmp(s.p + i, wide[k], n) == 0)
			return n;
	}
	return 0;
}

size_t extract_leading_blanks(struct str s)
{
	size_t i = 0;

	while (i < s.len) {
		size_t n = blank_at(s, i);

		if (n == 0)
			break;
		i += n;
	}
	return i;
}

size_t extract_trailing_blanks(struct str s)
{
	size_t end = s.len;

	while (end > 0) {
		size_t n = 0;

		for (size_t k = 1; k <= 3 && k <= end && n == 0; k++)
			if (blank_at((struct str){ s.p, end }, end - k) == k)
				n = k;
		if (n == 0)
			break;
		end -= n;
	}
	return s.len - end;
}

struct str extract_trimmed(struct str s)
{
	size_t n = extract_leading_blanks(s);

	if (s.len == n)
		return (struct str){ 0 };
	s = (struct str){ s.p + n, s.len - n };
	s.len -= extract_trailing_blanks(s);
	return s;
}

struct str extract_on_one_line(struct arena *a, struct str s)
{
	struct buf out;
	bool blank = false;

	buf_init(&out, a);
	for (size_t i = 0; i < s.len; i++) {
		size_t n = extract_leading_blanks(
			(struct str){ s.p + i, s.len - i });

		if (n > 0) {
			blank = out.len > 0;
			i += n - 1;
			continue;
		}
		if (blank)
			buf_puts(&out, " ");
		blank = false;
		buf_add(&out, s.p + i, 1);
	}
	return buf_text(&out);
}

/* ---- lines ------------------------------------------------------------- */

static bool is_break(char c)
{
	return c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

static size_t count_breaks(struct str s)
{
	size_t n = 1;

	for (size_t i = 0; i < s.len; i++)
		n += is_break(s.p[i]);
	return n;
}

/* "- a. hives", "- (1) hives": a point of a list that bears its number. */
static bool is_bullet(struct str s)
{
	size_t at = 2, from;

	if (!str_starts(s, STR("- ")))
		return false;
	at += at < s.len && s.p[at] == '(';
	for (from = at; at < s.len && at - from < 5; at++)
		if (memchr(" \t-", s.p[at], 3) != NULL ||
		    strchr(".)", s.p[at]) != NULL)
			break;
	return at > from && at + 1 < s.len && strchr(".)", s.p[at]) != NULL &&
	       s.p[at + 1] == ' ';
}

/* Marks of Markdown at the start of a line: of headings, and of what is bold.
 */
static size_t marks_before(struct str s)
{
	size_t n = 0, before;

	do {
		struct str rest;

		before = n;
		while (n < s.len && memchr("#*>", s.p[n], 3) != NULL)
			n++;
		if (n == s.len)
			return 0;
		rest = (struct str){ s.p + n, s.len - n };
		if (is_bullet(rest))
			n += strlen("- ");
		else if (str_starts(rest, STR("<sup>")))
			n += strlen("<sup>");
		n += n > before ? extract_leading_blanks(
					  (struct str){ s.p + n, s.len - n })
		                : 0;
	} while (n > before);
	return n;
}

static size_t marks_behind(struct str s)
{
	size_t n = 0;

	while (n < s.len && s.p[s.len - n - 1] == '*')
		n++;
	return n == s.len ? 0 : n;
}

/* Keep a line unless it is blank; two breaks in a row set the next apart. */
static void add_line(struct extract *f, size_t start, size_t end, bool *apart)
{
	struct str s = { f->text.p + start, end - start };
	size_t before = extract_leading_blanks(s);
	struct extract_line line = { .apart = *apart };

	if (before == s.len) {
		*apart = true;
		return;
	}
	end -= extract_trailing_blanks(s);
	start += before;
	line.apart = *apart || f->text.p[start] == '#';
	*apart = f->text.p[start] == '#'; /* what follows a heading is */
	start += marks_before((struct str){ f->text.p + start, end - start });
	end -= marks_behind((struct str){ f->text.p + start, end - start });
	line.start = start;
	line.end = end - extract_trailing_blanks((struct str){
				 f->text.p + start, end - start });
	f->lines[f->nlines++] = line;
}

static void find_lines(struct arena *a, struct extract *f)
{
	size_t start = 0;
	bool apart = true;

	f->lines = arena_alloc(a, count_breaks(f->text) * sizeof(*f->lines));
	for (size_t i = 0; i <= f->text.len; i++) {
		if (i < f->text.len && !is_break(f->text.p[i]))
			continue;
		add_line(f, start, i, &apart);
		if (i + 1 < f->text.len && f->text.p[i] == '\r' &&
		    f->text.p[i + 1] == '\n')
			i++;
		start = i + 1;
	}
}

/* Does the line end as sentences, headings of lists and items do? */
static bool has_ended(const struct extract *f, const struct extract_line *l)
{
	unsigned char c = (unsigned char)f->text.p[l->end - 1];

	return strchr(".;:,!?)\"'", c) != NULL || c >= 0x80;
}

/* Paragraphs go over several lines when long lines that have not ended are
 * followed by another at once, mostly. */
static bool is_wrapped(const struct extract *f)
{
	size_t close = 0, broken = 0;

	for (size_t i = 0; i + 1 < f->nlines; i++) {
		const struct extract_line *l = &f->lines[i];

		if (f->lines[i + 1].apart || l->end - l->start < 50)
			continue;
		close++;
		broken += !has_ended(f, l);
	}
	return close >= 3 && broken * 3 >= close;
}

size_t extract_paragraph_end(const struct extract *f, size_t line)
{
	return f->lines[line].last;
}

static void find_paragraphs(struct extract *f)
{
	size_t last = f->nlines;

	for (size_t i = f->nlines; i-- > 0;) {
		if (i + 1 == f->nlines || !f->wrapped || f->lines[i + 1].apart)
			last = i;
		f->lines[i].last = (uint32_t)last;
	}
}

/* More stands there than blanks and marks of Markdown. */
bool extract_is_cut(const struct extract *f, size_t line)
{
	size_t to = f->lines[line].start;

	for (size_t at = f->lines[line - 1].end; at < to; at++) {
		struct str rest = { f->text.p + at, to - at };

		at += extract_leading_blanks(rest);
		if (at < to && strchr("#*>", f->text.p[at]) == NULL)
			return true;
	}
	return false;
}

size_t extract_end_before(const struct extract *f, size_t at)
{
	size_t line;

	BISECT(line, f->nlines, i, f->lines[i].start < at);
	if (line == 0)
		return 0;
	return f->lines[line - 1].end < at ? f->lines[line - 1].end : at;
}

struct str extract_words(const struct extract *f, size_t line)
{
	const struct extract_line *l = &f->lines[line];

	return (struct str){ f->text.p + l->start, l->end - l->start };
}

/* ---- places ------------------------------------------------------------ */

static void set_marks(struct arena *a, struct extract *f)
{
	size_t n = f->bytes.len / MARK + 1;
	int64_t count = 0;

	f->marks = arena_alloc(a, n * sizeof(*f->marks));
	for (size_t i = 0; i < f->bytes.len; i++) {
		if (i % MARK == 0)
			f->marks[i / MARK] = count;
		count += ((unsigned char)f->bytes.p[i] & 0xc0) != 0x80;
	}
	if (f->bytes.len % MARK == 0)
		f->marks[f->bytes.len / MARK] = count;
}

static int64_t code_points_before(const struct extract *f, size_t at)
{
	int64_t count = f->marks[at / MARK];

	for (size_t i = at / MARK * MARK; i < at; i++)
		count += ((unsigned char)f->bytes.p[i] & 0xc0) != 0x80;
	return count;
}

static const struct extract_run *run_of(const struct extract *f, size_t at)
{
	size_t behind;

	BISECT(behind, f->nruns, i, f->runs[i].at <= at);
	return &f->runs[behind > 0 ? behind - 1 : 0];
}

/* The byte of the edition. */
static size_t byte_of(const struct extract *f, size_t at, bool end)
{
	const struct extract_run *r;

	if (f->nruns == 0)
		return at;
	r = run_of(f, end && at > 0 ? at - 1 : at);
	if (r->whole > 0)
		return r->from + (end ? r->whole : 0);
	return r->from + (at - r->at);
}

int64_t extract_code_point(const struct extract *f, size_t at, bool end)
{
	return code_points_before(f, byte_of(f, at, end));
}

size_t extract_line_number(const struct extract *f, size_t at)
{
	size_t end = byte_of(f, at, false), n = 1;

	for (size_t i = 0; i < end; i++)
		n += f->bytes.p[i] == '\n' ||
		     (f->bytes.p[i] == '\r' && f->bytes.p[i + 1] != '\n');
	return n;
}

/* ---- HTML -------------------------------------------------------------- */

struct page {
	struct str in;
	size_t at;      /* in `in` */
	struct buf out; /* the extract */
	struct buf runs;
	struct extract_run last;
	size_t line; /* where the line begins that is being written */
	size_t rows; /* of tables, that are open */
	bool blank;  /* one is due before the next word */
	bool broken; /* a new line is due */
};

static void run_to(struct page *p, size_t from, size_t whole)
{
	struct extract_run r = { p->out.len, from, whole };

	if (p->runs.len > 0 && whole == 0 && p->last.whole == 0 &&
	    r.at - p->last.at == r.from - p->last.from)
		return;
	buf_add(&p->runs, &r, sizeof(r));
	p->last = r;
}

/* White space that was due, now that a word follows. */
static void settle(struct page *p)
{
	const char *due = p->broken ? "\n" : p->blank ? " " : "";

	if (*due != '\0' && p->out.len > p->line) {
		run_to(p, p->at, 0);
		buf_puts(&p->out, due);
	}
	if (p->broken)
		p->line = p->out.len;
	p->broken = p->blank = false;
}

/* Is what stands on the line no more than a list's marker: "(a)", "1.", a
 * dash? */
static bool is_marker(const struct page *p)
{
	struct str s = { p->out.data + p->line, p->out.len - p->line };
	unsigned char end;

	if (s.len == 0 || s.len > 12 || memchr(s.p, ' ', s.len) != NULL)
		return false;
	end = (unsigned char)s.p[s.len - 1];
	return end == ')' || end == '.' || (s.len == 3 && end >= 0x80);
}

static void end_block(struct page *p, bool whole_row)
{
	if (p->out.len == p->line && !p->broken)
		return;
	if (!whole_row && p->rows > 0 && is_marker(p))
		p->blank = true;
	else
		p->broken = true;
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Does `name` stand at byte i, in any case? */
static bool is_at(struct str s, size_t i, struct str name)
{
	if (s.len - i < name.len)
		return false;
	for (size_t k = 0; k < name.len; k++)
		if (lower(s.p[i + k]) != name.p[k])
			return false;
	return true;
}

/* Past what the page keeps for itself, up to its end tag. */
static void skip_element(struct page *p, struct str name)
{
	for (; p->at < p->in.len; p->at++)
		if (p->in.p[p->at] == '<' && p->in.len - p->at > 2 &&
		    p->in.p[p->at + 1] == '/' && is_at(p->in, p->at + 2, name))
			return;
}

static void skip_to(struct page *p, const char *end)
{
	size_t n = strlen(end);

	for (; p->at < p->in.len; p->at++)
		if (p->in.len - p->at >= n &&
		    memcmp(p->in.p + p->at, end, n) == 0) {
			p->at += n;
			return;
		}
}

/* Past a tag's attributes; what is quoted may hold a '>'. */
static void skip_attributes(struct page *p)
{
	char quote = '\0', before = '\0';

	for (; p->at < p->in.len; p->at++) {
		char c = p->in.p[p->at];

		if (quote != '\0') {
			quote = c == quote ? '\0' : quote;
		} else if ((c == '"' || c == '\'') && before == '=') {
			quote = c;
		} else if (c == '>') {
			p->at++;
			return;
		}
		before = extract_leading_blanks((struct str){ &c, 1 }) > 0
		                 ? before
		                 : c;
	}
}

static void obey_tag(struct page *p, struct str name, bool closes)
{
	static const char *const blocks[] = {
		"p",      "div",   "br",      "li",         "ul",   "ol",
		"table",  "h1",    "h2",      "h3",         "h4",   "h5",
		"h6",     "hr",    "section", "body",       "dl",   "article",
		"dt",     "dd",    "pre",     "tbody",      "form", "nav",
		"header", "aside", "footer",  "blockquote", "main", NULL
	};
	static const char *const hidden[] = { "script", "style",    "head",
		                              "title",  "template", "noscript",
		                              "svg",    NULL };

	if (str_is(name, "tr")) {
		end_block(p, true);
		if (!closes)
			p->rows++;
		else if (p->rows > 0)
			p->rows--;
	} else if (str_is(name, "td") || str_is(name, "th")) {
		p->blank = true;
	} else if (str_among(name, blocks)) {
		end_block(p, false);
	} else if (!closes && str_among(name, hidden)) {
		skip_element(p, name);
	}
}

static void read_tag(struct page *p)
{
	char name[16];
	size_t n = 0;
	bool closes = p->in.p[p->at + 1] == '/';

	p->at += closes ? 2 : 1;
	while (p->at < p->in.len &&
	       (char_is_letter(p->in.p[p->at]) ||
	        (p->in.p[p->at] >= '0' && p->in.p[p->at] <= '9'))) {
		if (n < sizeof(name))
			name[n++] = lower(p->in.p[p->at]);
		p->at++;
	}
	skip_attributes(p);
	obey_tag(p, (struct str){ name, n }, closes);
}

/* A tag, a comment, or a '<' that is just that: false. */
static bool read_markup(struct page *p)
{
	struct str rest = { p->in.p + p->at, p->in.len - p->at };

	if (str_starts(rest, STR("<!--"))) {
		p->at += 4;
		skip_to(p, "-->");
		return true;
	}
	if (rest.len < 2 || !(char_is_letter(rest.p[1]) || rest.p[1] == '/' ||
	                      rest.p[1] == '!' || rest.p[1] == '?'))
		return false;
	if (rest.p[1] == '!' || rest.p[1] == '?')
		skip_to(p, ">");
	else
		read_tag(p);
	return true;
}

static void put(struct page *p, const char *bytes, size_t n, size_t from,
                size_t whole)
{
	settle(p);
	run_to(p, from, whole);
	buf_add(&p->out, bytes, n);
}

/* "&amp;", "&#160;": the character it stands for. */
static bool read_reference(struct page *p)
{
	struct str rest = { p->in.p + p->at, p->in.len - p->at };
	char bytes[ENTITY_BYTES];
	size_t n, whole = entity_read(rest, bytes, &n);

	if (whole == 0)
		return false;
	put(p, bytes, n, p->at, whole);
	p->at += whole;
	return true;
}

static void read_page(struct page *p)
{
	while (p->at < p->in.len) {
		char c = p->in.p[p->at];

		if (c == '<' && read_markup(p))
			continue;
		if (c == '&' && read_reference(p))
			continue;
		if (c == ' ' || c == '\t' || is_break(c))
			p->blank = true;
		else
			put(p, &c, 1, p->at, 0);
		p->at++;
	}
}

static void keep_page(struct arena *a, const struct page *p, struct extract *f)
{
	f->text = buf_text(&p->out);
	f->nruns = p->runs.len / sizeof(struct extract_run);
	f->runs = arena_alloc(a, p->runs.len + 1);
	if (p->runs.len > 0)
		memcpy(f->runs, p->runs.data, p->runs.len);
}

static void read_html(struct arena *a, struct extract *f)
{
	struct page p = { .in = f->bytes };

	buf_init(&p.out, a);
	buf_init(&p.runs, a);
	read_page(&p);
	keep_page(a, &p, f);
}

/* ---- plain text ---------------------------------------------------------- */

#define NOTE "<<NOTE:"

static struct str find_note(struct str s)
{
	const char *at = s.p, *end = s.p + s.len;

	while (at < end && (at = memchr(at, '<', (size_t)(end - at))) != NULL) {
		if (str_starts((struct str){ at, (size_t)(end - at) },
		               STR(NOTE)))
			return (struct str){ at, (size_t)(end - at) };
		at++;
	}
	return (struct str){ 0 };
}

/* The notes that stood in the margin of the Statutes at Large are cut out of
 * the lines that they are printed in now. */
static void cut_notes(struct arena *a, struct extract *f)
{
	struct page p = { .in = f->bytes };
	struct str note = find_note(f->bytes);

	if (note.p == NULL)
		return;
	buf_init(&p.out, a);
	buf_init(&p.runs, a);
	while (note.p != NULL) {
		size_t until = (size_t)(note.p - f->bytes.p);

		run_to(&p, p.at, 0);
		buf_add(&p.out, f->bytes.p + p.at, until - p.at);
		p.at = until;
		skip_to(&p, ">>");
		note = find_note(
			(struct str){ f->bytes.p + p.at, f->bytes.len - p.at });
	}
	run_to(&p, p.at, 0);
	buf_add(&p.out, f->bytes.p + p.at, f->bytes.len - p.at);
	keep_page(a, &p, f);
}

void extract_plain(struct arena *a, struct str bytes, struct extract *out)
{
	*out = (struct extract){ .bytes = bytes, .text = bytes };
	set_marks(a, out);
}

void extract_read(struct arena *a, struct str bytes, bool html,
                  struct extract *out)
{
	arena_work(a, WORK_BYTE * bytes.len);
	*out = (struct extract){ .bytes = bytes, .text = bytes };
	if (html)
		read_html(a, out);
	else
		cut_notes(a, out);
	find_lines(a, out);
	if (!html)
		page_matter_leave_out(a, out);
	out->wrapped = !html && is_wrapped(out);
	for (size_t i = 0; html && i < out->nlines; i++)
		out->lines[i].apart = true;
	find_paragraphs(out);
	quotation_mark(a, out);
	set_marks(a, out);
}
