/*
 * download.h - one HTTP download, polite to its server
 *
 * Shapes  a downloader asks for one thing at a time; each host is left alone
 *         for a while between two requests, and for good when it says that we
 *         ask too often. Redirects are followed one by one, each judged as the
 *         first address was. Without `allow_private` a connection is made to
 *         public addresses only (public_address.h): it is the address that is
 *         connected to which counts, whatever name it came by; proxies, which
 *         would hide it, are then not used. What comes compressed is
 *         decompressed.
 * Units   pause is milliseconds, seconds are for one request with all its
 *         redirects; DOWNLOAD_MAX is bytes after decompression.
 * Errors  ERR_INVALID with a message for the user: why there is no text.
 * Source  RFC 9110 (conditional requests, redirection); libcurl.
 */
#ifndef SERVER_FETCH_DOWNLOAD_H
#define SERVER_FETCH_DOWNLOAD_H

#include "lib/base/arena.h"

#define DOWNLOAD_MAX       (64u << 20)
#define DOWNLOAD_REDIRECTS 5

struct downloader;

struct manners {
	int64_t pause, seconds;
	bool allow_private;
};

/* It goes with the arena. ERR_STORE when the library cannot be used. */
MUST_CHECK enum err_code downloader_open(struct arena *a,
                                         const struct manners *manners,
                                         struct downloader **out,
                                         struct err *e);

struct download {
	struct arena *arena;
	struct str url;
	struct str etag, last_modified; /* what came before, or absent */
	struct str language;            /* that is wanted, or absent   */
	/* what came; absent what was not said */
	bool unchanged;     /* there is no body: it is as it was */
	struct str address; /* after all redirects               */
	struct str body, content_type, content_language;
	struct str new_etag, new_last_modified;
};

MUST_CHECK enum err_code download(struct downloader *d, struct download *what,
                                  struct err *e);

#endif
