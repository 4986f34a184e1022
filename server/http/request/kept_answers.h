/*
 * kept_answers.h - an answer is given again while nothing has changed
 *
 * Shapes  whole answers are cached, of routes that say so, with the fields of
 *         their heads, plain or compressed, by all of the request that they
 *         depend on; to who has no key, and from the second time on that the
 *         same is asked. They are given until somebody commits, or the day ends.
 *         Who knows the entity tag hears 304; libmicrohttpd says of that that
 *         its length is 0, which nobody takes for the length of what he has
 *         (RFC 9111, 3.2).
 * Units   an answer is given for KEPT_MS at most, as a snapshot of a reader does:
 *         should commits not be counted any more, it ends by itself. Longer
 *         ones than KEPT_LONGEST bytes are not cached.
 * Errors  none: what is not cached is made again.
 * Source  RFC 9110, 13.2 and 15.4.5; RFC 9111, 4.1, for what selects an answer.
 */
#ifndef SERVER_HTTP_REQUEST_KEPT_ANSWERS_H
#define SERVER_HTTP_REQUEST_KEPT_ANSWERS_H

#include "server/http/request/request.h"

#define KEPT_MS      1000
#define KEPT_LONGEST (256u << 10)

/* They are in the cache, which is borrowed. */
struct kept_answers *kept_answers_new(struct cache *cache);
void kept_answers_free(struct kept_answers *k);

/* Is this a request whose answer may be cached? */
bool kept_answers_may(const struct request *req);

/* For one that may. Of *rep, which was begun, only what is common to all
 * answers is left to add. */
bool kept_answers_find(const struct request *req, struct reply *rep);

/* What the handler of any request made. */
void kept_answers_put(const struct request *req, const struct reply *rep);

#endif
