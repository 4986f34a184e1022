/*
 * fault_anchors.c - steps with passages in later editions that fail when told to
 */
#include "tests/support/fault_tx.h"

enum err_code fault_anchor_put(struct tx *tx, const struct anchor *anchor,
                               struct err *e)
{
	return CALL(store_anchor_put(INNER(tx), anchor, e));
}

enum err_code fault_anchor_find(struct tx *tx, struct str source,
                                struct str target, struct str passage,
                                struct arena *a, struct anchor *out,
                                struct err *e)
{
	return CALL(store_anchor_find(INNER(tx), source, target, passage, a,
	                              out, e));
}

enum err_code fault_anchors(struct tx *tx, const struct anchors *q,
                            anchor_fn *fn, void *arg, struct err *e)
{
	return CALL(store_anchors(INNER(tx), q, fn, arg, e));
}

enum err_code fault_anchor_tally(struct tx *tx, struct str source,
                                 struct str target, tally_fn *fn, void *arg,
                                 struct err *e)
{
	return CALL(store_anchor_tally(INNER(tx), source, target, fn, arg, e));
}
