/*
 * fault_proofs.c - steps of proofs that fail when told to
 */
#include "tests/support/fault_tx.h"

enum err_code fault_change_hash(struct tx *tx, int64_t seq, struct arena *a,
                                struct str *out, struct err *e)
{
	return CALL(store_change_hash(INNER(tx), seq, a, out, e));
}

enum err_code fault_tree_find(struct tx *tx, unsigned level, int64_t index,
                              struct arena *a, struct str *out, struct err *e)
{
	return CALL(store_tree_find(INNER(tx), level, index, a, out, e));
}

enum err_code fault_tree_put(struct tx *tx, unsigned level, int64_t index,
                             struct str hash, struct err *e)
{
	return CALL(store_tree_put(INNER(tx), level, index, hash, e));
}

enum err_code fault_tree_size(struct tx *tx, unsigned level, int64_t *out,
                              struct err *e)
{
	return CALL(store_tree_size(INNER(tx), level, out, e));
}

enum err_code fault_signers(struct tx *tx, signer_fn *fn, void *arg,
                            struct err *e)
{
	return CALL(store_signers(INNER(tx), fn, arg, e));
}

enum err_code fault_signer_add(struct tx *tx, const struct signer *s,
                               struct err *e)
{
	return CALL(store_signer_add(INNER(tx), s, e));
}
