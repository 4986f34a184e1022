/*
 * numeral.c - reading numbers
 */
#include "server/registry/outline/numeral.h"

#include "lib/text/utf8.h"
#include "server/registry/outline/extract.h"

static bool is_in(char c, char first, char last)
{
	return c >= first && c <= last;
}

static char small(char c)
{
	return is_in(c, 'A', 'Z') ? (char)(c | 0x20) : c;
}

static bool is_word_byte(struct str s, size_t i)
{
	return i < s.len &&
	       ((unsigned char)s.p[i] >= 0x80 || is_in(s.p[i], '0', '9') ||
	        is_in(small(s.p[i]), 'a', 'z'));
}

/* ---- figures ------------------------------------------------------------- */

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

static size_t read_figures_to(int max, struct str s, int *out)
{
	size_t at = 0;
	int n = 0;

	for (int d = figure(s, &at); d >= 0; d = figure(s, &at)) {
		n = n * 10 + d;
		if (n > max)
			return 0;
	}
	*out = n;
	return at;
}

static size_t read_figures(struct str s, int *out)
{
	return read_figures_to(NUMBER_MAX, s, out);
}

/* A letter or two right after a number, and no word. */
static size_t read_letters_behind(struct str s, int *out)
{
	size_t n = 0;
	int value = 0;

	while (n < s.len && is_in(small(s.p[n]), 'a', 'z')) {
		if (++n > 2)
			return 0;
		value = value * 26 + (small(s.p[n - 1]) - 'a' + 1);
	}
	if (n == 0 || is_word_byte(s, n))
		return 0;
	*out = value;
	return n;
}

/* "1er", "1.º", "5°", "1o": the first and so on. */
static size_t read_ordinal_mark(struct str s)
{
	static const char *const marks[] = { "er", "re", "ère", "º",  "°", "ª",
		                             ".º", ".°", ".ª",  "o.", "o" };

	for (size_t i = 0; i < COUNT(marks); i++) {
		size_t n = strlen(marks[i]);

		if (str_starts(s, str_from(marks[i])) &&
		    ((unsigned char)marks[i][n - 1] >= 0x80 ||
		     !is_word_byte(s, n)))
			return n;
	}
	return 0;
}

/* A small letter without its accent: "quáter". */
static char plain_letter(struct str s, size_t *at)
{
	static const char *const accented[] = { "á", "é", "í", "ó", "ú" };
	static const char plain[] = "aeiou";

	for (size_t i = 0; i < COUNT(accented); i++)
		if (str_starts(str_skip(s, *at), str_from(accented[i]))) {
			*at += strlen(accented[i]);
			return plain[i];
		}
	return *at < s.len ? small(s.p[(*at)++]) : '\0';
}

/* How many bytes of s this word takes, however it is written; 0: none. */
static size_t latin_fits(const char *word, struct str s)
{
	size_t at = 0;

	for (; *word != '\0'; word++)
		if (plain_letter(s, &at) != *word)
			return 0;
	return is_word_byte(s, at) ? 0 : at;
}

/* " bis", "-ter", "quater": what was put in, by Latin. */
static size_t read_latin(struct str s, struct number *out)
{
	static const char *const words[] = {
		"bis",          "ter",       "quater",    "quinquies",
		"sexies",       "septies",   "octies",    "novies",
		"decies",       "undecies",  "duodecies", "terdecies",
		"quaterdecies", "quindecies"
	};
	size_t skip = extract_leading_blanks(s);

	if (skip == 0 && s.len > 0 && s.p[0] == '-')
		skip = 1;
	for (size_t i = COUNT(words); i-- > 0;) {
		struct str rest = str_skip(s, skip);
		size_t n = latin_fits(words[i], rest);

		if (n == 0)
			continue;
		rest = str_skip(rest, n);
		if (figure(str_skip(rest, extract_leading_blanks(rest)),
		           &(size_t){ 0 }) >= 0)
			return 0; /* "2 bis 9" is German */
		out->insert = (int)i + 1;
		out->latin = str_from(words[i]);
		return skip + n;
	}
	return 0;
}

static size_t read_arabic(struct str s, struct number *out)
{
	size_t n = read_figures(s, &out->base), more;

	if (n == 0)
		return 0;
	n += read_ordinal_mark(str_skip(s, n));
	more = read_latin(str_skip(s, n), out);
	if (more > 0)
		return n + more;
	if (n + 1 < s.len && s.p[n] == '-' && is_in(s.p[n + 1], 'A', 'Z')) {
		more = read_letters_behind(str_skip(s, n + 1), &out->insert);
		return more > 0 ? n + 1 + more : n;
	}
	return n + read_letters_behind(str_skip(s, n), &out->insert);
}

