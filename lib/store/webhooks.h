/*
 * webhooks.h - how far the changes have come that are sent to others
 *
 * Shapes  a webhook is known by its name; of its deliveries the last
 *         DELIVERIES_KEPT are stored. Several processes may want to deliver to
 *         one: who writes his name as holder, and until when, does.
 * Units   times are RFC 3339, absent where there is none; ms.
 * Errors  store_webhook_find(): ERR_NOT_FOUND; else the engine's.
 * Source  server/webhooks.
 */
#ifndef LIB_STORE_WEBHOOKS_H
#define LIB_STORE_WEBHOOKS_H

#include "lib/store/store.h"

#define DELIVERIES_KEPT 100

struct webhook {
	struct str name, url;
	int64_t seq; /* all up to this one are done */
	int64_t attempts;
	struct str due_at, disabled_at;
	struct str holder, held_until;
};

struct delivery {
	struct str webhook, message;
	int64_t seq;
	struct str at;
	int64_t attempt, status, ms; /* status 0: no answer came */
	struct str error;            /* absent: it was taken     */
};

typedef enum err_code webhook_fn(void *arg, const struct webhook *w,
                                 struct err *e);
typedef enum err_code delivery_fn(void *arg, const struct delivery *d,
                                  struct err *e);

MUST_CHECK enum err_code
store_webhook_put(struct tx *tx, const struct webhook *w, struct err *e);
MUST_CHECK enum err_code store_webhook_find(struct tx *tx, struct str name,
                                            struct arena *a,
                                            struct webhook *out, struct err *e);

/* And its deliveries. */
MUST_CHECK enum err_code store_webhook_remove(struct tx *tx, struct str name,
                                              struct err *e);

/* By name. */
MUST_CHECK enum err_code store_webhooks(struct tx *tx, webhook_fn *fn,
                                        void *arg, struct err *e);
MUST_CHECK enum err_code
store_delivery_add(struct tx *tx, const struct delivery *d, struct err *e);

/* The newest first. */
MUST_CHECK enum err_code store_deliveries(struct tx *tx, struct str webhook,
                                          size_t limit, delivery_fn *fn,
                                          void *arg, struct err *e);

#endif
