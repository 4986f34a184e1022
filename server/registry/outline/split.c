/*
 * split.c - which openings count
 *
 * Level by level, from what others stand in to what stands in them: the lines
 * that look like an opening of the level are gathered, each is put where it
 * would stand among the provisions found so far, and of each place the list
 * of numbers is taken that goes on the longest.
 */
#include "server/registry/outline/split.h"

#include <stdlib.h>

#include "lib/base/bisect.h"
#include "lib/text/utf8.h"
#include "server/registry/outline/candidate.h"
#include "server/registry/outline/headings.h"
#include "server/registry/outline/provision_ends.h"
#include "server/registry/outline/sequence.h"
#include "server/registry/outline/signatories.h"

#define LISTS_PER_PLACE 16
#define WORK_ITEM       200 /* of placing and naming one */
#define FIRST_MAX       200 /* bytes between a heading and its words */

struct splitting {
	struct arena *arena;
	struct split *out;
	const struct profile *profile;
	const struct vocabulary *vocabulary;
	struct candidates found;
	struct sequence *sequence;
	struct provision **items; /* accepted so far, in order */
	size_t n, room;
};

/* A candidate where it would stand. */
struct placed {
	const struct candidate *c;
	struct provision *parent, *scope; /* NULL: the text */
	int weight;
};

static size_t row_of(const struct splitting *s, const struct profile_row *row)
{
	return (size_t)(row - s->profile->rows);
}

static uint64_t bit_of(const struct splitting *s, const struct provision *p)
{
	return p == NULL ? IN_TEXT : ROW_BIT(row_of(s, p->row));
}

/* ---- where a candidate would stand -------------------------------------- */

static bool heading_has(const struct splitting *s, const struct provision *p,
                        struct str word)
{
	struct str heading = p->heading, plain = utf8_plain(s->arena, heading);

	for (size_t i = 0; i + word.len <= plain.len; i++)
		if (memcmp(plain.p + i, word.p, word.len) == 0)
			return true;
	return false;
}

static bool is_numbered(const struct number *n, const struct opening *inner)
{
	return n->letters ? n->base == inner->letter : n->base == inner->parent;
}

/* Up from what is open here to the first that it may stand in, which may be the
 * text itself: NULL. False: it may stand in none. One level may be left only
 * for a deeper one, unless what stands there comes too late for it. */
static bool climb(const struct splitting *s, const struct profile_row *row,
                  struct provision *open, struct provision **out)
{
	bool late = false;

	for (struct provision *p = open;; p = p->parent) {
		bool in = (row->in & bit_of(s, p)) != 0,
		     too_late = in && p != NULL && (row->before & p->had) != 0;

		late = late || too_late;
		*out = p;
		if (in && !too_late)
			return true;
		if (p == NULL || (!late && p->row->depth < row->depth))
			return false;
	}
}

/* Rows may want a parent of some name, openings one of some number. */
static bool parent_fits(const struct splitting *s, const struct candidate *c,
                        const struct provision *parent)
{
	struct str name = c->row->parent;
	bool is_numbered_in = c->opening.parent > 0 || c->opening.letter > 0;

	if (name.len > 0 && (parent == NULL || !heading_has(s, parent, name)))
		return false;
	return !is_numbered_in ||
	       (parent != NULL && is_numbered(&parent->number, &c->opening));
}

/* What its numbers count in: the parent, or what that stands in. */
static struct provision *scope_of(const struct splitting *s,
                                  const struct profile_row *row,
                                  struct provision *parent)
{
	while (parent != NULL && (row->within & bit_of(s, parent)) == 0)
		parent = parent->parent;
	return parent;
}

static bool find_parent(const struct splitting *s, const struct candidate *c,
                        struct provision *open, struct placed *out)
{
	if (!climb(s, c->row, open, &out->parent) ||
	    !parent_fits(s, c, out->parent))
		return false;
	out->scope = scope_of(s, c->row, out->parent);
	return true;
}

static struct provision *open_at(const struct splitting *s, size_t upto)
{
	return upto > 0 ? s->items[upto - 1] : NULL;
}

