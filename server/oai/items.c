/*
 * items.c - one item: its identifier, its header, its metadata
 */
#include "server/oai/harvest.h"

#include "lib/data/id.h"
#include "lib/data/jsontext.h"
#include "lib/data/xml.h"
#include "lib/store/history.h"
#include "server/registry/formats/citation.h"
#include "server/registry/formats/writers.h"
#include "server/registry/model/change_chain.h"

#define NAMESPACE "oai:instrumentd:"
#define SECONDS   19 /* of a time: what stands before its milliseconds */

/* ---- Dublin Core --------------------------------------------------------- */

static void put_places(struct buf *out, struct arena *a, struct str places)
{
	struct str one;
	size_t at = 0;

	while (json_items(places, &at, &one))
		xml_element(out, "dc:coverage", json_unquote(a, one));
}

static void put_citation(struct buf *out, struct arena *a,
                         const struct citation *c)
{
	struct str record = c->row.record;

	xml_element(out, "dc:title", c->title);
	xml_element(out, "dc:title", c->original);
	for (size_t i = 0; i < c->nauthors; i++)
		xml_element(out, "dc:creator", c->authors[i]);
	xml_element(out, "dc:publisher", c->publisher);
	xml_element(out, "dc:description", c->abstract);
	xml_element(out, "dc:date", c->issued);
	xml_element(out, "dc:type", str_from(c->kind->singular));
	xml_element(out, "dc:type", c->genre);
	xml_element(out, "dc:identifier", c->page);
	xml_element(out, "dc:identifier", c->number);
	xml_element(out, "dc:identifier", c->url);
	xml_element(out, "dc:language", c->language);
	xml_element(out, "dc:relation", c->container);
	put_places(out, a, json_member(record, "jurisdictions"));
	xml_element(out, "dc:coverage",
	            json_member_text(a, record, "jurisdiction"));
}

static enum err_code put_dublin_core(struct rendering *r, const struct kind *k,
                                     const struct row *row, struct err *e)
{
	struct citation c;
	enum err_code rc = citation_of(r, k, row, &c, e);

	if (rc != ERR_OK)
		return rc;
	citation_place(r, &c);
	buf_puts(r->out,
	         "<oai_dc:dc "
	         "xmlns:oai_dc=\"http://www.openarchives.org/OAI/2.0/oai_dc/\" "
	         "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
	         "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
	         "xsi:schemaLocation=\"http://www.openarchives.org/OAI/2.0/"
	         "oai_dc/ http://www.openarchives.org/OAI/2.0/oai_dc.xsd\">\n");
	put_citation(r->out, r->reading.arena, &c);
	buf_puts(r->out, "</oai_dc:dc>\n");
	return ERR_OK;
}

/* ---- formats -------------------------------------------------------------- */

const struct metadata oai_formats[] = {
	{ "oai_dc", "http://www.openarchives.org/OAI/2.0/oai_dc.xsd",
	  "http://www.openarchives.org/OAI/2.0/oai_dc/", put_dublin_core },
	{ "rdf", "http://www.openarchives.org/OAI/2.0/rdf.xsd",
	  "http://www.w3.org/1999/02/22-rdf-syntax-ns#", rdf_record },
};

const size_t oai_formats_count = COUNT(oai_formats);

bool oai_choose_format(struct harvester *h)
{
	for (size_t i = 0; i < oai_formats_count; i++)
		if (str_is(h->args[ARG_PREFIX], oai_formats[i].prefix))
			h->format = &oai_formats[i];
	if (h->format == NULL)
		oai_fail(h, "cannotDisseminateFormat",
		         "ListMetadataFormats names those there are");
	return h->format != NULL;
}

/* ---- one item -------------------------------------------------------------- */

/* "oai:instrumentd:KIND/ID" */
static bool read_identifier(struct str s, struct str *kind, struct str *id)
{
	const struct str begin = STR(NAMESPACE);
	const char *slash;

	if (!str_starts(s, begin))
		return false;
	*kind = (struct str){ s.p + begin.len, s.len - begin.len };
	slash = kind->len > 0 ? memchr(kind->p, '/', kind->len) : NULL;
	if (slash == NULL)
		return false;
	*id = (struct str){ slash + 1,
		            (size_t)(kind->p + kind->len - slash - 1) };
	kind->len = (size_t)(slash - kind->p);
	return id_valid(*id);
}

enum err_code oai_find_item(struct harvester *h, struct change *out,
                            bool *found, struct err *e)
{
	struct str kind, id;
	enum err_code rc = ERR_OK;

	*out = (struct change){ 0 };
	if (read_identifier(h->args[ARG_IDENTIFIER], &kind, &id))
		rc = store_last_change(h->tx, kind, id, INT64_MAX, h->arena,
		                       out, e);
	*found = rc == ERR_OK && out->seq > 0 && str_eq(out->id, id);
	if (rc == ERR_OK && !*found)
		oai_fail(h, "idDoesNotExist",
		         "no record has, or had, this identifier: they are "
		         "oai:instrumentd:KIND/ID");
	return rc;
}

void oai_put_datestamp(struct buf *out, struct str at)
{
	buf_printf(out, "%.*sZ", SECONDS, at.p);
}

/* Every record is in the set of all, and so none of them is said to be. */
static enum err_code put_set(void *arg, struct str name, struct err *e)
{
	(void)e;
	if (memchr(name.p, ':', name.len) != NULL)
		xml_element(arg, "setSpec", name);
	return ERR_OK;
}

enum err_code oai_put_header(struct harvester *h, const struct change *c,
                             struct err *e)
{
	struct buf *out = h->out;
	bool is_gone = str_is(c->op, OP_DELETE);
	enum err_code rc;

	buf_printf(out,
	           "<header%s><identifier>" NAMESPACE
	           "%.*s/%.*s</identifier>\n<datestamp>",
	           is_gone ? " status=\"deleted\"" : "", STR_ARG(c->kind),
	           STR_ARG(c->id));
	oai_put_datestamp(out, change_chain_arrival(c));
	buf_puts(out, "</datestamp>\n");
	rc = store_sets_of(h->tx, c->seq, put_set, out, e);
	buf_puts(out, "</header>\n");
	return rc;
}

static enum err_code put_metadata(struct harvester *h, const struct change *c,
                                  struct err *e)
{
	struct rendering *r = &h->rendering;
	const struct kind *k = kind_find(c->kind);
	struct row row;
	enum err_code rc;

	r->reading.arena = arena_child(h->arena);
	r->reading.notes =
		arena_alloc(r->reading.arena, sizeof(*r->reading.notes));
	r->out = h->out;
	buf_puts(h->out, "<metadata>\n");
	rc = store_find(h->tx, &k->entity, c->id, r->reading.arena, &row, e);
	if (rc == ERR_OK)
		rc = h->format->write(r, k, &row, e);
	buf_puts(h->out, "</metadata>\n");
	arena_free(r->reading.arena);
	return rc;
}

enum err_code oai_put_record(struct harvester *h, const struct change *c,
                             struct err *e)
{
	enum err_code rc;

	buf_puts(h->out, "<record>\n");
	rc = oai_put_header(h, c, e);
	if (rc == ERR_OK && !str_is(c->op, OP_DELETE))
		rc = put_metadata(h, c, e);
	buf_puts(h->out, "</record>\n");
	return rc;
}
