/*
 * filter.h - from query parameters to conditions of the store
 *
 * Shapes  filters are paths of columns ("type", "parties.role") with an
 *         operation after a dot: gte gt lte lt, in (a list with commas),
 *         exists (true or false); none means equal. A filter given twice
 *         means either; it takes QUERY_VALUES_MAX values, a value that comes
 *         again being none.
 * Units   at most FILTERS_MAX filters.
 * Errors  each wrong parameter is noted; an unknown one makes err.more list
 *         the known ones.
 * Source  the field tables in server/kinds/.
 */
#ifndef SERVER_HTTP_QUERY_FILTER_H
#define SERVER_HTTP_QUERY_FILTER_H

#include "lib/store/store.h"
#include "server/http/query/view.h"

#define QUERY_VALUES_MAX 200

/* Leaving room for the days of a status. */
#define FILTERS_MAX (STORE_CONDITIONS - 4)

/* The values of one parameter, as they are sent and as they are compared. */
struct filter {
	const char *name;
	struct str *sent;
	struct value *values;
	size_t n, sent_room, values_room;
};

/* By condition of the query; none after the last, so that the conditions of a
 * day have none. */
struct filters {
	struct request *req;
	struct did_you_mean *meant; /* by values that are no choice, or NULL */
	struct query *query;
	struct filter of[STORE_CONDITIONS];
};

/* False when the parameter is no filter. */
bool filter_read(struct filters *fs, const struct param *p);

/* When all are read: a status is asked for as of the view's days. */
void filter_add_days(struct request *req, struct query *q,
                     const struct view *v);

/* When all are read: the problem tells what wrong choices may mean. */
void filter_tell_meant(struct filters *fs);

/* Note an unknown parameter; `names` are known beside filters. */
void filter_unknown(struct request *req, struct str name,
                    const char *const *names);

/* Turn keys and names into ids in conditions on references, and a code into all
 * that it contains. What is neither finds nothing. */
MUST_CHECK enum err_code filter_resolve(struct tx *tx, struct arena *a,
                                        struct query *q, struct err *e);

/* The kind whose records a condition's values are, or NULL. */
const struct kind *filter_refers(const struct query *q,
                                 const struct condition *c);

#endif
