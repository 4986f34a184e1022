/*
 * seek.c - rare words first, then the comparison of all
 */
#define _GNU_SOURCE /* memmem() */
#include "lib/match/seek.h"

#include <string.h>

#include "lib/base/arena.h"
#include "lib/text/fold.h"
#include "lib/text/utf8.h"
#include "lib/text/words.h"

#define READ    32 /* units of work for reading a byte of the words */
#define ANCHORS 3
#define FEW     50    /* places that are compared without a quick look */
#define AT_ONCE 16    /* bytes that a search for bytes does in a step  */
#define STRETCH 65536 /* bytes that one call of it looks at */
#define PLACE   1     /* steps to a place of a word                    */
#define CALL    4     /* steps that beginning one costs                */

/* Is there a hyphen at the end of a line before the word that begins here? */
static bool is_parted_before(struct str text, size_t at)
{
	bool broken = false;

	while (at > 0 && alike_is_blank((unsigned char)text.p[at - 1])) {
		broken |= fold_is_break((unsigned char)text.p[at - 1]);
		at--;
	}
	return broken && at > 0 &&
	       (text.p[at - 1] == '-' ||
	        (at > 2 && (memcmp(text.p + at - 3, "\u2010", 3) == 0 ||
	                    memcmp(text.p + at - 3, "\u2011", 3) == 0)));
}

void seek_start(struct seeker *s, const struct haystack *h,
                struct effort *effort, struct str words)
{
	*s = (struct seeker){ .h = h, .effort = effort };
	arena_work(effort->arena, READ * words.len);
	needle_read(&s->needle, h, effort->arena, words);
	units_read(&s->units, effort->arena, words);
	for (size_t i = 1; i < s->needle.n; i++)
		s->parted |= is_parted_before(words, s->needle.words[i].start);
	s->lead = units_dashes_before(&s->units);
	s->tail = units_dashes_after(&s->units);
}

