/*
 * tokens.c - one walk over the words of a text, one word behind it
 */
#include "lib/text/tokens.h"

#include "lib/base/arena.h"
#include "lib/text/fold.h"
#include "lib/text/han.h"
#include "lib/text/stem.h"
#include "lib/text/utf8.h"
#include "lib/text/words.h"

struct word {
	char text[WORDS_MAX + 1];
	size_t len; /* 0 when there is none */
	size_t start, end;
	uint32_t ideograph; /* its first code point, if it is one */
};

struct walk {
	struct str text;
	enum tokens_for use;
	token_fn *fn;
	void *arg;
	struct word words[2];
	struct word *held; /* read, and not given yet     */
	bool paired;       /* given with the one before it */
	/* What the held one is with the one before it, when the end of a line
	 * parts them; else empty. */
	char whole[2 * WORDS_MAX + 1];
};

static int give(struct walk *w, struct str text, size_t end, bool colocated)
{
	struct token t = { text, w->held->start, end, colocated };

	return w->fn(w->arg, &t);
}

static int give_held(struct walk *w)
{
	return give(w, (struct str){ w->held->text, w->held->len },
	            w->held->end, false);
}

/* ---- words -------------------------------------------------------------- */

static bool is_small(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool is_english(struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!is_small(text.p[i]))
			return false;
	return text.len > 0;
}

static size_t take_stem(char *text, size_t len)
{
	if (is_english((struct str){ text, len }))
		len = stem_english(text, len);
	text[len] = '\0';
	return len;
}

/* How long the mark is that stands here, of those given; 0: none does. */
static size_t mark_at(struct str text, size_t at, const char *const *marks)
{
	struct str rest = { text.p + at, text.len - at };

	for (; *marks != NULL; marks++)
		if (str_starts(rest, str_from(*marks)))
			return strlen(*marks);
	return 0;
}

static const char *const apostrophes[] = { "'", "\u2019", NULL };
static const char *const hyphens[] = { "-", "\u2010", "\u2011", NULL };

/* Is this word the s in "UNESCO's", where UNESCO is held? */
static bool is_possessive(const struct walk *w, struct str word, size_t start)
{
	size_t end = w->held->end;

	return w->held->len > 0 && w->held->ideograph == 0 &&
	       str_is(word, "s") && start > end &&
	       mark_at(w->text, end, apostrophes) == start - end;
}

/* In "et Al." it is a person. */
static bool follows_et(struct str text, size_t at)
{
	return at >= 3 && (text.p[at - 1] == ' ' || text.p[at - 1] == '\n') &&
	       text.p[at - 2] == 't' && (text.p[at - 3] | 0x20) == 'e' &&
	       (at == 3 || !words_is_letter((unsigned char)text.p[at - 4]));
}

/* "Al" for "AI", but "Al-Farabi" and "Al's" are persons. "Als" is left alone:
 * German sentences begin with it. */
static bool is_misread(const struct walk *w)
{
	size_t start = w->held->start, end = w->held->end, hyphen;

	if (end - start != 2 || memcmp(w->text.p + start, "Al", 2) != 0 ||
	    follows_et(w->text, start) ||
	    mark_at(w->text, end, apostrophes) > 0)
		return false;
	hyphen = mark_at(w->text, end, hyphens);
	return hyphen == 0 || (end + hyphen < w->text.len &&
	                       is_small(w->text.p[end + hyphen]));
}

/* ---- words that the end of a line parts ------------------------------------ */

/* A hyphen, which may be a soft one, then the end of one line. */
static bool is_turn(struct str gap)
{
	static const char *const marks[] = { "-", "\u2010", "\u00ad", NULL };
	size_t at = mark_at(gap, 0, marks), lines = 0;

	if (at == 0)
		return false;
	for (; at < gap.len; at++)
		if (gap.p[at] == '\n')
			lines++;
		else if (strchr(" \t\r", gap.p[at]) == NULL)
			return false;
	return lines == 1;
}

/* What a letter is, in words that have capitals. */
enum size { SIZE_NONE, SIZE_SMALL, SIZE_CAPITAL };

