/*
 * test_typed.c - nothing that is typed is a mistake, but it may be too much
 */
#include "tests/support/find.h"

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
	search_for(app, typed.data, "");
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
	assert_string_equal(keys_found(app), "act");
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		find_test(nothing_that_is_typed_fails),
		find_test(so_much_may_be_typed_and_no_more),
		find_test(wrong_parameter_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
