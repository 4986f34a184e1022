/*
 * public_address.c - an address beside the ranges that are not public
 */
#include "server/fetch/public_address.h"

#include <netinet/in.h>

struct range {
	uint8_t bytes[16];
	unsigned bits; /* that are the same in all of it */
};

static const struct range special_v4[] = {
	{ { 0 }, 8 },
	{ { 10 }, 8 },
	{ { 100, 64 }, 10 },
	{ { 127 }, 8 },
	{ { 169, 254 }, 16 },
	{ { 172, 16 }, 12 },
	{ { 192, 0, 0 }, 24 },
	{ { 192, 0, 2 }, 24 },
	{ { 192, 31, 196 }, 24 },
	{ { 192, 52, 193 }, 24 },
	{ { 192, 88, 99 }, 24 },
	{ { 192, 168 }, 16 },
	{ { 192, 175, 48 }, 24 },
	{ { 198, 18 }, 15 },
	{ { 198, 51, 100 }, 24 },
	{ { 203, 0, 113 }, 24 },
	{ { 224 }, 3 },
};

/* Of IPv6 only this has been given out, */
static const struct range given_out = { { 0x20 }, 3 };

/* and of that not these. */
static const struct range special_v6[] = {
	{ { 0x20, 0x01 }, 23 },
	{ { 0x20, 0x01, 0x0d, 0xb8 }, 32 },
	{ { 0x26, 0x20, 0x00, 0x4f, 0x80 }, 48 },
	{ { 0x3f, 0xff }, 20 },
};

/* What holds an IPv4 address, from a byte on. */
static const struct {
	struct range range;
	size_t at;
} holders[] = {
	{ { { [10] = 0xff, [11] = 0xff }, 96 }, 12 },
	{ { { 0x00, 0x64, 0xff, 0x9b }, 96 }, 12 },
	{ { { 0x20, 0x02 }, 16 }, 2 },
};

static bool is_in(const uint8_t *address, const struct range *r)
{
	unsigned whole = r->bits / 8, rest = r->bits % 8;
	uint8_t mask = (uint8_t)(0xff00u >> rest);

	return memcmp(address, r->bytes, whole) == 0 &&
	       (rest == 0 || (address[whole] & mask) == r->bytes[whole]);
}

static bool is_in_any(const uint8_t *address, const struct range *ranges,
                      size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (is_in(address, &ranges[i]))
			return true;
	return false;
}

static bool is_public_v4(const uint8_t *address)
{
	return !is_in_any(address, special_v4, COUNT(special_v4));
}

static bool is_public_v6(const uint8_t *address)
{
	for (size_t i = 0; i < COUNT(holders); i++)
		if (is_in(address, &holders[i].range))
			return is_public_v4(address + holders[i].at);
	return is_in(address, &given_out) &&
	       !is_in_any(address, special_v6, COUNT(special_v6));
}

bool address_is_public(const struct sockaddr *address)
{
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
	uint8_t bytes[4];

	if (address->sa_family == AF_INET6) {
		memcpy(&v6, address, sizeof(v6));
		return is_public_v6(v6.sin6_addr.s6_addr);
	}
	if (address->sa_family != AF_INET)
		return false;
	memcpy(&v4, address, sizeof(v4));
	memcpy(bytes, &v4.sin_addr, sizeof(bytes));
	return is_public_v4(bytes);
}
