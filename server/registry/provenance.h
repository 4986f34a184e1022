/*
 * provenance.h - for each member of a record, who says so
 *
 * Shapes  {"subject":{...},"fields":[{"field","value","state","assertions":
 *         [...],"resolution":null}],"coverage":{state: how many}}. The
 *         record's own members come first, in the order of the kind's table,
 *         then members that only assertions speak of (value null).
 *         A member is disputed when an assertion that is not deprecated
 *         conflicts; else supported when one agrees; else unsupported.
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

#endif
