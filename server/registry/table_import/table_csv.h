/*
 * table_csv.h - the rows of CSV, for table.c
 *
 * Shapes  struct table; names of columns are found word for word, whatever
 *         their blanks; of several alike each has its number, "Date#2".
 * Errors  table_csv_open(): ERR_INVALID where the rows of names are not there
 *         or are no CSV; of a row: row->wrong.
 * Source  table.h, lib/data/csv.h.
 */
#ifndef SERVER_REGISTRY_TABLE_IMPORT_TABLE_CSV_H
#define SERVER_REGISTRY_TABLE_IMPORT_TABLE_CSV_H

#include "server/registry/table_import/table.h"

MUST_CHECK enum err_code table_csv_open(struct table *t, struct arena *a,
                                        const struct table_form *form,
                                        struct err *e);
bool table_csv_next(struct table *t, struct arena *a, struct table_row *row);
/* Its number; false where no column is called so. */
bool table_csv_column(const struct table *t, struct str column, size_t *out);

#endif
