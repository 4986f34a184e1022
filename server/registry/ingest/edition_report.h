/*
 * edition_report.h - the line that a command prints for each text it loaded
 *
 * Shapes  "NAME: a new edition of KEY, 3 of 4 passages verified; of earlier
 *         editions 2 moved", one line.
 * Errors  the engine's.
 * Source  server/registry/ingest/anchor_report.h.
 */
#ifndef SERVER_REGISTRY_INGEST_EDITION_REPORT_H
#define SERVER_REGISTRY_INGEST_EDITION_REPORT_H

#include <stdio.h>

#include "lib/store/store.h"
#include "server/registry/ingest/ingest.h"

MUST_CHECK enum err_code edition_report_print(FILE *out, struct store *s,
                                              const char *name,
                                              const struct ingest *in,
                                              struct err *e);

#endif
