/*
 * scope.h - the texts in which a quote is to be looked for
 *
 * Shapes  the editions whose texts are held, source by source in the order
 *         of keys, of each the newest first: the last in its list. A text
 *         that is an edition of two sources is the first one's. Editions
 *         whose texts are not held are SHA-256s.
 * Errors  ERR_NOT_FOUND: there is no such source or instrument, or the
 *         edition is none of the source; detail says which. The engine's.
 * Source  the kind "sources".
 */
#ifndef SERVER_REGISTRY_SOURCES_SCOPE_H
#define SERVER_REGISTRY_SOURCES_SCOPE_H

#include "server/registry/sources/edition.h"
#include "server/registry/sources/quote_json.h"

struct held {
	struct quote_origin origin;
	struct text text;
	struct edition edition;
	size_t source; /* the same number for one source's editions */
};

struct scope {
	struct str source, instrument, edition; /* as asked */
	struct held *texts;
	size_t n, room;
	size_t nsources;    /* looked at */
	struct str *unheld; /* editions */
	size_t nunheld, unheld_room;
	const char *wrong; /* the member that is, when that is why */
};

MUST_CHECK enum err_code scope_find(struct tx *tx, struct arena *a,
                                    struct scope *s, struct err *e);

#endif
