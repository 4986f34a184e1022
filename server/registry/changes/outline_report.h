/*
 * outline_report.h - the provisions of a source's text, beside the catalogue's
 *
 * Shapes  {"source","instrument","edition","profile","dry_run","levels":
 *         {"article": 24},"matched","missing","surplus","heading_differs",
 *         "created","updated","items":[{"path","level","label","heading",
 *         "start","end","state","id","heading_differs":{"catalogue"}}]}, in
 *         the order of the text. state is matched (in both), surplus (in the
 *         text only; created unless it is a dry run) or missing (in the
 *         catalogue only). A provision that matches gets edition, start and
 *         end; when others are created, all are numbered anew in `position`.
 * Units   start and end are code points of the edition.
 * Errors  ERR_NOT_FOUND no such source, edition or profile; ERR_INVALID no
 *         instrument, no text held, no profile that fits; ERR_TOO_LARGE a
 *         text of more than SPLIT_BYTES_MAX or SPLIT_MAX provisions.
 * Source  split.h; paths are as in data/provisions.ndjson.
 */
#ifndef SERVER_REGISTRY_CHANGES_OUTLINE_REPORT_H
#define SERVER_REGISTRY_CHANGES_OUTLINE_REPORT_H

#include "lib/base/arena.h"
#include "lib/store/store.h"

#define SPLIT_BYTES_MAX (16u << 20)
#define SPLIT_MAX       20000

struct split_request {
	struct arena *arena;
	struct str source;  /* id or key */
	struct str edition; /* SHA-256; absent: the last whose text is held */
	struct str profile; /* absent: the one that finds most */
	struct str bytes;   /* a text that is not held, for a dry run */
	const char *media_type; /* of those bytes */
	bool dry_run;
};

MUST_CHECK enum err_code split_report(struct tx *tx,
                                      const struct split_request *r,
                                      struct buf *out, struct err *e);

#endif
