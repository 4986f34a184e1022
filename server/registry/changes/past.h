/*
 * past.h - which state of the registry is meant
 *
 * Shapes  by the seq of the last change that counts, or by a time: all that was
 *         written until then.
 * Units   seq counts changes from 1, 0 is before the first; a time is RFC 3339
 *         UTC with milliseconds.
 * Errors  ERR_SYNTAX (of the parameter as_of): it is not there yet.
 * Source  feed_filter.h.
 */
#ifndef SERVER_REGISTRY_CHANGES_PAST_H
#define SERVER_REGISTRY_CHANGES_PAST_H

#include "lib/store/store.h"

struct past {
	int64_t seq;
	struct str time; /* absent: by seq */
};

MUST_CHECK enum err_code past_seq(struct tx *tx, const struct past *p,
                                  int64_t *out, struct err *e);

#endif
