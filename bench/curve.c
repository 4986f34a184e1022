/*
 * curve.c - what looking for a quote costs as a text grows
 *
 *   curve [BYTES [SECONDS [TEXT]]]
 *
 * Makes texts of several kinds, from 64 KiB up to BYTES (4 MiB), each twice
 * as long as the one before, and asks each for quotes of several kinds, what
 * is near included. Prints milliseconds of CPU for each, and the last two sizes
 * as a ratio. A kind that took more than SECONDS (5) is not asked of longer
 * texts; TEXT is the only kind of text wanted.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/draw.h"
#include "bench/now.h"
#include "lib/base/arena.h"
#include "lib/match/quote.h"
#include "lib/text/utf8.h"

#define FIRST     (64u << 10)
#define SIZES_MAX 16

static uint64_t seed = 42;

/* ---- texts --------------------------------------------------------------- */

static const char *const common[] = { "the", "of", "and", "to",
	                              "in",  "a",  "is",  "for" };

/* A few words are common and most are rare, as in any language. */
static void natural(struct buf *out)
{
	size_t most = (size_t)1 << (1 + draw(&seed, 14)),
	       rank = draw(&seed, most);

	if (rank < COUNT(common))
		buf_printf(out, "%s ", common[rank]);
	else
		buf_printf(out, "w%zux%s%s", rank,
		           draw(&seed, 3) > 0 ? "" : "y",
		           draw(&seed, 12) > 0 ? " " : ".\n");
}

static void eight_words(struct buf *out)
{
	buf_printf(out, "%s ", common[draw(&seed, COUNT(common))]);
}

static void one_word(struct buf *out)
{
	buf_puts(out, "the ");
}

/* A run of one word that is cut too short, over and over. */
static void runs(struct buf *out)
{
	for (size_t i = 0; i < 1000; i++)
		buf_puts(out, "the ");
	buf_puts(out, "of ");
}

static void paragraphs(struct buf *out)
{
	buf_puts(out, "Providers of high-risk systems shall keep the log and, "
	              "where it is appropriate, the documents in the register "
	              "for a period of ten years. The register is public.\n");
}

static void one_letter(struct buf *out)
{
	buf_puts(out, "aaaaaaaaaaaaaaaa");
}

static void one_sign(struct buf *out)
{
	buf_puts(out, "法法法法");
}

static void han(struct buf *out)
{
	char sign[4];

	buf_add(out, sign,
	        utf8_encode(
			(uint32_t)(0x4e00 +
	                           draw(&seed, draw(&seed, 2) > 0 ? 40 : 3000)),
			sign));
	if (draw(&seed, 20) == 0)
		buf_puts(out, "，");
}

static void blanks(struct buf *out)
{
	if (draw(&seed, 40) == 0)
		buf_puts(out, "the");
	buf_puts(out, " \n");
}

static const struct text_kind {
	const char *name;
	void (*more)(struct buf *out);
} texts[] = {
	{ "natural", natural },       { "eight words", eight_words },
	{ "one word", one_word },     { "runs", runs },
	{ "paragraphs", paragraphs }, { "one letter", one_letter },
	{ "one sign", one_sign },     { "han", han },
	{ "blanks", blanks },
};

static struct haystack *text_of(const struct text_kind *kind, size_t bytes)
{
	struct arena *a = arena_new();
	char *own = malloc(bytes + 8192);
	struct buf out;

	if (own == NULL)
		abort();
	buf_init(&out, a);
	while (out.len < bytes)
		kind->more(&out);
	memcpy(own, out.data, out.len);
	bytes = out.len;
	arena_free(a);
	return haystack_new(own, bytes);
}

/* ---- quotes -------------------------------------------------------------- */

static void repeat(struct buf *out, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		buf_puts(out, s);
}

/* From the text, with a word in the middle that it has not. */
static void changed(struct buf *out, const struct haystack *h, size_t n)
{
	size_t all = h->text.len - n,
	       at = haystack_byte(h, haystack_code_point(h, 0) +
	                                     (int64_t)draw(&seed, all / 4)),
	       half = haystack_byte(h, haystack_code_point(h, at) +
	                                       (int64_t)n / 2),
	       end = haystack_byte(h, haystack_code_point(h, at) + (int64_t)n);

	buf_add(out, h->text.p + at, half - at);
	buf_puts(out, " zqzq ");
	buf_add(out, h->text.p + half, end - half);
}

static void tiny(struct buf *out, const struct haystack *h)
{
	(void)h;
	buf_puts(out, "qz");
}

static void changed_short(struct buf *out, const struct haystack *h)
{
	changed(out, h, 400);
}

