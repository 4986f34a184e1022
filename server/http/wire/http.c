/*
 * http.c - start and stop
 */
#include "server/http/wire/http.h"

#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

#include "lib/base/clock.h"
#include "lib/base/log.h"
#include "server/http/wire/exchange.h"
#include "server/http/wire/lenient.h"

#if MHD_VERSION >= 0x00097701
#define OPTION_STRICT MHD_OPTION_CLIENT_DISCIPLINE_LVL
#else
#define OPTION_STRICT MHD_OPTION_STRICT_FOR_CLIENT
#endif

#define STOP_SECONDS    8 /* less than what a container is given   */
#define ARRIVAL_SECONDS 2 /* of these, for requests not fully here */
#define LOOK_MS         2
#define CONNECTIONS     32768 /* when there is no other limit          */
#define STACK_BYTES     (2u << 20)

static unsigned choose_workers(unsigned wanted)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	if (wanted > 0)
		return wanted < HTTP_WORKERS_MAX ? wanted : HTTP_WORKERS_MAX;
	if (cores < 2)
		return 2;
	return cores < HTTP_WORKERS_MAX ? (unsigned)cores : HTTP_WORKERS_MAX;
}

/* More than peers.c lets in: those it has cut are still on their way out. */
static unsigned choose_connections(const struct peer_limits *limits)
{
	bool is_small = limits->all > 0 && limits->all < CONNECTIONS / 2;

	return is_small ? (unsigned)limits->all * 2 : CONNECTIONS;
}

static struct MHD_Daemon *start_daemon(struct http *h, unsigned workers,
                                       unsigned connections)
{
	unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD |
	                 MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG;

	const struct MHD_OptionItem strict[] = {
		{ h->is_lenient ? MHD_OPTION_END : OPTION_STRICT, 1, NULL },
		{ MHD_OPTION_END, 0, NULL },
	};

	return MHD_start_daemon(
		flags, 0, NULL, NULL, exchange_on_request, h,
		MHD_OPTION_EXTERNAL_LOGGER, lenient_on_message, h,
		MHD_OPTION_LISTEN_SOCKET, h->listener.fd,
		MHD_OPTION_URI_LOG_CALLBACK, exchange_on_uri, h,
		MHD_OPTION_NOTIFY_CONNECTION, exchange_on_connection, h,
		MHD_OPTION_NOTIFY_COMPLETED, exchange_on_done, h,
		MHD_OPTION_THREAD_POOL_SIZE, workers,
		MHD_OPTION_THREAD_STACK_SIZE, (size_t)STACK_BYTES,
		MHD_OPTION_CONNECTION_LIMIT, connections + workers,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HEADS_BYTES,
		MHD_OPTION_ARRAY, strict, MHD_OPTION_END);
}

/* How many may wait for each thread of a class: to begin, and to go on with
 * what takes long. Those hold what they have come by. */
static const struct {
	size_t begin, go_on;
} queues[CLASS__COUNT] = {
	[CLASS_LIST] = { 128, 4 },  [CLASS_SEARCH] = { 128, 4 },
	[CLASS_VERIFY] = { 16, 4 }, [CLASS_TEXT] = { 8, 8 },
	[CLASS_LARGE] = { 32, 8 },
};

static void start_pools(struct http *h, unsigned threads)
{
	for (int i = 0; i < CLASS__COUNT; i++) {
		const struct pool_size size = {
			.threads = threads,
			.queue = queues[i].begin * threads,
			.slow = threads,
			.waiting = queues[i].go_on * threads,
		};

		if (size.queue > 0)
			h->pools[i] = pool_start(&size);
	}
}

static void stop_pools(struct http *h)
{
	for (int i = 0; i < CLASS__COUNT; i++)
		if (h->pools[i] != NULL)
			pool_stop(h->pools[i]);
}

static enum err_code start(struct http *h, const struct http_config *config,
                           struct err *e)
{
	unsigned workers = choose_workers(config->workers);
	enum err_code rc = listen_open(&h->listener, config->where, e);

	if (rc != ERR_OK)
		return rc;
	if (getrandom(&h->seed, sizeof(h->seed), 0) != sizeof(h->seed))
		die("no random numbers");
	h->config = *config;
	h->is_lenient = lenient_library();
	h->rates = rates_new();
	h->peers = peers_start(&config->peers);
	h->followers = followers_start(h->service->store);
	h->ready = ready_start();
	start_pools(h, workers);
	h->daemon =
		start_daemon(h, workers, choose_connections(&config->peers));
	if (h->daemon != NULL) {
		log_event(LOG_INFO, "http.start", "url=%s workers=%u",
		          h->listener.url, workers);
		return ERR_OK;
	}
	stop_pools(h);
	ready_stop(h->ready);
	followers_stop(h->followers);
	peers_stop(h->peers);
	rates_free(h->rates);
	close(h->listener.fd);
	return err_set(e, ERR_INVALID, "cannot start %u workers", workers);
}

enum err_code http_start(struct http **out, const struct service *service,
                         const struct http_config *config, struct err *e)
{
	struct http *h = or_die(calloc(1, sizeof(*h)));
	enum err_code rc;

	h->service = service;
	rc = start(h, config, e);
	if (rc == ERR_OK)
		*out = h;
	else
		free(h);
	return rc;
}

uint16_t http_port(const struct http *h)
{
	return h->listener.port;
}

const char *http_url(const struct http *h)
{
	return h->listener.url;
}

/* Wait for what has begun; false when it takes too long. */
static bool wait_until_idle(const struct http *h)
{
	struct timespec began;

	clock_gettime(CLOCK_MONOTONIC, &began);
	while (h->busy > 0) {
		double ms = milliseconds_since(&began);

		if (ms > STOP_SECONDS * 1e3 ||
		    (ms > ARRIVAL_SECONDS * 1e3 && h->busy == h->arriving))
			return false;
		clock_pause(LOOK_MS);
	}
	return true;
}

/* MHD must not be stopped while a connection sleeps. */
static void wait_until_awake(const struct http *h)
{
	while (h->waiting > 0)
		clock_pause(LOOK_MS);
}

/* New requests are refused while those under way end. (The listening socket
 * stays with the daemon until then: MHD_quiesce_daemon() of 0.9.75 and a worker
 * may both take it out of the same epoll set, which ends the process.) */
void http_stop(struct http *h)
{
	h->stopping = true;
	followers_release(h->followers);
	if (!wait_until_idle(h))
		log_event(LOG_WARN, "http.stop", "unfinished=%zu",
		          (size_t)h->busy);
	peers_forsake(h->peers);
	wait_until_awake(h);
	MHD_stop_daemon(h->daemon); /* closes the socket, too */
	stop_pools(h);
	ready_stop(h->ready);
	followers_stop(h->followers);
	peers_stop(h->peers);
	rates_free(h->rates);
	log_event(LOG_INFO, "http.stop", "url=%s", h->listener.url);
	free(h);
}
