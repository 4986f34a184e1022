/*
 * peers.c - a list, and a thread that looks over it
 */
#define _GNU_SOURCE /* POLLRDHUP */
#include "server/http/wire/peers.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

#include "lib/base/arena.h"
#include "lib/base/clock.h"
#include "lib/base/log.h"
#include "lib/base/worker.h"

#define LOOK_MS  100
#define CROWD_MS 1000 /* what a guest may take in any case */
#define CUT_MAX  8    /* guests, at one look               */

struct peer {
	struct peers *all;
	struct peer *prev, *next;
	int fd;
	void *owner;
	struct address address;
	atomic_int stage;
	atomic_bool gone;
	atomic_bool cut;
	atomic_bool is_guest;
	_Atomic uint64_t size;    /* of what is to come or to go */
	_Atomic int64_t since;    /* when the stage began      */
	_Atomic int64_t deadline; /* when it ends; 0 for never */
};

struct peers {
	struct peer_limits limits;
	struct worker worker; /* guards what follows */
	struct peer *first;
	size_t n;
	atomic_bool forsaken;
};

/* ---- one peer ----------------------------------------------------------- */

/* Written in this order, and read without waiting for anybody. */
#define TELL(member, value)                                                    \
	atomic_store_explicit(&(member), (value), memory_order_release)

void peer_turn(struct peer *peer, enum peer_stage stage, uint64_t size)
{
	int64_t now = clock_tick(),
		patience = peer->all->limits.patience[stage];
	int64_t more = (int64_t)(size / PEER_PACE) * 1000;

	if (stage == PEER_WORK || stage == PEER_LISTEN)
		TELL(peer->gone, peer->all->forsaken);
	if (stage == PEER_IDLE)
		TELL(peer->is_guest, false);
	TELL(peer->deadline, 0);
	TELL(peer->size, size);
	TELL(peer->stage, (int)stage);
	TELL(peer->since, now);
	if (patience > 0)
		TELL(peer->deadline, now + patience + more);
}

void peer_be_guest(struct peer *peer)
{
	peer->is_guest = true;
}

void peer_extend(struct peer *peer, size_t size)
{
	peer->size += size;
	if (peer->deadline > 0)
		peer->deadline += (int64_t)(size * 1000 / PEER_PACE);
}

atomic_bool *peer_gone(struct peer *peer)
{
	return &peer->gone;
}

const struct address *peer_address(const struct peer *peer)
{
	return &peer->address;
}

/* Its worker finds the socket at its end. Nothing lingers in the kernel for a
 * client that does not read. */
