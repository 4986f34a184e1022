/*
 * corpus.c - counting the words of texts, and drawing them again
 */
#include "bench/corpus.h"

#include <stdio.h>
#include <stdlib.h>

#include "lib/text/utf8.h"
#include "lib/text/words.h"

#define SHIFT          2.0 /* of the ranks; keeps the first words apart */
#define TEXT_READ_MAX  (8u << 20)
#define PASSAGE_LEAST  20 /* words */
#define PASSAGE_MOST   60
#define SYLLABLES_MOST 5
#define HAN_FIRST      0x4e00
#define HAN_INVENTED   3000 /* characters that invented words are made of */

static const size_t sizes[] = { [SCRIPT_LATIN] = 200000, [SCRIPT_HAN] = 50000 };

/* ---- drawing ----------------------------------------------------------- */

/* SplitMix64. */
static uint64_t next(uint64_t *stream)
{
	uint64_t z = *stream += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

uint64_t corpus_stream(uint64_t number)
{
	return next(&number);
}

size_t corpus_draw(uint64_t *stream, size_t n)
{
	return (size_t)(next(stream) % n);
}

enum script corpus_script(uint64_t *stream)
{
	return corpus_draw(stream, 5) == 0 ? SCRIPT_HAN : SCRIPT_LATIN;
}

static struct str draw_word(const struct vocabulary *v, uint64_t *stream)
{
	double wanted = (double)(next(stream) >> 11) / (double)(1ull << 53);
	size_t low = 0, high = v->n - 1;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (v->upto[middle] > wanted)
			high = middle;
		else
			low = middle + 1;
	}
	return v->words[low];
}

/* ---- the words of texts ------------------------------------------------ */

struct list {
	struct str *words;
	size_t n, room;
};

struct gathering {
	struct arena *arena;
	struct list of[SCRIPT__COUNT];
	struct str last; /* the Han character before, */
	size_t last_end; /* and where it ends         */
};

static void add(struct gathering *g, enum script s, struct str word)
{
	struct list *l = &g->of[s];

	if (l->n == l->room) {
		l->room = l->room == 0 ? 1024 : 2 * l->room;
		l->words = realloc(l->words, l->room * sizeof(*l->words));
		if (l->words == NULL)
			abort();
	}
	l->words[l->n++] = word;
}

static bool is_plain(struct str word)
{
	for (size_t i = 0; i < word.len; i++)
		if (word.p[i] < 'a' || word.p[i] > 'z')
			return false;
	return true;
}

static int take(void *arg, struct str word, size_t start, size_t end)
{
	struct gathering *g = arg;
	struct str last = g->last;
	bool han = words_is_ideograph(utf8_next(word, &(size_t){ 0 }));

	g->last = (struct str){ 0 };
	if (!han && is_plain(word))
		add(g, SCRIPT_LATIN, arena_str(g->arena, word));
	if (!han)
		return 0;
	g->last = arena_str(g->arena, word);
	if (last.len > 0 && start == g->last_end)
		add(g, SCRIPT_HAN,
		    str_from(arena_printf(g->arena, "%.*s%.*s", STR_ARG(last),
		                          STR_ARG(word))));
	g->last_end = end;
	return 0;
}

static void take_file(struct gathering *g, const char *path)
{
	FILE *f = fopen(path, "rb");
	char *bytes = malloc(TEXT_READ_MAX);
	struct str text = { bytes, 0 };

	if (f == NULL || bytes == NULL) {
		perror(path);
		exit(EXIT_FAILURE);
	}
	text.len = fread(bytes, 1, TEXT_READ_MAX, f);
	fclose(f);
	g->last = (struct str){ 0 };
	words_each(text, take, g);
	free(bytes);
}

/* ---- ranks ------------------------------------------------------------- */

struct count {
	struct str word;
	size_t n;
};

