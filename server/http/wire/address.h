/*
 * address.h - the address of a client
 *
 * Shapes  16 bytes in network order; IPv4 as it is mapped into IPv6. Of an
 *         IPv6 address only the first 64 bits count, which is what one
 *         subscriber has, unless it is of this machine.
 * Errors  address_parse() says whether the text is an address.
 * Source  RFC 4291.
 */
#ifndef SERVER_HTTP_WIRE_ADDRESS_H
#define SERVER_HTTP_WIRE_ADDRESS_H

#include <sys/socket.h>

#include "lib/base/base.h"

struct address {
	unsigned char bytes[16];
};

void address_read(struct address *out, const struct sockaddr *from);

/* "192.0.2.1", "2001:db8::1", "[2001:db8::1]". */
MUST_CHECK bool address_parse(struct address *out, struct str text);

/* Of this machine? */
bool address_is_local(const struct address *a);

static inline bool address_same(const struct address *a,
                                const struct address *b)
{
	return memcmp(a->bytes, b->bytes, sizeof(a->bytes)) == 0;
}

#endif
