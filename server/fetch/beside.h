/*
 * beside.h - a registry with records of its own follows another
 *
 * Shapes  each pull asks the other for what comes after the last change that
 *         was taken, checks the page - chain, hashes, what they signed - before
 *         any of it is taken, and takes it in steps of BESIDE_STEP, each with
 *         the place it has reached in one transaction. A change that cannot be
 *         taken (its key is another record's, a record of our own refers to
 *         what it deletes) is set aside with the reason, and tried again
 *         whenever something changed here; what came later goes on.
 * Units   wait is seconds.
 * Errors  ERR_CONFLICT: their chain is not what it was, or we are a copy.
 * Source  mirror.h (who asks), followed.h (what becomes of a change).
 */
#ifndef SERVER_FETCH_BESIDE_H
#define SERVER_FETCH_BESIDE_H

#include "lib/store/origins.h"
#include "server/fetch/mirror.h"

#define BESIDE_STEP 100

/* As mirror_pull(); m->head is the place reached in their chain. */
MUST_CHECK enum err_code beside_pull(struct mirror *m, int wait, struct err *e);

MUST_CHECK enum err_code beside_knows(struct store *s, const char *url,
                                      bool *out, struct err *e);

/* What is set aside, the first `limit`; and how much that is. */
MUST_CHECK enum err_code beside_asides(struct store *s, const char *url,
                                       size_t limit, aside_fn *fn, void *arg,
                                       int64_t *all, struct err *e);

/* Follow it no more: its records become our own, or are deleted. Those that are
 * let go are counted, and those that stay, since others refer to them. */
MUST_CHECK enum err_code beside_leave(struct store *s, const char *url,
                                      bool forget, size_t *gone, size_t *left,
                                      struct err *e);

#endif
