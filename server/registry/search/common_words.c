/*
 * common_words.c - lists of words, looked through
 */
#include "server/registry/search/common_words.h"

#include <string.h>

/* What is before the first `end` of *rest, which moves past it. */
static struct str cut(struct str *rest, char end)
{
	const char *at = memchr(rest->p, end, rest->len);
	size_t n = at != NULL ? (size_t)(at - rest->p) : rest->len;
	struct str piece = { rest->p, n };

	n += at != NULL;
	*rest = (struct str){ rest->p + n, rest->len - n };
	return piece;
}

typedef bool word_in_role_fn(void *arg, struct str word);

static bool any_of_line(struct str line, const char *role, word_in_role_fn *fn,
                        void *arg)
{
	if (!str_is(cut(&line, ':'), role))
		return false;
	while (line.len > 0)
		if (fn(arg, cut(&line, ' ')))
			return true;
	return false;
}

/* Calls fn with each word of a role, until it returns true. */
static bool any_word(const char *role, word_in_role_fn *fn, void *arg)
{
	for (const struct common_text *t = common_texts; t->name != NULL; t++) {
		struct str rest = str_from(t->text);

		while (rest.len > 0)
			if (any_of_line(cut(&rest, '\n'), role, fn, arg))
				return true;
	}
	return false;
}

static bool is_same(void *arg, struct str word)
{
	return str_eq(*(struct str *)arg, word);
}

bool common_is(enum common_role role, struct str word)
{
	static const char *const roles[] = {
		[COMMON_LITTLE] = "little",
		[COMMON_EVERYDAY] = "everyday",
	};

	return word.len > 0 && any_word(roles[role], is_same, &word);
}

struct beginning {
	struct str text;
	size_t longest;
};

static bool keep_longest(void *arg, struct str word)
{
	struct beginning *b = arg;

	if (word.len > b->longest && str_starts(b->text, word))
		b->longest = word.len;
	return false;
}

size_t common_question_at(struct str text)
{
	struct beginning b = { text, 0 };

	any_word("question", keep_longest, &b);
	return b.longest;
}
