/*
 * query_parser.c - reading queries, and finding them again in a text
 */
#include "server/registry/search/query_parser.h"

#include "lib/text/blank.h"
#include "lib/text/tokens.h"
#include "lib/text/utf8.h"

#define PREFIX_MIN     2   /* code points before a * */
#define BEFORE         60  /* code points shown before the first place */
#define AT_MOST        240 /* and in all                                */
#define TEXT_LOOKED_AT (64u << 10) /* bytes of a long text */

/* ---- reading ----------------------------------------------------------- */

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

	while (n < rest->len && !char_is_blank(rest->p[n]) && rest->p[n] != '"')
		n++;
	word = (struct str){ rest->p, n };
	drop(rest, n);
	return word;
}

/* "title:" and the like, with something right after it. */
static unsigned read_field(struct str *rest)
{
	static const struct {
		struct str name;
		unsigned parts;
	} fields[] = {
		{ { "title:", 6 }, 1u << SEARCH_TITLE | 1u << SEARCH_NAME },
		{ { "name:", 5 }, 1u << SEARCH_TITLE | 1u << SEARCH_NAME },
		{ { "identifier:", 11 }, 1u << SEARCH_NAME },
		{ { "summary:", 8 }, 1u << SEARCH_SUMMARY },
		{ { "text:", 5 }, 1u << SEARCH_TEXT },
	};

	for (size_t i = 0; i < COUNT(fields); i++)
		if (str_starts(*rest, fields[i].name) &&
		    rest->len > fields[i].name.len &&
		    !char_is_blank(rest->p[fields[i].name.len])) {
			drop(rest, fields[i].name.len);
			return fields[i].parts;
		}
	return 0;
}

struct unit {
	struct term term;
	bool without, quoted;
};

static struct unit read_unit(struct str *rest)
{
	struct unit u = { 0 };
	struct term *t = &u.term;

	if (rest->p[0] == '-' && rest->len > 1 && !char_is_blank(rest->p[1])) {
		u.without = true;
		drop(rest, 1);
	}
	t->parts = read_field(rest);
	u.quoted = rest->p[0] == '"';
	t->text = u.quoted ? read_phrase(rest) : read_bare(rest);
	if (rest->len > 0 && rest->p[0] == '*') { /* "a phrase"* */
		t->prefix = true;
		drop(rest, 1);
	} else if (t->text.len > 0 && t->text.p[t->text.len - 1] == '*') {
		t->prefix = true;
		t->text.len--;
	}
	/* one letter begins a tenth of all words */
	if (utf8_count(t->text).code_points < PREFIX_MIN)
		t->prefix = false;
	return u;
}

static void skip_space(struct str *rest)
{
	drop(rest, blank_skip(*rest, 0));
}

/* OR between two units, which does not count at either end. */
static bool take_or(struct str *rest)
{
	struct str after = *rest;

	if (!str_starts(after, STR("OR")) || after.len < 3 ||
	    !char_is_blank(after.p[2]))
		return false;
	drop(&after, 2);
	skip_space(&after);
	if (after.len == 0)
		return false;
	*rest = after;
	return true;
}

/* To the clause before when OR stands between them, else as one of its own. */
static void add_unit(struct parsed_query *t, struct unit *u, bool either)
{
	struct search *s = &t->search;
	const struct term *before =
		s->nterms > 0 ? &s->terms[s->nterms - 1] : NULL;
	struct term *term = &u->term;

	if (either && !u->without && !s->without[before->clause]) {
		term->clause = before->clause;
		term->alternative = (uint8_t)(before->alternative + 1);
		t->plain[term->clause] = false;
	} else {
		term->clause = (uint8_t)t->nclauses++;
		s->without[term->clause] = u->without;
		t->plain[term->clause] = !u->quoted && !u->without &&
		                         !term->prefix && term->parts == 0;
	}
	s->terms[s->nterms++] = *term;
}

