/*
 * nearest.c - votes, then alignment
 */
#include "lib/match/nearest.h"

#include <stdlib.h>

#include "lib/base/arena.h"
#include "lib/match/alike.h"
#include "lib/text/utf8.h"
#include "lib/text/words.h"

#define HITS_MAX       4096
#define LOOKED_MAX     200000
#define COMMON         64 /* from so many places on, a neighbour must fit */
#define CANDIDATES_MAX 160
#define LONG           2000 /* words of a needle that has few candidates */
#define SLACK_MAX      64
#define WORD_MAX       1024 /* bytes of one word of the text */
#define CELL           12   /* units of work for one comparison of two words */
#define SIMILARITY_MIN 200
#define NOWHERE        (INT32_MIN / 2)

/* ---- the needle --------------------------------------------------------- */

struct reading {
	const struct haystack *h;
	struct needle *needle;
	size_t room;
	struct arena *arena;
};

static int add_word(void *arg, struct str word, size_t start, size_t end)
{
	struct reading *r = arg;
	struct needle *n = r->needle;

	ARENA_GROW(r->arena, n->words, n->n, r->room);
	n->words[n->n++] =
		(struct needle_word){ start, end, haystack_word(r->h, word) };
	return 0;
}

void needle_read(struct needle *out, const struct haystack *h, struct arena *a,
                 struct str text)
{
	struct reading r = { h, out, 0, a };

	*out = (struct needle){ .text = text };
	words_each(text, add_word, &r);
}

/* The fewer words, the more places look alike, and the less each costs. */
static size_t hits_wanted(const struct needle *needle)
{
	return needle->n <= 8 ? HITS_MAX : HITS_MAX / 4;
}

static size_t candidates_wanted(const struct needle *needle)
{
	return needle->n <= 8      ? CANDIDATES_MAX
	       : needle->n <= 30   ? 24
	       : needle->n <= LONG ? 4
	                           : 2;
}

/* How many of them are compared by all their characters. */
static size_t compared_wanted(const struct needle *needle)
{
	return needle->n <= LONG / 2 ? 4 : needle->n <= LONG ? 2 : 1;
}

/* ---- votes -------------------------------------------------------------- */

/* A word of the needle stands where the needle would begin at `diagonal`,
 * counted in words of the text. */
struct hit {
	int64_t diagonal;
	uint32_t word, weight;
};

struct search {
	const struct haystack *h;
	const struct needle *needle;
	struct arena *arena;
	struct hit *hits;
	size_t nhits, wanted, looked;
};

static int by_count(const void *a, const void *b)
{
	const struct needle_word *x = *(const struct needle_word *const *)a,
				 *y = *(const struct needle_word *const *)b;

	if (x->entry->count != y->entry->count)
		return x->entry->count < y->entry->count ? -1 : 1;
	return (x > y) - (x < y);
}

static int by_diagonal(const void *a, const void *b)
{
	const struct hit *x = a, *y = b;

	if (x->diagonal != y->diagonal)
		return x->diagonal < y->diagonal ? -1 : 1;
	return (x->word > y->word) - (x->word < y->word);
}

static bool is_word(const struct search *s, size_t place, size_t i)
{
	const struct hay_entry *entry = s->needle->words[i].entry;

	return entry != NULL && place < s->h->nwords &&
	       s->h->words[place] == entry->word;
}

/* Does a neighbour of word i stand beside this place, too? */
static bool has_neighbour(const struct search *s, size_t place, size_t i)
{
	return (i > 0 && place > 0 && is_word(s, place - 1, i - 1)) ||
	       (i + 1 < s->needle->n && is_word(s, place + 1, i + 1));
}

/* Rare words say more. */
static uint32_t weight_of(const struct haystack *h, uint32_t count)
{
	uint32_t weight = 1;

	for (size_t n = h->nwords / count; n > 0; n /= 2)
		weight++;
	return weight;
}

