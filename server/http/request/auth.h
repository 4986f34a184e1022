/*
 * auth.h - authentication by API key, and roles
 *
 * Shapes  an API key is sent as "Authorization: Bearer SECRET"; only its
 *         SHA-256 is stored. A key that is sent must be valid, even where
 *         none is needed.
 * Errors  ERR_UNAUTHORIZED no key, or one that does not work;
 *         ERR_FORBIDDEN its role does not suffice; ERR_BUSY and ERR_STORE.
 * Source  RFC 6750 (bearer tokens).
 */
#ifndef SERVER_HTTP_REQUEST_AUTH_H
#define SERVER_HTTP_REQUEST_AUTH_H

#include "server/http/request/request.h"

/* Sets req->role and req->who; req->route is known. */
MUST_CHECK enum err_code auth_check(struct request *req);

/* The same once more, of a key that was sent, within the write's own
 * transaction. */
MUST_CHECK enum err_code auth_check_again(struct tx *tx, struct request *req,
                                          struct err *e);

/* "editor" to its role; ROLE_ANYONE for a word that names none. */
enum role auth_role(struct str name);

#endif
