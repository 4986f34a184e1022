/*
 * test_countries.c - laws as many countries write them, each with what others
 * have not
 *
 * A file of tests/data/layouts/ has, one behind the other:
 *   == LANGUAGE what it is
 *   the text
 *   => PROFILE: PATH PATH ...     "*" where any profile will do
 *   =w PATH WORDS                 what it says, '|' for the end of a line
 *   =h PATH HEADING               how it is headed
 */
#include "tests/support/outlines.h"
#include "tests/support/read_file.h"
#include "tests/support/unit.h"

/* The line at *at, which it goes past. */
static char *next_line(char **at)
{
	char *line = *at, *end = strchr(line, '\n');

	assert_non_null(end);
	*end = '\0';
	*at = end + 1;
	return line;
}

/* A language, or a path, and what stands behind the blank. */
static char *past_word(char *s)
{
	char *blank = strchr(s, ' ');

	if (blank == NULL)
		return s + strlen(s);
	*blank = '\0';
	return blank + 1;
}

static void check(const struct profile_choice *c, const char *path, char *want,
                  bool heading)
{
	for (char *p = want; *p != '\0'; p++)
		*p = *p == '|' ? '\n' : *p;
	if (!heading)
		assert_words(c, path, want);
	else if (!str_is(outline_find(c, path)->heading, want))
		fail_msg("%s is headed \"%.*s\", not \"%s\"", path,
		         STR_ARG(outline_find(c, path)->heading), want);
}

/* One text, from behind "== "; the place of the next. */
static char *try_one(struct arena *a, char *at)
{
	char *lang = next_line(&at), *what = past_word(lang), *text = at,
	     *end = strstr(at, "\n=> ");
	struct layout layout = { .what = what, .lang = lang, .text = text };
	struct profile_choice c;

	assert_non_null(end);
	end[1] = '\0';
	at = end + strlen("\n=> ");
	layout.outline = next_line(&at);
	assert_layouts(&layout, 1);
	outline_choose(a, lang, text, &c);
	while (*at == '=' && at[1] != '=') {
		char *line = next_line(&at) + 1, *path = line + 2;

		check(&c, path, past_word(path), *line == 'h');
	}
	return at;
}

static void try_file(const char *path)
{
	struct arena *a = arena_new();
	struct str text = read_file(a, path);
	char *at = arena_strndup(a, text.p, text.len);
	size_t n = 0;

	while (*at != '\0') {
		assert_memory_equal(at, "== ", 3);
		at = try_one(a, at + 3);
		n++;
	}
	assert_true(n > 20);
	arena_free(a);
}

#define TEXTS(name)                                                            \
	static void texts_of_##name(void **state)                              \
	{                                                                      \
		(void)state;                                                   \
		try_file("tests/data/layouts/" #name ".txt");                  \
	}

TEXTS(americas)
TEXTS(asia)
TEXTS(countries)
TEXTS(union)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_of_americas),
		cmocka_unit_test(texts_of_asia),
		cmocka_unit_test(texts_of_countries),
		cmocka_unit_test(texts_of_union),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
