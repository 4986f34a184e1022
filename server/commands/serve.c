/*
 * serve.c - open the store, serve until told to stop
 */
#include "server/commands/command.h"

#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "lib/base/arena.h"
#include "lib/base/clock.h"
#include "lib/base/log.h"
#include "lib/data/id.h"
#include "lib/store/pending.h"
#include "server/http/handlers/handlers.h"
#include "server/http/wire/http.h"
#include "server/http/wire/listen.h"
#include "server/registry/changes/background.h"
#include "server/registry/changes/rebuild.h"
#include "server/registry/model/signer.h"
#include "server/registry/search/facets.h"
#include "server/webhooks/webhooks.h"

#define FILES_WANTED  65536
#define FILES_KEPT    64 /* for the database, the log and those that listen */
#define LAST_LINES_MS 300
#define GRACE_SECONDS 9           /* a container is killed after ten */
#define FREE_BYTES    (32u << 20) /* is more than will be taken again soon */

/* Every connection is an open file. How many there may be. */
static size_t raise_file_limit(void)
{
	struct rlimit was, r;

	if (getrlimit(RLIMIT_NOFILE, &r) != 0 || r.rlim_cur >= FILES_WANTED)
		return FILES_WANTED;
	was = r;
	r.rlim_cur = r.rlim_max < FILES_WANTED ? r.rlim_max : FILES_WANTED;
	if (setrlimit(RLIMIT_NOFILE, &r) == 0)
		return r.rlim_cur;
	log_event(LOG_WARN, "serve.files", "cannot raise the limit");
	return was.rlim_cur;
}

/* Who holds all that there are would keep everybody else out. */
static void fit_peers(struct peer_limits *peers, size_t files)
{
	size_t room = files > 2 * FILES_KEPT ? files - FILES_KEPT : files / 2;

	if (peers->all > 0 && peers->all <= room)
		return;
	if (peers->all > 0)
		log_event(LOG_WARN, "serve.files", "files=%zu connections=%zu",
		          files, room);
	peers->all = room;
	if (peers->each == 0 || peers->each > room / 2)
		peers->each = room / 2;
}

/* In the pieces between what is in use, after much was asked for at once. */
static void give_memory_back(void)
{
	if (mallinfo2().fordblks > FREE_BYTES)
		malloc_trim(0);
}

/* Hold back the signals to stop, in every thread made from here on. */
static void block_signals(sigset_t *stop)
{
	sigemptyset(stop);
	sigaddset(stop, SIGINT);
	sigaddset(stop, SIGTERM);
	pthread_sigmask(SIG_BLOCK, stop, NULL);
	signal(SIGPIPE, SIG_IGN);
}

/* What was answered is on disk; nothing else has been promised. */
static void *end_at_last(void *arg)
{
	(void)arg;
	clock_pause(GRACE_SECONDS * 1000);
	log_event(LOG_WARN, "serve.stop", "unfinished after=%ds",
	          GRACE_SECONDS);
	log_flush(LAST_LINES_MS);
	_exit(EXIT_OK);
}

/* Until the service manager or a terminal asks us to end. After that a second
 * signal ends the process at once, and so does the end of its grace. */
static void wait_for_stop(const sigset_t *stop)
{
	const struct timespec second = { .tv_sec = 1 };
	pthread_t last;
	int signo;

	while ((signo = sigtimedwait(stop, NULL, &second)) < 0)
		give_memory_back();
	log_event(LOG_INFO, "serve.stop", "signal=%d", signo);
	if (pthread_create(&last, NULL, end_at_last, NULL) == 0)
		pthread_detach(last);
	pthread_sigmask(SIG_UNBLOCK, stop, NULL);
}

static struct http_config http_config(const struct config *c)
{
	const int64_t *n = c->numbers;

	return (struct http_config){
		.where = c->texts[SET_LISTEN],
		.workers = (unsigned)n[SET_WORKERS],
		.rate = n[SET_RATE],
		.rate_local = n[SET_RATE_LOCAL],
		.trust_proxy = n[SET_TRUST_PROXY] != 0,
		.peers = { .all = (size_t)n[SET_CONNECTIONS],
		           .each = (size_t)n[SET_CONNECTIONS_EACH],
		           .patience = {
				   [PEER_IDLE] = n[SET_IDLE_SECONDS] * 1000,
				   [PEER_HEAD] = n[SET_HEAD_SECONDS] * 1000,
				   [PEER_BODY] = n[SET_BODY_SECONDS] * 1000,
				   [PEER_ANSWER] = n[SET_ANSWER_SECONDS] * 1000,
			   } },
	};
}

/* What search keeps in memory, so that few have to wait for it. */
static enum err_code warm(struct tx *tx, void *arg, struct err *e)
{
	static const struct search nothing;
	const struct service *service = arg;
	struct arena *a = arena_new();
	struct facets_loan *loan;
	struct found *found;
	size_t n;
	enum err_code rc = facets_borrow(service->facet_index, service->store,
	                                 tx, a, &loan, e);

