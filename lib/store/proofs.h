/*
 * proofs.h - what the chain of changes is proven by: a tree of hashes, and keys
 *
 * Shapes  a node is the hash of a complete subtree, by level and index
 *         (merkle.h); which levels are stored is the caller's. Keys and
 *         secrets are hex digits (signature.h). One key at most is current:
 *         the newest, while it has a secret.
 * Units   a level's size is how many nodes it has, from index 0 on.
 * Errors  store_tree_put(), store_signer_add(): ERR_CONFLICT when it is there.
 *         store_change_hash(): ERR_NOT_FOUND.
 * Source  server/registry/model/change_tree.h, signer.h.
 */
#ifndef LIB_STORE_PROOFS_H
#define LIB_STORE_PROOFS_H

#include "lib/store/store.h"

/* The hash of one change. */
MUST_CHECK enum err_code store_change_hash(struct tx *tx, int64_t seq,
                                           struct arena *a, struct str *out,
                                           struct err *e);

/* *out is absent when the node is not there. */
MUST_CHECK enum err_code store_tree_find(struct tx *tx, unsigned level,
                                         int64_t index, struct arena *a,
                                         struct str *out, struct err *e);
MUST_CHECK enum err_code store_tree_put(struct tx *tx, unsigned level,
                                        int64_t index, struct str hash,
                                        struct err *e);
MUST_CHECK enum err_code store_tree_size(struct tx *tx, unsigned level,
                                         int64_t *out, struct err *e);

/* Who signs heads. */
struct signer {
	struct str key, secret; /* no secret: it signs no more */
	struct str made_at;
	struct str endorsed_by; /* the key before it, and what that signed; */
	struct str endorsement; /* absent when that was lost                */
};

typedef enum err_code signer_fn(void *arg, const struct signer *s,
                                struct err *e);

/* From the first on. */
MUST_CHECK enum err_code store_signers(struct tx *tx, signer_fn *fn, void *arg,
                                       struct err *e);

/* All others lose their secrets. */
MUST_CHECK enum err_code store_signer_add(struct tx *tx, const struct signer *s,
                                          struct err *e);

#endif
