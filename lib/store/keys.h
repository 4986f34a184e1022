/*
 * keys.h - the keys of those who may write
 *
 * Shapes  a key is known by the SHA-256 of its secret; one that was revoked
 *         stays, so that its name still says who made a change.
 * Errors  ERR_CONFLICT when a working key has the name; the engine's.
 * Source  the command `key`.
 */
#ifndef LIB_STORE_KEYS_H
#define LIB_STORE_KEYS_H

#include "lib/store/store.h"

struct api_key {
	struct str digest; /* SHA-256 of the secret */
	struct str name, role, created_at;
	struct str revoked_at; /* absent while it works */
};

typedef enum err_code api_key_fn(void *arg, const struct api_key *k,
                                 struct err *e);

MUST_CHECK enum err_code store_key_add(struct tx *tx, const struct api_key *k,
                                       struct err *e);
MUST_CHECK enum err_code store_key_find(struct tx *tx, struct str digest,
                                        struct arena *a, struct api_key *out,
                                        struct err *e);
MUST_CHECK enum err_code store_keys(struct tx *tx, api_key_fn *fn, void *arg,
                                    struct err *e);
MUST_CHECK enum err_code store_key_revoke(struct tx *tx, struct str name,
                                          struct str at, struct err *e);

#endif
