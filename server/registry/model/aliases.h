/*
 * aliases.h - keys a record had before, or is known by elsewhere
 *
 * Shapes  a list of keys (FIELD_KEY) of a kind. store_find() leads from each
 *         to the record, so that an alias is accepted wherever a key is.
 * Errors  notes what is written badly at its pointer; ERR_CONFLICT, in
 *         draft->err, for one that another record is called by: keys and
 *         aliases of a kind are unique together.
 * Source  the kind "instruments".
 */
#ifndef SERVER_REGISTRY_MODEL_ALIASES_H
#define SERVER_REGISTRY_MODEL_ALIASES_H

#include "lib/store/store.h"
#include "server/registry/model/kind.h"

/* Kinds without aliases pass. */
MUST_CHECK enum err_code aliases_check(struct draft *d);

#endif
