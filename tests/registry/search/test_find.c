/*
 * test_find.c - search over records of all kinds
 */
#include "tests/support/find.h"

#include <stdlib.h>

#include "lib/text/utf8.h"
#include "tests/support/database.h"

/* ---- among other words -------------------------------------------------- */

static const struct {
	const char *typed, *keys;
} asked[] = {
	/* little words need not match, capitals are none */
	{ "what is the high risk of this act", "act" },
	{ "which measures are for generative ai", "measures" },
	/* most words */
	{ "who has intelligence risk systems rules", "act" },
	/* questions without blanks */
	{ "暂行办法什么时候生效", "measures" },
};

static void what_is_asked_in_a_sentence_is_found(void **state)
{
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(asked); i++) {
		search_for(app, asked[i].typed, "");
		assert_string_equal(keys_found(app), asked[i].keys);
	}
}

static void a_number_is_found_with_and_without_a_blank(void **state)
{
	static const char *const typed[] = { "ISO42001", "iso 42001",
		                             "ISO/IEC 42001" };
	struct app *app = *state;

	make_titled(app, "standard", "ISO/IEC 42001:2023 Management", "");
	for (size_t i = 0; i < COUNT(typed); i++) {
		search_for(app, typed[i], "");
		assert_string_equal(keys_found(app), "standard");
	}
}

/* ---- what is found ------------------------------------------------------ */

static const struct {
	const char *typed, *keys;
} searches[] = {
	{ "intelligence", "act" },
	{ "INTELLIGENCE artificial", "act" },
	{ "intelligence measures", "" },
	{ "intellig", "" },
	{ "intellig*", "act" },
	{ "gen* ai", "measures" },
	{ "a*", "loi" },
	{ "\"artificial intelligence\"", "act" },
	{ "\"intelligence artificial\"", "" },
	{ "\"artificial intel\"*", "act" },
	{ "\"high risk", "act" },
	{ "risk -rules", "" },
	{ "risk -loi", "act" },
	{ "ai -\"generative ai\"", "" },
	{ "systems -nothing", "act,loi" },
	{ "ethique", "loi" },
	{ "ÉTHIQUE", "loi" },
	{ "l'ethique", "loi" },
	{ "systemes", "act,loi" },
	{ "ｒｉｓｋ", "act" },
	{ "32024R1689", "act" },
	{ "32024r*", "act" },
	{ "办", "cac,measures" },
	{ "办法", "measures" },
	{ "网信", "cac" },
	{ "法办", "" },
	{ "暂行办法", "measures" },
	{ "生成式 办法", "measures" },
	{ "生成式 -办法", "" },
	{ "\"生成式人工智能\"", "measures" },
	{ "人工智能 generative", "measures" },
	{ "办法*", "measures" },
	{ "nothing", "" },
	{ "-risk", "" },
	{ "*", "" },
	{ "-", "" },
	{ "\"\"", "" },
};

static void words_find_what_has_all_of_them(void **state)
{
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(searches); i++) {
		search_for(app, searches[i].typed, "&relax=false");
		if (strcmp(keys_found(app), searches[i].keys) != 0)
			print_error("%s\n", searches[i].typed);
		assert_string_equal(keys_found(app), searches[i].keys);
		assert_int_equal(reply_integer(app, "total"),
		                 json_array_size(reply_json(app, "items")));
	}
}

static void make_printed(struct app *app)
{
	make_titled(app, "oecd", "Recommendation OECD/LEGAL/0449", "");
	make_titled(app, "un", "Resolution A/RES/78/265", "");
	make_titled(app, "iso", "ISO/IEC 42001:2023", "");
	make_titled(app, "cets", "Convention CETS 225", "");
	make_titled(app, "eu", "Regulation (EU) 2024/1689, Article 5(1)", "");
	make_titled(app, "1", "UNESCO’s policies for children's data", "");
	make_titled(app, "2", "Police government of AIs", "");
	make_titled(app, "3", "The Al Act, by Al-Farabi et al.", "");
	make_titled(app, "4", "國家網絡安全管理辦法",
	            ",\"titles\":[{\"text\":\"甲乙\",\"type\":\"short\"},"
	            "{\"text\":\"丙丁\",\"type\":\"short\"}]");
	make_titled(app, "5", "数据安全法\\n律", "");
}

