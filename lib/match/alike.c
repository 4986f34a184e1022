/*
 * alike.c - units and gaps
 */
#include "lib/match/alike.h"

#include "lib/base/arena.h"
#include "lib/text/utf8.h"
#include "lib/text/words.h"

#define SOFT_HYPHEN 0x00ad

const char *const alike_names[ALIKE_COUNT] = {
	"white_space", "quotation_marks", "hyphenation",
	"dashes",      "width",           "case",
	"form",
};

struct range {
	uint32_t first, last;
};

static bool is_in(const struct range *rows, size_t n, uint32_t c)
{
	for (size_t i = 0; i < n && rows[i].first <= c; i++)
		if (c <= rows[i].last)
			return true;
	return false;
}

/* White space, and what cannot be seen and stands for none. */
bool alike_is_blank(uint32_t c)
{
	static const struct range rows[] = {
		{ 0x0009, 0x000d }, { 0x0020, 0x0020 }, { 0x0085, 0x0085 },
		{ 0x00a0, 0x00a0 }, { 0x1680, 0x1680 }, { 0x2000, 0x200b },
		{ 0x200e, 0x200f }, { 0x2028, 0x2029 }, { 0x202f, 0x202f },
		{ 0x205f, 0x2060 }, { 0x3000, 0x3000 }, { 0xfeff, 0xfeff },
	};

	return is_in(rows, COUNT(rows), c);
}

/* Of those, the ones that take no room. */
static bool is_unseen(uint32_t c)
{
	return c == 0x200b || c == 0x200e || c == 0x200f || c == 0x2060 ||
	       c == 0xfeff;
}

bool alike_is_break(uint32_t c)
{
	return (c >= 0x0a && c <= 0x0d) || c == 0x85 || c == 0x2028 ||
	       c == 0x2029;
}

bool alike_is_dash(uint32_t c)
{
	static const struct range rows[] = {
		{ 0x002d, 0x002d }, { 0x2010, 0x2015 }, { 0x2212, 0x2212 },
		{ 0x2e3a, 0x2e3b }, { 0xfe58, 0xfe58 }, { 0xfe63, 0xfe63 },
		{ 0xff0d, 0xff0d },
	};

	return is_in(rows, COUNT(rows), c);
}

/* Of those, the ones that may part a word at the end of a line. */
static bool is_hyphen(uint32_t c)
{
	return c == '-' || c == 0x2010 || c == 0x2011;
}

static bool is_quotation_mark(uint32_t c)
{
	static const struct range rows[] = {
		{ 0x0022, 0x0022 }, { 0x0027, 0x0027 }, { 0x00ab, 0x00ab },
		{ 0x00bb, 0x00bb }, { 0x02bc, 0x02bc }, { 0x2018, 0x201f },
		{ 0x2039, 0x203a }, { 0x2e42, 0x2e42 }, { 0x300c, 0x300f },
		{ 0x301d, 0x301f }, { 0xfe41, 0xfe44 }, { 0xff02, 0xff02 },
		{ 0xff07, 0xff07 }, { 0xff62, 0xff63 },
	};

	return is_in(rows, COUNT(rows), c);
}

static bool is_gap(uint32_t c)
{
	return alike_is_blank(c) || alike_is_dash(c) || c == SOFT_HYPHEN;
}

/* Folded to itself, and most of Chinese. */
static bool is_unified_han(uint32_t c)
{
	return c >= 0x4e00 && c <= 0x9fff;
}

/* A letter of a script that writes with blanks. */
static bool is_letter(uint32_t c)
{
	return words_is_letter(c) || words_is_mark(c);
}

static bool is_digit(uint32_t c)
{
	return c >= '0' && c <= '9';
}

/* ---- reading ----------------------------------------------------------- */

/* The units of one character, which are few; how many. */
static size_t parts_of(const struct unit *unit,
                       struct unit parts[UTF8_PLAIN_MAX])
{
	int32_t folded[UTF8_PLAIN_MAX], plain[UTF8_PLAIN_MAX];
	size_t n, nplain;
	uint32_t c = unit->raw;

	parts[0] = *unit;
	parts[0].folded = parts[0].plain = c;
	if (is_quotation_mark(c)) {
		parts[0].folded = '"';
		return 1;
	}
	if (c < 0x80 || is_unified_han(c)) {
		if (c >= 'A' && c <= 'Z')
			parts[0].folded = c | 0x20;
		return 1;
	}
	n = utf8_parts(c, true, folded);
	nplain = utf8_parts(c, false, plain);
	for (size_t i = 0; i < n; i++) {
		parts[i] = *unit;
		parts[i].folded = (uint32_t)folded[i];
		parts[i].plain = n == nplain ? (uint32_t)plain[i] : c;
	}
	return n;
}

