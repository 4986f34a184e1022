/*
 * limit.h - who asks, and whether he may ask that often
 *
 * Shapes  an address, as the connection has it or a proxy that is trusted; or
 *         the name of an API key that works. What is left goes into the fields
 *         of the answer.
 * Units   those of rate.h.
 * Errors  limit_rate(): ERR_TOO_OFTEN in the request.
 * Source  rate.h.
 */
#ifndef SERVER_HTTP_WIRE_LIMIT_H
#define SERVER_HTTP_WIRE_LIMIT_H

#include "server/http/wire/exchange.h"

struct address limit_address(const struct exchange *x);

/* A number in place of the address. */
uint64_t limit_number(const struct exchange *x);

void limit_rate(struct exchange *x);

#endif