static void changed_long(struct buf *out, const struct haystack *h)
{
	changed(out, h, 19000);
}

static void words_common(struct buf *out, const struct haystack *h)
{
	(void)h;
	while (out->len < 19990)
		eight_words(out);
}

static void word_again(struct buf *out, const struct haystack *h)
{
	(void)h;
	repeat(out, "the ", 5000);
}

static void word_capital(struct buf *out, const struct haystack *h)
{
	(void)h;
	repeat(out, "THE ", 4999);
	buf_puts(out, "THY");
}

static void word_dash(struct buf *out, const struct haystack *h)
{
	(void)h;
	repeat(out, "The ", 2000);
	buf_puts(out, "the-");
	repeat(out, "the ", 2000);
}

static void letters(struct buf *out, const struct haystack *h)
{
	(void)h;
	repeat(out, "a", 10000);
	buf_puts(out, "b");
	repeat(out, "a", 9000);
}

static void signs(struct buf *out, const struct haystack *h)
{
	(void)h;
	repeat(out, "法", 10000);
	buf_puts(out, "-");
	repeat(out, "法", 9000);
}

static void gaps(struct buf *out, const struct haystack *h)
{
	(void)h;
	repeat(out, "the … ", 19);
	buf_puts(out, "of");
}

static void gaps_capital(struct buf *out, const struct haystack *h)
{
	(void)h;
	for (size_t i = 0; i < 19; i++) {
		repeat(out, "THE ", 100);
		buf_puts(out, "… ");
	}
	buf_puts(out, "AND");
}

static void capitals(struct buf *out, const struct haystack *h)
{
	(void)h;
	buf_puts(out, "OF THE IS");
}

static const struct quote_kind {
	const char *name;
	void (*make)(struct buf *out, const struct haystack *h);
	const char *around;
} quotes[] = {
	{ "qz", tiny, NULL },
	{ "OF THE IS", capitals, NULL },
	{ "400, changed", changed_short, NULL },
	{ "19,000, changed", changed_long, NULL },
	{ "20,000 common", words_common, NULL },
	{ "the the ...", word_again, NULL },
	{ "THE ... THY", word_capital, NULL },
	{ "The ... the-", word_dash, NULL },
	{ "aaa ... b ...", letters, NULL },
	{ "one sign, dash", signs, NULL },
	{ "the … the …", gaps, NULL },
	{ "THE THE … AND", gaps_capital, NULL },
	{ "the, between", word_again, "the " },
	{ "THE, between", word_capital, "of the" },
};

/* ---- asking -------------------------------------------------------------- */

static double ask(const struct haystack *h, const struct quote_kind *kind)
{
	struct arena *a = arena_new();
	struct quote_answer *answer = arena_alloc(a, sizeof(*answer));
	struct quote q = { .near = true };
	struct buf words, around;
	double start;

	buf_init(&words, a);
	buf_init(&around, a);
	kind->make(&words, h);
	q.exact = buf_text(&words);
	if (kind->around != NULL) {
		repeat(&around, kind->around, 400);
		q.prefix = q.suffix = buf_text(&around);
		q.exact.len = 8;
	}
	start = cpu();
	quote_find(h, &q, a, answer);
	start = cpu() - start;
	arena_free(a);
	return start;
}

static void measure(const struct text_kind *text, size_t bytes, double most)
{
	struct haystack *all[SIZES_MAX];
	size_t n = 0;

	printf("\n%-16s", text->name);
	for (size_t size = FIRST; size <= bytes && n < SIZES_MAX; size *= 2) {
		all[n++] = text_of(text, size);
		printf("%9zuK", size >> 10);
	}
	printf("\n");
	for (size_t k = 0; k < COUNT(quotes); k++) {
		double took = 0, before = 0;

		printf("%-16s", quotes[k].name);
		for (size_t i = 0; i < n && took < most; i++) {
			before = took;
			took = ask(all[i], &quotes[k]);
			printf("%10.3f", took * 1e3);
			fflush(stdout);
		}
		printf("  x%.1f\n", before > 0 ? took / before : 0);
	}
	while (n > 0)
		haystack_free(all[--n]);
}

int main(int argc, char **argv)
{
	size_t bytes = argc > 1 ? strtoull(argv[1], NULL, 10) : 4u << 20;
	double most = argc > 2 ? atof(argv[2]) : 5;

	printf("milliseconds for one quote, by the size of the text\n");
	for (size_t i = 0; i < COUNT(texts); i++)
		if (argc < 4 || strcmp(argv[3], texts[i].name) == 0)
			measure(&texts[i], bytes, most);
	return 0;
}
