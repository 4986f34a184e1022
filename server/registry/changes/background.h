/*
 * background.h - work that writes leave for later
 *
 * Shapes  a step at a time, each a write of its own, for store_go_on(): what
 *         follows from changes first, then the tree over them.
 * Errors  the engine's.
 * Source  propagate.h, change_tree.h.
 */
#ifndef SERVER_REGISTRY_CHANGES_BACKGROUND_H
#define SERVER_REGISTRY_CHANGES_BACKGROUND_H

#include "lib/store/pending.h"

MUST_CHECK enum err_code background_step(struct tx *tx, bool *more,
                                         struct err *e);

#endif
