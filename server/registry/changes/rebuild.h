/*
 * rebuild.h - all derived data is recomputed
 *
 * Shapes  done when the search index was made by other rules for words than
 *         this program's, or a migration asks for it; else nothing.
 * Errors  the engine's.
 * Source  store_index_state().
 */
#ifndef SERVER_REGISTRY_CHANGES_REBUILD_H
#define SERVER_REGISTRY_CHANGES_REBUILD_H

#include "lib/store/store.h"

MUST_CHECK enum err_code rebuild_derived(struct store *s, struct err *e);

#endif
