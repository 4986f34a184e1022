/*
 * detect_language.c - counting letters and common words
 */
#include "server/registry/outline/detect_language.h"

#include "lib/text/utf8.h"

#define SCRIPT_MAX    20000        /* code points that tell the script */
#define WORDS_READ    3000         /* that tell the language */
#define BYTES_READ    (100u << 10) /* in which they stand, else there are few */
#define LANGUAGES_MAX 40
#define PLAIN         3 /* times as many words speak plainly */
#define LEAST         3 /* words that tell anything */

struct vote {
	struct str lang;
	size_t words;
};

static bool same_language(struct str a, struct str b)
{
	return a.len >= 2 && b.len >= 2 && (a.p[0] | 0x20) == (b.p[0] | 0x20) &&
	       (a.p[1] | 0x20) == (b.p[1] | 0x20);
}

static struct vote *vote_of(struct vote *votes, struct str lang)
{
	size_t i = 0;

	while (i + 1 < LANGUAGES_MAX && votes[i].lang.len > 0 &&
	       !str_eq(votes[i].lang, lang))
		i++;
	votes[i].lang = lang;
	return &votes[i];
}

/* A vote for every language that has this word. */
static void count_word(const struct word_class *common, struct str word,
                       struct vote *votes)
{
	for (size_t i = 0; i < common->n; i++)
		if (str_eq(common->words[i].text, word))
			vote_of(votes, common->words[i].lang)->words++;
}

/* A vote for every language in which the line begins with such a word. */
static void count_heading(const struct vocabulary *v, struct str line,
                          struct vote *votes)
{
	static const char *const classes[] = { "article", "chapter", "section",
		                               "title",   "annex",   "part",
		                               "whereas", "done" };

	for (size_t i = 0; i < COUNT(classes); i++) {
		const struct word_class *c =
			vocabulary_class(v, str_from(classes[i]));

		for (size_t k = 0; k < c->n; k++)
			if (vocabulary_fits(&c->words[k], line) > 0)
				vote_of(votes, c->words[k].lang)->words++;
	}
}

static struct str behind(struct str text, size_t at)
{
	return (struct str){ text.p + at, text.len - at };
}

static struct str by_words(const struct vocabulary *v, struct str text,
                           struct str given)
{
	struct vote votes[LANGUAGES_MAX] = { 0 }, best = { 0 };
	size_t from = 0, words = 0, mine = 0, second = 0;
	size_t end = text.len < BYTES_READ ? text.len : BYTES_READ;

	count_heading(v, text, votes);
	for (size_t i = 0; i < end && words < WORDS_READ; i++) {
		if (text.p[i] != ' ' && text.p[i] != '\n')
			continue;
		if (text.p[i] == '\n')
			count_heading(v, behind(text, i + 1), votes);
		count_word(vocabulary_class(v, STR("common")),
		           (struct str){ text.p + from, i - from }, votes);
		words += i > from;
		from = i + 1;
	}
	for (size_t i = 0; i < LANGUAGES_MAX; i++) {
		if (votes[i].words > best.words) {
			second = best.words;
			best = votes[i];
		} else if (votes[i].words > second) {
			second = votes[i].words;
		}
		if (same_language(votes[i].lang, given))
			mine = votes[i].words;
	}
	if (best.words < LEAST || best.words * 5 <= second * 6 ||
	    (given.len > 0 && best.words <= PLAIN * mine))
		return given;
	return best.lang;
}

static bool is_eastern(struct str lang)
{
	return same_language(lang, STR("zh")) ||
	       same_language(lang, STR("ja")) || same_language(lang, STR("ko"));
}

struct str language_of(const struct vocabulary *v, struct str text,
                       struct str given)
{
	size_t han = 0, kana = 0, hangul = 0, other = 0, at = 0;

	for (size_t i = 0; i < SCRIPT_MAX && at < text.len; i++) {
		uint32_t c = utf8_next(text, &at);

		han += c >= 0x4e00 && c < 0xa000;
		kana += c >= 0x3041 && c < 0x30ff;
		hangul += c >= 0xac00 && c < 0xd7a4;
		other += (c | 0x20) - 'a' < 26u || (c >= 0xc0 && c < 0x600);
	}
	if (han + kana + hangul == 0 || (han + kana + hangul) * 2 < other)
		return by_words(v, text, is_eastern(given) ? STR("") : given);
	if (hangul > kana && hangul * 4 > han)
		return STR("ko");
	if (kana * 20 > han)
		return STR("ja");
	return is_eastern(given) && kana * 50 > han ? given : STR("zh");
}
