/*
 * quote.c - is this quote in that text?
 */
#include "lib/match/quote.h"

#include "lib/base/arena.h"
#include "lib/match/ellipsis.h"
#include "lib/text/utf8.h"
#include "tests/fuzz/fuzz.h"

static void check_place(const struct haystack *h, const struct quote_place *p)
{
	HOLD(p->start >= 0 && p->start <= p->end);
	HOLD(p->byte <= h->text.len && p->bytes <= h->text.len - p->byte);
	HOLD(haystack_code_point(h, p->byte) == p->start);
	HOLD(haystack_code_point(h, p->byte + p->bytes) == p->end);
	HOLD(utf8_valid(quote_text(h, p)));
}

static void check_answer(const struct haystack *h, const struct quote *q,
                         const struct quote_answer *answer)
{
	struct ellipsis e;

	ellipsis_split(q->exact, &e);
	HOLD(answer->nplaces <= QUOTE_PLACES_MAX);
	HOLD(answer->nnearest <= QUOTE_NEAREST_MAX);
	for (size_t i = 0; i < answer->nplaces; i++)
		check_place(h, &answer->places[i]);
	for (size_t i = 0; i < answer->nnearest; i++)
		check_place(h, &answer->nearest[i].place);
	if (answer->result == QUOTE_EXACT || answer->result == QUOTE_NORMALISED)
		HOLD(answer->nplaces == 1);
	if (answer->result == QUOTE_EXACT && e.n == 0)
		HOLD(str_eq(quote_text(h, &answer->places[0]), q->exact));
	if (answer->result == QUOTE_ABSENT)
		HOLD(answer->nplaces == 0);
}

/* A copy in memory of just that size, so that reading past it is seen. */
static char *copy(struct str s)
{
	char *p = malloc(s.len > 0 ? s.len : 1);

	HOLD(p != NULL);
	if (s.len > 0)
		memcpy(p, s.p, s.len);
	return p;
}

static struct str some(struct str s)
{
	return s.len > 0 ? s : (struct str){ 0 };
}

void fuzz_quote(struct str input)
{
	struct arena *a = arena_new();
	struct str text = fuzz_part(&input, '\0');
	struct quote q = { .exact = fuzz_part(&input, '\0'), .near = true };
	struct quote_answer answer = { 0 };
	struct haystack *h;

	q.prefix = some(fuzz_part(&input, '\0'));
	q.suffix = some(input);
	if (q.exact.len > 0 && utf8_valid(text) && utf8_valid(q.exact) &&
	    utf8_valid(q.prefix) && utf8_valid(q.suffix)) {
		h = haystack_new(copy(text), text.len);
		quote_find(h, &q, a, &answer);
		check_answer(h, &q, &answer);
		haystack_free(h);
	}
	arena_free(a);
}
