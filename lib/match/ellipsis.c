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

/* Does a dot stand before byte `at`, or one and a blank? */
static bool is_behind_dot(struct str s, size_t at)
{
	return (at > 0 && s.p[at - 1] == '.') ||
	       (at > 1 && s.p[at - 1] == ' ' && s.p[at - 2] == '.');
}

/* Past the dots that begin at `at`; 0 when they are no ellipsis. More than a
 * few lead from an entry of a table to what belongs to it. */
static size_t dots_end(struct str s, size_t at)
{
	size_t end = 0, next = at, n = 0;

	while (next < s.len && is_ellipsis(utf8_next(s, &next)))
		end = next;
	if (end > 0)
		return end;
	if (is_behind_dot(s, at))
		return 0;
	for (next = at; next < s.len && s.p[next] == '.';) {
		end = ++next;
		n++;
		if (next + 1 < s.len && s.p[next] == ' ' &&
		    s.p[next + 1] == '.')
			next++;
	}
	return n >= 3 && n <= DOTS_MAX ? end : 0;
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

/* Past the ellipsis that begins at `at`; 0 when none does. */
static size_t ellipsis_end(struct str s, size_t at)
{
	size_t next = at, end;
	uint32_t close = closing(utf8_next(s, &next));

	if (close == 0)
		return dots_end(s, at);
	next = alike_skip_blanks(s, next);
	end = next < s.len ? dots_end(s, next) : 0;
	if (end == 0)
		return 0;
	end = alike_skip_blanks(s, end);
	return end < s.len && utf8_next(s, &end) == close ? end : 0;
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

void ellipsis_split(struct str quote, struct ellipsis *out)
{
	size_t at = 0, start = 0, end;

	*out = (struct ellipsis){ 0 };
	while (at < quote.len) {
		end = ellipsis_end(quote, at);
		if (end == 0) {
			utf8_next(quote, &at);
			continue;
		}
		if (!keep(out, (struct str){ quote.p + start, at - start }) &&
		    out->n == 0)
			out->before = true;
		start = at = end;
	}
	if (start > 0)
		out->behind =
			!keep(out, (struct str){ quote.p + start, at - start });
}
