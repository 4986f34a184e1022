/*
 * quotes.c - how sure, and how fast, quotes are found in a text
 *
 *   quotes TEXT [SEED]
 *
 * Draws 1,000 spans of 20 to 400 code points that stand once in TEXT, and asks
 * for each as it is, and with one word changed, dropped or negated. Prints how
 * many came out right, and the time all of it took beside that of memmem()
 * over the text for the same quotes.
 */
#define _GNU_SOURCE /* memmem() */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/draw.h"
#include "bench/now.h"
#include "lib/base/arena.h"
#include "lib/match/quote.h"
#include "lib/text/blank.h"
#include "lib/text/utf8.h"
#include "lib/text/words.h"

#define QUOTES 1000
#define NEAR   40 /* code points a right place may be off */

static uint64_t seed = 42;

static size_t count(struct str text, struct str part)
{
	const char *p = text.p, *end = text.p + text.len;
	size_t n = 0;

	if (part.len == 0) /* of a quote that had one word; it is anywhere */
		return 1;
	while ((p = memmem(p, (size_t)(end - p), part.p, part.len)) != NULL) {
		n++;
		p++;
	}
	return n;
}

/* ---- quotes ------------------------------------------------------------- */

struct drawn {
	struct str text;
	int64_t start, end; /* code points */
};

static struct drawn draw_true(const struct haystack *h)
{
	int64_t all = utf8_count(h->text).code_points;
	struct drawn d;

	do {
		size_t from, to;

		d.start = (int64_t)draw(&seed, (size_t)all - 20);
		d.end = d.start + 20 + (int64_t)draw(&seed, 381);
		from = haystack_byte(h, d.start);
		to = haystack_byte(h, d.end);
		d.text = (struct str){ h->text.p + from, to - from };
	} while (d.end > all || count(h->text, d.text) != 1);
	return d;
}

struct span {
	size_t start, end, n, wanted;
};

static int pick(void *arg, struct str word, size_t start, size_t end)
{
	struct span *s = arg;

	(void)word;
	if (s->n++ != s->wanted)
		return 0;
	s->start = start;
	s->end = end;
	return 1;
}

/* A word of the text, not at its ends if there are others. */
static struct span pick_word(struct str text)
{
	struct span all = { .wanted = SIZE_MAX }, one = { 0 };

	words_each(text, pick, &all);
	if (all.n == 0)
		return one;
	one.wanted =
		all.n > 2 ? 1 + draw(&seed, all.n - 2) : draw(&seed, all.n);
	words_each(text, pick, &one);
	return one;
}

/* Another word of the text, without what stands behind it. */
static struct str draw_word(const struct haystack *h)
{
	size_t other = draw(&seed, h->nwords - 1), from = h->starts[other];
	struct str s = { h->text.p + from, h->starts[other + 1] - from };
	struct span first = { 0 };

	words_each(s, pick, &first);
	return (struct str){ s.p, first.end };
}

/* One word changed, dropped or negated, so that the text, folded, has it not.
 */
static struct str spoil(const struct haystack *h, struct str folded,
                        struct arena *a, struct str s)
{
	for (;;) {
		struct span at = pick_word(s);
		struct str new = draw_word(h);
		bool han =
			words_is_ideograph(utf8_next(s, &(size_t){ at.start }));
		struct buf out;

		buf_init(&out, a);
		buf_add(&out, s.p, at.start);
		switch (draw(&seed, 3)) {
		case 0:
			buf_str(&out, new);
			break;
		case 1:
			buf_puts(&out, han ? "不" : "not ");
			at.end = at.start;
			break;
		default: /* with the blank before it: of "a b;" stays "a;" */
			out.len -= at.start > 0 &&
			           char_is_blank(s.p[at.start - 1]);
			break;
		}
		buf_add(&out, s.p + at.end, s.len - at.end);
		if (count(folded, utf8_fold(a, buf_text(&out))) == 0)
			return buf_text(&out);
	}
}

