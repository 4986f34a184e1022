/*
 * numbering.c - matching the start of a line
 */
#include "server/registry/outline/numbering.h"

#include "lib/text/utf8.h"
#include "server/registry/outline/extract.h"

#define ROMAN_MAX 399

/* ---- patterns ---------------------------------------------------------- */

static const struct {
	const char *name;
	enum part_kind kind;
} numerals[] = {
	{ "^", PART_PARENT },      { "1", PART_ARABIC },
	{ "I", PART_ROMAN_UPPER }, { "i", PART_ROMAN_LOWER },
	{ "A", PART_UPPER },       { "a", PART_LOWER },
	{ "一", PART_CHINESE },    { "①", PART_CIRCLED },
	{ "가", PART_KOREAN },     { "イ", PART_IROHA },
};

static bool read_numeral(struct str name, enum part_kind *out)
{
	for (size_t i = 0; i < COUNT(numerals); i++)
		if (str_is(name, numerals[i].name)) {
			*out = numerals[i].kind;
			return true;
		}
	return false;
}

/* One part from text at *at, which moves past it. */
static bool read_part(struct str text, size_t *at, enum part_kind *kind,
                      struct str *out)
{
	static const char special[] = " _${&";
	size_t start = *at;
	const char *end;

	*out = (struct str){ text.p + start, 1 };
	switch (text.p[start]) {
	case ' ':
	case '_':
	case '$':
		*kind = text.p[start] == ' '   ? PART_BLANK
		        : text.p[start] == '_' ? PART_BLANKS
		                               : PART_END;
		(*at)++;
		return true;
	case '{':
		end = memchr(text.p + start, '}', text.len - start);
		if (end == NULL)
			return false;
		*out = (struct str){ text.p + start + 1,
			             (size_t)(end - text.p) - start - 1 };
		*at = (size_t)(end - text.p) + 1;
		return read_numeral(*out, kind);
	default:
		break;
	}
	*kind = text.p[start] == '&' ? PART_AHEAD : PART_TEXT;
	if (*kind == PART_AHEAD)
		start = ++*at;
	out->p = text.p + start;
	while (*at < text.len && strchr(special, text.p[*at]) == NULL)
		(*at)++;
	out->len = *at - start;
	return true;
}

bool pattern_read(struct str text, struct pattern *out)
{
	*out = (struct pattern){ .kind = PATTERN_PARTS };
	if (str_is(text, "{h}") || str_is(text, "{line}")) {
		out->kind =
			str_is(text, "{h}") ? PATTERN_HEADING : PATTERN_LINE;
		return true;
	}
	for (size_t at = 0; at < text.len; out->n++)
		if (out->n == PARTS_MAX ||
		    !read_part(text, &at, &out->parts[out->n].kind,
		               &out->parts[out->n].text))
			return false;
	return out->n > 0;
}

/* ---- numerals ---------------------------------------------------------- */

static bool is_in(char c, char first, char last)
{
	return c >= first && c <= last;
}

static bool is_ascii_word(struct str s, size_t i)
{
	return i < s.len &&
	       (is_in(s.p[i], '0', '9') || is_in(s.p[i], 'a', 'z') ||
	        is_in(s.p[i], 'A', 'Z'));
}

/* A figure, of either width; -1 when none stands at *at. */
static int figure(struct str s, size_t *at)
{
	size_t next = *at;
	uint32_t c;

	if (*at == s.len)
		return -1;
	c = utf8_next(s, &next);
	if (c >= 0xff10 && c <= 0xff19)
		c -= 0xff10 - '0';
	if (c < '0' || c > '9')
		return -1;
	*at = next;
	return (int)(c - '0');
}

static size_t read_figures(struct str s, int *out)
{
	size_t at = 0;
	int n = 0;

	for (int d = figure(s, &at); d >= 0; d = figure(s, &at)) {
		n = n * 10 + d;
		if (n > NUMBER_MAX)
			return 0;
	}
	*out = n;
	return at;
}

/* A letter or two right behind a number, and no word. */
static size_t read_insert(struct str s, size_t at, int *out)
{
	size_t n = 0;
	int value = 0;

	while (is_ascii_word(s, at + n) && !is_in(s.p[at + n], '0', '9')) {
		if (++n > 2)
			return 0;
		value = value * 26 + ((s.p[at + n - 1] | 0x20) - 'a' + 1);
	}
	if (n == 0 || is_ascii_word(s, at + n))
		return 0;
	*out = value;
	return n;
}

