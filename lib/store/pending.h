/*
 * pending.h - what follows from changes and is still to be derived again
 *
 * Shapes  records of a kind whose member `path` is `value`, in the order of
 *         their keys. Noted in the write that changes what they follow from,
 *         so that nothing of it is forgotten whenever the process ends; done in
 *         small steps, each a write of its own, by whoever waits for it and by
 *         the writer when no job waits (store_go_on()).
 * Units   steps are references followed, from what was changed.
 * Errors  store_pending_find(): ERR_NOT_FOUND; else the engine's.
 * Source  server/registry/changes/propagate.h.
 */
#ifndef LIB_STORE_PENDING_H
#define LIB_STORE_PENDING_H

#include "lib/store/store.h"

struct pending {
	struct str kind, path, value;
	struct str after; /* the key of the last one that is done    */
	int64_t steps;
	bool is_done; /* all are, so that it is to be forgotten */
};

MUST_CHECK enum err_code
store_pending_put(struct tx *tx, const struct pending *p, struct err *e);

/* The one of that kind, path and value, or any when they are absent. */
MUST_CHECK enum err_code store_pending_find(struct tx *tx, struct arena *a,
                                            struct pending *p, struct err *e);

/* From now on the writer calls fn for a step whenever something is pending and
 * no job waits; *more says whether something still is. */
typedef enum err_code rest_fn(struct tx *tx, bool *more, struct err *e);
void store_go_on(struct store *s, rest_fn *fn);

#endif
