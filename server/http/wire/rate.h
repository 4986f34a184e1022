/*
 * rate.h - rate limits
 *
 * Shapes  a bucket of tokens for each client: a request takes one, and they
 *         come back at an even rate. A client is 16 bytes, and of a kind.
 * Units   rates are requests a second; a bucket holds those of RATE_WINDOW
 *         seconds. RATE_CLIENTS are known at once: where one more comes, one
 *         that has asked longest ago is forgotten, which favours it.
 * Errors  none.
 * Source  token bucket; RateLimit fields: draft-ietf-httpapi-ratelimit-headers.
 */
#ifndef SERVER_HTTP_WIRE_RATE_H
#define SERVER_HTTP_WIRE_RATE_H

#include "lib/base/base.h"

#define RATE_WINDOW  10
#define RATE_CLIENTS 8192

enum rate_kind { RATE_ADDRESS = 1, RATE_KEY };

struct client_id {
	unsigned char bytes[16];
};

struct allowance {
	bool is_given;
	int64_t quota, remaining; /* tokens */
	int64_t reset;            /* seconds until the bucket is full */
	int64_t retry;            /* seconds until there is a token   */
};

struct rates;

struct rates *rates_new(void);
void rates_free(struct rates *r);

/* Take a token, at a time of the monotonic clock in milliseconds. */
struct allowance rate_take(struct rates *r, enum rate_kind kind,
                           const struct client_id *who, int64_t rate,
                           int64_t now);

#endif
