/*
 * framing.h - request smuggling: is it clear where a request ends?
 *
 * Shapes  the header fields as libmicrohttpd has read them, one by one.
 *         What other servers may read differently is odd: a head that is odd
 *         is refused and its connection closed. The library of Debian 12
 *         joins folded lines to the name of a field, cuts values at a NUL and
 *         takes a bare LF for the end of a line; but it leaves all texts
 *         where they came, so that what it has swallowed shows in the gaps:
 *         `at` is where the next line must begin, NULL for a library that is
 *         strict itself.
 * Errors  none: framing_is_sound() says yes or no.
 * Source  RFC 9112, 2 to 6 and 11.2.
 */
#ifndef SERVER_HTTP_WIRE_FRAMING_H
#define SERVER_HTTP_WIRE_FRAMING_H

#include "server/http/request/request.h"

struct framing {
	struct request *req;
	const char *at;
	size_t lengths, codings, hosts;
	bool odd;
	bool expects;    /* the client waits for our word before the body */
	uint64_t length; /* of the body, as far as declared */
};

/* The request line; `target` as it came. */
void framing_begin(struct framing *f, const char *method, struct str target,
                   const char *version);

/* Counts what decides, and hands what means something to the request. */
void framing_field(struct framing *f, struct str name, struct str value);

/* `end` is after the empty line. */
bool framing_is_sound(const struct framing *f, const char *version,
                      const char *end);

#endif
