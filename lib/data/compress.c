/*
 * compress.c - one function for each library
 *
 * What a library allocates is given back before anything of an arena is asked
 * for again: between, nobody is left by longjmp().
 */
#include "lib/data/compress.h"

#define ZLIB_CONST
#include <zlib.h>
#ifdef WITH_BROTLI
#include <brotli/encode.h>
#endif
#ifdef WITH_ZSTD
#include <zstd.h>
#endif

/* As fast as answers are made, rather than as small as can be. */
#define GZIP_LEVEL     5
#define BROTLI_QUALITY 4
#define ZSTD_LEVEL     3

#define GZIP_WINDOW (15 + 16) /* 32 KiB, and a header of gzip */
#define GZIP_MEMORY 8

const char *const coding_names[CODING__COUNT] = {
	[CODING_BROTLI] = "br",
	[CODING_ZSTD] = "zstd",
	[CODING_GZIP] = "gzip",
};

/* The result in `out`, of `room` bytes; 0 when it failed or did not fit. */
typedef size_t compress_fn(struct str s, char *out, size_t room);

static size_t with_gzip(struct str s, char *out, size_t room)
{
	z_stream z = { .next_in = (const unsigned char *)s.p,
		       .avail_in = (unsigned)s.len,
		       .next_out = (unsigned char *)out,
		       .avail_out = (unsigned)room };
	int rc;

	if (s.len > UINT32_MAX || room > UINT32_MAX ||
	    deflateInit2(&z, GZIP_LEVEL, Z_DEFLATED, GZIP_WINDOW, GZIP_MEMORY,
	                 Z_DEFAULT_STRATEGY) != Z_OK)
		return 0;
	rc = deflate(&z, Z_FINISH);
	deflateEnd(&z);
	return rc == Z_STREAM_END ? (size_t)z.total_out : 0;
}

#ifdef WITH_BROTLI
static size_t with_brotli(struct str s, char *out, size_t room)
{
	size_t n = room;

	return BrotliEncoderCompress(BROTLI_QUALITY, BROTLI_DEFAULT_WINDOW,
	                             BROTLI_MODE_TEXT, s.len,
	                             (const uint8_t *)s.p, &n,
	                             (uint8_t *)out) == BROTLI_TRUE
	               ? n
	               : 0;
}
#endif

#ifdef WITH_ZSTD
static size_t with_zstd(struct str s, char *out, size_t room)
{
	size_t n = ZSTD_compress(out, room, s.p, s.len, ZSTD_LEVEL);

	return ZSTD_isError(n) ? 0 : n;
}
#endif

static compress_fn *const functions[CODING__COUNT] = {
#ifdef WITH_BROTLI
	[CODING_BROTLI] = with_brotli,
#endif
#ifdef WITH_ZSTD
	[CODING_ZSTD] = with_zstd,
#endif
	[CODING_GZIP] = with_gzip,
};

bool compress_can(enum coding c)
{
	return c < CODING__COUNT && functions[c] != NULL;
}

bool compress_text(struct arena *a, enum coding c, struct str s,
                   struct str *out)
{
	char *text;
	size_t n;

	if (!compress_can(c))
		return false;
	arena_work(a, s.len * COMPRESS_WORK);
	text = arena_alloc(a, s.len);
	n = functions[c](s, text, s.len);
	*out = (struct str){ text, n };
	return n > 0;
}
