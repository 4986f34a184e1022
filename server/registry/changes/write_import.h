/*
 * write_import.h - records written as they were exported
 *
 * Shapes  found by its id, else by its key, else created, under its id or
 *         that of its name. With a "rev" a record is restored as it was, and
 *         with w->replay that change itself is taken over.
 * Errors  as in write.h.
 * Source  ndjson_import.h.
 */
#ifndef SERVER_REGISTRY_CHANGES_WRITE_IMPORT_H
#define SERVER_REGISTRY_CHANGES_WRITE_IMPORT_H

#include "server/registry/changes/write.h"

MUST_CHECK enum err_code write_import(struct tx *tx, struct write *w,
                                      struct err *e);

/* Would an import take the stored record, and leave it as it is? ERR_INVALID
 * and why not. */
MUST_CHECK enum err_code write_import_check(struct tx *tx, const struct kind *k,
                                            const struct row *row,
                                            struct arena *a, struct err *e);

#endif
