/*
 * coverage.h - how much of the registry has evidence
 *
 * Shapes  coverage_write(): "coverage":{state: how many
 *         members},"grades":{...},"kinds":
 *         [{"kind",...,"fields":[{"field",...}]}], the members most often
 *         unsupported first, and "official_texts":{"instruments",
 *         "official_share","grades"}: of those instruments whose official text
 *         is among the sources, without what is the editors' own (summary,
 *         note, nature). Members that records have are counted, as each one's
 *         provenance does.
 *         coverage_write_one(): the same of one instrument and its
 *         provisions, with "subject".
 *         coverage_write_rows(): "items":[{"kind",...},{"kind","field",...}],
 *         n in all: the same counts as a table.
 *         coverage_write_source():
 *         {"id","key","title","role","handling",
 *         "passages","assertions","members"}: taken from it, citing
 *         those, supported by those.
 * Units   a share is of 1. Costs what the counts cost that the store keeps,
 *         whatever there is of records; of one instrument, what its provisions
 *         cost.
 * Errors  the engine's.
 * Source  claims.h.
 */
#ifndef SERVER_REGISTRY_EVIDENCE_COVERAGE_H
#define SERVER_REGISTRY_EVIDENCE_COVERAGE_H

#include "lib/base/arena.h"
#include "lib/store/store.h"

MUST_CHECK enum err_code coverage_write(struct tx *tx, struct arena *a,
                                        struct buf *out, struct err *e);

MUST_CHECK enum err_code coverage_write_one(struct tx *tx, struct arena *a,
                                            const struct row *instrument,
                                            struct buf *out, struct err *e);

/* Of all, or of one. */
MUST_CHECK enum err_code coverage_write_rows(struct tx *tx, struct arena *a,
                                             const struct row *instrument,
                                             int64_t *n, struct buf *out,
                                             struct err *e);

MUST_CHECK enum err_code coverage_write_source(struct tx *tx,
                                               const struct row *source,
                                               struct buf *out, struct err *e);

#endif