void units_read(struct units *u, struct arena *a, struct str text)
{
	struct unit parts[UTF8_PLAIN_MAX];
	size_t at = 0, start, n;

	u->text = text;
	u->n = 0;
	while (at < text.len) {
		struct unit unit = { 0 };

		start = at;
		unit.raw = utf8_next(text, &at);
		if (is_gap(unit.raw))
			continue;
		unit.at = (uint32_t)start;
		unit.end = (uint32_t)at;
		n = parts_of(&unit, parts);
		for (size_t i = 0; i < n; i++) {
			ARENA_GROW(a, u->items, u->n, u->room);
			u->items[u->n++] = parts[i];
		}
	}
}

size_t units_at(const struct units *u, size_t byte)
{
	size_t low = 0, high = u->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (u->items[middle].at < byte)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* ---- gaps -------------------------------------------------------------- */

/* What stands between two units. */
struct gap {
	struct str raw;
	size_t dashes;
	bool blank, soft, blank_first, break_after;
	uint32_t dash;
};

static struct gap gap_read(struct str raw)
{
	struct gap g = { .raw = raw };
	size_t at = 0;

	while (at < raw.len) {
		uint32_t c = utf8_next(raw, &at);

		if (alike_is_dash(c)) {
			g.dash = c;
			g.dashes++;
		} else if (c == SOFT_HYPHEN) {
			g.soft = true;
		} else if (!is_unseen(c)) {
			g.blank = true;
			g.blank_first |= g.dashes == 0;
			g.break_after |= g.dashes > 0 && alike_is_break(c);
		}
	}
	return g;
}

/* A word that the end of a line parts. */
static bool is_parted(const struct gap *g)
{
	return g->dashes == 1 && is_hyphen(g->dash) && g->break_after &&
	       !g->blank_first;
}

static struct str between(struct str text, size_t from, size_t to)
{
	return (struct str){ text.p + from, to > from ? to - from : 0 };
}

/* The same sorts of dashes, in order? */
static bool same_dashes(struct str a, struct str b)
{
	size_t i = 0, j = 0;
	uint32_t c, d;

	do {
		c = d = 0;
		while (i < a.len && !alike_is_dash(c))
			c = utf8_next(a, &i);
		while (j < b.len && !alike_is_dash(d))
			d = utf8_next(b, &j);
		if (alike_is_dash(c) && alike_is_dash(d) && c != d)
			return false;
	} while (alike_is_dash(c) && alike_is_dash(d));
	return true;
}

/* left and right are the folded neighbours. */
static unsigned compare_read(const struct gap *a, const struct gap *b,
                             uint32_t left, uint32_t right)
{
	bool letters = is_letter(left) && is_letter(right);
	unsigned differs = 0;

	if (a->dashes != b->dashes) {
		const struct gap *more = a->dashes > b->dashes ? a : b,
				 *less = more == a ? b : a;

		return is_parted(more) && less->dashes == 0 && !less->blank &&
		                       letters && !is_digit(left) &&
		                       !is_digit(right)
		               ? ALIKE_HYPHENS
		               : ALIKE_NOT;
	}
	if (a->dashes == 0 && letters && a->blank != b->blank)
		return ALIKE_NOT;
	if (a->soft != b->soft)
		differs |= ALIKE_HYPHENS;
	if (is_parted(a) != is_parted(b))
		return differs | ALIKE_HYPHENS;
	if (!same_dashes(a->raw, b->raw))
		differs |= ALIKE_DASHES;
	else if (a->blank || b->blank || differs == 0)
		differs |= ALIKE_SPACE;
	return differs;
}

/* ---- comparing --------------------------------------------------------- */

static bool is_wide(uint32_t c)
{
	return c >= 0xfb00 && c <= 0xffef;
}

static unsigned compare_units(const struct unit *a, const struct unit *b)
{
	bool wide;

	if (a->folded != b->folded)
		return ALIKE_NOT;
	if (a->raw == b->raw)
		return 0;
	if (a->folded == '"')
		return ALIKE_QUOTES;
	wide = is_wide(a->raw) || is_wide(b->raw);
	if (a->plain != b->plain)
		return ALIKE_CASE | (wide ? ALIKE_WIDTH : 0);
	return wide ? ALIKE_WIDTH : ALIKE_FORM;
}

/* *plain grows by the bytes that are the same. */
static unsigned compare_gaps(struct str a, struct str b, uint32_t left,
                             uint32_t right, size_t *plain)
{
	struct gap p, q;

	if (str_eq(a, b)) {
		*plain += a.len;
		return 0;
	}
	p = gap_read(a);
	q = gap_read(b);
	return compare_read(&p, &q, left, right);
}

/* ---- a walk over the text ----------------------------------------------- */

/* The units of the character reached last, and which is the next of them. */
struct walk {
	struct str text;
	size_t at; /* behind that character, or before it on the way back */
	struct unit parts[UTF8_PLAIN_MAX];
	size_t n, next;
};

static bool is_continued(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

static bool read_ahead(struct walk *w)
{
	struct unit unit = { 0 };

	w->n = w->next = 0;
	while (w->n == 0 && w->at < w->text.len) {
		unit.at = (uint32_t)w->at;
		unit.raw = utf8_next(w->text, &w->at);
		unit.end = (uint32_t)w->at;
		if (!is_gap(unit.raw))
			w->n = parts_of(&unit, w->parts);
	}
	return w->n > 0;
}

static bool read_back(struct walk *w)
{
	struct unit unit = { 0 };
	size_t at;

	w->n = 0;
	while (w->n == 0 && w->at > 0) {
		unit.end = (uint32_t)w->at;
		do
			w->at--;
		while (w->at > 0 && is_continued(w->text.p[w->at]));
		at = w->at;
		unit.at = (uint32_t)at;
		unit.raw = utf8_next(w->text, &at);
		if (!is_gap(unit.raw))
			w->n = parts_of(&unit, w->parts);
	}
	w->next = w->n;
	return w->n > 0;
}

static void walk_start(struct walk *w, struct str text, size_t at)
{
	w->text = text;
	w->at = at;
	w->n = w->next = 0;
}

/* The gap before unit i, which is not the first. */
static struct str gap_before(const struct units *u, size_t i)
{
	return between(u->text, u->items[i - 1].end, u->items[i].at);
}

/* A letter or digit of ASCII that is the same on both sides? Most are. */
static bool is_same_plain(const struct unit *x, char c)
{
	return x->raw == (unsigned char)c &&
	       ((x->raw >= 'a' && x->raw <= 'z') || is_digit(x->raw));
}

/* Those cost next to nothing. */
static uint64_t steps_of(size_t there, size_t here, size_t plain)
{
	return there + here - 2 * plain + plain / 4 + 1;
}

bool units_ahead(const struct units *u, size_t first, struct str text,
                 size_t at, struct met *m)
{
	struct walk w;
	unsigned differs = 0;
	size_t i = first, plain = 0;

	walk_start(&w, text, at);
	*m = (struct met){ .at = at, .whole = true };
	for (; i < u->n && !(differs & ALIKE_NOT); i++) {
		const struct unit *x = &u->items[i], *y;

		if (w.next == w.n && (i == first || x[-1].end == x->at) &&
		    w.at < text.len && is_same_plain(x, text.p[w.at])) {
			m->at = ++w.at;
			m->whole = true;
			plain++;
			continue;
		}
		if (w.next == w.n && !read_ahead(&w)) {
			differs = ALIKE_NOT;
			break;
		}
		y = &w.parts[w.next++];
		differs |= compare_units(x, y);
		if (i > first && !(differs & ALIKE_NOT))
			differs |= compare_gaps(
				gap_before(u, i), between(text, m->at, y->at),
				x[-1].folded, x->folded, &plain);
		m->at = y->end;
		m->whole = w.next == w.n;
	}
	m->differs = differs;
	m->steps = steps_of(w.at - at,
	                    i > first ? u->items[i - 1].end - u->items[first].at
	                              : 0,
	                    plain);
	return !(differs & ALIKE_NOT);
}

bool units_back(const struct units *u, size_t n, struct str text, size_t at,
                struct met *m)
{
	struct walk w;
	unsigned differs = 0;
	size_t i = n, plain = 0;

	walk_start(&w, text, at);
	*m = (struct met){ .at = at, .whole = true };
	for (; i > 0 && !(differs & ALIKE_NOT); i--) {
		const struct unit *x = &u->items[i - 1], *y;

		if (w.next == 0 && (i == u->n || x->end == x[1].at) &&
		    w.at > 0 && is_same_plain(x, text.p[w.at - 1])) {
			m->at = --w.at;
			m->whole = true;
			plain++;
			continue;
		}
		if (w.next == 0 && !read_back(&w)) {
			differs = ALIKE_NOT;
			break;
		}
		y = &w.parts[--w.next];
		differs |= compare_units(x, y);
		if (i < u->n && !(differs & ALIKE_NOT))
			differs |= compare_gaps(gap_before(u, i),
			                        between(text, y->end, m->at),
			                        x->folded, x[1].folded, &plain);
		m->at = y->at;
		m->whole = w.next == 0;
	}
	m->differs = differs;
	m->steps = steps_of(at - w.at,
	                    i < n ? u->items[n - 1].end - u->items[i].at : 0,
	                    plain);
	return !(differs & ALIKE_NOT);
}

size_t units_dashes_before(const struct units *u)
{
	size_t end = u->n > 0 ? u->items[0].at : u->text.len;

	return gap_read(between(u->text, 0, end)).dashes;
}

size_t units_dashes_after(const struct units *u)
{
	size_t start = u->n > 0 ? u->items[u->n - 1].end : u->text.len;

	return gap_read(between(u->text, start, u->text.len)).dashes;
}

/* ---- where a word is cut ------------------------------------------------ */

/* The character before byte `at`. */
static uint32_t before(struct str text, size_t at)
{
	size_t start = at - 1;

	while (start > 0 && ((unsigned char)text.p[start] & 0xc0) == 0x80)
		start--;
	return utf8_next(text, &start);
}

bool alike_cuts(struct str text, size_t at)
{
	uint32_t left, right;
	size_t next = at;

	if (at == 0 || at >= text.len)
		return false;
	right = utf8_next(text, &next);
	left = before(text, at);
	return words_is_mark(right) || (is_letter(left) && is_letter(right));
}
