/*
 * feed_filter.h - filters of the change feed
 *
 * Shapes  all that is given must fit; lists are alternatives. To an instrument
 *         belong its own record, all that names it, and all that names one of
 *         its parts or sources (kind.h, `of`). A record that is deleted
 *         belonged where its last revision did.
 * Units   seq counts changes from 1; a time is RFC 3339 UTC with milliseconds.
 * Errors  the engine's.
 * Source  the chain of changes (change_chain.h).
 */
#ifndef SERVER_REGISTRY_CHANGES_FEED_FILTER_H
#define SERVER_REGISTRY_CHANGES_FEED_FILTER_H

#include "lib/base/arena.h"
#include "lib/store/store.h"

#define FEED_NAMES_MAX 32

struct feed_names {
	struct str items[FEED_NAMES_MAX];
	size_t n;
};

struct feed_filter {
	struct feed_names kinds, by, not_by;
	struct str instrument; /* its id, or absent */
};

/* Does it leave anything out? */
bool feed_is_filtered(const struct feed_filter *f);

MUST_CHECK enum err_code feed_wants(struct tx *tx, const struct feed_filter *f,
                                    const struct change *c, bool *out,
                                    struct err *e);

/* The seq of the last change before that time, or 0. */
MUST_CHECK enum err_code feed_seq_before(struct tx *tx, struct str time,
                                         int64_t *out, struct err *e);

/* The same by when they came here: of a copy, when it took them over. */
MUST_CHECK enum err_code feed_seq_arrived(struct tx *tx, struct str time,
                                          int64_t *out, struct err *e);

#endif
