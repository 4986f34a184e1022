/*
 * explain.c - what a split leaves unexplained
 */
#include "server/registry/outline/explain.h"

#include <stdlib.h>

#include "lib/text/utf8.h"
#include "server/registry/outline/candidate.h"

#define SIGNAL_WORD 1
#define SIGNAL_MARK 2

#define WORK_LINE   2000 /* of looking for all words on a line */
#define WORD_MAX    40   /* bytes of a word before a number */
#define LEAST       3    /* of an unknown word that counts up */
#define REST_MAX    20   /* lines that are told */
#define FRONT_BYTES 1200 /* in front of the first provision */
#define FRONT_PART  8    /* ... or one in so many */
#define LONG        400  /* bytes in no provision that are told of */

/* ---- lines that look like openings
 * ------------------------------------------- */

static size_t number_at(struct str s)
{
	static const enum numeral kinds[] = { NUMERAL_CHINESE,
		                              NUMERAL_ROMAN_UPPER };
	struct number n = { 0 };

	for (size_t i = 0; i < COUNT(kinds); i++) {
		size_t len = numeral_read(kinds[i], s, NULL, &n);

		if (len > 0)
			return len;
	}
	return 0;
}

static struct str behind(struct str s, size_t n)
{
	s = (struct str){ s.p + n, s.len - n };
	n = extract_leading_blanks(s);
	return (struct str){ s.p + n, s.len - n };
}

/* Nothing after a number, or something that sets it apart from a sentence. */
static bool ends_opening(struct str rest)
{
	static const char *const marks[] = {
		".", ":", "–", "—", "-", "(", "（"
	};
	size_t n = extract_leading_blanks(rest);

	if (rest.len == n)
		return true;
	for (size_t i = 0; i < COUNT(marks); i++)
		if (str_starts(behind(rest, 0), str_from(marks[i])))
			return true;
	rest = behind(rest, 0);
	return n > 0 && !(rest.p[0] >= 'a' && rest.p[0] <= 'z');
}

/* "§ 4", "第四条", "제4조" */
static bool is_signed(struct str s)
{
	static const char *const before[] = { "§§", "§", "第", "제" };
	static const char *const units[] = { "条", "條", "章", "节", "節", "編",
		                             "编", "조", "장", "편", "절" };
	size_t n;

	for (size_t i = 0; i < COUNT(before); i++) {
		if (!str_starts(s, str_from(before[i])))
			continue;
		s = behind(s, strlen(before[i]));
		n = number_at(s);
		if (n == 0 || i < 2)
			return n > 0;
		s = behind(s, n);
		for (size_t k = 0; k < COUNT(units); k++)
			if (str_starts(s, str_from(units[k])))
				return true;
		return false;
	}
	return false;
}

static bool is_worded(const struct vocabulary *v, struct str s)
{
	static const char *const classes[] = { "art",     "articles", "section",
		                               "chapter", "title",    "part",
		                               "annex",   "appendix", "book" };
	const struct word *word;
	struct str rest;

	if (is_signed(s))
		return true;
	for (size_t i = 0; i < COUNT(classes); i++) {
		size_t len = vocabulary_match(
			vocabulary_class(v, str_from(classes[i])), s, &word);

		rest = behind(s, len);
		if (len > 0 && number_at(rest) > 0 &&
		    ends_opening((struct str){ rest.p + number_at(rest),
		                               rest.len - number_at(rest) }))
			return true;
	}
	return false;
}

/* "(a) ", "1. ", "①", "（一）", "一、" */
static bool is_marked(struct str s)
{
	static const char *const behind_it[] = { ")", ".", "）", "、", "．" };
	static const enum numeral kinds[] = { NUMERAL_CHINESE, NUMERAL_LOWER,
		                              NUMERAL_UPPER };
	struct number n = { 0 };

	if (numeral_read(NUMERAL_CIRCLED, s, NULL, &n) > 0)
		return true;
	if (str_starts(s, STR("(")))
		s = behind(s, 1);
	else if (str_starts(s, STR("（")))
		s = behind(s, strlen("（"));
	for (size_t i = 0; i < COUNT(kinds); i++) {
		size_t len = numeral_read(kinds[i], s, NULL, &n);
		struct str rest = { s.p + len, s.len - len };

		for (size_t k = 0; k < COUNT(behind_it) && len > 0; k++)
			if (str_starts(rest, str_from(behind_it[k])))
				return true;
	}
	return false;
}