static bool is_taken(const struct splitting *s, size_t upto, size_t at)
{
	return upto > 0 && s->items[upto - 1]->at == at;
}

/* Where the words of a provision begin, after its opening and heading. */
static size_t body_of(const struct provision *p)
{
	const char *rest = p->opening.p + (p->rest - p->at);
	size_t heading = 0;

	if (p->heading.len > 0 && p->heading.p >= rest)
		heading = (size_t)(p->heading.p - rest) + p->heading.len;
	return p->rest + heading;
}

/* No letter and no figure from one byte to another? Letters beyond ASCII begin
 * at C3; E2, E3 and EF are mostly marks (dashes, 。, full width). */
static bool is_void(const struct splitting *s, size_t from, size_t to)
{
	const char *text = s->out->extract.text.p;

	for (size_t i = from; i < to; i++) {
		unsigned char c = (unsigned char)text[i];

		if ((c >= '0' && c <= '9') || (c | 0x20u) - 'a' < 26)
			return false;
		if (c >= 0xc3 && c != 0xe2 && c != 0xe3 && c != 0xef)
			return false;
	}
	return true;
}

/* Does the candidate open the very words of what is open there? */
static bool is_first(const struct splitting *s, const struct provision *open,
                     size_t at)
{
	size_t body = open != NULL ? body_of(open) : at;

	return body <= at && at - body < FIRST_MAX && is_void(s, body, at);
}

static bool is_too_soon(const struct splitting *s, const struct candidate *c,
                        const struct provision *open)
{
	return (c->row->flags & ROW_LATE) != 0 && open != NULL &&
	       is_first(s, open, c->at);
}

/* What opens here is one that its parent has had. */
static void pass(const struct splitting *s, struct provision *p)
{
	p->had = 0;
	if (p->parent != NULL)
		p->parent->had |= bit_of(s, p);
}

/* All candidates of a row, in order, each where it would stand. */
static size_t place_all(struct splitting *s, size_t row, struct placed *out)
{
	const struct profile_row *r = &s->profile->rows[row];
	size_t upto = 0, n = 0, from = candidates_from(&s->found, r);

	for (size_t i = 0; i < s->found.n[row]; i++) {
		const struct candidate *c = &s->found.of[row][i];

		for (; upto < s->n && s->items[upto]->at <= c->at; upto++)
			pass(s, s->items[upto]);
		if (is_taken(s, upto, c->at) || c->at < from ||
		    is_too_soon(s, c, open_at(s, upto)) ||
		    ((r->flags & ROW_FRONT) != 0 && upto > 0 &&
		     (s->items[upto - 1]->row->flags & ROW_FRONT) == 0))
			continue;
		out[n].c = c;
		if (!find_parent(s, c, open_at(s, upto), &out[n]))
			continue;
		out[n].weight = c->weight -
		                (open_at(s, upto) != out[n].parent ? 10 : 0);
		n++;
	}
	return n;
}

/* ---- taking ------------------------------------------------------------- */

static struct provision *take(struct splitting *s, const struct placed *p,
                              struct number number)
{
	struct provision *item = arena_alloc(s->arena, sizeof(*item));
	const struct candidate *c = p->c;

	*item = (struct provision){ .row = c->row,
		                    .parent = p->parent,
		                    .scope = p->scope,
		                    .number = number,
		                    .counted = c->opening.number.base == 0,
		                    .at = c->at,
		                    .rest = c->rest,
		                    .line = c->line,
		                    .list = 1,
		                    .word = c->opening.word };
	item->opening =
		(struct str){ s->out->extract.text.p + c->at, c->rest - c->at };
	item->opening.len -= extract_trailing_blanks(item->opening);
	item->depth = p->parent != NULL ? p->parent->depth + 1 : 0;
	ARENA_GROW(s->arena, s->items, s->n, s->room);
	s->items[s->n++] = item;
	return item;
}

static int by_start(const void *a, const void *b)
{
	const struct provision *x = *(struct provision *const *)a,
			       *y = *(struct provision *const *)b;

	return x->at < y->at ? -1 : x->at > y->at;
}

