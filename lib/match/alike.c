/*
 * alike.c - units and gaps
 */
#include "lib/match/alike.h"

#include "lib/base/arena.h"
#include "lib/base/bisect.h"
#include "lib/text/fold.h"
#include "lib/text/utf8.h"
#include "lib/text/words.h"

#define DOT_ABOVE 0x0307
#define DOTLESS_I 0x0131
#define DOUBLED   0x110000 /* beyond Unicode: a mark written as two */

const char *const alike_names[ALIKE_COUNT] = {
	"white_space", "quotation_marks", "hyphenation",
	"dashes",      "width",           "case",
	"form",        "markup",          "page_matter",
};

bool alike_is_blank(uint32_t c)
{
	enum fold_class class = fold_class(c);

	return class == FOLD_BLANK || class == FOLD_UNSEEN;
}

size_t alike_skip_blanks(struct str s, size_t at)
{
	size_t next = at;

	while (next < s.len && alike_is_blank(utf8_next(s, &next)))
		at = next;
	return at;
}

bool alike_is_dash(uint32_t c)
{
	return fold_class(c) == FOLD_DASH;
}

/* Of those, the ones that may part a word at the end of a line. */
static bool is_hyphen(uint32_t c)
{
	return c == '-' || c == 0x2010 || c == 0x2011;
}

/* A dot on an i, as a capital with one becomes in other languages. */
static bool is_dot_on_i(struct str text, size_t at, uint32_t c)
{
	return c == DOT_ABOVE && at > 0 &&
	       ((text.p[at - 1] | 0x20) == 'i' ||
	        (at > 1 && text.p[at - 2] == '\xc4' &&
	         text.p[at - 1] == '\xb1'));
}

/* Does the character at this byte stand between units, not as one? */
static bool is_gap(struct str text, size_t at, uint32_t c)
{
	switch (fold_class(c)) {
	case FOLD_BLANK:
	case FOLD_UNSEEN:
	case FOLD_SOFT_HYPHEN:
	case FOLD_DASH:
		return true;
	case FOLD_PLAIN:
		return is_dot_on_i(text, at, c);
	case FOLD_QUOTE:
		return false;
	}
	return false;
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
                       struct unit parts[FOLD_PARTS_MAX])
{
	int32_t folded[FOLD_PARTS_MAX], plain[FOLD_PARTS_MAX];
	size_t n, nplain;
	uint32_t c = unit->raw;

	parts[0] = *unit;
	parts[0].folded = parts[0].plain = c;
	if (c > DOUBLED || fold_class(c) == FOLD_QUOTE) {
		parts[0].folded = '"';
		return 1;
	}
	if (c < 0x80 || utf8_is_unified_han(c)) {
		if (c >= 'A' && c <= 'Z')
			parts[0].folded = c | 0x20;
		return 1;
	}
	n = fold_parts(c, true, folded);
	nplain = fold_parts(c, false, plain);
	for (size_t i = 0; i < n; i++) {
		parts[i] = *unit;
		parts[i].folded = (uint32_t)folded[i];
		parts[i].plain = n == nplain ? (uint32_t)plain[i] : c;
	}
	return n;
}

/* Two of these are one quotation mark: "``agency''", ",,Amt''". */
static bool may_be_doubled(char c)
{
	return c == '`' || c == '\'' || c == ',';
}

/* The character at *at, which moves past it. */
static struct unit char_ahead(struct str text, size_t *at)
{
	struct unit unit = { .at = (uint32_t)*at };
	char c = text.p[*at];

	unit.raw = utf8_next(text, at);
	if (may_be_doubled(c) && *at < text.len && text.p[*at] == c) {
		unit.raw += DOUBLED;
		(*at)++;
	}
	unit.end = (uint32_t)*at;
	return unit;
}

