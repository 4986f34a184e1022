/*
 * search_params.h - what a search is asked for, parameter by parameter
 *
 * Shapes  a search of all kinds (/v1/search), or of instruments alone, where
 *         items are whole records (/v1/instruments with q, facet and the like).
 * Units   limit is hits; OFFSET_MAX is how far a cursor leads.
 * Errors  each wrong parameter is noted; an unknown one makes err.more list
 *         the known ones.
 * Source  server/registry/search/search.h.
 */
#ifndef SERVER_HTTP_HANDLERS_SEARCH_PARAMS_H
#define SERVER_HTTP_HANDLERS_SEARCH_PARAMS_H

#include "server/http/query/query.h"
#include "server/registry/search/search.h"

#define OFFSET_MAX 10000

struct search_asked {
	struct search_request find;
	struct listing filter; /* and how to show what is found */
	bool records;          /* instruments alone, as records */
};

MUST_CHECK enum err_code search_params(struct request *req, bool records,
                                       struct search_asked *out);

/* Does a list of instruments ask for what only a search can tell? */
bool search_params_given(struct request *req);

#endif