static int count_word(void *arg, const struct token *t)
{
	(void)t;
	return ++*(int *)arg > QUERY_WORDS_MAX;
}

#define IN_DIGITS(n) #n
#define LIMIT(n)     IN_DIGITS(n)

static const char *fault_of(const struct search *s)
{
	int words = 0, prefixes = 0;

	for (size_t i = 0; i < s->nterms; i++) {
		tokens_each(s->terms[i].text, TOKENS_QUERY, count_word, &words);
		prefixes += s->terms[i].prefix;
	}
	if (words > QUERY_WORDS_MAX)
		return "has more than " LIMIT(QUERY_WORDS_MAX) " words in all";
	if (prefixes > QUERY_PREFIXES_MAX)
		return "has more than " LIMIT(
			QUERY_PREFIXES_MAX) " beginnings of words (with *)";
	return NULL;
}

const char *query_parse(struct str typed, struct parsed_query *out)
{
	*out = (struct parsed_query){ .nclauses = 0 };
	if (utf8_count(typed).code_points > QUERY_TYPED_MAX)
		return "has more than " LIMIT(QUERY_TYPED_MAX) " characters";
	for (skip_space(&typed); typed.len > 0; skip_space(&typed)) {
		bool either = out->search.nterms > 0 && take_or(&typed);
		struct unit u = read_unit(&typed);

		if (out->search.nterms == SEARCH_TERMS_MAX)
			return "has more than " LIMIT(
				SEARCH_TERMS_MAX) " words and phrases";
		add_unit(out, &u, either);
	}
	return fault_of(&out->search);
}

bool query_is_plain(struct str typed)
{
	struct parsed_query q;

	if (query_parse(typed, &q) != NULL)
		return false;
	for (size_t i = 0; i < q.nclauses; i++)
		if (!q.plain[i])
			return false;
	return q.nclauses > 0;
}

/* ---- finding again ----------------------------------------------------- */

/* One of the ways to ask for a term: tokens that stand in places one after
 * the other. */
struct form {
	struct form *next;
	struct step {
		struct step *next;
		struct str text;
	} * steps;
	bool prefix; /* the last may go on */
};

/* A token of the text that some step asks for. */
struct spot {
	struct spot *next;
	struct str text;
	size_t place, start, end;
};

struct looking {
	struct arena *arena;
	struct form *forms;
	struct step **step_end;
	struct spot *spots, **spot_end;
	size_t place;
};

static int keep_step(void *arg, const struct token *t)
{
	struct looking *l = arg;
	struct step *step = arena_alloc(l->arena, sizeof(*step));

	step->text = arena_str(l->arena, t->text);
	*l->step_end = step;
	l->step_end = &step->next;
	return 0;
}

static void add_form(struct looking *l, struct str text, bool prefix)
{
	struct form *f = arena_alloc(l->arena, sizeof(*f));

	l->step_end = &f->steps;
	tokens_each(text, prefix ? TOKENS_PREFIX : TOKENS_QUERY, keep_step, l);
	if (f->steps == NULL)
		return;
	f->prefix = prefix;
	f->next = l->forms;
	l->forms = f;
}

static void add_forms(struct looking *l, const struct search *s)
{
	struct str endings[TOKENS_ENDINGS];

	for (size_t i = 0; i < s->nterms; i++) {
		const struct term *t = &s->terms[i];
		bool prefix = t->prefix && tokens_open(t->text);
		size_t n = 0;

		if (s->without[t->clause])
			continue;
		add_form(l, t->text, prefix);
		if (prefix)
			n = tokens_endings(l->arena, t->text, endings);
		while (n > 0)
			add_form(l, endings[--n], false);
	}
}

static bool is_asked(const struct form *f, const struct step *step,
                     struct str text)
{
	return f->prefix && step->next == NULL ? str_starts(text, step->text)
	                                       : str_eq(text, step->text);
}

