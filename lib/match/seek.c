/*
 * seek.c - rare words first, then the comparison of all
 */
#define _GNU_SOURCE /* memmem() */
#include "lib/match/seek.h"

#include <string.h>

#include "lib/base/arena.h"
#include "lib/text/utf8.h"
#include "lib/text/words.h"

#define ANCHORS    3
#define LOOKED_MAX 1000000
#define FEW        50 /* places that are compared without a quick look */

void seek_start(struct seeker *s, const struct haystack *h, struct arena *a,
                struct str words)
{
	*s = (struct seeker){ .h = h, .arena = a };
	needle_read(&s->needle, h, a, words);
	units_read(&s->units, a, words, 0, words.len);
}

/* ---- exactly ------------------------------------------------------------ */

/* The rarest word that is whole whatever stands around the needle; n when
 * there is none. */
static size_t rarest_whole(const struct needle *n)
{
	size_t best = n->n;

	for (size_t i = 0; i < n->n; i++) {
		const struct needle_word *w = &n->words[i];

		if (i == 0 || i + 1 == n->n || w->start == 0 ||
		    w->end == n->text.len)
			continue;
		if (w->entry == NULL)
			return i;
		if (best == n->n ||
		    w->entry->count < n->words[best].entry->count)
			best = i;
	}
	return best;
}

static void scan(const struct seeker *s, spot_fn *fn, void *arg)
{
	struct str text = s->h->text, want = s->needle.text;
	const char *p = text.p, *end = text.p + text.len;

	while ((p = memmem(p, (size_t)(end - p), want.p, want.len)) != NULL) {
		size_t at = (size_t)(p - text.p);
		struct spot spot = { at, at + want.len, 0 };

		if (!fn(arg, &spot))
			return;
		p++;
	}
}

void seek_exact(struct seeker *s, spot_fn *fn, void *arg)
{
	const struct haystack *h = s->h;
	struct str want = s->needle.text;
	size_t rarest = rarest_whole(&s->needle);
	const struct needle_word *w;

	if (rarest == s->needle.n) {
		scan(s, fn, arg);
		return;
	}
	w = &s->needle.words[rarest];
	for (uint32_t i = 0; w->entry != NULL && i < w->entry->count; i++) {
		size_t at = h->starts[h->places[w->entry->first + i]];
		struct spot spot = { at - w->start, at - w->start + want.len,
			             0 };

		if (at < w->start || spot.end > h->text.len ||
		    memcmp(h->text.p + spot.start, want.p, want.len) != 0)
			continue;
		if (!fn(arg, &spot))
			return;
	}
}

/* ---- words cut so that they say the opposite ----------------------------- */

static bool is_one_of(const char *const *list, struct str s)
{
	for (; *list != NULL; list++) {
		size_t n = strlen(*list), i = 0;

		while (i < n && i < s.len &&
		       (s.p[i] | 0x20) == (unsigned char)(*list)[i])
			i++;
		if (i == n && n == s.len)
			return true;
	}
	return false;
}

static bool is_ascii_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Is the beginning of the word at `at`, left out, "un" or the like? */
static bool leaves_out_un(struct str text, size_t at)
{
	static const char *const cut[] = { "un",  "in",  "im",  "il",   "ir",
		                           "non", "dis", "mis", "anti", NULL };
	static const char *const parted[] = { "non", "not", "anti", NULL };
	bool dash = at > 0 && text.p[at - 1] == '-';
	size_t end = dash ? at - 1 : at, start = end;

	while (start > 0 && is_ascii_letter(text.p[start - 1]))
		start--;
	return start < end && (dash || alike_cuts(text, at)) &&
	       is_one_of(dash ? parted : cut,
	                 (struct str){ text.p + start, end - start });
}

/* Is the end of the word at `at`, left out, "less" or the like? */
static bool leaves_out_less(struct str text, size_t at)
{
	static const char *const cut[] = { "less", "lessly", "n",
		                           "nt",   "not",    NULL };
	static const char *const parted[] = { "free", NULL };
	bool dash = at < text.len && text.p[at] == '-';
	size_t start = dash ? at + 1 : at, end = start;

	while (end < text.len && is_ascii_letter(text.p[end]))
		end++;
	return start < end && (dash || alike_cuts(text, at)) &&
	       is_one_of(dash ? parted : cut,
	                 (struct str){ text.p + start, end - start });
}

