/*
 * worddiff.c - tokens, a table of the best ways, one walk back through it
 */
#include "lib/match/worddiff.h"

#include "lib/base/arena.h"
#include "lib/match/alike.h"
#include "lib/text/utf8.h"
#include "lib/text/words.h"

#define BAND_MAX  400     /* tokens either side of the diagonal, */
#define BAND_MIN  32      /* of long texts fewer                 */
#define CELLS_MAX 4000000 /* that are compared in all            */
#define CELL      6       /* units of work                       */

struct token {
	struct str raw;  /* with the white space after it   */
	uint64_t folded; /* the same when it is the same    */
	uint32_t length; /* code points, less white space   */
};

struct tokens {
	struct token *items;
	size_t n, room;
	uint32_t length;
};

static bool is_inside(uint32_t c)
{
	return (words_is_letter(c) || words_is_mark(c)) &&
	       !words_is_ideograph(c);
}

/* Past the word, or the one character, that begins at `at`. */
static size_t skip_word(struct str s, size_t at, uint32_t *length)
{
	uint32_t c = utf8_next(s, &at);
	bool word = is_inside(c);
	size_t next = at;

	*length = 1;
	while (next < s.len) {
		c = utf8_next(s, &next);
		if (!words_is_mark(c) && !(word && is_inside(c)))
			break;
		at = next;
		++*length;
	}
	return at;
}

static uint64_t fold(struct units *u, struct arena *a, struct str s)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	units_read(u, a, s);
	for (size_t i = 0; i < u->n; i++)
		h = (h ^ u->items[i].folded) * UINT64_C(0x100000001b3);
	return u->n > 0 ? h : 1; /* all that is no unit is a dash */
}

static void add(struct tokens *t, struct arena *a, const struct token *token)
{
	ARENA_GROW(a, t->items, t->n, t->room);
	t->items[t->n++] = *token;
	t->length += token->length;
}

static void read_tokens(struct tokens *t, struct arena *a, struct str s)
{
	struct units scratch = { 0 };
	size_t at = alike_skip_blanks(s, 0), start = 0, end;

	arena_work(a, CELL * s.len);
	while (at < s.len) {
		struct token token = { 0 };

		end = skip_word(s, at, &token.length);
		token.folded =
			fold(&scratch, a, (struct str){ s.p + at, end - at });
		at = alike_skip_blanks(s, end);
		token.raw = (struct str){ s.p + start, at - start };
		start = at;
		add(t, a, &token);
	}
}

/* ---- the best way ------------------------------------------------------ */

enum { WAY_BOTH, WAY_FROM, WAY_TO };

/* Cell (i, j) is about what is left from token i and token j on; only cells
 * near the diagonal are there. */
struct table {
	const struct tokens *from, *to;
	size_t width;
	unsigned char *ways; /* from->n rows of `width` */
};

static size_t row_start(const struct table *t, size_t i)
{
	size_t middle = t->from->n > 0 ? i * t->to->n / t->from->n : 0;

	return middle > t->width / 2 ? middle - t->width / 2 : 0;
}

/* What a row has for token j: nothing beyond its ends. */
static uint32_t cell(const uint32_t *row, size_t start, size_t width, size_t j)
{
	return j >= start && j - start < width ? row[j - start] : 0;
}

/* `below` is row i + 1. */
static void fill_row(const struct table *t, size_t i, const uint32_t *below,
                     uint32_t *row)
{
	size_t start = row_start(t, i), low = row_start(t, i + 1),
	       end = start + t->width, n = t->to->n;
	const struct token *x = &t->from->items[i];
	uint32_t right = 0, corner;

	if (end > n + 1)
		end = n + 1;
	corner = cell(below, low, t->width, end);
	for (size_t j = end; j-- > start;) {
		uint32_t best = cell(below, low, t->width, j), down = best;
		unsigned char way = WAY_FROM;

		if (j < n && right > best) {
			best = right;
			way = WAY_TO;
		}
		if (j < n && x->folded == t->to->items[j].folded &&
		    corner + x->length + 1 >= best) {
			best = corner + x->length + 1;
			way = WAY_BOTH;
		}
		row[j - start] = right = best;
		corner = down;
		t->ways[i * t->width + j - start] = way;
	}
}

static size_t width_of(const struct table *t)
{
	size_t width = CELLS_MAX / (t->from->n + 1);

	if (width > 2 * BAND_MAX)
		width = 2 * BAND_MAX;
	if (width < 2 * BAND_MIN)
		width = 2 * BAND_MIN;
	return t->to->n + 1 < width ? t->to->n + 1 : width;
}

