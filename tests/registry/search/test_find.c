/*
 * test_find.c - search over records of all kinds
 */
#include "tests/support/database.h"
#include "tests/support/registry.h"

#include <stdlib.h>

#include "lib/text/utf8.h"

static void find(struct app *app, const char *typed, const char *more)
{
	get(app,
	    say(app, "/v1/search?q=%s%s", escaped(app, str_from(typed)), more));
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The keys found, in alphabetical order, joined by commas. */
static const char *keys(struct app *app)
{
	json_t *items = reply_json(app, "items");
	const char *names[200];
	struct buf out;
	size_t n = json_array_size(items);

	assert_status(app, 200);
	assert_true(n <= COUNT(names));
	for (size_t i = 0; i < n; i++)
		names[i] = json_string_value(
			json_object_get(json_array_get(items, i), "key"));
	qsort(names, n, sizeof(*names), by_name);
	buf_init(&out, app->keys_arena);
	buf_puts(&out, "");
	for (size_t i = 0; i < n; i++)
		buf_printf(&out, "%s%s", i > 0 ? "," : "", names[i]);
	return out.data;
}

static void make_titled(struct app *app, const char *key, const char *title,
                        const char *more)
{
	make(app, "instruments",
	     say(app,
	         "{\"key\":\"%s\",\"title\":\"%s\",\"type\":\"act\","
	         "\"force\":\"hard\",\"existence\":\"exists\"%s}",
	         key, title, more));
}

static int setup(void **state)
{
	struct app *app;
	int failed = registry_setup(state);

	app = *state;
	make_titled(app, "act", "Artificial Intelligence Act",
	            ",\"summary\":\"Rules for systems of high risk.\","
	            "\"identifiers\":[{\"scheme\":\"celex\","
	            "\"value\":\"32024R1689\"}]");
	make_titled(app, "measures",
	            "Interim Measures for Generative AI Services",
	            ",\"titles\":[{\"text\":"
	            "\"生成式人工智能服务管理暂行办法\",\"type\":\"original\","
	            "\"lang\":\"zh\"}]");
	make_titled(app, "loi", "Loi sur l’éthique des systèmes à risque", "");
	make(app, "organizations",
	     "{\"key\":\"cac\",\"name\":\"Cyberspace Administration\","
	     "\"type\":\"regulator\",\"names\":[{\"text\":\"国家网信办\"}]}");
	return failed;
}

#define find_test(fn) cmocka_unit_test_setup_teardown(fn, setup, app_teardown)

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
		find(app, searches[i].typed, "&relax=false");
		if (strcmp(keys(app), searches[i].keys) != 0)
			print_error("%s\n", searches[i].typed);
		assert_string_equal(keys(app), searches[i].keys);
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
		find(app, printed[i].typed, "&kind=instruments");
		if (strcmp(keys(app), printed[i].keys) != 0)
			print_error("%s\n", printed[i].typed);
		assert_string_equal(keys(app), printed[i].keys);
	}
	assert_sound(app->store);
}

static void hits_say_what_they_are(void **state)
{
	struct app *app = *state;

	find(app, "cyberspace", "");
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
	find(app, "intelligence", "");
	assert_member(app, "items/0/key", "act");
	assert_member(app, "items/1/key", "other");
}

