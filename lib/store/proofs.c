/*
 * proofs.c - what the engine has of proofs
 */
#include "lib/store/proofs.h"

#include "lib/base/arena.h"
#include "lib/store/store_ops.h"

enum err_code store_change_hash(struct tx *tx, int64_t seq, struct arena *a,
                                struct str *out, struct err *e)
{
	struct str recent = change_recent(tx, seq);

	if (recent.len == 0)
		return tx->ops->change_hash(tx, seq, a, out, e);
	*out = arena_str(a, recent);
	return ERR_OK;
}

enum err_code store_tree_find(struct tx *tx, unsigned level, int64_t index,
                              struct arena *a, struct str *out, struct err *e)
{
	return tx->ops->tree_find(tx, level, index, a, out, e);
}

enum err_code store_tree_put(struct tx *tx, unsigned level, int64_t index,
                             struct str hash, struct err *e)
{
	return tx->ops->tree_put(tx, level, index, hash, e);
}

enum err_code store_tree_size(struct tx *tx, unsigned level, int64_t *out,
                              struct err *e)
{
	return tx->ops->tree_size(tx, level, out, e);
}

enum err_code store_signers(struct tx *tx, signer_fn *fn, void *arg,
                            struct err *e)
{
	return tx->ops->signers(tx, fn, arg, e);
}

enum err_code store_signer_add(struct tx *tx, const struct signer *s,
                               struct err *e)
{
	return tx->ops->signer_add(tx, s, e);
}
