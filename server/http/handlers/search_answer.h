/*
 * search_answer.h - a search is run, relaxed where little is found, and
 * answered
 *
 * Shapes  ,"corrected":...,"relaxed":{...},"expanded":[...],
 *         "did_you_mean":[...],"facets":{...}.
 *         Where nothing is found a letter may be wrong; where nothing or
 *         little is, most words will do. Both depend on words alone, not on
 *         filters, so that a filter never finds more than there was.
 * Errors  the engine's.
 * Source  server/registry/search.
 */
#ifndef SERVER_HTTP_HANDLERS_SEARCH_ANSWER_H
#define SERVER_HTTP_HANDLERS_SEARCH_ANSWER_H

#include "server/http/handlers/search_params.h"

struct search_answer {
	struct tx *tx;
	struct search_request *find;
	const struct listing *filter;
	struct buf *out;
	struct str corrected;
};

MUST_CHECK enum err_code search_ask(struct search_asked *asked,
                                    struct search_answer *a, struct err *e);

/* After the items. */
MUST_CHECK enum err_code search_put(struct search_answer *a, struct err *e);

/* The cursor of the page after the hits shown, absent when this is the last. */
struct str search_next(const struct search_request *f, size_t shown);

/* What was answered before with this stamp, whose body ends a line, and the
 * cursor of the next page. */
bool search_recall(const struct request *req, struct str stamp, struct buf *out,
                   struct str *next);
void search_keep(const struct request *req, struct str stamp, struct str body,
                 struct str next);

/* ,"missing":["word"] of a hit; nothing when it has all. */
void search_put_missing(const struct search_request *f, const struct found *x,
                        struct buf *out);

#endif
