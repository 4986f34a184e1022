/*
 * query.h - from query parameters to what is asked of the store
 *
 * Shapes  a listing is the query (filters, order, place) and how to show what
 *         it finds.
 * Units   limit is records, 1..STORE_PAGE_MAX, else LIMIT_DEFAULT.
 * Errors  each wrong parameter is noted; an unknown one makes err.more list
 *         the known ones.
 * Source  filter.h, view.h, cursor.h.
 */
#ifndef SERVER_HTTP_QUERY_QUERY_H
#define SERVER_HTTP_QUERY_QUERY_H

#include "server/http/query/cursor.h"
#include "server/http/query/filter.h"
#include "server/http/query/param.h"
#include "server/http/query/view.h"

struct listing {
	struct query
		query; /* one more than `limit`, to see whether more follow */
	struct filters filters; /* as they were sent */
	struct view view;
	size_t limit;
	bool count;
};

MUST_CHECK enum err_code query_listing(struct request *req,
                                       struct listing *out);

/* Parameters that are filters of req->kind, beside those for which `others` is
 * true, which are named when one is unknown. */
MUST_CHECK enum err_code query_filters(struct request *req,
                                       bool (*others)(struct str name),
                                       const char *const *names,
                                       struct listing *out);

#endif
