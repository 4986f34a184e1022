/*
 * tables.h - tables imported as the program does it, step by step
 *
 * Shapes  the report of an import is the reply (tests/support/registry.h).
 * Errors  a table that is not imported fails the test.
 * Source  server/registry/table_import/table_import.h.
 */
#ifndef TESTS_SUPPORT_TABLES_H
#define TESTS_SUPPORT_TABLES_H

#include "tests/support/registry.h"

void import_table(struct app *app, const char *map, struct str bytes,
                  bool dry_run);

/* Is a number of the report as it should be? */
void assert_tally(const struct app *app, const char *name, int64_t want);

#endif
