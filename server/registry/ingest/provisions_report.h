/*
 * provisions_report.h - the provisions of a source's text, beside the catalogue's
 *
 * Shapes  {"source","instrument","edition","lang","profile","confidence",
 *         "coverage","openings","numbering","contents":{"entries","missing":
 *         [LABEL]},"unexplained_lines","unexplained":[{"line","start","end",
 *         "text"}],"gaps":[{"from","to","after","before"}],"dry_run",
 *         "levels":{"article": 24},"matched","missing","surplus",
 *         "heading_differs","other_language","created","updated","items":
 *         [{"path","level","label","heading","start","end","state","id",
 *         "heading_differs":{"catalogue"}}]}, in the order of the text. state
 *         is matched (in both), surplus (in the text only; created unless it
 *         is a dry run) or missing (in the catalogue only). A provision that
 *         matches gets edition, start and end; when others are created, all
 *         are renumbered in `position`. What a refusal says besides is
 *         the first half of it, up to "gaps".
 *         A plan is made while reading, and then written in steps.
 * Units   start and end are code points of the edition; confidence and its
 *         factors are 0 to 1. A step writes OUTLINE_STEP records at most.
 * Errors  ERR_NOT_FOUND no such source, edition or profile; ERR_INVALID no
 *         instrument, no text held, no profile that fits, a split that
 *         explains too little (unless `force`d), provisions that are those
 *         of another language's edition; ERR_TOO_LARGE a text of more than
 *         OUTLINE_BYTES_MAX or OUTLINE_PROVISIONS_MAX provisions.
 * Source  explain.h; paths are as in data/provisions.ndjson.
 */
#ifndef SERVER_REGISTRY_INGEST_PROVISIONS_REPORT_H
#define SERVER_REGISTRY_INGEST_PROVISIONS_REPORT_H

#include "lib/base/arena.h"
#include "lib/store/store.h"

#define OUTLINE_BYTES_MAX      (16u << 20)
#define OUTLINE_PROVISIONS_MAX 20000
#define OUTLINE_STEP           200

struct provisions_request {
	struct arena *arena;
	struct str source;  /* id or key */
	struct str edition; /* SHA-256; absent: the last whose text is held */
	struct str profile; /* absent: the one that finds most */
	struct str bytes;   /* a text that is not held, for a dry run */
	const char *media_type; /* of those bytes */
	bool dry_run;
	bool force; /* take what explains little, too */
};

struct provisions_plan;

/* Reads, and writes nothing; the plan lives in the request's arena. */
MUST_CHECK enum err_code provisions_prepare(struct tx *tx,
                                            const struct provisions_request *r,
                                            struct provisions_plan **out,
                                            struct err *e);

/* Is there anything left to write? */
bool provisions_has_more(const struct provisions_plan *plan);

/* Write some of it. It may run again, and does the same again until what it
 * wrote is committed and provisions_settle() says so. */
MUST_CHECK enum err_code
provisions_step(struct tx *tx, struct provisions_plan *plan, struct err *e);
void provisions_settle(struct provisions_plan *plan);

/* Has the last step written the last of it? */
bool provisions_is_done(const struct provisions_plan *plan);

void provisions_report(struct provisions_plan *plan, struct buf *out);

#endif
