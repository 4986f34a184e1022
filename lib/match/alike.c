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

static void push(struct units *u, struct arena *a, const struct unit *unit)
{
	if (u->n == u->room) {
		size_t room = u->room > 0 ? 2 * u->room : 512;
		struct unit *grown = arena_alloc(a, room * sizeof(*grown));

		if (u->n > 0)
			memcpy(grown, u->items, u->n * sizeof(*grown));
		u->items = grown;
		u->room = room;
	}
	u->items[u->n++] = *unit;
}

/* The units of one character. */
static void take(struct units *u, struct arena *a, struct unit *unit)
{
	int32_t folded[UTF8_PLAIN_MAX], plain[UTF8_PLAIN_MAX];
	size_t n, nplain;
	uint32_t c = unit->raw;

	unit->folded = unit->plain = c;
	if (is_quotation_mark(c)) {
		unit->folded = '"';
		push(u, a, unit);
		return;
	}
	if (c < 0x80) {
		if (c >= 'A' && c <= 'Z')
			unit->folded = c | 0x20;
		push(u, a, unit);
		return;
	}
	n = utf8_parts(c, true, folded);
	nplain = utf8_parts(c, false, plain);
	for (size_t i = 0; i < n; i++) {
		unit->folded = (uint32_t)folded[i];
		unit->plain = n == nplain ? (uint32_t)plain[i] : c;
		push(u, a, unit);
	}
}

void units_read(struct units *u, struct arena *a, struct str text, size_t from,
                size_t to)
{
	struct str part = { text.p, to };
	size_t at = from, start;

	u->text = text;
	u->from = from;
	u->to = to;
	u->n = 0;
	while (at < to) {
		struct unit unit = { 0 };

		start = at;
		unit.raw = utf8_next(part, &at);
		if (is_gap(unit.raw))
			continue;
		unit.at = (uint32_t)start;
		unit.end = (uint32_t)at;
		take(u, a, &unit);
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

/* The gap before unit i, which is not the first. */
static struct gap gap_before(const struct units *u, size_t i)
{
	size_t from = u->items[i - 1].end, to = u->items[i].at;

	if (from >= to)
		return (struct gap){ .raw = { u->text.p, 0 } };
	return gap_read((struct str){ u->text.p + from, to - from });
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
static unsigned compare_gaps(const struct gap *a, const struct gap *b,
                             uint32_t left, uint32_t right)
{
	bool letters = is_letter(left) && is_letter(right);
	unsigned differs = 0;

	if (str_eq(a->raw, b->raw))
		return 0;
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

unsigned units_compare(const struct units *a, size_t i, const struct units *b,
                       size_t j, size_t n)
{
	unsigned differs = 0;

	for (size_t k = 0; k < n; k++) {
		const struct unit *x = &a->items[i + k], *y = &b->items[j + k];

		differs |= compare_units(x, y);
		if (differs & ALIKE_NOT)
			return ALIKE_NOT;
	}
	for (size_t k = 1; k < n; k++) {
		struct gap p = gap_before(a, i + k), q = gap_before(b, j + k);

		if (p.raw.len == 0 && q.raw.len == 0)
			continue;
		differs |= compare_gaps(&p, &q, a->items[i + k - 1].folded,
		                        a->items[i + k].folded);
		if (differs & ALIKE_NOT)
			return ALIKE_NOT;
	}
	return differs;
}

size_t units_dashes_before(const struct units *u, size_t i)
{
	size_t from = i > 0 ? u->items[i - 1].end : u->from,
	       to = i < u->n ? u->items[i].at : u->to;

	if (from >= to)
		return 0;
	return gap_read((struct str){ u->text.p + from, to - from }).dashes;
}

size_t units_dashes_after(const struct units *u, size_t i)
{
	return units_dashes_before(u, i + 1);
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
