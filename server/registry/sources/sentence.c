/*
 * sentence.c - full stops, and lines that begin with a word and a number
 */
#include "server/registry/sources/sentence.h"

#include "lib/match/alike.h"
#include "lib/text/utf8.h"
#include "lib/text/words.h"

#define OPENING_MAX 60 /* bytes of a line in which its opening ends */

struct str sentence_last(struct str s, int64_t n)
{
	size_t at = s.len;

	while (n-- > 0 && at > 0)
		at = utf8_start(s, at - 1);
	return (struct str){ s.p + at, s.len - at };
}

/* ---- sentences ----------------------------------------------------------- */

/* Does a sentence or an item end with the character at this byte? "1. " does
 * not end one, but begins it. */
static bool ends_at(struct str s, size_t at, size_t next)
{
	uint32_t c = utf8_next(s, &(size_t){ at });

	switch (c) {
	case 0x3002: /* full stops, semicolons and colons of Chinese */
	case 0xff1b:
	case 0xff1a:
	case 0xff01:
	case 0xff1f:
		return true;
	case '.':
		if (at > 0 && char_is_digit(s.p[at - 1]))
			return false;
		break;
	case ';':
	case ':':
	case '!':
	case '?':
		break;
	case '\n':
		return next < s.len && s.p[next] == '\n';
	default:
		return false;
	}
	return next == s.len || alike_is_blank(utf8_next(s, &(size_t){ next }));
}

static struct str trimmed(struct str s)
{
	size_t at = 0, end = 0;

	while (at < s.len && alike_is_blank(utf8_next(s, &(size_t){ at })))
		utf8_next(s, &at);
	for (size_t next = at; next < s.len;)
		if (!alike_is_blank(utf8_next(s, &next)))
			end = next;
	return (struct str){ s.p + at, end > at ? end - at : 0 };
}

struct str sentence_before(struct str before, int64_t n)
{
	struct str s = sentence_last(before, n);
	size_t from = 0, next = 0;

	while (next < s.len) {
		size_t at = next;

		utf8_next(s, &next);
		if (ends_at(s, at, next))
			from = next;
	}
	return trimmed((struct str){ s.p + from, s.len - from });
}

/* Has the passage come to the end of a sentence by itself? */
static bool is_ended(struct str passage)
{
	size_t at = passage.len;

	if (at == 0)
		return false;
	do
		at--;
	while (at > 0 && ((unsigned char)passage.p[at] & 0xc0) == 0x80);
	return ends_at(passage, at, passage.len);
}

struct str sentence_after(struct str passage, struct str after, int64_t n)
{
	struct str s = { after.p, (size_t)utf8_until(after, n).bytes };
	size_t next = 0;

	if (is_ended(trimmed(passage)))
		return (struct str){ s.p, 0 };
	while (next < s.len) {
		size_t at = next;

		utf8_next(s, &next);
		if (ends_at(s, at, next))
			return trimmed((struct str){ s.p, at });
	}
	return trimmed(s);
}

/* ---- openings ------------------------------------------------------------ */

struct opening {
	struct str line;
	size_t nwords, end; /* past the number; 0: it is none */
	bool counted;       /* 第 or 제 begins it            */
};

static bool is_number(struct str word, struct str raw)
{
	if (char_is_digit(word.p[0]))
		return true;
	for (size_t i = 0; i < raw.len; i++)
		if (strchr("IVXLC", raw.p[i]) == NULL)
			return false;
	return true;
}

static bool is_unit(struct str raw)
{
	static const char *const units[] = { "条", "條", "章", "節", "节",
		                             "款", "편", "장", "절", "조" };

	for (size_t i = 0; i < COUNT(units); i++)
		if (str_is(raw, units[i]))
			return true;
	return false;
}

static int take_word(void *arg, struct str word, size_t start, size_t end)
{
	struct opening *o = arg;
	struct str raw = { o->line.p + start, end - start };

	if (o->nwords++ == 0) {
		o->counted = str_is(raw, "第") || str_is(raw, "제");
		return start > 4 || (!o->counted && char_is_digit(word.p[0]));
	}
	if (o->counted) {
		o->end = is_unit(raw) ? end : 0;
		return o->end > 0 || o->nwords > 8;
	}
	o->end = is_number(word, raw) ? end : 0;
	return 1;
}

/* The opening of the line that begins at a byte, or nothing. */
static struct str opening_at(struct str s, size_t at)
{
	struct opening o = { .line = { s.p + at, s.len - at } };
	const char *end = memchr(o.line.p, '\n', o.line.len);

	if (end != NULL)
		o.line.len = (size_t)(end - o.line.p);
	if (o.line.len > OPENING_MAX)
		o.line.len = utf8_valid_length(
			(struct str){ o.line.p, OPENING_MAX });
	if (str_starts(o.line, STR("§"))) {
		size_t mark = strlen("§");

		o.line = (struct str){ o.line.p + mark, o.line.len - mark };
		o.nwords = 1;
	}
	words_each(o.line, take_word, &o);
	return trimmed((struct str){ o.line.p, o.end });
}

/* The first character looked at counts as the beginning of a line. */
struct str sentence_opening(struct str before, int64_t n)
{
	struct str found = { before.p, 0 };
	size_t at = before.len;

	while (n-- > 0 && at > 0 && found.len == 0) {
		at = utf8_start(before, at - 1);
		if (at == 0 || n == 0 || before.p[at - 1] == '\n')
			found = opening_at(before, at);
	}
	return found;
}

bool sentence_opens(struct str passage)
{
	return opening_at(passage, 0).len > 0;
}
