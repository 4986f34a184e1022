/*
 * test_utf8.c - validity, counts and folding
 */
#include "lib/text/utf8.h"

#include "tests/support/unit.h"

/* Where the valid part ends. */
static const struct {
	const char *text;
	size_t good;
} validity[] = {
	{ "", 0 },
	{ "plain", 5 },
	{ "longer than eight bytes of ASCII", 32 },
	{ "\x7f", 1 },
	{ "\xc2\x80", 2 },
	{ "\xdf\xbf", 2 },
	{ "\xe0\xa0\x80", 3 },
	{ "\xed\x9f\xbf", 3 },
	{ "\xee\x80\x80", 3 },
	{ "\xef\xbf\xbf", 3 },
	{ "\xf0\x90\x80\x80", 4 },
	{ "\xf4\x8f\xbf\xbf", 4 },
	{ "a\x80", 1 },             /* begins nothing        */
	{ "a\xc0\xaf", 1 },         /* overlong              */
	{ "a\xc1\xbf", 1 },         /* overlong              */
	{ "a\xe0\x9f\xbf", 1 },     /* overlong              */
	{ "a\xf0\x8f\xbf\xbf", 1 }, /* overlong              */
	{ "a\xed\xa0\x80", 1 },     /* surrogate             */
	{ "a\xed\xbf\xbf", 1 },     /* surrogate             */
	{ "a\xf4\x90\x80\x80", 1 }, /* past U+10FFFF         */
	{ "a\xf5\x80\x80\x80", 1 }, /* past U+10FFFF         */
	{ "a\xff", 1 },             /* no such byte          */
	{ "a\xe4\xba", 1 },         /* cut                   */
	{ "a\344\272b", 1 },        /* cut by a letter       */
	{ "a\xf0\x9f\x98", 1 },     /* cut                   */
	{ "12345678\xe4\xba\xba\xff", 11 },
};

static void only_shortest_forms_of_scalar_values_are_valid(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(validity); i++) {
		struct str s = str_from(validity[i].text);

		assert_int_equal(utf8_valid_length(s), validity[i].good);
		assert_int_equal(utf8_valid(s), validity[i].good == s.len);
	}
	assert_true(utf8_valid((struct str){ "a\0b", 3 }));
	assert_true(utf8_valid((struct str){ 0 }));
}

static void every_code_point_survives_encoding(void **state)
{
	char bytes[4];
	size_t at, n;

	(void)state;
	for (uint32_t c = 0; c <= 0x10ffff; c++) {
		if (c >= 0xd800 && c <= 0xdfff)
			continue;
		n = utf8_encode(c, bytes);
		assert_true(utf8_valid((struct str){ bytes, n }));
		at = 0;
		assert_int_equal(utf8_next((struct str){ bytes, n }, &at), c);
		assert_int_equal(at, n);
	}
}

static void a_bad_byte_is_one_replacement(void **state)
{
	struct str s = STR("\344\272a");
	size_t at = 0;

	(void)state;
	assert_int_equal(utf8_next(s, &at), 0xfffd);
	assert_int_equal(utf8_next(s, &at), 0xfffd);
	assert_int_equal(utf8_next(s, &at), 'a');
	assert_int_equal(at, s.len);
}

