/*
 * csl.c - CSL-JSON
 *
 * Source  csl-data.json 1.0.2; corporate authors are `literal` names.
 */
#include "server/registry/formats/writers.h"

#include "lib/data/jsontext.h"
#include "server/registry/formats/citation.h"

static const struct {
	const char *name;
	size_t at; /* in a citation */
} members[] = {
	{ "title", offsetof(struct citation, title) },
	{ "original-title", offsetof(struct citation, original) },
	{ "container-title", offsetof(struct citation, container) },
	{ "publisher", offsetof(struct citation, publisher) },
	{ "number", offsetof(struct citation, number) },
	{ "genre", offsetof(struct citation, genre) },
	{ "jurisdiction", offsetof(struct citation, jurisdiction) },
	{ "language", offsetof(struct citation, language) },
	{ "URL", offsetof(struct citation, url) },
	{ "abstract", offsetof(struct citation, abstract) },
	{ "note", offsetof(struct citation, cite_as) },
};

static void put_date(struct buf *out, const char *name, struct str date)
{
	int parts[3];

	citation_date(date, parts);
	if (parts[0] == 0)
		return;
	buf_printf(out, ",\"%s\":{\"date-parts\":[[%d", name, parts[0]);
	for (size_t i = 1; i < COUNT(parts) && parts[i] > 0; i++)
		buf_printf(out, ",%d", parts[i]);
	buf_puts(out, "]]}");
}

static void put_authors(struct buf *out, const struct citation *c)
{
	for (size_t i = 0; i < c->nauthors; i++) {
		buf_puts(out, i == 0 ? ",\"author\":[{\"literal\":"
		                     : ",{\"literal\":");
		json_quote(out, c->authors[i]);
		buf_puts(out, "}");
	}
	buf_puts(out, c->nauthors > 0 ? "]" : "");
}

static void put_entry(struct rendering *r, const struct citation *c, void *arg)
{
	struct buf *out = r->out;
	const char **between = arg;

	buf_printf(out, "%s{\"id\":", *between);
	*between = ",\n";
	json_quote(out, c->name);
	json_put(out, "type", str_from(c->type->csl));
	put_authors(out, c);
	put_date(out, "issued", c->issued);
	for (size_t i = 0; i < COUNT(members); i++)
		json_put_some(
			out, members[i].name,
			*(const struct str *)((const char *)c + members[i].at));
	put_date(out, "accessed", citation_day(r));
	buf_puts(out, "}");
}

enum err_code csl_write(struct rendering *r, struct err *e)
{
	const char *between = "";
	enum err_code rc;

	buf_puts(r->out, "[\n");
	rc = citation_each(r, put_entry, &between, e);
	buf_puts(r->out, "\n]\n");
	return rc;
}
