/*
 * propagate.h - values derived from a record are recomputed when it changes
 *
 * Shapes  four sets of records, by what their kinds say (kind.h): those that
 *         the changed one refers to by a member in `touches`; those that refer
 *         to it and `follow` a member that changed; those that another record
 *         joins to it (`passes_on`); and, of evidence only, itself and those it
 *         `concerns`. old is NULL for a record that is created, new for one
 *         that is deleted. In an import each is noted, and derived when all
 *         lines are in. Of those that refer to it, or are stated in it as a
 *         source, a page is derived at once; the others are pending
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

struct postponed;

/* The evidence of the records that one concerns whose derived values changed,
 * and nothing else of it: at once, or noted there. */
MUST_CHECK enum err_code
propagate_derived(struct tx *tx, struct arena *a, const struct kind *k,
                  const struct row *old, const struct row *new,
                  struct postponed *evidence, struct err *e);

/* All records of a kind whose member `path` is this, and what follows. */
MUST_CHECK enum err_code propagate_where(struct tx *tx, struct arena *a,
                                         const struct kind *k, const char *path,
                                         struct str value, struct err *e);

/* Of a text that is held now: whatever record counts its offsets in it. */
MUST_CHECK enum err_code propagate_text(struct tx *tx, struct arena *a,
                                        struct str sha256, struct err *e);

/* *more is whether there was anything to do. */
MUST_CHECK enum err_code propagate_rest(struct tx *tx, bool *more,
                                        struct err *e);

#endif