/* Does the line go on with a sentence? */
static bool is_mid_sentence(const struct extract *f, size_t line)
{
	struct str before;
	char last;

	if (line == 0 || f->lines[line].apart)
		return false;
	before = extract_words(f, line - 1);
	last = before.p[before.len - 1];
	return before.len >= 40 &&
	       ((last >= 'a' && last <= 'z') || (last >= '0' && last <= '9') ||
	        last == ',');
}

/* ---- words that nobody knows
 * -------------------------------------------------- */

/* A word at the start of a line and the number after it. */
struct counted {
	struct str word;
	int number;
	size_t line;
};

static bool is_counted(struct str s, struct counted *out)
{
	static const enum numeral kinds[] = { NUMERAL_ARABIC,
		                              NUMERAL_ROMAN_UPPER };
	struct number n = { 0 };
	size_t i = 0, len = 0;

	while (i < s.len && i < WORD_MAX && s.p[i] != ' ' &&
	       !(s.p[i] >= '0' && s.p[i] <= '9'))
		i++;
	if (i < 2 || i == s.len || s.p[i] != ' ' ||
	    (s.p[0] >= 'a' && s.p[0] <= 'z') ||
	    !((unsigned char)s.p[0] >= 0xc3 ||
	      (unsigned)(s.p[0] | 0x20) - 'a' < 26))
		return false;
	*out = (struct counted){ .word = { s.p, i } };
	s = behind(s, i);
	for (size_t k = 0; k < COUNT(kinds) && len == 0; k++)
		len = numeral_read(kinds[k], s, NULL, &n);
	out->number = n.base;
	return len > 0 && ends_opening((struct str){ s.p + len, s.len - len });
}

static int by_word(const void *a, const void *b)
{
	const struct counted *x = a, *y = b;
	int diff = str_cmp(x->word, y->word);

	return diff != 0 ? diff : (x->line > y->line) - (x->line < y->line);
}

/* Three in a row that count up by one are no chance. */
static void add_counting(const struct counted *all, size_t n,
                         struct signals *out)
{
	size_t run = 1;

	for (size_t i = 1; i <= n; i++) {
		if (i < n && all[i].number == all[i - 1].number + 1) {
			run++;
			continue;
		}
		for (size_t k = i - run; k < i && run >= LEAST; k++)
			out->lines[all[k].line] |= SIGNAL_WORD;
		run = 1;
	}
}

static void find_unknown(struct arena *a, const struct extract *f,
                         struct signals *out)
{
	struct counted *all = arena_alloc(a, (f->nlines + 1) * sizeof(*all));
	size_t n = 0, k;

	for (size_t i = 0; i < f->nlines; i++)
		if (!f->lines[i].quoted && !is_mid_sentence(f, i) &&
		    is_counted(extract_words(f, i), &all[n]))
			all[n++].line = i;
	qsort(all, n, sizeof(*all), by_word);
	for (size_t i = 0; i < n; i = k) {
		for (k = i; k < n && str_eq(all[k].word, all[i].word); k++)
			;
		add_counting(all + i, k - i, out);
	}
}

void signals_find(struct arena *a, const struct vocabulary *v,
                  const struct extract *f, struct signals *out)
{
	*out = (struct signals){ .lines = arena_alloc(a, f->nlines + 1) };
	arena_work(a, WORK_LINE * f->nlines);
	for (size_t i = 0; i < f->nlines; i++) {
		struct str s = extract_words(f, i);

		if (f->lines[i].quoted || is_mid_sentence(f, i))
			continue;
		if (is_worded(v, s))
			out->lines[i] |= SIGNAL_WORD;
		else if (is_marked(s))
			out->lines[i] |= SIGNAL_MARK;
	}
	find_unknown(a, f, out);
	for (size_t i = 0; i < f->nlines; i++) {
		out->words += (out->lines[i] & SIGNAL_WORD) != 0;
		out->marks += (out->lines[i] & SIGNAL_MARK) != 0;
	}
}

/* ---- gaps
 * ------------------------------------------------------------------------ */