	if (rc == ERR_OK)
		rc = store_search(tx, &nothing, a, &found, &n, e);
	arena_free(a);
	return rc;
}

static void *warm_up(void *arg)
{
	struct service *service = arg;
	struct err e = { 0 };

	if (store_run(service->store, TX_READ, warm, service, &e) != ERR_OK)
		log_event(LOG_ERROR, "serve.warm", "why=\"%s\"", e.detail);
	return NULL;
}

static int serve(struct service *service, const struct config *c,
                 const struct webhook_file *file, const sigset_t *stop)
{
	struct http_config config = http_config(c);
	struct err e = { 0 };
	struct webhooks *webhooks = NULL;
	struct http *http;
	pthread_t warming;
	bool is_warming;

	fit_peers(&config.peers, raise_file_limit());
	store_watch(service->store);
	store_go_on(service->store, background_step);
	if (http_start(&http, service, &config, &e) != ERR_OK)
		return command_failed(&e);
	printf("listening on %s\n", http_url(http));
	if (!command_said())
		log_event(LOG_WARN, "serve.start", "url=%s", http_url(http));
	if (file->n > 0)
		webhooks = webhooks_start(service->store, file);
	is_warming = pthread_create(&warming, NULL, warm_up, service) == 0;
	wait_for_stop(stop);
	http_stop(http);
	webhooks_stop(webhooks);
	if (is_warming)
		pthread_join(warming, NULL);
	return EXIT_OK;
}

/* Before a database is made of what was called wrongly. */
static bool is_right(const struct config *c)
{
	const char *home = c->texts[SET_HOME];
	struct err e = { 0 };

	if (listen_check(c->texts[SET_LISTEN], &e) != ERR_OK) {
		command_misused("serve: --listen: %s", e.detail);
		return false;
	}
	if (home != NULL && strncmp(home, "http://", 7) != 0 &&
	    strncmp(home, "https://", 8) != 0) {
		command_misused("serve: --home: \"%s\" is not the beginning "
		                "of a link, such as https://example.org",
		                home);
		return false;
	}
	return true;
}

/* Links go on with a slash of their own. */
static struct str home_of(const struct config *c)
{
	const char *text = c->texts[SET_HOME];
	struct str home = str_from(text != NULL ? text : "");

	while (home.len > 0 && home.p[home.len - 1] == '/')
		home.len--;
	return home;
}

/* To whom changes are sent: nobody, where no file is named. */
static bool read_webhooks(const struct config *c, struct arena *a,
                          struct webhook_file *out)
{
	const char *path = c->texts[SET_WEBHOOKS];
	struct str text;
	struct err e;

	*out = (struct webhook_file){ 0 };
	if (path == NULL)
		return true;
	if (!command_read(a, path, &text))
		return false;
	err_init(&e, a);
	if (webhooks_read(a, text, out, &e) == ERR_OK)
		return true;
	if (e.mistakes == NULL)
		fprintf(stderr, "instrumentd: %s: %s\n", path, e.detail);
	for (const struct mistake *m = e.mistakes; m != NULL; m = m->next)
		fprintf(stderr, "instrumentd: %s: %s: %s\n", path, m->pointer,
		        m->detail);
	return false;
}

static int open_and_serve(const struct config *c, struct service *service,
                          const struct webhook_file *file, const sigset_t *stop)
{
	struct err e = { 0 };
	int code;

	if (!command_open(c, STORE_CREATE, &service->store))
		return EXIT_FAILED;
	service_begin(service);
	if (rebuild_derived(service->store, &e) != ERR_OK ||
	    signer_start(service->store, &e) != ERR_OK)
		code = command_failed(&e);
	else
		code = serve(service, c, file, stop);
	service_end(service);
	store_close(service->store);
	return code;
}

int command_serve(const struct config *c, int argc, char **argv)
{
	struct webhook_file file;
	struct arena *a;
	struct service service = {
		.closed = c->numbers[SET_CLOSED] != 0,
		.patience = c->numbers[SET_WORK_SECONDS] * 1000,
	};
	sigset_t stop;
	int code = EXIT_FAILED;

	(void)argc;
	(void)argv;
	if (!is_right(c))
		return EXIT_USAGE;
	service.home = home_of(c);
	block_signals(&stop);
	log_start();
	arena_set_budget((size_t)c->numbers[SET_MEMORY] << 20);
	a = arena_new();
	service.forward = c->numbers[SET_FORWARD] != 0 ? forward : NULL;
	service.pseudonym = str_from(
		arena_printf(a, "instrumentd-%.*s", STR_ARG(id_new(a))));
	if (read_webhooks(c, a, &file))
		code = open_and_serve(c, &service, &file, &stop);
	arena_free(a);
	log_flush(LAST_LINES_MS);
	return code;
}
