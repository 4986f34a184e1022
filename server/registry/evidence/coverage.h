/*
 * coverage.h - how much of the registry rests on evidence
 *
 * Shapes  coverage_write(): "coverage":{state: how many
 *         members},"grades":{...},"kinds":
 *         [{"kind",...,"fields":[{"field",...}]}], the members most often
 *         unsupported first. Members that records have are counted, as each
 *         one's provenance does. coverage_write_source():
 *         {"id","key","title","role","handling",
 *         "passages","assertions","members"}: taken from it, resting on
 *         those, supported by those.
 * Units   costs what the counts cost that the store keeps, whatever there is
 *         of records.
 * Errors  the engine's.
 * Source  claims.h.
 */
#ifndef SERVER_REGISTRY_EVIDENCE_COVERAGE_H
#define SERVER_REGISTRY_EVIDENCE_COVERAGE_H

#include "lib/base/arena.h"
#include "lib/store/store.h"

MUST_CHECK enum err_code coverage_write(struct tx *tx, struct arena *a,
                                        struct buf *out, struct err *e);

MUST_CHECK enum err_code coverage_write_source(struct tx *tx,
                                               const struct row *source,
                                               struct buf *out, struct err *e);

#endif
