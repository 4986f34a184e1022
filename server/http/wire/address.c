/*
 * address.c - one form for both kinds of addresses
 */
#include "server/http/wire/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#define NETWORK_BYTES 8

static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff };

static bool is_mapped(const struct address *a)
{
	return memcmp(a->bytes, mapped, sizeof(mapped)) == 0;
}

bool address_is_local(const struct address *a)
{
	static const unsigned char loopback[16] = { [15] = 1 };

	return is_mapped(a) ? a->bytes[12] == 127
	                    : memcmp(a->bytes, loopback, 16) == 0;
}

static void set_v4(struct address *out, const struct in_addr *v4)
{
	memcpy(out->bytes, mapped, sizeof(mapped));
	memcpy(out->bytes + sizeof(mapped), v4, sizeof(*v4));
}

static void set_v6(struct address *out, const struct in6_addr *v6)
{
	memcpy(out->bytes, v6, sizeof(out->bytes));
	if (!is_mapped(out) && !address_is_local(out))
		memset(out->bytes + NETWORK_BYTES, 0,
		       sizeof(out->bytes) - NETWORK_BYTES);
}

void address_read(struct address *out, const struct sockaddr *from)
{
	*out = (struct address){ 0 };
	if (from->sa_family == AF_INET)
		set_v4(out, &((const struct sockaddr_in *)(const void *)from)
		                     ->sin_addr);
	else if (from->sa_family == AF_INET6)
		set_v6(out, &((const struct sockaddr_in6 *)(const void *)from)
		                     ->sin6_addr);
}

bool address_parse(struct address *out, struct str text)
{
	char copy[INET6_ADDRSTRLEN];
	struct in_addr v4;
	struct in6_addr v6;

	if (text.len > 2 && text.p[0] == '[' && text.p[text.len - 1] == ']')
		text = (struct str){ text.p + 1, text.len - 2 };
	if (text.len == 0 || text.len >= sizeof(copy))
		return false;
	memcpy(copy, text.p, text.len);
	copy[text.len] = '\0';
	if (inet_pton(AF_INET, copy, &v4) == 1)
		set_v4(out, &v4);
	else if (inet_pton(AF_INET6, copy, &v6) == 1)
		set_v6(out, &v6);
	else
		return false;
	return true;
}
