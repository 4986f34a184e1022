/*
 * headings.c - which part of a text is a heading
 */
#include "server/registry/outline/headings.h"

#define TITLE_MAX     600 /* bytes */
#define SHORT_LINE    75
#define HEADING_LINES 4
#define RUN_IN_MAX    200

/* ---- headings ------------------------------------------------------------ */

static bool has_letter(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c >= 0x80 || (c | 0x20u) - 'a' < 26)
			return true;
	}
	return false;
}

bool heading_is_title(struct str s)
{
	static const char *const ends[] = { ".",  ";",  ":",  ",", "。",
		                            "；", "：", "，", "、" };
	char first = s.len > 0 ? s.p[0] : '(';

	if (s.len > TITLE_MAX || first == '(' || first == '[' || first == '"' ||
	    (first >= 'a' && first <= 'z') || str_starts(s, STR("—")) ||
	    str_starts(s, STR("‘")))
		return false;
	for (size_t i = 0; i < COUNT(ends); i++)
		if (str_ends(s, str_from(ends[i])))
			return false;
	return has_letter(s);
}

/* Up to the first of the marks, which is near; absent when it is not. */
static struct str up_to(struct str s, const char *mark, size_t most)
{
	size_t n = strlen(mark);

	for (size_t i = 0; i + n <= s.len && i < most; i++)
		if (memcmp(s.p + i, mark, n) == 0)
			return (struct str){ s.p, i };
	return (struct str){ 0 };
}

static struct str in_brackets(struct str s)
{
	size_t skip = extract_leading_blanks(s);
	bool wide;
	struct str inner;

	s = (struct str){ s.p + skip, s.len - skip };
	wide = str_starts(s, STR("（"));
	if (!wide && !str_starts(s, STR("(")))
		return (struct str){ 0 };
	skip = wide ? strlen("（") : 1;
	inner = (struct str){ s.p + skip, s.len - skip };
	return up_to(inner, wide ? "）" : ")", RUN_IN_MAX);
}

/* Is one of the words a verb? Headings have none. */
static bool has_verb(struct str s)
{
	static const char *const verbs[] = {
		"shall",   "is",      "are",    "may",     "must",  "means",
		"has",     "have",    "be",     "will",    "es",    "son",
		"será",    "serán",   "deberá", "deberán", "podrá", "podrán",
		"tiene",   "tienen",  "se",     "é",       "são",   "deverá",
		"deverão", "poderá",  "fica",   "ficam",   "est",   "sont",
		"peut",    "peuvent", "doit",   "doivent", "ist",   "sind",
		"kann",    "wird",    "werden", "gilt",    "was",   "were"
	};
	size_t from = 0;

	for (size_t i = 0; i <= s.len; i++) {
		struct str word = { s.p + from, i - from };

		if (i < s.len && s.p[i] != ' ' && s.p[i] != '\n')
			continue;
		for (size_t k = 0; k < COUNT(verbs); k++)
			if (str_is(word, verbs[k]))
				return true;
		from = i + 1;
	}
	return false;
}

/* Up to a full stop, and the dash that some laws set after it. */
static struct str run_in(struct str rest)
{
	static const char *const ends[] = { ". ", ".- ", ".-", ".– ", ".— " };
	struct str best = { 0 };

	for (size_t i = 0; i < COUNT(ends); i++) {
		struct str s = up_to(rest, ends[i], RUN_IN_MAX);

		if (s.len > 0 && (best.len == 0 || s.len < best.len))
			best = s;
	}
	if (best.len > 0 && has_verb(best))
		best.len = 0;
	return best;
}

/* "General. (1) A hive": short words without a verb, before an opening. */
static struct str lead_in(struct str rest)
{
	struct str found = up_to(rest, ". (", SHORT_LINE);

	return found.len > 0 && heading_is_title(found) && !has_verb(found)
	               ? found
	               : (struct str){ 0 };
}

struct str heading_in_line(enum heading_place place, struct str rest)
{
	struct str found = { 0 };

