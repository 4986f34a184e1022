/*
 * negation.c - which languages, then which rules fit
 */
#include "lib/match/negation.h"

#include "lib/base/arena.h"
#include "lib/match/alike.h"
#include "lib/match/negation_rules.h"
#include "lib/text/utf8.h"
#include "lib/text/words.h"

#define NEAR           60 /* of these, where a rule may begin or end that goes in */
#define SOFT_HYPHEN    0x00ad
#define NO_BREAK_SPACE 0x00a0
#define WIDE_SPACE     0x3000

const char *const negation_kinds[NEGATION__COUNT] = {
	"a negation",
	"a prohibition",
	"an exception",
	"a condition",
};

struct word {
	struct str text; /* folded */
	size_t start, end;
};

struct looking {
	struct arena *arena;
	struct str text; /* from its beginning to where words are read */
	size_t offset;   /* of what is being read */
	struct word *words;
	size_t n, room;
	const struct language *languages;
	size_t nlanguages;
	bool asked[64]; /* by language */
};

/* ---- the words ---------------------------------------------------------- */

static int add_word(void *arg, struct str word, size_t start, size_t end)
{
	struct looking *l = arg;
	char plain[4];

	ARENA_GROW(l->arena, l->words, l->n, l->room);
	l->words[l->n++] = (struct word){
		.text = arena_str(l->arena, negation_fold(word, plain)),
		.start = l->offset + start,
		.end = l->offset + end,
	};
	return 0;
}

static void read_words(struct looking *l, struct str text, size_t from,
                       size_t to, size_t around)
{
	size_t start = utf8_start(text, from > around ? from - around : 0),
	       end = to + around < text.len ? utf8_start(text, to + around)
	                                    : text.len;

	l->text = (struct str){ text.p, end };
	l->offset = start;
	l->n = 0;
	words_each((struct str){ text.p + start, end - start }, add_word, l);
}

/* ---- whether a rule fits ------------------------------------------------ */

static bool has(struct str s, struct str part)
{
	for (size_t i = 0; i + part.len <= s.len; i++)
		if (memcmp(s.p + i, part.p, part.len) == 0)
			return true;
	return false;
}

static bool is_spelt(const struct rule_word *want, struct str word)
{
	if (want->flags & WORD_NUMBER)
		return word.p[0] >= '0' && word.p[0] <= '9';
	if (want->flags & WORD_LETTER)
		return word.len == 1 && word.p[0] >= 'a' && word.p[0] <= 'z';
	if (want->text.len == 0)
		return true;
	switch (want->flags & (WORD_BEGINS | WORD_ENDS)) {
	case WORD_BEGINS:
		return str_starts(word, want->text);
	case WORD_ENDS:
		return str_ends(word, want->text);
	case WORD_BEGINS | WORD_ENDS:
		return has(word, want->text);
	default:
		return str_eq(word, want->text);
	}
}

static bool is_edge(const struct looking *l, size_t i, bool behind)
{
	if (behind)
		return i + 1 == l->n || l->words[i + 1].start > l->words[i].end;
	if (i > 0 && l->words[i - 1].end == l->words[i].start)
		return false;
	return l->words[i].start == 0 ||
	       negation_hyphen(l->text, l->words[i].start - 1) == 0;
}

static bool is_word(const struct looking *l, size_t i,
                    const struct rule_word *want)
{
	const struct word *w = &l->words[i];

	if (!is_spelt(want, w->text))
		return false;
	if (want->raw.p != NULL &&
	    !str_eq(want->raw,
	            (struct str){ l->text.p + w->start, w->end - w->start }))
		return false;
	if ((want->flags & WORD_DOT) &&
	    (w->end == l->text.len || l->text.p[w->end] != '.'))
		return false;
	if ((want->flags & WORD_HYPHEN) &&
	    (w->end == l->text.len || negation_hyphen(l->text, w->end) == 0))
		return false;
	return (!(want->flags & WORD_EDGE_BEFORE) || is_edge(l, i, false)) &&
	       (!(want->flags & WORD_EDGE_AFTER) || is_edge(l, i, true));
}

/* Nothing but blanks and hyphens? Where `tight`, but the end of a line. */
static bool are_blanks_between(const struct looking *l, size_t from, size_t to,
                               bool tight)
{
	size_t breaks = 0;

	while (from < to) {
		uint32_t c = utf8_next(l->text, &from);

		if (!alike_is_blank(c) && c != SOFT_HYPHEN &&
		    (tight || !alike_is_dash(c)))
			return false;
		breaks += c == '\n';
		if (tight && (breaks > 1 || c == ' ' || c == '\t' ||
		              c == NO_BREAK_SPACE || c == WIDE_SPACE))
			return false;
	}
	return true;
}

/* Does word i hang together with the one before it as it should? */
static bool is_joined(const struct looking *l, size_t i,
                      const struct rule_word *want, bool dot)
{
	size_t from = l->words[i - 1].end + dot, to = l->words[i].start;

	switch (want->joint) {
	case JOINT_NONE:
		return are_blanks_between(l, from, to, true);
	case JOINT_APOSTROPHE:
		return from < to && negation_apostrophe(l->text, from) == to;
	case JOINT_HYPHEN:
		return from < to && negation_hyphen(l->text, from) == to;
	case JOINT_BLANK:
		return are_blanks_between(l, from, to, false);
	}
	return false;
}