static bool same_list(const struct provision *a, const struct provision *b)
{
	return a->row == b->row && a->scope == b->scope && a->list == b->list;
}

/* Sections that begin again at a hundred, or far within a code, leave nothing
 * out. */
static bool begins_high(const struct provision *before,
                        const struct provision *p)
{
	return p->number.base > 100 &&
	       (before == NULL || p->number.base % 100 <= 1);
}

static void add_gap(struct explanation *out, const struct provision *before,
                    const struct provision *p)
{
	int last = before == NULL            ? 0
	           : before->number.last > 0 ? before->number.last
	                                     : before->number.base;

	if (p->counted || p->number.nparts > 0 || p->number.base <= last + 1 ||
	    (p->number.letters && p->number.roman > 0) ||
	    begins_high(before, p))
		return;
	out->gaps[out->ngaps++] =
		(struct gap){ before, p, last + 1, p->number.base - 1 };
}

/* The provision before p in its list: the nearest one, as lists do not mix but
 * for what lies in their members. */
static void find_gaps(struct arena *a, const struct split *s,
                      struct explanation *out)
{
	const struct provision *last[ROWS_MAX] = { NULL };

	out->gaps = arena_alloc(a, (s->n + 1) * sizeof(*out->gaps));
	for (size_t i = 0; i < s->n; i++) {
		const struct provision *p = s->items[i],
				       **of = &last[p->row - s->profile->rows];
		const struct provision *before =
			*of != NULL && same_list(*of, p) ? *of : NULL;

		if (before != NULL || (p->row->flags & ROW_STRONG) != 0)
			add_gap(out, before, p);
		*of = p;
	}
}

/* A gap in what has a word of its own costs as much as one provision. */
static int numbering_of(const struct split *s, const struct explanation *x)
{
	size_t strong = 0, gaps = 0;

	for (size_t i = 0; i < s->n; i++)
		strong += (s->items[i]->row->flags & ROW_STRONG) != 0;
	for (size_t i = 0; i < x->ngaps; i++)
		gaps += (x->gaps[i].behind->row->flags & ROW_STRONG) != 0;
	return strong == 0 ? 1000
	                   : (int)(1000 * (2 * strong + 1) /
	                           (2 * strong + gaps + 1));
}

/* ---- the table of contents
 * ---------------------------------------------------------- */

static int by_name(const void *a, const void *b)
{
	const struct provision *x = *(struct provision *const *)a,
			       *y = *(struct provision *const *)b;

	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	return numeral_compare(&x->number, &y->number);
}

static int contents_of(struct arena *a, const struct split *s,
                       struct explanation *out)
{
	const struct candidates *c = s->found;
	struct provision **sorted =
		arena_alloc(a, (s->n + 1) * sizeof(*sorted));

	out->lost = arena_alloc(a, (c->ncontents + 1) * sizeof(*out->lost));
	out->entries = c->ncontents;
	memcpy(sorted, s->items, s->n * sizeof(*sorted));
	qsort(sorted, s->n, sizeof(*sorted), by_name);
	for (size_t i = 0; i < c->ncontents; i++) {
		struct provision want = { .row = c->contents[i].row,
			                  .number = c->contents[i]
			                                    .opening.number },
				 *key = &want;

		if (bsearch(&key, sorted, s->n, sizeof(*sorted), by_name) ==
		    NULL)
			out->lost[out->nlost++] = &c->contents[i];
	}
	return out->entries == 0 ? 1000
	                         : (int)(1000 * (out->entries - out->nlost) /
	                                 out->entries);
}

/* ---- lines and bytes
 * ------------------------------------------------------------------ */

/* What a split made of each line. */
struct lines {
	const struct split *s;
	const struct signals *signals;
	bool *known; /* it opens something, or is of a table of contents */
	struct explanation *out;
};

static void set_known(struct lines *l, const struct provision *p)
{
	const struct extract *f = &l->s->extract;
	size_t line = p->line;

	if (line > 0 && p->at < f->lines[line].start)
		l->known[line - 1] = true;
	for (l->known[line++] = true;
	     line < f->nlines && p->heading.len > 0 &&
	     f->text.p + f->lines[line].start < p->heading.p + p->heading.len;
	     line++)
		l->known[line] = true;
}