static void kinds_narrow_the_search(void **state)
{
	struct app *app = *state;

	find(app, "ad*", "&kind=organizations");
	assert_string_equal(keys(app), "cac");
	find(app, "ad* OR act", "&kind=organizations&kind=instruments");
	assert_string_equal(keys(app), "act,cac");
	find(app, "ad*", "&kind=sources");
	assert_string_equal(keys(app), "");
	find(app, "ad*", "&kind=things");
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
		find(app, marks[i].typed, "");
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
		find(app, rows[i].typed, "&kind=instruments");
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
	find(app, "needle", "");
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
	find(app, "x", "");
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
	find(app, "whales", "");
	assert_string_equal(keys(app), "");
	err_init(&e, in.arena);
	assert_int_equal(ingest_text(app->store, &in, &e), ERR_OK);
	find(app, "whales", "");
	assert_string_equal(keys(app), "");
	make(app, "passages",
	     say(app,
	         "{\"key\":\"p\",\"source\":\"s\",\"edition\":\"%s\","
	         "\"start\":8,\"end\":31,\"locator\":\"p. 9\"}",
	         in.sha256.p));
	find(app, "counted whales", "");
	assert_string_equal(keys(app), "p");
	assert_member(app, "items/0/title", "Log");
	assert_member(app, "items/0/locator", "p. 9");
	assert_member(app, "items/0/snippet", "Whales must be counted.");
	find(app, "before", "&kind=passages");
	assert_string_equal(keys(app), "");
	find(app, "鲸", "");
	assert_string_equal(keys(app), "");
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
	find(app, "words", "");
	assert_string_equal(keys(app), "");
	err_init(&e, in.arena);
	assert_int_equal(ingest_text(app->store, &in, &e), ERR_OK);
	find(app, "words", "");
	assert_string_equal(keys(app), "p");
	edit(app, "DELETE", "/v1/passages/p", NULL);
	find(app, "words", "");
	assert_string_equal(keys(app), "");
	assert_sound(app->store);
}

/* ---- changes ------------------------------------------------------------ */

static void what_is_written_is_found_at_once(void **state)
{
	struct app *app = *state;

	edit(app, "PATCH", "/v1/instruments/act", "{\"title\":\"Whale Act\"}");
	find(app, "whale", "");
	assert_string_equal(keys(app), "act");
	find(app, "artificial", "");
	assert_string_equal(keys(app), "");
	edit(app, "PATCH", "/v1/instruments/measures", "{\"titles\":null}");
	find(app, "办法", "");
	assert_string_equal(keys(app), "");
	edit(app, "DELETE", "/v1/instruments/act", NULL);
	find(app, "whale", "");
	assert_string_equal(keys(app), "");
	make_titled(app, "act", "Whale Act", "");
	find(app, "whale", "");
	assert_string_equal(keys(app), "act");
	assert_sound(app->store);
}

