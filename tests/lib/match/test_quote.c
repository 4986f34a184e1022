/*
 * test_quote.c - which quotes are in a text, and which only look like it
 */
#include "lib/match/quote.h"

#include <inttypes.h>

#include "lib/match/alike.h"
#include "lib/text/utf8.h"
#include "lib/text/words.h"
#include "tests/support/unit.h"

static struct haystack *ready(struct str text)
{
	char *own = malloc(text.len + 1);

	assert_non_null(own);
	memcpy(own, text.p, text.len);
	return haystack_new(own, text.len);
}

static void find(struct arena *a, struct str text, struct quote q,
                 struct quote_answer *out, struct str *there)
{
	struct haystack *h = ready(text);

	q.near = true;
	quote_find(h, &q, a, out);
	*there = (struct str){ 0 };
	if (out->nplaces > 0)
		*there = arena_str(a, quote_text(h, &out->places[0]));
	else if (out->nnearest > 0)
		*there = arena_str(a, quote_text(h, &out->nearest[0].place));
	haystack_free(h);
}

/* ---- tables of cases ----------------------------------------------------- */

#define LAW                                                                       \
	"Article 5\n\n1. Providers shall not place on the market AI systems "     \
	"that deploy subliminal tech-\nniques, unless authorised.\n\n"            \
	"2. Providers of high-risk AI systems shall keep the “log”, and may " \
	"process personal data. It's lawful;\tit isn’t unlawful processing.\n"  \
	"3. Each Member State – as appropriate – shall designate a body for " \
	"the years 2024-2026 (see Annex II⁵). Café Zoë, naïve.\n"

#define ZH                                                                                                       \
	"第四条　提供和使用生成式人工智能服务，应当遵守法律、行政法规，"          \
	"尊重社会公德和伦理道德，遵守以下规定：（一）不得生成煽动颠覆国家政权" \
	"的内容。\n第五条　鼓励生成式人工智能技术在各行业、各领域的创新应用，"  \
	"国家不禁止公众使用ＡＩ服务。"