/* Those without a number in the text: each counts, in its scope. */
static void take_unnumbered(struct splitting *s, const struct placed *all,
                            size_t n)
{
	struct number number = { 0 };

	for (size_t i = 0; i < n; i++) {
		if (i > 0 && all[i].scope != all[i - 1].scope)
			number.base = 0;
		number.base++;
		take(s, &all[i], number);
		if ((all[i].c->row->flags & ROW_ONCE) != 0)
			return;
	}
}

/* The lists of one scope. */
struct place {
	const struct placed *all;
	struct step *steps;
	size_t *chain, n;
	int after; /* the last number of the scope before */
};

/* What stands between an opening and a second paragraph is the first, where
 * the first bears no number. */
static void take_bare(struct splitting *s, const struct placed *second)
{
	const struct extract *f = &s->out->extract;
	struct provision *parent = second->parent;
	struct candidate first = { .row = second->c->row };

	if (parent == NULL || parent != second->scope ||
	    (first.row->bare & bit_of(s, parent)) == 0 ||
	    second->c->opening.number.base != 2 ||
	    is_void(s, body_of(parent), second->c->at))
		return;
	first.at = body_of(parent);
	first.at += extract_leading_blanks(
		(struct str){ f->text.p + first.at, second->c->at - first.at });
	first.rest = first.at;
	first.line = parent->line;
	while (first.line + 1 < f->nlines &&
	       f->lines[first.line + 1].start <= first.at)
		first.line++;
	take(s, &(struct placed){ &first, parent, parent, 0 },
	     (struct number){ .base = 1 });
}

static void take_chain(struct splitting *s, const struct place *p, size_t n,
                       int list)
{
	if (list == 1)
		take_bare(s, &p->all[p->chain[0]]);
	for (size_t i = 0; i < n; i++) {
		struct step *t = &p->steps[p->chain[i]];

		t->used = true;
		take(s, &p->all[p->chain[i]], t->number)->list = list;
	}
}

/* One that is alone counts where it comes first in its place. */
static bool is_enough(const struct splitting *s, const struct place *p,
                      size_t n)
{
	const struct placed *first = &p->all[p->chain[0]];

	if (n >= first->c->row->min)
		return true;
	return n > 0 && p->steps[p->chain[0]].base == 1 &&
	       first->parent != NULL && first->parent == first->scope &&
	       is_first(s, first->parent, first->c->at);
}

/* (aa), (bb) are the items of something deeper, and no letters put in after
 * (a), where there is no (a) before them. */
static bool begins_doubled(const struct place *p)
{
	const struct number *first = &p->steps[p->chain[0]].number;

	return (p->all[0].c->row->flags & ROW_STRONG) == 0 && first->letters &&
	       first->base == 1 && first->insert > 0;
}

/* The best list, and if more may begin here, those that are left. Lists bear
 * numbers in the order of the text. */
static int take_lists(struct splitting *s, const struct place *p)
{
	const struct profile_row *row = p->all[0].c->row;
	struct sequence_rule rule = {
		.gap = row->gap,
		.after = p->after,
		.loose = (row->flags & ROW_STRONG) != 0,
		.free = p->steps[0].number.nparts > 0,
	};
	int last = 0;

	for (int list = 1; list <= LISTS_PER_PLACE; list++) {
		size_t n = sequence_best(s->sequence, &rule, p->steps, p->n,
		                         p->chain);

		if (n == 0 || (list > 1 && n < 2) || !is_enough(s, p, n) ||
		    begins_doubled(p))
			break;
		take_chain(s, p, n, list);
		if (list == 1)
			last = p->steps[p->chain[n - 1]].base;
		if (list == 1 && (row->flags & ROW_STRONG) != 0)
			s->out->strong += n;
		if ((row->flags & ROW_AGAIN) == 0)
			break;
		rule.loose = false;
	}
	return last;
}

/* "i" is a letter after "h" and a Roman number before "ii": what stands
 * around it tells. */
