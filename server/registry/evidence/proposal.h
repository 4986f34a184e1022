/*
 * proposal.h - what a proposal cannot show: that something is law
 *
 * Shapes  a source is a proposal when its role says so, or when it is the
 *         text of an instrument that is one: a bill or proposal, planned,
 *         proposed, never adopted, or withdrawn before it was adopted.
 * Errors  the engine's.
 * Source  the table in proposal.c says which members claim that something is
 *         or was law; vocabulary: roles of sources, existence.
 */
#ifndef SERVER_REGISTRY_EVIDENCE_PROPOSAL_H
#define SERVER_REGISTRY_EVIDENCE_PROPOSAL_H

#include "lib/store/store.h"
#include "server/registry/model/kind.h"

/* Does this member of the record claim that something is law? */
bool proposal_matters(const struct kind *k, const struct row *row,
                      struct str field);

MUST_CHECK enum err_code proposal_is(struct tx *tx, struct arena *a,
                                     const struct row *source, bool *out,
                                     struct err *e);

/* Might a source be taken for another after this change? Of a source or of an
 * instrument. */
bool proposal_changes(const struct kind *k, const struct row *old,
                      const struct row *new);

#endif
