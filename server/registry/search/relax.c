/*
 * relax.c - which words need not match
 */
#include "server/registry/search/relax.h"

#include "lib/text/utf8.h"
#include "lib/text/words.h"

#define PAIRED_MIN 3 /* characters of a text without blanks */
#define LEFT_MIN   2 /* words that say something */
#define ANCHORS    2 /* where the rarest may fail, the next must hold */
#define KNOWN_MAX  3 /* of so few words each must stand somewhere */

/* Words of questions and between words, which say nothing of a subject. */
static const char *const little_words[] = {
	"a",     "about",  "all",     "am",    "an",    "and",   "any",
	"are",   "as",     "at",      "be",    "been",  "being", "by",
	"can",   "could",  "did",     "do",    "does",  "for",   "from",
	"had",   "has",    "have",    "how",   "i",     "if",    "in",
	"into",  "is",     "it",      "its",   "me",    "most",  "must",
	"my",    "need",   "needs",   "of",    "on",    "or",    "should",
	"show",  "than",   "that",    "the",   "their", "them",  "then",
	"there", "these",  "they",    "this",  "to",    "under", "was",
	"we",    "were",   "what",    "when",  "where", "which", "while",
	"who",   "whom",   "whose",   "why",   "will",  "with",  "would",
	"you",   "your",   "au",      "aux",   "ce",    "ces",   "dans",
	"de",    "des",    "du",      "en",    "est",   "et",    "la",
	"le",    "les",    "ou",      "par",   "pour",  "quand", "que",
	"quel",  "quelle", "quelles", "quels", "qui",   "sur",   "un",
	"une",   "das",    "dem",     "den",   "der",   "die",   "ein",
	"eine",  "fur",    "im",      "ist",   "mit",   "und",   "von",
	"wann",  "welche", "wer",     "wie",   "zu",    "zur",   "con",
	"cual",  "cuando", "del",     "el",    "las",   "los",   "para",
	"por",   "quien",  "sobre",   "y",     "da",    "dos",   "em",
	"no",    "os",     "qual",    "uma",   "di",    "il",    "per",
	"che"
};

/* "WHO" is no question. */
static bool is_all_capitals(struct str word)
{
	for (size_t i = 0; i < word.len; i++)
		if (word.p[i] < 'A' || word.p[i] > 'Z')
			return false;
	return word.len > 1;
}

static int is_other(void *arg, struct str word, size_t start, size_t end)
{
	struct str typed = *(struct str *)arg;

	if (is_all_capitals((struct str){ typed.p + start, end - start }))
		return 1;
	for (size_t i = 0; i < COUNT(little_words); i++)
		if (str_is(word, little_words[i]))
			return 0;
	return 1;
}

bool relax_is_little(struct str text)
{
	return words_each(text, is_other, &text) == 0;
}

struct relaxing {
	const struct parsed_query *from;
	struct parsed_query to;
	uint8_t nloose;
	size_t most; /* clauses */
	bool loosens, too_many;
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
	    (relax_is_little(s->terms[i].text) ||
	     (x->loosens && put_pairs(x, s->terms[i].text))))
		return end;
	to = begin_clause(x, plain && x->loosens, s->without[from]);
	x->to.plain[to] = plain;
	for (; i < end; i++)
		put(x, s->terms[i], to);
	return end;
}

bool relax(struct parsed_query *q, bool any)
{
	struct relaxing x = { .from = q,
		              .most = SEARCH_LOOSE_MAX,
		              .loosens = true };
	size_t n = 0;

	for (size_t i = 0; i < q->search.nterms;)
		i = put_clause(&x, i);
	for (size_t i = 0; i < x.to.nclauses; i++)
		n += !x.to.search.without[i];
	if (x.too_many || x.nloose < 2)
		return false;
	x.to.search.least = (uint8_t)(n - (n + 2) / 3);
	x.to.search.anchors = any ? ANCHORS : 1;
	x.to.search.nowhere =
		(uint8_t)(x.nloose > KNOWN_MAX ? (x.nloose - 1) / 2 : 0);
	*q = x.to;
	return true;
}

void relax_leave_little(struct parsed_query *q)
{
	struct relaxing x = { .from = q, .most = SEARCH_TERMS_MAX };
	size_t n = 0;

	x.to.search.everything = q->search.everything;
	for (size_t i = 0; i < q->search.nterms;)
		i = put_clause(&x, i);
	for (size_t i = 0; i < x.to.nclauses; i++)
		n += !x.to.search.without[i];
	if (n >= LEFT_MIN)
		*q = x.to;
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
		buf_str(&out, t->text);
	}
	return buf_text(&out);
}