static bool is_roman(const struct step *steps, size_t i, size_t n)
{
	const struct number *me = &steps[i].number, none = { 0 },
			    *before = i > 0 ? &steps[i - 1].number : &none,
			    *next = i + 1 < n ? &steps[i + 1].number : &none;
	int roman = 0, letter = 0;

	if (!me->letters || me->roman == 0)
		return false;
	roman += next->roman == me->roman + 1;
	roman += me->roman > 1 && before->roman == me->roman - 1;
	letter += me->insert == 0 && before->insert == 0 && before->base > 0 &&
	          before->base == me->base - 1;
	letter += me->insert == 0 && next->base == me->base + 1;
	return roman > 0 && roman >= letter;
}

/* (aa) or (ab) after (z) goes on with the alphabet; anywhere else it was put
 * in after (a). */
static void count_on(struct number *n, const struct number *before)
{
	int first = n->base, second = n->insert, doubled = 26 + first,
	    row = 26 * first + second;

	if (!n->letters || n->text.len != 2 || before->base < 26)
		return;
	n->base =
		first == second && doubled == before->base + 1 ? doubled : row;
	n->insert = n->roman = 0;
}

static bool is_of_another(const struct profile_row *row, const struct number *n)
{
	return (row->flags & ROW_ALPHABET) != 0 && n->insert > 0;
}

static struct step *steps_of(struct splitting *s, const struct placed *all,
                             size_t n)
{
	struct step *steps = arena_alloc(s->arena, n * sizeof(*steps));
	static const struct number none;

	for (size_t i = 0; i < n; i++) {
		steps[i].number = all[i].c->opening.number;
		count_on(&steps[i].number,
		         i > 0 ? &steps[i - 1].number : &none);
		steps[i].base = steps[i].number.base;
		steps[i].weight = all[i].weight;
	}
	sequence_rank(s->arena, steps, n);
	for (size_t i = 0; i < n; i++)
		if (is_roman(steps, i, n) ||
		    is_of_another(all[i].c->row, &steps[i].number))
			steps[i].weight = -SEQUENCE_WEIGHT;
	return steps;
}

/* By scope; those of one scope stay in order. */
static int by_scope(const void *a, const void *b)
{
	const struct placed *x = a, *y = b;
	size_t at = x->scope != NULL ? x->scope->at + 1 : 0,
	       other = y->scope != NULL ? y->scope->at + 1 : 0;

	if (at != other)
		return at < other ? -1 : 1;
	return x->c->at < y->c->at ? -1 : x->c->at > y->c->at;
}

static void take_numbered(struct splitting *s, struct placed *all, size_t n)
{
	size_t *chain = arena_alloc(s->arena, (n + 1) * sizeof(*chain));
	int after = 0;

	qsort(all, n, sizeof(*all), by_scope);
	for (size_t i = 0, k; i < n; i = k) {
		struct place p = { .all = all + i, .chain = chain };

		for (k = i; k < n && all[k].scope == all[i].scope; k++)
			;
		p.n = k - i;
		p.after = after;
		p.steps = steps_of(s, all + i, p.n);
		after = take_lists(s, &p);
	}
}

static void find_signature(struct splitting *s)
{
	s->out->signed_from =
		signature_from(&s->out->extract, s->vocabulary, s->items, s->n);
}

/* ---- paragraphs by line -------------------------------------------------- */

/* Is the line the opening of a row in `rows`? */
static bool opens_any(const struct splitting *s, uint64_t rows, size_t at)
{
	for (size_t i = 0; i < s->profile->nrows; i++)
		if ((rows & ROW_BIT(i)) != 0 && candidates_at(&s->found, i, at))
			return true;
	return false;
}

/* Does the line break off, so that the next one goes on with it? */
static bool breaks_off(struct str line)
{
	static const char *const ends[] = {
		"。", "；", "：", "！", "？", "…", "”", "’", "）", "」",
		"』", "》", "〉", "】", ".",  ";", ":", "!", "?",  ")",
	};

	for (size_t i = 0; i < COUNT(ends); i++)
		if (str_ends(line, str_from(ends[i])))
			return false;
	return true;
}

static bool goes_on(const struct extract *f, const struct provision *p,
                    size_t line)
{
	struct str before = extract_words(f, line - 1);

	if (line - 1 == p->line)
		before = (struct str){ f->text.p + p->rest,
			               f->lines[p->line].end - p->rest };
	return f->lines[line].joined ||
	       (!f->lines[line].apart &&
	        (f->wrapped || (before.len > 0 && breaks_off(before))));
}

