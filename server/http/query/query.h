/*
 * query.h - from query parameters to what is asked of the store
 *
 * Shapes  filters are paths of columns ("type", "parties.role") with an
 *         operation behind a dot: gte gt lte lt, in (a list with commas),
 *         exists (true or false); none means equal. A filter given twice
 *         means either; it takes QUERY_VALUES_MAX values, a value that comes
 *         again being none. A cursor says the order it belongs to and the place
 *         reached in it; it is opaque to clients.
 * Units   limit is records, 1..STORE_PAGE_MAX, else LIMIT_DEFAULT.
 * Errors  each wrong parameter is noted; an unknown one makes err.more list
 *         the known ones.
 * Source  the field tables in server/kinds/.
 */
#ifndef SERVER_HTTP_QUERY_QUERY_H
#define SERVER_HTTP_QUERY_QUERY_H

#include "lib/base/date.h"
#include "server/http/request/request.h"
#include "server/registry/model/show.h"

#define LIMIT_DEFAULT    50
#define INCLUDES_MAX     8
#define QUERY_VALUES_MAX 200

/* A page ends early rather than grow past this; a cursor goes on from there. */
#define PAGE_BYTES_MAX (8u << 20)

/* How records are to be shown, and as on which day of the law. */
struct view {
	char on[DAY_LEN + 1], law_as_of[DAY_LEN + 1];
	struct choice choice;
	const struct kind *include[INCLUDES_MAX];
	size_t nincludes;
};

struct listing {
	struct query
		query; /* one more than `limit`, to see whether more follow */
	struct view view;
	size_t limit;
	bool count;
};

/* `fields`, `include`, and for kinds whose records change with the day `on`
 * and `law_as_of`; for one record nothing else is known. */
MUST_CHECK enum err_code query_view(struct request *req, struct view *out);

/* One parameter of those; false when it is none of them. */
bool query_view_param(struct request *req, const struct param *p,
                      struct view *out);

MUST_CHECK enum err_code query_listing(struct request *req,
                                       struct listing *out);

/* Parameters that are filters of req->kind, beside those for which `others` is
 * true, which are named when one is unknown. */
MUST_CHECK enum err_code query_filters(struct request *req,
                                       bool (*others)(struct str name),
                                       const char *const *names,
                                       struct listing *out);

/* Everything, as the law stands today. */
void query_today(struct view *out);

struct show_context query_show_context(const struct view *v, struct tx *tx,
                                       struct arena *a);

/* Turn keys into ids in conditions on references. */
MUST_CHECK enum err_code query_resolve(struct tx *tx, struct arena *a,
                                       struct listing *l, struct err *e);

/* The place behind a row in the listing's order. */
struct str query_cursor(struct arena *a, const struct listing *l,
                        const struct entity *t, const struct row *row);

/* A cursor of other lists: the names of the place reached, and back; what is
 * no such cursor is noted. */
struct str query_place(struct arena *a, const struct str *names, size_t n);
void query_read_place(struct request *req, struct str cursor, struct str *names,
                      size_t n);

/* The same of a place that is a number from 1; 0 without a cursor. */
struct str query_seq_place(struct arena *a, int64_t seq);
int64_t query_read_seq(struct request *req);

/* A whole number from min to max; fallback when the parameter is absent. */
int64_t query_number(struct request *req, const char *name, int64_t fallback,
                     int64_t min, int64_t max);

/* How many records a list shows: what is not JSON is for programs and tables,
 * and has as many as it may unless told otherwise. */
size_t query_limit(struct request *req);

/* Path and query of the request with another value of a parameter. */
struct str query_next(const struct request *req, const char *name,
                      struct str value);

/* Link: <...>; rel="next", for the request with another cursor. */
void query_link(struct request *req, struct reply *rep, const char *name,
                struct str value);

/* The end of a page that has more members before it: ,"total":N (unless N is
 * negative), and "next": the cursor, or null when it is absent. */
void query_end(struct buf *out, int64_t total, struct str cursor);

/* Note an unknown parameter and what would be known. */
void query_unknown(struct request *req, struct str name,
                   const char *const *known);

#endif
