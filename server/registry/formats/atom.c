/*
 * atom.c - an Atom feed
 *
 * Source  RFC 4287. An entry is a record; it is updated when the record was.
 */
#include "server/registry/formats/writers.h"

#include "lib/data/jsontext.h"
#include "lib/data/xml.h"
#include "server/registry/formats/citation.h"

static void put_author(struct buf *out, struct str name)
{
	buf_puts(out, "<author>");
	xml_element(out, "name", name);
	buf_puts(out, "</author>\n");
}

static void put_link(struct buf *out, const char *rel, struct str home,
                     struct str to)
{
	if (to.len == 0)
		return;
	buf_printf(out, "<link rel=\"%s\" href=\"", rel);
	xml_escape(out, home);
	xml_escape(out, to);
	buf_puts(out, "\"/>\n");
}

/* *arg becomes the last moment one was changed. */
static void put_entry(struct rendering *r, const struct citation *c, void *arg)
{
	struct buf *out = r->out;
	const struct row *row = &c->row;
	struct str *updated = arg, changed = row->values[COLUMN_UPDATED].text;

	buf_printf(out, "<entry>\n<id>urn:uuid:%.*s</id>\n",
	           STR_ARG(row->values[COLUMN_ID].text));
	xml_element(out, "title", c->title);
	xml_element(out, "updated", changed);
	xml_element(out, "published", row->values[COLUMN_CREATED].text);
	for (size_t i = 0; i < c->nauthors; i++)
		put_author(out, c->authors[i]);
	put_link(out, "alternate", (struct str){ 0 }, c->page);
	put_link(out, "related", (struct str){ 0 }, c->url);
	buf_printf(out, "<category term=\"%s\"/>\n", c->kind->entity.name);
	xml_element(out, "summary", c->abstract);
	xml_element(out, "rights", c->cite_as);
	buf_puts(out, "</entry>\n");
	if (updated->len == 0 || str_cmp(changed, *updated) > 0)
		*updated = arena_str(r->arena, changed);
}

static void put_head(struct rendering *r, struct str updated)
{
	struct buf *out = r->out;

	buf_puts(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
	              "<feed xmlns=\"http://www.w3.org/2005/Atom\">\n<id>");
	xml_escape(out, r->home.len > 0 ? r->home : STR("urn:instrumentd"));
	xml_escape(out, r->self);
	buf_puts(out, "</id>\n");
	xml_element(out, "title", r->called);
	xml_element(out, "updated", updated);
	put_author(out, STR("instrumentd"));
	put_link(out, "self", r->home, r->self);
	put_link(out, "next", r->home, r->next);
}

enum err_code atom_write(struct rendering *r, struct err *e)
{
	struct str updated = { 0 };
	struct buf *out = r->out, entries;
	enum err_code rc;

	buf_init(&entries, r->arena);
	r->out = &entries;
	rc = citation_each(r, put_entry, &updated, e);
	r->out = out;
	if (updated.len == 0)
		updated = r->head.at.len > 0 ? r->head.at
		                             : STR("1970-01-01T00:00:00Z");
	put_head(r, updated);
	buf_str(out, buf_text(&entries));
	buf_puts(out, "</feed>\n");
	return rc;
}
