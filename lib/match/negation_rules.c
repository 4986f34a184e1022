/*
 * negation_rules.c - from the files of lib/match/negations/ to tables
 */
#include "lib/match/negation_rules.h"

#include <pthread.h>
#include <stdlib.h>

#include "lib/base/array.h"
#include "lib/base/log.h"
#include "lib/text/han.h"
#include "lib/text/utf8.h"
#include "lib/text/words.h"

#define RULE_WORDS_MAX 16

static struct language *languages;
static size_t nlanguages;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static struct str copy(struct str s)
{
	char *own = or_die(malloc(s.len + 1));

	memcpy(own, s.p, s.len);
	own[s.len] = '\0';
	return (struct str){ own, s.len };
}

struct str negation_fold(struct str word, char *out)
{
	size_t at = 0;
	uint32_t c;

	if (word.len != 3 || (unsigned char)word.p[0] < 0xe0)
		return word;
	c = utf8_next(word, &at);
	return (struct str){ out, utf8_encode(han_plain(c), out) };
}

static size_t mark_at(struct str text, size_t at, const char *const *marks)
{
	struct str rest = { text.p + at, text.len - at };

	for (; *marks != NULL; marks++)
		if (str_starts(rest, str_from(*marks)))
			return at + strlen(*marks);
	return 0;
}

size_t negation_hyphen(struct str text, size_t at)
{
	static const char *const marks[] = { "-", "\u2010", "\u2011", NULL };

	return mark_at(text, at, marks);
}

size_t negation_apostrophe(struct str text, size_t at)
{
	static const char *const marks[] = { "'", "\u2019", "\u02bc", "\uff07",
		                             NULL };

	return mark_at(text, at, marks);
}

/* ---- a pattern ---------------------------------------------------------- */

struct reading {
	const char *name; /* of the file */
	struct str pattern;
	struct rule_word words[RULE_WORDS_MAX];
	size_t n, first; /* the pattern's own first word */
	size_t end;      /* of the word before, in the pattern */
};

static NORETURN void refuse(const char *name, struct str what)
{
	log_event(LOG_ERROR, "negations.unreadable", "language=%s at=%.*s",
	          name, STR_ARG(what));
	die("a file of negations cannot be read");
}

static struct rule_word *add(struct reading *r)
{
	if (r->n == RULE_WORDS_MAX)
		refuse(r->name, r->pattern);
	r->words[r->n] = (struct rule_word){ .text = { "", 0 } };
	return &r->words[r->n++];
}

static int add_word(void *arg, struct str word, size_t start, size_t end)
{
	struct reading *r = arg;
	char plain[4];
	struct rule_word *w = add(r);

	w->text = copy(negation_fold(word, plain));
	if (r->n - 1 > r->first) {
		if (start == r->end)
			w->joint = JOINT_NONE;
		else if (negation_apostrophe(r->pattern, r->end) == start)
			w->joint = JOINT_APOSTROPHE;
		else if (negation_hyphen(r->pattern, r->end) == start)
			w->joint = JOINT_HYPHEN;
		else
			refuse(r->name, r->pattern);
	}
	r->end = end;
	return 0;
}

static bool cut_front(struct str *s, char mark)
{
	if (s->len < 2 || s->p[0] != mark)
		return false;
	s->p++;
	s->len--;
	return true;
}

static bool cut_back(struct str *s, char mark)
{
	if (s->len < 2 || s->p[s->len - 1] != mark)
		return false;
	s->len--;
	return true;
}

/* What stands at the pattern's ends, taken off it. */
static void take_marks(struct str *s, unsigned *before, unsigned *behind)
{
	*before = cut_front(s, '*') ? WORD_ENDS : 0;
	*before |= cut_front(s, '_') ? WORD_EDGE_BEFORE : 0;
	*behind = cut_back(s, '*') ? WORD_BEGINS : 0;
	*behind |= cut_back(s, '_') ? WORD_EDGE_AFTER : 0;
	*behind |= cut_back(s, '.') ? WORD_DOT : 0;
	*behind |= cut_back(s, '-') ? WORD_HYPHEN : 0;
}

