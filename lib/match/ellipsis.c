/*
 * ellipsis.c - reading dots
 */
#include "lib/match/ellipsis.h"

#include "lib/match/alike.h"
#include "lib/text/utf8.h"

#define DOTS_MAX 4

static bool is_ellipsis(uint32_t c)
{
	return c == 0x2026 || c == 0x22ef;
}

/* What an ellipsis is made of, at a place. */
struct dots {
	size_t n;   /* full stops; 0: none           */
	size_t end; /* after them and their bracket */
	bool whole; /* characters that are ellipses  */
	bool in_brackets;
};

/* Does a dot stand before byte `at`, or one and a blank? */
static bool is_behind_dot(struct str s, size_t at)
{
	return (at > 0 && s.p[at - 1] == '.') ||
	       (at > 1 && s.p[at - 1] == ' ' && s.p[at - 2] == '.');
}

static struct dots read_dots(struct str s, size_t at)
{
	struct dots d = { .end = at };
	size_t next = at;

	while (next < s.len && is_ellipsis(utf8_next(s, &next))) {
		d.whole = true;
		d.n += 3;
		d.end = next;
	}
	if (d.whole)
		return d;
	for (next = at; next < s.len && s.p[next] == '.';) {
		d.end = ++next;
		d.n++;
		if (next + 1 < s.len && s.p[next] == ' ' &&
		    s.p[next + 1] == '.')
			next++;
	}
	return d;
}

/* What closes a bracket, or 0. */
static uint32_t closing(uint32_t c)
{
	switch (c) {
	case '(':
		return ')';
	case '[':
		return ']';
	case 0xff08:
		return 0xff09;
	case 0xff3b:
		return 0xff3d;
	default:
		return 0;
	}
}

static struct dots dots_at(struct str s, size_t at)
{
	static const struct dots none;
	size_t next = at;
	uint32_t close = closing(utf8_next(s, &next));
	struct dots d;

	if (close == 0)
		return read_dots(s, at);
	d = read_dots(s, alike_skip_blanks(s, next));
	d.in_brackets = true;
	d.end = alike_skip_blanks(s, d.end);
	return d.end < s.len && utf8_next(s, &d.end) == close ? d : none;
}

/* Are they what somebody leaves out by? More than a few lead from an entry of
 * a table to what belongs to it. */
static bool is_left_out(struct str s, size_t at, const struct dots *d)
{
	if (d->whole || d->n == 0)
		return d->whole;
	return d->n >= 3 && d->n <= DOTS_MAX &&
	       (d->in_brackets || !is_behind_dot(s, at));
}

/* Keep a part without its blanks; false when nothing is left. */
static bool keep(struct ellipsis *out, struct str part)
{
	size_t start = alike_skip_blanks(part, 0), end = start, next = start;

	while (next < part.len)
		if (!alike_is_blank(utf8_next(part, &next)))
			end = next;
	if (end == start)
		return false;
	if (out->n++ < ELLIPSIS_PARTS_MAX)
		out->parts[out->n - 1] =
			(struct str){ part.p + start, end - start };
	return true;
}

/* A gap before the next part; at the beginning there is none before it. */
static void leave_out(struct ellipsis *out, const struct dots *d)
{
	if (out->n == 0)
		out->before = true;
	else if (out->n <= ELLIPSIS_PARTS_MAX)
		out->in_brackets[out->n - 1] |= d->in_brackets;
}

void ellipsis_split(struct str quote, struct ellipsis *out)
{
	size_t at = 0, start = 0;

	*out = (struct ellipsis){ 0 };
	while (at < quote.len) {
		struct dots d = dots_at(quote, at);

		if (!is_left_out(quote, at, &d)) {
			utf8_next(quote, &at);
			continue;
		}
		keep(out, (struct str){ quote.p + start, at - start });
		leave_out(out, &d);
		start = at = d.end;
	}
	if (start > 0)
		out->behind =
			!keep(out, (struct str){ quote.p + start, at - start });
}

bool ellipsis_is_of_text(struct str gap, bool in_brackets)
{
	size_t first = alike_skip_blanks(gap, 0), at = first;

	while (at < gap.len) {
		struct dots d = dots_at(gap, at);
		bool begins = at == first;

		if (d.n < 2 || (in_brackets && !d.in_brackets)) {
			utf8_next(gap, &at);
			continue;
		}
		at = d.end;
		if (begins != (alike_skip_blanks(gap, at) == gap.len))
			return true;
	}
	return false;
}
