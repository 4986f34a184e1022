/*
 * anchor_report.h - where a newer edition has the passages of earlier ones
 *
 * Shapes  of a text that was loaded: {"source":{"id","key","title"},
 *         "edition","size","recorded","passages","verified","anchors":TALLY or
 *         null}. TALLY: {"edition","counts":COUNTS,"url"}: of the newest
 *         edition, how many passages of those before it were found how
 *         ("unchanged","found","moved","changed","ambiguous","lost");
 *         "unverified": the words are not known here. The list:
 *         {"source","edition","counts":COUNTS,"items":[{"passage":
 *         {"id","key"},"state","from":{"edition","start","end"},"places":
 *         [{"start","end"}],"similarity","reason","accepted"}],"next"}, in the
 *         order of the passages' old places.
 * Units   code points; similarity 0 to 1.
 * Errors  ERR_NOT_FOUND: no such source or edition; the engine's.
 * Source  reanchor.h.
 */
#ifndef SERVER_REGISTRY_INGEST_ANCHOR_REPORT_H
#define SERVER_REGISTRY_INGEST_ANCHOR_REPORT_H

#include "server/registry/ingest/ingest.h"

MUST_CHECK enum err_code report_ingest(struct tx *tx, const struct ingest *in,
                                       struct buf *out, struct err *e);

/* "102 moved, 10 changed", of the newest edition; nothing when no passage was
 * looked for in it. */
MUST_CHECK enum err_code report_words(struct tx *tx, const struct ingest *in,
                                      struct buf *out, struct err *e);

struct report {
	struct arena *arena;
	struct str source;   /* id or key                            */
	struct anchors page; /* target: absent for the newest edition;
	                        limit: as many are written           */
	bool more;           /* set: page.after_* is the place reached */
};

MUST_CHECK enum err_code report_page(struct tx *tx, struct report *r,
                                     struct buf *out, struct err *e);

#endif
