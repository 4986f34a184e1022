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

#endif
