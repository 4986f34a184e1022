/*
 * tree_check.h - is the stored tree that of the changes?
 *
 * Shapes  each change is given in turn, by its hash; what of the tree is
 *         complete with it is compared. A zeroed check is at the beginning.
 *         What was never stored yet is not wrong.
 * Units   size counts changes.
 * Errors  a subtree is wrong: a complaint by fn. The engine's.
 * Source  server/registry/model/change_tree.h.
 */
#ifndef SERVER_REGISTRY_CHECKS_TREE_CHECK_H
#define SERVER_REGISTRY_CHECKS_TREE_CHECK_H

#include "lib/data/merkle.h"
#include "lib/store/store.h"

#define TREE_LEVELS 63

typedef void tree_fault_fn(void *arg, int64_t first, int64_t last,
                           const char *what);

struct tree_check {
	struct digest_raw open[TREE_LEVELS]; /* left halves, by level */
	int64_t size;
};

MUST_CHECK enum err_code tree_check_add(struct tx *tx, struct tree_check *c,
                                        struct str hash, tree_fault_fn *fn,
                                        void *arg, struct err *e);

/* After the newest change there is nothing. */
MUST_CHECK enum err_code tree_check_end(struct tx *tx,
                                        const struct tree_check *c,
                                        tree_fault_fn *fn, void *arg,
                                        struct err *e);

#endif
