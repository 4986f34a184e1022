/*
 * web.h - a client of a server that runs as a process of its own
 *
 * Shapes  one request on a connection of its own; the answer is head and
 *         body as they came, in the arena, "" when none came.
 * Units   a socket gives up after WEB_SECONDS.
 * Errors  web_dial(): -1 when nobody listens. The others take what is cut
 *         off for what it is: status 0.
 * Source  RFC 9112.
 */
#ifndef TESTS_SUPPORT_WEB_H
#define TESTS_SUPPORT_WEB_H

#include "lib/base/arena.h"

#define WEB_SECONDS 20

int web_dial(unsigned port);

/* what is "GET /path"; key and body (JSON) may be NULL. */
const char *web_ask(struct arena *a, unsigned port, const char *what,
                    const char *key, const char *body);

int web_status(const char *answer);

/* POST of an organization with this key: the status. */
int web_post(struct arena *a, unsigned port, const char *secret,
             const char *key);

/* The JSON of one. */
const char *web_organization(struct arena *a, const char *key);

#endif
