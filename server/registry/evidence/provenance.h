/*
 * provenance.h - for each member of a record, who says so
 *
 * Shapes
 * {"subject":{...},"fields":[{"field","value","state","grade","conflict",
 *         "flags":[...],"assertions":[...],"resolution":{...} or null}],
 *         "coverage":{state: how many},"grades":{grade: how many}}, see
 * claims.h for what a state is and which members are shown. value is null for
 * those the record does not have; coverage leaves these out. provenance_why():
 * {"subject":{...},"field",...}, one of them. Errors  the engine's. Source
 * vocabulary: agreement, rank, passage states.
 */
#ifndef SERVER_REGISTRY_EVIDENCE_PROVENANCE_H
#define SERVER_REGISTRY_EVIDENCE_PROVENANCE_H

#include "lib/store/store.h"
#include "server/registry/evidence/claims.h"
#include "server/registry/model/kind.h"

MUST_CHECK enum err_code provenance_write(const struct show_context *r,
                                          const struct kind *k,
                                          const struct row *subject,
                                          struct buf *out, struct err *e);

/* field is a pointer to a member that records of this kind have. */
MUST_CHECK enum err_code provenance_why(const struct show_context *r,
                                        const struct kind *k,
                                        const struct row *subject,
                                        struct str field, struct buf *out,
                                        struct err *e);

/* How many members are in each state, and have evidence of each grade. */
struct tally {
	int64_t states[STATE__COUNT], grades[GRADE__COUNT];
};

/* "coverage":{"supported":9,...},"grades":{"official":7,...} */
void provenance_write_tally(const struct tally *t, struct buf *out);

#endif