static bool is_continued(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

/* The one before *at, which moves before it. */
static struct unit char_back(struct str text, size_t *at)
{
	struct unit unit = { .end = (uint32_t)*at };
	size_t next;
	char c;

	do
		--*at;
	while (*at > 0 && is_continued(text.p[*at]));
	next = *at;
	c = text.p[next];
	unit.raw = utf8_next(text, &next);
	if (may_be_doubled(c) && *at > 0 && text.p[*at - 1] == c) {
		unit.raw += DOUBLED;
		--*at;
	}
	unit.at = (uint32_t)*at;
	return unit;
}

void units_each(struct str text, unit_fn *fn, void *arg)
{
	struct unit parts[FOLD_PARTS_MAX];
	size_t at = 0, n;

	while (at < text.len) {
		struct unit unit = char_ahead(text, &at);

		if (is_gap(text, unit.at, unit.raw))
			continue;
		n = parts_of(&unit, parts);
		for (size_t i = 0; i < n; i++)
			fn(arg, &parts[i]);
	}
}

struct reading {
	struct units *units;
	struct arena *arena;
};

static void push(void *arg, const struct unit *unit)
{
	struct reading *r = arg;
	struct units *u = r->units;

	ARENA_GROW(r->arena, u->items, u->n, u->room);
	u->items[u->n++] = *unit;
}

void units_read(struct units *u, struct arena *a, struct str text)
{
	struct reading r = { u, a };

	u->text = text;
	u->n = 0;
	units_each(text, push, &r);
}

size_t units_at(const struct units *u, size_t byte)
{
	size_t at;

	BISECT(at, u->n, i, u->items[i].at < byte);
	return at;
}

/* ---- gaps -------------------------------------------------------------- */

/* What stands between two units. Dashes right after each other are one: TeX
 * and Chinese write them so. */
struct gap {
	struct str raw;
	size_t dashes;
	bool blank, soft, blank_first, break_after, long_dash, dot;
	uint32_t dash;
};

static void gap_take(struct gap *g, uint32_t c, uint32_t before)
{
	bool hyphen = g->dashes > 0 || g->soft;

	switch (fold_class(c)) {
	case FOLD_DASH:
		if (c == before)
			g->long_dash = true;
		else
			g->dashes++;
		g->dash = c;
		break;
	case FOLD_SOFT_HYPHEN:
		g->soft = true;
		break;
	case FOLD_BLANK:
		g->blank = true;
		g->blank_first |= !hyphen;
		g->break_after |= hyphen && fold_is_break(c);
		break;
	case FOLD_PLAIN:
		g->dot = true;
		break;
	case FOLD_UNSEEN:
	case FOLD_QUOTE:
		break;
	}
}

static struct gap gap_read(struct str raw)
{
	struct gap g = { .raw = raw };
	uint32_t c = 0, before;
	size_t at = 0;

	while (at < raw.len) {
		before = c;
		c = utf8_next(raw, &at);
		gap_take(&g, c, before);
	}
	return g;
}

/* A word that the end of a line parts: by a hyphen, or a soft one. */
static bool is_parted(const struct gap *g)
{
	bool hyphen = g->dashes == 1 && is_hyphen(g->dash) && !g->long_dash;

	return (hyphen || (g->dashes == 0 && g->soft)) && g->break_after &&
	       !g->blank_first;
}

/* A blank that is not the end of the line which parts a word. */
static bool has_blank(const struct gap *g)
{
	return g->blank && !(g->dashes == 0 && is_parted(g));
}

static struct str between(struct str text, size_t from, size_t to)
{
	return (struct str){ text.p + from, to > from ? to - from : 0 };
}

static uint32_t next_dash(struct str s, size_t *at)
{
	while (*at < s.len) {
		uint32_t c = utf8_next(s, at);

		if (alike_is_dash(c))
			return c;
	}
	return 0;
}

/* The same dashes, in order? */
static bool same_dashes(struct str a, struct str b)
{
	size_t i = 0, j = 0;
	uint32_t c, d;

	do {
		c = next_dash(a, &i);
		d = next_dash(b, &j);
	} while (c == d && c != 0);
	return c == d;
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

		return is_parted(more) && less->dashes == 0 &&
		                       !has_blank(less) && letters &&
		                       !is_digit(left) && !is_digit(right)
		               ? ALIKE_HYPHENS
		               : ALIKE_NOT;
	}
	if (a->dashes == 0 && letters && has_blank(a) != has_blank(b))
		return ALIKE_NOT;
	if (a->dot != b->dot)
		differs |= ALIKE_CASE;
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

/* In Turkish these are two letters, though both have I for a capital. */
static bool is_other_i(uint32_t a, uint32_t b)
{
	return (a == 'i' && b == DOTLESS_I) || (a == DOTLESS_I && b == 'i');
}

static unsigned compare_units(const struct unit *a, const struct unit *b)
{
	bool wide;

	if (a->folded != b->folded || is_other_i(a->raw, b->raw))
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
	size_t at; /* after that character, or before it on the way back */
	struct unit parts[FOLD_PARTS_MAX];
	size_t n, next;
};

static bool read_ahead(struct walk *w)
{
	w->n = w->next = 0;
	while (w->n == 0 && w->at < w->text.len) {
		struct unit unit = char_ahead(w->text, &w->at);

		if (!is_gap(w->text, unit.at, unit.raw))
			w->n = parts_of(&unit, w->parts);
	}
	return w->n > 0;
}

static bool read_back(struct walk *w)
{
	w->n = 0;
	while (w->n == 0 && w->at > 0) {
		struct unit unit = char_back(w->text, &w->at);

		if (!is_gap(w->text, unit.at, unit.raw))
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