/* ---- alike -------------------------------------------------------------- */

static size_t char_start(struct str text, size_t at)
{
	while (at > 0 && at < text.len &&
	       ((unsigned char)text.p[at] & 0xc0) == 0x80)
		at--;
	return at;
}

/* Read the units of the text from `before` bytes in front of a place to
 * `after` bytes behind it, as far as it goes. */
static void look(struct seeker *s, size_t at, size_t before, size_t after)
{
	struct str text = s->h->text;
	size_t from = at > before ? char_start(text, at - before) : 0,
	       to = after < text.len - at ? char_start(text, at + after)
	                                  : text.len;

	units_read(&s->around, s->arena, text, from, to);
}

/* Are the needle's dashes at its ends there, too? The spot takes them in. */
static bool take_dashes(const struct seeker *s, struct spot *spot)
{
	struct str text = s->h->text;
	size_t lead = units_dashes_before(&s->units, 0),
	       tail = units_dashes_after(&s->units, s->units.n - 1), at;
	uint32_t c;

	while (lead > 0 && spot->start > 0) {
		spot->start = char_start(text, spot->start - 1);
		at = spot->start;
		c = utf8_next(text, &at);
		if (alike_is_dash(c))
			lead--;
		else if (!alike_is_blank(c))
			return false;
	}
	while (tail > 0 && spot->end < text.len) {
		c = utf8_next(text, &spot->end);
		if (alike_is_dash(c))
			tail--;
		else if (!alike_is_blank(c))
			return false;
	}
	return lead == 0 && tail == 0;
}

/* Whole characters, and no word that says the opposite? */
static bool is_whole(const struct seeker *s, size_t first, size_t last)
{
	const struct units *u = &s->around;
	struct str text = s->h->text;
	size_t end = u->items[last].end;
	uint32_t next = 0;

	if ((first > 0 && u->items[first - 1].at == u->items[first].at) ||
	    (last + 1 < u->n && u->items[last + 1].at == u->items[last].at))
		return false;
	if (end < text.len) {
		size_t at = end;

		next = utf8_next(text, &at);
	}
	return !words_is_mark(next) &&
	       !leaves_out_un(text, u->items[first].at) &&
	       !leaves_out_less(text, end);
}

/* Do the needle's units stand from unit `first` of what was read on? */
static bool compare(struct seeker *s, size_t first, struct spot *out)
{
	size_t n = s->units.n;
	unsigned differs = units_compare(&s->units, 0, &s->around, first, n);
	struct spot spot;

	if ((differs & ALIKE_NOT) || !is_whole(s, first, first + n - 1))
		return false;
	spot = (struct spot){ s->around.items[first].at,
		              s->around.items[first + n - 1].end, differs };
	if (!take_dashes(s, &spot))
		return false;
	if (spot.differs == 0 &&
	    !str_eq(s->needle.text, (struct str){ s->h->text.p + spot.start,
	                                          spot.end - spot.start }))
		spot.differs = ALIKE_SPACE;
	*out = spot;
	return true;
}

/* The needle's word i stands at this byte: does all the rest? */
static bool compare_at(struct seeker *s, size_t i, size_t at, struct spot *out)
{
	size_t from = s->needle.words[i].start, here,
	       own = units_at(&s->units, from), n = s->units.n;

	for (size_t more = 1; more <= 64; more *= 8) {
		look(s, at, more * (2 * from + 64),
		     more * (2 * (s->needle.text.len - from) + 64));
		here = units_at(&s->around, at);
		if ((here < own && s->around.from > 0) ||
		    (s->around.n - here < n - own &&
		     s->around.to < s->h->text.len))
			continue;
		return here >= own && s->around.n - here >= n - own &&
		       compare(s, here - own, out);
	}
	return false;
}

static bool is_word(const struct seeker *s, size_t i, size_t place)
{
	const struct hay_entry *entry = s->needle.words[i].entry;

	return entry != NULL && place < s->h->nwords &&
	       s->h->words[place] == entry->word;
}

