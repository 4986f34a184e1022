/*
 * jsonld.c - records as a graph: schema.org and ELI for law, SKOS for schemes,
 * PROV for evidence
 *
 * Source  JSON-LD 1.1; schema.org (Legislation), the ELI ontology, SKOS,
 * PROV-O. Names without a prefix are schema.org's. A record is urn:uuid:ID, the
 *         same on every installation.
 */
#include "server/registry/formats/writers.h"

#include "lib/data/jsontext.h"

enum how {
	VALUE,   /* as it is                               */
	RECORD,  /* a reference, or a list of them         */
	ADDRESS, /* a URL                                  */
	WORDS,   /* {text,lang}, or a list of them         */
	FORCE,   /* a status: does it bind?                */
};

/* Which member of a kind is which term. "urls.url" is a member of the objects
 * of a list; "parties.organization=issuer" of those whose role (or type) is
 * that. */
static const struct {
	const char *kind, *member, *only, *term;
	enum how how;
} terms[] = {
	{ "instruments", "title", NULL, "name", VALUE },
	{ "instruments", "titles", NULL, "alternateName", WORDS },
	{ "instruments", "type", NULL, "legislationType", VALUE },
	{ "instruments", "status", NULL, "legislationLegalForce", FORCE },
	{ "instruments", "jurisdictions", NULL, "legislationJurisdiction",
	  VALUE },
	{ "instruments", "identifiers.value", NULL, "legislationIdentifier",
	  VALUE },
	{ "instruments", "parties.organization", "issuer",
	  "legislationPassedBy", RECORD },
	{ "instruments", "parties.organization", "adopter",
	  "legislationPassedBy", RECORD },
	{ "instruments", "parties.organization", "proposer", "creator",
	  RECORD },
	{ "instruments", "parties.organization", "drafter", "creator", RECORD },
	{ "instruments", "adopted_on", NULL, "legislationDate", VALUE },
	{ "instruments", "adopted_on", NULL, "eli:date_document", VALUE },
	{ "instruments", "published_on", NULL, "datePublished", VALUE },
	{ "instruments", "in_force_on", NULL, "eli:first_date_entry_in_force",
	  VALUE },
	{ "instruments", "applies_on", NULL, "eli:date_applicability", VALUE },
	{ "instruments", "repealed_on", NULL, "eli:date_no_longer_in_force",
	  VALUE },
	{ "instruments", "languages", NULL, "inLanguage", VALUE },
	{ "instruments", "urls.url", NULL, "url", ADDRESS },
	{ "instruments", "summary", NULL, "abstract", VALUE },

	{ "provisions", "heading", NULL, "name", VALUE },
	{ "provisions", "label", NULL, "alternateName", VALUE },
	{ "provisions", "path", NULL, "eli:id_local", VALUE },
	{ "provisions", "instrument", NULL, "isPartOf", RECORD },
	{ "provisions", "instrument", NULL, "eli:is_part_of", RECORD },
	{ "provisions", "parent", NULL, "eli:is_part_of", RECORD },
	{ "provisions", "position", NULL, "position", VALUE },
	{ "provisions", "url", NULL, "url", ADDRESS },

	{ "organizations", "name", NULL, "name", VALUE },
	{ "organizations", "names", NULL, "alternateName", WORDS },
	{ "organizations", "parent", NULL, "parentOrganization", RECORD },
	{ "organizations", "established_on", NULL, "foundingDate", VALUE },
	{ "organizations", "jurisdiction", NULL, "areaServed", VALUE },
	{ "organizations", "url", NULL, "url", ADDRESS },

	{ "events", "name", NULL, "name", VALUE },
	{ "events", "held_on", NULL, "startDate", VALUE },
	{ "events", "place", NULL, "location", VALUE },
	{ "events", "hosts", NULL, "organizer", RECORD },

	{ "sources", "title", NULL, "name", VALUE },
	{ "sources", "authors", NULL, "author", VALUE },
	{ "sources", "publisher", NULL, "publisher", VALUE },
	{ "sources", "published_on", NULL, "datePublished", VALUE },
	{ "sources", "languages", NULL, "inLanguage", VALUE },
	{ "sources", "instrument", NULL, "encodesCreativeWork", RECORD },
	{ "sources", "url", NULL, "url", ADDRESS },

	{ "passages", "source", NULL, "prov:wasQuotedFrom", RECORD },
	{ "passages", "locator", NULL, "dcterms:bibliographicCitation", VALUE },

	{ "schemes", "title", NULL, "skos:prefLabel", VALUE },
	{ "schemes", "publisher", NULL, "dcterms:publisher", VALUE },
	{ "schemes", "note", NULL, "skos:note", VALUE },

	{ "concepts", "labels", "", "skos:prefLabel", WORDS },
	{ "concepts", "labels", "preferred", "skos:prefLabel", WORDS },
	{ "concepts", "labels", "alternative", "skos:altLabel", WORDS },
	{ "concepts", "labels", "hidden", "skos:hiddenLabel", WORDS },
	{ "concepts", "notation", NULL, "skos:notation", VALUE },
	{ "concepts", "definition", NULL, "skos:definition", VALUE },
	{ "concepts", "broader", NULL, "skos:broader", RECORD },
	{ "concepts", "scheme", NULL, "skos:inScheme", RECORD },

	{ "classifications", "subject.id", NULL, "prov:specializationOf",
	  RECORD },
	{ "classifications", "concept", NULL, "dcterms:subject", RECORD },
	{ "classifications", "passage", NULL, "prov:hadPrimarySource", RECORD },
	{ "classifications", "reasoning", NULL, "dcterms:description", VALUE },
	{ "classifications", "coder", NULL, "dcterms:creator", VALUE },

	{ "assertions", "subject.id", NULL, "prov:specializationOf", RECORD },
	{ "assertions", "field", NULL, "propertyID", VALUE },
	{ "assertions", "value", NULL, "prov:value", VALUE },
	{ "assertions", "passage", NULL, "prov:hadPrimarySource", RECORD },
	{ "assertions", "speaker", NULL, "dcterms:creator", VALUE },

	{ "resolutions", "subject.id", NULL, "prov:specializationOf", RECORD },
	{ "resolutions", "field", NULL, "propertyID", VALUE },
	{ "resolutions", "value", NULL, "prov:value", VALUE },
	{ "resolutions", "reason", NULL, "dcterms:description", VALUE },
	{ "resolutions", "by", NULL, "dcterms:creator", VALUE },

	{ "relations", "from", NULL, "rdf:subject", RECORD },
	{ "relations", "type", NULL, "dcterms:type", VALUE },
	{ "relations", "to", NULL, "rdf:object", RECORD },
};