/* ---- asking ------------------------------------------------------------- */

struct tally {
	size_t of[QUOTE__COUNT], right;
};

static double ask(const struct haystack *h, const struct drawn *drawn,
                  struct tally *t, bool say)
{
	struct arena *a = arena_new();
	double start = cpu(), took;

	for (size_t i = 0; i < QUOTES; i++) {
		struct quote q = { .exact = drawn[i].text, .near = true };
		struct quote_answer answer;
		const struct quote_place *p;

		quote_find(h, &q, a, &answer);
		t->of[answer.result]++;
		p = answer.nplaces > 0 ? &answer.places[0]
		                       : &answer.nearest[0].place;
		if (answer.nplaces + answer.nnearest > 0 &&
		    llabs(p->start - drawn[i].start) <= NEAR &&
		    llabs(p->end - drawn[i].end) <= NEAR)
			t->right++;
		else if (say)
			printf("  elsewhere: %.*s\n  at %ld not %ld %d: %.*s\n",
			       STR_ARG(q.exact), (long)p->start,
			       (long)drawn[i].start,
			       answer.nearest[0].diff.similarity,
			       STR_ARG(quote_text(h, p)));
		if (say && answer.nplaces > 0)
			printf("  %s: %.*s\n  there: %.*s\n",
			       quote_results[answer.result], STR_ARG(q.exact),
			       STR_ARG(quote_text(h, p)));
	}
	took = cpu() - start;
	arena_free(a);
	return took;
}

static double ask_memmem(struct str text, const struct drawn *drawn)
{
	double start = cpu();
	size_t found = 0;

	for (size_t i = 0; i < QUOTES; i++)
		found += memmem(text.p, text.len, drawn[i].text.p,
		                drawn[i].text.len) != NULL;
	printf("memmem: %zu found, ", found);
	return cpu() - start;
}

static void print(const char *what, const struct tally *t, double took,
                  double base)
{
	printf("%s:", what);
	for (size_t i = 0; i < QUOTE__COUNT; i++)
		if (t->of[i] > 0)
			printf(" %s %zu,", quote_results[i], t->of[i]);
	printf(" right place %zu of %d, %.1f ms, %.2f times memmem\n", t->right,
	       QUOTES, took * 1e3, took / base);
}

static void measure(const struct haystack *h, bool say)
{
	static struct drawn drawn[QUOTES], spoilt[QUOTES];
	struct arena *a = arena_new();
	struct str folded = utf8_fold(a, h->text);
	struct tally good = { 0 }, bad = { 0 };
	double base, took;

	for (size_t i = 0; i < QUOTES; i++) {
		drawn[i] = draw_true(h);
		spoilt[i] = drawn[i];
		spoilt[i].text = spoil(h, folded, a, drawn[i].text);
	}
	base = ask_memmem(h->text, drawn);
	printf("%.1f ms\n", base * 1e3);
	took = ask(h, drawn, &good, false);
	print("true quotes", &good, took, base);
	took = ask(h, spoilt, &bad, say);
	print("spoilt quotes", &bad, took, base);
	arena_free(a);
}

int main(int argc, char **argv)
{
	FILE *f = argc > 1 ? fopen(argv[1], "rb") : NULL;
	size_t room = 64u << 20, len;
	char *text = malloc(room);
	struct haystack *h;
	double start;

	if (f == NULL || text == NULL) {
		fprintf(stderr, "usage: quotes TEXT [SEED]\n");
		return 2;
	}
	if (argc > 2)
		seed = strtoull(argv[2], NULL, 10);
	len = fread(text, 1, room, f);
	fclose(f);
	start = cpu();
	h = haystack_new(text, len);
	printf("%s: %zu bytes, %zu words, made ready in %.1f ms, %zu bytes\n",
	       argv[1], len, h->nwords, (cpu() - start) * 1e3,
	       haystack_size(h));
	measure(h, getenv("SAY") != NULL);
	haystack_free(h);
	return 0;
}