	switch (place) {
	case HEADING_TITLE:
		found = run_in(rest);
		break;
	case HEADING_DASH:
		found = up_to(rest, ".—", RUN_IN_MAX);
		if (found.len == 0)
			found = up_to(rest, ".--", RUN_IN_MAX);
		break;
	case HEADING_PAREN:
		return in_brackets(rest);
	case HEADING_LEAD:
		return lead_in(rest);
	case HEADING_NONE:
	case HEADING_LINE:
	case HEADING_NEXT:
	case HEADING_ABOVE:
	case HEADING_OVER:
		break;
	}
	return extract_trimmed(found);
}

size_t heading_end(const struct extract *f, size_t line, size_t at)
{
	static const char *const marks[] = {
		")", "）", ".—", ".--", ".", "】"
	};
	struct str s = { f->text.p + at, f->lines[line].end - at };

	for (size_t i = 0; i < COUNT(marks); i++)
		if (str_starts(s, str_from(marks[i]))) {
			at += strlen(marks[i]);
			break;
		}
	s = (struct str){ f->text.p + at, f->lines[line].end - at };
	return at + numbering_blanks(s);
}

bool heading_has_small_letter(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.p[i] >= 'a' && s.p[i] <= 'z')
			return true;
	return false;
}

/* Strokes and colons between a number and its heading. */
static struct str behind_strokes(struct str s)
{
	static const char *const strokes[] = { "—", "–", "--", "-", ":", "." };

	for (size_t i = 0; i < COUNT(strokes); i++)
		if (str_starts(s, str_from(strokes[i])))
			return extract_trimmed(
				(struct str){ s.p + strlen(strokes[i]),
			                      s.len - strlen(strokes[i]) });
	return s;
}

/* The rest of the opening's line, less a full stop; a sentence is none, nor is
 * what ends as one and is all there is. */
static struct str whole_line(const struct extract *f, const struct provision *p,
                             struct str rest, size_t until)
{
	size_t next = p->line + 1;
	bool alone = next >= f->nlines || f->lines[next].start >= until;
	struct str less;

	rest = behind_strokes(extract_trimmed(rest));
	less = rest;
	if (str_ends(rest, STR(".")))
		less.len--;
	if (rest.len > TITLE_MAX || rest.len == 0)
		return (struct str){ 0 };
	if (less.len < rest.len && heading_has_small_letter(rest) &&
	    (alone || has_verb(rest)))
		return (struct str){ 0 };
	return heading_is_title(less) || rest.p[0] == '(' ? less
	                                                  : (struct str){ 0 };
}

/* A heading in capitals goes on for as many lines as are in capitals. */
static struct str capitals(const struct extract *f, size_t line,
                           struct str rest, size_t until)
{
	size_t most = line + HEADING_LINES;

	if (rest.len == 0 || heading_has_small_letter(rest))
		return rest;
	while (line + 1 < f->nlines && line < most &&
	       !str_ends(rest, STR(".")) && !f->lines[line + 1].apart &&
	       !f->lines[line + 1].quoted && f->lines[line + 1].start < until &&
	       has_letter(extract_words(f, line + 1)) &&
	       !heading_has_small_letter(extract_words(f, line + 1))) {
		line++;
		rest.len = (size_t)(f->text.p + f->lines[line].end - rest.p);
	}
	return rest;
}

/* May a heading of several lines end with this one? It is short, and what
 * follows begins again. */
static bool may_end(const struct extract *f, size_t line)
{
	char c = f->text.p[f->lines[line + 1].start];

	return f->lines[line].end - f->lines[line].start < SHORT_LINE &&
	       !(c >= 'a' && c <= 'z');
}

/* The paragraph from byte `at` on; where lines go on, as few of them as make
 * a heading. */
static struct str title_from(const struct extract *f, size_t line, size_t at,
                             size_t until)
{
	size_t last = extract_paragraph_end(f, line);

	for (; line <= last && f->lines[line].start < until; line++) {
		bool final = line == last || f->lines[line + 1].start >= until;
		size_t end = f->lines[line].end;
		struct str s = { f->text.p + at,
			         (end < until ? end : until) - at };

		if (s.len > TITLE_MAX)
			break;
		if ((final || may_end(f, line)) && heading_is_title(s))
			return s;
	}
	return (struct str){ 0 };
}

