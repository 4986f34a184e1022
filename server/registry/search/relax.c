/*
 * relax.c - which words need not match
 */
#include "server/registry/search/relax.h"

#include "lib/text/utf8.h"
#include "lib/text/words.h"
#include "server/registry/search/common_words.h"

#define PAIRED_MIN 3 /* characters of a text without blanks */
#define LEFT_MIN   2 /* words that say something */
#define SHARE_MOST 6 /* of SEARCH_LACKS must hold, */
#define SHARE_ANY  1 /* or where that is hardly anything */
#define FEW        4 /* words: of more, half will do at last */
#define KNOWN_MAX  2 /* of so few words each must stand somewhere */

/* "WHO" is no question. */
static bool is_all_capitals(struct str word)
{
	for (size_t i = 0; i < word.len; i++)
		if (word.p[i] < 'A' || word.p[i] > 'Z')
			return false;
	return word.len > 1;
}

struct typed {
	struct str text;
	bool everyday; /* such words, too */
};

static int is_other(void *arg, struct str word, size_t start, size_t end)
{
	const struct typed *t = arg;

	if (is_all_capitals((struct str){ t->text.p + start, end - start }))
		return 1;
	return !common_is(COMMON_LITTLE, word) &&
	       !(t->everyday && common_is(COMMON_EVERYDAY, word));
}

bool relax_is_little(struct str text)
{
	struct typed t = { .text = text };

	return words_each(text, is_other, &t) == 0;
}

bool relax_is_common(struct str text)
{
	struct typed t = { .text = text, .everyday = true };

	return words_each(text, is_other, &t) == 0;
}

struct relaxing {
	const struct parsed_query *from;
	struct parsed_query to;
	uint8_t nloose;
	size_t most; /* clauses */
	bool loosens, too_many;
	bool keeps_everyday, keeps_places;
};

static uint8_t begin_clause(struct relaxing *x, bool loose, bool without)
{
	struct search *s = &x->to.search;

	if (x->to.nclauses == x->most)
		x->too_many = true;
	else
		x->to.nclauses++;
	s->loose[x->to.nclauses - 1] = loose;
	s->without[x->to.nclauses - 1] = without;
	x->nloose += loose;
	return (uint8_t)(x->to.nclauses - 1);
}

static void put(struct relaxing *x, struct term t, uint8_t clause)
{
	struct search *s = &x->to.search;

	t.clause = clause;
	if (s->nterms < SEARCH_TERMS_MAX)
		s->terms[s->nterms++] = t;
}

/* ---- text without blanks -------------------------------------------------- */

struct pairing {
	struct relaxing *relaxing;
	struct str text;
	size_t before, end; /* where the character before began and ended */
	size_t n;
	bool count_only;
};

static int add_pair(void *arg, struct str word, size_t start, size_t end)
{
	struct pairing *p = arg;
	struct term t = { .text = { p->text.p + p->before, end - p->before } };

	size_t at = 0;

	if (!words_is_ideograph(utf8_next(word, &at)))
		return 0;
	p->n++;
	if (!p->count_only && p->n > 1 && p->end == start)
		put(p->relaxing, t, begin_clause(p->relaxing, true, false));
	p->before = start;
	p->end = end;
	return 0;
}

static bool put_pairs(struct relaxing *x, struct str text)
{
	struct pairing p = { .relaxing = x, .text = text, .count_only = true };

	words_each(text, add_pair, &p);
	if (p.n < PAIRED_MIN)
		return false;
	p = (struct pairing){ .relaxing = x, .text = text };
	words_each(text, add_pair, &p);
	return true;
}

/* ---- clauses ---------------------------------------------------------------- */

static bool leaves_out(const struct relaxing *x, struct str text)
{
	return x->loosens && !x->keeps_everyday ? relax_is_common(text)
	                                        : relax_is_little(text);
}

/* From the term at i; where the next clause begins. */
static size_t put_clause(struct relaxing *x, size_t i)
{
	const struct search *s = &x->from->search;
	uint8_t from = s->terms[i].clause, to;
	size_t end = i;
	bool plain = x->from->plain[from];

	while (end < s->nterms && s->terms[end].clause == from)
		end++;
	if (plain && end == i + 1 &&
	    (leaves_out(x, s->terms[i].text) ||
	     (x->loosens && put_pairs(x, s->terms[i].text))))
		return end;
	to = begin_clause(x,
	                  plain && x->loosens &&
	                          !(x->keeps_places && s->narrows[from]),
	                  s->without[from]);
	x->to.plain[to] = plain;
	x->to.search.narrows[to] = s->narrows[from];
	for (; i < end; i++)
		put(x, s->terms[i], to);
	return end;
}

/* How many clauses are asked for. */
static size_t count_asked(const struct parsed_query *q)
{
	size_t n = 0;

	for (size_t i = 0; i < q->nclauses; i++)
		n += !q->search.without[i];
	return n;
}

/* Of everyday words alone one cannot do without. */
static void put_clauses(struct relaxing *x)
{
	struct relaxing empty = *x;

	for (size_t i = 0; i < x->from->search.nterms;)
		i = put_clause(x, i);
	if (count_asked(&x->to) > 0 || x->keeps_everyday)
		return;
	*x = empty;
	x->keeps_everyday = true;
	put_clauses(x);
}

bool relax(struct parsed_query *q, enum relaxed how)
{
	struct relaxing x = { .from = q,
		              .most = SEARCH_LOOSE_MAX,
		              .loosens = true,
		              .keeps_places = how != RELAXED_PLACES };
	size_t n;

	put_clauses(&x);
	n = count_asked(&x.to);
	if (x.too_many || n == 0 || (x.nloose < 2 && n == count_asked(q)))
		return false;
	if (x.nloose > 1 &&
	    (n > 2 || n == count_asked(q) || how > RELAXED_MOST)) {
		x.to.search.least = (uint8_t)(how == RELAXED_PLACES && n > FEW
		                                      ? n / 2
		                                      : n - (n + 2) / 3);
		x.to.search.share =
			how == RELAXED_MOST ? SHARE_MOST : SHARE_ANY;
	}
	x.to.search.nowhere =
		(uint8_t)(x.nloose > KNOWN_MAX ? x.nloose / 2 : 0);
	*q = x.to;
	return true;
}

void relax_leave_little(struct parsed_query *q)
{
	struct relaxing x = { .from = q, .most = SEARCH_TERMS_MAX };

	x.to.search.everything = q->search.everything;
	for (size_t i = 0; i < q->search.nterms;)
		i = put_clause(&x, i);
	if (count_asked(&x.to) >= LEFT_MIN)
		*q = x.to;
}

struct span {
	size_t start, end;
	bool begun;
};

static int widen(void *arg, struct str word, size_t start, size_t end)
{
	struct span *s = arg;

	(void)word;
	s->start = s->begun ? s->start : start;
	s->begun = true;
	s->end = end;
	return 0;
}

/* "law" of "law?" */
static struct str without_marks(struct str text)
{
	struct span s = { .end = text.len };

	words_each(text, widen, &s);
	return (struct str){ text.p + s.start, s.end - s.start };
}

struct str relax_words(struct arena *a, const struct search *s, uint8_t clause)
{
	struct buf out;

	buf_init(&out, a);
	for (size_t i = 0; i < s->nterms; i++) {
		const struct term *t = &s->terms[i];

		if (t->clause != clause || t->alternative > 0)
			continue;
		buf_puts(&out, out.len > 0 ? " " : "");
		buf_str(&out, without_marks(t->text));
	}
	return buf_text(&out);
}
