/*
 * rdf.c - what JSON-LD says of a record, in RDF/XML
 *
 * Source  RDF 1.1 XML Syntax; the terms are those of jsonld.c.
 */
#include "lib/data/jsontext.h"
#include "lib/data/xml.h"
#include "server/registry/formats/writers.h"

#define VOCABULARY "schema"
#define XSD        "http://www.w3.org/2001/XMLSchema#"
#define RDF        "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

static void put_attribute(struct buf *out, const char *name, struct str value)
{
	if (value.len == 0)
		return;
	buf_printf(out, " %s=\"", name);
	xml_escape(out, value);
	buf_puts(out, "\"");
}

/* "eli:id_local"; what has no prefix gets one. */
static const char *element_of(struct arena *a, struct str name)
{
	return memchr(name.p, ':', name.len) != NULL
	               ? arena_strndup(a, name.p, name.len)
	               : arena_printf(a, VOCABULARY ":%.*s", STR_ARG(name));
}

static const char *datatype_of(struct str name, struct str value)
{
	if (str_is(name, "prov:generatedAtTime") ||
	    str_is(name, "dcterms:created"))
		return XSD "dateTime";
	if (value.p[0] == '{' || value.p[0] == '[')
		return RDF "JSON";
	if (value.p[0] == 't' || value.p[0] == 'f')
		return XSD "boolean";
	return value.p[0] != '"' ? XSD "integer" : "";
}

static void put_literal(struct rendering *r, struct str name, struct str value,
                        struct str lang)
{
	struct arena *a = r->reading.arena;
	const char *element = element_of(a, name);
	struct str text = json_unquote(a, value);

	buf_printf(r->out, "<%s", element);
	put_attribute(r->out, "xml:lang", lang);
	put_attribute(r->out, "rdf:datatype",
	              str_from(datatype_of(name, value)));
	buf_puts(r->out, ">");
	xml_escape(r->out, text.p != NULL ? text : value);
	buf_printf(r->out, "</%s>\n", element);
}

static void put_link(struct rendering *r, const char *element, struct str to)
{
	buf_printf(r->out, "<%s", element);
	put_attribute(r->out, "rdf:resource", to);
	buf_puts(r->out, "/>\n");
}

static void put_value(struct rendering *r, struct str name, struct str value)
{
	struct arena *a = r->reading.arena;
	struct str id = { 0 }, lang = { 0 };

	if (str_is(name, "@type")) {
		put_link(r, "rdf:type",
		         jsonld_meaning(a, json_unquote(a, value)));
		return;
	}
	if (value.p[0] == '{') {
		id = json_member_text(a, value, "@id");
		lang = json_member_text(a, value, "@language");
		value = json_member(value, "@value");
	}
	if (id.len > 0)
		put_link(r, element_of(a, name), id);
	else if (value.len > 0)
		put_literal(r, name, value, lang);
}

static void put_member(struct rendering *r, struct str name, struct str value)
{
	struct str one;
	size_t at = 0;

	if (str_is(name, "@id"))
		return;
	if (value.p[0] != '[') {
		put_value(r, name, value);
		return;
	}
	while (json_items(value, &at, &one))
		put_value(r, name, one);
}

enum err_code rdf_record(struct rendering *r, const struct kind *k,
                         const struct row *row, struct err *e)
{
	struct buf *out = r->out, object;
	struct str name, value;
	size_t at = 0;
	enum err_code rc;

	buf_init(&object, r->reading.arena);
	buf_puts(&object, "{");
	r->out = &object;
	rc = jsonld_members(r, k, row, e);
	r->out = out;
	buf_puts(&object, "}");
	buf_puts(out, "<rdf:RDF");
	jsonld_prefixes(out, VOCABULARY);
	buf_puts(out,
	         " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
	         "xsi:schemaLocation=\"http://www.w3.org/1999/02/"
	         "22-rdf-syntax-ns# "
	         "http://www.openarchives.org/OAI/2.0/rdf.xsd\"");
	buf_printf(out, ">\n<rdf:Description rdf:about=\"urn:uuid:%.*s\">\n",
	           STR_ARG(row->values[COLUMN_ID].text));
	while (rc == ERR_OK && json_each(buf_text(&object), &at, &name, &value))
		put_member(r, name, value);
	buf_puts(out, "</rdf:Description>\n</rdf:RDF>\n");
	return rc;
}
