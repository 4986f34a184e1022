/*
 * compress.h - gzip, brotli and zstd
 *
 * Shapes  a coding is known by its token of HTTP: gzip, br, zstd. Which there
 *         are besides gzip follows from the libraries there are at build time.
 * Units   COMPRESS_WORK is units of work for one byte.
 * Errors  false: the library failed, or the result is not smaller.
 * Source  RFC 1952 by zlib, RFC 7932 by brotli, RFC 8878 by libzstd; only
 *         compress.c includes them.
 */
#ifndef LIB_DATA_COMPRESS_H
#define LIB_DATA_COMPRESS_H

#include "lib/base/arena.h"

#define COMPRESS_WORK 20

/* In the order of what is liked best where a client likes several the same. */
enum coding {
	CODING_BROTLI,
	CODING_ZSTD,
	CODING_GZIP,
	CODING__COUNT,
	CODING_NONE = CODING__COUNT
};

extern const char *const coding_names[CODING__COUNT];

/* Was it built with the library? */
bool compress_can(enum coding c);

MUST_CHECK bool compress_text(struct arena *a, enum coding c, struct str s,
                              struct str *out);

#endif
