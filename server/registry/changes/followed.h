/*
 * followed.h - one change of another registry is taken, beside our own records
 *
 * Shapes  a record that is followed keeps id, key and revision; `origin` in it
 *         is the registry whose it is, also where it comes by way of another.
 *         It is changed by the feed it came from, or its origin's own. What is
 *         there already is passed over: an older revision, and what was ours
 *         and comes back. The change becomes one of our chain.
 * Units   none.
 * Errors  as in write.h; ERR_CONFLICT also where the record is another one of
 *         ours, or of a third registry.
 * Source  server/fetch/beside.h.
 */
#ifndef SERVER_REGISTRY_CHANGES_FOLLOWED_H
#define SERVER_REGISTRY_CHANGES_FOLLOWED_H

#include <jansson.h>

#include "lib/store/store.h"
#include "server/registry/changes/postponed.h"

struct followed {
	struct arena *arena;
	struct str url;     /* whose feed it is */
	const json_t *link; /* as the feed gives it */
	struct postponed *postponed;
};

MUST_CHECK enum err_code followed_take(struct tx *tx, const struct followed *f,
                                       struct err *e);

/* The record is one of our own from now on, or is deleted. */
MUST_CHECK enum err_code followed_release(struct tx *tx, struct arena *a,
                                          const struct kind *k,
                                          const struct row *row, bool forget,
                                          struct err *e);

#endif
