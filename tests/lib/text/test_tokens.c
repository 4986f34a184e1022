/*
 * test_tokens.c - what stands for the words of a text in the index, and what
 * a query asks it for
 */
#include "lib/text/tokens.h"

#include <glob.h>

#include "lib/text/utf8.h"
#include "lib/text/words.h"
#include "tests/support/token_lists.h"

/* ---- Chinese, Japanese, Korean ------------------------------------------ */

static void ideographs_stand_alone_and_in_pairs(void **state)
{
	static const struct token_row rows[] = {
		{ "", "" },
		{ " ,。\n", "" },
		{ "法", "法@0-3" },
		{ "办法", "办@0-3|办法@0-6 法@3-6" },
		{ "人工智", "人@0-3|人工@0-6 工@3-6|工智@3-9 智@6-9" },
		{ "办。法", "办@0-3 法@6-9" },
		{ "办 法", "办@0-3 法@4-7" },
		{ "办\u3000法", "办@0-3 法@6-9" },
		{ "AI法", "ai@0-2 法@2-5" },
		{ "法AI法", "法@0-3 ai@3-5 法@5-8" },
		{ "第5条", "第@0-3 5@3-4 条@4-7" },
		{ "法\u200b律", "法@0-3|法律@0-9 律@6-9" },
		{ "葛\U000e0100法", "葛@0-7|葛法@0-10 法@7-10" },
		{ "カ\u3099イ", "ガ@0-6|ガイ@0-9 イ@6-9" },
		{ "㍿", "株@0-3|株式@0-3 式@0-3|式会@0-3 会@0-3|会社@0-3 "
		        "社@0-3" },
		{ "한국", "한@0-3|한국@0-6 국@3-6" },
	};

	assert_tokens(*state, rows, COUNT(rows), TOKENS_INDEX);
}

static void a_query_asks_for_pairs_where_there_are_any(void **state)
{
	static const struct token_row rows[] = {
		{ "法", "法@0-3" },
		{ "办法", "办法@0-6" },
		{ "人工智能", "人工@0-6 工智@3-9 智能@6-12" },
		{ "办 法", "办@0-3 法@4-7" },
		{ "法律AI", "法律@0-6 律@3-6 ai@6-8" },
		{ "AI法律", "ai@0-2 法律@2-8" },
		{ "第5条", "第@0-3 5@3-4 条@4-7" },
		{ "办法 管理", "办法@0-6 法@3-6 管理@7-13" },
	};

	assert_tokens(*state, rows, COUNT(rows), TOKENS_QUERY);
	assert_tokens(*state, rows, COUNT(rows), TOKENS_PREFIX);
}