static void fill(struct table *t, struct arena *a)
{
	uint32_t *rows[2];
	size_t n = t->from->n;

	t->width = width_of(t);
	t->ways = arena_alloc(a, (n + 1) * t->width);
	for (size_t i = 0; i < 2; i++)
		rows[i] = arena_alloc(a, t->width * sizeof(**rows));
	for (size_t i = n; i-- > 0;) {
		arena_work(a, CELL * t->width);
		memset(rows[i & 1], 0, t->width * sizeof(**rows));
		fill_row(t, i, rows[(i + 1) & 1], rows[i & 1]);
	}
}

static unsigned char way_at(const struct table *t, size_t i, size_t j)
{
	size_t start = row_start(t, i);

	if (j < start)
		return WAY_TO;
	return j - start < t->width ? t->ways[i * t->width + j - start]
	                            : WAY_FROM;
}

/* ---- parts -------------------------------------------------------------- */

static void say(struct diff *out, enum diff_op op, struct str text)
{
	struct diff_part *last = out->n > 0 ? &out->parts[out->n - 1] : NULL;

	if (last != NULL && last->op == op)
		last->text.len += text.len;
	else
		out->parts[out->n++] = (struct diff_part){ op, text };
}

/* Deletions before insertions: what was inserted waits. */
struct writer {
	struct diff *out;
	struct str inserted;
	uint32_t same; /* code points that are, in both texts */
};

static void flush(struct writer *w)
{
	if (w->inserted.len > 0)
		say(w->out, DIFF_INSERT, w->inserted);
	w->inserted.len = 0;
}

static void insert(struct writer *w, struct str text)
{
	if (w->inserted.len == 0)
		w->inserted.p = text.p;
	w->inserted.len += text.len;
}

static void both(struct writer *w, const struct token *x, const struct token *y)
{
	w->same += x->length + y->length;
	if (str_eq(x->raw, y->raw)) {
		flush(w);
		say(w->out, DIFF_EQUAL, y->raw);
		return;
	}
	say(w->out, DIFF_DELETE, x->raw);
	insert(w, y->raw);
}

static void walk(const struct table *t, struct writer *w)
{
	const struct tokens *from = t->from, *to = t->to;
	size_t i = 0, j = 0;

	while (i < from->n || j < to->n) {
		unsigned char way = i == from->n ? WAY_TO
		                    : j == to->n ? WAY_FROM
		                                 : way_at(t, i, j);

		if (way == WAY_BOTH)
			both(w, &from->items[i], &to->items[j]);
		else if (way == WAY_FROM)
			say(w->out, DIFF_DELETE, from->items[i].raw);
		else
			insert(w, to->items[j].raw);
		i += way != WAY_TO;
		j += way != WAY_FROM;
	}
}

/* Take the tokens off that both begin and end with; how many at the start. */
static size_t drop_common_ends(struct tokens *x, struct tokens *y)
{
	size_t lead = 0;

	while (lead < x->n && lead < y->n &&
	       x->items[lead].folded == y->items[lead].folded)
		lead++;
	if (lead > 0) { /* what has no tokens has no items */
		x->items += lead;
		y->items += lead;
		x->n -= lead;
		y->n -= lead;
	}
	while (x->n > 0 && y->n > 0 &&
	       x->items[x->n - 1].folded == y->items[y->n - 1].folded) {
		x->n--;
		y->n--;
	}
	return lead;
}

static void compare(struct writer *w, const struct tokens *from,
                    const struct tokens *to, struct arena *scratch)
{
	struct tokens x = *from, y = *to;
	struct table t = { .from = &x, .to = &y };
	size_t lead = drop_common_ends(&x, &y);

	for (size_t i = 0; i < lead; i++)
		both(w, &from->items[i], &to->items[i]);
	fill(&t, scratch);
	walk(&t, w);
	for (size_t i = lead + x.n; i < from->n; i++)
		both(w, &from->items[i], &to->items[i - x.n + y.n]);
	flush(w);
}

void worddiff(struct arena *a, struct str from, struct str to, struct diff *out)
{
	struct arena *scratch = arena_child(a);
	struct tokens x = { 0 }, y = { 0 };
	struct writer w = { .out = out };
	struct diff_part *parts;

	read_tokens(&x, scratch, from);
	read_tokens(&y, scratch, to);
	parts = arena_alloc(scratch, (x.n + y.n + 1) * sizeof(*parts));
	*out = (struct diff){ .parts = parts };
	compare(&w, &x, &y, scratch);
	if (x.length + y.length > 0)
		out->similarity =
			(int)((uint64_t)w.same * 1000 / (x.length + y.length));
	out->parts = arena_alloc(a, (out->n + 1) * sizeof(*parts));
	memcpy(out->parts, parts, out->n * sizeof(*parts));
	arena_free(scratch);
}
