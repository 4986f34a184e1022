/*
 * ris.c - RIS, as Zotero, EndNote and others read it
 *
 * Source  the RIS format of Research Information Systems; one line for each
 *         tag, "YYYY/MM/DD/" with what is not known left empty.
 */
#include "server/registry/formats/writers.h"

#include "server/registry/formats/citation.h"

static const struct {
	const char *tag;
	size_t at; /* in a citation */
} members[] = {
	{ "TI", offsetof(struct citation, title) },
	{ "T2", offsetof(struct citation, container) },
	{ "OP", offsetof(struct citation, original) },
	{ "PB", offsetof(struct citation, publisher) },
	{ "M1", offsetof(struct citation, number) },
	{ "M3", offsetof(struct citation, genre) },
	{ "CY", offsetof(struct citation, jurisdiction) },
	{ "LA", offsetof(struct citation, language) },
	{ "UR", offsetof(struct citation, url) },
	{ "AB", offsetof(struct citation, abstract) },
	{ "N1", offsetof(struct citation, as_of) },
	{ "ID", offsetof(struct citation, name) },
};

static void put_line(struct buf *out, const char *tag, struct str s)
{
	if (s.len > 0)
		buf_printf(out, "%s  - %.*s\r\n", tag, STR_ARG(s));
}

static void put_dates(struct buf *out, const char *tag, struct str date)
{
	int parts[3];

	citation_date(date, parts);
	if (parts[0] == 0)
		return;
	buf_printf(out, "%s  - %04d/", tag, parts[0]);
	if (parts[1] > 0)
		buf_printf(out, "%02d", parts[1]);
	buf_puts(out, "/");
	if (parts[2] > 0)
		buf_printf(out, "%02d", parts[2]);
	buf_puts(out, "/\r\n");
}

static void put_entry(struct rendering *r, const struct citation *c, void *arg)
{
	struct buf *out = r->out;
	int parts[3];

	(void)arg;
	buf_printf(out, "TY  - %s\r\n", c->type->ris);
	for (size_t i = 0; i < c->nauthors; i++)
		put_line(out, "AU", c->authors[i]);
	citation_date(c->issued, parts);
	if (parts[0] > 0)
		buf_printf(out, "PY  - %04d\r\n", parts[0]);
	put_dates(out, "DA", c->issued);
	for (size_t i = 0; i < COUNT(members); i++)
		put_line(
			out, members[i].tag,
			*(const struct str *)((const char *)c + members[i].at));
	put_dates(out, "Y2", citation_day(r));
	buf_puts(out, "ER  - \r\n\r\n");
}

enum err_code ris_write(struct rendering *r, struct err *e)
{
	return citation_each(r, put_entry, NULL, e);
}
