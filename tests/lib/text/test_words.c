/*
 * test_words.c - which words a text has, and where
 */
#include "lib/text/words.h"

#include "lib/text/utf8.h"
#include "tests/support/unit.h"

/* Gather "word@start-end", joined by blanks. */
static int gather(void *arg, struct str word, size_t start, size_t end)
{
	struct buf *out = arg;

	assert_int_equal(word.p[word.len], '\0');
	buf_printf(out, "%s%s@%zu-%zu", out->len > 0 ? " " : "", word.p, start,
	           end);
	return 0;
}

static struct str words_of(struct arena *a, struct str text)
{
	struct buf out;

	buf_init(&out, a);
	assert_int_equal(words_each(text, gather, &out), 0);
	return buf_text(&out);
}

static const struct {
	const char *text, *words;
} spans[] = {
	{ "", "" },
	{ " ,.!—《》", "" },
	{ "EU AI Act", "eu@0-2 ai@3-5 act@6-9" },
	{ "(GPT-4)", "gpt@1-4 4@5-6" },
	{ "it's", "it@0-2 s@3-4" },
	{ "don’t", "don@0-3 t@6-7" },
	{ "ＡＩ", "ai@0-6" },
	{ "２０２４年", "2024@0-12 年@12-15" },
	{ "Élan", "elan@0-5" },
	{ "E\xcc\x81lan", "elan@0-6" },
	{ "cafe\xcc\x81.", "cafe@0-6" },
	{ "\xcc\x81 \xcc\x81x", "x@5-6" },
	{ "Straße", "strasse@0-7" },
	{ "Łódź", "lodz@0-7" },
	{ "ﬁn", "fin@0-4" },
	{ "in\u00adst\u200br", "instr@0-10" },
	{ "a\u00ad b", "a@0-1 b@4-5" },
	{ "AI法", "ai@0-2 法@2-5" },
	{ "第5条a", "第@0-3 5@3-4 条@4-7 a@7-8" },
	{ "葛\U000e0100x", "葛@0-7 x@7-8" },
	{ "ガイド", "ガ@0-3 イ@3-6 ド@6-9" },
	{ "カ\xe3\x82\x99い", "ガ@0-6 い@6-9" },
	{ "ｶﾞｲ", "ガ@0-6 イ@6-9" },
	{ "データ", "デ@0-3 ー@3-6 タ@6-9" },
	{ "한국", "한@0-3 국@3-6" },
	{ "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab\xe1\x84\x80",
	  "한@0-9 ᄀ@9-12" },
	{ "가ㅠ", "가@0-3 ᅲ@3-6" },
	{ "Закон об ИИ", "закон@0-10 об@11-15 ии@16-20" },
	{ "हिन्दी भाषा", "हिन्दी@0-18 भाषा@19-31" },
	{ "Article 5²", "article@0-7 5@8-9 2@9-11" },
	{ "CO₂", "co2@0-5" },
	{ "Brand™", "brand@0-5 tm@5-8" },
	{ "x½y", "x@0-1 1@1-3 2@1-3 y@3-4" },
	{ "㍿", "株@0-3 式@0-3 会@0-3 社@0-3" },
	{ "⼀", "一@0-3" },
	{ "a\377b\344\272", "a@0-1 b@2-3" },
	{ "😀ok", "ok@4-6" },
	{ "snake_case", "snake@0-5 case@6-10" },
};

static void words_have_folded_forms_and_original_spans(void **state)
{
	for (size_t i = 0; i < COUNT(spans); i++)
		assert_str(words_of(*state, str_from(spans[i].text)),
		           spans[i].words);
	assert_str(words_of(*state, (struct str){ 0 }), "");
	assert_str(words_of(*state, (struct str){ "a\0b", 3 }), "a@0-1 b@2-3");
}

static void each_chinese_character_is_a_word(void **state)
{
	struct str text = STR("生成式人工智能服务管理暂行办法");
	struct buf want;
	int n = 0;

	buf_init(&want, *state);
	for (size_t at = 0; at < text.len; at += 3, n++)
		buf_printf(&want, "%s%.3s@%zu-%zu", at > 0 ? " " : "",
		           text.p + at, at, at + 3);
	assert_int_equal(n, 15);
	assert_str(words_of(*state, text), want.data);
}

