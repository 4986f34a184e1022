/*
 * facets_read.h - what is counted of one instrument, from what the index stores
 *
 * Shapes  words holds the values of each facet; values that are new are
 *         added. The outcome is one piece of memory, for free(). What a value
 *         is within is looked up once for all that are read by one reader.
 * Errors  the engine's.
 * Source  facets.h; facet_text.h.
 */
#ifndef SERVER_REGISTRY_SEARCH_FACETS_READ_H
#define SERVER_REGISTRY_SEARCH_FACETS_READ_H

#include "lib/base/arena.h"
#include "lib/store/store.h"
#include "server/registry/search/facets.h"
#include "server/registry/search/string_table.h"

/* Values that contain one, by the number of that one. */
struct wider_values {
	struct wider **of; /* NULL: not looked up yet */
	size_t room;
};

struct facets_reader {
	struct tx *tx;
	struct arena *arena;
	struct epochs *epochs;
	struct string_table *words; /* of each facet */
	struct wider_values jurisdictions, concepts;
};

MUST_CHECK enum err_code facets_read(struct facets_reader *r, struct str text,
                                     struct instrument_facets **out,
                                     struct err *e);

#endif