static void read_pattern(struct reading *r, struct str s)
{
	unsigned before, behind;
	bool raw, elided;

	r->first = r->n;
	r->end = 0;
	if (str_is(s, "#") || str_is(s, "?")) {
		add(r)->flags = *s.p == '#' ? WORD_NUMBER : WORD_LETTER;
		return;
	}
	take_marks(&s, &before, &behind);
	raw = cut_front(&s, '=');
	elided = cut_back(&s, '\'');
	r->pattern = s;
	words_each(s, add_word, r);
	if (r->n == r->first || (raw && r->n != r->first + 1))
		refuse(r->name, s);
	r->words[r->first].flags |= before;
	r->words[r->n - 1].flags |= behind;
	if (raw)
		r->words[r->first].raw = copy(s);
	if (elided)
		add(r)->joint = JOINT_APOSTROPHE;
}

/* ---- lines -------------------------------------------------------------- */

static struct str without_spaces(struct str s)
{
	while (s.len > 0 && *s.p == ' ')
		s = (struct str){ s.p + 1, s.len - 1 };
	while (s.len > 0 && s.p[s.len - 1] == ' ')
		s.len--;
	return s;
}

/* What stands before the next mark, taken off the rest. */
static struct str cut(struct str *rest, char mark)
{
	const char *p = memchr(rest->p, mark, rest->len);
	struct str part = { rest->p,
		            p != NULL ? (size_t)(p - rest->p) : rest->len };
	size_t past = part.len + (p != NULL);

	*rest = (struct str){ rest->p + past, rest->len - past };
	return without_spaces(part);
}

static void add_rule(struct language *l, enum rule_kind kind, struct str text)
{
	struct reading r = { .name = l->name };
	struct rules *to = kind == RULE_COMMON ? &l->common : &l->turning;
	struct rule rule = { .kind = kind };

	while (text.len > 0) {
		struct str pattern = cut(&text, ' ');

		if (pattern.len > 0)
			read_pattern(&r, pattern);
	}
	if (r.n == 0)
		return;
	rule.n = r.n;
	rule.words = or_die(malloc(r.n * sizeof(*rule.words)));
	memcpy(rule.words, r.words, r.n * sizeof(*rule.words));
	if (to->n == to->room) {
		to->room = to->room > 0 ? 2 * to->room : 64;
		ARRAY_RESIZE(to->items, to->room);
	}
	to->items[to->n++] = rule;
}

static enum script script_of(const struct language *l, struct str name)
{
	static const char *const names[SCRIPT__COUNT] = { "latin", "han",
		                                          "hangul" };

	for (size_t i = 0; i < COUNT(names); i++)
		if (str_is(name, names[i]))
			return (enum script)i;
	refuse(l->name, name);
}

static void add_line(struct language *l, struct str line)
{
	static const char *const keys[RULE__COUNT] = {
		"negation",  "prohibition", "exception",
		"condition", "harmless",    "common",
	};
	struct str key = cut(&line, ':');

	if (key.len == 0 || *key.p == '#')
		return;
	if (str_is(key, "script")) {
		l->script = script_of(l, without_spaces(line));
		return;
	}
	for (size_t i = 0; i < COUNT(keys); i++)
		if (str_is(key, keys[i])) {
			while (line.len > 0)
				add_rule(l, (enum rule_kind)i, cut(&line, ','));
			return;
		}
	refuse(l->name, key);
}

/* ---- tables ------------------------------------------------------------- */

static size_t bucket_of(const struct rule *rule)
{
	const struct rule_word *first = &rule->words[0];

	if ((first->flags & WORD_ENDS) || first->text.len == 0)
		return RULES_ANY;
	return (unsigned char)first->text.p[0];
}

static int by_bucket(const void *a, const void *b)
{
	size_t x = bucket_of(a), y = bucket_of(b);

	return (x > y) - (x < y);
}

static void sort_rules(struct rules *r)
{
	size_t at = 0;

	if (r->n > 0)
		qsort(r->items, r->n, sizeof(*r->items), by_bucket);
	for (size_t i = 0; i <= RULES_ANY + 1; i++) {
		while (at < r->n && bucket_of(&r->items[at]) < i)
			at++;
		r->from[i] = at;
	}
}

static void read_languages(void)
{
	while (negation_texts[nlanguages].name != NULL)
		nlanguages++;
	languages = or_die(calloc(nlanguages, sizeof(*languages)));
	for (size_t i = 0; i < nlanguages; i++) {
		struct str rest = str_from(negation_texts[i].text);
		struct language *l = &languages[i];

		l->name = negation_texts[i].name;
		while (rest.len > 0)
			add_line(l, cut(&rest, '\n'));
		sort_rules(&l->turning);
		sort_rules(&l->common);
	}
}

const struct language *negation_rules(size_t *n)
{
	pthread_once(&once, read_languages);
	*n = nlanguages;
	return languages;
}