static const struct {
	const char *typed, *keys;
} printed[] = {
	{ "OECD/LEGAL/0449", "oecd" },
	{ "legal/0449", "oecd" },
	{ "0449/LEGAL", "" },
	{ "A/RES/78/265", "un" },
	{ "78/265", "un" },
	{ "265/78", "" },
	{ "ISO/IEC 42001:2023", "iso" },
	{ "2023:42001", "" },
	{ "CETS 225", "cets" },
	{ "2024/1689", "eu" },
	{ "Article 5(1)", "eu" },
	{ "Articles 5(1)", "eu" },
	{ "1(5)", "" },
	{ "policy", "1" },
	{ "police", "2" },
	{ "polic*", "1,2" },
	{ "polici*", "1,2" },
	{ "policie*", "1" },
	{ "policies*", "1" },
	{ "governance", "" },
	{ "children", "1" },
	{ "child's", "1" },
	{ "unesco", "1" },
	{ "UNESCO's policy", "1" },
	{ "regulations", "eu" },
	{ "regulat*", "eu" },
	{ "\"children's data\"", "1" },
	{ "\"police governments\"", "2" },
	{ "\"ai act\"", "3" },
	{ "\"al act\"", "3" },
	{ "\"ai farabi\"", "" },
	{ "ais -generative", "2,3" },
	{ "国家网络安全", "4" },
	{ "國家網絡安全", "4" },
	{ "網络", "4" },
	{ "办法 国家", "4" },
	{ "安", "4,5" },
	{ "安*", "4,5" },
	{ "安全*", "4,5" },
	{ "安全法*", "5" },
	{ "-安全 办法", "measures" },
	{ "法律", "5" },
	{ "\"安全法 律\"", "5" },
	{ "乙丙", "" },
};

static void what_is_typed_is_found_as_it_is_printed(void **state)
{
	struct app *app = *state;

	make_printed(app);
	for (size_t i = 0; i < COUNT(printed); i++) {
		search_for(app, printed[i].typed, "&kind=instruments");
		if (strcmp(keys_found(app), printed[i].keys) != 0)
			print_error("%s\n", printed[i].typed);
		assert_string_equal(keys_found(app), printed[i].keys);
	}
	assert_sound(app->store);
}

static void hits_say_what_they_are(void **state)
{
	struct app *app = *state;

	search_for(app, "cyberspace", "");
	assert_member(app, "items/0/kind", "organizations");
	assert_member(app, "items/0/title", "Cyberspace Administration");
	get(app, "/v1/organizations/cac");
	assert_status(app, 200);
}

static void title_counts_more_than_summary(void **state)
{
	struct app *app = *state;

	make_titled(app, "other", "Of Something Else",
	            ",\"summary\":\"Says much of intelligence.\"");
	search_for(app, "intelligence", "");
	assert_member(app, "items/0/key", "act");
	assert_member(app, "items/1/key", "other");
}

static void kinds_narrow_the_search(void **state)
{
	struct app *app = *state;

	search_for(app, "ad*", "&kind=organizations");
	assert_string_equal(keys_found(app), "cac");
	search_for(app, "ad* OR act", "&kind=organizations&kind=instruments");
	assert_string_equal(keys_found(app), "act,cac");
	search_for(app, "ad*", "&kind=sources");
	assert_string_equal(keys_found(app), "");
	search_for(app, "ad*", "&kind=things");
	assert_status(app, 400);
	assert_mistake(app, "kind");
}

/* ---- snippets ----------------------------------------------------------- */