static void words_of_a_deleted_record_do_not_pass_to_the_next(void **state)
{
	struct app *app = *state;

	for (int i = 0; i < 3; i++) {
		make_titled(app, "short-lived", "Whale Act", "");
		edit(app, "DELETE", "/v1/instruments/short-lived", NULL);
		make_titled(app, say(app, "next-%d", i), "Of Herring", "");
		find(app, "whale", "");
		assert_string_equal(keys(app), "");
		assert_int_equal(reply_integer(app, "total"), 0);
	}
	edit(app, "PATCH", "/v1/instruments/next-2", "{\"title\":\"Cod\"}");
	find(app, "herring", "");
	assert_string_equal(keys(app), "next-0,next-1");
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

/* As when the program is started again. */
static void reopen(struct app *app)
{
	app->store = registry_open(app, "test.db");
	app->service.store = app->store;
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
		find(app, "办法", "");
		assert_string_equal(keys(app), "");
		store_close(app->store);
		set_version(app, versions[i]);
		reopen(app);
		find(app, "办法", "");
		assert_string_equal(keys(app), "measures");
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

			find(app, "whale",
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

/* ---- what is typed is never wrong --------------------------------------- */

static const char *const naughty[] = {
	"'",
	"\"",
	"\"\"\"",
	"*",
	"**",
	"-",
	"--",
	"-*",
	"-\"",
	"a-",
	"a\"b\"c",
	"()",
	"a AND b",
	"AND",
	"OR",
	"NOT",
	"NOT a",
	"a OR",
	"NEAR(a b, 3)",
	"NEAR",
	"title:act",
	"title : act",
	"{title name}: act",
	"^act",
	"a + b",
	"a^b",
	";DROP TABLE instruments;--",
	"%",
	"_",
	"\\",
	"\\\"",
	"'; --",
	"\t\n\r",
	"\x01\x02",
	"😀",
	"👨‍👩‍👧‍👦",
	"\xe2\x80\x8b",
	"\xef\xbb\xbf",
	"é",
	"e\xcc\x81",
	"ﬁ",
	"½",
	"㍿",
	"\xef\xbf\xbf",
	"\xf4\x8f\xbf\xbf",
	"الذكاء",
	"ИИ",
	"の",
	"한국",
	"\xcc\x81",
	"NULL",
	"null",
	"undefined",
	"${jndi:ldap}",
	"<script>",
	"../../etc/passwd",
	"0x1F",
	"1e309",
	"-1",
	"a* b* c* d*",
	"\"a *\"",
	"*a",
	"a*b",
};

static void nothing_that_is_typed_fails(void **state)
{
	struct app *app = *state;
	struct buf all;

	buf_init(&all, app->keys_arena);
	for (size_t i = 0; i < COUNT(naughty); i++) {
		get(app, say(app, "/v1/search?q=%s",
		             escaped(app, str_from(naughty[i]))));
		assert_status(app, 200);
		buf_puts(&all, naughty[i]);
		buf_puts(&all, " ");
		get(app,
		    say(app, "/v1/search?q=%s", escaped(app, buf_text(&all))));
		assert_status(app, 200);
	}
}

/* "PIECE", so many times with `between`, within `around`. */
static void find_many(struct app *app, const char *around, const char *piece,
                      const char *between, int n)
{
	struct buf typed;

	buf_init(&typed, app->keys_arena);
	buf_puts(&typed, around);
	for (int i = 0; i < n; i++)
		buf_printf(&typed, "%s%s", i > 0 ? between : "", piece);
	buf_puts(&typed, around);
	find(app, typed.data, "");
}

static const struct {
	const char *around, *piece, *between;
	int most;
} amounts[] = {
	{ "", "act", " ", 64 },         { "", "act", " OR ", 64 },
	{ "", "-nothing", " ", 64 },    { "\"", "the", " ", 128 },
	{ "", "a", ".", 128 },          { "", "办", "", 129 }, /* pairs */
	{ "", "\"the act\"", " ", 64 }, { "", "Risks*", " ", 16 },
	{ "", "ri*", " OR ", 16 },      { "", "x", "", 1000 },
	{ "", "x*", " ", 64 },
};

static void so_much_may_be_typed_and_no_more(void **state)
{
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(amounts); i++) {
		find_many(app, amounts[i].around, amounts[i].piece,
		          amounts[i].between, amounts[i].most);
		assert_status(app, 200);
		find_many(app, amounts[i].around, amounts[i].piece,
		          amounts[i].between, amounts[i].most + 1);
		assert_status(app, 400);
		assert_mistake(app, "q");
	}
	find_many(app, "", "act", " ", 64);
	assert_string_equal(keys(app), "act");
}

static const char *const refused[][2] = {
	{ "q=a&limit=0", "limit" },   { "q=a&limit=201", "limit" },
	{ "q=a&cursor=x", "cursor" }, { "q=a&cursor=", "cursor" },
	{ "q=a&colour=x", "colour" }, { "q=a&kind=", "kind" },
};

static void wrong_parameter_is_named(void **state)
{
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(refused); i++) {
		get(app, say(app, "/v1/search?%s", refused[i][0]));
		assert_status(app, 400);
		assert_mistake(app, refused[i][1]);
	}
	get(app, "/v1/search?q=a&cursor=____________________________AA");
	assert_true(app->reply.status == 200 || app->reply.status == 400);
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
	find(app, "aufsicht", "&kind=concepts");
	assert_member(app, "items/0/title", "Oversight");
	find(app, "aufsicht", "&kind=provisions");
	assert_member(app, "items/0/title", "p");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
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
		find_test(nothing_that_is_typed_fails),
		find_test(so_much_may_be_typed_and_no_more),
		find_test(wrong_parameter_is_named),
		registry_test(what_has_no_title_is_called_by_its_label_or_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
