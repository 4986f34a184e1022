/*
 * search_meant.h - suggestions for a facet value that no record has
 *
 * Shapes  as meant.h.
 * Errors  the engine's.
 * Source  the values that instruments have: facets.h.
 */
#ifndef SERVER_REGISTRY_SEARCH_SEARCH_MEANT_H
#define SERVER_REGISTRY_SEARCH_SEARCH_MEANT_H

#include "server/registry/search/meant.h"
#include "server/registry/search/search.h"

MUST_CHECK enum err_code search_meant(struct tx *tx, struct search_request *f,
                                      const struct facet_choice *c,
                                      struct meant *out, struct err *e);

#endif
