/*
 * language.c - reading tags subtag by subtag
 */
#include "lib/data/language.h"

#include <stdlib.h>
#include <strings.h>

#define EXTENDED_MAX 3 /* zh-cmn-..., RFC 5646, 2.2.2 */

static bool is_alnum(char c)
{
	return char_is_digit(c) || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z');
}

/* The next subtag, moving past it and its hyphen; absent at the end, and where
 * there is none of one to eight letters and digits. */
static struct str take(struct str *tag)
{
	struct str subtag = { tag->p, 0 };

	while (subtag.len < tag->len && is_alnum(tag->p[subtag.len]))
		subtag.len++;
	if (subtag.len == 0 || subtag.len > 8 ||
	    (subtag.len < tag->len && tag->p[subtag.len] != '-') ||
	    subtag.len + 1 == tag->len)
		return (struct str){ 0 };
	tag->p += subtag.len;
	tag->len -= subtag.len;
	if (tag->len > 0) {
		tag->p++;
		tag->len--;
	}
	return subtag;
}

static int compare(const void *key, const void *row)
{
	return strcmp(key, row);
}

static bool is_registered(char type, struct str subtag)
{
	char key[LANGUAGE_SUBTAG] = { type };

	if (subtag.len + 1 >= sizeof(key))
		return false;
	for (size_t i = 0; i < subtag.len; i++)
		key[i + 1] = subtag.p[i] >= 'A' && subtag.p[i] <= 'Z'
		                     ? (char)(subtag.p[i] | 0x20)
		                     : subtag.p[i];
	return bsearch(key, language_subtags, language_subtags_count,
	               LANGUAGE_SUBTAG, compare) != NULL;
}

/* What may stand after the language, in this order; each at most so often. */
static const struct {
	char type;
	size_t most;
} places[] = {
	{ 'e', EXTENDED_MAX }, { 's', 1 }, { 'r', 1 }, { 'v', LANGUAGE_MAX }
};

/* Subtags after a single letter or digit: an extension, or private use. */
static bool is_extension(struct str subtag, struct str *rest)
{
	bool is_private = (subtag.p[0] | 0x20) == 'x', any = false;
	size_t least = is_private ? 1 : 2;

	while (rest->len > 0) {
		struct str before = *rest, part = take(rest);

		if (part.len == 1 && any && !is_private) {
			*rest = before;
			return true;
		}
		if (part.len < least)
			return false;
		any = true;
	}
	return any;
}

static bool is_tail(struct str subtag, struct str rest)
{
	while (subtag.len == 1) {
		if (!is_extension(subtag, &rest))
			return false;
		if (rest.len == 0)
			return true;
		subtag = take(&rest);
	}
	return false;
}

bool language_valid(struct str tag)
{
	size_t place = 0, n = 0;
	struct str rest = tag, subtag;

	if (tag.len == 0 || tag.len > LANGUAGE_MAX)
		return false;
	subtag = take(&rest);
	if (subtag.len == 1)
		return (subtag.p[0] | 0x20) == 'x' && is_tail(subtag, rest);
	if (!is_registered('l', subtag))
		return false;
	while (rest.len > 0) {
		subtag = take(&rest);
		if (subtag.len < 2)
			return is_tail(subtag, rest);
		while (place < COUNT(places) &&
		       (n == places[place].most ||
		        !is_registered(places[place].type, subtag))) {
			place++;
			n = 0;
		}
		if (place == COUNT(places))
			return false;
		n++;
	}
	return true;
}

bool language_fits(struct str a, struct str b)
{
	size_t n = a.len < b.len ? a.len : b.len;
	struct str longer = a.len > b.len ? a : b;

	return n > 0 && strncasecmp(a.p, b.p, n) == 0 &&
	       (longer.len == n || longer.p[n] == '-');
}

bool language_same(struct str a, struct str b)
{
	size_t n = 0;

	while (n < a.len && a.p[n] != '-')
		n++;
	return a.len == 0 || b.len == 0 ||
	       (b.len >= n && strncasecmp(a.p, b.p, n) == 0 &&
	        (b.len == n || b.p[n] == '-'));
}