static const struct {
	const char *kind, *type;
} types[] = {
	{ "instruments", "[\"Legislation\",\"eli:LegalResource\"]" },
	{ "provisions", "[\"Legislation\",\"eli:LegalResourceSubdivision\"]" },
	{ "organizations", "[\"Organization\",\"prov:Agent\"]" },
	{ "events", "\"Event\"" },
	{ "sources", "[\"CreativeWork\",\"prov:Entity\"]" },
	{ "passages", "\"prov:Entity\"" },
	{ "schemes", "\"skos:ConceptScheme\"" },
	{ "concepts", "\"skos:Concept\"" },
	{ "classifications", "\"prov:Entity\"" },
	{ "assertions", "\"prov:Entity\"" },
	{ "resolutions", "\"prov:Entity\"" },
	{ "relations", "\"rdf:Statement\"" },
};

static const struct {
	const char *prefix, *meaning;
} prefixes[] = {
	{ "@vocab", "https://schema.org/" },
	{ "dcterms", "http://purl.org/dc/terms/" },
	{ "eli", "http://data.europa.eu/eli/ontology#" },
	{ "prov", "http://www.w3.org/ns/prov#" },
	{ "rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#" },
	{ "skos", "http://www.w3.org/2004/02/skos/core#" },
	{ "xsd", "http://www.w3.org/2001/XMLSchema#" },
};

struct str jsonld_meaning(struct arena *a, struct str name)
{
	const char *colon = memchr(name.p, ':', name.len);
	struct str prefix = { name.p,
		              colon != NULL ? (size_t)(colon - name.p) : 0 };
	size_t i = 1, rest = colon != NULL ? prefix.len + 1 : 0;

	if (colon == NULL)
		return str_from(arena_printf(a, "%s%.*s", prefixes[0].meaning,
		                             STR_ARG(name)));
	while (i < COUNT(prefixes) && !str_is(prefix, prefixes[i].prefix))
		i++;
	if (i == COUNT(prefixes))
		return arena_str(a, name);
	return str_from(arena_printf(a, "%s%.*s", prefixes[i].meaning,
	                             (int)(name.len - rest), name.p + rest));
}

