/*
 * preconditions.h - If-Match and If-None-Match
 *
 * Shapes  the header fields as they came; entity tags are "REV.VARIANT", of
 *         which a write cares for REV alone. A weak tag never fits, since
 *         the comparison is the strong one.
 * Errors  ERR_STALE (412) the record is not as the client knows it,
 *         ERR_NO_CONDITION (428) it does not say how it knows it,
 *         ERR_SYNTAX a list of tags that cannot be read.
 * Source  RFC 9110, sections 8.8.3, 13.1.1 and 13.1.2; RFC 6585 (428).
 */
#ifndef SERVER_HTTP_REQUEST_PRECONDITIONS_H
#define SERVER_HTTP_REQUEST_PRECONDITIONS_H

#include "lib/base/err.h"

struct request;
struct write;

struct precondition_fields {
	struct str if_match, if_none_match; /* absent when not sent */
};

/* For struct write; w->conditions is a struct precondition_fields. A record
 * that is not there (rev 0) may be made with If-None-Match: *. */
enum err_code preconditions_allow_write(const struct write *w, int64_t rev,
                                        struct err *e);

/* Does If-Match of a GET, where it was sent, name what the ETag stands for, or
 * its revision? */
enum err_code preconditions_allow_read(const struct request *req,
                                       const char *etag, struct err *e);

#endif
