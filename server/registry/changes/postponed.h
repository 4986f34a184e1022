/*
 * postponed.h - derived values recomputed once, after many writes
 *
 * Shapes  for the hooks of struct write: records to be derived again, and
 *         records whose evidence is, each remembered once.
 * Errors  the engine's; a record that is gone by then is passed over.
 * Source  server/registry/changes/write.h.
 */
#ifndef SERVER_REGISTRY_CHANGES_POSTPONED_H
#define SERVER_REGISTRY_CHANGES_POSTPONED_H

#include <jansson.h>

#include "lib/store/store.h"
#include "server/registry/model/kind.h"

struct postponed {
	json_t *stale;          /* "kind/id" of what is to be derived again, */
	json_t *stale_evidence; /* and of that whose evidence is             */
};

/* It goes with the arena. */
void postponed_init(struct postponed *p, struct arena *a);

void postponed_derive(struct postponed *p, const struct kind *k, struct str id);
void postponed_derive_evidence(struct postponed *p, const struct kind *k,
                               struct str id);

MUST_CHECK enum err_code postponed_do(const struct postponed *p, struct tx *tx,
                                      struct err *e);

#endif
