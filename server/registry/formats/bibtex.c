/*
 * bibtex.c - BibTeX, with the date and language members of biblatex
 *
 * Source  the BibTeX manual; braces must pair up even after a backslash,
 *         hence the commands for them.
 */
#include "server/registry/formats/writers.h"

#include "lib/data/url.h"
#include "server/registry/formats/citation.h"

static const struct {
	char c;
	const char *written;
} escapes[] = {
	{ '\\', "\\textbackslash{}" },
	{ '{', "\\textbraceleft{}" },
	{ '}', "\\textbraceright{}" },
	{ '~', "\\textasciitilde{}" },
	{ '^', "\\textasciicircum{}" },
	{ '&', "\\&" },
	{ '%', "\\%" },
	{ '$', "\\$" },
	{ '#', "\\#" },
	{ '_', "\\_" },
};

static void put_escaped(struct buf *out, struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		size_t j = 0;

		while (j < COUNT(escapes) && escapes[j].c != s.p[i])
			j++;
		if (j < COUNT(escapes))
			buf_puts(out, escapes[j].written);
		else
			buf_add(out, s.p + i, 1);
	}
}

/* Taken as it is: only what would end it is encoded. */
static void put_verbatim(struct buf *out, struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (strchr("{}\\", s.p[i]) != NULL)
			url_encode_byte(out, s.p[i]);
		else
			buf_add(out, s.p + i, 1);
}

enum how {
	ESCAPED,
	CAPITALS_AS_THEY_ARE, /* in braces */
	VERBATIM
};

static const struct {
	const char *name;
	size_t at; /* in a citation */
	enum how how;
} members[] = {
	{ "title", offsetof(struct citation, title), CAPITALS_AS_THEY_ARE },
	{ "origtitle", offsetof(struct citation, original),
	  CAPITALS_AS_THEY_ARE },
	{ "booktitle", offsetof(struct citation, container),
	  CAPITALS_AS_THEY_ARE },
	{ "institution", offsetof(struct citation, publisher), ESCAPED },
	{ "date", offsetof(struct citation, issued), VERBATIM },
	{ "number", offsetof(struct citation, number), ESCAPED },
	{ "url", offsetof(struct citation, url), VERBATIM },
	{ "langid", offsetof(struct citation, language), VERBATIM },
	{ "abstract", offsetof(struct citation, abstract), ESCAPED },
	{ "note", offsetof(struct citation, as_of), ESCAPED },
};

static void put_member(struct buf *out, const char *name, struct str s,
                       enum how how)
{
	if (s.len == 0)
		return;
	buf_printf(out, ",\n  %s = {%s", name,
	           how == CAPITALS_AS_THEY_ARE ? "{" : "");
	if (how == VERBATIM)
		put_verbatim(out, s);
	else
		put_escaped(out, s);
	buf_puts(out, how == CAPITALS_AS_THEY_ARE ? "}}" : "}");
}

/* Each name in braces, since "and" and commas within it mean nothing. */
static void put_authors(struct buf *out, const struct citation *c)
{
	for (size_t i = 0; i < c->nauthors; i++) {
		buf_puts(out, i == 0 ? ",\n  author = {{" : " and {");
		put_escaped(out, c->authors[i]);
		buf_puts(out, "}");
	}
	buf_puts(out, c->nauthors > 0 ? "}" : "");
}

static void put_year(struct buf *out, struct str date)
{
	static const char *const months[] = {
		"jan", "feb", "mar", "apr", "may", "jun",
		"jul", "aug", "sep", "oct", "nov", "dec",
	};
	int parts[3];

	citation_date(date, parts);
	if (parts[0] > 0)
		buf_printf(out, ",\n  year = {%04d}", parts[0]);
	if (parts[1] > 0)
		buf_printf(out, ",\n  month = %s", months[parts[1] - 1]);
}

static void put_entry(struct rendering *r, const struct citation *c, void *arg)
{
	struct buf *out = r->out;

	(void)arg;
	buf_printf(out, "@%s{%.*s", c->type->bibtex, STR_ARG(c->name));
	put_authors(out, c);
	for (size_t i = 0; i < COUNT(members); i++)
		put_member(
			out, members[i].name,
			*(const struct str *)((const char *)c + members[i].at),
			members[i].how);
	put_year(out, c->issued);
	put_member(out, "urldate", citation_day(r), VERBATIM);
	buf_puts(out, "\n}\n\n");
}

enum err_code bibtex_write(struct rendering *r, struct err *e)
{
	return citation_each(r, put_entry, NULL, e);
}
