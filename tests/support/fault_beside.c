/*
 * fault_beside.c - the operations of what stands beside the records
 */
#include "tests/support/fault_tx.h"

enum err_code fault_harvest(struct tx *tx, struct str set, int64_t since,
                            int64_t until, size_t limit, change_fn *fn,
                            void *arg, struct err *e)
{
	return CALL(
		store_harvest(INNER(tx), set, since, until, limit, fn, arg, e));
}

enum err_code fault_sets_of(struct tx *tx, int64_t seq, id_fn *fn, void *arg,
                            struct err *e)
{
	return CALL(store_sets_of(INNER(tx), seq, fn, arg, e));
}

enum err_code fault_sets(struct tx *tx, id_fn *fn, void *arg, struct err *e)
{
	return CALL(store_sets(INNER(tx), fn, arg, e));
}
