/*
 * headings.c - what a provision is called
 */
#include "server/registry/outline/headings.h"

#include <jansson.h>

#include "lib/text/utf8.h"
#include "server/registry/model/json.h"

#define TITLE_MAX  600 /* bytes */
#define SHORT_LINE 75
#define RUN_IN_MAX 200

/* ---- headings -------------------------------------------------------------
 */

static bool ends_with(struct str s, const char *end)
{
	size_t n = strlen(end);

	return s.len >= n && memcmp(s.p + s.len - n, end, n) == 0;
}

static bool has_letter(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c >= 0x80 || (c | 0x20u) - 'a' < 26)
			return true;
	}
	return false;
}

bool naming_is_title(struct str s)
{
	static const char *const ends[] = { ".",  ";",  ":",  ",", "。",
		                            "；", "：", "，", "、" };
	char first = s.len > 0 ? s.p[0] : '(';

	if (s.len > TITLE_MAX || first == '(' || first == '[' || first == '"' ||
	    (first >= 'a' && first <= 'z') || str_starts(s, STR("—")) ||
	    str_starts(s, STR("‘")))
		return false;
	for (size_t i = 0; i < COUNT(ends); i++)
		if (ends_with(s, ends[i]))
			return false;
	return has_letter(s);
}

static struct str trimmed(struct str s)
{
	size_t n = flow_blanks(s);

	if (s.len == n)
		return (struct str){ 0 };
	s = (struct str){ s.p + n, s.len - n };
	s.len -= flow_blanks_behind(s);
	return s;
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
	size_t skip = flow_blanks(s);
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

struct str naming_in_line(enum heading_place place, struct str rest)
{
	struct str found = { 0 };

	switch (place) {
	case HEADING_TITLE:
		found = up_to(rest, ". ", RUN_IN_MAX);
		break;
	case HEADING_DASH:
		found = up_to(rest, ".—", RUN_IN_MAX);
		if (found.len == 0)
			found = up_to(rest, ".--", RUN_IN_MAX);
		break;
	case HEADING_PAREN:
		return in_brackets(rest);
	case HEADING_NONE:
	case HEADING_LINE:
	case HEADING_NEXT:
	case HEADING_ABOVE:
		break;
	}
	return trimmed(found);
}

size_t naming_behind(const struct flow *f, size_t line, size_t at)
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
	return at + flow_blanks(s);
}

/* The rest of the opening's line, less a full stop. */
static struct str whole_line(struct str rest, enum heading_place place)
{
	rest = trimmed(rest);
	if (rest.len > TITLE_MAX)
		return (struct str){ 0 };
	if (place == HEADING_TITLE && ends_with(rest, "."))
		rest.len--;
	return rest;
}

/* May a heading of several lines end with this one? It is short, and what
 * follows begins anew. */
static bool may_end(const struct flow *f, size_t line)
{
	char c = f->text.p[f->lines[line + 1].start];

	return f->lines[line].end - f->lines[line].start < SHORT_LINE &&
	       !(c >= 'a' && c <= 'z');
}

/* The paragraph from byte `at` on; where lines go on, as few of them as make
 * a heading. */
static struct str title_from(const struct flow *f, size_t line, size_t at,
                             size_t until)
{
	size_t last = flow_paragraph(f, line);

	for (; line <= last && f->lines[line].start < until; line++) {
		bool final = line == last || f->lines[line + 1].start >= until;
		size_t end = f->lines[line].end;
		struct str s = { f->text.p + at,
			         (end < until ? end : until) - at };

		if (s.len > TITLE_MAX)
			break;
		if ((final || may_end(f, line)) && naming_is_title(s))
			return s;
	}
	return (struct str){ 0 };
}

/* The line, or more, behind an opening that has its own. */
static struct str next_line(const struct flow *f, const struct provision *p,
                            size_t until)
{
	size_t line = p->line + 1;

	if (p->rest < f->lines[p->line].end || line >= f->nlines)
		return (struct str){ 0 };
	return title_from(f, line, f->lines[line].start, until);
}

/* A line in brackets before the opening; the provision begins with it. */
static struct str line_above(const struct flow *f, struct provision *p)
{
	const struct flow_line *l = &f->lines[p->line - (p->line > 0)];
	struct str s = { f->text.p + l->start, l->end - l->start },
		   inner = in_brackets(s);

	if (p->line == 0 || inner.len == 0 ||
	    inner.p + inner.len + 3 < s.p + s.len)
		return (struct str){ 0 };
	p->at = l->start;
	return inner;
}

static struct str heading_at(const struct flow *f, struct provision *p,
                             enum heading_place place, size_t until)
{
	size_t end = f->lines[p->line].end;
	struct str rest = { f->text.p + p->rest,
		            (end < until ? end : until) - p->rest },
		   found;

	switch (place) {
	case HEADING_LINE:
		found = rest.len > 0 && f->wrapped
		                ? title_from(f, p->line, p->rest, until)
		                : (struct str){ 0 };
		return trimmed(found.len > 0 ? found : whole_line(rest, place));
	case HEADING_TITLE:
		found = naming_in_line(place, rest);
		return found.len > 0 ? found : whole_line(rest, place);
	case HEADING_DASH:
	case HEADING_PAREN:
		return naming_in_line(place, rest);
	case HEADING_NEXT:
		return next_line(f, p, until);
	case HEADING_ABOVE:
		return line_above(f, p);
	case HEADING_NONE:
		break;
	}
	return (struct str){ 0 };
}

