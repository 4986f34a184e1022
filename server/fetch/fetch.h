/*
 * fetch.h - the text of a source is downloaded from the source's URL
 *
 * Shapes  what is there becomes an edition of the source as if it had been
 *         loaded (server/registry/ingest/ingest.h): text, HTML, XHTML, XML
 *         and Markdown in UTF-8, the words of a PDF. The edition's note says
 *         from where and when it came, and what it was made of. A page that
 *         reads as the newest edition does (reading.h) makes no new one.
 *         ETag and Last-Modified are stored, so that a text is downloaded
 *         again only if it changed.
 * Errors  ERR_INVALID with a message for the user: those of download.h,
 *         charset.h, pdf.h; what is no text; with three passages or more of
 *         which none is found in it, unless `force`: it is another page, as
 *         like as not. ERR_NOT_FOUND: the source has no address.
 * Source  rights: the operator fetches the texts of others; none are shipped.
 */
#ifndef SERVER_FETCH_FETCH_H
#define SERVER_FETCH_FETCH_H

#include "lib/store/store.h"
#include "server/fetch/download.h"
#include "server/registry/ingest/ingest.h"

enum fetch_outcome {
	FETCH_LOADED,    /* the edition is stored; ingest.recorded: a new one */
	FETCH_UNCHANGED, /* the server says that it has not changed         */
	FETCH_READS_SAME, /* it has, but in nothing that anybody reads      */
	FETCH_TRIED,      /* a dry run: it would be stored                   */
};

struct fetch {
	struct arena *arena; /* of this source */
	struct store *store;
	struct downloader *downloader;
	const struct row *source;
	bool dry_run, force;
	/* the result */
	enum fetch_outcome outcome;
	struct download download;
	struct ingest ingest; /* after FETCH_LOADED and FETCH_TRIED */
};

MUST_CHECK enum err_code fetch_source(struct fetch *f, struct err *e);

#endif