static size_t read_long(struct str s, struct number *out)
{
	size_t n = read_arabic(s, out);

	return out->base >= 100 ? n : 0;
}

/* "1°", "2º" */
static size_t read_degree(struct str s, struct number *out)
{
	size_t n = read_figures(s, &out->base), more;

	if (n == 0)
		return 0;
	more = read_latin(str_skip(s, n), out);
	if (!str_starts(str_skip(s, n + more), STR("°")) &&
	    !str_starts(str_skip(s, n + more), STR("º")))
		return 0;
	return n + more + strlen("°");
}

/* ---- Roman --------------------------------------------------------------- */

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

/* Signs of Unicode that are whole numbers: Ⅳ, ⅳ. */
static size_t read_roman_sign(struct str s, int *out)
{
	size_t at = 0;
	uint32_t c = s.len > 0 ? utf8_next(s, &at) : 0;

	if (c >= 0x2160 && c <= 0x216b)
		*out = (int)(c - 0x2160) + 1;
	else if (c >= 0x2170 && c <= 0x217b)
		*out = (int)(c - 0x2170) + 1;
	else
		return 0;
	return at;
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
	if (n == 0)
		return read_roman_sign(s, out);
	if (sum <= 0 || sum > ROMAN_MAX)
		return 0;
	roman_write(sum, want);
	for (size_t i = 0; i <= n; i++)
		if (want[i] !=
		    (i == n ? '\0' : (char)(upper ? s.p[i] : s.p[i] ^ 0x20)))
			return 0;
	*out = sum;
	return n;
}

static size_t read_roman_upper(struct str s, struct number *out)
{
	size_t n = read_roman(s, true, &out->base), more;

	if (n == 0)
		return 0;
	if (str_starts(str_skip(s, n), STR("er")) ||
	    str_starts(str_skip(s, n), STR("ER")))
		return is_word_byte(s, n + 2) ? 0 : n + 2; /* Ier */
	more = read_latin(str_skip(s, n), out);
	return n +
	       (more > 0 ? more
	                 : read_letters_behind(str_skip(s, n), &out->insert));
}

/* ---- letters
 * ----------------------------------------------------------------- */

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

static size_t read_single(struct str s, struct number *out)
{
	size_t n = read_letters(s, false, out);

	return n == 1 ? n : 0;
}

static size_t read_doubled(struct str s, bool upper, struct number *out)
{
	size_t n = read_letters(s, upper, out);

	if (n != 2 || s.p[0] != s.p[1])
		return 0;
	out->insert = out->roman = 0;
	return n;
}

/* ---- East Asia
 * --------------------------------------------------------------- */

static const uint32_t chinese[] = { 0x3007, 0x4e00, 0x4e8c, 0x4e09, 0x56db,
	                            0x4e94, 0x516d, 0x4e03, 0x516b, 0x4e5d };