static void vote(struct search *s, size_t i, bool alone)
{
	const struct hay_entry *entry = s->needle->words[i].entry;
	uint32_t weight = weight_of(s->h, entry->count);

	for (uint32_t k = 0; k < entry->count; k++) {
		size_t place = s->h->places[entry->first + k];

		if (s->nhits == s->wanted || s->looked++ > LOOKED_MAX)
			return;
		arena_work(s->arena, 2 * CELL);
		if (entry->count > COMMON && !alone &&
		    !has_neighbour(s, place, i))
			continue;
		s->hits[s->nhits++] = (struct hit){ (int64_t)place - (int64_t)i,
			                            (uint32_t)i, weight };
	}
}

static void collect(struct search *s)
{
	const struct needle *needle = s->needle;
	const struct needle_word **known =
		arena_alloc(s->arena, (needle->n + 1) * sizeof(*known));
	size_t n = 0;

	for (size_t i = 0; i < needle->n; i++)
		if (needle->words[i].entry != NULL)
			known[n++] = &needle->words[i];
	qsort(known, n, sizeof(*known), by_count);
	s->wanted = hits_wanted(needle);
	s->hits = arena_alloc(s->arena, s->wanted * sizeof(*s->hits));
	for (size_t i = 0; i < n && s->nhits < s->wanted; i++)
		vote(s, (size_t)(known[i] - needle->words), needle->n == 1);
	if (s->nhits == 0 && n > 0)
		vote(s, (size_t)(known[0] - needle->words), true);
	qsort(s->hits, s->nhits, sizeof(*s->hits), by_diagonal);
}

/* ---- candidates --------------------------------------------------------- */

struct candidate {
	int64_t diagonal;
	uint64_t votes;
	int32_t score;
	size_t start, end; /* words of the text; the same: nowhere */
};

static int64_t slack_of(const struct needle *needle)
{
	int64_t slack = 4 + (int64_t)needle->n / 4;

	return slack < SLACK_MAX ? slack : SLACK_MAX;
}

/* Keep the best, at most `max`, one for each neighbourhood. */
static void keep(struct candidate *best, size_t *n, size_t max,
                 const struct candidate *c, int64_t apart)
{
	size_t at = *n;

	for (size_t i = 0; i < *n; i++)
		if (c->diagonal - best[i].diagonal <= apart &&
		    best[i].diagonal - c->diagonal <= apart) {
			if (c->votes <= best[i].votes)
				return;
			memmove(best + i, best + i + 1,
			        (*n - i - 1) * sizeof(*best));
			--*n;
			break;
		}
	for (at = *n; at > 0 && best[at - 1].votes < c->votes; at--)
		if (at < max)
			best[at] = best[at - 1];
	if (at < max) {
		best[at] = *c;
		*n += *n < max;
	}
}

/* All hits whose diagonals are within the slack count together. */
static size_t rank(const struct search *s, struct candidate *best)
{
	int64_t slack = slack_of(s->needle);
	uint64_t votes = 0;
	size_t n = 0, first = 0, max = candidates_wanted(s->needle);

	for (size_t i = 0; i < s->nhits; i++) {
		struct candidate c = { 0 };

		votes += s->hits[i].weight;
		while (s->hits[i].diagonal - s->hits[first].diagonal > slack)
			votes -= s->hits[first++].weight;
		c.votes = votes;
		c.diagonal = s->hits[first + (i - first) / 2].diagonal;
		keep(best, &n, max, &c, slack + (int64_t)s->needle->n / 2);
	}
	return n;
}

/* ---- alignment ---------------------------------------------------------- */

struct cell {
	int32_t score;
	uint32_t start; /* the word of the text the way began at */
};

static int32_t worth(size_t length)
{
	return (int32_t)(length < 12 ? length : 12) + 1;
}

static int first_end(void *arg, struct str word, size_t start, size_t end)
{
	(void)word;
	(void)start;
	*(size_t *)arg = end;
	return 1;
}

/* Where word `place` of the text ends, as far as that matters. */
static size_t end_of(const struct haystack *h, size_t place)
{
	size_t from = h->starts[place], next = place + 1, end = 0;
	struct str word = { h->text.p + from, h->text.len - from };

	while (next < h->nwords && h->starts[next] == from)
		next++;
	if (next < h->nwords)
		word.len = h->starts[next] - from;
	if (word.len > WORD_MAX)
		word.len = WORD_MAX;
	words_each(word, first_end, &end);
	return from + end;
}

