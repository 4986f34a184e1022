/*
 * public_address.h - is this an address of the public Internet?
 *
 * Shapes  IPv4 and IPv6; an IPv4 address inside of an IPv6 one (mapped, NAT64,
 *         6to4) is judged as itself.
 * Errors  none; what is neither family is not public.
 * Source  IANA's registries of special-purpose addresses (RFC 6890); what is
 *         multicast or not given out is not public either.
 */
#ifndef SERVER_FETCH_PUBLIC_ADDRESS_H
#define SERVER_FETCH_PUBLIC_ADDRESS_H

#include <sys/socket.h>

#include "lib/base/base.h"

bool address_is_public(const struct sockaddr *address);

#endif
