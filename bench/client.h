/*
 * client.h - who asks: over HTTP, or the index itself
 *
 * Shapes  one client is for one thread: a connection that is kept, or a
 *         connection to the bare file (fill.c) with no setting of ours, but
 *         with the registry's own file beside it for kinds.
 * Units   none.
 * Errors  what is not answered with 200 ends the process; what is not
 *         answered at all is asked again, and counted.
 * Source  RFC 9112, as much of it as the daemon's answers need.
 */
#ifndef BENCH_CLIENT_H
#define BENCH_CLIENT_H

#include "bench/mix.h"

enum side { SIDE_BARE, SIDE_DAEMON, SIDE__COUNT };

struct client;

/* DIR of fill.c; URL as the daemon prints it. */
struct client *client_new(enum side side, const char *dir, const char *url);
void client_free(struct client *c);

/* The first 20 hits; the daemon's total, 0 from the bare index. */
int64_t client_ask(struct client *c, const struct query_asked *q);

/* How many hits the bare index has in all. */
int64_t client_count(struct client *c, const struct query_asked *q);

struct conn *client_bare(struct client *c);

/* How often its connection was closed without an answer. */
size_t client_cut(const struct client *c);

#endif
