/*
 * postponed.h - derived values recomputed once, after many writes
 *
 * Shapes  for struct write: records to be derived again, and records whose
 *         evidence is, each remembered once.
 * Errors  the engine's; a record that is gone by then is passed over.
 * Source  server/registry/changes/write.h.
 */
#ifndef SERVER_REGISTRY_CHANGES_POSTPONED_H
#define SERVER_REGISTRY_CHANGES_POSTPONED_H

#include <jansson.h>

#include "lib/data/id_table.h"
#include "lib/store/store.h"
#include "server/registry/model/kind.h"

/* Records of all kinds, each once, by "kind/id". */
struct named_records {
	struct id_table ids;
	const struct kind **kinds; /* of each id */
	size_t n, room;
};

struct postponed {
	struct named_records stale;          /* are to be derived again, */
	struct named_records stale_evidence; /* and the evidence of these: */
	uint32_t *uncovered;                 /* by stale_evidence */
	size_t uncovered_room;
	struct str *sets; /* what `uncovered` says; 0: all is to be derived */
	size_t nsets, sets_room;
	json_t *set_numbers; /* by what they say */
};

/* It goes with the arena. */
void postponed_init(struct postponed *p, struct arena *a);

void postponed_derive(struct postponed *p, const struct kind *k, struct str id);
void postponed_derive_evidence(struct postponed *p, const struct kind *k,
                               struct str id);

/* The same for a new record that nobody speaks of: as evidence_uncovered() says,
 * unless somebody has spoken of it, or does later. */
void postponed_uncovered(struct postponed *p, const struct kind *k,
                         struct str id, struct str uncovered);

MUST_CHECK enum err_code postponed_do(const struct postponed *p, struct tx *tx,
                                      struct err *e);

#endif