static int chinese_digit(uint32_t c)
{
	if (c == 0x96f6 || c == 0x25cb) /* 零, ○ */
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

static size_t read_either(struct str s, int *out)
{
	size_t n = read_figures(s, out);

	return n > 0 ? n : read_chinese(s, out);
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

/* ---- of several parts
 * -------------------------------------------------------- */

/* "L. ", "R*": the letters before, as a part of their own. */
static size_t read_lead(struct str s, struct number *out)
{
	size_t n = 0;
	int value = 0;

	for (; n < s.len && n < 2 && is_in(s.p[n], 'A', 'Z'); n++)
		value = value * 27 + (s.p[n] - 'A' + 1);
	if (n == 0)
		return 0;
	while (n < s.len && (s.p[n] == '.' || s.p[n] == '*'))
		n++;
	n += extract_leading_blanks(str_skip(s, n));
	if (figure(str_skip(s, n), &(size_t){ 0 }) < 0)
		return 0;
	out->parts[out->nparts++] = value;
	return n;
}

static size_t read_compound(struct str s, struct number *out)
{
	size_t at = read_lead(s, out), n, figures = out->nparts;
	int letters = 0;

	for (;;) {
		n = read_figures_to(PART_MAX, str_skip(s, at),
		                    &out->parts[out->nparts]);
		if (n == 0 || out->nparts + 2 > COMPOUND_MAX)
			return 0;
		at += n;
		out->nparts++;
		figures++;
		if (at + 1 >= s.len || (s.p[at] != '-' && s.p[at] != '.') ||
		    figure(str_skip(s, at + 1), &(size_t){ 0 }) < 0)
			break;
		at++;
	}
	n = read_letters_behind(str_skip(s, at), &letters);
	if (n > 0)
		out->parts[out->nparts++] = letters;
	out->base = 1;
	return figures > 1 || out->parts[0] > NUMBER_MAX ? at + n : 0;
}

static size_t read_counted(struct str s, struct word_class *counted,
                           struct number *out)
{
	const struct word *word;
	size_t n = counted != NULL ? vocabulary_match(counted, s, &word) : 0;

	if (n == 0 || is_word_byte(s, n))
		return 0;
	out->base = word->number;
	return n;
}

size_t numeral_read(enum numeral kind, struct str s, struct word_class *counted,
                    struct number *out)
{
	switch (kind) {
	case NUMERAL_ARABIC:
		return read_arabic(s, out);
	case NUMERAL_ROMAN_UPPER:
		return read_roman_upper(s, out);
	case NUMERAL_ROMAN_LOWER:
		return read_roman(s, false, &out->base);
	case NUMERAL_UPPER:
	case NUMERAL_LOWER:
		return read_letters(s, kind == NUMERAL_UPPER, out);
	case NUMERAL_SINGLE:
		return read_single(s, out);
	case NUMERAL_DOUBLED_UPPER:
		return read_doubled(s, true, out);
	case NUMERAL_DOUBLED:
		return read_doubled(s, false, out);
	case NUMERAL_CHINESE:
		return read_either(s, &out->base);
	case NUMERAL_CIRCLED:
		return read_circled(s, &out->base);
	case NUMERAL_KOREAN:
		return read_listed(s, "가나다라마바사아자차카타파하",
		                   &out->base);
	case NUMERAL_IROHA:
		return read_listed(s,
		                   "イロハニホヘトチリヌルヲワカヨタレソツネ"
		                   "ナラムウヰノオクヤマケフコエテ",
		                   &out->base);
	case NUMERAL_COUNTED:
		return read_counted(s, counted, out);
	case NUMERAL_COMPOUND:
		return read_compound(s, out);
	case NUMERAL_DEGREE:
		return read_degree(s, out);
	case NUMERAL_LONG:
		return read_long(s, out);
	}
	return 0;
}

static int by(int a, int b)
{
	return (a > b) - (a < b);
}

int numeral_compare(const struct number *a, const struct number *b)
{
	size_t n = a->nparts > b->nparts ? a->nparts : b->nparts;
	int diff = 0;

	for (size_t i = 0; i < n && diff == 0; i++) /* what is missing is 0 */
		diff = by(a->parts[i], b->parts[i]);
	if (diff == 0)
		diff = by(a->base, b->base);
	if (diff == 0)
		diff = by(a->insert, b->insert);
	return diff != 0 ? diff : by(a->more, b->more);
}

void numeral_write_small(struct str s, struct buf *out)
{
	for (size_t i = 0; i < s.len; i++) {
		char c = small(s.p[i]);

		buf_add(out, &c, 1);
	}
}

static void write_compound(struct str s, struct buf *out)
{
	for (size_t i = 0; i < s.len; i++) {
		char c = small(s.p[i]);

		if (is_in(c, '0', '9') || is_in(c, 'a', 'z') || c == '-' ||
		    (c == '.' && i > 0 && s.p[i - 1] <= '9'))
			buf_add(out, &c, 1);
	}
}

void numeral_write(const struct number *n, struct buf *out)
{
	char letters[2];
	size_t len = 0;

	if (n->letters) {
		numeral_write_small(n->text, out);
		return;
	}
	if (n->nparts > 0) {
		write_compound(n->text, out);
		return;
	}
	buf_printf(out, "%d", n->base);
	if (n->insert > 0 && n->figures)
		buf_printf(out, "-%d", n->insert);
	if (n->more > 0)
		buf_printf(out, "-%d", n->more);
	if (n->last > 0)
		buf_printf(out, "_to_%d", n->last);
	buf_str(out, n->latin);
	if (n->insert == 0 || n->figures || n->latin.len > 0)
		return;
	if (n->insert > 26)
		letters[len++] = (char)('a' + (n->insert - 1) / 26 - 1);
	letters[len++] = (char)('a' + (n->insert - 1) % 26);
	buf_add(out, letters, len);
}
