/*
 * page_matter.c - telling page matter from the text
 */
#include "server/registry/outline/page_matter.h"

#include <stdlib.h>

#include "lib/base/hash.h"
#include "lib/text/utf8.h"
#include "server/registry/outline/numeral.h"

#define PAGES_LEAST    3   /* of a running head, of bare numbers */
#define PAGE_LINES     8   /* a page has more than so many */
#define HEAD_MAX       120 /* bytes of a running head */
#define NEAR           3   /* lines between a running head and the break, */
#define FAR            16  /* and with those that are left out */
#define PASSES         4   /* over running heads of many lines */
#define BARE_MAX       4   /* digits of a page number */
#define FRONT_LINES    40
#define NUMBERED_LEAST 8 /* lines with a number of their own */
#define MARKER_MAX     6 /* figures or letters of a number, "(xviii)" */

/* A line that may be page matter. */
struct leaf {
	bool out;    /* it is */
	bool page;   /* it tells where a page ends */
	bool breaks; /* a form feed stands before it */
	int number;  /* of a bare page number, else 0 */
};

struct leafing {
	struct arena *arena;
	struct extract *f;
	struct leaf *leaves; /* one for each line */
};

/* The number that is all there is of s; else 0. */
static int only_number(struct str s)
{
	int n = 0;

	if (s.len == 0 || s.len > BARE_MAX)
		return 0;
	for (size_t i = 0; i < s.len; i++) {
		if (!char_is_digit(s.p[i]))
			return 0;
		n = n * 10 + (s.p[i] - '0');
	}
	return n;
}

static bool strip(struct str *s, const char *before, const char *behind)
{
	size_t n = strlen(before), m = strlen(behind);

	if (s->len < n + m || memcmp(s->p, before, n) != 0 ||
	    memcmp(s->p + s->len - m, behind, m) != 0)
		return false;
	*s = extract_trimmed((struct str){ s->p + n, s->len - n - m });
	return true;
}

/* "3 of 9", "3/9". */
static bool is_of(struct str s)
{
	size_t i = 0;

	while (i < s.len && char_is_digit(s.p[i]))
		i++;
	if (i == 0 || i > BARE_MAX)
		return false;
	s = extract_trimmed((struct str){ s.p + i, s.len - i });
	return s.len == 0 || strip(&s, "of", "") || strip(&s, "/", "") ||
	                       strip(&s, "von", "") || strip(&s, "sur", "") ||
	                       strip(&s, "de", "") || strip(&s, "共", "页")
	               ? s.len == 0 || only_number(s) > 0
	               : false;
}

/* A line that says nothing but its page. */
static bool is_page_number(struct str s)
{
	static const struct {
		const char *before, *behind;
	} forms[] = { { "- ", " -" },    { "-", "-" },      { "– ", " –" },
		      { "— ", " —" },    { "—", "—" },      { "–", "–" },
		      { "Page ", "" },   { "PAGE ", "" },   { "page ", "" },
		      { "Seite ", "" },  { "Página ", "" }, { "Pág. ", "" },
		      { "第 ", " 页" },  { "第", "页" },    { "－", "－" },
		      { "Pagina ", "" }, { "p. ", "" } };

	if (s.len > 3 && str_starts(s, STR("[[Page ")) &&
	    memcmp(s.p + s.len - 2, "]]", 2) == 0)
		return true;
	for (size_t i = 0; i < COUNT(forms); i++) {
		struct str inner = s;

		if (strip(&inner, forms[i].before, forms[i].behind) &&
		    is_of(inner))
			return true;
	}
	return s.len > BARE_MAX && memchr(s.p, '/', s.len) != NULL &&
	       is_of(s) && memchr(s.p, ' ', s.len) != NULL;
}

/* ---- numbers of lines
 * --------------------------------------------------------- */

/* The number before the words of a line, and where these begin; 0: none. */
static int number_of_line(struct str s, size_t *words)
{
	size_t n = 0;
	int number;

	while (n < s.len && n < 2 && char_is_digit(s.p[n]))
		n++;
	number = only_number((struct str){ s.p, n });
	*words = n + extract_leading_blanks((struct str){ s.p + n, s.len - n });
	return *words > n && *words < s.len ? number : 0;
}

