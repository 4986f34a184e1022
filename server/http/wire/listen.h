/*
 * listen.h - from "HOST:PORT" to a socket that listens
 *
 * Shapes  HOST is an IPv4 address, an IPv6 address (in brackets or not) or
 *         "localhost", which is 127.0.0.1; "::" takes IPv4, too. Port 0 lets
 *         the system choose one.
 * Units   ports are 0..65535.
 * Errors  ERR_SYNTAX for what is not HOST:PORT, ERR_INVALID for what the
 *         system refuses; both with a message for the user.
 * Source  POSIX sockets; RFC 3986 for the brackets.
 */
#ifndef SERVER_HTTP_WIRE_LISTEN_H
#define SERVER_HTTP_WIRE_LISTEN_H

#include "lib/base/err.h"

struct listener {
	int fd;
	uint16_t port;
	char url[80]; /* "http://127.0.0.1:8080" */
};

/* Is it HOST:PORT? */
MUST_CHECK enum err_code listen_check(const char *where, struct err *e);

MUST_CHECK enum err_code listen_open(struct listener *out, const char *where,
                                     struct err *e);

#endif
