/*
 * align_edges.c - trying the edges around a place
 */
#include "server/registry/sources/align_edges.h"

#include "lib/base/arena.h"
#include "lib/text/blank.h"

#define REACH 1000 /* bytes to either side in which edges are looked for */
#define EDGES 3    /* tried on each side */

enum edge { EDGE_NONE, EDGE_SENTENCE, EDGE_LINE };

/* Is there a stop right before `at`? */
static bool is_stop(struct str s, size_t at)
{
	const struct str wide[] = { STR("。"), STR("；"), STR("："), STR("！"),
		                    STR("？") };

	if (at == 0)
		return false;
	if (strchr(".:;!?", s.p[at - 1]) != NULL)
		return true;
	for (size_t i = 0; i < COUNT(wide); i++)
		if (at >= wide[i].len &&
		    memcmp(s.p + at - wide[i].len, wide[i].p, wide[i].len) == 0)
			return true;
	return false;
}

static bool is_wide_stop(struct str s, size_t at)
{
	return is_stop(s, at) && (unsigned char)s.p[at - 1] >= 0x80;
}

/* What begins at `at`? Not a blank, in any case. */
static enum edge begins(struct str s, size_t at)
{
	size_t before = at;

	if (at == s.len || char_is_blank(s.p[at]))
		return EDGE_NONE;
	if (at == 0 || s.p[at - 1] == '\n')
		return EDGE_LINE;
	while (before > 0 && char_is_blank(s.p[before - 1]))
		before--;
	return (before < at && is_stop(s, before)) || is_wide_stop(s, at)
	               ? EDGE_SENTENCE
	               : EDGE_NONE;
}

static enum edge ends(struct str s, size_t at)
{
	if (at == 0 || char_is_blank(s.p[at - 1]))
		return EDGE_NONE;
	if (at == s.len || s.p[at] == '\n' || s.p[at] == '\r')
		return EDGE_LINE;
	return is_wide_stop(s, at) || (is_stop(s, at) && char_is_blank(s.p[at]))
	               ? EDGE_SENTENCE
	               : EDGE_NONE;
}

typedef enum edge edge_fn(struct str s, size_t at);

struct edges {
	size_t at[2 * EDGES];
	size_t n;
};

/* The nearest edges of that kind, or of a better one, towards one side. */
static void find_edges(struct str s, size_t from, int step, edge_fn *edge,
                       enum edge wanted, struct edges *out)
{
	size_t at = from, most = out->n + EDGES;

	for (size_t i = 0; i < REACH && out->n < most; i++) {
		if (edge(s, at) >= wanted)
			out->at[out->n++] = at;
		if (at == (step < 0 ? 0 : s.len))
			return;
		at = step < 0 ? at - 1 : at + 1;
	}
}

/* How the words began and ended where they stood. */
static void read_edges(struct arena *a, struct str words, struct str before,
                       struct str after, enum edge *start, enum edge *end)
{
	struct buf all;

	buf_init(&all, a);
	buf_str(&all, before);
	buf_str(&all, words);
	buf_str(&all, after);
	*start = begins(buf_text(&all), before.len);
	*end = ends(buf_text(&all), before.len + words.len);
}

/* The place, with another beginning or end if that is more like the words. */
static void try(struct arena *a, const struct haystack *h, struct str words,
                size_t start, size_t end, struct quote_near *best)
{
	struct diff diff;

	if (start >= end)
		return;
	worddiff(a, words, (struct str){ h->text.p + start, end - start },
	         &diff);
	if (diff.similarity <= best->diff.similarity)
		return;
	best->diff = diff;
	best->place =
		(struct quote_place){ .byte = start, .bytes = end - start };
}

void align_edges(struct arena *a, const struct haystack *h, struct str words,
                 struct str before, struct str after, struct quote_near *near)
{
	struct quote_near best = { .diff = { .similarity = -1 } };
	size_t first = near->place.byte, last = first + near->place.bytes;
	struct edges starts = { .n = 0 }, stops = { .n = 0 };
	enum edge start, end;

	read_edges(a, words, before, after, &start, &end);
	if (start == EDGE_NONE || end == EDGE_NONE)
		return;
	find_edges(h->text, first, -1, begins, start, &starts);
	find_edges(h->text, first, 1, begins, start, &starts);
	find_edges(h->text, last, -1, ends, end, &stops);
	find_edges(h->text, last, 1, ends, end, &stops);
	for (size_t i = 0; i < starts.n; i++)
		try(a, h, words, starts.at[i], last, &best);
	if (best.diff.similarity < 0)
		return;
	first = best.place.byte;
	best.diff.similarity = -1;
	for (size_t i = 0; i < stops.n; i++)
		try(a, h, words, first, stops.at[i], &best);
	if (best.diff.similarity < 0)
		return;
	*near = best;
	near->place.start = haystack_code_point(h, best.place.byte);
	near->place.end =
		haystack_code_point(h, best.place.byte + best.place.bytes);
}