/* A quick look at the neighbours before the comparison. One word may be two
 * where the end of a line parts it. */
static bool is_likely(const struct seeker *s, size_t i, size_t place)
{
	size_t n = s->needle.n;

	if (s->needle.words[i].entry->count <= FEW || n == 1)
		return true;
	for (size_t k = 1; k <= 2; k++)
		for (size_t far = k > 1 ? k - 1 : k; far <= k + 1; far++)
			if ((i >= k && place >= far &&
			     is_word(s, i - k, place - far)) ||
			    (i + k < n && is_word(s, i + k, place + far)))
				return true;
	return false;
}

/* The rarest words that the text has at all. */
static size_t choose(const struct needle *n, size_t chosen[ANCHORS])
{
	size_t count = 0, at;

	for (size_t i = 0; i < n->n; i++) {
		const struct hay_entry *entry = n->words[i].entry;

		if (entry == NULL)
			continue;
		for (at = count;
		     at > 0 &&
		     n->words[chosen[at - 1]].entry->count > entry->count;
		     at--)
			if (at < ANCHORS)
				chosen[at] = chosen[at - 1];
		if (at < ANCHORS)
			chosen[at] = i;
		if (at < ANCHORS && count < ANCHORS)
			count++;
	}
	return count;
}

void seek_alike(struct seeker *s, spot_fn *fn, void *arg)
{
	size_t chosen[ANCHORS], n = choose(&s->needle, chosen), looked = 0;

	for (size_t k = 0; k < n && s->units.n > 0; k++) {
		const struct needle_word *w = &s->needle.words[chosen[k]];

		for (uint32_t i = 0; i < w->entry->count; i++) {
			size_t place = s->h->places[w->entry->first + i];
			struct spot spot;

			if (looked++ > LOOKED_MAX)
				return;
			if (is_likely(s, chosen[k], place) &&
			    compare_at(s, chosen[k], s->h->starts[place],
			               &spot) &&
			    !fn(arg, &spot))
				return;
		}
	}
}

/* ---- near a place ------------------------------------------------------- */

/* Does the end that faces the other parts go through a word? */
static bool cuts(const struct seeker *s, const struct spot *spot, bool last)
{
	return alike_cuts(s->h->text, last ? spot->end : spot->start);
}

static bool scan_within(const struct seeker *s, size_t from, size_t to,
                        bool last, struct spot *out)
{
	struct str want = s->needle.text;
	const char *text = s->h->text.p, *p = text + from, *end = text + to;
	bool found = false;

	while ((p = memmem(p, (size_t)(end - p), want.p, want.len)) != NULL) {
		size_t at = (size_t)(p++ - text);
		struct spot spot = { at, at + want.len, 0 };

		if (cuts(s, &spot, last))
			continue;
		*out = spot;
		found = true;
		if (!last)
			break;
	}
	return found;
}

bool seek_within(struct seeker *s, size_t from, size_t to, bool last,
                 struct spot *out)
{
	bool found = false;
	size_t n = s->units.n;
	struct spot spot;

	if (from >= to)
		return false;
	if (scan_within(s, from, to, last, out))
		return true;
	units_read(&s->around, s->arena, s->h->text, from, to);
	for (size_t i = 0; n > 0 && i + n <= s->around.n; i++)
		if (compare(s, i, &spot) && !cuts(s, &spot, last)) {
			*out = spot;
			found = true;
			if (!last)
				break;
		}
	return found;
}

bool seek_before(struct seeker *s, size_t at)
{
	size_t n = s->units.n;

	look(s, at, 4 * s->needle.text.len + 256, 0);
	return s->around.n >= n &&
	       !(units_compare(&s->units, 0, &s->around, s->around.n - n, n) &
	         ALIKE_NOT);
}

bool seek_after(struct seeker *s, size_t at)
{
	size_t n = s->units.n;

	look(s, at, 0, 4 * s->needle.text.len + 256);
	return s->around.n >= n &&
	       !(units_compare(&s->units, 0, &s->around, 0, n) & ALIKE_NOT);
}