static void however_it_is_written_a_word_is_found(void **state)
{
	static const char *const rows[][2] = {
		{ "Élan", "ELAN" },
		{ "Élan", "E\xcc\x81LAN" },
		{ "ＡＩ", "ai" },
		{ "ガ", "ｶﾞ" },
		{ "한", "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab" },
		{ "Ørsted", "orsted" },
		{ "H₂O", "h2o" },
		{ "Việt", "viet" },
		{ "ΑΘΗΝΑΣ", "αθηνας" },
		{ "مُحَمَّد", "محمد" },
		{ "ё", "е" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str a = words_of(*state, str_from(rows[i][0]));
		struct str b = words_of(*state, str_from(rows[i][1]));
		size_t len = strcspn(a.p, "@");

		assert_true(len > 0);
		assert_int_equal(strcspn(b.p, "@"), len);
		assert_memory_equal(a.p, b.p, len);
	}
}

struct longest {
	size_t len, start, end, words;
};

static int measure(void *arg, struct str word, size_t start, size_t end)
{
	assert_true(utf8_valid(word));
	assert_int_equal(word.p[word.len], '\0');
	*(struct longest *)arg =
		(struct longest){ word.len, start, end,
		                  ((struct longest *)arg)->words + 1 };
	return 0;
}

static void a_long_word_is_cut_but_spans_all_of_itself(void **state)
{
	static const struct {
		const char *letter;
		size_t len;
	} rows[] = {
		{ "a", 64 }, { "я", 64 }, { "ह", 63 }, { "𐎠", 64 }, { "ß", 64 },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct longest got = { 0 };
		struct buf b;

		buf_init(&b, *state);
		for (int n = 0; n < 5000; n++)
			buf_puts(&b, rows[i].letter);
		assert_int_equal(words_each(buf_text(&b), measure, &got), 0);
		assert_int_equal(got.words, 1);
		assert_int_equal(got.len, rows[i].len);
		assert_int_equal(got.start, 0);
		assert_int_equal(got.end, b.len);
	}
}

static int stop_at_third(void *arg, struct str word, size_t start, size_t end)
{
	int *calls = arg;

	(void)word;
	(void)start;
	(void)end;
	return ++*calls == 3 ? 42 : 0;
}

static void a_walk_can_be_stopped_at_any_word(void **state)
{
	static const char *const rows[] = { "a b c d", "a b c", "一二三四",
		                            "㍿㍿",    "½½x",   "a一c" };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		int calls = 0;

		assert_int_equal(
			words_each(str_from(rows[i]), stop_at_third, &calls),
			42);
		assert_int_equal(calls, 3);
	}
}

static void ideographs_are_those_of_east_asia(void **state)
{
	static const uint32_t yes[] = { 0x4e00,  0x9fff,  0x3042, 0x30a2,
		                        0x30fc,  0xac00,  0xd7a3, 0x3400,
		                        0x20000, 0x31350, 0x3005, 0x3007,
		                        0xff71 };
	static const uint32_t no[] = { 0,      'a',    0xe9,   0x3000, 0x3001,
		                       0x300a, 0x3099, 0x30fb, 0x0e01, 0x900,
		                       0xff21, 0xff0c, 0x1f600 };

	(void)state;
	for (size_t i = 0; i < COUNT(yes); i++)
		assert_true(words_is_ideograph(yes[i]));
	for (size_t i = 0; i < COUNT(no); i++)
		assert_false(words_is_ideograph(no[i]));
}

struct watch {
	struct str text;
	size_t start, end;
};

static bool on_boundary(struct str s, size_t at)
{
	return at == s.len || ((unsigned char)s.p[at] & 0xc0) != 0x80;
}

static int follow(void *arg, struct str word, size_t start, size_t end)
{
	struct watch *w = arg;

	assert_in_range(word.len, 1, WORDS_MAX);
	assert_true(utf8_valid(word));
	assert_true(start >= w->start && end >= w->end);
	assert_true(start < end && end <= w->text.len);
	if (utf8_valid(w->text)) {
		assert_true(on_boundary(w->text, start));
		assert_true(on_boundary(w->text, end));
	}
	w->start = start;
	w->end = end;
	return 0;
}

static void any_bytes_are_read_within_their_bounds(void **state)
{
	struct str pieces = STR("aA1 -\x80\xcc\x81\xe4\xba\xba\xe3\x82\xab\x99"
	                        "\xe1\x85\xa1\xef\xb7\xba\xff");
	uint64_t seed = 23;
	struct watch w = { 0 };

	(void)state;
	for (int i = 0; i < 50000; i++) {
		char *p = unit_garbage(&seed, i % 2 ? pieces : STR(""), 90,
		                       &w.text);

		w.start = w.end = 0;
		assert_int_equal(words_each(w.text, follow, &w), 0);
		free(p);
	}
}

/* Every character between two letters, and with a mark after it. */
static void every_character_has_its_place(void **state)
{
	char text[16];
	struct watch w;
	size_t n;

	(void)state;
	for (uint32_t c = 0; c <= 0x10ffff; c++) {
		if (c >= 0xd800 && c <= 0xdfff)
			continue;
		text[0] = 'a';
		n = 1 + utf8_encode(c, text + 1);
		memcpy(text + n, "\xcc\x81z", 3);
		w = (struct watch){ .text = { text, n + 3 } };
		assert_int_equal(words_each(w.text, follow, &w), 0);
		assert_int_equal(w.end, n + 3);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit_case(words_have_folded_forms_and_original_spans),
		unit_case(each_chinese_character_is_a_word),
		unit_case(however_it_is_written_a_word_is_found),
		unit_case(a_long_word_is_cut_but_spans_all_of_itself),
		unit_case(a_walk_can_be_stopped_at_any_word),
		unit_case(ideographs_are_those_of_east_asia),
		unit_case(any_bytes_are_read_within_their_bounds),
		unit_case(every_character_has_its_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
