/*
 * did_you_mean.h - suggestions for filter values that no record has
 *
 * Shapes  ,"did_you_mean":[{"parameter","value","nearest":[{"value","label",
 *         "parameter"}]}] or nothing; the inner parameter where another one
 *         takes the value. A value that some record has, even if none that fits all
 *         filters does, is not reported; nor is a date or a number.
 * Units   DID_YOU_MEAN_MAX values are looked into; a filter of which one value
 *         is given only where nothing was found.
 * Errors  the engine's.
 * Source  server/registry/search/meant.h.
 */
#ifndef SERVER_HTTP_QUERY_DID_YOU_MEAN_H
#define SERVER_HTTP_QUERY_DID_YOU_MEAN_H

#include "server/http/query/query.h"
#include "server/registry/search/meant.h"

#define DID_YOU_MEAN_MAX 8

struct did_you_mean {
	struct tx *tx;
	struct arena *arena;
	struct buf told;
	size_t looked_at;
};

void did_you_mean_begin(struct did_you_mean *d, struct tx *tx, struct arena *a);

/* The filters of a list of records of a kind, resolved. */
MUST_CHECK enum err_code did_you_mean_filters(struct did_you_mean *d,
                                              const struct kind *k,
                                              const struct listing *l,
                                              bool found_nothing,
                                              struct err *e);

void did_you_mean_add(struct did_you_mean *d, const char *parameter,
                      const struct meant *m);

/* What is no choice of a field; the choices that may be meant need not occur. */
void did_you_mean_choice(struct did_you_mean *d, const struct kind *k,
                         const char *parameter, const struct field *f,
                         struct str typed);

/* To a problem instead of an answer. */
void did_you_mean_problem(const struct did_you_mean *d, struct err *e);

void did_you_mean_put(const struct did_you_mean *d, struct buf *out);

#endif
