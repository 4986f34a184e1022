/*
 * peers.h - connections: limits, timeouts, clients that have left
 *
 * Shapes  one struct peer for each connection, from peer_open() to
 *         peer_close(); peer_turn() says what it is waited for. A thread of
 *         its own cuts those that are late, and notices when the client of a
 *         request that is worked on has left. When there are too many in all
 *         or of one address, or guests make us hold too much memory, the one
 *         that has kept us waiting longest goes.
 *         Nobody who is worked for is ever cut.
 * Units   limits are connections and milliseconds; 0 is no limit. Who sends a
 *         body or takes an answer has a second more for each PEER_PACE bytes.
 * Errors  none: a connection that is cut is closed by whoever serves it.
 * Source  POSIX sockets. The kernel reports a FIN as POLLRDHUP on Linux.
 */
#ifndef SERVER_HTTP_WIRE_PEERS_H
#define SERVER_HTTP_WIRE_PEERS_H

#include <stdatomic.h>

#include "server/http/wire/address.h"

#define PEER_PACE (16u << 10)

enum peer_stage {
	PEER_IDLE,   /* no request, or a part of its first line */
	PEER_HEAD,   /* its header fields are on the way        */
	PEER_BODY,   /* its body is on the way                  */
	PEER_WORK,   /* we are at work                          */
	PEER_ANSWER, /* the answer is on the way                */
	PEER_LISTEN, /* it waits for what comes next in its answer */
	PEER__COUNT
};

struct peer_limits {
	size_t all, each;              /* connections: in all, of one address */
	int64_t patience[PEER__COUNT]; /* of PEER_WORK and PEER_LISTEN none   */
};

struct peers;
struct peer;

struct peers *peers_start(const struct peer_limits *limits);

/* All are closed by then. */
void peers_stop(struct peers *p);

/* fd stays the caller's, who closes it after peer_close(). */
struct peer *peer_open(struct peers *p, int fd, const struct sockaddr *from,
                       void *owner);
void peer_close(struct peer *peer);

/* From now on it is waited for this; `size` bytes are to come or to go, as far
 * as is known. */
void peer_turn(struct peer *peer, enum peer_stage stage, uint64_t size);

/* Nobody vouches for it: where memory runs short, it goes first among those
 * that make us hold much. Until it has another request. */
void peer_be_guest(struct peer *peer);

/* So many bytes of its body have come. */
void peer_extend(struct peer *peer, size_t size);

/* Set when it left while it was worked for; cleared by peer_turn(). */
atomic_bool *peer_gone(struct peer *peer);

/* Say so of all who are worked for, since nobody will wait for them. */
void peers_forsake(struct peers *p);

/* fn(owner, arg) of each; it opens and closes none. */
void peers_each(struct peers *p, void (*fn)(void *owner, void *arg), void *arg);

const struct address *peer_address(const struct peer *peer);

#endif
