/*
 * fault_origins.c - steps of following others that fail when told to
 */
#include "tests/support/fault_tx.h"

enum err_code fault_origin_put(struct tx *tx, const struct origin *o,
                               struct err *e)
{
	return CALL(store_origin_put(INNER(tx), o, e));
}

enum err_code fault_origin_find(struct tx *tx, struct str url, struct arena *a,
                                struct origin *out, struct err *e)
{
	return CALL(store_origin_find(INNER(tx), url, a, out, e));
}

enum err_code fault_origins(struct tx *tx, origin_fn *fn, void *arg,
                            struct err *e)
{
	return CALL(store_origins(INNER(tx), fn, arg, e));
}

enum err_code fault_origin_remove(struct tx *tx, struct str url, struct err *e)
{
	return CALL(store_origin_remove(INNER(tx), url, e));
}

enum err_code fault_aside_put(struct tx *tx, const struct aside *x,
                              struct err *e)
{
	return CALL(store_aside_put(INNER(tx), x, e));
}

enum err_code fault_aside_remove(struct tx *tx, struct str origin,
                                 struct str kind, struct str id, struct err *e)
{
	return CALL(store_aside_remove(INNER(tx), origin, kind, id, e));
}

enum err_code fault_asides(struct tx *tx, struct str origin, int64_t since,
                           size_t limit, aside_fn *fn, void *arg, struct err *e)
{
	return CALL(store_asides(INNER(tx), origin, since, limit, fn, arg, e));
}

enum err_code fault_aside_count(struct tx *tx, struct str origin, int64_t *out,
                                struct err *e)
{
	return CALL(store_aside_count(INNER(tx), origin, out, e));
}
