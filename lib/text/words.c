/*
 * words.c - one pass over a text, holding the word that may still grow
 */
#include "lib/text/words.h"

#include <utf8proc.h>

#include "lib/text/utf8.h"

enum kind {
	KIND_BREAK,  /* stands in no word                                */
	KIND_LETTER, /* or digit: stands in a word with others           */
	KIND_SINGLE, /* a word of its own                                */
	KIND_MARK,   /* belongs to what stands before it                 */
};

struct walk {
	word_fn *fn;
	void *arg;
	/* The word being read; one more than it holds, for a NUL. */
	int32_t points[WORDS_MAX + 1];
	size_t n; /* 0 when there is none */
	size_t start, end;
	bool single;
};

bool words_is_ideograph(uint32_t c)
{
	static const struct {
		uint32_t first, last;
	} rows[] = {
		{ 0x1100, 0x11ff },   /* Hangul Jamo                     */
		{ 0x2e80, 0x2fd5 },   /* radicals                        */
		{ 0x3005, 0x3007 },   /* iteration and closing mark, zero */
		{ 0x3021, 0x3029 },   /* Hangzhou numerals               */
		{ 0x3031, 0x3035 },   /* Kana repeat marks               */
		{ 0x3038, 0x303c },   /* Hangzhou numerals, masu mark    */
		{ 0x3041, 0x3096 },   /* Hiragana                        */
		{ 0x309d, 0x309f },   /* its iteration marks             */
		{ 0x30a1, 0x30fa },   /* Katakana                        */
		{ 0x30fc, 0x30ff },   /* its length and iteration marks  */
		{ 0x3105, 0x31bf },   /* Bopomofo, Hangul, annotation    */
		{ 0x31f0, 0x31ff },   /* Katakana for Ainu               */
		{ 0x3400, 0x4dbf },   /* Han                             */
		{ 0x4e00, 0x9fff },   /* Han                             */
		{ 0xa960, 0xa97c },   /* Hangul Jamo                     */
		{ 0xac00, 0xd7fb },   /* Hangul                          */
		{ 0xf900, 0xfaff },   /* Han, compatibility              */
		{ 0xff66, 0xff9d },   /* Katakana, half width            */
		{ 0xffa0, 0xffdc },   /* Hangul, half width              */
		{ 0x16fe3, 0x16fe3 }, /* old Chinese iteration mark      */
		{ 0x1aff0, 0x1b16f }, /* Kana                            */
		{ 0x20000, 0x3fffd }, /* Han, those to come too          */
	};

	for (size_t i = 0; i < COUNT(rows) && rows[i].first <= c; i++)
		if (c <= rows[i].last)
			return true;
	return false;
}

/* A vowel or final consonant that joins the Hangul letter before it. */
static bool is_trailing_jamo(uint32_t c)
{
	return (c >= 0x1160 && c <= 0x11ff) || (c >= 0xd7b0 && c <= 0xd7fb);
}

static enum kind kind_of(uint32_t c)
{
	const utf8proc_property_t *p;
	int category;

	if (words_is_ideograph(c))
		return KIND_SINGLE;
	p = utf8proc_get_property((int32_t)c);
	category = p->category;
	if (category >= UTF8PROC_CATEGORY_LU &&
	    category <= UTF8PROC_CATEGORY_LO)
		return KIND_LETTER;
	if (category >= UTF8PROC_CATEGORY_MN &&
	    category <= UTF8PROC_CATEGORY_ME)
		return KIND_MARK;
	if (category >= UTF8PROC_CATEGORY_ND &&
	    category <= UTF8PROC_CATEGORY_NO)
		return KIND_LETTER;
	return KIND_BREAK;
}

bool words_is_letter(uint32_t c)
{
	return kind_of(c) == KIND_LETTER;
}

bool words_is_mark(uint32_t c)
{
	return kind_of(c) == KIND_MARK;
}

/*
 * Does the character, as written, join its neighbours? Raised, circled and
 * squared ones do not, though letters and digits are in them. Lowered ones
 * do: CO₂ is CO2.
 */
static bool joins(uint32_t c)
{
	const utf8proc_property_t *p = utf8proc_get_property((int32_t)c);

	if (p->category == UTF8PROC_CATEGORY_NO)
		return p->decomp_type == UTF8PROC_DECOMP_TYPE_SUB;
	return kind_of(c) != KIND_BREAK;
}

/* Hand over the word that was read, if any. */
static int flush(struct walk *w)
{
	size_t len, n = w->n;
	char *text = (char *)w->points;

	if (n == 0)
		return 0;
	w->n = 0;
	if (n == 1)
		len = utf8_encode((uint32_t)w->points[0], text);
	else
		len = (size_t)utf8proc_reencode(w->points, (ptrdiff_t)n,
		                                UTF8PROC_STABLE |
		                                        UTF8PROC_COMPOSE);
	if (len > WORDS_MAX)
		for (len = WORDS_MAX; (text[len] & 0xc0) == 0x80; len--)
			;
	text[len] = '\0';
	return w->fn(w->arg, (struct str){ text, len }, w->start, w->end);
}

static void append(struct walk *w, int32_t c, size_t start, size_t end)
{
	if (w->n == 0)
		w->start = start;
	w->end = end;
	if (w->n < WORDS_MAX)
		w->points[w->n++] = c;
}

