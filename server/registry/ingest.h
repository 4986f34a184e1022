/*
 * ingest.h - a source's text comes in
 *
 * Shapes  the text becomes an edition of the source, unless its SHA-256 is
 *         that of one already; every passage of that edition is then looked
 *         at again. All in one transaction.
 * Errors  ERR_NOT_FOUND no such source, or (without one) no source names the
 *         text's SHA-256; those of text_keep().
 * Source  rights: the operator loads the texts of others; none are shipped.
 */
#ifndef SERVER_REGISTRY_INGEST_H
#define SERVER_REGISTRY_INGEST_H

#include "lib/arena.h"
#include "lib/store.h"

struct ingest {
	struct arena *arena;
	struct str source; /* id or key; absent: the one that names the hash */
	struct str bytes;
	const char *media_type; /* of a new edition */
	/* what came of it */
	struct str key;    /* of the source */
	struct str sha256; /* of the text   */
	bool recorded;     /* the edition is new to the source */
	size_t passages, verified;
};

MUST_CHECK enum err_code ingest_text(struct store *s, struct ingest *in,
                                     struct err *e);

#endif