static const struct {
	const char *text, *quote, *result;
	unsigned differs;
} cases[] = {
	/* as it stands */
	{ LAW, "shall not place on the market", "exact", 0 },
	{ LAW, "tech-\nniques", "exact", 0 },
	{ LAW, "iders of high-ri", "exact", 0 },
	{ LAW, "“log”", "exact", 0 },
	{ LAW, "⁵", "exact", 0 },
	{ ZH, "不得生成煽动颠覆国家政权的内容", "exact", 0 },
	{ ZH, "应", "ambiguous", 0 },
	{ ZH, "四", "exact", 0 },
	{ "a😀b 👍🏽 c", "😀b 👍", "exact", 0 },
	/* otherwise set */
	{ LAW, "shall  not place\non the market", "normalised", ALIKE_SPACE },
	{ LAW, "Shall Not PLACE on the market", "normalised", ALIKE_CASE },
	{ LAW, "subliminal techniques, unless", "normalised", ALIKE_HYPHENS },
	{ LAW, "subliminal tech-niques, unless", "normalised", ALIKE_HYPHENS },
	{ LAW, "high-\nrisk AI systems", "normalised", ALIKE_HYPHENS },
	{ LAW, "shall keep the \"log\", and", "normalised", ALIKE_QUOTES },
	{ LAW, "it isn't unlawful processing", "normalised", ALIKE_QUOTES },
	{ LAW, "ＡＩ systems that deploy", "normalised", ALIKE_WIDTH },
	{ LAW, "State – as appropriate - shall", "normalised", ALIKE_DASHES },
	{ LAW, "Cafe\xcc\x81 Zoe\xcc\x88, naïve", "normalised", ALIKE_FORM },
	{ LAW, "keep the ‘LOG’,\nand", "normalised",
	  ALIKE_QUOTES | ALIKE_CASE | ALIKE_SPACE },
	{ LAW, " Article 5 ", "normalised", ALIKE_SPACE },
	{ LAW, "sub\u00adliminal", "normalised", ALIKE_HYPHENS },
	{ ZH, "第四条 提供和使用", "normalised", ALIKE_SPACE },
	{ ZH, "第四条提供和使用", "normalised", ALIKE_SPACE },
	{ ZH, "法律、行政法规,尊重社会公德", "normalised", ALIKE_WIDTH },
	{ ZH, "公众使用AI服务", "normalised", ALIKE_WIDTH },
	{ ZH, "应当遵守\n法律", "normalised", ALIKE_SPACE },
	{ "Immo\u00ad\nbilien, Gold", "Immobilien, Gold", "normalised",
	  ALIKE_HYPHENS },
	{ "Immo\u00ad\nbilien, Gold", "Immo bilien, Gold", "absent", 0 },
	{ "Immo\u00ad bilien, Gold", "Immobilien, Gold", "absent", 0 },
	{ "the term ``agency'' means", "term \"agency\" means", "normalised",
	  ALIKE_QUOTES },
	{ "the term “agency” means", "term ``agency'' means", "normalised",
	  ALIKE_QUOTES },
	{ "das ,,Amt'' und", "das „Amt“ und", "normalised", ALIKE_QUOTES },
	{ "a term `x' means", "term 'x' means", "normalised", ALIKE_QUOTES },
	{ "İstanbul text", "istanbul TEXT", "normalised", ALIKE_CASE },
	{ "İstanbul text", "i\u0307stanbul text", "normalised", ALIKE_CASE },
	{ "I\u0307stanbul text", "istanbul text", "normalised", ALIKE_CASE },
	{ "ısıtma YASASI", "ISITMA yasası", "normalised", ALIKE_CASE },
	{ "the kır road", "the kir road", "absent", 0 },
	{ "The provider\u200c shall act", "The provider shall act",
	  "normalised", ALIKE_SPACE },
	{ "The pro\u200dvider shall", "The provider shall", "normalised",
	  ALIKE_SPACE },
	{ "\u202aThe\u202c provider \u2067shall\u2069", "The provider shall",
	  "normalised", ALIKE_SPACE },
	{ "the provider shall", "the\u2066 provider\u2069 shall", "normalised",
	  ALIKE_SPACE },
	{ "⼈⺠⽤⼾", "人民用户", "absent", 0 },
	{ "⼈⺠⽤⼒", "人民用力", "normalised", ALIKE_FORM },
	{ "人民用力", "⼈⺠⽤⼒", "normalised", ALIKE_FORM },
	{ "\uf9e9\uf9f0在此", "里\u85fa在此", "normalised", ALIKE_FORM },
	{ "the oﬃcial ﬁle", "the official file", "normalised", ALIKE_WIDTH },
	{ "Annex Ⅲ lists", "Annex III lists", "normalised", ALIKE_FORM },
	{ "the body -- if any -- acts", "the body – if any – acts",
	  "normalised", ALIKE_DASHES },
	{ "the body---if any", "the body—if any", "normalised", ALIKE_DASHES },
	{ "机构——如有——行动", "机构—如有—行动", "normalised", ALIKE_DASHES },
	{ "a -- b", "a - - b", "absent", 0 },
	/* lookalikes */
	{ LAW, "Providers shall place on the market", "absent", 0 },
	{ LAW, "shall not place on a market", "absent", 0 },
	{ LAW, "shall not not place on the market", "absent", 0 },
	{ LAW, "shall not, place on the market", "absent", 0 },
	{ LAW, "highrisk AI systems", "absent", 0 },
	{ LAW, "high risk AI systems", "absent", 0 },
	{ LAW, "shallnot place", "absent", 0 },
	{ LAW, "on them arket", "absent", 0 },
	{ LAW, "Lawful processing", "absent", 0 },
	{ LAW, "It IS unlawful", "absent", 0 },
	{ LAW, "Annex II5", "absent", 0 },
	{ LAW, "Cafe Zoe, naive", "absent", 0 },
	{ LAW, "the years 2024 2026", "absent", 0 },
	{ LAW, "the years 20242026", "absent", 0 },
	{ LAW, "no such words", "absent", 0 },
	{ LAW, " ", "ambiguous", 0 },
	{ LAW, "!", "absent", 0 },
	{ ZH, "得生成煽动颠覆社会政权", "absent", 0 },
	{ ZH, "国家禁止公众使用", "absent", 0 },
	{ ZH, "应当不遵守法律", "absent", 0 },
	{ "", "anything", "absent", 0 },
	/* gaps */
	{ LAW, "Providers … place on the market", "absent", 0 },
	{ LAW, "AI systems ... subliminal", "exact", 0 },
	{ LAW, "high-risk AI systems [...] may process", "exact", 0 },
	{ LAW, "HIGH-RISK AI systems (…) may process", "normalised",
	  ALIKE_CASE },
	{ LAW, "1. Providers ... 3. Each", "absent", 0 },
	{ LAW, "may process . . . shall designate", "absent", 0 },
	{ LAW, "Each Member State … 2024-2026 … Annex", "exact", 0 },
	{ LAW, "Annex … Each Member State", "absent", 0 },
	{ LAW, "Each Member State … no such words", "absent", 0 },
	{ LAW, "… shall designate a body …", "exact", 0 },
	{ LAW, "It's lawful … lawful processing", "absent", 0 },
	{ ZH, "鼓励生成式人工智能技术……创新应用", "exact", 0 },
	{ ZH, "遵守以下规定……得生成煽动", "absent", 0 },
	{ ZH, "创新应用……公众使用", "absent", 0 },
	{ "he said ... and left", "said ... and", "exact", 0 },
	{ "Honey .......... 3 pots", "Honey .......... 3 pots", "exact", 0 },
	{ "Honey .......... 3 pots", "Honey .......... pots", "absent", 0 },
	{ "He left. He came back.", "He left. ... back.", "exact", 0 },
	{ "He left. He came back.", "He left.... back.", "exact", 0 },
	/* dots of the text's own */
	{ "Honey... 3 pots", "Honey... pots", "absent", 0 },
	{ "Honey.... 30 pots", "Honey.... pots", "absent", 0 },
	{ "wax, etc.. 2.700 pots", "wax, etc.. .700 pots", "absent", 0 },
	{ "Honey pots ... 3", "Honey ... 3", "absent", 0 },
	{ "Honey … 3 pots", "Honey … pots", "absent", 0 },
	{ "蜂蜜……三罐", "蜂蜜……罐", "absent", 0 },
	{ "Honey [...] 3 pots", "Honey [...] pots", "absent", 0 },
	{ "Honey [...] 3 pots", "Honey ... pots", "absent", 0 },
	{ "Honey ... 3 pots", "Honey [...] pots", "exact", 0 },
	{ "Honey ... 3 pots", "Honey … 3 pots", "exact", 0 },
	{ "Honey (...) 3 pots", "Honey ... 3 pots", "exact", 0 },
	{ "Honey ......... 3 pots", "Honey ... 3 pots", "exact", 0 },
	{ "Honey ... and wax. 3 pots", "Honey … 3 pots", "absent", 0 },
	{ "Honey of bees ... and wax, 3 pots", "Honey … wax", "exact", 0 },
	{ "we do not agree; we agree", "we … agree", "exact", 0 },
};

