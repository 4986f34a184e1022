/*
 * webhooks.c - the engine is asked
 */
#include "lib/store/webhooks.h"

#include "lib/store/store_ops.h"

enum err_code store_webhook_put(struct tx *tx, const struct webhook *w,
                                struct err *e)
{
	return tx->ops->webhook_put(tx, w, e);
}

enum err_code store_webhook_find(struct tx *tx, struct str name,
                                 struct arena *a, struct webhook *out,
                                 struct err *e)
{
	return tx->ops->webhook_find(tx, name, a, out, e);
}

enum err_code store_webhooks(struct tx *tx, webhook_fn *fn, void *arg,
                             struct err *e)
{
	return tx->ops->webhooks(tx, fn, arg, e);
}

enum err_code store_delivery_add(struct tx *tx, const struct delivery *d,
                                 struct err *e)
{
	return tx->ops->delivery_add(tx, d, e);
}

enum err_code store_deliveries(struct tx *tx, struct str webhook, size_t limit,
                               delivery_fn *fn, void *arg, struct err *e)
{
	return tx->ops->deliveries(tx, webhook, limit, fn, arg, e);
}

enum err_code store_webhook_remove(struct tx *tx, struct str name,
                                   struct err *e)
{
	return tx->ops->webhook_remove(tx, name, e);
}