static bool is_asked_by_any(const struct looking *l, struct str text)
{
	for (const struct form *f = l->forms; f != NULL; f = f->next)
		for (const struct step *s = f->steps; s != NULL; s = s->next)
			if (is_asked(f, s, text))
				return true;
	return false;
}

static int keep_spot(void *arg, const struct token *t)
{
	struct looking *l = arg;
	struct spot *spot;

	l->place += !t->colocated;
	if (!is_asked_by_any(l, t->text))
		return 0;
	spot = arena_alloc(l->arena, sizeof(*spot));
	*spot = (struct spot){ NULL, arena_str(l->arena, t->text), l->place,
		               t->start, t->end };
	*l->spot_end = spot;
	l->spot_end = &spot->next;
	return 0;
}

/* Do the form's tokens stand in the places from here on? Then where they
 * end, else 0. */
static size_t match(const struct form *f, const struct spot *here)
{
	size_t place = here->place, end = 0;

	for (const struct step *s = f->steps; s != NULL; s = s->next) {
		while (here != NULL &&
		       (here->place < place ||
		        (here->place == place && !is_asked(f, s, here->text))))
			here = here->next;
		if (here == NULL || here->place != place++)
			return 0;
		end = here->end;
	}
	return end;
}

struct place {
	size_t start, end;
};

/* Where the longest of the forms that stand here ends, 0 when none does. */
static size_t find_here(const struct looking *l, const struct spot *here)
{
	size_t end = 0, one;

	for (const struct form *f = l->forms; f != NULL; f = f->next) {
		one = match(f, here);
		end = one > end ? one : end;
	}
	return end;
}

/* Places that touch are one. */
static size_t find_places(struct looking *l, struct str text,
                          struct place places[RANGES_MAX])
{
	size_t n = 0;

	l->spot_end = &l->spots;
	tokens_each(text, TOKENS_INDEX, keep_spot, l);
	for (const struct spot *s = l->spots; s != NULL; s = s->next) {
		size_t end = find_here(l, s);

		if (end == 0)
			continue;
		if (n > 0 && s->start <= places[n - 1].end) {
			if (end > places[n - 1].end)
				places[n - 1].end = end;
		} else if (n < RANGES_MAX) {
			places[n++] = (struct place){ s->start, end };
		} else {
			break;
		}
	}
	return n;
}

/* A word is shown whole or not at all, where blanks part words. */
static size_t word_from(struct str text, size_t start, size_t limit)
{
	for (size_t i = start; i > 0 && i < limit; i++)
		if (char_is_blank(text.p[i - 1]))
			return i;
	return start;
}

static size_t word_until(struct str text, size_t end, size_t limit)
{
	for (size_t i = end; i > limit && end < text.len; i--)
		if (char_is_blank(text.p[i]))
			return i;
	return end;
}

static void cut(struct arena *a, struct str text, const struct place *places,
                size_t n, struct snippet *out)
{
	struct str before = { text.p, places[0].start }, piece;
	int64_t at = utf8_count(before).code_points,
		from = at > BEFORE ? at - BEFORE : 0;
	size_t start = word_from(text, (size_t)utf8_until(text, from).bytes,
	                         places[0].start);

	piece = (struct str){ text.p + start, text.len - start };
	piece.len = (size_t)utf8_until(piece, AT_MOST).bytes;
	piece.len = word_until(text, start + piece.len, places[0].end) - start;
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

void query_snippet(struct arena *a, const struct search *s, struct str text,
                   struct snippet *out)
{
	struct looking l = { .arena = arena_new() };
	struct place places[RANGES_MAX];
	size_t n;

	*out = (struct snippet){ 0 };
	if (text.len > TEXT_LOOKED_AT)
		text.len = utf8_valid_length(
			(struct str){ text.p, TEXT_LOOKED_AT });
	add_forms(&l, s);
	n = find_places(&l, text, places);
	if (n > 0)
		cut(a, text, places, n, out);
	arena_free(l.arena);
}
