/*
 * xml.c - four characters by their names
 */
#include "lib/data/xml.h"

void xml_escape(struct buf *out, struct str s)
{
	static const struct {
		char c;
		const char *entity;
	} entities[] = { { '&', "&amp;" },
		         { '<', "&lt;" },
		         { '>', "&gt;" },
		         { '"', "&quot;" } };

	for (size_t i = 0; i < s.len; i++) {
		size_t j = 0;

		while (j < COUNT(entities) && entities[j].c != s.p[i])
			j++;
		if (j < COUNT(entities))
			buf_puts(out, entities[j].entity);
		else
			buf_add(out, s.p + i, 1);
	}
}