static void counts_are_in_three_units(void **state)
{
	static const struct {
		const char *text;
		int64_t bytes, code_points, utf16;
	} rows[] = {
		{ "", 0, 0, 0 },          { "abc", 3, 3, 3 },
		{ "é", 2, 1, 1 },         { "办法", 6, 2, 2 },
		{ "😀", 4, 1, 2 },         { "a😀é办", 10, 4, 5 },
		{ "e\xcc\x81", 3, 2, 2 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct utf8_counts c = utf8_count(str_from(rows[i].text));

		assert_int_equal(c.bytes, rows[i].bytes);
		assert_int_equal(c.code_points, rows[i].code_points);
		assert_int_equal(c.utf16, rows[i].utf16);
	}
}

/* A long text of characters of all lengths. */
static struct str mixture(struct arena *a)
{
	static const char *const pieces[] = { "a", "é", "办", "😀", "bcdefgh" };
	uint64_t seed = 3;
	struct buf b;

	buf_init(&b, a);
	for (int i = 0; i < 600; i++)
		buf_puts(&b, pieces[unit_random(&seed) % COUNT(pieces)]);
	return buf_text(&b);
}

/* However the bytes are counted, in blocks or one by one. */
static void counting_up_to_a_place_agrees_with_walking_there(void **state)
{
	struct str s = mixture(*state);
	struct utf8_counts walked = { 0 }, c;
	size_t at = 0;

	while (at < s.len) {
		c = utf8_until(s, walked.code_points);
		assert_memory_equal(&c, &walked, sizeof(c));
		walked.utf16 += utf8_next(s, &at) > 0xffff ? 2 : 1;
		walked.code_points++;
		walked.bytes = (int64_t)at;
	}
	c = utf8_count(s);
	assert_memory_equal(&c, &walked, sizeof(c));
	c = utf8_until(s, walked.code_points + 1);
	assert_memory_equal(&c, &walked, sizeof(c));
	assert_int_equal(utf8_until(s, 0).bytes, 0);
	assert_int_equal(utf8_until(s, -1).bytes, 0);
}

static const struct {
	const char *text, *folded, *plain;
} foldings[] = {
	{ "", "", "" },
	{ "Act", "act", "act" },
	{ "  An \t\n Act\r\n ", "an act", "an act" },
	{ "ＡＩ　２０２４", "ai 2024", "ai 2024" },
	{ "a\u00a0b\u2003\u2028c", "a b c", "a b c" },
	{ "co\u00adoperate", "cooperate", "cooperate" },
	{ "zero\u200bwidth\ufeff", "zerowidth", "zerowidth" },
	{ "“AI” ‘x’ «y» ‹z› 「w」", "\"ai\" 'x' \"y\" 'z' \"w\"",
	  "\"ai\" 'x' \"y\" 'z' \"w\"" },
	{ "don’t", "don't", "don't" },
	{ "a–b—c‑d−e﹘f－g", "a-b-c-d-e-f-g", "a-b-c-d-e-f-g" },
	{ "《办法》", "《办法》", "《办法》" },
	{ "Élan", "élan", "elan" },
	{ "E\xcc\x81lan", "élan", "elan" },
	{ "STRASSE Straße", "strasse strasse", "strasse strasse" },
	{ "ΣΊΣΥΦΟΣ", "σίσυφοσ", "σισυφοσ" },
	{ "ﬁnal ① ½", "final 1 1\u20442", "final 1 1\u20442" },
	{ "ｶﾞｲﾄﾞ", "ガイド", "ガイド" },
	{ "カ\xe3\x82\x99", "ガ", "ガ" },
	{ "한\xe1\x84\x80\xe1\x85\xa1", "한가", "한가" },
	{ "Łódź Ærø İstanbul", "łódź ærø i\xcc\x87stanbul",
	  "lodz aero istanbul" },
	{ "हिन्दी", "हिन्दी", "हिन्दी" },
	{ "a ´ b", "a \xcc\x81 b", "a b" },
	{ "…", "...", "..." },
};

static void texts_that_look_the_same_fold_to_the_same(void **state)
{
	for (size_t i = 0; i < COUNT(foldings); i++) {
		struct str s = str_from(foldings[i].text);

		assert_str(utf8_fold(*state, s), foldings[i].folded);
		assert_str(utf8_plain(*state, s), foldings[i].plain);
		assert_true(utf8_same(s, str_from(foldings[i].folded)));
	}
	assert_false(utf8_same(STR("Elan"), STR("Élan")));
	assert_false(utf8_same(STR("a b"), STR("ab")));
	assert_true(utf8_same(STR(" "), (struct str){ 0 }));
}

/* What folding needs is on the stack up to some length, beside it beyond. */
static void runs_of_any_length_fold(void **state)
{
	struct buf b;
	struct str folded;

	buf_init(&b, *state);
	for (int64_t n = 1; n < 1000; n++) {
		buf_puts(&b, "办");
		folded = utf8_fold(*state, buf_text(&b));
		assert_true(str_eq(folded, buf_text(&b)));
	}
	/* A character that becomes eighteen. */
	for (int n = 0; n < 1000; n++)
		buf_puts(&b, "\ufdfa");
	folded = utf8_fold(*state, buf_text(&b));
	assert_int_equal(utf8_count(folded).code_points, 999 + 18000);
	assert_true(utf8_valid(folded));
}

static void random_text(uint64_t *seed, struct buf *b)
{
	static const uint32_t bases[] = { 0x20,   0xa0,   0x300,  0x370,
		                          0x5d0,  0x900,  0x1100, 0x1e00,
		                          0x2000, 0x2100, 0x3000, 0x30a0,
		                          0xac00, 0xff00, 0x1d400 };
	char bytes[4];

	for (uint64_t n = unit_random(seed) % 12; n > 0; n--) {
		uint32_t base = bases[unit_random(seed) % COUNT(bases)];
		uint32_t c = base + (uint32_t)(unit_random(seed) % 0x80);

		buf_add(b, bytes, utf8_encode(c, bytes));
	}
}

static void folding_twice_changes_nothing(void **state)
{
	uint64_t seed = 5;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		struct arena *a = arena_new();
		struct str once, twice;
		struct buf b;

		buf_init(&b, a);
		random_text(&seed, &b);
		once = utf8_fold(a, buf_text(&b));
		assert_true(utf8_valid(once));
		twice = utf8_fold(a, once);
		assert_str(twice, once.p);
		once = utf8_plain(a, buf_text(&b));
		assert_true(utf8_valid(once));
		arena_free(a);
	}
}

