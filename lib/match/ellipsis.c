/*
 * ellipsis.c - reading dots, and looking for words like "not"
 */
#include "lib/match/ellipsis.h"

#include "lib/match/alike.h"
#include "lib/text/utf8.h"
#include "lib/text/words.h"

static size_t skip_blanks(struct str s, size_t at)
{
	size_t next = at;

	while (next < s.len && alike_is_blank(utf8_next(s, &next)))
		at = next;
	return at;
}

static bool is_ellipsis(uint32_t c)
{
	return c == 0x2026 || c == 0x22ef;
}

/* Past the dots that begin at `at`; 0 when they are no ellipsis. */
static size_t dots_end(struct str s, size_t at)
{
	size_t end = 0, next = at, n = 0;

	while (next < s.len && is_ellipsis(utf8_next(s, &next)))
		end = next;
	if (end > 0)
		return end;
	for (next = at; next < s.len && s.p[next] == '.';) {
		end = ++next;
		n++;
		if (next + 1 < s.len && s.p[next] == ' ' &&
		    s.p[next + 1] == '.')
			next++;
	}
	return n >= 3 ? end : 0;
}

/* What closes a bracket, or 0. */
static uint32_t closing(uint32_t c)
{
	switch (c) {
	case '(':
		return ')';
	case '[':
		return ']';
	case 0xff08:
		return 0xff09;
	case 0xff3b:
		return 0xff3d;
	default:
		return 0;
	}
}

/* Past the ellipsis that begins at `at`; 0 when none does. */
static size_t ellipsis_end(struct str s, size_t at)
{
	size_t next = at, end;
	uint32_t close = closing(utf8_next(s, &next));

	if (close == 0)
		return dots_end(s, at);
	next = skip_blanks(s, next);
	end = next < s.len ? dots_end(s, next) : 0;
	if (end == 0)
		return 0;
	end = skip_blanks(s, end);
	return end < s.len && utf8_next(s, &end) == close ? end : 0;
}

static void keep(struct str part, struct str *parts, size_t max, size_t *n)
{
	size_t start = skip_blanks(part, 0), end = start, next = start;

	while (next < part.len)
		if (!alike_is_blank(utf8_next(part, &next)))
			end = next;
	if (end > start && (*n)++ < max)
		parts[*n - 1] = (struct str){ part.p + start, end - start };
}

size_t ellipsis_split(struct str quote, struct str *parts, size_t max)
{
	size_t at = 0, start = 0, end, n = 0;

	while (at < quote.len) {
		end = ellipsis_end(quote, at);
		if (end == 0) {
			utf8_next(quote, &at);
			continue;
		}
		keep((struct str){ quote.p + start, at - start }, parts, max,
		     &n);
		start = at = end;
	}
	if (start == 0)
		return 0;
	keep((struct str){ quote.p + start, at - start }, parts, max, &n);
	return n;
}

/* ---- negations ----------------------------------------------------------- */

/* Folded words; apostrophes separate, so "don't" ends in "t". */
static bool is_negation(struct str word)
{
	static const char *const words[] = {
		"not",     "no",         "never",     "nor",     "without",
		"neither", "none",       "nothing",   "nobody",  "nowhere",
		"cannot",  "non",        "ne",        "pas",     "sans",
		"jamais",  "aucun",      "aucune",    "nicht",   "kein",
		"keine",   "keinen",     "keiner",    "keinem",  "keines",
		"nichts",  "nie",        "niemals",   "ohne",    "weder",
		"sin",     "ni",         "nunca",     "ninguno", "ninguna",
		"senza",   "mai",        "nessuno",   "nessuna", "nao",
		"nem",     "sem",        "niet",      "geen",    "nooit",
		"zonder",  "prohibited", "forbidden",
	};
	static const char *const signs[] = {
		"不", "没", "沒", "未", "无", "無", "非", "勿",
		"否", "毋", "莫", "禁", "못", "않", "없",
	};

	for (size_t i = 0; i < COUNT(words); i++)
		if (str_is(word, words[i]))
			return true;
	for (size_t i = 0; i < COUNT(signs); i++)
		if (str_is(word, signs[i]))
			return true;
	return false;
}

struct looking {
	struct str text, found;
	size_t n_start; /* of a word that ends in n, before an apostrophe */
	size_t n_end;
	bool first;
};

static bool is_apostrophe(struct str s)
{
	return str_is(s, "'") || str_is(s, "\u2019") || str_is(s, "\u02bc") ||
	       str_is(s, "\uff07");
}

/* "ません" and the like, whose signs alone are no negation: how long, or 0. */
static size_t japanese_negation(struct str s)
{
	static const char *const words[] = { "ない", "なく",   "なけ",
		                             "なか", "ません", "ず、" };

	for (size_t i = 0; i < COUNT(words); i++)
		if (str_starts(s, str_from(words[i])))
			return strlen(words[i]);
	return 0;
}

static int look(void *arg, struct str word, size_t start, size_t end)
{
	struct looking *l = arg;
	struct str rest = { l->text.p + start, l->text.len - start };
	bool prefix = str_is(word, "non") && end < l->text.len &&
	              l->text.p[end] == '-';

	if (str_is(word, "t") && (l->n_end > 0 || l->first) &&
	    is_apostrophe(
		    (struct str){ l->text.p + l->n_end, start - l->n_end }))
		l->found = (struct str){ l->text.p + l->n_start,
			                 end - l->n_start };
	else if (is_negation(word) && !prefix)
		l->found = (struct str){ rest.p, end - start };
	else if (japanese_negation(rest) > 0)
		l->found = (struct str){ rest.p, japanese_negation(rest) };
	l->first = false;
	l->n_start = start;
	l->n_end = word.len > 0 && word.p[word.len - 1] == 'n' ? end : 0;
	return l->found.p != NULL;
}

struct str ellipsis_negation(struct str text)
{
	struct looking l = { .text = text, .first = true };

	words_each(text, look, &l);
	return l.found;
}
