/*
 * entities.c - names and numbers of characters
 */
#include "server/registry/outline/entities.h"

#define LONGEST 12

static const struct {
	const char *name;
	uint32_t c;
} names[] = {
	{ "amp", '&' },      { "lt", '<' },        { "gt", '>' },
	{ "quot", '"' },     { "apos", '\'' },     { "nbsp", 0xa0 },
	{ "sect", 0xa7 },    { "para", 0xb6 },     { "laquo", 0xab },
	{ "raquo", 0xbb },   { "shy", 0xad },      { "middot", 0xb7 },
	{ "deg", 0xb0 },     { "ordm", 0xba },     { "ordf", 0xaa },
	{ "ndash", 0x2013 }, { "mdash", 0x2014 },  { "lsquo", 0x2018 },
	{ "rsquo", 0x2019 }, { "ldquo", 0x201c },  { "rdquo", 0x201d },
	{ "bdquo", 0x201e }, { "bull", 0x2022 },   { "hellip", 0x2026 },
	{ "euro", 0x20ac },  { "thinsp", 0x2009 }, { "ensp", 0x2002 },
	{ "emsp", 0x2003 },  { "times", 0xd7 },    { "agrave", 0xe0 },
	{ "eacute", 0xe9 },  { "egrave", 0xe8 },   { "ecirc", 0xea },
	{ "ccedil", 0xe7 },  { "auml", 0xe4 },     { "ouml", 0xf6 },
	{ "uuml", 0xfc },    { "szlig", 0xdf },    { "copy", 0xa9 },
};

/* Digits of a base, up to the last character there is. */
static bool read_number(struct str s, uint32_t base, uint32_t *out)
{
	uint32_t n = 0;

	for (size_t i = 0; i < s.len; i++) {
		char c = s.p[i];
		uint32_t digit =
			c >= '0' && c <= '9'   ? (uint32_t)(c - '0')
			: c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a') + 10
			: c >= 'A' && c <= 'F' ? (uint32_t)(c - 'A') + 10
					       : 99;

		if (digit >= base || n > 0x10ffff)
			return false;
		n = n * base + digit;
	}
	*out = n;
	return s.len > 0 && n > 0 && n <= 0x10ffff &&
	       !(n >= 0xd800 && n <= 0xdfff);
}

static bool read_word(struct str word, uint32_t *out)
{
	if (word.len > 1 && word.p[0] == '#') {
		bool hex = word.p[1] == 'x' || word.p[1] == 'X';
		size_t skip = hex ? 2 : 1;

		return read_number(
			(struct str){ word.p + skip, word.len - skip },
			hex ? 16 : 10, out);
	}
	for (size_t i = 0; i < COUNT(names); i++)
		if (str_is(word, names[i].name)) {
			*out = names[i].c;
			return true;
		}
	return false;
}

size_t entity_read(struct str s, uint32_t *out)
{
	size_t most = s.len < LONGEST ? s.len : LONGEST;
	const char *end = memchr(s.p, ';', most);

	if (end == NULL ||
	    !read_word((struct str){ s.p + 1, (size_t)(end - s.p) - 1 }, out))
		return 0;
	return (size_t)(end - s.p) + 1;
}
