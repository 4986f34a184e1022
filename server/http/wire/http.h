/*
 * http.h - the wire: libmicrohttpd on one side, struct request on the other
 *
 * Shapes  http_start() serves until http_stop(). The service outlives it, and
 *         the store must still run while it stops, since writes that wait are
 *         finished first.
 * Units   workers are threads that read and answer, and as many again for
 *         each class of requests that take long; 0 is one for each core, at
 *         least two.
 * Errors  ERR_SYNTAX and ERR_INVALID as in listen.h.
 * Source  RFC 9110 and 9112. Only this room includes microhttpd.h.
 */
#ifndef SERVER_HTTP_WIRE_HTTP_H
#define SERVER_HTTP_WIRE_HTTP_H

#include "server/http/request/request.h"
#include "server/http/wire/peers.h"

#define HTTP_WORKERS_MAX 256

struct http;

struct http_config {
	const char *where; /* "HOST:PORT", see listen.h */
	unsigned workers;
	struct peer_limits peers;
	int64_t rate, rate_local; /* requests a second of one client, and of
	                             one on this machine; 0: any number */
	bool trust_proxy;         /* X-Forwarded-For says who it is   */
};

MUST_CHECK enum err_code http_start(struct http **out,
                                    const struct service *service,
                                    const struct http_config *config,
                                    struct err *e);

uint16_t http_port(const struct http *h);

/* "http://127.0.0.1:8080" */
const char *http_url(const struct http *h);

/* Take no more connections, finish the requests that have begun (those that
 * still send have two seconds, others eight; then they are cancelled), and
 * end. */
void http_stop(struct http *h);

#endif
