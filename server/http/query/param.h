/*
 * param.h - values of query parameters
 *
 * Shapes  a list is values between commas.
 * Units   as they are asked for.
 * Errors  query_number() and query_unknown() note them in req->err.
 * Source  none.
 */
#ifndef SERVER_HTTP_QUERY_PARAM_H
#define SERVER_HTTP_QUERY_PARAM_H

#include "server/http/request/request.h"

#define LIMIT_DEFAULT 50

/* False when it is no whole number of 64 bits. */
bool param_integer(struct str s, int64_t *out);

/* The next value of a list; false after the last. */
bool param_next(struct str *list, struct str *part);

/* A whole number from min to max; fallback when the parameter is absent. */
int64_t query_number(struct request *req, const char *name, int64_t fallback,
                     int64_t min, int64_t max);

/* A day (its beginning), or a time with or without milliseconds, as it is
 * stored. */
struct str query_time(struct request *req, const char *name, struct str given);

/* How many records a list shows: what is not JSON is for programs and tables,
 * and has as many as it may unless told otherwise. */
size_t query_limit(struct request *req);

/* Note an unknown parameter and what would be known. */
void query_unknown(struct request *req, struct str name,
                   const char *const *known);

#endif
