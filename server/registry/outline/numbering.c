/*
 * numbering.c - matching the start of a line
 */
#include "server/registry/outline/numbering.h"

#include "server/registry/outline/extract.h"

/* ---- patterns ---------------------------------------------------------- */

static const struct {
	const char *name;
	enum part_kind kind;
	enum numeral numeral;
} numerals[] = {
	{ "^", PART_PARENT, NUMERAL_ARABIC },
	{ "~", PART_LAST, NUMERAL_ARABIC },
	{ "*", PART_ANY, NUMERAL_ARABIC },
	{ "1", PART_NUMERAL, NUMERAL_ARABIC },
	{ "I", PART_NUMERAL, NUMERAL_ROMAN_UPPER },
	{ "i", PART_NUMERAL, NUMERAL_ROMAN_LOWER },
	{ "A", PART_NUMERAL, NUMERAL_UPPER },
	{ "a", PART_NUMERAL, NUMERAL_LOWER },
	{ "b", PART_NUMERAL, NUMERAL_SINGLE },
	{ "bb", PART_NUMERAL, NUMERAL_DOUBLED },
	{ "BB", PART_NUMERAL, NUMERAL_DOUBLED_UPPER },
	{ "一", PART_NUMERAL, NUMERAL_CHINESE },
	{ "①", PART_NUMERAL, NUMERAL_CIRCLED },
	{ "가", PART_NUMERAL, NUMERAL_KOREAN },
	{ "イ", PART_NUMERAL, NUMERAL_IROHA },
	{ "one", PART_NUMERAL, NUMERAL_COUNTED },
	{ "1.1", PART_NUMERAL, NUMERAL_COMPOUND },
	{ "1°", PART_NUMERAL, NUMERAL_DEGREE },
	{ "100", PART_NUMERAL, NUMERAL_LONG },
};

/* A pattern that is being read. */
struct reading {
	const struct vocabulary *v;
	struct str text;
	size_t at;
	struct pattern *out;
};

static bool read_numeral(struct reading *r, struct str name)
{
	for (size_t i = 0; i < COUNT(numerals); i++)
		if (str_is(name, numerals[i].name)) {
			r->out->parts[r->out->n].kind = numerals[i].kind;
			r->out->parts[r->out->n].numeral = numerals[i].numeral;
			return true;
		}
	return false;
}

/* What stands between brackets at r->at. */
static bool read_bracket(struct reading *r, char close, struct str *out)
{
	const char *start = r->text.p + r->at + 1,
		   *end = memchr(start, close, r->text.len - r->at - 1);

	if (end == NULL)
		return false;
	*out = (struct str){ start, (size_t)(end - start) };
	r->at = (size_t)(end - r->text.p) + 1;
	return true;
}

/* "<article>"; a '<' that nothing closes is just that. */
static bool opens_class(const struct reading *r)
{
	return r->at < r->text.len && r->text.p[r->at] == '<' &&
	       memchr(r->text.p + r->at, '>', r->text.len - r->at) != NULL;
}

/* A class of words, or text as it stands. */
static bool read_words(struct reading *r, enum part_kind kind)
{
	static const char special[] = " _${&!<\\";
	size_t start = r->at;
	struct str name;

	r->out->parts[r->out->n].kind = kind;
	if (opens_class(r)) {
		if (kind == PART_TEXT)
			r->out->parts[r->out->n].kind = PART_WORD;
		if (!read_bracket(r, '>', &name))
			return false;
		r->out->parts[r->out->n].words = vocabulary_class(r->v, name);
		return r->out->parts[r->out->n].words != NULL;
	}
	do
		r->at++;
	while (r->at < r->text.len &&
	       strchr(special, r->text.p[r->at]) == NULL);
	r->out->parts[r->out->n].text =
		(struct str){ r->text.p + start, r->at - start };
	return r->at <= r->text.len;
}

static bool read_part(struct reading *r)
{
	enum part_kind *kind = &r->out->parts[r->out->n].kind;
	struct str name;

	switch (r->text.p[r->at]) {
	case ' ':
		*kind = PART_BLANK;
		break;
	case '_':
		*kind = PART_BLANKS;
		break;
	case '$':
		*kind = PART_END;
		break;
	case '{':
		return read_bracket(r, '}', &name) && read_numeral(r, name);
	case '\\':
		*kind = PART_TEXT;
		r->at++;
		r->out->parts[r->out->n].text =
			(struct str){ r->text.p + r->at, r->at < r->text.len };
		break;
	case '&':
		r->at++;
		return read_words(r, PART_AHEAD);
	case '!':
		r->at++;
		return read_words(r, PART_NOT_AHEAD);
	default:
		return read_words(r, PART_TEXT);
	}
	r->at++;
	return r->at <= r->text.len;
}

bool pattern_read(const struct vocabulary *v, struct str text,
                  struct pattern *out)
{
	struct reading r = { .v = v, .text = text, .out = out };

	*out = (struct pattern){ .kind = PATTERN_PARTS };
	out->counted = vocabulary_class(v, STR("counted"));
	if (str_is(text, "{h}") || str_is(text, "{line}")) {
		out->kind =
			str_is(text, "{h}") ? PATTERN_HEADING : PATTERN_LINE;
		return true;
	}
	for (; r.at < text.len; out->n++)
		if (out->n == PARTS_MAX || !read_part(&r))
			return false;
	return out->n > 0;
}

bool pattern_has_numeral(const struct pattern *p)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->parts[i].kind == PART_NUMERAL)
			return true;
	return false;
}

