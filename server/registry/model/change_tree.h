/*
 * change_tree.h - the Merkle tree over all changes
 *
 * Shapes  the data of the leaf of change seq is its hash, as 32 bytes; its
 *         index is seq - 1. Complete subtrees of every fourth level are
 *         stored when their last change is; the levels between are computed
 *         from those, and what is not stored yet (of a registry that had
 *         changes before it had a tree) from the changes.
 * Units   sizes count changes.
 * Errors  the engine's; ERR_STORE when what is stored is no hash.
 * Source  merkle.h; RFC 9162, 2.1.
 */
#ifndef SERVER_REGISTRY_MODEL_CHANGE_TREE_H
#define SERVER_REGISTRY_MODEL_CHANGE_TREE_H

#include "lib/data/merkle.h"
#include "lib/store/store.h"

/* Stored are the levels 4, 8, 12, ... */
#define TREE_STEP 4

/* The change of this seq was appended. */
MUST_CHECK enum err_code change_tree_grow(struct tx *tx, int64_t seq,
                                          struct err *e);

/* Store some of what is not stored yet; *more says whether that was not all. */
MUST_CHECK enum err_code change_tree_go_on(struct tx *tx, bool *more,
                                           struct err *e);

/* Is all but a little of it stored? Until then what follows costs as much as
 * there are changes. */
MUST_CHECK enum err_code change_tree_is_ready(struct tx *tx, bool *out,
                                              struct err *e);

/* 0 < seq <= size, 0 < from <= to; none greater than the newest seq. */
MUST_CHECK enum err_code change_tree_root(struct tx *tx, int64_t size,
                                          struct digest_raw *out,
                                          struct err *e);
MUST_CHECK enum err_code change_tree_inclusion(struct tx *tx, int64_t seq,
                                               int64_t size,
                                               struct merkle_path *out,
                                               struct err *e);
MUST_CHECK enum err_code change_tree_consistency(struct tx *tx, int64_t from,
                                                 int64_t to,
                                                 struct merkle_path *out,
                                                 struct err *e);

#endif