void roman_write(int n, char out[16])
{
	static const struct {
		int value;
		const char *text;
	} steps[] = { { 100, "C" }, { 90, "XC" }, { 50, "L" },
		      { 40, "XL" }, { 10, "X" },  { 9, "IX" },
		      { 5, "V" },   { 4, "IV" },  { 1, "I" } };

	*out = '\0';
	if (n > ROMAN_MAX)
		return;
	for (size_t i = 0; i < COUNT(steps); i++)
		for (; n >= steps[i].value; n -= steps[i].value)
			strcat(out, steps[i].text);
}

static int roman_digit(char c)
{
	static const char digits[] = "IVXLC";
	static const int values[] = { 1, 5, 10, 50, 100 };
	const char *at = c != '\0' ? strchr(digits, c) : NULL;

	return at != NULL ? values[at - digits] : 0;
}

/* Only as they are properly written: IIII and IC are none. */
static size_t read_roman(struct str s, bool upper, int *out)
{
	char want[16];
	size_t n = 0;
	int sum = 0, before = 0;

	for (; n < s.len && n < 15; n++) {
		int d = roman_digit(upper ? s.p[n] : (char)(s.p[n] ^ 0x20));

		if (d == 0)
			break;
		sum += d > before ? d - 2 * before : d;
		before = d;
	}
	if (n == 0 || sum <= 0 || sum > ROMAN_MAX)
		return 0;
	roman_write(sum, want);
	for (size_t i = 0; i <= n; i++)
		if (want[i] !=
		    (i == n ? '\0' : (char)(upper ? s.p[i] : s.p[i] ^ 0x20)))
			return 0;
	*out = sum;
	return n;
}

/* b, ba; what could be Roman says so. */
static size_t read_letters(struct str s, bool upper, struct number *out)
{
	char first = upper ? 'A' : 'a';
	size_t n = 0;
	int roman = 0;

	while (n < s.len && is_in(s.p[n], first, (char)(first + 25)))
		n++;
	if (n == 0 || (n > 2 && read_roman(s, upper, &roman) != n))
		return 0;
	out->base = s.p[0] - first + 1;
	out->insert = n > 1 ? s.p[1] - first + 1 : 0;
	if (read_roman(s, upper, &roman) == n)
		out->roman = roman;
	out->letters = true;
	return n;
}

static const uint32_t chinese[] = { 0x3007, 0x4e00, 0x4e8c, 0x4e09, 0x56db,
	                            0x4e94, 0x516d, 0x4e03, 0x516b, 0x4e5d };

static int chinese_digit(uint32_t c)
{
	if (c == 0x96f6) /* 零 */
		return 0;
	if (c == 0x4e24) /* 两 */
		return 2;
	for (int i = 0; i < (int)COUNT(chinese); i++)
		if (chinese[i] == c)
			return i;
	return -1;
}

static int chinese_unit(uint32_t c)
{
	return c == 0x5341 ? 10 : c == 0x767e ? 100 : c == 0x5343 ? 1000 : 0;
}

/* 二十三, 百十, 一〇二 */
static size_t read_chinese(struct str s, int *out)
{
	size_t at = 0;
	int sum = 0, digits = 0;
	bool one = false; /* a digit waits for its unit */

	while (at < s.len) {
		size_t next = at;
		uint32_t c = utf8_next(s, &next);
		int d = chinese_digit(c), unit = chinese_unit(c);

		if (d < 0 && unit == 0)
			break;
		if (unit > 0)
			sum += (one && digits > 0 ? digits : 1) * unit;
		digits = unit > 0 ? 0 : digits * 10 + d;
		one = unit == 0;
		if (sum > NUMBER_MAX || digits > NUMBER_MAX)
			return 0;
		at = next;
	}
	*out = sum + digits;
	return at;
}

static size_t read_listed(struct str s, const char *list, int *out)
{
	struct str all = str_from(list);
	size_t end = 0, at = 0;
	uint32_t c;

	if (s.len == 0)
		return 0;
	c = utf8_next(s, &end);
	for (int n = 1; at < all.len; n++)
		if (utf8_next(all, &at) == c) {
			*out = n;
			return end;
		}
	return 0;
}

/* 50 of them, in three places of Unicode. */
static size_t read_circled(struct str s, int *out)
{
	size_t end = 0;
	uint32_t c = s.len > 0 ? utf8_next(s, &end) : 0;

	if (c >= 0x2460 && c <= 0x2473)
		*out = (int)(c - 0x2460) + 1;
	else if (c >= 0x3251 && c <= 0x325f)
		*out = (int)(c - 0x3251) + 21;
	else if (c >= 0x32b1 && c <= 0x32bf)
		*out = (int)(c - 0x32b1) + 36;
	else
		return 0;
	return end;
}

