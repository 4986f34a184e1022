/*
 * ndjson_export.h - records written line by line
 *
 * Shapes  {"kind","op":"put","record"}
 * Errors  ERR_STORE, too, when the output cannot be written.
 * Source  NDJSON; RFC 8785.
 */
#ifndef SERVER_REGISTRY_NDJSON_NDJSON_EXPORT_H
#define SERVER_REGISTRY_NDJSON_NDJSON_EXPORT_H

#include <stdio.h>

#include "lib/store/store.h"
#include "server/registry/model/kind.h"

/* All records of a kind (NULL: of all kinds, in the order of kinds.def) in
 * the order of keys, as they stood at one moment. With `keys`, references are
 * keys and the server's members are left out: the form people edit. */
MUST_CHECK enum err_code ndjson_export(struct store *s, const struct kind *k,
                                       bool keys, FILE *out, struct err *e);

#endif
