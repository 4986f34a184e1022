/*
 * cursor.h - where a page ends and the next begins
 *
 * Shapes  a cursor says the order it belongs to and the place reached in it,
 *         in base64url; it is opaque to clients.
 * Units   none.
 * Errors  what is no cursor given here is noted in req->err.
 * Source  RFC 8288 (Link), RFC 8574 (cite-as).
 */
#ifndef SERVER_HTTP_QUERY_CURSOR_H
#define SERVER_HTTP_QUERY_CURSOR_H

#include "lib/store/store.h"
#include "server/http/request/request.h"

/* The place after a row in the query's order, and back. */
struct str query_cursor(struct arena *a, const struct query *q,
                        const struct entity *t, const struct row *row);
void query_read_cursor(struct request *req, struct str cursor, struct query *q);

/* A cursor of other lists: the names of the place reached, and back. */
struct str query_place(struct arena *a, const struct str *names, size_t n);
bool query_split_place(struct arena *a, struct str cursor, struct str *names,
                       size_t n);
void query_read_place(struct request *req, struct str cursor, struct str *names,
                      size_t n);

/* The same of a place that is a number from 1; 0 without a cursor. */
struct str query_seq_place(struct arena *a, int64_t seq);
int64_t query_read_seq(struct request *req);

/* Path and query of the request with another value of a parameter. */
struct str query_next(const struct request *req, const char *name,
                      struct str value);

/* Another parameter of an address; *between is "?" before the first. */
void query_add_param(struct buf *out, const char **between, struct str name,
                     struct str value);

/* Link: <...>; rel="next", for the request with another cursor. */
void query_link(struct request *req, struct reply *rep, const char *name,
                struct str value);

/* Link: <...>; rel="cite-as", for the same request as of that change. */
void query_cite(struct request *req, struct reply *rep, int64_t seq);

/* The same link to another address. */
void query_cite_as(struct request *req, struct reply *rep, struct str target);

/* The end of a page that has more members before it: ,"total":N (unless N is
 * negative), and "next": the cursor, or null when it is absent. */
void query_end(struct buf *out, int64_t total, struct str cursor);

#endif