static void every_code_point_has_a_plain_form(void **state)
{
	int32_t out[UTF8_PLAIN_MAX];

	(void)state;
	for (uint32_t c = 0; c <= 0x10ffff; c++)
		assert_in_range(utf8_plain_char(c, out), 0, UTF8_PLAIN_MAX);
	assert_int_equal(utf8_plain_char(0x301, out), 0);
	assert_int_equal(utf8_plain_char(0xad, out), 0);
	assert_int_equal(utf8_plain_char(0xc9, out), 1);
	assert_int_equal(out[0], 'e');
}

static void a_shortened_text_ends_in_an_ellipsis(void **state)
{
	static const struct {
		const char *text;
		int64_t max;
		const char *want;
	} rows[] = {
		{ "abc", 3, "abc" },
		{ "abc", 4, "abc" },
		{ "abc", 2, "a…" },
		{ "abc", 1, "…" },
		{ "abc", 0, "" },
		{ "abc", -1, "" },
		{ "", 0, "" },
		{ "办法😀x", 4, "办法😀x" },
		{ "办法😀x", 3, "办法…" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str s = utf8_shorten(*state, str_from(rows[i].text),
		                            rows[i].max);

		assert_str(s, rows[i].want);
		assert_int_equal(s.p[s.len], '\0');
	}
}

static void any_bytes_are_read_within_their_bounds(void **state)
{
	/* Ends, beginnings and blanks, so that cut sequences abound. */
	struct str alphabet = STR("a \x80\xbf\xc2\xcc\x81\xe4\xed\xef\xf0\xff");
	uint64_t seed = 13;
	struct str s;

	(void)state;
	for (int i = 0; i < 10000; i++) {
		char *p = unit_garbage(&seed, i % 2 ? alphabet : STR(""), 200,
		                       &s);
		struct arena *a = arena_new();

		utf8_fold(a, s);
		utf8_plain(a, s);
		utf8_same(s, STR("a"));
		utf8_shorten(a, s, 5);
		utf8_one_line(a, s);
		assert_int_equal(utf8_count(s).bytes, s.len);
		for (size_t at = 0; at < s.len;)
			utf8_next(s, &at);
		arena_free(a);
		free(p);
	}
}

static const struct {
	const char *text, *line;
} lines[] = {
	{ "", "" },
	{ " \n", "" },
	{ "one", "one" },
	{ " two\r\n \twords\n", "two words" },
	{ "人工\n智能 法", "人工智能 法" },
	{ "法\nAct", "法 Act" },
};

static void a_text_of_several_lines_fits_on_one(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < COUNT(lines); i++)
		assert_string_equal(utf8_one_line(a, str_from(lines[i].text)).p,
		                    lines[i].line);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit_case(only_shortest_forms_of_scalar_values_are_valid),
		unit_case(every_code_point_survives_encoding),
		unit_case(a_bad_byte_is_one_replacement),
		unit_case(counts_are_in_three_units),
		unit_case(counting_up_to_a_place_agrees_with_walking_there),
		unit_case(texts_that_look_the_same_fold_to_the_same),
		unit_case(runs_of_any_length_fold),
		unit_case(folding_twice_changes_nothing),
		unit_case(every_code_point_has_a_plain_form),
		unit_case(a_shortened_text_ends_in_an_ellipsis),
		unit_case(a_text_of_several_lines_fits_on_one),
		unit_case(any_bytes_are_read_within_their_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
