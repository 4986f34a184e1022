/*
 * origins.c - the registry that this one is a copy of, and those it follows
 */
#include "lib/store/origins.h"

#include "lib/store/store_ops.h"

/* Names of settings. */
#define ORIGIN     "origin"
#define ORIGIN_KEY "origin_key"

enum err_code store_origin(struct tx *tx, struct arena *a, struct str *out,
                           struct err *e)
{
	enum err_code rc = ERR_OK;

	*out = (struct str){ 0 };
	if (!tx->is_no_copy)
		rc = tx->ops->setting(tx, ORIGIN, a, out, e);
	tx->is_no_copy = rc == ERR_OK && out->len == 0;
	return rc;
}

enum err_code store_set_origin(struct tx *tx, struct str url, struct err *e)
{
	tx->is_no_copy = false;
	return tx->ops->set_setting(tx, ORIGIN, url, e);
}

enum err_code store_origin_key(struct tx *tx, struct arena *a, struct str *out,
                               struct err *e)
{
	return tx->ops->setting(tx, ORIGIN_KEY, a, out, e);
}

enum err_code store_set_origin_key(struct tx *tx, struct str key, struct err *e)
{
	return tx->ops->set_setting(tx, ORIGIN_KEY, key, e);
}

enum err_code store_origin_put(struct tx *tx, const struct origin *o,
                               struct err *e)
{
	return tx->ops->origin_put(tx, o, e);
}

enum err_code store_origin_find(struct tx *tx, struct str url, struct arena *a,
                                struct origin *out, struct err *e)
{
	return tx->ops->origin_find(tx, url, a, out, e);
}

enum err_code store_origins(struct tx *tx, origin_fn *fn, void *arg,
                            struct err *e)
{
	return tx->ops->origins(tx, fn, arg, e);
}

enum err_code store_origin_remove(struct tx *tx, struct str url, struct err *e)
{
	return tx->ops->origin_remove(tx, url, e);
}

enum err_code store_aside_put(struct tx *tx, const struct aside *x,
                              struct err *e)
{
	return tx->ops->aside_put(tx, x, e);
}

enum err_code store_aside_remove(struct tx *tx, struct str origin,
                                 struct str kind, struct str id, struct err *e)
{
	return tx->ops->aside_remove(tx, origin, kind, id, e);
}

enum err_code store_asides(struct tx *tx, struct str origin, int64_t since,
                           size_t limit, aside_fn *fn, void *arg, struct err *e)
{
	return tx->ops->asides(tx, origin, since, limit, fn, arg, e);
}

enum err_code store_aside_count(struct tx *tx, struct str origin, int64_t *out,
                                struct err *e)
{
	return tx->ops->aside_count(tx, origin, out, e);
}
