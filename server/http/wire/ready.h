/*
 * ready.h - answers that a worker has given before, as the library holds them
 *
 * Shapes  what the response cache has found several times is also kept ready to
 *         be sent: its header fields checked and copied, all but those that
 *         each request has its own of, and its body. A request whose name
 *         (response_cache_name()) fits needs no route. Each worker has such a
 *         table and nobody else looks into it, so that it has no lock: the
 *         library writes a head as soon as an answer is queued, and another
 *         connection of the worker may then have the fields of its own.
 * Units   READY_ANSWERS for each worker, of READY_LONGEST bytes at most and
 *         READY_BYTES together; as long as they are good in the response cache.
 * Errors  none: what is not ready is made.
 * Source  response_cache.h.
 */
#ifndef SERVER_HTTP_WIRE_READY_H
#define SERVER_HTTP_WIRE_READY_H

#include "server/http/request/request.h"

#define READY_ANSWERS 64 /* a power of two */
#define READY_LONGEST (64u << 10)
#define READY_BYTES   (1u << 20)

struct MHD_Response;

/* Of all workers, and that of this thread: it is made when there is none. */
struct ready_tables *ready_start(void);
void ready_stop(struct ready_tables *all);
struct ready *ready_mine(struct ready_tables *all);

struct ready_answer {
	unsigned status;
	size_t body, head; /* bytes: head without what the library adds */
	struct MHD_Response *response; /* the table's */
};

/* The answer to a request of that name, if it is ready. */
bool ready_find(struct ready *r, const struct request *req, struct str name,
                struct ready_answer *out);

/* What was found a moment ago, or what has taken its place, with the fields that
 * are this request's: to be queued at once. False when it has gone, or they do
 * not go into it. */
bool ready_take(struct ready *r, const struct request *req, struct str name,
                struct ready_answer *out);

/* What the response cache has found for it. */
void ready_keep(struct ready *r, const struct request *req, struct str name,
                const struct reply *rep);

#endif
