/*
 * signatories.c - looking back from the end of a text
 */
#include "server/registry/outline/signatories.h"

#define LINES_MAX 40
#define LINE_MAX  90 /* bytes */
#define NAME_LONG 50 /* bytes */

static bool ends_sentence(struct str s)
{
	static const char *const ends[] = { ".",  ";",  ":",  ",",  "。", "；",
		                            "：", "，", "”",  "’",  "\"", ")",
		                            "）", "」", ".”", "다", NULL };

	return str_ends_among(s, ends);
}

static bool names_signatory(const struct vocabulary *v, struct str s)
{
	const struct word *word;

	return vocabulary_match(vocabulary_class(v, STR("signatory")), s,
	                        &word) > 0;
}

static size_t number_before(struct str s, const char *unit, size_t *at)
{
	struct number n = { 0 };
	size_t len;

	*at += extract_leading_blanks((struct str){ s.p + *at, s.len - *at });
	len = numeral_read(NUMERAL_CHINESE,
	                   (struct str){ s.p + *at, s.len - *at }, NULL, &n);
	*at += len;
	*at += extract_leading_blanks((struct str){ s.p + *at, s.len - *at });
	if (len == 0 ||
	    !str_starts((struct str){ s.p + *at, s.len - *at }, str_from(unit)))
		return 0;
	return *at += strlen(unit);
}

/* "2031年4月1日", "二〇三一年四月一日": a line that is a day and nothing
 * else. */
static bool is_day(struct str s)
{
	static const char *const units[][3] = { { "年", "月", "日" },
		                                { "년", "월", "일" } };

	for (size_t i = 0; i < COUNT(units); i++) {
		size_t at = 0;

		if (number_before(s, units[i][0], &at) > 0 &&
		    number_before(s, units[i][1], &at) > 0 &&
		    number_before(s, units[i][2], &at) == s.len)
			return true;
	}
	return false;
}

static size_t without_closing(struct provision *const *items, size_t n)
{
	while (n > 0 && items[n - 1]->row->level.len == 0)
		n--;
	return n;
}

/* The end of the lines up to closing formulas, which are in no provision
 * anyway; of all lines where there are none. */
static size_t end_of_lines(const struct extract *f,
                           struct provision *const *items, size_t n)
{
	size_t left = without_closing(items, n);

	return left < n ? items[left]->line : f->nlines;
}

/* Words that each begin with a capital: "JANE BEE", "Jane A. Bee". */
static bool is_name(struct str s)
{
	bool begins = true, some = false;

	for (size_t i = 0; i < s.len; i++) {
		if (begins && s.p[i] >= 'a' && s.p[i] <= 'z')
			return false;
		some = some || (s.p[i] >= 'A' && s.p[i] <= 'Z');
		begins = s.p[i] == ' ';
	}
	return some && s.len <= NAME_LONG;
}

/* The first line after the last opening and its heading. */
static size_t first_free(const struct extract *f,
                         struct provision *const *items, size_t n)
{
	const struct provision *last = n > 0 ? items[n - 1] : NULL;
	size_t line = last != NULL ? last->line + 1 : 0;
	const char *end;

	if (last == NULL || last->heading.len == 0)
		return line;
	end = last->heading.p + last->heading.len;
	while (line < f->nlines && f->text.p + f->lines[line].start < end)
		line++;
	return line;
}

/* What was met on the way up from the end. */
struct block {
	size_t from;       /* its first line */
	bool named, dated; /* by what tells a signatory, by a day */
};

/* A word for those who sign, or a name that stands right over such. */
static bool signs(const struct vocabulary *v, const struct block *b,
                  size_t line, struct str s)
{
	return names_signatory(v, s) || (b->named && b->from == line + 1 &&
	                                 is_name(s) && !ends_sentence(s));
}

/* Up to a line that is none of a block of signatures. The block begins with
 * the highest line that signs, that stands apart, or from which on there is a
 * day. */
static void look_back(const struct extract *f, const struct vocabulary *v,
                      size_t first, struct block *b)
{
	size_t end = b->from;

	for (size_t i = end; i > first && end - i < LINES_MAX; i--) {
		const struct extract_line *l = &f->lines[i - 1];
		struct str s = extract_words(f, i - 1);
		bool is_signed = signs(v, b, i - 1, s);

		if (l->quoted || s.len > LINE_MAX ||
		    (ends_sentence(s) && !is_signed))
			return;
		b->dated = b->dated || is_day(s);
		b->named = b->named || is_signed;
		if (l->apart || is_signed || b->dated)
			b->from = i - 1;
	}
}

size_t signature_from(const struct extract *f, const struct vocabulary *v,
                      struct provision *const *items, size_t n)
{
	size_t first = first_free(f, items, without_closing(items, n)),
	       end = end_of_lines(f, items, n);
	struct block b = { .from = end, .named = end < f->nlines };

	look_back(f, v, first, &b);
	if (b.from == f->nlines)
		return f->text.len;
	if (b.named ||
	    (b.from > 0 && ends_sentence(extract_words(f, b.from - 1))))
		return f->lines[b.from].start;
	return f->text.len;
}
