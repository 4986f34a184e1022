/*
 * fault_beside.c - the operations of what stands beside the records
 */
#include "lib/store/commits.h"
#include "tests/support/fault_tx.h"

uint64_t fault_commits(struct store *s)
{
	return store_commits(((struct fault_store *)s)->inner);
}

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

enum err_code fault_webhook_put(struct tx *tx, const struct webhook *w,
                                struct err *e)
{
	return CALL(store_webhook_put(INNER(tx), w, e));
}

enum err_code fault_webhook_find(struct tx *tx, struct str name,
                                 struct arena *a, struct webhook *out,
                                 struct err *e)
{
	return CALL(store_webhook_find(INNER(tx), name, a, out, e));
}

enum err_code fault_webhooks(struct tx *tx, webhook_fn *fn, void *arg,
                             struct err *e)
{
	return CALL(store_webhooks(INNER(tx), fn, arg, e));
}

enum err_code fault_delivery_add(struct tx *tx, const struct delivery *d,
                                 struct err *e)
{
	return CALL(store_delivery_add(INNER(tx), d, e));
}

enum err_code fault_deliveries(struct tx *tx, struct str webhook, size_t limit,
                               delivery_fn *fn, void *arg, struct err *e)
{
	return CALL(store_deliveries(INNER(tx), webhook, limit, fn, arg, e));
}

enum err_code fault_webhook_remove(struct tx *tx, struct str name,
                                   struct err *e)
{
	return CALL(store_webhook_remove(INNER(tx), name, e));
}

int64_t fault_written(struct tx *tx)
{
	return INNER(tx)->ops->written(INNER(tx));
}