void jsonld_prefixes(struct buf *out, const char *vocabulary)
{
	buf_printf(out, " xmlns:%s=\"%s\"", vocabulary, prefixes[0].meaning);
	for (size_t i = 1; i < COUNT(prefixes); i++)
		buf_printf(out, "\n xmlns:%s=\"%s\"", prefixes[i].prefix,
		           prefixes[i].meaning);
}

void jsonld_context(struct buf *out)
{
	buf_puts(out, "{\n  \"@context\": {\n    \"@version\": 1.1");
	for (size_t i = 0; i < COUNT(prefixes); i++)
		buf_printf(out, ",\n    \"%s\": \"%s\"", prefixes[i].prefix,
		           prefixes[i].meaning);
	buf_puts(out, ",\n    \"prov:generatedAtTime\": "
	              "{\"@type\": \"xsd:dateTime\"},\n"
	              "    \"dcterms:created\": {\"@type\": \"xsd:dateTime\"}"
	              "\n  }\n}\n");
}

/* ---- one value ----------------------------------------------------------- */

/* schema.org has three answers. */
static const char *force_of(struct str status)
{
	if (str_is(status, "\"in_force\"") || str_is(status, "\"applicable\""))
		return "https://schema.org/InForce";
	return str_is(status, "\"applicable_in_part\"")
	               ? "https://schema.org/PartiallyInForce"
	               : "https://schema.org/NotInForce";
}

/* The language only where it is known. */
static void put_words(struct buf *out, struct str words)
{
	struct str lang = json_member(words, "lang");

	buf_puts(out, "{\"@value\":");
	buf_str(out, json_member(words, "text"));
	if (lang.len > 0)
		buf_puts(out, ",\"@language\":");
	buf_str(out, lang);
	buf_puts(out, "}");
}

static void put_one(struct buf *out, enum how how, struct str value)
{
	if (how == VALUE && value.p[0] == '{')
		buf_printf(out, "{\"@type\":\"@json\",\"@value\":%.*s}",
		           STR_ARG(value));
	else if (how == VALUE)
		buf_str(out, value);
	else if (how == RECORD)
		buf_printf(
			out, "{\"@id\":\"urn:uuid:%.*s}",
			STR_ARG(((struct str){ value.p + 1, value.len - 1 })));
	else if (how == ADDRESS)
		buf_printf(out, "{\"@id\":%.*s}", STR_ARG(value));
	else if (how == WORDS)
		put_words(out, value);
	else
		buf_printf(out, "{\"@id\":\"%s\"}", force_of(value));
}

/* ---- one term ------------------------------------------------------------ */

/* The values of a term, gathered from all members that give it. */
struct gathered {
	struct buf values;
	size_t n;
};

static void gather_one(struct gathered *g, enum how how, struct str value)
{
	if (value.len == 0)
		return;
	buf_puts(&g->values, g->n++ > 0 ? "," : "");
	put_one(&g->values, how, value);
}

/* An object of a list counts when its role, or type, is the one wanted. */
static bool is_wanted(struct str object, const char *only)
{
	struct str said = json_member(object, "role");

	if (only == NULL)
		return true;
	if (said.len == 0)
		said = json_member(object, "type");
	if (said.len < 2)
		return *only == '\0';
	return str_is((struct str){ said.p + 1, said.len - 2 }, only);
}

static void gather(struct gathered *g, size_t term, struct str item,
                   struct arena *a)
{
	const char *path = terms[term].member, *dot = strchr(path, '.');
	size_t n = dot != NULL ? (size_t)(dot - path) : strlen(path), at = 0;
	struct str value = json_member(item, arena_strndup(a, path, n)), one;

	if (value.len > 0 && value.p[0] == '[') {
		while (json_items(value, &at, &one))
			if (is_wanted(one, terms[term].only))
				gather_one(g, terms[term].how,
				           dot != NULL
				                   ? json_member(one, dot + 1)
				                   : one);
		return;
	}
	gather_one(g, terms[term].how,
	           dot != NULL ? json_member(value, dot + 1) : value);
}

