/*
 * origins.h - registries that are followed beside records of our own
 *
 * Shapes  an origin is known by its address. Of each record of it that could
 *         not be taken the newest change is set aside, as JSON.
 * Units   seq is the origin's.
 * Errors  store_origin_find(): ERR_NOT_FOUND; else the engine's.
 * Source  server/fetch/beside.h.
 */
#ifndef LIB_STORE_ORIGINS_H
#define LIB_STORE_ORIGINS_H

#include "lib/store/store.h"

struct origin {
	struct str url;
	struct str key;      /* that signs; absent: not known yet        */
	int64_t seq;         /* all up to this one are taken, or set aside; */
	struct str at, hash; /* of that change; absent: of none yet       */
	struct str tree;     /* digests of the complete subtrees         */
};

struct aside {
	struct str origin, kind, id, key;
	int64_t seq;
	struct str change, reason;
};

typedef enum err_code origin_fn(void *arg, const struct origin *o,
                                struct err *e);
typedef enum err_code aside_fn(void *arg, const struct aside *x, struct err *e);

MUST_CHECK enum err_code store_origin_put(struct tx *tx, const struct origin *o,
                                          struct err *e);
MUST_CHECK enum err_code store_origin_find(struct tx *tx, struct str url,
                                           struct arena *a, struct origin *out,
                                           struct err *e);

/* By address. */
MUST_CHECK enum err_code store_origins(struct tx *tx, origin_fn *fn, void *arg,
                                       struct err *e);

/* And what is set aside of it. */
MUST_CHECK enum err_code store_origin_remove(struct tx *tx, struct str url,
                                             struct err *e);

/* In place of what was set aside of the record before. */
MUST_CHECK enum err_code store_aside_put(struct tx *tx, const struct aside *x,
                                         struct err *e);
MUST_CHECK enum err_code store_aside_remove(struct tx *tx, struct str origin,
                                            struct str kind, struct str id,
                                            struct err *e);

/* In the order of the origin's changes, from after `since` on; and how many
 * there are. */
MUST_CHECK enum err_code store_asides(struct tx *tx, struct str origin,
                                      int64_t since, size_t limit, aside_fn *fn,
                                      void *arg, struct err *e);
MUST_CHECK enum err_code store_aside_count(struct tx *tx, struct str origin,
                                           int64_t *out, struct err *e);

#endif