static void one_line_end_is_no_break_where_there_are_no_blanks(void **state)
{
	static const struct {
		const char *text, *query;
		bool found;
	} rows[] = {
		{ "办\n法", "办法", true },
		{ "办\r\n法", "办法", true },
		{ "デ\nー", "デー", true },
		{ "办\u200b\n法", "办法", true },
		{ "办\n\n法", "办法", false },
		{ "办\r\n\r\n法", "办法", false },
		{ "办\r法", "办法", false },
		{ "办 \n法", "办法", false },
		{ "办\n\u3000法", "办法", false },
		{ "办，\n法", "办法", false },
		{ "办\u2028法", "办法", false },
		{ "인공\n지능", "공지", false },
		{ "法\n지", "法지", false },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		assert_int_equal(
			tokens_find(*state, rows[i].query, rows[i].text),
			rows[i].found);
}

static void runs_of_any_length_are_found_and_nothing_else(void **state)
{
	static const struct {
		const char *query, *text;
		bool found;
	} rows[] = {
		{ "法", "管理办法", true },
		{ "办法", "管理办法", true },
		{ "理办法", "管理办法", true },
		{ "管理办法", "管理办法", true },
		{ "法办", "管理办法", false },
		{ "管法", "管理办法", false },
		{ "理办", "管理，办法", false },
		{ "管理办法", "管理 办法", false },
		{ "管理 办法", "管理办法", true },
		{ "理法", "管理A法", false },
		{ "法AI", "办法AI时代", true },
		{ "办法AI时代", "办法AI时代", true },
		{ "办法AI代", "办法AI时代", false },
		{ "智能", "人工智\n能", true },
		{ "인공지능", "인공지능 기본법", true },
		{ "인공지능 기본법", "인공지능 기본법", true },
		{ "능기", "인공지능 기본법", false },
		{ "データ", "ビッグデータの", true },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		assert_int_equal(
			tokens_find(*state, rows[i].query, rows[i].text),
			rows[i].found);
}

static void forms_of_a_character_are_one(void **state)
{
	static const char *const same[][2] = {
		{ "国家网络", "國家網絡" }, { "為爲为", "为为为" },
		{ "裏裡", "里里" },         { "説說", "说说" },
		{ "発發髮", "发发发" },     { "権限", "权限" },
		{ "广東廣", "広东広" },     { "臺灣", "台湾" },
		{ "牴觸", "抵触" },         { "瞭解", "了解" },
		{ "隨著", "随着" },         { "啟動", "啓动" },
	};
	static const char *const other[][2] = {
		{ "画", "划" }, { "办", "辩" },     { "予", "豫" },
		{ "两", "辆" }, { "连", "联" },     { "未", "末" },
		{ "已", "己" }, { "法律", "法规" },
	};

	for (size_t i = 0; i < COUNT(same); i++) {
		assert_true(tokens_find(*state, same[i][0], same[i][1]));
		assert_true(tokens_find(*state, same[i][1], same[i][0]));
	}
	for (size_t i = 0; i < COUNT(other); i++)
		assert_false(tokens_find(*state, other[i][0], other[i][1]));
}

/* ---- whatever the text -------------------------------------------------- */

struct watch {
	struct str text;
	size_t start, end, n;
};

static int follow(void *arg, const struct token *t)
{
	struct watch *w = arg;

	assert_in_range(t->text.len, 1, 2 * WORDS_MAX);
	assert_true(utf8_valid(t->text));
	assert_int_equal(t->text.p[t->text.len], '\0');
	assert_true(t->start >= w->start && t->end >= w->end);
	assert_true(t->start < t->end && t->end <= w->text.len);
	assert_true(w->n++ > 0 || !t->colocated);
	assert_true(!t->colocated || t->start == w->start);
	w->start = t->start;
	w->end = t->end;
	return 0;
}

static void assert_in_order(struct str text)
{
	for (int use = TOKENS_INDEX; use <= TOKENS_PREFIX; use++) {
		struct watch w = { .text = text };

		assert_int_equal(
			tokens_each(text, (enum tokens_for)use, follow, &w), 0);
	}
}

struct span {
	size_t start, end;
	bool possessive;
};

struct spans {
	struct str text;
	struct span *items;
	size_t n;
};

static int keep_span(void *arg, struct str word, size_t start, size_t end)
{
	struct spans *s = arg;
	bool after = start > 0 && (s->text.p[start - 1] == '\'' ||
	                           (unsigned char)s->text.p[start - 1] == 0x99);

	s->items[s->n++] =
		(struct span){ start, end, after && str_is(word, "s") };
	return 0;
}

/* What stands from the text's word `from` to word `to`, asked for by a query,
 * stands there. */
static void assert_found(struct arena *a, const struct token_list *held,
                         const struct spans *spans, size_t from, size_t to)
{
	size_t start = spans->items[from].start, end = spans->items[to].end;
	struct str words = { spans->text.p + start, end - start };
	struct token_list asked = token_list_of(a, words, TOKENS_QUERY);
	const struct token_held *last = NULL;
	size_t i = 0;

	while (i < held->n && held->items[i].start < start)
		i++;
	assert_true(i < held->n && held->items[i].start == start);
	assert_true(asked.n > 0 && asked.items[0].start == 0);
	last = tokens_stand_at(held, i, &asked);
	if (last == NULL)
		print_error("\"%.*s\"\n", STR_ARG(words));
	assert_non_null(last);
	assert_true(last->end >= end);
	assert_int_equal(asked.items[asked.n - 1].end, words.len);
}

static void assert_words_found(struct str text, size_t draws, uint64_t *seed)
{
	struct arena *a = arena_new();
	struct token_list held = token_list_of(a, text, TOKENS_INDEX);
	struct spans spans = { .text = text };

	/* One character may be many words. */
	spans.items = arena_alloc(a, (20 * text.len + 1) * sizeof(struct span));
	words_each(text, keep_span, &spans);
	for (size_t n = 0; n < draws && spans.n > 0; n++) {
		size_t from = (size_t)(unit_random(seed) % spans.n);
		size_t to = from + (size_t)(unit_random(seed) % 6);

		if (!spans.items[from].possessive)
			assert_found(a, &held, &spans, from,
			             to < spans.n ? to : spans.n - 1);
	}
	arena_free(a);
}

static void words_drawn_from_a_text_are_found_in_it(void **state)
{
	static const char *const patterns[] = { "data/*.ndjson",
		                                "../shared/corpus/*.txt" };
	static char text[1 << 20];
	uint64_t seed = 11;
	glob_t found;

	(void)state;
	for (size_t i = 0; i < COUNT(patterns); i++)
		glob(patterns[i], i > 0 ? GLOB_APPEND : 0, NULL, &found);
	assert_true(found.gl_pathc >= 5);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		FILE *f = fopen(found.gl_pathv[i], "rb");
		struct str s = { text, 0 };

		assert_non_null(f);
		s.len = fread(text, 1, sizeof(text), f);
		fclose(f);
		s.len = utf8_valid_length(s);
		assert_in_order(s);
		/* Looking for a place takes a walk over the text. */
		while (s.len > 0) {
			struct str part = { s.p,
				            s.len < 20000 ? s.len : 20000 };

			part.len = utf8_valid_length(part);
			assert_words_found(part, 40, &seed);
			s = (struct str){ s.p + part.len, s.len - part.len };
		}
	}
	globfree(&found);
}

static void any_bytes_have_tokens_in_order_and_find_themselves(void **state)
{
	struct str pieces = STR("aAlIs' -\n\x80\xcc\x81\xe4\xba\xba\xe3\x82\xab"
	                        "\x99\xe1\x85\xa1\xef\xb7\xba\xff");
	static const char *const parts[] = {
		"a",   "Al",     "s",  "'",      "’",    " ",      "\n", "国",
		"國",  "法",     "カ", "\u3099", "한",   "\u1161", "½",  "㍿",
		"ing", "\u00ad", "é",  "-",      "\r\n", "。",     "5",  "²"
	};
	uint64_t seed = 23;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		struct str text;
		char *p = unit_garbage(&seed, i % 2 ? pieces : STR(""), 60,
		                       &text);

		assert_in_order(text);
		free(p);
	}
	for (int i = 0; i < 20000; i++) {
		char text[64 * 4];
		size_t len = 0;

		for (uint64_t n = unit_random(&seed) % 24; n > 0; n--) {
			const char *part =
				parts[unit_random(&seed) % COUNT(parts)];

			memcpy(text + len, part, strlen(part));
			len += strlen(part);
		}
		assert_in_order((struct str){ text, len });
		assert_words_found((struct str){ text, len }, 4, &seed);
	}
}

static int stop_at_third(void *arg, const struct token *t)
{
	(void)t;
	return ++*(int *)arg == 3 ? 42 : 0;
}

static void a_walk_can_be_stopped_at_any_token(void **state)
{
	static const char *const rows[] = { "a b c d", "a b c", "一二三四",
		                            "一二",    "㍿㍿",  "Al x",
		                            "x Al" };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		int calls = 0;

		assert_int_equal(tokens_each(str_from(rows[i]), TOKENS_INDEX,
		                             stop_at_third, &calls),
		                 42);
		assert_int_equal(calls, 3);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit_case(ideographs_stand_alone_and_in_pairs),
		unit_case(a_query_asks_for_pairs_where_there_are_any),
		unit_case(one_line_end_is_no_break_where_there_are_no_blanks),
		unit_case(runs_of_any_length_are_found_and_nothing_else),
		unit_case(forms_of_a_character_are_one),
		unit_case(words_drawn_from_a_text_are_found_in_it),
		unit_case(any_bytes_have_tokens_in_order_and_find_themselves),
		unit_case(a_walk_can_be_stopped_at_any_token),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