/* The part of the snippet that a range stands for. */
static const char *marked(struct app *app, size_t item, size_t range)
{
	struct str s = str_from(
		reply_string(app, say(app, "items/%zu/snippet", item)));
	int64_t start = reply_integer(
			app, say(app, "items/%zu/ranges/%zu/0", item, range)),
		end = reply_integer(
			app, say(app, "items/%zu/ranges/%zu/1", item, range));
	size_t from, to;

	if (start < 0)
		return "";
	from = (size_t)utf8_until(s, start).bytes;
	to = (size_t)utf8_until(s, end).bytes;
	return say(app, "%.*s", (int)(to - from), s.p + from);
}

static const struct {
	const char *typed, *first, *second;
} marks[] = {
	{ "high", "high", "" },
	{ "risk rules", "Rules", "risk" },
	{ "\"high risk\"", "high risk", "" },
	{ "办法", "办法", "" },
	{ "工智 暂行", "工智", "暂行" },
	{ "ETHIQUE", "éthique", "" },
	{ "syst* loi", "Loi", "systèmes" },
	{ "gener*", "Generative", "" },
	{ "rule high", "Rules", "high" },
	{ "服务 管理", "服务管理", "" },
	{ "人工 工智", "人工智", "" },
	{ "辦*", "办", "" },
	{ "服務管理", "服务管理", "" },
	{ "\"high risks\"", "high risk", "" },
	{ "\"system of high\"", "systems of high", "" },
	{ "serviced*", "Services", "" },
};

static void ranges_mark_what_was_found(void **state)
{
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(marks); i++) {
		search_for(app, marks[i].typed, "");
		assert_string_equal(marked(app, 0, 0), marks[i].first);
		assert_string_equal(marked(app, 0, 1), marks[i].second);
	}
}

static void ranges_are_whole_words_as_printed(void **state)
{
	static const struct {
		const char *typed, *first, *second;
	} rows[] = {
		{ "unesco", "UNESCO’s", "" },
		{ "data policy", "policies", "data" },
		{ "ai farabi", "Al", "Farabi" },
		{ "国家", "國家", "" },
		{ "安全管理", "安全管理", "" },
		{ "法律", "法\n律", "" },
		{ "78/265", "78/265", "" },
		{ "\"article 5 1\"", "Article 5(1", "" },
	};
	struct app *app = *state;

	make_printed(app);
	for (size_t i = 0; i < COUNT(rows); i++) {
		search_for(app, rows[i].typed, "&kind=instruments");
		assert_string_equal(marked(app, 0, 0), rows[i].first);
		assert_string_equal(marked(app, 0, 1), rows[i].second);
	}
}

static void snippet_of_a_long_text_has_the_words_in_it(void **state)
{
	struct app *app = *state;
	struct buf text;

	buf_init(&text, app->keys_arena);
	for (int i = 0; i < 300; i++)
		buf_puts(&text, "😀 法 ");
	make_titled(app, "long", "Long",
	            say(app, ",\"summary\":\"%.*s needle %s\"", 1800, text.data,
	                text.data));
	search_for(app, "needle", "");
	assert_string_equal(marked(app, 0, 0), "needle");
	assert_true(utf8_count(str_from(reply_string(app, "items/0/snippet")))
	                    .code_points <= 240);
}

static void words_of_a_snippet_are_whole(void **state)
{
	struct app *app = *state;
	const char *w = "firms supervises firms supervises firms ",
		   *s = say(app, "%s%s%s%s%s", w, w, w, w, w);

	make_titled(app, "l", "L", say(app, ",\"summary\":\"%sx %s\"", s, s));
	search_for(app, "x", "");
	assert_contains(reply_text(app), "snippet\":\"supervises firms");
	assert_contains(reply_text(app), " supervises\",\"ranges");
}

/* ---- passages ----------------------------------------------------------- */