static void quotes_are_told_apart(void **state)
{
	struct quote_answer got;
	struct str there;
	size_t wrong = 0;

	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *result;

		find(*state, str_from(cases[i].text),
		     (struct quote){ .exact = str_from(cases[i].quote) }, &got,
		     &there);
		result = quote_results[got.result];
		if (strcmp(result, cases[i].result) == 0 &&
		    (got.nplaces == 0 ||
		     got.places[0].differs == cases[i].differs))
			continue;
		print_error("\"%s\" is %s by %x: %.*s\n", cases[i].quote,
		            result, got.places[0].differs, STR_ARG(there));
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

static const struct {
	const char *prefix, *suffix, *result;
	int64_t start;
} twins[] = {
	{ "", "", "ambiguous", 0 },       { "two ", "", "exact", 12 },
	{ "TWO  ", "", "exact", 12 },     { "", " four", "exact", 12 },
	{ "", ", four", "ambiguous", 0 }, { "one ", " four", "ambiguous", 0 },
	{ "e ", "", "exact", 4 },         { "", " ", "ambiguous", 0 },
};

static void surroundings_tell_twins_apart(void **state)
{
	struct quote_answer got;
	struct str there;

	for (size_t i = 0; i < COUNT(twins); i++) {
		find(*state, STR("one and two and four"),
		     (struct quote){ .exact = STR("and"),
		                     .prefix = str_from(twins[i].prefix),
		                     .suffix = str_from(twins[i].suffix) },
		     &got, &there);
		assert_string_equal(quote_results[got.result], twins[i].result);
		if (got.result == QUOTE_EXACT)
			assert_int_equal(got.places[0].start, twins[i].start);
		else
			assert_int_equal(got.nplaces, 2);
	}
}

static void words_in_another_place_are_absent(void **state)
{
	struct quote_answer got;
	struct str there;

	find(*state, STR("one and two"),
	     (struct quote){ .exact = STR("and"), .prefix = STR("two ") }, &got,
	     &there);
	assert_int_equal(got.result, QUOTE_ABSENT);
	assert_non_null(got.reason);
	assert_str(there, "and");
	assert_int_equal(got.nearest[0].diff.similarity, 1000);
}

static void many_places_are_listed_in_part(void **state)
{
	struct quote_answer got;
	struct str there;
	struct buf text;

	buf_init(&text, *state);
	for (size_t i = 0; i < 200; i++)
		buf_printf(&text, "number %zu is it; ", i);
	find(*state, buf_text(&text), (struct quote){ .exact = STR("is it") },
	     &got, &there);
	assert_int_equal(got.result, QUOTE_AMBIGUOUS);
	assert_int_equal(got.nplaces, QUOTE_PLACES_MAX);
	assert_true(got.more);
	find(*state, buf_text(&text),
	     (struct quote){ .exact = STR("is it"), .prefix = STR("199 ") },
	     &got, &there);
	assert_int_equal(got.result, QUOTE_EXACT);
	find(*state, buf_text(&text),
	     (struct quote){ .exact = STR("is it"), .prefix = STR("9 ") }, &got,
	     &there);
	assert_int_equal(got.result, QUOTE_AMBIGUOUS);
	assert_int_equal(got.nplaces, 20);
}

/* ---- where, and what is different ---------------------------------------- */

static void places_are_code_points(void **state)
{
	struct str text = STR("办法 😀👍 e\xcc\x81t\u00e9 AI"), there;
	struct quote_answer got;

	find(*state, text, (struct quote){ .exact = STR("👍 e\xcc\x81t\u00e9") },
	     &got, &there);
	assert_int_equal(got.result, QUOTE_EXACT);
	assert_int_equal(got.places[0].start, 4);
	assert_int_equal(got.places[0].end, 10);
	find(*state, text,
	     (struct quote){ .exact = STR("\u00e9te\xcc\x81 ai") }, &got,
	     &there);
	assert_int_equal(got.result, QUOTE_NORMALISED);
	assert_int_equal(got.places[0].start, 6);
	assert_int_equal(got.places[0].end, 13);
	assert_str(there, "e\xcc\x81t\u00e9 AI");
}

static void gaps_are_shown(void **state)
{
	struct quote_answer got;
	struct str there;

	find(*state, STR("one two three four five"),
	     (struct quote){ .exact = STR("one … three … five") }, &got,
	     &there);
	assert_str(there, "one two three four five");
	assert_int_equal(got.places[0].ngaps, 2);
	assert_int_equal(got.places[0].gaps[0].start, 3);
	assert_int_equal(got.places[0].gaps[0].end, 8);
	assert_int_equal(got.places[0].gaps[1].start, 13);
}

static void hidden_negation_is_named(void **state)
{
	struct quote_answer got;
	struct str there;

	find(*state, STR("Providers shall never be liable."),
	     (struct quote){ .exact = STR("Providers shall … be liable") },
	     &got, &there);
	assert_int_equal(got.result, QUOTE_ABSENT);
	assert_string_equal(got.reason, "the gap hides a negation: never");
	assert_str(there, "Providers shall never be liable");
}

static const struct {
	const char *text, *quote, *reason;
} edges[] = {
	/* what an ellipsis at an end leaves out of the sentence */
	{ "Providers shall not deploy the system.", "… deploy the system",
	  "a negation stands before it: not" },
	{ "Providers shall not, in June, deploy it.", "… deploy it",
	  "a negation stands before it: not" },
	{ "They shall not. Users shall deploy it.", "… shall deploy it", NULL },
	{ "They deploy it, except on Sundays.", "They deploy it …",
	  "an exception stands after it: except" },
	{ "They deploy it. It is not large.", "They deploy it …", NULL },
	{ "신고하여서는 아니 된다.", "신고하여서는 …",
	  "a negation stands after it: 아니" },
	{ "投票してはならない。", "投票して …",
	  "a negation stands after it: ない" },
	/* right before and right after, whatever the quote looks like */
	{ "Providers shall not deploy the system.", "deploy the system",
	  "a negation stands before it: not" },
	{ "Providers shall not at once deploy it.", "deploy it",
	  "a negation stands before it: not" },
	{ "It is not the case that they deploy it.", "they deploy it",
	  "a negation stands before it: not" },
	{ "They do not. Now they deploy it.", "they deploy it", NULL },
	{ "Keepers pay, unless it rains.", "Keepers pay",
	  "an exception stands after it: unless" },
	{ "양봉가는 벌금을 내야 하는 것은 아니다.", "벌금을 내야 하는",
	  "a negation stands after it: 아니" },
	{ "The hall is let if it rains.", "The hall is let",
	  "a condition stands after it: if" },
	{ "经营者不得出售数据。", "出售数据",
	  "a negation stands before it: 不得" },
	{ "Order No 12 is repealed", "12 is repealed", NULL },
	/* else what it always was */
	{ "They deploy it", "hey deploy", "it begins within a word" },
	{ "They deploy it", "They deploy", NULL },
};

static void what_is_cut_off_is_told(void **state)
{
	struct quote_answer got;
	struct str there;

	for (size_t i = 0; i < COUNT(edges); i++) {
		find(*state, str_from(edges[i].text),
		     (struct quote){ .exact = str_from(edges[i].quote) }, &got,
		     &there);
		assert_int_equal(got.result, QUOTE_EXACT);
		if (edges[i].reason == NULL)
			assert_null(got.reason);
		else
			assert_string_equal(got.reason, edges[i].reason);
	}
}

static void a_language_without_rules_is_told(void **state)
{
	struct quote_answer got;
	struct str there;

	find(*state, STR("det är inte rätt"),
	     (struct quote){ .exact = STR("det … rätt"), .lang = STR("sv") },
	     &got, &there);
	assert_int_equal(got.result, QUOTE_EXACT);
	assert_string_equal(got.reason, "whether a gap hides a negation is not "
	                                "known in this language");
}

static void parts_far_apart_are_no_quote(void **state)
{
	struct quote_answer got;
	struct str there;
	struct buf text;

	buf_init(&text, *state);
	buf_puts(&text, "begin");
	for (size_t i = 0; i < 300; i++)
		buf_puts(&text, " and");
	buf_puts(&text, " end");
	find(*state, buf_text(&text),
	     (struct quote){ .exact = STR("begin…end") }, &got, &there);
	assert_int_equal(got.result, QUOTE_ABSENT);
}

/* "equal|-delete|+insert" */
static struct str diff_text(struct arena *a, const struct diff *d)
{
	static const char *const marks[] = { "", "-", "+" };
	struct buf out;

	buf_init(&out, a);
	for (size_t i = 0; i < d->n; i++) {
		buf_printf(&out, "%s%s", i > 0 ? "|" : "",
		           marks[d->parts[i].op]);
		buf_str(&out, d->parts[i].text);
	}
	return buf_text(&out);
}

static const struct {
	const char *from, *to, *diff;
	int similarity;
} diffs[] = {
	{ "a b c", "a b c", "a b c", 1000 },
	{ "shall be", "shall not be", "shall |+not |be", 823 },
	{ "shall not be", "shall be", "shall |-not |be", 823 },
	{ "one two three", "one 2 three", "one |-two |+2 |three", 800 },
	{ "The Act", "the Act", "-The |+the |Act", 1000 },
	{ "a", "b", "-a|+b", 0 },
	{ "", "b", "+b", 0 },
	{ "a", "", "-a", 0 },
	{ "不得生成", "得生成", "-不|得生成", 857 },
	{ "be, or", "be or", "-be, |+be |or", 888 },
};

static void differences_are_by_words(void **state)
{
	for (size_t i = 0; i < COUNT(diffs); i++) {
		struct diff d;

		worddiff(*state, str_from(diffs[i].from), str_from(diffs[i].to),
		         &d);
		assert_str(diff_text(*state, &d), diffs[i].diff);
		assert_int_equal(d.similarity, diffs[i].similarity);
	}
}

/* The parts put together give both texts, whatever they are. */
static void differences_give_both_texts_back(void **state)
{
	static const char *const words[] = { "a",  "b ",  "不", " ",    "-",
		                             "é ", "c\n", "😀",  "not ", "." };
	uint64_t seed = 7;

	for (size_t round = 0; round < 300; round++) {
		struct arena *a = arena_new();
		struct buf texts[2], back[2];
		struct diff d;

		for (size_t i = 0; i < 2; i++) {
			buf_init(&texts[i], a);
			buf_init(&back[i], a);
			buf_puts(&texts[i], "x");
			for (size_t n = unit_random(&seed) % 60; n > 0; n--)
				buf_puts(&texts[i],
				         words[unit_random(&seed) % 10]);
		}
		worddiff(a, buf_text(&texts[0]), buf_text(&texts[1]), &d);
		for (size_t i = 0; i < d.n; i++) {
			if (d.parts[i].op != DIFF_INSERT)
				buf_str(&back[0], d.parts[i].text);
			if (d.parts[i].op != DIFF_DELETE)
				buf_str(&back[1], d.parts[i].text);
		}
		assert_in_range(d.similarity, 0, 1000);
		assert_str(buf_text(&back[1]), texts[1].data);
		assert_in_range(back[0].len, 1, texts[0].len);
		arena_free(a);
	}
	(void)state;
}

/* ---- what it costs ------------------------------------------------------- */

#define WORK_MAX UINT64_C(250000000) /* for one quote in any text */

static struct str repeat(struct arena *a, const char *s, size_t bytes)
{
	struct buf out;

	buf_init(&out, a);
	while (out.len < bytes)
		buf_puts(&out, s);
	return buf_text(&out);
}

/* Eight words in no order, as commonest words are. */
static struct str shuffle(struct arena *a, size_t bytes)
{
	static const char *const words[] = { "the ", "of ", "and ", "to ",
		                             "in ",  "a ",  "is ",  "for " };
	uint64_t seed = 5;
	struct buf out;

	buf_init(&out, a);
	while (out.len < bytes)
		buf_puts(&out, words[unit_random(&seed) % COUNT(words)]);
	return buf_text(&out);
}

static uint64_t work_of(struct str text, struct str quote, struct str around,
                        struct quote_answer *out)
{
	struct arena *a = arena_new();
	struct haystack *h = ready(text);
	struct quote q = {
		.exact = quote, .prefix = around, .suffix = around, .near = true
	};
	uint64_t spent;

	quote_find(h, &q, a, out);
	spent = arena_spent(a);
	haystack_free(h);
	arena_free(a);
	return spent;
}

static const struct {
	const char *text, *quote, *end, *around;
	size_t length;
} costly[] = {
	{ "the ", "the ", "of", "", 20000 },
	{ "the ", "THE ", "THY", "", 20000 },
	{ "the ", "THE ", "THE-the the", "", 20000 },
	{ "the ", "the … ", "of", "", 120 },
	{ "the ", "THE THE THE … ", "of", "", 200 },
	{ "the ", "THE", "", "of the ", 3 },
	{ "the of the ", "the ", "of", "", 20000 },
	{ "aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa", "b", "", 20000 },
	{ "法", "法", "-", "", 60000 },
	{ "法 ", "法", "律", "法", 600 },
	{ "the \n \n \n \n \n", "the ", "THE", "the ", 20000 },
	{ "a—", "A-", "b", "", 20000 },
	{ "One rule of this text is said again.\n",
	  "One rule of this text is said again. ", "not", "", 20000 },
	{ "é", "e\xcc\x81", "x", "", 20000 },
};

static void text_that_repeats_itself_costs_no_more(void **state)
{
	struct quote_answer got;

	for (size_t i = 0; i < COUNT(costly); i++) {
		struct arena *a = arena_new();
		struct str quote = repeat(a, costly[i].quote, costly[i].length);
		uint64_t work;

		quote = str_from(arena_printf(a, "%.*s%s", STR_ARG(quote),
		                              costly[i].end));
		work = work_of(repeat(a, costly[i].text, 400000), quote,
		               repeat(a, costly[i].around,
		                      costly[i].around[0] != '\0' ? 1500 : 0),
		               &got);
		if (work > WORK_MAX)
			fail_msg("case %zu costs %" PRIu64, i, work);
		arena_free(a);
	}
	(void)state;
}

static void common_words_cost_no_more(void **state)
{
	struct arena *a = *state;
	struct quote_answer got;

	assert_in_range(work_of(shuffle(a, 400000), shuffle(a, 20000),
	                        (struct str){ 0 }, &got),
	                1, WORK_MAX);
	assert_in_range(
		work_of(shuffle(a, 400000),
	                str_from(arena_printf(a, "IN %s", shuffle(a, 900).p)),
	                (struct str){ 0 }, &got),
		1, WORK_MAX);
}

/* What was not looked at may have the quote: that is said, never guessed. */
static void what_was_left_out_is_said(void **state)
{
	struct str text = repeat(*state, "the ", 2000000),
		   most = repeat(*state, "THE THE ", 8000);
	struct quote_answer got;

	text = str_from(arena_printf(*state, "%.*s thy", STR_ARG(text)));
	work_of(text,
	        str_from(arena_printf(*state, "%.*s-the %.*s", STR_ARG(most),
	                              STR_ARG(most))),
	        (struct str){ 0 }, &got);
	assert_int_equal(got.result, QUOTE_ABSENT);
	assert_non_null(got.reason);
	work_of(text, STR("THE"), most, &got);
	assert_int_equal(got.result, QUOTE_AMBIGUOUS);
	assert_true(got.more);
}

/* ---- whatever comes ----------------------------------------------------- */

static void anything_can_be_asked(void **state)
{
	static const char *const bits[] = {
		"not ", "a",  "e\xcc\x81", " ",  "-\n", "…",  "...", "“",  "Ａ",
		"不",   "😀",  "\u00ad",    "（", "）",  "\n", "the", ". ", "ß",
		"ﬁ",    "가", "\u200b",    "'",  "–",   "5²",
	};
	uint64_t seed = 99;

	for (size_t round = 0; round < 3000; round++) {
		struct arena *a = arena_new();
		struct quote_answer *got = arena_alloc(a, sizeof(*got));
		struct buf text[4];
		struct quote q;
		struct haystack *h;

		for (size_t i = 0; i < 4; i++) {
			size_t n = unit_random(&seed) % (i == 0 ? 80 : 8);

			buf_init(&text[i], a);
			for (; n > 0; n--)
				buf_puts(
					&text[i],
					bits[unit_random(&seed) % COUNT(bits)]);
		}
		h = ready(buf_text(&text[0]));
		q = (struct quote){ .exact = buf_text(&text[1]), .near = true };
		if (round % 2 > 0)
			q.prefix = buf_text(&text[2]);
		if (round % 3 > 0)
			q.suffix = buf_text(&text[3]);
		quote_find(h, &q, a, got);
		for (size_t i = 0; i < got->nplaces; i++)
			assert_true(utf8_valid(quote_text(h, &got->places[i])));
		for (size_t i = 0; i < got->nnearest; i++)
			assert_true(utf8_valid(
				quote_text(h, &got->nearest[i].place)));
		haystack_free(h);
		arena_free(a);
	}
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit_case(quotes_are_told_apart),
		unit_case(surroundings_tell_twins_apart),
		unit_case(words_in_another_place_are_absent),
		unit_case(many_places_are_listed_in_part),
		unit_case(places_are_code_points),
		unit_case(gaps_are_shown),
		unit_case(hidden_negation_is_named),
		unit_case(what_is_cut_off_is_told),
		unit_case(a_language_without_rules_is_told),
		unit_case(parts_far_apart_are_no_quote),
		unit_case(differences_are_by_words),
		unit_case(differences_give_both_texts_back),
		unit_case(text_that_repeats_itself_costs_no_more),
		unit_case(common_words_cost_no_more),
		unit_case(what_was_left_out_is_said),
		unit_case(anything_can_be_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