/* The paragraphs of a provision: its lines, but for those of `not`. In the
 * line of the opening what stands after it. */
static size_t lines_of(struct splitting *s, size_t i,
                       const struct profile_row *row, struct candidate *out)
{
	const struct extract *f = &s->out->extract;
	struct provision *p = s->items[i];
	size_t until = i + 1 < s->n ? s->items[i + 1]->at : s->out->signed_from,
	       n = 0;

	for (size_t k = p->line; k < f->nlines && f->lines[k].start < until;
	     k++) {
		size_t at = k == p->line ? p->rest : f->lines[k].start;

		if (at >= f->lines[k].end || opens_any(s, row->not, at) ||
		    (k > p->line && goes_on(f, p, k)))
			continue;
		if (out != NULL)
			out[n] = (struct candidate){
				.row = row, .at = at, .rest = at, .line = k
			};
		n++;
	}
	return n;
}

static void take_lines(struct splitting *s, const struct profile_row *row)
{
	size_t had = s->n;

	find_signature(s);
	for (size_t i = 0; i < had; i++) {
		struct provision *p = s->items[i];
		size_t n;
		struct candidate *lines;

		if ((row->in & bit_of(s, p)) == 0)
			continue;
		n = lines_of(s, i, row, NULL);
		if (n < row->min)
			continue;
		lines = arena_alloc(s->arena, n * sizeof(*lines));
		lines_of(s, i, row, lines);
		for (size_t k = 0; k < n; k++) {
			struct placed at = { &lines[k], p, p, 0 };

			take(s, &at, (struct number){ .base = (int)k + 1 });
		}
	}
}

/* ---- a row at a time ----------------------------------------------------- */

static void take_row(struct splitting *s, size_t row)
{
	const struct profile_row *r = &s->profile->rows[row];
	size_t most = s->found.n[row], had = s->n, n;
	struct placed *all;

	arena_work(s->arena, WORK_ITEM * (most + had));
	if (r->open[0].kind == PATTERN_LINE) {
		take_lines(s, r);
	} else if (most > 0) {
		all = arena_alloc(s->arena, most * sizeof(*all));
		n = place_all(s, row, all);
		if (n > 0 && all[0].c->opening.number.base == 0)
			take_unnumbered(s, all, n);
		else if (n > 0)
			take_numbered(s, all, n);
	}
	if (s->n == had)
		return;
	qsort(s->items, s->n, sizeof(*s->items), by_start);
	headings_find(&s->out->extract, s->items, s->n);
}

bool split_within(const struct provision *p, const struct provision *of)
{
	for (; p != NULL; p = p->parent)
		if (p == of)
			return true;
	return false;
}

/* Leave out what is passed over. */
static void hand_out(struct splitting *s)
{
	s->out->items = arena_alloc(s->arena, (s->n + 1) * sizeof(*s->items));
	s->out->passed = arena_alloc(s->arena, (s->n + 1) * sizeof(*s->items));
	for (size_t i = 0; i < s->n; i++) {
		struct provision *p = s->items[i];

		if (p->row->level.len > 0) {
			p->index = s->out->n;
			s->out->items[s->out->n++] = p;
		} else {
			s->out->passed[s->out->npassed++] = p;
		}
	}
}

void split_extract(struct arena *a, const struct vocabulary *v,
                   const struct profile *p, struct split *out)
{
	struct splitting s = { .arena = a, .out = out, .profile = p };

	s.vocabulary = v;
	out->profile = p;
	out->n = out->npassed = out->strong = 0;
	s.sequence = sequence_new(a);
	out->found = arena_alloc(a, sizeof(*out->found));
	candidates_find(a, &out->extract, p,
	                vocabulary_class(v, STR("contents")), out->found);
	s.found = *out->found;
	for (size_t i = 0; i < p->nrows; i++)
		take_row(&s, i);
	find_signature(&s);
	provision_ends(out, s.items, s.n);
	hand_out(&s);
}
