/*
 * quote_digest.h - a quote found by the SHA-256 of a passage, whose text is not
 * stored
 *
 * Shapes  who took a passage from a text left its SHA-256. Those passages count
 *         whose editions are of the scope, and not stored.
 * Units   the first page of the passages with that SHA-256 is looked at, and at
 *         most QUOTE_PLACES_MAX are told.
 * Errors  the engine's.
 * Source  FIPS 180-4; scope.h.
 */
#ifndef SERVER_REGISTRY_SOURCES_QUOTE_DIGEST_H
#define SERVER_REGISTRY_SOURCES_QUOTE_DIGEST_H

#include "server/registry/sources/quote_json.h"
#include "server/registry/sources/scope.h"

/* Adds to *out. */
MUST_CHECK enum err_code
quote_digest_find(struct tx *tx, struct arena *a, const struct scope *scope,
                  struct str quote, struct quote_found *out, struct err *e);

#endif
