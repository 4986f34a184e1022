/*
 * webhooks.h - changes are sent to whom a file names
 *
 * Shapes  the file: {"allow_private": false, "retry_seconds": 5, "webhooks":
 *         [{"name", "url", "secret": "whsec_...", "kind", "by", "not_by",
 *         "instrument"}]}; the last four are filters as of the feed, lists of
 *         names. A message is a POST of {"type": "instruments.put",
 *         "timestamp", "data": the change}, signed. Each webhook has a thread
 *         and gets its changes one after the other, in their order: the place
 *         it has reached is stored, and a new one begins with what comes next.
 *         What fails is tried again, after a pause that doubles, with a
 *         random part; who answers 410 gets no more until its url changes. Of
 *         several processes on one file one delivers.
 * Units   seconds, but for RETRY_MAX_SECONDS at most; a request has
 *         DELIVERY_SECONDS.
 * Errors  webhooks_read(): ERR_INVALID with all that is wrong in the file.
 *         What fails later is in the log of deliveries.
 * Source  Standard Webhooks 1.0 (webhook-id, webhook-timestamp,
 *         webhook-signature: v1).
 */
#ifndef SERVER_WEBHOOKS_WEBHOOKS_H
#define SERVER_WEBHOOKS_WEBHOOKS_H

#include "lib/base/arena.h"
#include "server/registry/changes/feed_filter.h"

#define WEBHOOKS_MAX      32
#define DELIVERY_SECONDS  10
#define RETRY_MAX_SECONDS 3600

struct webhook_entry {
	struct str name, url, secret; /* the secret's bytes */
	struct feed_filter filter;
	struct str instrument; /* id or key, or absent */
};

struct webhook_file {
	struct webhook_entry items[WEBHOOKS_MAX];
	size_t n;
	bool allow_private;
	int64_t retry_seconds;
};

MUST_CHECK enum err_code webhooks_read(struct arena *a, struct str text,
                                       struct webhook_file *out, struct err *e);

struct webhooks;

/* The file outlives them. */
struct webhooks *webhooks_start(struct store *store,
                                const struct webhook_file *file);

/* What is on its way is broken off, and will be sent again. */
void webhooks_stop(struct webhooks *all);

#endif