/* Bills are printed with the lines of each page numbered. Most lines then
 * bear the number after that of the line before, or 1, and many of them are
 * in the midst of a sentence. */
static bool has_line_numbers(const struct extract *f)
{
	size_t numbered = 0, mid = 0, at;
	int before = 0;

	for (size_t i = 0; i < f->nlines; i++) {
		struct str s = extract_words(f, i);
		int number = number_of_line(s, &at);

		if (number > 0 && (number == before + 1 || number == 1)) {
			numbered++;
			mid += s.p[at] >= 'a' && s.p[at] <= 'z';
		}
		before = number > 0 ? number : before;
	}
	return numbered >= NUMBERED_LEAST && numbered * 5 > f->nlines * 4 &&
	       mid * 5 > numbered;
}

static void cut_line_numbers(struct extract *f)
{
	size_t at;

	if (!has_line_numbers(f))
		return;
	for (size_t i = 0; i < f->nlines; i++)
		if (number_of_line(extract_words(f, i), &at) > 0)
			f->lines[i].start += at;
}

/* ---- pages
 * ------------------------------------------------------------------- */

/* Does a form feed stand between this line and the one before? */
static bool after_break(const struct extract *f, size_t i)
{
	size_t from = i > 0 ? f->lines[i - 1].end : 0;

	return memchr(f->text.p + from, '\f', f->lines[i].start - from) != NULL;
}

/* Bare numbers count when they go up by one, a page apart. */
static void find_bare(struct leafing *l)
{
	size_t run = 0, last = 0, first = 0;

	for (size_t i = 0; i < l->f->nlines; i++) {
		struct leaf *leaf = &l->leaves[i];

		leaf->number = only_number(extract_words(l->f, i));
		if (leaf->number == 0)
			continue;
		if (run > 0 && leaf->number == l->leaves[last].number + 1 &&
		    i - last > PAGE_LINES) {
			run++;
		} else if (run > 0 && (l->f->lines[i].apart ||
		                       l->leaves[i].breaks) == false) {
			continue; /* a figure of a table */
		} else {
			run = 1;
			first = i;
		}
		last = i;
		for (size_t k = run == PAGES_LEAST ? first : i;
		     run >= PAGES_LEAST && k <= i; k++)
			if (l->leaves[k].number > 0 &&
			    (k == i || l->leaves[k].number + (int)PAGES_LEAST >
			                       leaf->number))
				l->leaves[k].out = l->leaves[k].page = true;
	}
}

static const char *const brackets[][2] = { { "[", "]" }, { "(", ")" } };

static bool is_in_brackets(struct str s, size_t kind)
{
	return strip(&s, brackets[kind][0], brackets[kind][1]) &&
	       only_number(s) > 0;
}

/* Does the page end with this line, or begin with it? */
static bool is_beside_break(const struct leafing *l, size_t i)
{
	return l->leaves[i].breaks ||
	       (i + 1 < l->f->nlines && l->leaves[i + 1].breaks);
}

/* "(12)" also opens a recital, at the head of this page or that: it is a
 * page's number where most pages have one. */
static bool has_bracketed_pages(const struct leafing *l, size_t kind)
{
	size_t pages = 1, marks = 0;

	for (size_t i = 0; i < l->f->nlines; i++) {
		pages += l->leaves[i].breaks;
		marks += is_beside_break(l, i) &&
		         is_in_brackets(extract_words(l->f, i), kind);
	}
	return marks * 3 >= pages * 2;
}

/* What tells a page only where one ends: "12", "iv". */
static bool is_page_mark(struct str s)
{
	struct number n = { 0 };

	return only_number(s) > 0 ||
	       numeral_read(NUMERAL_ROMAN_LOWER, s, NULL, &n) == s.len;
}

static void take_page(struct leafing *l, size_t i)
{
	l->leaves[i].out = l->leaves[i].page = true;
}

