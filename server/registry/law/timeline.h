/*
 * timeline.h - all dated steps of an instrument, its provisions included
 *
 * Shapes  {"subject","items":[{"on","step",...,"passages":[{"id","key"}]}],
 *         "total"} in the order of days. A step of the instrument bears the
 *         `field` it is the date of; a step "applies" of a provision bears
 *         the `provision`, when that was laid down (`from`) and `by` what,
 *         and whether it still counts (`current`): what was laid down anew
 *         stays beside what was before.
 * Units   a date that is not exact stands where its last day does.
 * Errors  the engine's.
 * Source  law.h.
 */
#ifndef SERVER_REGISTRY_LAW_TIMELINE_H
#define SERVER_REGISTRY_LAW_TIMELINE_H

#include "server/registry/model/kind.h"

MUST_CHECK enum err_code timeline_write(const struct show_context *r,
                                        const struct row *instrument,
                                        struct buf *out, struct err *e);

/* ,"passages":[{"id","key"}]: those that agree with a member of a record. */
MUST_CHECK enum err_code timeline_passages(const struct show_context *r,
                                           const struct kind *k,
                                           const struct row *row,
                                           const char *field, struct buf *out,
                                           struct err *e);

#endif
