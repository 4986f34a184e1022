/*
 * charset.h - text of any character encoding becomes UTF-8
 *
 * Shapes  a mark at its beginning says most; then bytes that are UTF-8 beyond
 *         ASCII are that, whatever is said; then what the server says, what
 *         the page says of itself (meta, XML declaration), UTF-8. The names
 *         are those that browsers know: "iso-8859-1" stands for windows-1252,
 *         as they read it. UTF-8 stays as it is, byte for byte.
 * Units   of a page its first 4096 bytes are asked what it says.
 * Errors  ERR_INVALID when none of them fits all of the bytes.
 * Source  the WHATWG's Encoding and HTML standards; iconv.
 */
#ifndef SERVER_FETCH_CHARSET_H
#define SERVER_FETCH_CHARSET_H

#include "lib/base/arena.h"

/* The value after "charset=" in a Content-Type, or absent. */
struct str charset_of(struct str content_type);

/* *from is the name of what it was, or NULL when it was UTF-8. */
MUST_CHECK enum err_code charset_to_utf8(struct arena *a, struct str bytes,
                                         struct str declared, struct str *out,
                                         const char **from, struct err *e);

#endif
