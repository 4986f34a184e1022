/*
 * provenance.h - for each member of a record, who says so
 *
 * Shapes  {"subject":{...},"fields":[{"field","value","state","assertions":
 *         [...],"resolution":{...} or null}],"coverage":{state: how many}}.
 *         The record's own members come first, in the order of the kind's
 *         table, then members that only assertions or resolutions speak of
 *         (value null). A member is settled or unsettled where a resolution
 *         says so; disputed when an assertion that is not deprecated
 *         conflicts; else supported when one agrees; else unsupported.
 *         provenance_why(): {"subject":{...},"field",...}, one of them.
 * Errors  the engine's.
 * Source  vocabulary: agreement, rank, passage states.
 */
#ifndef SERVER_REGISTRY_PROVENANCE_H
#define SERVER_REGISTRY_PROVENANCE_H

#include "lib/store.h"
#include "server/kinds/kind.h"

MUST_CHECK enum err_code provenance_write(const struct reading *r,
                                          const struct kind *k,
                                          const struct row *subject,
                                          struct buf *out, struct err *e);

/* field is a pointer to a member that records of this kind have. */
MUST_CHECK enum err_code provenance_why(const struct reading *r,
                                        const struct kind *k,
                                        const struct row *subject,
                                        struct str field, struct buf *out,
                                        struct err *e);

#endif