static bool fits(const struct looking *l, size_t i, const struct rule *rule)
{
	if (rule->n > l->n - i)
		return false;
	for (size_t k = 0; k < rule->n; k++) {
		if (!is_word(l, i + k, &rule->words[k]))
			return false;
		if (k > 0 &&
		    !is_joined(l, i + k, &rule->words[k],
		               (rule->words[k - 1].flags & WORD_DOT) != 0))
			return false;
	}
	return true;
}

/* The longest of these rules that fits at word i, if longer than `best`. */
static const struct rule *longest(const struct looking *l, size_t i,
                                  const struct rules *rules,
                                  const struct rule *best)
{
	size_t buckets[] = { (unsigned char)l->words[i].text.p[0], RULES_ANY };

	for (size_t b = 0; b < COUNT(buckets); b++)
		for (size_t k = rules->from[buckets[b]];
		     k < rules->from[buckets[b] + 1]; k++) {
			const struct rule *rule = &rules->items[k];

			if ((best == NULL || rule->n > best->n ||
			     (rule->n == best->n &&
			      rule->kind == RULE_HARMLESS)) &&
			    fits(l, i, rule))
				best = rule;
		}
	return best;
}

/* ---- languages ---------------------------------------------------------- */

static char small(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

/* "en" of "EN-GB". */
static bool is_language(struct str lang, const char *name)
{
	size_t n = strlen(name);

	if (lang.len < n || (lang.len > n && lang.p[n] != '-'))
		return false;
	for (size_t i = 0; i < n; i++)
		if (small(lang.p[i]) != name[i])
			return false;
	return true;
}

/* No language, as it were: undetermined, several. */
static bool is_none(struct str lang)
{
	return lang.len == 0 || is_language(lang, "und") ||
	       is_language(lang, "mul") || is_language(lang, "zxx");
}

static const struct language *named(struct str lang)
{
	size_t n;
	const struct language *languages = negation_rules(&n);

	for (size_t i = 0; i < n; i++)
		if (is_language(lang, languages[i].name))
			return &languages[i];
	return NULL;
}

bool negation_known(struct str lang)
{
	return is_none(lang) || named(lang) != NULL;
}

static size_t count_common(const struct looking *l,
                           const struct language *language)
{
	size_t n = 0;

	for (size_t i = 0; i < l->n; i++)
		n += longest(l, i, &language->common, NULL) != NULL;
	return n;
}

/* Those that are about as likely as the likeliest; a single word does not
 * tell. */
static void guess(struct looking *l, enum script script)
{
	size_t counts[COUNT(l->asked)] = { 0 }, best = 0;

	for (size_t i = 0; i < l->nlanguages; i++) {
		if (l->languages[i].script != script)
			continue;
		counts[i] = count_common(l, &l->languages[i]);
		if (counts[i] > best)
			best = counts[i];
	}
	for (size_t i = 0; i < l->nlanguages; i++)
		if (l->languages[i].script == script)
			l->asked[i] =
				2 * counts[i] >= best || counts[i] + 1 >= best;
}

static void choose(struct looking *l, struct str lang)
{
	const struct language *own = is_none(lang) ? NULL : named(lang);
	bool unknown = own == NULL && !is_none(lang);

	for (int s = 0; s < SCRIPT__COUNT; s++)
		if ((own == NULL || own->script != (enum script)s) &&
		    !(unknown && s == SCRIPT_LATIN))
			guess(l, (enum script)s);
	if (own != NULL)
		l->asked[own - l->languages] = true;
}

/* ---- looking ------------------------------------------------------------ */

static const struct rule *rule_at(const struct looking *l, size_t i)
{
	const struct rule *best = NULL;

	for (size_t k = 0; k < l->nlanguages; k++)
		if (l->asked[k])
			best = longest(l, i, &l->languages[k].turning, best);
	return best;
}

static bool fits_any(const struct looking *l, size_t i,
                     const struct language *language)
{
	const struct rules *rules = &language->turning;
	size_t buckets[] = { (unsigned char)l->words[i].text.p[0], RULES_ANY };

	for (size_t b = 0; b < COUNT(buckets); b++)
		for (size_t k = rules->from[buckets[b]];
		     k < rules->from[buckets[b] + 1]; k++)
			if (rules->items[k].kind != RULE_HARMLESS &&
			    fits(l, i, &rules->items[k]))
				return true;
	return false;
}

/* Could there be something in whatever language? Mostly there is nothing, and
 * which language it is need not be found out. */
static bool may_have(struct looking *l, struct str text, size_t from, size_t to)
{
	read_words(l, text, from, to, NEAR);
	for (size_t i = 0; i < l->n; i++)
		for (size_t k = 0; k < l->nlanguages; k++)
			if (fits_any(l, i, &l->languages[k]))
				return true;
	return false;
}

bool negation_find(struct arena *a, struct str text, size_t from, size_t to,
                   struct str lang, enum negation_which which,
                   struct negation *out)
{
	struct looking l = { .arena = a };
	bool found = false;
	size_t step;

	l.languages = negation_rules(&l.nlanguages);
	if (!may_have(&l, text, from, to))
		return false;
	read_words(&l, text, from, to, NEGATION_AROUND);
	choose(&l, lang);
	for (size_t i = 0; i < l.n && l.words[i].start < to; i += step) {
		const struct rule *rule = rule_at(&l, i);
		size_t start = l.words[i].start, end;

		step = rule != NULL ? rule->n : 1;
		end = l.words[i + step - 1].end;
		if (rule == NULL || rule->kind == RULE_HARMLESS || end <= from)
			continue;
		found = true;
		*out = (struct negation){ { text.p + start, end - start },
			                  (enum negation_kind)rule->kind };
		if (which == NEGATION_FIRST)
			break;
	}
	return found;
}
