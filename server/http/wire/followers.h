/*
 * followers.h - clients that wait for the next change (long polling, event
 * streams)
 *
 * Shapes  a follower is the caller's, and waits from followers_add() until
 *         `wake` is called, once, by a thread of its own: when there is a
 *         change after follower->news.seq, when its time is over, or when
 *         nobody waits for it any more.
 * Units   a change is noticed within FOLLOWERS_LOOK_MS and what the store needs
 *         to see it (watch.h).
 * Errors  none.
 * Source  POSIX threads.
 */
#ifndef SERVER_HTTP_WIRE_FOLLOWERS_H
#define SERVER_HTTP_WIRE_FOLLOWERS_H

#include <stdatomic.h>

#include "server/http/request/request.h"

#define FOLLOWERS_LOOK_MS 100

struct follower {
	struct news news;
	const atomic_bool *gone; /* set when nobody waits */
	void (*wake)(struct follower *f);
	void *owner;           /* the caller's */
	struct follower *next; /* ours         */
};

struct followers;

struct followers *followers_start(struct store *store);
void followers_add(struct followers *all, struct follower *f);

/* Wakes all, and whoever comes later at once. */
void followers_release(struct followers *all);
void followers_stop(struct followers *all);

#endif
