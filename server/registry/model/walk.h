/*
 * walk.h - every record that fits, however many, in the order of keys
 *
 * Shapes  fn may write, also to the record it is shown; what it is shown is
 *         borrowed for the call. `a` is an arena for that call only.
 * Errors  the engine's, and fn's own, which ends the walk.
 * Source  keyset pages of store_list().
 */
#ifndef SERVER_REGISTRY_MODEL_WALK_H
#define SERVER_REGISTRY_MODEL_WALK_H

#include "lib/base/arena.h"
#include "lib/store/store.h"
#include "server/registry/model/kind.h"

typedef enum err_code walk_fn(void *arg, struct arena *a, const struct row *row,
                              struct err *e);

/* conditions as in struct query; n may be 0. */
MUST_CHECK enum err_code walk_records(struct tx *tx, const struct kind *k,
                                      const struct condition *conditions,
                                      size_t n, walk_fn *fn, void *arg,
                                      struct err *e);

/* A page of them at a time. */
struct walk_place {
	struct arena *arena; /* of the key:                */
	struct str after;    /* of the last one shown      */
	bool more;           /* others may follow that one */
};

MUST_CHECK enum err_code walk_page(struct tx *tx, const struct kind *k,
                                   const struct condition *conditions, size_t n,
                                   walk_fn *fn, void *arg,
                                   struct walk_place *place, struct err *e);

/* The condition `path equals value`; the value must outlive it. */
struct condition walk_where(const struct kind *k, const char *path,
                            const struct value *value);

/* A row that outlives its callback; without its lists. */
void walk_copy_row(struct arena *a, const struct kind *k, const struct row *row,
                   struct row *out);

#endif