static size_t read_with_insert(struct str s, size_t n, struct number *out)
{
	return n == 0 ? 0 : n + read_insert(s, n, &out->insert);
}

static size_t read_number(enum part_kind kind, struct str s, struct number *out)
{
	switch (kind) {
	case PART_ARABIC:
		return read_with_insert(s, read_figures(s, &out->base), out);
	case PART_ROMAN_UPPER:
		return read_with_insert(s, read_roman(s, true, &out->base),
		                        out);
	case PART_ROMAN_LOWER:
		return read_roman(s, false, &out->base);
	case PART_UPPER:
	case PART_LOWER:
		return read_letters(s, kind == PART_UPPER, out);
	case PART_CHINESE: {
		size_t n = read_figures(s, &out->base);

		return n > 0 ? n : read_chinese(s, &out->base);
	}
	case PART_CIRCLED:
		return read_circled(s, &out->base);
	case PART_KOREAN:
		return read_listed(s, "가나다라마바사아자차카타파하",
		                   &out->base);
	case PART_IROHA:
		return read_listed(s,
		                   "イロハニホヘトチリヌルヲワカヨタレソツネ"
		                   "ナラムウヰノオクヤマケフコエテ",
		                   &out->base);
	case PART_TEXT:
	case PART_BLANK:
	case PART_BLANKS:
	case PART_END:
	case PART_AHEAD:
	case PART_PARENT:
		break;
	}
	return 0;
}

/* ---- matching ---------------------------------------------------------- */

static size_t read_parent(struct str s, int *out)
{
	size_t n = read_figures(s, out);

	return n > 0 ? n : read_roman(s, true, out);
}

static bool take_number(enum part_kind kind, struct str rest, size_t *n,
                        struct opening *out)
{
	struct number found = { 0 };

	*n = read_number(kind, rest, &found);
	if (*n == 0)
		return false;
	if (out->number.base > 0) { /* the second: what was put in */
		out->number.insert = found.base;
		out->number.figures = true;
		out->number.text.len =
			(size_t)(rest.p + *n - out->number.text.p);
		return true;
	}
	found.text = (struct str){ rest.p, *n };
	out->number = found;
	return found.base > 0;
}

static bool take(enum part_kind kind, struct str text, struct str rest,
                 size_t *n, struct opening *out)
{
	switch (kind) {
	case PART_TEXT:
		*n = text.len;
		return str_starts(rest, text);
	case PART_AHEAD:
		return str_starts(rest, text);
	case PART_BLANK:
		*n = flow_blanks(rest);
		return *n > 0;
	case PART_BLANKS:
		*n = flow_blanks(rest);
		return true;
	case PART_END:
		*n = flow_blanks(rest);
		return *n == rest.len;
	case PART_PARENT:
		*n = read_parent(rest, &out->parent);
		return *n > 0 && out->parent > 0;
	case PART_ARABIC:
	case PART_ROMAN_UPPER:
	case PART_ROMAN_LOWER:
	case PART_UPPER:
	case PART_LOWER:
	case PART_CHINESE:
	case PART_CIRCLED:
	case PART_KOREAN:
	case PART_IROHA:
		break;
	}
	return take_number(kind, rest, n, out);
}

/* A word or a number that goes on is another one: "Article 5" is none of
 * "Article 55", "1." none of "1.5". */
static bool goes_on(struct str line, size_t end)
{
	char last = end > 0 ? line.p[end - 1] : ' ';

	if (end >= line.len)
		return false;
	if (last == '.')
		return is_in(line.p[end], '0', '9');
	return is_ascii_word(line, end - 1) && is_ascii_word(line, end);
}

bool opening_match(const struct pattern *p, struct str line,
                   struct opening *out)
{
	struct opening found = { 0 };

	if (p->parts[0].kind == PART_TEXT &&
	    (line.len == 0 || line.p[0] != p->parts[0].text.p[0]))
		return false; /* most lines, most patterns */
	for (size_t i = 0; i < p->n; i++) {
		struct str rest = { line.p + found.end, line.len - found.end };
		size_t n = 0;

		if (!take(p->parts[i].kind, p->parts[i].text, rest, &n, &found))
			return false;
		found.end += n;
	}
	if (goes_on(line, found.end))
		return false;
	*out = found;
	return true;
}
