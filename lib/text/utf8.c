/*
 * utf8.c - bytes and their counts by hand, because texts are long and pass
 * here on every way in and out; the meaning of characters by utf8proc
 */
#include "lib/text/utf8.h"

#include <stdlib.h>
#include <utf8proc.h>

#include "lib/base/arena.h"
#include "lib/base/log.h"
#include "lib/text/blank.h"
#include "lib/text/fold.h"

#define REPLACEMENT 0xfffd
#define ELLIPSIS    "\xe2\x80\xa6"

/* NFKC and case folding, short of the composition that ends it. */
#define FOLDING                                                                \
	(UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT |              \
	 UTF8PROC_CASEFOLD | UTF8PROC_IGNORE)
#define COMPOSING (UTF8PROC_STABLE | UTF8PROC_COMPOSE)

/* The length of the sequence at p, by the table of RFC 3629, section 4; 0
 * when it is none. */
static size_t sequence(const unsigned char *p, size_t left)
{
	unsigned char low = p[0] == 0xe0 ? 0xa0 : p[0] == 0xf0 ? 0x90 : 0x80;
	unsigned char high = p[0] == 0xed ? 0x9f : p[0] == 0xf4 ? 0x8f : 0xbf;
	size_t n = p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;

	if (p[0] < 0x80)
		return 1;
	if (p[0] < 0xc2 || p[0] > 0xf4 || left < n)
		return 0;
	if (p[1] < low || p[1] > high)
		return 0;
	for (size_t i = 2; i < n; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	return n;
}

/* The place of the first byte at or after `at` that is not ASCII. */
static size_t skip_ascii(struct str s, size_t at)
{
	uint64_t eight;

	for (; s.len - at >= sizeof(eight); at += sizeof(eight)) {
		memcpy(&eight, s.p + at, sizeof(eight));
		if ((eight & UINT64_C(0x8080808080808080)) != 0)
			break;
	}
	while (at < s.len && (unsigned char)s.p[at] < 0x80)
		at++;
	return at;
}

size_t utf8_valid_length(struct str s)
{
	const unsigned char *p = (const unsigned char *)s.p;
	size_t at = 0, n;

	while (at < s.len) {
		if (p[at] < 0x80) {
			at = skip_ascii(s, at);
			continue;
		}
		n = sequence(p + at, s.len - at);
		if (n == 0)
			break;
		at += n;
	}
	return at;
}

bool utf8_valid(struct str s)
{
	return utf8_valid_length(s) == s.len;
}

uint32_t utf8_next(struct str s, size_t *at)
{
	const unsigned char *p = (const unsigned char *)s.p + *at;
	uint32_t c = p[0];
	size_t n;

	if (c < 0x80) {
		++*at;
		return c;
	}
	n = sequence(p, s.len - *at);
	if (n <= 1) {
		++*at;
		return REPLACEMENT;
	}
	c = p[0] & (0x7fu >> n);
	for (size_t i = 1; i < n; i++)
		c = c << 6 | (p[i] & 0x3f);
	*at += n;
	return c;
}

size_t utf8_encode(uint32_t c, char out[4])
{
	return (size_t)utf8proc_encode_char((int32_t)c, (unsigned char *)out);
}

/* Counting looks at first bytes only: each begins a code point, and those of
 * four bytes are two units of UTF-16. */
static bool is_first(unsigned char byte)
{
	return (byte & 0xc0) != 0x80;
}

static bool is_wide(unsigned char byte)
{
	return byte >= 0xf0;
}

/* Of a fixed size, and summed in bytes, so that compilers can do many bytes
 * in one step. */
#define BLOCK 128

static void count_block(const char *p, struct utf8_counts *counts)
{
	uint8_t first = 0, wide = 0;

	for (size_t i = 0; i < BLOCK; i++) {
		first = (uint8_t)(first + is_first((unsigned char)p[i]));
		wide = (uint8_t)(wide + is_wide((unsigned char)p[i]));
	}
	counts->bytes += BLOCK;
	counts->code_points += first;
	counts->utf16 += first + wide;
}

size_t utf8_start(struct str s, size_t at)
{
	while (at > 0 && at < s.len && ((unsigned char)s.p[at] & 0xc0) == 0x80)
		at--;
	return at;
}

struct utf8_counts utf8_until(struct str s, int64_t n)
{
	struct utf8_counts c = { 0 }, ahead;
	size_t at = 0;

	for (; s.len - at >= BLOCK; at += BLOCK) {
		ahead = c;
		count_block(s.p + at, &ahead);
		if (ahead.code_points > n)
			break;
		c = ahead;
	}
	for (; at < s.len; at++) {
		unsigned char byte = (unsigned char)s.p[at];

		if (is_first(byte) && c.code_points >= n)
			break;
		c.bytes++;
		c.code_points += is_first(byte);
		c.utf16 += is_first(byte) + is_wide(byte);
	}
	return c;
}

struct utf8_counts utf8_count(struct str s)
{
	return utf8_until(s, INT64_MAX);
}

/* Decompose, find kin, compose. What is not UTF-8 stays as it is. */
static void fold_run(struct buf *out, struct str run)
{
	const unsigned char *p = (const unsigned char *)run.p;
	int32_t small[256], *points = small;
	ptrdiff_t n, room = COUNT(small) - 1, len = (ptrdiff_t)run.len;

	n = utf8proc_decompose(p, len, points, room, FOLDING);
	if (n > room) {
		points = or_die(calloc((size_t)n + 1, sizeof(*points)));
		n = utf8proc_decompose(p, len, points, n, FOLDING);
	}
	for (ptrdiff_t i = 0; i < n; i++)
		points[i] = fold_kin(points[i]);
	if (n >= 0)
		n = utf8proc_reencode(points, n, COMPOSING);
	if (n >= 0)
		buf_add(out, points, (size_t)n);
	else
		buf_str(out, run);
	if (points != small)
		free(points);
}

static bool is_ascii_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static void fold_ascii(struct buf *out, struct str run)
{
	size_t at = out->len;

	buf_str(out, run);
	for (; at < out->len; at++)
		if (out->data[at] >= 'A' && out->data[at] <= 'Z')
			out->data[at] = (char)(out->data[at] | 0x20);
}

/* One blank for many, none at the ends. */
static void squeeze(struct buf *b)
{
	size_t len = 0;

	for (size_t i = 0; i < b->len; i++)
		if (b->data[i] != ' ' || (len > 0 && b->data[len - 1] != ' '))
			b->data[len++] = b->data[i];
	if (len > 0 && b->data[len - 1] == ' ')
		len--;
	b->data[len] = '\0';
	b->len = len;
}

/* By runs without blanks: nothing composes across a blank, and what a run
 * needs meanwhile (four bytes a code point) stays small. */
struct str utf8_fold(struct arena *a, struct str s)
{
	struct buf out;
	struct str run;
	size_t at = 0, start;

	buf_init(&out, a);
	while (at < s.len) {
		for (start = at; at < s.len && !is_ascii_space(s.p[at]); at++)
			;
		run = (struct str){ s.p + start, at - start };
		if (skip_ascii(run, 0) == run.len)
			fold_ascii(&out, run);
		else
			fold_run(&out, run);
		if (at++ < s.len)
			buf_puts(&out, " ");
	}
	squeeze(&out);
	return buf_text(&out);
}

/*
 * By combining class: 1 strikes through, 10 to 36 are points of Hebrew,
 * Arabic and Syriac, 200 and more say where a mark stands. The rest are parts
 * of letters: nukta, virama, voicing of Kana, vowels of Thai, Lao, Tibetan.
 */
static bool is_diacritic(int32_t c)
{
	const utf8proc_property_t *p = utf8proc_get_property(c);
	int class = p->combining_class;

	if (p->category == UTF8PROC_CATEGORY_ME)
		return true;
	return p->category == UTF8PROC_CATEGORY_MN &&
	       (class == 1 || (class >= 10 && class <= 36) || class >= 200);
}

/* Letters that Unicode takes for whole, and readers for a Latin letter with
 * a stroke, or for two. */
static const char *latin(int32_t c)
{
	static const struct {
		int32_t c;
		const char *as;
	} rows[] = {
		{ 0x00e6, "ae" }, { 0x00f0, "d" }, { 0x00f8, "o" },
		{ 0x00fe, "th" }, { 0x0111, "d" }, { 0x0127, "h" },
		{ 0x0131, "i" },  { 0x0142, "l" }, { 0x0153, "oe" },
		{ 0x0167, "t" },
	};

	for (size_t i = 0; i < COUNT(rows) && rows[i].c <= c; i++)
		if (rows[i].c == c)
			return rows[i].as;
	return NULL;
}

#define BLANK_BRAILLE 0x2800

bool utf8_is_seen(uint32_t c)
{
	const utf8proc_property_t *p = utf8proc_get_property((int32_t)c);

	switch (p->category) {
	case UTF8PROC_CATEGORY_CN:
	case UTF8PROC_CATEGORY_CC:
	case UTF8PROC_CATEGORY_CF:
	case UTF8PROC_CATEGORY_CS:
	case UTF8PROC_CATEGORY_ZS:
	case UTF8PROC_CATEGORY_ZL:
	case UTF8PROC_CATEGORY_ZP:
		return false;
	default:
		return !p->ignorable && c != BLANK_BRAILLE;
	}
}

bool utf8_is_blank(struct str s)
{
	for (size_t at = 0; at < s.len;) {
		uint32_t c = utf8_next(s, &at);
		int category = utf8proc_get_property((int32_t)c)->category;

		if (utf8_is_seen(c) && category != UTF8PROC_CATEGORY_MN &&
		    category != UTF8PROC_CATEGORY_ME)
			return false;
	}
	return true;
}

size_t utf8_plain_char(uint32_t c, int32_t out[UTF8_PLAIN_MAX])
{
	int32_t parts[UTF8_PLAIN_MAX / 2]; /* each may become two */
	const char *as;
	ptrdiff_t n;
	size_t len = 0;

	n = utf8proc_decompose_char((int32_t)fold_unified(c), parts,
	                            COUNT(parts), FOLDING, NULL);
	if (n < 0 || n > (ptrdiff_t)COUNT(parts))
		die("a character too long to decompose");
	for (ptrdiff_t i = 0; i < n; i++) {
		as = latin(parts[i]);
		for (; as != NULL && *as != '\0'; as++)
			out[len++] = (unsigned char)*as;
		if (as == NULL && !is_diacritic(parts[i]))
			out[len++] = parts[i];
	}
	return len;
}

struct str utf8_plain(struct arena *a, struct str s)
{
	struct str folded = utf8_fold(a, s);
	int32_t points[UTF8_PLAIN_MAX + 1];
	struct buf out;
	size_t at = 0, n;

	if (skip_ascii(folded, 0) == folded.len)
		return folded;
	buf_init(&out, a);
	while (at < folded.len) {
		n = utf8_plain_char(utf8_next(folded, &at), points);
		n = (size_t)utf8proc_reencode(points, (ptrdiff_t)n, COMPOSING);
		buf_add(&out, points, n);
	}
	squeeze(&out);
	return buf_text(&out);
}

bool utf8_same(struct str a, struct str b)
{
	struct arena *scratch;
	bool same;

	if (str_eq(a, b))
		return true;
	scratch = arena_scratch();
	same = str_eq(utf8_fold(scratch, a), utf8_fold(scratch, b));
	arena_free(scratch);
	return same;
}

struct str utf8_shorten(struct arena *a, struct str s, int64_t max)
{
	size_t whole = (size_t)utf8_until(s, max).bytes, kept;
	struct buf out;

	if (whole == s.len)
		return arena_str(a, s);
	buf_init(&out, a);
	if (max > 0) {
		kept = (size_t)utf8_until(s, max - 1).bytes;
		buf_add(&out, s.p, kept);
		buf_puts(&out, ELLIPSIS);
	}
	return buf_text(&out);
}

struct str utf8_one_line(struct arena *a, struct str s)
{
	struct buf out;
	uint32_t last = 0;
	bool is_apart = false, is_broken = false;

	buf_init(&out, a);
	buf_puts(&out, "");
	for (size_t at = 0, from = 0; at < s.len; from = at) {
		uint32_t c = utf8_next(s, &at);
		bool is_joined = is_broken && utf8_is_unified_han(last) &&
		                 utf8_is_unified_han(c);

		if (c < 0x80 && char_is_blank((char)c)) {
			is_apart = true;
			is_broken |= c == '\n' || c == '\r';
			continue;
		}
		buf_puts(&out, is_apart && last != 0 && !is_joined ? " " : "");
		buf_add(&out, s.p + from, at - from);
		last = c;
		is_apart = is_broken = false;
	}
	return buf_text(&out);
}
