/*
 * media.h - media types: what a client takes, what a body is
 *
 * Shapes  a media type is "type/subtype" in lower case; one that is offered
 *         may have parameters, which do not count when compared.
 * Units   none.
 * Errors  none: what cannot be read in Accept is left out of account.
 * Source  RFC 9110, 12.5.1 (Accept, q-values) and 8.3 (Content-Type).
 */
#ifndef SERVER_HTTP_REQUEST_MEDIA_H
#define SERVER_HTTP_REQUEST_MEDIA_H

#include "lib/base/base.h"

/* The one of a NULL-terminated list that the client likes best, the earlier
 * of equals; NULL when it takes none. An absent or empty Accept takes all. */
const char *media_choose(struct str accept, const char *const *offered);

/* How well a list such as Accept-Encoding likes a token, in thousandths; -1
 * when it does not name it. */
int media_quality(struct str list, const char *token);

/* Is this Content-Type the given type, in UTF-8? */
bool media_is(struct str content_type, const char *type);

/* application/json or a "+json" type. */
bool media_is_json(const char *type);

/* "a, b, c", for a header or a sentence. */
struct arena;
const char *media_list(struct arena *a, const char *const *types);

#endif
