/*
 * oai.h - harvesting by OAI-PMH
 *
 * Shapes  oai_answer() takes the arguments of a request, those of its body
 *         among them, and writes a whole document, an error of the protocol
 *         included. An item is a record; its identifier
 *         "oai:instrumentd:KIND/ID" is the same in every copy of the registry.
 *         Lists are in the order of the chain, by the newest change of each
 *         record: whatever changes meanwhile comes (again) at the end, so a
 *         list that was read to its end misses nothing. A resumption token
 *         says the place after a change; it stays good for ever.
 *         All records can be had in all formats, and there are sets: the
 *         errors noMetadataFormats and noSetHierarchy never come.
 * Units   datestamps are seconds, UTC.
 * Errors  the engine's; those of the protocol are answers.
 * Source  OAI-PMH 2.0; Dublin Core 1.1; sets are those of store_harvest().
 */
#ifndef SERVER_OAI_OAI_H
#define SERVER_OAI_OAI_H

#include "server/http/request/request.h"

/* The time up to which what is read from now on is complete: who goes on from it
 * later misses nothing. */
struct str oai_now(struct request *req);

/* `unreadable`: what is wrong with the text of the arguments, or NULL. */
MUST_CHECK enum err_code oai_answer(struct tx *tx, struct request *req,
                                    struct str now, const char *unreadable,
                                    struct buf *out, struct err *e);

#endif
