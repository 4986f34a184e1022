/*
 * base64.h - base64url: bytes as text for URLs
 *
 * Shapes  URL-safe alphabet, no padding; texts end in NUL.
 * Errors  base64_read() is false when the text is not such.
 * Source  RFC 4648, section 5; by libsodium.
 */
#ifndef LIB_DATA_BASE64_H
#define LIB_DATA_BASE64_H

#include "lib/base/base.h"

struct arena;

struct str base64_text(struct arena *a, struct str bytes);
MUST_CHECK bool base64_read(struct arena *a, struct str text, struct str *out);

/* Section 4: the other alphabet, with padding. */
struct str base64_padded(struct arena *a, struct str bytes);
MUST_CHECK bool base64_read_padded(struct arena *a, struct str text,
                                   struct str *out);

#endif