static void find_bracketed(struct leafing *l, size_t kind)
{
	if (!has_bracketed_pages(l, kind))
		return;
	for (size_t i = 0; i < l->f->nlines; i++)
		if (is_beside_break(l, i) &&
		    is_in_brackets(extract_words(l->f, i), kind))
			take_page(l, i);
}

static void find_pages(struct leafing *l)
{
	for (size_t i = 0; i < l->f->nlines; i++)
		l->leaves[i].breaks = after_break(l->f, i);
	for (size_t i = 0; i < l->f->nlines; i++) {
		struct str words = extract_words(l->f, i);

		if (is_page_number(words) ||
		    (is_beside_break(l, i) && is_page_mark(words)))
			take_page(l, i);
	}
	for (size_t kind = 0; kind < COUNT(brackets); kind++)
		find_bracketed(l, kind);
	find_bare(l);
}

/* ---- running heads
 * -------------------------------------------------------------- */

/* A short line beside a break. */
struct head {
	struct str words;
	uint64_t hash;
	size_t line;
};

/* Without the number of the page, which may stand at either end. */
static struct str unnumbered(struct str s)
{
	struct str less = s;

	while (less.len > 0 && char_is_digit(less.p[0]))
		less = (struct str){ less.p + 1, less.len - 1 };
	while (less.len > 0 && char_is_digit(less.p[less.len - 1]))
		less.len--;
	if (less.len == 0)
		return s;
	if (less.len + BARE_MAX < s.len ||
	    (less.p > s.p && extract_leading_blanks(less) == 0) ||
	    (less.p == s.p && extract_trailing_blanks(less) == 0))
		return s;
	less = extract_trimmed(less);
	return less.len > 0 ? less : s;
}

/* Of at most HEAD_MAX bytes of words, whatever figures they have. */
static uint64_t hash_of(struct str s)
{
	char folded[HEAD_MAX];
	size_t n = 0;

	s = unnumbered(s);
	for (size_t i = 0; i < s.len; i++) {
		bool is_digit = char_is_digit(s.p[i]);

		if (!is_digit || i == 0 || !char_is_digit(s.p[i - 1]))
			folded[n++] = is_digit ? '0' : s.p[i];
	}
	return hash_bytes((struct str){ folded, n }, 0);
}

static int by_hash(const void *a, const void *b)
{
	const struct head *x = a, *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return x->line < y->line ? -1 : x->line > y->line;
}

/* Within NEAR lines of where a page ends, in one direction: what is left out
 * already does not count, so that a foot of many lines goes bit by bit. */
static bool leads_to_break(const struct leafing *l, size_t i, bool down)
{
	for (size_t k = 0, near = 0; k < FAR && near < NEAR; k++) {
		size_t at = down ? i + k : i - k;
		size_t edge = down ? at + 1 : at;

		if ((edge < l->f->nlines && l->leaves[edge].breaks) ||
		    l->leaves[at].page)
			return true;
		if (at == (down ? l->f->nlines - 1 : 0))
			return false;
		near += k == 0 || !l->leaves[at].out;
	}
	return false;
}

static bool is_near_break(const struct leafing *l, size_t i)
{
	return leads_to_break(l, i, true) || leads_to_break(l, i, false);
}

static bool ends_eastern(struct str s)
{
	static const char *const ends[] = { "。", "；", "：", "！",  "？", "」",
		                            "』", "）", "】", "다.", NULL };

	return str_ends_among(s, ends);
}

/* Does the line go on with the sentence of the one before? */
static bool goes_on(struct str before, struct str line)
{
	char last = before.p[before.len - 1], first = line.p[0];

	if ((unsigned char)first >= 0xe3 && (unsigned char)last >= 0x80)
		return !ends_eastern(before);
	return first >= 'a' && first <= 'z' &&
	       ((last >= 'a' && last <= 'z') || last == ',' || last == '-');
}

/* Does it stand between two halves of a sentence? */
static bool parts_sentence(const struct leafing *l, size_t i)
{
	return i > 0 && i + 1 < l->f->nlines &&
	       goes_on(extract_words(l->f, i - 1), extract_words(l->f, i + 1));
}