static void words_of_a_passage_are_found_once_its_text_is_there(void **state)
{
	struct app *app = *state;
	struct str text = STR("Before. Whales must be counted. 鲸鱼。");
	struct ingest in = { .arena = app->keys_arena,
		             .source = STR("s"),
		             .bytes = text,
		             .media_type = "text/plain" };
	struct err e;

	make(app, "sources",
	     "{\"key\":\"s\",\"title\":\"Log\",\"role\":\"other\"}");
	search_for(app, "whales", "");
	assert_string_equal(keys_found(app), "");
	err_init(&e, in.arena);
	assert_int_equal(ingest_text(app->store, &in, &e), ERR_OK);
	search_for(app, "whales", "");
	assert_string_equal(keys_found(app), "");
	make(app, "passages",
	     say(app,
	         "{\"key\":\"p\",\"source\":\"s\",\"edition\":\"%s\","
	         "\"start\":8,\"end\":31,\"locator\":\"p. 9\"}",
	         in.sha256.p));
	search_for(app, "counted whales", "");
	assert_string_equal(keys_found(app), "p");
	assert_member(app, "items/0/title", "Log");
	assert_member(app, "items/0/locator", "p. 9");
	assert_member(app, "items/0/snippet", "Whales must be counted.");
	search_for(app, "before", "&kind=passages");
	assert_string_equal(keys_found(app), "");
	search_for(app, "鲸", "");
	assert_string_equal(keys_found(app), "");
}

static void loading_a_text_makes_its_passages_found(void **state)
{
	struct app *app = *state;
	struct ingest in = { .arena = app->keys_arena,
		             .bytes = STR("words"),
		             .media_type = "text/plain" };
	struct err e;

	make(app, "sources",
	     "{\"key\":\"s\",\"title\":\"Log\",\"role\":\"other\","
	     "\"editions\":[{\"sha256\":\"" WORDS "\"}]}");
	make(app, "passages",
	     "{\"key\":\"p\",\"source\":\"s\",\"edition\":\"" WORDS
	     "\",\"start\":0,\"end\":5,\"sha256\":\"" WORDS "\"}");
	search_for(app, "words", "");
	assert_string_equal(keys_found(app), "");
	err_init(&e, in.arena);
	assert_int_equal(ingest_text(app->store, &in, &e), ERR_OK);
	search_for(app, "words", "");
	assert_string_equal(keys_found(app), "p");
	edit(app, "DELETE", "/v1/passages/p", NULL);
	search_for(app, "words", "");
	assert_string_equal(keys_found(app), "");
	assert_sound(app->store);
}

/* ---- changes ------------------------------------------------------------ */

static void what_is_written_is_found_at_once(void **state)
{
	struct app *app = *state;

	edit(app, "PATCH", "/v1/instruments/act", "{\"title\":\"Whale Act\"}");
	search_for(app, "whale", "");
	assert_string_equal(keys_found(app), "act");
	search_for(app, "artificial", "");
	assert_string_equal(keys_found(app), "");
	edit(app, "PATCH", "/v1/instruments/measures", "{\"titles\":null}");
	search_for(app, "办法", "");
	assert_string_equal(keys_found(app), "");
	edit(app, "DELETE", "/v1/instruments/act", NULL);
	search_for(app, "whale", "");
	assert_string_equal(keys_found(app), "");
	make_titled(app, "act", "Whale Act", "");
	search_for(app, "whale", "");
	assert_string_equal(keys_found(app), "act");
	assert_sound(app->store);
}

static void words_of_a_deleted_record_do_not_pass_to_the_next(void **state)
{
	struct app *app = *state;

	for (int i = 0; i < 3; i++) {
		make_titled(app, "short-lived", "Whale Act", "");
		edit(app, "DELETE", "/v1/instruments/short-lived", NULL);
		make_titled(app, say(app, "next-%d", i), "Of Herring", "");
		search_for(app, "whale", "");
		assert_string_equal(keys_found(app), "");
		assert_int_equal(reply_integer(app, "total"), 0);
	}
	edit(app, "PATCH", "/v1/instruments/next-2", "{\"title\":\"Cod\"}");
	search_for(app, "herring", "");
	assert_string_equal(keys_found(app), "next-0,next-1");
}

static enum err_code empty_index(struct tx *tx, void *arg, struct err *e)
{
	(void)arg;
	return store_index_reset(tx, e);
}

