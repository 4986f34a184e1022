/*
 * propagate.h - which derived values are recomputed when a record changes
 *
 * Shapes  the targets of the references that its kind `touches`; records that
 *         refer to it and whose kind `follows` a member that changed, or that a
 *         kind which `passes_on` such a member joins to it; its own evidence,
 *         and that of the records it concerns. old is NULL for a record that is
 *         created, new for one that is deleted. In an import each is noted, to
 *         be derived when all lines are in. Of those that refer to it a page
 *         is derived at once; where there are more, the others are pending
 *         (lib/store/pending.h), and each propagate_rest(), a write of its own,
 *         does a page of them.
 * Errors  the engine's.
 * Source  kind.h.
 */
#ifndef SERVER_REGISTRY_CHANGES_PROPAGATE_H
#define SERVER_REGISTRY_CHANGES_PROPAGATE_H

#include "server/registry/changes/write.h"

MUST_CHECK enum err_code propagate(struct tx *tx, const struct write *w,
                                   const struct row *old, const struct row *new,
                                   struct err *e);

/* The evidence of the records that one concerns whose derived values changed,
 * and nothing else of it. */
MUST_CHECK enum err_code
propagate_derived(struct tx *tx, struct arena *a, const struct kind *k,
                  const struct row *old, const struct row *new, struct err *e);

/* All records of a kind whose member `path` is this, and what follows. */
MUST_CHECK enum err_code propagate_where(struct tx *tx, struct arena *a,
                                         const struct kind *k, const char *path,
                                         struct str value, struct err *e);

/* *more is whether there was anything to do. */
MUST_CHECK enum err_code propagate_rest(struct tx *tx, bool *more,
                                        struct err *e);

#endif