void naming_headings(const struct flow *f, struct provision **items, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct provision *p = items[i];
		size_t until = i + 1 < n ? items[i + 1]->at : f->text.len;

		p->heading = (struct str){ 0 };
		if (until < p->rest)
			until = p->rest;
		for (size_t k = 0; k < p->row->nheadings && p->heading.len == 0;
		     k++)
			p->heading =
				heading_at(f, p, p->row->headings[k], until);
	}
}

/* ---- numbers --------------------------------------------------------------
 */

static void add_chinese(struct buf *out, int n)
{
	static const char *const digits[] = { "〇", "一", "二", "三", "四",
		                              "五", "六", "七", "八", "九" };
	static const struct {
		int value;
		const char *text;
	} units[] = { { 1000, "千" }, { 100, "百" }, { 10, "十" } };

	for (size_t i = 0; i < COUNT(units); i++) {
		int d = n / units[i].value;

		if (d > 1 || (d == 1 && (units[i].value > 10 || out->len > 0)))
			buf_puts(out, digits[d % 10]);
		if (d > 0)
			buf_puts(out, units[i].text);
		n %= units[i].value;
	}
	if (n > 0)
		buf_puts(out, digits[n % 10]);
}

static void add_small(struct buf *out, struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		char c = s.p[i];

		c = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
		buf_add(out, &c, 1);
	}
}

static void add_arabic(struct buf *out, const struct number *n)
{
	char letters[2];
	size_t len = 0;

	if (n->letters) {
		add_small(out, n->text);
		return;
	}
	buf_printf(out, "%d", n->base);
	if (n->insert > 0 && n->figures)
		buf_printf(out, "-%d", n->insert);
	if (n->insert == 0 || n->figures)
		return;
	if (n->insert > 26)
		letters[len++] = (char)('a' + (n->insert - 1) / 26 - 1);
	letters[len++] = (char)('a' + (n->insert - 1) % 26);
	buf_add(out, letters, len);
}

/* The opening without what separates it from the words behind. */
static struct str bare(struct str s)
{
	static const char *const marks[] = { ".", ":",  "–", "—",
		                             "-", "：", "(", "（" };

	for (bool more = true; more;) {
		more = false;
		s.len -= flow_blanks_behind(s);
		for (size_t i = 0; i < COUNT(marks) && !more; i++)
			if (ends_with(s, marks[i])) {
				s.len -= strlen(marks[i]);
				more = true;
			}
	}
	return s;
}

/* ---- templates ------------------------------------------------------------
 */

static void add_word(struct arena *a, struct buf *out, struct str word,
                     const struct provision *p)
{
	struct buf chinese;

	if (str_is(word, "n")) {
		add_arabic(out, &p->number);
	} else if (str_is(word, "x")) {
		add_small(out, p->number.text);
	} else if (str_is(word, "X")) {
		buf_str(out, p->number.text);
	} else if (str_is(word, "t")) {
		buf_str(out, bare(p->opening));
	} else if (str_is(word, "p")) {
		if (p->parent != NULL)
			buf_str(out, p->parent->label);
	} else {
		buf_init(&chinese, a);
		add_chinese(&chinese, p->number.base);
		buf_str(out, buf_text(&chinese));
	}
}

static void add_template(struct arena *a, struct buf *out, struct str form,
                         const struct provision *p)
{
	for (size_t i = 0; i < form.len; i++) {
		struct str rest = { form.p + i + 1, form.len - i - 1 };
		const char *end = memchr(rest.p, '}', rest.len);

		if (form.p[i] != '{' || end == NULL) {
			buf_add(out, &form.p[i], 1);
			continue;
		}
		rest.len = (size_t)(end - rest.p);
		add_word(a, out, rest, p);
		i += rest.len + 1;
	}
}

void split_name(struct arena *a, struct provision *p)
{
	struct buf path, label;

	buf_init(&path, a);
	if (p->scope != NULL) {
		buf_str(&path, p->scope->path);
		buf_puts(&path, "/");
	}
	add_template(a, &path, p->row->path, p);
	if (p->list > 1)
		buf_printf(&path, "-%d", p->list);
	p->path = buf_text(&path);
	buf_init(&label, a);
	add_template(a, &label, p->row->label, p);
	p->label = trimmed(buf_text(&label));
}

void split_names(struct arena *a, struct split *s, adopt_fn *adopt, void *arg)
{
	json_t *seen = json_own(a, json_object());

	for (size_t i = 0; i < s->n; i++) {
		struct provision *p = s->items[i];
		struct str first;

		split_name(a, p);
		if (adopt != NULL)
			adopt(arg, p);
		first = p->path;
		for (int k = 2; json_object_get(seen, p->path.p) != NULL; k++)
			p->path = str_from(
				arena_printf(a, "%.*s-%d", STR_ARG(first), k));
		json_object_set_new(seen, p->path.p, json_true());
	}
}
