/*
 * writers.h - one writer for each format
 *
 * Shapes  see formats.h; each is in the file of its name, those of tables
 *         (CSV, TSV, Markdown) in tabular.c.
 * Errors  the engine's.
 * Source  formats.h names the standards.
 */
#ifndef SERVER_REGISTRY_FORMATS_WRITERS_H
#define SERVER_REGISTRY_FORMATS_WRITERS_H

#include "server/registry/formats/formats.h"

format_fn csv_write, tsv_write, markdown_write, ndjson_write, bibtex_write,
	ris_write, csl_write, atom_write, jsonld_write, ical_write;

/* What JSON-LD's terms mean: the context that is served. */
void jsonld_context(struct buf *out);

/* A record as the members of a JSON-LD object, of any kind, and what a name in
 * it stands for: "eli:is_part_of" an IRI. The namespaces as XML declares them,
 * the names without a prefix under one. */
MUST_CHECK enum err_code jsonld_members(struct rendering *r,
                                        const struct kind *k,
                                        const struct row *row, struct err *e);
struct str jsonld_meaning(struct arena *a, struct str name);
void jsonld_prefixes(struct buf *out, const char *vocabulary);

/* The same record as an element rdf:RDF, with its namespaces (rdf.c). */
MUST_CHECK enum err_code rdf_record(struct rendering *r, const struct kind *k,
                                    const struct row *row, struct err *e);

#endif