static int by_word(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static int by_count(const void *a, const void *b)
{
	const struct count *x = a, *y = b;

	if (x->n != y->n)
		return x->n > y->n ? -1 : 1;
	return str_cmp(x->word, y->word);
}

/* Each word of the list once, with how often it was there. */
static size_t count(struct list *l, struct count *out)
{
	size_t n = 0;

	if (l->n > 0)
		qsort(l->words, l->n, sizeof(*l->words), by_word);
	for (size_t i = 0; i < l->n; i++) {
		if (n == 0 || !str_eq(out[n - 1].word, l->words[i]))
			out[n++] = (struct count){ l->words[i], 0 };
		out[n - 1].n++;
	}
	return n;
}

static void invent_latin(uint64_t *stream, struct buf *out)
{
	static const char consonants[] = "bcdfghklmnprstvz", vowels[] = "aeiou";
	size_t n = 2 + corpus_draw(stream, SYLLABLES_MOST - 1);

	for (size_t i = 0; i < n; i++) {
		buf_add(out, &consonants[corpus_draw(stream, 16)], 1);
		buf_add(out, &vowels[corpus_draw(stream, 5)], 1);
	}
	buf_add(out, &consonants[corpus_draw(stream, 16)], 1);
}

static void invent_han(uint64_t *stream, struct buf *out)
{
	for (size_t i = 0; i < 2; i++) {
		uint32_t c =
			HAN_FIRST + (uint32_t)corpus_draw(stream, HAN_INVENTED);
		char bytes[4];

		buf_add(out, bytes, utf8_encode(c, bytes));
	}
}

static struct str invent(struct arena *a, enum script s, size_t rank)
{
	uint64_t stream = corpus_stream(rank);
	struct buf out;

	buf_init(&out, a);
	(s == SCRIPT_HAN ? invent_han : invent_latin)(&stream, &out);
	return buf_text(&out);
}

static void weigh(struct vocabulary *v)
{
	double sum = 0;

	for (size_t i = 0; i < v->n; i++)
		v->upto[i] = sum += 1 / ((double)(i + 1) + SHIFT);
	for (size_t i = 0; i < v->n; i++)
		v->upto[i] /= sum;
}

static void rank(struct vocabulary *v, struct arena *a, enum script s,
                 struct list *l)
{
	struct count *counts = calloc(l->n + 1, sizeof(*counts));
	size_t n;

	if (counts == NULL)
		abort();
	n = count(l, counts);
	qsort(counts, n, sizeof(*counts), by_count);
	v->n = n > sizes[s] ? n : sizes[s];
	v->words = arena_alloc(a, v->n * sizeof(*v->words));
	v->upto = arena_alloc(a, v->n * sizeof(*v->upto));
	for (size_t i = 0; i < v->n; i++)
		v->words[i] = i < n ? counts[i].word : invent(a, s, i);
	weigh(v);
	free(counts);
	free(l->words);
}

void corpus_read(struct corpus *c, struct arena *a, char **paths, size_t n)
{
	struct gathering g = { .arena = a };

	for (size_t i = 0; i < n; i++)
		take_file(&g, paths[i]);
	for (enum script s = 0; s < SCRIPT__COUNT; s++)
		rank(&c->of[s], a, s, &g.of[s]);
}

/* ---- texts ------------------------------------------------------------- */

void corpus_words(const struct corpus *c, uint64_t *stream, enum script s,
                  size_t n, struct buf *out)
{
	for (size_t i = 0; i < n; i++) {
		if (i > 0 && s == SCRIPT_LATIN)
			buf_puts(out, " ");
		buf_str(out, draw_word(&c->of[s], stream));
	}
}

static void add_passage(const struct corpus *c, uint64_t *stream,
                        struct buf *out, int64_t at, struct passage_place *p)
{
	size_t n = PASSAGE_LEAST +
	           corpus_draw(stream, PASSAGE_MOST - PASSAGE_LEAST + 1);
	struct str own;

	p->byte = out->len;
	p->script = corpus_script(stream);
	corpus_words(c, stream, p->script, n, out);
	buf_puts(out, p->script == SCRIPT_HAN ? "。" : ".");
	p->len = out->len - p->byte;
	own = (struct str){ out->data + p->byte, p->len };
	p->start = at;
	p->end = at + utf8_count(own).code_points;
	buf_puts(out, "\n");
}

void corpus_text(const struct corpus *c, struct arena *a, size_t number,
                 struct corpus_text *out)
{
	uint64_t stream = corpus_stream(number);
	struct buf text;
	int64_t at = 0;

	buf_init(&text, a);
	for (size_t i = 0; i < PASSAGES_EACH; i++) {
		add_passage(c, &stream, &text, at, &out->passages[i]);
		at = out->passages[i].end + 1;
	}
	out->text = buf_text(&text);
}
