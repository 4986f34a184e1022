/*
 * anchor_accept.h - an editor accepts the new place of a passage
 *
 * Shapes  the passage is given the newer edition, the offsets and the hash of
 *         the words there, by an ordinary change of the record. Without a
 *         body the place is the one that was found ("unchanged", "found",
 *         "moved", or the nearest of "changed"); a body
 *         {"edition"?,"start","end"} names another.
 * Units   code points. ACCEPT_MAX passages are accepted in one write.
 * Errors  ERR_CONFLICT: there is no newer edition, or nothing was found
 *         there, or several places (err.more: "places"); ERR_INVALID with
 *         mistakes in the body; those of write_merge_patch().
 * Source  reanchor.h.
 */
#ifndef SERVER_REGISTRY_INGEST_ANCHOR_ACCEPT_H
#define SERVER_REGISTRY_INGEST_ANCHOR_ACCEPT_H

#include "server/registry/changes/write.h"

#define ACCEPT_MAX 1000

/* w->ref is the passage's, w->body the body or NULL. */
MUST_CHECK enum err_code accept_passage(struct tx *tx, struct write *w,
                                        struct err *e);

/* All passages of a source that were found in one way in an edition. */
struct acceptance {
	struct arena *arena;
	struct str source;  /* id or key                             */
	struct str edition; /* absent: the newest that is held       */
	struct str state;   /* unchanged, moved or changed           */
	size_t accepted;
	bool more; /* there were more than ACCEPT_MAX */
};

MUST_CHECK enum err_code accept_all(struct tx *tx, struct acceptance *all,
                                    struct err *e);

#endif