static enum size size_at(struct str text, size_t at)
{
	int32_t plain[FOLD_PARTS_MAX], small[FOLD_PARTS_MAX];
	uint32_t c = utf8_next(text, &at);

	if (!words_is_letter(c) || (c >= '0' && c <= '9'))
		return SIZE_NONE;
	return fold_parts(c, false, plain) == fold_parts(c, true, small) &&
	                       plain[0] == small[0]
	               ? SIZE_SMALL
	               : SIZE_CAPITAL;
}

/* Where the last character before a byte begins. */
static size_t last_before(struct str text, size_t at)
{
	do
		at--;
	while (at > 0 && ((unsigned char)text.p[at] & 0xc0) == 0x80);
	return at;
}

/* Are the held word and the next one parts of one? Then both are small, or both
 * capitals, where they meet. */
static bool is_parted(const struct walk *w, const struct word *next)
{
	size_t end = w->held->end;
	struct str gap = { w->text.p + end, next->start - end };
	enum size first;

	if (next->ideograph != 0 || next->start <= end || !is_turn(gap))
		return false;
	first = size_at(w->text, next->start);
	return first != SIZE_NONE &&
	       size_at(w->text, last_before(w->text, end)) == first;
}

static void join(const struct walk *w, const struct word *next, char *whole)
{
	size_t len = w->held->len;

	memcpy(whole, w->held->text, len);
	memcpy(whole + len, next->text, next->len);
	take_stem(whole, len + next->len);
}

/* In the places of both its parts, as a neighbour of what stands before the
 * first and of what stands after the second. */
static int give_wholes(struct walk *w, const struct word *next,
                       const char *ahead)
{
	int rc = 0;

	if (*w->whole != '\0')
		rc = give(w, str_from(w->whole), w->held->end, true);
	if (rc == 0 && *ahead != '\0')
		rc = give(w, str_from(ahead), next->end, true);
	strcpy(w->whole, ahead);
	return rc;
}

/* ---- words, one by one ------------------------------------------------------ */

static int give_asked(struct walk *w, const struct word *next)
{
	if (next != NULL || w->use != TOKENS_PREFIX)
		w->held->len = take_stem(w->held->text, w->held->len);
	return give_held(w);
}

static int give_indexed(struct walk *w, const struct word *next)
{
	char ahead[2 * WORDS_MAX + 1];
	int rc;

	*ahead = '\0';
	if (next != NULL && is_parted(w, next))
		join(w, next, ahead);
	rc = give_asked(w, next);
	if (rc == 0 && is_misread(w))
		rc = give(w, STR("ai"), w->held->end, true);
	return rc == 0 ? give_wholes(w, next, ahead) : rc;
}

static int give_word(struct walk *w, const struct word *next)
{
	return w->use == TOKENS_INDEX ? give_indexed(w, next)
	                              : give_asked(w, next);
}

/* ---- ideographs --------------------------------------------------------- */

static bool is_hangul(uint32_t c)
{
	return (c >= 0x1100 && c <= 0x11ff) || (c >= 0xa960 && c <= 0xd7fb);
}

static bool is_blank_free(const struct word *a, const struct word *b)
{
	return !is_hangul(a->ideograph) && !is_hangul(b->ideograph);
}

/* Does `next` stand right after the held one? */
static bool is_joined(const struct walk *w, const struct word *next)
{
	int32_t parts[UTF8_PLAIN_MAX];
	size_t at = w->held->end;
	bool turned = !is_blank_free(w->held, next);

	while (at < next->start) {
		uint32_t c = utf8_next(w->text, &at);

		if (c == '\r' && w->text.p[at] == '\n')
			continue;
		if (c == '\n' && !turned)
			turned = true;
		else if (utf8_plain_char(c, parts) > 0)
			return false;
	}
	return true;
}

static int give_pair(struct walk *w, const struct word *next, bool colocated)
{
	char pair[2 * WORDS_MAX + 1];
	size_t len = w->held->len;

	memcpy(pair, w->held->text, len);
	memcpy(pair + len, next->text, next->len + 1);
	return give(w, (struct str){ pair, len + next->len }, next->end,
	            colocated);
}