/* At its ends the needle may have but part of a word. */
static bool is_part(const struct search *s, size_t i, size_t place)
{
	const struct needle *needle = s->needle;
	const struct needle_word *w = &needle->words[i];
	size_t n = w->end - w->start, from = s->h->starts[place], end;
	const char *word = needle->text.p + w->start;

	if (i == 0 && w->start == 0) {
		end = end_of(s->h, place);
		if (n <= end - from &&
		    memcmp(word, s->h->text.p + end - n, n) == 0)
			return true;
	}
	return i + 1 == needle->n && w->end == needle->text.len &&
	       n <= s->h->text.len - from &&
	       memcmp(word, s->h->text.p + from, n) == 0;
}

static bool fits(const struct search *s, size_t i, size_t place)
{
	return is_word(s, place, i) ||
	       ((i == 0 || i + 1 == s->needle->n) && is_part(s, i, place));
}

static struct cell better(struct cell a, int32_t cost, struct cell b)
{
	a.score += cost;
	return a.score > b.score ? a : b;
}

/* The words of the text an alignment looks at: cell j is the place before
 * word low + j. The needle's word i is looked for near cell i + shift. */
struct window {
	int64_t low, width, shift, slack;
};

static int64_t at_least(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static int64_t at_most(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* The cells of row i: there may be none, and last be first - 1. */
static int64_t first_cell(const struct window *w, size_t i)
{
	return at_most(w->width + 1,
	               at_least(1, (int64_t)i + w->shift - w->slack));
}

static int64_t last_cell(const struct window *w, size_t i)
{
	return at_most(w->width,
	               at_least(0, (int64_t)i + w->shift + w->slack + 1));
}

/* above[j] is the best way that has used the needle's first i words; row[j]
 * becomes that for one more. Beyond the band there is none. */
static void align_row(const struct search *s, const struct window *w, size_t i,
                      const struct cell *above, struct cell *row)
{
	const struct needle_word *word = &s->needle->words[i];
	int32_t value = worth(word->end - word->start);
	int64_t first = first_cell(w, i), last = last_cell(w, i);

	arena_work(s->arena, CELL * (uint64_t)(last + 1 - first));
	row[first - 1] = above[first - 1];
	row[first - 1].score -= value;
	for (int64_t j = first; j <= last; j++) {
		bool same = fits(s, i, (size_t)(w->low + j - 1));
		struct cell best = above[j - 1];

		best.score += same ? 4 * value : -1;
		best = better(above[j], -value, best);
		row[j] = better(row[j - 1], -2, best);
	}
	if (last < w->width)
		row[last + 1].score = NOWHERE;
}

static struct window window_of(const struct search *s,
                               const struct candidate *c)
{
	int64_t n = (int64_t)s->needle->n, slack = slack_of(s->needle);
	struct window w = { .slack = slack };

	w.low = at_least(0, c->diagonal - slack);
	w.width =
		at_most((int64_t)s->h->nwords, c->diagonal + n + slack) - w.low;
	w.shift = c->diagonal - w.low;
	return w;
}

/* The span of the text's words that the needle fits best. */
static void align(const struct search *s, struct candidate *c)
{
	struct window w = window_of(s, c);
	size_t n = s->needle->n, size = (size_t)w.width + 2;
	struct cell *rows[2], best = { .score = NOWHERE };

	for (size_t i = 0; i < 2; i++)
		rows[i] = arena_alloc(s->arena, size * sizeof(**rows));
	for (size_t j = 0; j < size; j++) {
		rows[0][j].start = (uint32_t)((size_t)w.low + j);
		rows[1][j].score = NOWHERE;
	}
	for (size_t i = 0; i < n; i++)
		align_row(s, &w, i, rows[i & 1], rows[(i + 1) & 1]);
	c->start = c->end = 0;
	for (int64_t j = first_cell(&w, n - 1); j <= last_cell(&w, n - 1); j++)
		if (rows[n & 1][j].score > best.score) {
			best = rows[n & 1][j];
			c->score = best.score;
			c->start = best.start;
			c->end = (size_t)(w.low + j);
		}
}

/* ---- places ------------------------------------------------------------- */

/* Take in what stands around the words in both, such as a bracket; and leave
 * out what is cut off in the needle. */
static void fit_edges(const struct search *s, const struct candidate *c,
                      struct near *out)
{
	const struct needle *needle = s->needle;
	const struct needle_word *first = &needle->words[0],
				 *last = &needle->words[needle->n - 1];
	const struct haystack *h = s->h;
	size_t lead = first->start, tail = needle->text.len - last->end;
	bool several = c->end - c->start > 1;

	out->start = h->starts[c->start];
	out->end = end_of(h, c->end - 1);
	if (several && first->start == 0 && !is_word(s, c->start, 0) &&
	    is_part(s, 0, c->start))
		out->start = end_of(h, c->start) - first->end;
	if (several && !is_word(s, c->end - 1, needle->n - 1) &&
	    is_part(s, needle->n - 1, c->end - 1))
		out->end = h->starts[c->end - 1] + (last->end - last->start);
	while (lead > 0 && out->start > 0 &&
	       needle->text.p[lead - 1] == h->text.p[out->start - 1]) {
		lead--;
		out->start--;
	}
	for (size_t i = 0; i < tail && out->end < h->text.len &&
	                   needle->text.p[last->end + i] == h->text.p[out->end];
	     i++)
		out->end++;
}

/* Bytes that are the same may be parts of characters that are not. */
static void mend(const struct haystack *h, struct near *n)
{
	while (n->start < n->end &&
	       ((unsigned char)h->text.p[n->start] & 0xc0) == 0x80)
		n->start++;
	while (n->end > n->start && n->end < h->text.len &&
	       ((unsigned char)h->text.p[n->end] & 0xc0) == 0x80)
		n->end--;
}

/* By similarity, what overlaps a better one left out. */
static size_t insert(struct near *out, size_t n, size_t max,
                     const struct near *new)
{
	size_t at;

	for (size_t i = 0; i < n; i++) {
		if (new->start >= out[i].end || out[i].start >= new->end)
			continue;
		if (new->diff.similarity <= out[i].diff.similarity)
			return n;
		memmove(out + i, out + i + 1, (n - i - 1) * sizeof(*out));
		n--;
		break;
	}
	for (at = n;
	     at > 0 && out[at - 1].diff.similarity < new->diff.similarity; at--)
		if (at < max)
			out[at] = out[at - 1];
	if (at < max)
		out[at] = *new;
	return at < max && n < max ? n + 1 : n;
}

static int by_score(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	return (x->start > y->start) - (x->start < y->start);
}

/* The candidates that are worth comparing, best first. */
static size_t choose(const struct search *s, struct candidate *best)
{
	size_t n = rank(s, best), most = compared_wanted(s->needle), kept = 0;

	for (size_t i = 0; i < n; i++)
		align(s, &best[i]);
	qsort(best, n, sizeof(*best), by_score);
	for (size_t i = 0; i < n && kept < most; i++)
		if (best[i].end > best[i].start &&
		    best[i].score >= best[0].score / 2 &&
		    (kept == 0 || best[i].start != best[kept - 1].start))
			best[kept++] = best[i];
	return kept;
}

size_t nearest_find(const struct haystack *h, const struct needle *needle,
                    struct arena *a, struct near *out, size_t max)
{
	struct search s = { .h = h, .needle = needle, .arena = arena_child(a) };
	struct candidate best[CANDIDATES_MAX];
	size_t n = 0, candidates;

	collect(&s);
	candidates = choose(&s, best);
	for (size_t i = 0; i < candidates; i++) {
		struct near new = { 0 };

		fit_edges(&s, &best[i], &new);
		mend(h, &new);
		worddiff(a, needle->text,
		         (struct str){ h->text.p + new.start,
		                       new.end - new.start },
		         &new.diff);
		if (new.diff.similarity >= SIMILARITY_MIN &&
		    haystack_owns(h, new.start))
			n = insert(out, n, max, &new);
	}
	arena_free(s.arena);
	return n;
}
