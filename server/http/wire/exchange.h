/*
 * exchange.h - one request on the wire, from its first line to its end
 *
 * Shapes  libmicrohttpd calls the four functions below. It reads the request
 *         line: exchange_on_uri() makes the exchange. The head is there:
 *         exchange_on_request() checks it and may refuse and close; a piece of
 *         the body: it is stored or dropped; the end: request_start() answers,
 *         here or, where that may take long, on a thread of the route's class;
 *         a write is then left to the writer, and request_finish() answers
 *         when it has committed. The connection sleeps meanwhile. The library
 *         has let go of everything: exchange_on_done() logs and frees; where
 *         it forgets to say so, as after some refusals of its own,
 *         exchange_on_connection() does.
 * Units   none.
 * Errors  those of the request.
 * Source  RFC 9110 and 9112.
 */
#ifndef SERVER_HTTP_WIRE_EXCHANGE_H
#define SERVER_HTTP_WIRE_EXCHANGE_H

#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#include "server/http/request/router.h"
#include "server/http/wire/followers.h"
#include "server/http/wire/http.h"
#include "server/http/wire/listen.h"
#include "server/http/wire/pool.h"
#include "server/http/wire/rate.h"
#include "server/http/wire/ready.h"

#define HEADS_BYTES (32u << 10) /* of a request and of its answer together */

struct http {
	struct MHD_Daemon *daemon;
	const struct service *service;
	struct http_config config;
	struct peers *peers;
	struct rates *rates;
	struct followers *followers;
	struct ready_tables *ready;
	struct pool *pools[CLASS__COUNT]; /* none for CLASS_QUICK */
	struct listener listener;
	atomic_size_t busy;     /* requests that have begun        */
	atomic_size_t arriving; /* of these, those not fully here  */
	atomic_size_t waiting;  /* of these, those that are asleep */
	uint64_t seed;          /* of what addresses are numbered by */
	atomic_bool stopping;
	bool is_lenient; /* the library, see lenient.h */
};

enum stage {
	STAGE_HEAD,
	STAGE_BODY,
	STAGE_WRITTEN,  /* asleep; then it is finished   */
	STAGE_ANSWERED, /* asleep; then the reply is sent */
	STAGE_DONE
};

/* One request on the wire: what MHD keeps for us between its calls. */
struct exchange {
	struct http *http;
	struct link *link;
	struct MHD_Connection *connection;
	struct str target; /* where it came */
	struct request req;
	struct reply rep;
	struct timespec began;
	struct task task;
	struct pool *pool; /* where it is worked on, or NULL */
	struct follower follower;
	size_t sent; /* of what a body without end has so far */
	bool ended;  /* that body                             */
	enum stage stage;
	bool arrived;
	struct str ready; /* the name of what is ready, or absent */
	bool closing;     /* the connection ends with this answer */
};

/* One connection, and the request it is at. */
struct link {
	struct peer *peer;
	struct MHD_Connection *connection;
	pthread_t worker;
	struct ready *ready;  /* the worker's */
	struct exchange *now; /* `one`, or NULL: none has begun */
	struct exchange one;  /* there is no more than one at a time */
};

void *exchange_on_uri(void *arg, const char *uri, struct MHD_Connection *c);

enum MHD_Result exchange_on_request(void *arg, struct MHD_Connection *c,
                                    const char *url, const char *method,
                                    const char *version, const char *data,
                                    size_t *len, void **state);

/* Also called when the request never got as far as exchange_on_request(). */
void exchange_on_done(void *arg, struct MHD_Connection *c, void **state,
                      enum MHD_RequestTerminationCode why);

void exchange_on_connection(void *arg, struct MHD_Connection *c, void **context,
                            enum MHD_ConnectionNotificationCode what);

double milliseconds_since(const struct timespec *then);

#endif
