/*
 * merkle.h - a tree of hashes over a list that only grows
 *
 * Shapes  the hash of a leaf is SHA-256(0x00 || its data), that of an inner
 *         node SHA-256(0x01 || left || right). Complete subtrees are asked for
 *         by level (0: the leaves) and index: they never change again. A proof
 *         is the list of hashes that, with what is proven, come to the root.
 * Units   sizes and indexes count leaves; the index is from 0.
 * Errors  those of who gives the nodes.
 * Source  RFC 9162 (Certificate Transparency 2.0), 2.1.
 */
#ifndef LIB_DATA_MERKLE_H
#define LIB_DATA_MERKLE_H

#include "lib/base/err.h"
#include "lib/data/digest.h"

#define MERKLE_PATH_MAX 128

typedef enum err_code merkle_node_fn(void *arg, unsigned level, int64_t index,
                                     struct digest_raw *out, struct err *e);

struct merkle {
	merkle_node_fn *node;
	void *arg;
};

struct merkle_path {
	struct digest_raw of[MERKLE_PATH_MAX];
	size_t n;
};

void merkle_leaf(const struct digest_raw *data, struct digest_raw *out);
void merkle_join(const struct digest_raw *left, const struct digest_raw *right,
                 struct digest_raw *out);

/* Of the first `size` leaves; of none it is the SHA-256 of nothing. */
MUST_CHECK enum err_code merkle_root(const struct merkle *t, int64_t size,
                                     struct digest_raw *out, struct err *e);

/* The beginning of a tree as its complete subtrees, the largest first: enough to
 * add leaves to, and to tell the root by. */
struct merkle_peaks {
	int64_t size;
	struct digest_raw of[MERKLE_PATH_MAX / 2];
	size_t n;
};

/* How many subtrees there are of so many leaves. */
size_t merkle_peaks_count(int64_t size);
void merkle_push(struct merkle_peaks *p, const struct digest_raw *data);
void merkle_peaks_root(const struct merkle_peaks *p, struct digest_raw *out);

/* That the leaf is among the first `size`: index < size. */
MUST_CHECK enum err_code merkle_inclusion(const struct merkle *t, int64_t index,
                                          int64_t size, struct merkle_path *out,
                                          struct err *e);

/* That the first `from` are the beginning of the first `to`: 0 < from <= to. */
MUST_CHECK enum err_code merkle_consistency(const struct merkle *t,
                                            int64_t from, int64_t to,
                                            struct merkle_path *out,
                                            struct err *e);

#endif
