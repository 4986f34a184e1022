/*
 * render.h - an answer is converted to the requested format
 *
 * Shapes  the answer stands in req->rep->body, whole, as it would be sent; it
 *         is left alone where JSON is wanted.
 * Units   bytes of JSON.
 * Errors  the engine's.
 * Source  server/registry/formats.
 */
#ifndef SERVER_HTTP_HANDLERS_RENDER_H
#define SERVER_HTTP_HANDLERS_RENDER_H

#include "server/http/request/request.h"
#include "server/registry/model/show.h"

/* A page ends early rather than grow past this, and earlier if it is to become
 * something else; a cursor goes on from there. */
size_t render_page_bytes(const struct request *req);

/* Nothing more may be added to a page of n items, of at most limit. */
bool render_page_is_full(const struct request *req, const struct buf *page,
                         size_t n, size_t limit);

/* Within the transaction that read the answer. kind is that of the items, or
 * NULL; choice are the members asked for. */
MUST_CHECK enum err_code render(struct request *req,
                                const struct show_context *r,
                                const struct kind *kind,
                                const struct choice *choice, struct err *e);

/* The same of items that say their kind, or are no records. */
MUST_CHECK enum err_code render_items(struct request *req, struct tx *tx,
                                      struct err *e);

/* The same, with the columns of that shape. */
MUST_CHECK enum err_code render_rows(struct request *req, struct tx *tx,
                                     const char *shape, struct err *e);

#endif