static bool spend(struct seeker *s, uint64_t steps)
{
	return effort_spend(s->effort, steps);
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

/* The next place from `at` on where all its bytes stand; `to` when there is
 * none before that. */
static size_t find_bytes(struct seeker *s, size_t at, size_t to)
{
	struct str text = s->h->text, want = s->needle.text;

	while (to - at >= want.len) {
		size_t most = STRETCH + want.len,
		       n = to - at < most ? to - at : most;
		const char *p = memmem(text.p + at, n, want.p, want.len);
		size_t found = p != NULL ? (size_t)(p - text.p) : at + n;

		spend(s, (found - at + want.len) / AT_ONCE + CALL);
		if (p != NULL)
			return found;
		at += n - want.len + 1;
	}
	return to;
}

static void scan(struct seeker *s, spot_fn *fn, void *arg)
{
	size_t end = s->h->text.len, len = s->needle.text.len, at;

	for (at = find_bytes(s, 0, end); at < end;
	     at = find_bytes(s, at + 1, end)) {
		struct spot spot = { at, at + len, 0 };

		if (s->effort->left == 0 || !fn(arg, &spot))
			return;
	}
}

/* Are there so few places of the word that comparing all of them costs no more
 * than a look at the whole text? */
static bool is_rare(const struct seeker *s, const struct hay_entry *entry)
{
	return entry == NULL ||
	       entry->count <= s->h->text.len / s->needle.text.len;
}

void seek_exact(struct seeker *s, spot_fn *fn, void *arg)
{
	const struct haystack *h = s->h;
	struct str want = s->needle.text;
	size_t rarest = rarest_whole(&s->needle);
	const struct needle_word *w;

	if (!haystack_may_have(h, want))
		return;
	if (rarest == s->needle.n ||
	    !is_rare(s, s->needle.words[rarest].entry)) {
		scan(s, fn, arg);
		return;
	}
	w = &s->needle.words[rarest];
	for (uint32_t i = 0; w->entry != NULL && i < w->entry->count; i++) {
		size_t at = h->starts[h->places[w->entry->first + i]];
		struct spot spot = { at - w->start, at - w->start + want.len,
			             0 };

		if (!spend(s, want.len / AT_ONCE + 1))
			return;
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

/* Is the beginning of the word at `at`, left out, "un" or the like? */
static bool leaves_out_un(struct str text, size_t at)
{
	static const char *const cut[] = { "un",  "in",  "im",  "il",   "ir",
		                           "non", "dis", "mis", "anti", NULL };
	static const char *const parted[] = { "non", "not", "anti", NULL };
	bool dash = at > 0 && text.p[at - 1] == '-';
	size_t end = dash ? at - 1 : at, start = end;

	while (start > 0 && char_is_letter(text.p[start - 1]))
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

	while (end < text.len && char_is_letter(text.p[end]))
		end++;
	return start < end && (dash || alike_cuts(text, at)) &&
	       is_one_of(dash ? parted : cut,
	                 (struct str){ text.p + start, end - start });
}

/* ---- alike -------------------------------------------------------------- */

/* Are the needle's dashes at its ends there, too? The spot takes them in. */
static bool take_dashes(const struct seeker *s, struct spot *spot)
{
	struct str text = s->h->text;
	size_t lead = s->lead, tail = s->tail, at;
	uint32_t c;

	while (lead > 0 && spot->start > 0) {
		spot->start = utf8_start(text, spot->start - 1);
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

/* No character is cut, and no word that says the opposite? */
static bool is_whole(const struct seeker *s, size_t start, size_t end)
{
	struct str text = s->h->text;
	uint32_t next = 0;
	size_t at = end;

	if (end < text.len)
		next = utf8_next(text, &at);
	return !words_is_mark(next) && !leaves_out_un(text, start) &&
	       !leaves_out_less(text, end);
}

/* All units are there: are they a place? */
static bool settle(const struct seeker *s, size_t start, size_t end,
                   unsigned differs, struct spot *out)
{
	struct spot spot = { start, end, differs };

	if (!is_whole(s, start, end) || !take_dashes(s, &spot))
		return false;
	if (spot.differs == 0 &&
	    !str_eq(s->needle.text, (struct str){ s->h->text.p + spot.start,
	                                          spot.end - spot.start }))
		spot.differs = ALIKE_SPACE;
	*out = spot;
	return true;
}

/* Unit i of the needle stands at this byte: does all the rest? */
static bool compare_at(struct seeker *s, size_t i, size_t at, struct spot *out)
{
	struct str text = s->h->text;
	struct met ahead, back;
	bool met =
		i < s->units.n && units_ahead(&s->units, i, text, at, &ahead);

	spend(s, i < s->units.n ? ahead.steps : 1);
	if (!met || !ahead.whole)
		return false;
	met = units_back(&s->units, i, text, at, &back);
	spend(s, back.steps);
	return met && back.whole &&
	       settle(s, back.at, ahead.at, ahead.differs | back.differs, out);
}

static bool is_word(const struct seeker *s, size_t i, size_t place)
{
	const struct hay_entry *entry = s->needle.words[i].entry;

	return entry != NULL && place < s->h->nwords &&
	       s->h->words[place] == entry->word;
}

/* May a word at one of its ends be but a part of one? */
static bool may_be_part(const struct seeker *s, size_t i)
{
	const struct needle_word *w = &s->needle.words[i];
	const struct units *u = &s->units;

	return (i == 0 && w->start <= u->items[0].at) ||
	       (i + 1 == s->needle.n && w->end >= u->items[u->n - 1].end);
}

/* May one word be two here, or two be one? */
static bool may_be_parted(const struct seeker *s, size_t place)
{
	const struct haystack *h = s->h;

	return s->parted ||
	       (place < h->nwords &&
	        is_parted_before(h->text, h->starts[place])) ||
	       (place + 1 < h->nwords &&
	        is_parted_before(h->text, h->starts[place + 1]));
}

/* Do the two words after this one stand there, too? Parts of words may not,
 * but the only one that is looked at must. */
static bool goes_on(const struct seeker *s, size_t i, size_t place)
{
	for (size_t k = 1; k <= 2; k++) {
		if (i + k >= s->needle.n)
			return k > 1;
		if (!is_word(s, i + k, place + k))
			return (k > 1 && may_be_part(s, i + k)) ||
			       may_be_parted(s, place + k);
	}
	return true;
}

static bool comes_from(const struct seeker *s, size_t i, size_t place)
{
	for (size_t k = 1; k <= 2; k++) {
		if (k > i || k > place)
			return k > 1;
		if (!is_word(s, i - k, place - k))
			return (k > 1 && may_be_part(s, i - k)) ||
			       may_be_parted(s, place - k);
	}
	return true;
}

/* A quick look around before the comparison. */
static bool is_likely(const struct seeker *s, size_t i, size_t place)
{
	return s->needle.words[i].entry->count <= FEW || s->needle.n == 1 ||
	       goes_on(s, i, place) || comes_from(s, i, place);
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

static bool seek_anchor(struct seeker *s, size_t anchor, spot_fn *fn, void *arg)
{
	const struct needle_word *w = &s->needle.words[anchor];
	size_t unit = units_at(&s->units, w->start);

	for (uint32_t i = 0; i < w->entry->count; i++) {
		size_t place = s->h->places[w->entry->first + i];
		struct spot spot;

		if (!spend(s, PLACE))
			return false;
		if (is_likely(s, anchor, place) &&
		    compare_at(s, unit, s->h->starts[place], &spot) &&
		    !fn(arg, &spot))
			return false;
	}
	return true;
}

void seek_alike(struct seeker *s, spot_fn *fn, void *arg)
{
	size_t chosen[ANCHORS], n = choose(&s->needle, chosen);

	for (size_t k = 0; k < n; k++)
		if (!seek_anchor(s, chosen[k], fn, arg))
			return;
}

/* ---- near a place ------------------------------------------------------- */

/* Does the end that faces the other parts go through a word? */
static bool cuts(const struct seeker *s, const struct spot *spot, bool last)
{
	return alike_cuts(s->h->text, last ? spot->end : spot->start);
}

static bool scan_within(struct seeker *s, size_t from, size_t to, bool last,
                        struct spot *out)
{
	size_t len = s->needle.text.len, at;
	bool found = false;

	for (at = find_bytes(s, from, to); at < to;
	     at = find_bytes(s, at + 1, to)) {
		struct spot spot = { at, at + len, 0 };

		if (s->effort->left == 0)
			break;
		if (cuts(s, &spot, last))
			continue;
		*out = spot;
		found = true;
		if (!last)
			break;
	}
	return found;
}

/* Can the needle's first unit be of a character that begins with this byte? */
static bool may_begin(const struct seeker *s, char byte)
{
	uint32_t folded = s->units.items[0].folded;
	unsigned char c = (unsigned char)byte;

	if (c >= 0x80)
		return (c & 0xc0) != 0x80;
	return (c | 0x20u) == (folded | 0x20u) ||
	       (folded == '"' && strchr("'`,", byte) != NULL);
}

bool seek_within(struct seeker *s, size_t from, size_t to, bool last,
                 struct spot *out)
{
	size_t room = to > from ? to - from : 0;

	if (room == 0)
		return false;
	if (scan_within(s, from, to, last, out))
		return true;
	spend(s, room / AT_ONCE);
	for (size_t i = 0; i < room && s->units.n > 0; i++) {
		size_t at = last ? to - 1 - i : from + i;

		if (s->effort->left == 0)
			return false;
		if (may_begin(s, s->h->text.p[at]) &&
		    compare_at(s, 0, at, out) && out->end <= to &&
		    !cuts(s, out, last))
			return true;
	}
	return false;
}

bool seek_before(struct seeker *s, size_t at)
{
	struct met m;
	bool met = units_back(&s->units, s->units.n, s->h->text, at, &m);

	spend(s, m.steps);
	return met;
}

bool seek_after(struct seeker *s, size_t at)
{
	struct met m;
	bool met = units_ahead(&s->units, 0, s->h->text, at, &m);

	spend(s, m.steps);
	return met;
}