static void find_known(struct arena *a, struct lines *l)
{
	const struct split *s = l->s;

	l->known = arena_alloc(a, s->extract.nlines + 1);
	for (size_t i = 0; i < s->n; i++)
		set_known(l, s->items[i]);
	for (size_t i = 0; i < s->npassed; i++)
		l->known[s->passed[i]->line] = true;
	for (size_t i = 0; i < s->found->ncontents; i++)
		l->known[s->found->contents[i].line] = true;
}

static void tell(struct lines *l, size_t line)
{
	const struct extract_line *at = &l->s->extract.lines[line];

	l->out->unexplained++;
	if (l->out->nrest < REST_MAX)
		l->out->rest[l->out->nrest++] =
			(struct unexplained){ line, at->start, at->end };
}

/* Of all lines that look like openings, those that are. Marks count less than
 * words. */
static int openings_of(struct lines *l, size_t from)
{
	size_t words = 0, marks = 0, all_words = 0, all_marks = 0;

	for (size_t i = 0; i < l->s->extract.nlines; i++) {
		unsigned char sign = l->signals->lines[i];

		if (sign == 0 ||
		    l->s->extract.lines[i].start >= l->s->signed_from)
			continue;
		if ((sign & SIGNAL_WORD) != 0) {
			all_words++;
			words += l->known[i];
		} else if (i >= from) {
			all_marks++;
			marks += l->known[i];
		}
		if (!l->known[i] && ((sign & SIGNAL_WORD) != 0 || i >= from))
			tell(l, i);
	}
	return (int)(1000 * (4 * words + marks + 1) /
	             (4 * all_words + all_marks + 1));
}

/* The first provision that does not lie in another, from i on. */
static size_t next_top(const struct split *s, size_t i)
{
	while (i < s->n && s->items[i]->parent != NULL)
		i++;
	return i;
}

/* Of the bytes of all lines, those that lie in a provision or are known to lie
 * in none. */
static int coverage_of(struct lines *l)
{
	const struct split *s = l->s;
	size_t top = next_top(s, 0), in = 0, out = 0, front = 0, allowed,
	       passed = 0;
	bool begun = false; /* what is in front of all others is behind us */

	for (size_t i = 0; i < s->extract.nlines; i++) {
		const struct extract_line *line = &s->extract.lines[i];
		size_t n = line->end - line->start;

		while (top < s->n && line->start >= s->items[top]->end)
			top = next_top(s, top + 1);
		while (passed < s->npassed &&
		       line->start >= s->passed[passed]->end)
			passed++;
		if (top < s->n && line->start >= s->items[top]->at) {
			in += n;
			begun |= (s->items[top]->row->flags & ROW_FRONT) == 0;
		} else if (l->known[i] || line->start >= s->signed_from ||
		           (passed < s->npassed &&
		            line->start >= s->passed[passed]->at))
			continue;
		else if (!begun)
			front += n;
		else
			out += n;
	}
	allowed = in / FRONT_PART > FRONT_BYTES ? in / FRONT_PART : FRONT_BYTES;
	if (allowed > in)
		allowed = in;
	out += front > allowed ? front - allowed : 0;
	return in + out == 0 ? 0 : (int)(1000 * in / (in + out));
}

void explain_markup(struct arena *a, const struct split *s,
                    struct explanation *out)
{
	*out = (struct explanation){ .confidence = 1000,
		                     .coverage = 1000,
		                     .openings = 1000,
		                     .contents = 1000,
		                     .numbering = 1000 };
	find_gaps(a, s, out);
}

void explain(struct arena *a, const struct signals *signals,
             const struct split *s, struct explanation *out)
{
	struct lines l = { .s = s, .signals = signals, .out = out };

	*out = (struct explanation){ 0 };
	out->rest = arena_alloc(a, REST_MAX * sizeof(*out->rest));
	if (s->n == 0)
		return;
	find_gaps(a, s, out);
	find_known(a, &l);
	out->contents = contents_of(a, s, out);
	out->numbering = numbering_of(s, out);
	out->openings = openings_of(&l, s->items[0]->line);
	out->coverage = coverage_of(&l);
	out->confidence = (int)((int64_t)out->contents * out->numbering / 1000 *
	                        out->openings / 1000 * out->coverage / 1000);
}
