/*
 * stored_items.h - are the stored items of a list those that were computed?
 *
 * Shapes  items are compared in any order; duplicates count.
 * Units   none.
 * Errors  the engine's.
 * Source  lib/store/model.h.
 */
#ifndef SERVER_REGISTRY_MODEL_STORED_ITEMS_H
#define SERVER_REGISTRY_MODEL_STORED_ITEMS_H

#include "lib/store/store.h"

/* Does the list of this record have these items, and no others? */
MUST_CHECK enum err_code stored_items_match(struct tx *tx, struct arena *a,
                                            const struct list *list,
                                            struct str id,
                                            const struct list_rows *wanted,
                                            bool *out, struct err *e);

#endif