/* A single one is asked for when it is in no pair; and after the last pair,
 * so that what follows is asked for in its place. */
static int give_ideograph(struct walk *w, const struct word *next)
{
	bool joined =
		next != NULL && next->ideograph != 0 && is_joined(w, next);
	bool single = w->use == TOKENS_INDEX ||
	              (!joined && (!w->paired || next != NULL));
	int rc = 0;

	if (single)
		rc = give_held(w);
	if (rc == 0 && joined)
		rc = give_pair(w, next, single);
	w->paired = joined;
	return rc;
}

/* ---- the walk ----------------------------------------------------------- */

static int give_before(struct walk *w, const struct word *next)
{
	if (w->held->len == 0)
		return 0;
	return w->held->ideograph != 0 ? give_ideograph(w, next)
	                               : give_word(w, next);
}

static void take_form(struct word *word)
{
	struct str text = { word->text, word->len };
	size_t at = 0;
	uint32_t c;

	word->ideograph = 0;
	if ((unsigned char)word->text[0] < 0xe1)
		return;
	c = utf8_next(text, &at);
	if (!words_is_ideograph(c))
		return;
	word->ideograph = c;
	if (at == word->len) {
		word->len = utf8_encode(han_plain(c), word->text);
		word->text[word->len] = '\0';
	}
}

static int on_word(void *arg, struct str text, size_t start, size_t end)
{
	struct walk *w = arg;
	struct word *next = &w->words[w->held == w->words];
	int rc;

	if (is_possessive(w, text, start)) {
		w->held->end = end;
		return 0;
	}
	memcpy(next->text, text.p, text.len + 1);
	next->len = text.len;
	next->start = start;
	next->end = end;
	take_form(next);
	rc = give_before(w, next);
	w->held = next;
	return rc;
}

int tokens_each(struct str text, enum tokens_for use, token_fn *fn, void *arg)
{
	struct walk w = { .text = text, .use = use, .fn = fn, .arg = arg };
	int rc;

	w.held = w.words;
	rc = words_each(text, on_word, &w);
	return rc != 0 ? rc : give_before(&w, NULL);
}

/* ---- prefixes ----------------------------------------------------------- */

struct last {
	char text[2 * WORDS_MAX + 1];
	size_t len, start, end;
};

static int keep_last(void *arg, const struct token *t)
{
	struct last *l = arg;

	memcpy(l->text, t->text.p, t->text.len);
	l->len = t->text.len;
	l->start = t->start;
	l->end = t->end;
	return 0;
}

static struct str last_of(struct str text, enum tokens_for use,
                          struct last *out)
{
	*out = (struct last){ 0 };
	tokens_each(text, use, keep_last, out);
	return (struct str){ out->text, out->len };
}

bool tokens_open(struct str prefix)
{
	struct last last;
	struct str text = last_of(prefix, TOKENS_PREFIX, &last);

	return text.len > 0 &&
	       !words_is_ideograph(utf8_next(text, &(size_t){ 0 }));
}

size_t tokens_endings(struct arena *a, struct str prefix,
                      struct str out[TOKENS_ENDINGS])
{
	static const char *const endings[TOKENS_ENDINGS] = { "",   "s",  "es",
		                                             "d",  "ed", "g",
		                                             "ng", "ing" };
	struct last typed, last;
	struct str begins = last_of(prefix, TOKENS_PREFIX, &typed);
	bool goes_on = typed.end == prefix.len &&
	               typed.start + begins.len == typed.end;
	size_t n = 0;

	if (!is_english(begins))
		return 0;
	for (size_t i = 0; i < (goes_on ? TOKENS_ENDINGS : 1); i++) {
		struct buf whole;

		buf_init(&whole, a);
		buf_str(&whole, prefix);
		buf_puts(&whole, endings[i]);
		out[n] = buf_text(&whole);
		if (!str_starts(last_of(out[n], TOKENS_QUERY, &last), begins))
			n++;
	}
	return n;
}

struct str tokens_version(struct arena *a)
{
	return str_from(arena_printf(a, "%s %s %s %s", WORDS_VERSION,
	                             FOLD_VERSION, words_unicode(),
	                             han_version));
}
