/*
 * facets_gather.h - what is counted of one instrument, from its record
 *
 * Shapes  words holds the values of each facet; values that are new are
 *         added. The outcome is one piece of memory, for free().
 * Errors  the engine's.
 * Source  facets.h.
 */
#ifndef SERVER_REGISTRY_SEARCH_FACETS_GATHER_H
#define SERVER_REGISTRY_SEARCH_FACETS_GATHER_H

#include "lib/base/arena.h"
#include "lib/store/store.h"
#include "server/registry/search/facets.h"
#include "server/registry/search/string_table.h"

MUST_CHECK enum err_code facets_gather(struct tx *tx, struct epochs *epochs,
                                       struct string_table *words,
                                       struct arena *a, const struct row *row,
                                       struct instrument_facets **out,
                                       struct err *e);

#endif
