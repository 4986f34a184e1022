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

#include "server/fetch/mirror.h"

/* Ask for a head, unless the last one has not been compared yet. One that is
 * not signed (of an older program) is none. */
MUST_CHECK enum err_code signed_origin_ask(struct mirror *m, struct err *e);

/* Compare it, when there are as many changes here. */
MUST_CHECK enum err_code signed_origin_compare(struct mirror *m, struct err *e);

/* From now on heads must be signed by this key. */
MUST_CHECK enum err_code signed_origin_trust(struct store *s, struct str key,
                                             struct err *e);

#endif
