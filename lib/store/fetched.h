/*
 * fetched.h - when the text of a source was fetched, and what its server said
 *
 * Shapes  one for each source, the last counts; borrowed when put, in the arena
 *         when found.
 * Units   times are RFC 3339 UTC.
 * Errors  store_fetch_find(): ERR_NOT_FOUND; else the engine's.
 * Source  RFC 9110 (ETag, Last-Modified).
 */
#ifndef LIB_STORE_FETCHED_H
#define LIB_STORE_FETCHED_H

#include "lib/store/store.h"

/* What a server said of a source's text; absent what it did not say. */
struct fetched {
	struct str source;              /* id                             */
	struct str url;                 /* that was asked for             */
	struct str edition;             /* digest of what was stored of it  */
	struct str etag, last_modified; /* as they came                   */
	struct str at;
};

/* What was said of the source before is replaced. */
MUST_CHECK enum err_code store_fetch_put(struct tx *tx, const struct fetched *f,
                                         struct err *e);
MUST_CHECK enum err_code store_fetch_find(struct tx *tx, struct str source,
                                          struct arena *a, struct fetched *out,
                                          struct err *e);

#endif
