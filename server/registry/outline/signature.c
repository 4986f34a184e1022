/*
 * signature.c - looking back from the end of a text
 */
#include "server/registry/outline/signature.h"

#define LINES_MAX 40
#define LINE_MAX  90 /* bytes */

static bool ends_sentence(struct str s)
{
	static const char *const ends[] = { ".",  ";",  ":",  ",", "。", "；",
		                            "：", "，", "”",  "’", "\"", ")",
		                            "）", "」", ".”", "다" };

	for (size_t i = 0; i < COUNT(ends); i++) {
		size_t n = strlen(ends[i]);

		if (s.len >= n && memcmp(s.p + s.len - n, ends[i], n) == 0)
			return true;
	}
	return false;
}

static bool names_signatory(const struct vocabulary *v, struct str s)
{
	const struct word *word;

	return vocabulary_match(vocabulary_class(v, STR("signatory")), s,
	                        &word) > 0;
}

/* The first line behind the last opening and its heading. */
static size_t first_free(const struct extract *f,
                         struct provision *const *items, size_t n)
{
	const struct provision *last = n > 0 ? items[n - 1] : NULL;
	size_t line = last != NULL ? last->line + 1 : 0;
	const char *end;

	if (last == NULL || last->heading.len == 0)
		return line;
	end = last->heading.p + last->heading.len;
	while (line < f->nlines && f->text.p + f->lines[line].start < end)
		line++;
	return line;
}

size_t signature_from(const struct extract *f, const struct vocabulary *v,
                      struct provision *const *items, size_t n)
{
	size_t first = first_free(f, items, n), i = f->nlines, from = i;
	bool named = false;

	while (i > first && f->nlines - i < LINES_MAX) {
		struct str s = extract_words(f, i - 1);

		if (f->lines[i - 1].quoted || s.len > LINE_MAX ||
		    (ends_sentence(s) && !names_signatory(v, s)))
			break;
		i--;
		named = named || names_signatory(v, s);
		if (f->lines[i].apart || names_signatory(v, s))
			from = i;
	}
	if (from == f->nlines)
		return f->text.len;
	if (!named && (from == 0 || !ends_sentence(extract_words(f, from - 1))))
		return f->text.len;
	return f->lines[from].start;
}
