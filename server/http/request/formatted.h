/*
 * formatted.h - the format of an answer, by ?format= or Accept
 *
 * Shapes  a route whose answer is made of items, or is a record, comes as JSON
 *         or in a format of server/registry/formats: the one that ?format=
 *         names, else the one that Accept likes best. ?format= and ?bom= are
 *         taken out of req->params, so that no handler need know them.
 * Errors  ERR_SYNTAX for a format that is not known, or what it cannot show;
 *         ERR_NOT_ACCEPTABLE.
 * Source  RFC 9110, 12.5.1.
 */
#ifndef SERVER_HTTP_REQUEST_FORMATTED_H
#define SERVER_HTTP_REQUEST_FORMATTED_H

#include "server/http/request/request.h"
#include "server/registry/formats/formats.h"

#define FORMATTED_ITEMS_MAX 10000 /* of one answer that is not JSON */

extern const char *const formatted_params[];

/* Media types, JSON first; NULL-terminated. */
const char *const *formatted_offers(enum format_level what, bool streams);

/* "csv, tsv, ..."; which of all formats fits such answers. */
bool formatted_fits(enum format_level what, const struct format *f);

/* Take ?format= and ?bom= and set req->format; then choose by Accept. */
enum err_code formatted_take(struct request *req);
void formatted_choose(struct request *req);

#endif