static bool came_before(size_t term)
{
	for (size_t i = 0; i < term; i++)
		if (strcmp(terms[i].kind, terms[term].kind) == 0 &&
		    strcmp(terms[i].term, terms[term].term) == 0)
			return true;
	return false;
}

/* All rows of the same term are one member. */
static void put_term(struct rendering *r, size_t term, struct str item)
{
	struct arena *a = r->reading.arena;
	struct gathered g = { 0 };

	if (came_before(term))
		return;
	buf_init(&g.values, a);
	for (size_t i = term; i < COUNT(terms); i++)
		if (strcmp(terms[i].kind, terms[term].kind) == 0 &&
		    strcmp(terms[i].term, terms[term].term) == 0)
			gather(&g, i, item, a);
	if (g.n == 0)
		return;
	buf_printf(r->out, ",\"%s\":%s", terms[term].term, g.n > 1 ? "[" : "");
	buf_str(r->out, buf_text(&g.values));
	buf_puts(r->out, g.n > 1 ? "]" : "");
}

/* ---- one record ---------------------------------------------------------- */

static void put_members(struct rendering *r, const struct kind *k,
                        const struct row *row, struct str item)
{
	struct buf *out = r->out;

	buf_printf(out, "\"@id\":\"urn:uuid:%.*s\"",
	           STR_ARG(row->values[COLUMN_ID].text));
	for (size_t i = 0; i < COUNT(types); i++)
		if (strcmp(types[i].kind, k->entity.name) == 0)
			buf_printf(out, ",\"@type\":%s", types[i].type);
	json_put(out, "identifier", row->values[COLUMN_KEY].text);
	for (size_t i = 0; i < COUNT(terms); i++)
		if (strcmp(terms[i].kind, k->entity.name) == 0)
			put_term(r, i, item);
	buf_printf(out, ",\"mainEntityOfPage\":{\"@id\":\"%.*s/v1/%s/%.*s\"}",
	           STR_ARG(r->home), k->entity.name,
	           STR_ARG(row->values[COLUMN_KEY].text));
	json_put(out, "dcterms:created", row->values[COLUMN_CREATED].text);
	json_put(out, "prov:generatedAtTime", row->values[COLUMN_UPDATED].text);
}

/* The whole record, of which an item may show only some members. */
static enum err_code whole_of(struct rendering *r, const struct kind *k,
                              const struct row *row, struct str *out,
                              struct err *e)
{
	struct buf whole;
	enum err_code rc;

	buf_init(&whole, r->reading.arena);
	rc = show_record(&r->reading, k, row, NULL, &whole, e);
	*out = buf_text(&whole);
	return rc;
}

enum err_code jsonld_members(struct rendering *r, const struct kind *k,
                             const struct row *row, struct err *e)
{
	struct str whole;
	enum err_code rc = whole_of(r, k, row, &whole, e);

	if (rc == ERR_OK)
		put_members(r, k, row, whole);
	return rc;
}

static void put_context(struct rendering *r)
{
	buf_printf(r->out, "\"@context\":\"%.*s/context.jsonld\"",
	           STR_ARG(r->home));
}

/* One object; what a kind writes itself (an annotation) has its own context. */
static enum err_code put_record(struct rendering *r, struct str item,
                                bool alone, const char **between, struct err *e)
{
	const struct kind *k;
	struct row row;
	bool found;
	enum err_code rc = format_record(r, item, &k, &row, &found, e);

	if (rc != ERR_OK || !found)
		return rc;
	buf_puts(r->out, *between);
	*between = ",\n";
	if (k->linked != NULL)
		return k->linked(&r->reading, &row, r->out, e);
	buf_puts(r->out, "{");
	if (alone) {
		put_context(r);
		buf_puts(r->out, ",");
	}
	rc = jsonld_members(r, k, &row, e);
	buf_puts(r->out, "}");
	return rc;
}

enum err_code jsonld_write(struct rendering *r, struct err *e)
{
	bool alone = r->items.len == 0;
	const char *between = "";
	struct str item;
	size_t at = 0;
	enum err_code rc = ERR_OK;

	if (!alone) {
		buf_puts(r->out, "{");
		put_context(r);
		buf_puts(r->out, ",\"@graph\":[\n");
	}
	while (rc == ERR_OK && format_next(r, &at, &item))
		rc = put_record(r, item, alone, &between, e);
	buf_puts(r->out, alone ? "\n" : "\n]}\n");
	return rc;
}
