/*
 * terms.c - reading queries, and finding them again in a text
 */
#include "server/registry/terms.h"

#include "lib/utf8.h"
#include "lib/words.h"

#define BEFORE         60  /* code points shown before the first place */
#define AT_MOST        240 /* and in all                                */
#define TEXT_LOOKED_AT (64u << 10) /* bytes of a long text */

/* ---- reading ----------------------------------------------------------- */

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void drop(struct str *s, size_t n)
{
	s->p += n;
	s->len -= n;
}

/* Up to the closing mark, or to the end when there is none. */
static struct str read_phrase(struct str *rest)
{
	struct str phrase;
	size_t n = 0;

	drop(rest, 1);
	while (n < rest->len && rest->p[n] != '"')
		n++;
	phrase = (struct str){ rest->p, n };
	drop(rest, n < rest->len ? n + 1 : n);
	return phrase;
}

static struct str read_bare(struct str *rest)
{
	struct str word;
	size_t n = 0;

	while (n < rest->len && !is_space(rest->p[n]) && rest->p[n] != '"')
		n++;
	word = (struct str){ rest->p, n };
	drop(rest, n);
	return word;
}

static struct term read_term(struct str *rest)
{
	struct term t = { 0 };

	if (rest->p[0] == '-' && rest->len > 1 && !is_space(rest->p[1])) {
		t.without = true;
		drop(rest, 1);
	}
	t.text = rest->p[0] == '"' ? read_phrase(rest) : read_bare(rest);
	if (rest->len > 0 && rest->p[0] == '*') { /* "a phrase"* */
		t.prefix = true;
		drop(rest, 1);
	} else if (t.text.len > 0 && t.text.p[t.text.len - 1] == '*') {
		t.prefix = true;
		t.text.len--;
	}
	return t;
}

void terms_read(struct str typed, struct search *out)
{
	out->nterms = 0;
	while (out->nterms < SEARCH_TERMS_MAX) {
		while (typed.len > 0 && is_space(typed.p[0]))
			drop(&typed, 1);
		if (typed.len == 0)
			return;
		out->terms[out->nterms++] = read_term(&typed);
	}
}

/* ---- finding again ----------------------------------------------------- */

struct word {
	struct word *next;
	struct str text;
	size_t start, end;
};

struct words {
	struct arena *arena;
	struct word *first, **end;
};

static int keep_word(void *arg, struct str word, size_t start, size_t end)
{
	struct words *ws = arg;
	struct word *w = arena_alloc(ws->arena, sizeof(*w));

	*w = (struct word){ NULL, arena_str(ws->arena, word), start, end };
	*ws->end = w;
	ws->end = &w->next;
	return 0;
}

static struct word *words_of(struct arena *a, struct str text)
{
	struct words ws = { .arena = a };

	ws.end = &ws.first;
	words_each(text, keep_word, &ws);
	return ws.first;
}

/* Do the term's words stand from here on? Then the last of them. */
static const struct word *match(const struct word *here,
                                const struct word *term, bool prefix)
{
	const struct word *last = NULL;

	for (; term != NULL; term = term->next, here = here->next) {
		bool open = prefix && term->next == NULL;

		if (here == NULL || !(open ? str_starts(here->text, term->text)
		                           : str_eq(here->text, term->text)))
			return NULL;
		last = here;
	}
	return last;
}

struct place {
	size_t start, end;
};

struct terms {
	const struct word *words[SEARCH_TERMS_MAX];
	bool prefix[SEARCH_TERMS_MAX];
	size_t n;
};

/* The longest of the terms that stands here. */
static bool find_here(const struct terms *t, const struct word *here,
                      struct place *out)
{
	out->end = 0;
	for (size_t i = 0; i < t->n; i++) {
		const struct word *last =
			match(here, t->words[i], t->prefix[i]);

		if (last != NULL && last->end > out->end)
			*out = (struct place){ here->start, last->end };
	}
	return out->end > 0;
}

static void read_terms(struct arena *a, const struct search *s,
                       struct terms *out)
{
	out->n = 0;
	for (size_t i = 0; i < s->nterms; i++) {
		const struct term *t = &s->terms[i];
		const struct word *w = words_of(a, t->text);

		if (t->without || w == NULL)
			continue;
		out->words[out->n] = w;
		out->prefix[out->n++] = t->prefix;
	}
}

static void cut(struct arena *a, struct str text, const struct place *places,
                size_t n, struct snippet *out)
{
	struct str before = { text.p, places[0].start }, piece;
	int64_t at = utf8_count(before).code_points,
		from = at > BEFORE ? at - BEFORE : 0;
	size_t start = (size_t)utf8_until(text, from).bytes;

	piece = (struct str){ text.p + start, text.len - start };
	piece.len = (size_t)utf8_until(piece, AT_MOST).bytes;
	out->text = arena_str(a, piece);
	for (size_t i = 0; i < n && out->nranges < RANGES_MAX; i++) {
		struct str head = { piece.p, places[i].start - start },
			   own = { piece.p + head.len,
			           places[i].end - places[i].start };

		if (places[i].end > start + piece.len)
			break;
		at = utf8_count(head).code_points;
		out->ranges[out->nranges].start = at;
		out->ranges[out->nranges++].end =
			at + utf8_count(own).code_points;
	}
}

void terms_snippet(struct arena *a, const struct search *s, struct str text,
                   struct snippet *out)
{
	struct place places[RANGES_MAX], place;
	struct terms terms;
	size_t n = 0;

	*out = (struct snippet){ 0 };
	if (text.len > TEXT_LOOKED_AT)
		text.len = utf8_valid_length(
			(struct str){ text.p, TEXT_LOOKED_AT });
	read_terms(a, s, &terms);
	for (const struct word *w = words_of(a, text);
	     w != NULL && n < RANGES_MAX; w = w->next) {
		if (!find_here(&terms, w, &place) ||
		    (n > 0 && place.start < places[n - 1].end))
			continue;
		places[n++] = place;
	}
	if (n > 0)
		cut(a, text, places, n, out);
}