static bool is_of_number(char c)
{
	return char_is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

static bool is_in_a_bracket(struct str s)
{
	return s.p[0] == '(' || s.p[0] == '[';
}

/* Where the figures or letters of a number end; where they would begin when
 * there are none. */
static size_t marker_end(struct str s, size_t from)
{
	size_t at = from;

	while (at < s.len && at - from < MARKER_MAX && is_of_number(s.p[at]))
		at++;
	return at;
}

/* "(d)", "iv.", "1)", "(1) The": what they open goes on, or stands on the next
 * line. However often they come, they head no page. */
static bool is_marker(struct str s)
{
	size_t from = is_in_a_bracket(s), at = marker_end(s, from);

	if (at == from || at == s.len)
		return false;
	if (from > 0 && char_is_digit(s.p[from]) && at + 1 < s.len)
		return s.p[at] == ')' && s.p[at + 1] == ' ';
	return at + 1 == s.len && memchr(")].", s.p[at], 3) != NULL;
}

/* "(b) [Reserved]", "나. 사망": a line of a list, which many lists may have. */
static bool is_listed(struct str s)
{
	size_t from = is_in_a_bracket(s), at = marker_end(s, from);

	if (at == from && at < s.len && (unsigned char)s.p[at] >= 0x80)
		utf8_next(s, &at);
	if (at + 1 < s.len && s.p[at] == '\\') /* of Markdown */
		at++;
	return at > from && at + 1 < s.len && s.p[at + 1] == ' ' &&
	       memchr(from > 0 ? ")]" : ").", s.p[at], 2) != NULL;
}

/* Of lines that say the same: how many are near a break, right beside a form
 * feed, between two halves of a sentence; do all stand a page apart; do they
 * begin as lines of a list do? */
struct tally {
	size_t near, beside, parting;
	bool apart, listed;
};

static struct tally count(const struct leafing *l, const struct head *heads,
                          size_t n)
{
	struct tally t = { .apart = true,
		           .listed = n > 0 && is_listed(heads[0].words) };

	for (size_t i = 0; i < n; i++) {
		t.near += is_near_break(l, heads[i].line);
		t.beside += is_beside_break(l, heads[i].line);
		t.parting += parts_sentence(l, heads[i].line);
		t.apart &= i == 0 ||
		           heads[i].line - heads[i - 1].line > PAGE_LINES;
	}
	return t;
}

/* Those near a break are running heads when there are enough of them, two
 * beside form feeds, and few elsewhere: "Article 5" stands anywhere. Where
 * nothing tells of pages, all of them. */
static bool leave_out_heads(struct leafing *l, const struct head *heads,
                            size_t n)
{
	struct tally t = count(l, heads, n);
	bool all = t.near == 0 && n >= PAGES_LEAST && t.apart &&
	           t.parting > 0 && !t.listed;

	if (!all && ((t.near < PAGES_LEAST && t.beside < 2) || 2 * t.near < n))
		return false;
	for (size_t i = 0; i < n; i++)
		if (all || is_near_break(l, heads[i].line))
			l->leaves[heads[i].line].out = true;
	return true;
}

/* Some may be seen only when others are left out. */
static bool find_heads(struct leafing *l)
{
	struct head *heads =
		arena_alloc(l->arena, (l->f->nlines + 1) * sizeof(*heads));
	size_t n = 0, k;
	bool some = false;

	for (size_t i = 0; i < l->f->nlines; i++) {
		struct str words = extract_words(l->f, i);

		if (words.len <= HEAD_MAX && !l->leaves[i].out &&
		    !is_marker(words))
			heads[n++] = (struct head){ words, hash_of(words), i };
	}
	if (n > 0)
		qsort(heads, n, sizeof(*heads), by_hash);
	for (size_t i = 0; i < n; i = k) {
		for (k = i; k < n && heads[k].hash == heads[i].hash; k++)
			;
		if (k - i > 1)
			some |= leave_out_heads(l, heads + i, k - i);
	}
	return some;
}

/* ---- footnotes
 * --------------------------------------------------------------------- */

/* A line of nothing but strokes. */
static bool is_rule(struct str s)
{
	size_t strokes = 0, at = 0;

	while (at < s.len) {
		uint32_t c = utf8_next(s, &at);

		if (c != '_' && c != '-' && c != 0x2014 && c != 0x2500)
			return false;
		strokes++;
	}
	return strokes >= 5;
}

static bool is_raised(uint32_t c)
{
	return c == 0xb9 || c == 0xb2 || c == 0xb3 ||
	       (c >= 0x2070 && c <= 0x2079);
}

/* "¹ OJ L 1", "[^1]: ", "(1) OJ L 1, p. 1." */
static bool is_footnote(struct str s)
{
	static const char *const journals[] = {
		"OJ ",  "ABl. ", "JO L", "JO C",   "DO L",  "DO C", "GU L",
		"GU C", "PB L",  "PB C", "Dz.U. ", "EUT L", "EUT C"
	};
	size_t at = 0;
	uint32_t c = utf8_next(s, &at);

	if (is_raised(c) || str_starts(s, STR("[^")))
		return true;
	if (s.p[0] == '(' || s.p[0] == '[')
		s = (struct str){ s.p + 1, s.len - 1 };
	for (at = 0; at < s.len && char_is_digit(s.p[at]); at++)
		;
	if (at == 0 || at > 3 || at == s.len)
		return false;
	at += s.p[at] == ')' || s.p[at] == ']';
	s = extract_trimmed((struct str){ s.p + at, s.len - at });
	for (size_t i = 0; i < COUNT(journals); i++)
		if (str_starts(s, str_from(journals[i])))
			return true;
	return false;
}

/* From a rule to the end of its page, if one comes; a rule in a text without
 * pages leads to nothing. */
static void leave_out_page(struct leafing *l, size_t rule)
{
	size_t i = rule + 1;

	for (; i < l->f->nlines && !l->leaves[i].breaks && !l->leaves[i].page;
	     i++)
		if (i - rule > FRONT_LINES)
			return;
	if (i == l->f->nlines)
		return;
	for (size_t k = rule; k < i; k++)
		l->leaves[k].out = true;
}

static void find_footnotes(struct leafing *l)
{
	for (size_t i = 0; i < l->f->nlines; i++) {
		struct str words = extract_words(l->f, i);

		if (l->leaves[i].out)
			continue;
		if (is_rule(words)) {
			leave_out_page(l, i);
			l->leaves[i].out = true;
			continue;
		}
		if (!is_footnote(words) ||
		    !(l->f->lines[i].apart || i == 0 || l->leaves[i - 1].out))
			continue;
		l->leaves[i].out = true;
		while (i + 1 < l->f->nlines && !l->f->lines[i + 1].apart &&
		       !l->leaves[i + 1].breaks)
			l->leaves[++i].out = true;
	}
}

/* ---- all of it
 * ------------------------------------------------------------------------ */

/* Of Markdown: what stands between "---" and "---" at the very start. */
static void find_front(struct leafing *l)
{
	size_t end = 1;

	if (l->f->nlines == 0 || !str_is(extract_words(l->f, 0), "---"))
		return;
	while (end < l->f->nlines && end < FRONT_LINES &&
	       !str_is(extract_words(l->f, end), "---"))
		end++;
	if (end == l->f->nlines || end == FRONT_LINES)
		return;
	for (size_t i = 0; i <= end; i++)
		l->leaves[i].out = true;
}

void page_matter_leave_out(struct arena *a, struct extract *f)
{
	struct leafing l = { .arena = a, .f = f };
	size_t n = 0;
	bool cut = false;

	l.leaves = arena_alloc(a, (f->nlines + 1) * sizeof(*l.leaves));
	cut_line_numbers(f);
	find_front(&l);
	find_pages(&l);
	for (int i = 0; i < PASSES && find_heads(&l); i++)
		;
	find_footnotes(&l);
	for (size_t i = 0; i < f->nlines; i++) {
		struct extract_line line = f->lines[i];

		if (l.leaves[i].out) {
			cut = true;
			continue;
		}
		if (cut && n > 0)
			line.joined = goes_on(extract_words(f, n - 1),
			                      extract_words(f, i));
		if (cut)
			line.apart = !line.joined;
		cut = false;
		f->lines[n++] = line;
	}
	f->nlines = n;
}
