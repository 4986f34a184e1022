/*
 * signed_origin.h - is what a registry signed what its copy has?
 *
 * Shapes  a head is asked for and its signature checked; when the copy has as
 *         many changes, the root of its own tree must be the one signed. The
 *         key that signs is known from the first head on, or was told; a key
 *         that the one known endorsed takes its place.
 * Errors  ERR_CONFLICT: a signature does not hold, the key is another, or what
 *         was signed is not what came. ERR_INVALID: it is no registry.
 * Source  server/registry/model/signer.h, GET /v1/changes/head,
 *         GET /.well-known/instrument-registry.
 */
#ifndef SERVER_FETCH_SIGNED_ORIGIN_H
#define SERVER_FETCH_SIGNED_ORIGIN_H

#include "lib/data/digest.h"
#include "server/fetch/mirror_ask.h"

/* Ask for a head, unless the last one has not been compared yet. One that is
 * not signed (of an older program) is none. */
MUST_CHECK enum err_code signed_origin_ask(struct mirror *m, struct err *e);

/* Do they give as many changes as they signed? */
MUST_CHECK enum err_code signed_origin_suits(const struct mirror *m,
                                             struct err *e);

/* Is this the root of so many changes that they signed? */
MUST_CHECK enum err_code signed_origin_compare(const struct mirror *m,
                                               const struct digest_raw *root,
                                               struct err *e);

/* Of a copy that has as many changes, the same; arg is the struct mirror. */
MUST_CHECK enum err_code signed_origin_confirm(struct tx *tx, void *arg,
                                               struct err *e);

/* When there are as many changes here, it was compared: ask for another. */
void signed_origin_settle(struct mirror *m);

/* From now on heads must be signed by this key. */
MUST_CHECK enum err_code signed_origin_trust(const struct mirror *m,
                                             struct str key, struct err *e);

#endif