static void cut(struct peer *peer)
{
	const struct linger at_once = { .l_onoff = 1 };

	if (peer->cut)
		return;
	peer->cut = true;
	setsockopt(peer->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
	shutdown(peer->fd, SHUT_RDWR);
}

/* ---- too many ----------------------------------------------------------- */

/* Who has kept us waiting longest, of this address or (NULL) of all; and how
 * many there are. */
static struct peer *find_slowest(struct peers *p, const struct address *of,
                                 size_t *n)
{
	struct peer *slowest = NULL;

	*n = 0;
	for (struct peer *i = p->first; i != NULL; i = i->next) {
		if (i->cut || (of != NULL && !address_same(of, &i->address)))
			continue;
		(*n)++;
		if (i->stage != PEER_WORK &&
		    (slowest == NULL || i->since <= slowest->since))
			slowest = i;
	}
	return slowest;
}

static void keep_within(struct peers *p, const struct address *of, size_t limit)
{
	size_t n;
	struct peer *slowest;

	if (limit == 0)
		return;
	slowest = find_slowest(p, of, &n);
	if (n > limit && slowest != NULL)
		cut(slowest);
}

struct peer *peer_open(struct peers *p, int fd, const struct sockaddr *from,
                       void *owner)
{
	struct peer *peer = or_die(calloc(1, sizeof(*peer)));

	peer->all = p;
	peer->fd = fd;
	peer->owner = owner;
	address_read(&peer->address, from);
	peer_turn(peer, PEER_IDLE, 0);

	worker_lock(&p->worker);
	peer->next = p->first;
	if (p->first != NULL)
		p->first->prev = peer;
	p->first = peer;
	if (p->n++ == 0)
		worker_wake(&p->worker);
	keep_within(p, &peer->address, p->limits.each);
	keep_within(p, NULL, p->limits.all);
	worker_unlock(&p->worker);
	return peer;
}

void peer_close(struct peer *peer)
{
	struct peers *p = peer->all;

	worker_lock(&p->worker);
	if (peer->prev != NULL)
		peer->prev->next = peer->next;
	else
		p->first = peer->next;
	if (peer->next != NULL)
		peer->next->prev = peer->prev;
	p->n--;
	worker_unlock(&p->worker);
	free(peer);
}

/* The guest that has made us hold much for longest. */
static struct peer *find_holder(struct peers *p, int64_t since)
{
	struct peer *slowest = NULL;

	for (struct peer *i = p->first; i != NULL; i = i->next)
		if (i->is_guest && !i->cut && i->since < since &&
		    (i->stage == PEER_BODY || i->stage == PEER_ANSWER) &&
		    i->size > ARENA_FREE &&
		    (slowest == NULL || i->since < slowest->since))
			slowest = i;
	return slowest;
}

/* What they hold comes free when their workers have noticed. */
static void make_room(struct peers *p, int64_t now)
{
	for (int i = 0; i < CUT_MAX && arena_guests_crowd(); i++) {
		struct peer *slowest = find_holder(p, now - CROWD_MS);

		if (slowest == NULL)
			return;
		cut(slowest);
	}
}

/* ---- looking over them -------------------------------------------------- */

static bool has_left(int fd)
{
	struct pollfd at = { .fd = fd, .events = POLLRDHUP };

	return poll(&at, 1, 0) > 0;
}

static void look_at(struct peer *peer, int64_t now)
{
	int64_t deadline = peer->deadline;

	if (peer->stage == PEER_WORK || peer->stage == PEER_LISTEN) {
		if (!peer->gone && has_left(peer->fd))
			peer->gone = true;
	} else if (deadline > 0 && now > deadline) {
		cut(peer);
	}
}

/* Until there is somebody to look at, and then a little longer. */
static void wait_a_while(struct peers *p)
{
	struct timespec until;

	while (p->n == 0 && !p->worker.is_stopping)
		worker_wait(&p->worker);
	until = clock_after(LOOK_MS);
	while (!p->worker.is_stopping && worker_pause(&p->worker, &until))
		;
}

static void look(void *arg)
{
	struct peers *p = arg;

	worker_lock(&p->worker);
	while (!p->worker.is_stopping) {
		int64_t now = clock_tick();

		for (struct peer *i = p->first; i != NULL; i = i->next)
			look_at(i, now);
		make_room(p, now);
		wait_a_while(p);
	}
	worker_unlock(&p->worker);
}

void peers_forsake(struct peers *p)
{
	p->forsaken = true;
	worker_lock(&p->worker);
	for (struct peer *i = p->first; i != NULL; i = i->next)
		i->gone = true;
	worker_unlock(&p->worker);
}

void peers_each(struct peers *p, void (*fn)(void *owner, void *arg), void *arg)
{
	worker_lock(&p->worker);
	for (struct peer *i = p->first; i != NULL; i = i->next)
		fn(i->owner, arg);
	worker_unlock(&p->worker);
}

/* ---- start and stop ----------------------------------------------------- */

struct peers *peers_start(const struct peer_limits *limits)
{
	struct peers *p = or_die(calloc(1, sizeof(*p)));

	p->limits = *limits;
	worker_init(&p->worker);
	worker_start(&p->worker, look, p,
	             "cannot start the thread that looks after connections");
	return p;
}

void peers_stop(struct peers *p)
{
	worker_stop(&p->worker);
	free(p);
}
