/*
 * response_cache.h - an answer is given again while nothing has changed
 *
 * Shapes  whole answers are cached, of routes that say so, with the fields of
 *         their heads, plain or compressed, by all of the request that they
 *         depend on; to who has no key, and from the second time on that the
 *         same is asked. They are given until somebody commits, or the day ends.
 *         Who knows the entity tag hears 304; libmicrohttpd says of that that
 *         its length is 0, which nobody takes for the length of what he has
 *         (RFC 9111, 3.2).
 * Units   an answer is given for RESPONSE_CACHE_MS at most, as long as a
 *         snapshot of a reader: should commits not be counted any more, it ends
 *         by itself. Longer ones than RESPONSE_CACHE_LONGEST bytes are not
 *         cached.
 * Errors  none: what is not cached is made again.
 * Source  RFC 9110, 13.2 and 15.4.5; RFC 9111, 4.1, for what selects an answer.
 */
#ifndef SERVER_HTTP_REQUEST_RESPONSE_CACHE_H
#define SERVER_HTTP_REQUEST_RESPONSE_CACHE_H

#include "server/http/request/request.h"

#define RESPONSE_CACHE_MS      1000
#define RESPONSE_CACHE_LONGEST (256u << 10)

/* They are in the cache, which is borrowed. */
struct response_cache *response_cache_new(struct cache *cache);
void response_cache_free(struct response_cache *c);

/* Does nothing in its head speak against it? */
bool response_cache_suits(const struct request *req);

/* Is this a request whose answer may be cached? */
bool response_cache_allows(const struct request *req);

/* What a request that may is called by: all that its answer depends on. */
struct str response_cache_name(const struct request *req);

/* For one that may. Of *rep, which was begun, only what is common to all
 * answers is left to add. */
bool response_cache_find(const struct request *req, struct reply *rep);

/* What the handler of any request made. */
void response_cache_put(const struct request *req, const struct reply *rep);

#endif
