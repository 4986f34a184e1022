/*
 * test_negation.c - what a gap may not hide, language by language
 *
 * A line of tests/data/negations/LANG.txt is a sentence with the part in
 * braces that a quote leaves out: "-" where that turns it round, "+" where it
 * only looks so.
 */
#include "lib/match/negation.h"

#include "lib/match/quote.h"
#include "tests/support/read_file.h"
#include "tests/support/unit.h"

/* The sentence without its braces, and with dots for what is in them. */
static void take_apart(struct arena *a, struct str line, struct buf *text,
                       struct buf *quote)
{
	bool hidden = false;

	buf_init(text, a);
	buf_init(quote, a);
	for (size_t i = 0; i < line.len; i++) {
		char c = line.p[i];

		if (c == '{')
			buf_puts(quote, "…");
		if (c == '{' || c == '}')
			hidden = c == '{';
		else
			buf_add(text, &c, 1);
		if (c != '{' && c != '}' && !hidden)
			buf_add(quote, &c, 1);
	}
}

static bool is_right(struct arena *a, struct str line, const char *lang)
{
	bool turns = *line.p == '-';
	struct quote_answer *got = arena_alloc(a, sizeof(*got));
	struct quote q = { .lang = { lang, strlen(lang) } };
	struct buf text, quote;
	struct haystack *h;
	char *own;

	take_apart(a, (struct str){ line.p + 2, line.len - 2 }, &text, &quote);
	q.exact = buf_text(&quote);
	own = malloc(text.len + 1);
	assert_non_null(own);
	memcpy(own, text.data, text.len);
	h = haystack_new(own, text.len);
	quote_find(h, &q, a, got);
	haystack_free(h);
	if (str_starts(q.exact, STR("…")))
		return got->result == QUOTE_EXACT &&
		       (got->reason != NULL) == turns;
	return got->result == (turns ? QUOTE_ABSENT : QUOTE_EXACT);
}

/* Every sentence with its language named, and without. */
static void check(struct arena *a, const char *lang)
{
	char path[64];
	size_t wrong = 0, turned = 0, harmless = 0, at = 0;
	struct str all;

	snprintf(path, sizeof(path), "tests/data/negations/%s.txt", lang);
	all = read_file(a, path);
	assert_non_null(all.p);
	while (at < all.len) {
		const char *p = all.p + at, *end = strchr(p, '\n');
		struct str line = { p, (size_t)(end - p) };
		bool named = is_right(a, line, lang);

		if (!named || !is_right(a, line, "")) {
			print_error("%s%s: %.*s\n", lang,
			            named ? ", not named" : "", STR_ARG(line));
			wrong++;
		}
		turned += *p == '-';
		harmless += *p == '+';
		at += line.len + 1;
	}
	assert_int_equal(wrong, 0);
	assert_true(turned >= 20);
	assert_true(harmless >= 20);
}

#define LANGUAGE(lang)                                                         \
	static void gaps_in_##lang(void **state)                               \
	{                                                                      \
		check(*state, #lang);                                          \
	}

LANGUAGE(de)
LANGUAGE(en)
LANGUAGE(es)
LANGUAGE(fr)
LANGUAGE(it)
LANGUAGE(ja)
LANGUAGE(ko)
LANGUAGE(nl)
LANGUAGE(pl)
LANGUAGE(pt)
LANGUAGE(tr)
LANGUAGE(zh)

static const struct {
	const char *lang, *text, *negation;
} found[] = {
	{ "en", "it shall not", "not" },
	{ "en", "they don’t", "don’t" },
	{ "en-GB", "NO one", "NO" },
	{ "EN", "neither of them", "neither" },
	{ "en", "non-EU states", "" },
	{ "en", "the don and t", "" },
	{ "en", "le pas", "" },
	{ "fr", "sans frais", "sans" },
	{ "zh-Hant", "應當無條件", "無" },
	{ "zh", "国家不\n断发展", "" },
	{ "zh", "in English it is not so", "not" },
	{ "ja", "してはならない", "ない" },
	{ "ja", "しなければならない", "" },
	{ "und", "verboten", "verboten" },
	{ "sv", "det är inte no", "" },
	{ "", "", "" },
};

static void words_are_judged_by_language(void **state)
{
	for (size_t i = 0; i < COUNT(found); i++) {
		struct str text = str_from(found[i].text);
		struct negation got = { .words = { "", 0 } };

		negation_find(*state, text, 0, text.len,
		              str_from(found[i].lang), NEGATION_FIRST, &got);
		assert_str(got.words, found[i].negation);
	}
	assert_true(negation_known(STR("pt-BR")));
	assert_true(negation_known(STR("")));
	assert_false(negation_known(STR("sv")));
	assert_false(negation_known(STR("english")));
}

static void only_what_goes_into_the_part_counts(void **state)
{
	struct str text = STR("it is not so, unless it can’t be");
	struct negation got;

	assert_false(negation_find(*state, text, 0, 5, STR("en"),
	                           NEGATION_FIRST, &got));
	assert_true(negation_find(*state, text, 7, 8, STR("en"), NEGATION_FIRST,
	                          &got));
	assert_str(got.words, "not");
	assert_true(negation_find(*state, text, 0, text.len, STR("en"),
	                          NEGATION_LAST, &got));
	assert_str(got.words, "can’t");
	assert_int_equal(got.kind, NEGATION_NOT);
	assert_true(negation_find(*state, text, 12, text.len, STR("en"),
	                          NEGATION_FIRST, &got));
	assert_str(got.words, "unless");
	assert_int_equal(got.kind, NEGATION_EXCEPTION);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit_case(gaps_in_de),
		unit_case(gaps_in_en),
		unit_case(gaps_in_es),
		unit_case(gaps_in_fr),
		unit_case(gaps_in_it),
		unit_case(gaps_in_ja),
		unit_case(gaps_in_ko),
		unit_case(gaps_in_nl),
		unit_case(gaps_in_pl),
		unit_case(gaps_in_pt),
		unit_case(gaps_in_tr),
		unit_case(gaps_in_zh),
		unit_case(words_are_judged_by_language),
		unit_case(only_what_goes_into_the_part_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
