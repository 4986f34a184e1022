/*
 * items.h - is what is stored what it should be?
 *
 * Shapes  the items of lists in any order, each as often as it is
 *         wanted.
 * Errors  the engine's.
 * Source  lib/store/model.h.
 */
#ifndef SERVER_REGISTRY_MODEL_ITEMS_H
#define SERVER_REGISTRY_MODEL_ITEMS_H

#include "lib/store/store.h"

/* Does the list of this record have these items, and no others? */
MUST_CHECK enum err_code items_stand(struct tx *tx, struct arena *a,
                                     const struct list *list, struct str id,
                                     const struct list_rows *wanted, bool *out,
                                     struct err *e);

#endif