/* ---- matching ---------------------------------------------------------- */

size_t numbering_blanks(struct str s)
{
	size_t at = extract_leading_blanks(s);

	for (;;) {
		struct str rest = { s.p + at, s.len - at };
		size_t mark = str_starts(rest, STR("*"))        ? 1
		              : str_starts(rest, STR("</sup>")) ? 6
		                                                : 0;

		if (mark == 0)
			break;
		at += mark;
		at += extract_leading_blanks(
			(struct str){ s.p + at, s.len - at });
	}
	return at;
}

static bool take_number(enum numeral kind, struct word_class *counted,
                        struct str rest, size_t *n, struct opening *out)
{
	struct number found = { 0 }, *number = &out->number;

	*n = numeral_read(kind, rest, counted, &found);
	if (*n == 0)
		return false;
	if (number->base == 0) {
		found.text = (struct str){ rest.p, *n };
		*number = found;
		return found.base > 0;
	}
	if (number->insert == 0)
		number->insert = found.base;
	else
		number->more = found.base;
	number->figures = true;
	number->text.len = (size_t)(rest.p + *n - number->text.p);
	return true;
}

static size_t read_plain(struct str s, int *out)
{
	static const enum numeral kinds[] = { NUMERAL_CHINESE,
		                              NUMERAL_ROMAN_UPPER };
	struct number found = { 0 };
	size_t n = 0;

	for (size_t i = 0; i < COUNT(kinds) && n == 0; i++)
		n = numeral_read(kinds[i], s, NULL, &found);
	*out = found.base;
	return n;
}

/* Figures or Roman; or the letter of an annex. */
static bool take_parent(struct str rest, size_t *n, struct opening *out)
{
	struct number letter = { 0 };

	*n = read_plain(rest, &out->parent);
	if (numeral_read(NUMERAL_UPPER, rest, NULL, &letter) == 1) {
		out->letter = letter.base;
		*n = 1;
	}
	return *n > 0 && (out->parent > 0 || out->letter > 0);
}

/* The end of a range, with a letter of its own or not. */
static bool take_last(struct str rest, size_t *n, struct opening *out)
{
	struct number found = { 0 };

	*n = numeral_read(NUMERAL_ARABIC, rest, NULL, &found);
	if (*n == 0)
		*n = read_plain(rest, &found.base);
	out->number.last = found.base;
	return *n > 0 && found.base >= out->number.base;
}

static bool stands_next(struct str text, struct word_class *words,
                        struct str rest)
{
	const struct word *word;

	if (words != NULL)
		return vocabulary_match(words, rest, &word) > 0;
	return str_starts(rest, text);
}

static bool take_word(struct word_class *words, struct str rest, size_t *n,
                      struct opening *out)
{
	const struct word *word = NULL;

	*n = vocabulary_match(words, rest, &word);
	if (out->word == NULL)
		out->word = word;
	return *n > 0;
}

/* Markdown writes "1\. " where "1. " would begin a list. */
static size_t escape_before(struct str s, struct str text)
{
	return s.len > 1 && s.p[0] == '\\' && text.p[0] != '\\' &&
	       s.p[1] == text.p[0];
}

static bool take(const struct pattern *p, size_t i, struct str rest, size_t *n,
                 struct opening *out)
{
	struct str text = p->parts[i].text;
	struct word_class *words = p->parts[i].words;

	switch (p->parts[i].kind) {
	case PART_TEXT:
		*n = escape_before(rest, text);
		rest = (struct str){ rest.p + *n, rest.len - *n };
		*n += text.len;
		return str_starts(rest, text);
	case PART_AHEAD:
		return stands_next(text, words, rest);
	case PART_NOT_AHEAD:
		return !stands_next(text, words, rest);
	case PART_BLANK:
		*n = numbering_blanks(rest);
		return *n > 0;
	case PART_BLANKS:
		*n = numbering_blanks(rest);
		return true;
	case PART_END:
		*n = numbering_blanks(rest);
		return *n == rest.len;
	case PART_PARENT:
		return take_parent(rest, n, out);
	case PART_ANY:
		*n = read_plain(rest, &(int){ 0 });
		return *n > 0;
	case PART_LAST:
		return take_last(rest, n, out);
	case PART_WORD:
		return take_word(words, rest, n, out);
	case PART_NUMERAL:
		return take_number(p->parts[i].numeral, p->counted, rest, n,
		                   out);
	}
	return false;
}

static bool is_ascii_word(struct str s, size_t i)
{
	char c = s.p[i];

	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z');
}

/* A word or a number that goes on is another one: "Article 5" is none of
 * "Article 55", "1." none of "1.5". */
static bool goes_on(struct str line, size_t end)
{
	if (end == 0 || end >= line.len)
		return false;
	if (line.p[end - 1] == '.')
		return line.p[end] >= '0' && line.p[end] <= '9';
	return is_ascii_word(line, end - 1) && is_ascii_word(line, end);
}

bool pattern_match(const struct pattern *p, struct str line,
                   struct opening *out)
{
	struct opening found = { 0 };

	if (p->parts[0].kind == PART_TEXT &&
	    (line.len == 0 || line.p[0] != p->parts[0].text.p[0]))
		return false; /* most lines, most patterns */
	for (size_t i = 0; i < p->n; i++) {
		struct str rest = { line.p + found.end, line.len - found.end };
		size_t n = 0;

		if (!take(p, i, rest, &n, &found))
			return false;
		found.end += n;
	}
	if (goes_on(line, found.end))
		return false;
	*out = found;
	return true;
}