/* The lines from one on, up to where the next paragraph is set apart. */
static struct str title_apart(const struct extract *f, size_t line,
                              size_t until)
{
	size_t last = line;
	struct str s;

	while (last + 1 < f->nlines && !f->lines[last + 1].apart &&
	       f->lines[last + 1].start < until && last - line < HEADING_LINES)
		last++;
	s = (struct str){ f->text.p + f->lines[line].start,
		          f->lines[last].end - f->lines[line].start };
	if (last == line || last - line >= HEADING_LINES ||
	    f->lines[last].end > until || !heading_is_title(s))
		return (struct str){ 0 };
	return s;
}

static bool is_bracketed(struct str s)
{
	return str_starts(s, STR("(")) || str_starts(s, STR("（"));
}

/* All lines up to what comes next. */
static struct str title_until(const struct extract *f, size_t line, size_t at,
                              size_t until)
{
	size_t last = line;

	while (last + 1 < f->nlines && f->lines[last + 1].start < until &&
	       last - line < HEADING_LINES &&
	       !is_bracketed(extract_words(f, last + 1)))
		last++;
	for (size_t i = line; i <= last; i++) {
		struct str s = extract_words(f, i);

		if (last - line >= HEADING_LINES ||
		    (s.len > 0 && str_ends(s, STR(".")) &&
		     heading_has_small_letter(s)) ||
		    str_ends(s, STR(";")) || str_ends(s, STR(":")))
			return (struct str){ 0 };
	}
	if (until == f->text.len || f->lines[line].start >= until)
		return (struct str){ 0 };
	if (until > f->lines[last].end)
		until = f->lines[last].end;
	return extract_trimmed((struct str){ f->text.p + at, until - at });
}

static bool takes_brackets(const struct profile_row *row)
{
	for (size_t i = 0; i < row->nheadings; i++)
		if (row->headings[i] == HEADING_PAREN)
			return true;
	return false;
}

/* What a line that is all in brackets has in them. */
static struct str whole_brackets(struct str s)
{
	struct str inner = in_brackets(s);

	return inner.len > 0 && inner.p + inner.len + 3 >= s.p + s.len
	               ? inner
	               : (struct str){ 0 };
}

/* The line, or more, after an opening that has its own. */
static struct str next_line(const struct extract *f, const struct provision *p,
                            size_t until)
{
	size_t line = p->line + 1;
	struct str found = { 0 };

	if (p->rest < f->lines[p->line].end || line >= f->nlines)
		return (struct str){ 0 };
	if (f->lines[line].start < until && takes_brackets(p->row))
		found = whole_brackets(extract_words(f, line));
	if (found.len > 0)
		return found;
	if ((p->row->flags & ROW_HOLDS) != 0)
		found = title_until(f, line, f->lines[line].start, until);
	if (found.len == 0 && !f->wrapped)
		found = title_apart(f, line, until);
	return found.len > 0 ? found
	                     : title_from(f, line, f->lines[line].start, until);
}

/* Is the line the opening, the heading or all that a provision has? */
static bool is_of(const struct extract *f, const struct provision *p,
                  size_t line)
{
	if (p == NULL)
		return false;
	return p->line == line || p->at >= f->lines[line].start ||
	       (p->heading.len > 0 &&
	        p->heading.p + p->heading.len > extract_words(f, line).p) ||
	       (p->line + 1 == line && p->rest >= f->lines[p->line].end &&
	        p->row->level.len > 0);
}

/* A line in brackets before the opening; the provision begins with it. */
static struct str line_above(const struct extract *f, struct provision *p,
                             const struct provision *before)
{
	const struct extract_line *l = &f->lines[p->line - (p->line > 0)];
	struct str s = { f->text.p + l->start, l->end - l->start },
		   inner = in_brackets(s);

	if (p->line == 0 || inner.len == 0 ||
	    inner.p + inner.len + 3 < s.p + s.len ||
	    is_of(f, before, p->line - 1))
		return (struct str){ 0 };
	p->at = l->start;
	return inner;
}

