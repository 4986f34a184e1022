/*
 * url.h - URLs: which are valid, and their parts
 *
 * Shapes  http or https, in either case; a host as a name (of any script, as
 *         it is given), as four numbers or as an IPv6 address in brackets; a
 *         port; the rest without blanks, control characters, ", <, > and \.
 *         No user, no password: what is published here anybody may read.
 * Units   names of hosts have at most 253 bytes, their parts 63; ports are
 *         1 to 65535.
 * Errors  none.
 * Source  RFC 3986, RFC 1123, 2.1 (hosts), RFC 5890 (in other scripts).
 */
#ifndef LIB_DATA_URL_H
#define LIB_DATA_URL_H

#include "lib/base/arena.h"

bool url_valid(struct str s);

/* Without what seldom tells pages apart: the scheme, "www.", a port that is
 * usual, slashes at the end, and a fragment that is no path ("#/", "#!"); the
 * host is in small letters. For comparing only. */
struct str url_plain(struct arena *a, struct str url);

/* With %XX for every byte that is no letter, no digit and not in `plain`. */
#define URL_UNRESERVED "-._~"
void url_encode(struct buf *out, struct str s, const char *plain);
void url_encode_byte(struct buf *out, char c);

#endif