/* Take one folded code point of the character that spans start to end. */
static int put(struct walk *w, int32_t c, enum kind kind, size_t start,
               size_t end)
{
	bool single = kind == KIND_SINGLE;
	int rc = 0;

	if (kind == KIND_MARK) {
		/* One that marks nothing is no word. */
		if (w->n > 0)
			append(w, c, start, end);
		return 0;
	}
	if (kind == KIND_BREAK || single || w->single)
		rc = flush(w);
	if (rc != 0 || kind == KIND_BREAK)
		return rc;
	w->single = single;
	append(w, c, start, end);
	return 0;
}

/* Any character beyond ASCII. */
static int take(struct walk *w, uint32_t c, size_t start, size_t end)
{
	int32_t parts[UTF8_PLAIN_MAX];
	bool joined;
	size_t n;
	int rc = 0;

	if (utf8_is_unified_han(c))
		return put(w, (int32_t)c, KIND_SINGLE, start, end);
	n = utf8_plain_char(c, parts);
	joined = joins(c);
	if (n == 0) {
		/* What was dropped may mark the word, which then spans it. */
		if (kind_of(c) == KIND_MARK && w->n > 0)
			w->end = end;
		return 0;
	}
	if (!joined)
		rc = flush(w);
	for (size_t i = 0; i < n && rc == 0; i++) {
		uint32_t part = (uint32_t)parts[i];
		enum kind kind = kind_of(part);

		/* A syllable's parts stay together, one by one or not. */
		if (is_trailing_jamo(part) && (i > 0 || part == c))
			kind = KIND_MARK;
		rc = put(w, parts[i], kind, start, end);
	}
	return rc == 0 && !joined ? flush(w) : rc;
}

/* Letters and digits of ASCII as they are folded; 0 for all else. */
static const char ascii[256] = {
	['0'] = '0', ['1'] = '1', ['2'] = '2', ['3'] = '3', ['4'] = '4',
	['5'] = '5', ['6'] = '6', ['7'] = '7', ['8'] = '8', ['9'] = '9',
	['a'] = 'a', ['b'] = 'b', ['c'] = 'c', ['d'] = 'd', ['e'] = 'e',
	['f'] = 'f', ['g'] = 'g', ['h'] = 'h', ['i'] = 'i', ['j'] = 'j',
	['k'] = 'k', ['l'] = 'l', ['m'] = 'm', ['n'] = 'n', ['o'] = 'o',
	['p'] = 'p', ['q'] = 'q', ['r'] = 'r', ['s'] = 's', ['t'] = 't',
	['u'] = 'u', ['v'] = 'v', ['w'] = 'w', ['x'] = 'x', ['y'] = 'y',
	['z'] = 'z', ['A'] = 'a', ['B'] = 'b', ['C'] = 'c', ['D'] = 'd',
	['E'] = 'e', ['F'] = 'f', ['G'] = 'g', ['H'] = 'h', ['I'] = 'i',
	['J'] = 'j', ['K'] = 'k', ['L'] = 'l', ['M'] = 'm', ['N'] = 'n',
	['O'] = 'o', ['P'] = 'p', ['Q'] = 'q', ['R'] = 'r', ['S'] = 's',
	['T'] = 't', ['U'] = 'u', ['V'] = 'v', ['W'] = 'w', ['X'] = 'x',
	['Y'] = 'y', ['Z'] = 'z',
};

static int take_ascii(struct walk *w, char c, size_t at)
{
	char folded = ascii[(unsigned char)c];

	return put(w, folded, folded != 0 ? KIND_LETTER : KIND_BREAK, at,
	           at + 1);
}

/* Most words are of ASCII letters and no others: such a one from `start` is
 * handed over as it is. Then where it ends, else `start`. */
static size_t take_plain(struct walk *w, struct str text, size_t start, int *rc)
{
	char word[WORDS_MAX + 1];
	size_t at = start, n = 0;
	char folded;

	while (at < text.len && n < WORDS_MAX &&
	       (folded = ascii[(unsigned char)text.p[at]]) != 0) {
		word[n++] = folded;
		at++;
	}
	if (n == 0 || n == WORDS_MAX ||
	    (at < text.len && (unsigned char)text.p[at] >= 0x80))
		return start;
	*rc = flush(w);
	word[n] = '\0';
	if (*rc == 0)
		*rc = w->fn(w->arg, (struct str){ word, n }, start, at);
	return at;
}

int words_each(struct str text, word_fn *fn, void *arg)
{
	struct walk w = { .fn = fn, .arg = arg };
	size_t start, at = 0;
	uint32_t c;
	int rc = 0;

	while (at < text.len && rc == 0) {
		start = at;
		if (w.n == 0 || w.single)
			at = take_plain(&w, text, start, &rc);
		if (at > start)
			continue;
		c = utf8_next(text, &at);
		rc = c < 0x80 ? take_ascii(&w, (char)c, start)
		              : take(&w, c, start, at);
	}
	return rc != 0 ? rc : flush(&w);
}

static int add_word(void *arg, struct str word, size_t start, size_t end)
{
	struct buf *out = arg;

	(void)start;
	(void)end;
	buf_puts(out, out->len > 0 ? " " : "");
	buf_str(out, word);
	return 0;
}

struct str words_folded(struct arena *a, struct str text)
{
	struct buf folded;

	buf_init(&folded, a);
	words_each(text, add_word, &folded);
	return buf_text(&folded);
}

const char *words_unicode(void)
{
	return utf8proc_unicode_version();
}