/* On the line of the opening, and those after that belong to it. */
static struct str line_heading(const struct extract *f,
                               const struct provision *p, struct str rest,
                               size_t until)
{
	struct str found = { 0 };

	rest = behind_strokes(extract_trimmed(rest));
	if (rest.len == 0)
		return rest;
	if ((p->row->flags & ROW_HOLDS) != 0)
		found = title_until(f, p->line, (size_t)(rest.p - f->text.p),
		                    until);
	if (found.len == 0 && f->wrapped)
		found = title_from(f, p->line, (size_t)(rest.p - f->text.p),
		                   until);
	return found.len > 0
	               ? extract_trimmed(found)
	               : whole_line(f, p, capitals(f, p->line, rest, until),
	                            until);
}

/* What a part holds begins with a line over it that was taken for the last of
 * the part's own heading. */
static struct str last_of_heading(const struct extract *f,
                                  struct provision *before, size_t line)
{
	struct str s = extract_words(f, line), *heading;

	if (before == NULL || (before->row->flags & ROW_HOLDS) == 0)
		return (struct str){ 0 };
	heading = &before->heading;
	if (heading->p + heading->len != s.p + s.len || heading->p >= s.p)
		return (struct str){ 0 };
	heading->len =
		(size_t)(f->text.p + f->lines[line - 1].end - heading->p);
	return s;
}

/* Set apart from the line before, or after the end of a sentence. */
static bool begins_anew(const struct extract *f, size_t line)
{
	return line == 0 || f->lines[line].apart ||
	       str_ends(extract_words(f, line - 1), STR("."));
}

/* "2. Hives", "b) Hives" */
static bool is_listed(struct str s)
{
	return (s.p[0] >= '0' && s.p[0] <= '9') ||
	       (s.len > 1 && (s.p[1] == ')' || s.p[1] == '.'));
}

/* A line that is but a heading, before the opening: not the opening or heading
 * of what comes before, nor the end of its last sentence. */
static struct str line_over(const struct extract *f, struct provision *p,
                            struct provision *before)
{
	size_t line = p->line - (p->line > 0);
	struct str s = extract_words(f, line);

	if (p->line == 0 || s.len > SHORT_LINE || !heading_is_title(s) ||
	    is_listed(s) || f->lines[line].quoted)
		return (struct str){ 0 };
	if (last_of_heading(f, before, line).len == 0 &&
	    (!begins_anew(f, line) || is_of(f, before, line)))
		return (struct str){ 0 };
	p->at = f->lines[line].start;
	return s;
}

static struct str heading_at(const struct extract *f, struct provision *p,
                             struct provision *before, enum heading_place place,
                             size_t until)
{
	size_t end = f->lines[p->line].end;
	struct str rest = { f->text.p + p->rest,
		            (end < until ? end : until) - p->rest },
		   found;

	switch (place) {
	case HEADING_LINE:
		return line_heading(f, p, rest, until);
	case HEADING_TITLE:
		found = heading_in_line(place, rest);
		return found.len > 0
		               ? found
		               : whole_line(f, p,
		                            capitals(f, p->line,
		                                     extract_trimmed(rest),
		                                     until),
		                            until);
	case HEADING_DASH:
	case HEADING_PAREN:
	case HEADING_LEAD:
		return heading_in_line(place, rest);
	case HEADING_NEXT:
		return next_line(f, p, until);
	case HEADING_ABOVE:
		return line_above(f, p, before);
	case HEADING_OVER:
		return line_over(f, p, before);
	case HEADING_NONE:
		break;
	}
	return (struct str){ 0 };
}

void headings_find(const struct extract *f, struct provision **items, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct provision *p = items[i];
		size_t until = i + 1 < n ? items[i + 1]->at : f->text.len;

		p->heading = (struct str){ 0 };
		p->at = (size_t)(p->opening.p - f->text.p);
		if (until < p->rest)
			until = p->rest;
		for (size_t k = 0; k < p->row->nheadings && p->heading.len == 0;
		     k++)
			p->heading =
				heading_at(f, p, i > 0 ? items[i - 1] : NULL,
			                   p->row->headings[k], until);
	}
}