static void set_version(struct app *app, const char *version)
{
	do_sql(app->file, say(app,
	                      "UPDATE settings SET value = '%s' "
	                      "WHERE name = 'words_version'",
	                      version));
}

static void an_index_made_by_other_rules_is_made_anew(void **state)
{
	static const char *const versions[] = { "1", "2", "3" };
	struct app *app = *state;
	struct err e;

	err_init(&e, app->keys_arena);
	for (size_t i = 0; i < COUNT(versions); i++) {
		assert_int_equal(
			store_run(app->store, TX_BULK, empty_index, NULL, &e),
			ERR_OK);
		store_close(app->store);
		reopen(app);
		search_for(app, "办法", "");
		assert_string_equal(keys_found(app), "");
		store_close(app->store);
		set_version(app, versions[i]);
		reopen(app);
		search_for(app, "办法", "");
		assert_string_equal(keys_found(app), "measures");
		assert_sound(app->store);
	}
}

/* ---- pages -------------------------------------------------------------- */

static void pages_bring_every_hit_once(void **state)
{
	struct app *app = *state;

	for (int i = 0; i < 53; i++)
		make_titled(app, say(app, "whale-%02d", i),
		            say(app, "Whale %s", i % 3 ? "" : "whale whale"),
		            "");
	for (int limit = 1; limit < 60; limit += 9) {
		int seen[53] = { 0 }, pages = 0;
		const char *next = "";

		do {
			json_t *items;

			search_for(app, "whale",
			           say(app, "&limit=%d%s%s", limit,
			               *next ? "&cursor=" : "", next));
			assert_status(app, 200);
			assert_int_equal(reply_integer(app, "total"), 53);
			items = reply_json(app, "items");
			for (size_t i = 0; i < json_array_size(items); i++)
				seen[atoi(json_string_value(json_object_get(
						  json_array_get(items, i),
						  "key")) +
				          6)]++;
			next = say(app, "%s", reply_string(app, "next"));
			assert_in_range(++pages, 1, 54);
		} while (*next != '\0');
		for (int i = 0; i < 53; i++)
			assert_int_equal(seen[i], 1);
	}
}

static void what_has_no_title_is_called_by_its_label_or_key(void **state)
{
	struct app *app = *state;

	make(app, "schemes", "{\"key\":\"s\",\"title\":\"S\"}");
	make(app, "concepts",
	     "{\"key\":\"c\",\"scheme\":\"s\",\"labels\":"
	     "[{\"text\":\"Oversight\"},{\"text\":\"Aufsicht\"}]}");
	make_act(app, "\"key\":\"a\"");
	make(app, "provisions",
	     "{\"key\":\"p\",\"instrument\":\"a\",\"path\":\"art_1\","
	     "\"level\":\"article\",\"position\":1,\"label\":\"Aufsicht\"}");
	search_for(app, "aufsicht", "&kind=concepts");
	assert_member(app, "items/0/title", "Oversight");
	search_for(app, "aufsicht", "&kind=provisions");
	assert_member(app, "items/0/title", "p");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		find_test(what_is_asked_in_a_sentence_is_found),
		find_test(a_number_is_found_with_and_without_a_blank),
		find_test(words_find_what_has_all_of_them),
		find_test(what_is_typed_is_found_as_it_is_printed),
		find_test(hits_say_what_they_are),
		find_test(title_counts_more_than_summary),
		find_test(kinds_narrow_the_search),
		find_test(ranges_mark_what_was_found),
		find_test(ranges_are_whole_words_as_printed),
		find_test(snippet_of_a_long_text_has_the_words_in_it),
		find_test(words_of_a_snippet_are_whole),
		find_test(words_of_a_passage_are_found_once_its_text_is_there),
		find_test(loading_a_text_makes_its_passages_found),
		find_test(what_is_written_is_found_at_once),
		find_test(words_of_a_deleted_record_do_not_pass_to_the_next),
		find_test(an_index_made_by_other_rules_is_made_anew),
		find_test(pages_bring_every_hit_once),
		registry_test(what_has_no_title_is_called_by_its_label_or_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
