/*
 * xml.c - characters by their names, and those that XML does not have
 */
#include "lib/data/xml.h"

#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */

static const char *entity_of(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\r':
		return "&#13;";
	default:
		return NULL;
	}
}

/* Control characters, U+FFFE and U+FFFF: how many bytes there are of one. */
static size_t unfit(struct str s, size_t i)
{
	unsigned char c = (unsigned char)s.p[i];

	if (c < ' ')
		return c == '\t' || c == '\n' || c == '\r' ? 0 : 1;
	return s.len - i >= 3 && (memcmp(s.p + i, "\xef\xbf\xbe", 3) == 0 ||
	                          memcmp(s.p + i, "\xef\xbf\xbf", 3) == 0)
	               ? 3
	               : 0;
}

void xml_escape(struct buf *out, struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		const char *entity = entity_of(s.p[i]);
		size_t n = unfit(s, i);

		if (n > 0)
			buf_puts(out, REPLACEMENT);
		else if (entity != NULL)
			buf_puts(out, entity);
		else
			buf_add(out, s.p + i, 1);
		i += n > 0 ? n - 1 : 0;
	}
}

void xml_element(struct buf *out, const char *name, struct str text)
{
	if (text.len == 0)
		return;
	buf_printf(out, "<%s>", name);
	xml_escape(out, text);
	buf_printf(out, "</%s>\n", name);
}
