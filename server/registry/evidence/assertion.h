/*
 * assertion.h - what a passage says, held against the record
 *
 * Shapes  the rules of the kind "assertions", see server/registry/model/kind.h.
 * Errors  assertion_check() notes a pointer that leads to no member of the
 *         subject; references in the value are resolved as all others are.
 * Source  PROV and Wikidata: a value is a claim with its evidence.
 */
#ifndef SERVER_REGISTRY_EVIDENCE_ASSERTION_H
#define SERVER_REGISTRY_EVIDENCE_ASSERTION_H

#include "server/registry/model/kind.h"

void assertion_check(struct draft *d);
enum err_code assertion_compute(const struct show_context *r,
                                const struct row *row, struct buf *out,
                                struct err *e);

#endif
