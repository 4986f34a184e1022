/*
 * unbroken.c - from character to character, the longest first
 */
#include "server/registry/search/unbroken.h"

#include "lib/text/utf8.h"
#include "lib/text/words.h"
#include "server/registry/search/common_words.h"
#include "server/registry/search/synonyms.h"

#define LABEL_MIN 2 /* code points */
#define LABEL_MAX 12

struct cutting {
	const struct synonyms *synonyms;
	struct arena *arena;
	struct parsed_query *to;
	bool is_cut;
};

static void put(struct cutting *c, struct term t, bool plain, bool without)
{
	struct search *s = &c->to->search;

	if (s->nterms == SEARCH_TERMS_MAX)
		return;
	s->without[t.clause] = without;
	c->to->plain[t.clause] = plain;
	s->terms[s->nterms++] = t;
}

static void put_piece(struct cutting *c, const char *from, size_t len)
{
	struct term t = { .text = { from, len },
		          .clause = (uint8_t)c->to->nclauses };

	if (len == 0 || c->to->nclauses == SEARCH_TERMS_MAX)
		return;
	c->to->nclauses++;
	put(c, t, true, false);
}

/* How long the longest label is that begins here, or 0. */
static size_t label_at(const struct cutting *c, struct str rest)
{
	size_t ends[LABEL_MAX], n = 0, at = 0;

	while (n < LABEL_MAX && at < rest.len) {
		utf8_next(rest, &at);
		ends[n++] = at;
	}
	for (; n >= LABEL_MIN; n--)
		if (synonyms_know(c->synonyms, c->arena,
		                  (struct str){ rest.p, ends[n - 1] }))
			return ends[n - 1];
	return 0;
}

static void cut_text(struct cutting *c, struct str text)
{
	size_t begin = 0, at = 0;

	while (at < text.len) {
		struct str rest = { text.p + at, text.len - at };
		size_t label = label_at(c, rest);
		size_t question = common_question_at(rest);

		question = question > label ? question : 0;
		label = question > 0 ? 0 : label;
		if (question + label == 0) {
			utf8_next(text, &at);
			continue;
		}
		put_piece(c, text.p + begin, at - begin);
		put_piece(c, rest.p, label);
		at += question + label;
		begin = at;
		c->is_cut = true;
	}
	put_piece(c, text.p + begin, text.len - begin);
}

static int is_ideograph(void *arg, struct str word, size_t start, size_t end)
{
	size_t at = 0;

	(void)arg;
	(void)start;
	(void)end;
	return words_is_ideograph(utf8_next(word, &at));
}

static bool is_unbroken(struct str text)
{
	return utf8_count(text).code_points <= UNBROKEN_MAX &&
	       words_each(text, is_ideograph, NULL) != 0;
}

/* ---- words that a hyphen joins --------------------------------------------- */

#define JOINED_MIN 2 /* letters of each */

/* Where the first word ends: "KI" of "KI-Strategie"; 0 when it is not joined of
 * words alone. */
static size_t joint_of(struct str text)
{
	size_t at = 0;

	while (at < text.len && text.p[at] != '-')
		at++;
	if (at < JOINED_MIN || at + JOINED_MIN >= text.len)
		return 0;
	for (size_t i = 0; i < text.len; i++)
		if (char_is_digit(text.p[i]) ||
		    (text.p[i] == '-' && text.p[i + (i + 1 < text.len)] == '-'))
			return 0;
	return at;
}

/* "KI-Verordnung" may be called so; else each word by itself. */
static bool cut_joined(struct cutting *c, struct str text)
{
	size_t at = joint_of(text);

	if (at == 0 || synonyms_know(c->synonyms, c->arena, text))
		return false;
	for (; at > 0; at = joint_of(text)) {
		put_piece(c, text.p, at);
		text = (struct str){ text.p + at + 1, text.len - at - 1 };
	}
	put_piece(c, text.p, text.len);
	c->is_cut = true;
	return true;
}

/* ---- all of it ------------------------------------------------------------- */

/* The clause of the term at i; where the next one begins. */
static size_t cut_clause(struct cutting *c, const struct parsed_query *from,
                         size_t i)
{
	const struct search *s = &from->search;
	uint8_t clause = s->terms[i].clause, to = (uint8_t)c->to->nclauses;

	if (from->plain[clause] && is_unbroken(s->terms[i].text)) {
		cut_text(c, s->terms[i].text);
		return i + 1;
	}
	if (from->plain[clause] && cut_joined(c, s->terms[i].text))
		return i + 1;
	c->to->nclauses++;
	for (; i < s->nterms && s->terms[i].clause == clause; i++) {
		struct term t = s->terms[i];

		t.clause = to;
		put(c, t, from->plain[clause], s->without[clause]);
	}
	return i;
}

bool unbroken_cut(const struct synonyms *s, struct arena *a,
                  struct parsed_query *q)
{
	struct parsed_query to = { 0 };
	struct cutting c = { s, a, &to, false };

	for (size_t i = 0;
	     i < q->search.nterms && to.nclauses < SEARCH_TERMS_MAX;)
		i = cut_clause(&c, q, i);
	if (c.is_cut && to.nclauses > 0)
		*q = to;
	return c.is_cut && to.nclauses > 0;
}
