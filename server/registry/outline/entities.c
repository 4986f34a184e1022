/*
 * entities.c - names and numbers of characters
 */
#include "server/registry/outline/entities.h"

#include "lib/base/bisect.h"
#include "lib/text/utf8.h"

#define LONGEST (ENTITY_NAME + 1) /* with '&' and ';' */

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

static bool read_numbered(struct str word, uint32_t *out)
{
	bool hex = word.len > 1 && (word.p[1] == 'x' || word.p[1] == 'X');
	size_t skip = hex ? 2 : 1;

	return read_number((struct str){ word.p + skip, word.len - skip },
	                   hex ? 16 : 10, out);
}

static bool read_named(struct str word, uint32_t out[2])
{
	size_t at;

	BISECT(at, entity_names_count, i,
	       str_cmp(str_from(entity_names[i].name), word) < 0);
	if (at == entity_names_count || !str_is(word, entity_names[at].name))
		return false;
	memcpy(out, entity_names[at].characters,
	       sizeof(entity_names[at].characters));
	return true;
}

size_t entity_read(struct str s, char out[ENTITY_BYTES], size_t *n)
{
	size_t most = s.len < LONGEST ? s.len : LONGEST;
	const char *end = memchr(s.p, ';', most);
	uint32_t c[2] = { 0 };
	struct str word;

	if (end == NULL)
		return 0;
	word = (struct str){ s.p + 1, (size_t)(end - s.p) - 1 };
	if (str_starts(word, STR("#")) ? !read_numbered(word, &c[0])
	                               : !read_named(word, c))
		return 0;
	*n = utf8_encode(c[0], out);
	if (c[1] != 0)
		*n += utf8_encode(c[1], out + *n);
	return word.len + 2;
}
