/*
 * mix.c - words of a wanted frequency, phrases that stand somewhere
 */
#include "bench/mix.h"

#include <stdio.h>
#include <stdlib.h>

#include "bench/fail.h"
#include "lib/sqlite/sqlite.h"

#define SEED      20240613
#define TRIES_MAX 100000
#define RANK_BITS 17 /* there are more words than 2 to the power of this */

enum band { BAND_NONE, BAND_RARE, BAND_MEDIUM, BAND_COMMON };

/* A class has words of these bands, as a phrase or each by itself; or what
 * stands together in a passage: two words, or so many characters. */
static const struct recipe {
	const char *name;
	enum band words[2];
	bool phrase;
	bool neighbours;
	size_t characters;
	const char *kind;
} recipes[] = {
	{ "rare", .words = { BAND_RARE } },
	{ "medium", .words = { BAND_MEDIUM } },
	{ "common", .words = { BAND_COMMON } },
	{ "common, rare", .words = { BAND_COMMON, BAND_RARE } },
	{ "common, common", .words = { BAND_COMMON, BAND_COMMON } },
	{ "phrase", .neighbours = true },
	{ "common phrase", .words = { BAND_COMMON, BAND_COMMON },
	  .phrase = true },
	{ "1 character", .characters = 1 },
	{ "2 characters", .characters = 2 },
	{ "4 characters", .characters = 4 },
	{ "medium, kind", .words = { BAND_MEDIUM }, .kind = "passages" },
	{ "common, kind", .words = { BAND_COMMON }, .kind = "instruments" },
};

_Static_assert(COUNT(recipes) <= CLASSES_MAX, "too many classes");

struct drawing {
	const struct corpus *corpus;
	struct arena *arena;
	struct conn *bare;
	uint64_t stream;
	size_t ntexts;
	int64_t ndocuments;
};

/* ---- words ------------------------------------------------------------- */

static int64_t number(struct drawing *d, struct str sql, struct str param)
{
	struct value params[] = { value_text(param) };
	struct err e = { 0 };
	int64_t n = 0;

	if (conn_integer(d->bare, sql, params, param.len > 0, &n, &e) != ERR_OK)
		fail(e.detail);
	return n;
}

static bool fits(const struct drawing *d, enum band band, int64_t n)
{
	double part = (double)n / (double)d->ndocuments;

	switch (band) {
	case BAND_RARE:
		return n > 0 && n < 100;
	case BAND_MEDIUM:
		return part >= 0.001 && part <= 0.01;
	case BAND_COMMON:
		return part >= 0.2 && part <= 0.6;
	case BAND_NONE:
		break;
	}
	return false;
}

/* Any word, but the more frequent the sooner. */
static struct str draw_word(struct drawing *d, enum band band)
{
	const struct vocabulary *v = &d->corpus->of[SCRIPT_LATIN];

	for (size_t i = 0; i < TRIES_MAX; i++) {
		size_t bits = 1 + corpus_draw(&d->stream, RANK_BITS);
		struct str word =
			v->words[corpus_draw(&d->stream, (size_t)1 << bits)];

		if (fits(d, band,
		         number(d,
		                STR("SELECT doc FROM vocabulary "
		                    "WHERE term = ?"),
		                word)))
			return word;
	}
	fail("no word is as frequent as is wanted");
	return (struct str){ 0 };
}

/* ---- what stands in a passage ------------------------------------------ */

static struct str draw_passage(struct drawing *d, enum script s)
{
	static struct corpus_text t;
	const struct passage_place *p;

	corpus_text(d->corpus, d->arena, corpus_draw(&d->stream, d->ntexts),
	            &t);
	do
		p = &t.passages[corpus_draw(&d->stream, PASSAGES_EACH)];
	while (p->script != s);
	return (struct str){ t.text.p + p->byte, p->len };
}

/* Two words with a blank between them. */
static struct str draw_neighbours(struct drawing *d)
{
	struct str s = draw_passage(d, SCRIPT_LATIN);
	size_t first = corpus_draw(&d->stream, 10), n = 0;

	for (size_t i = 0; i < first; i++) {
		size_t skipped = strcspn(s.p, " ") + 1;

		s = (struct str){ s.p + skipped, s.len - skipped };
	}
	n = strcspn(s.p, " ") + 1;
	s.len = n + strcspn(s.p + n, " .");
	return s;
}

/* From the start of a word, which is two characters of three bytes. */
static struct str draw_characters(struct drawing *d, size_t n)
{
	struct str s = draw_passage(d, SCRIPT_HAN);
	size_t word = corpus_draw(&d->stream, 15);

	return (struct str){ s.p + 6 * word, 3 * n };
}

/* ---- queries ----------------------------------------------------------- */

static void put_escaped(struct buf *out, char c)
{
	bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');

	buf_printf(out, plain ? "%c" : "%%%02X", (unsigned char)c);
}

static const char *target(struct arena *a, struct str typed, const char *kind)
{
	struct buf out;

	buf_init(&out, a);
	buf_puts(&out, "/v1/search?q=");
	for (size_t i = 0; i < typed.len; i++)
		put_escaped(&out, typed.p[i]);
	if (kind != NULL)
		buf_printf(&out, "&kind=%s", kind);
	return out.data;
}

static void ask_for(struct drawing *d, const struct recipe *r, struct str first,
                    struct str second, struct query_asked *out)
{
	bool quoted = r->phrase || r->neighbours;
	const char *typed = arena_printf(
		d->arena, quoted ? "\"%.*s%s%.*s\"" : "%.*s%s%.*s",
		STR_ARG(first), second.len > 0 ? " " : "", STR_ARG(second));
	const char *match = typed;

	if (!quoted)
		match = arena_printf(
			d->arena, "\"%.*s\"%s%.*s%s", STR_ARG(first),
			second.len > 0 ? " AND \"" : "", STR_ARG(second),
			second.len > 0 ? "\"" : "");
	*out = (struct query_asked){ str_from(match), r->kind,
		                     target(d->arena, str_from(typed),
		                            r->kind) };
}

static void draw_query(struct drawing *d, const struct recipe *r,
                       struct query_asked *out)
{
	struct str first, second = { 0 };

	if (r->characters > 0)
		first = draw_characters(d, r->characters);
	else if (r->neighbours)
		first = draw_neighbours(d);
	else
		first = draw_word(d, r->words[0]);
	if (r->words[1] != BAND_NONE)
		do
			second = draw_word(d, r->words[1]);
		while (str_eq(first, second));
	ask_for(d, r, first, second, out);
}

void mix_draw(struct mix *m, const struct corpus *c, struct arena *a,
              struct conn *bare, size_t ntexts)
{
	struct drawing d = { c, a, bare, corpus_stream(SEED), ntexts, 0 };

	d.ndocuments = number(&d, STR("SELECT count(*) FROM search_docsize"),
	                      (struct str){ 0 });
	m->n = COUNT(recipes);
	for (size_t i = 0; i < m->n; i++) {
		m->classes[i].name = recipes[i].name;
		for (size_t j = 0; j < QUERIES_EACH; j++)
			draw_query(&d, &recipes[i], &m->classes[i].queries[j]);
	}
}
