/*
 * reach.h - where a request of libcurl may go, and for how long
 *
 * Shapes  http and https, no redirect, no signal. Unless it may go anywhere,
 *         connections are made to public addresses only, whatever a name
 *         resolves to when it is asked, and through no proxy.
 * Units   milliseconds, for all of it.
 * Errors  none; was_refused tells why libcurl could not connect.
 * Source  libcurl; public_address.h.
 */
#ifndef SERVER_FETCH_REACH_H
#define SERVER_FETCH_REACH_H

#include <stdbool.h>

struct reach {
	bool anywhere;
	long ms;
	bool was_refused; /* an address was not public */
};

/* curl is a CURL; r is borrowed while it is at work. */
void reach_limit(void *curl, struct reach *r);

#endif
