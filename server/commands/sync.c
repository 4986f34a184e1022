/*
 * sync.c - a copy of another registry
 */
#include "server/commands/command.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "lib/base/arena.h"
#include "lib/data/digest.h"
#include "lib/store/pending.h"
#include "server/fetch/mirror.h"
#include "server/fetch/mirror_texts.h"
#include "server/fetch/signed_origin.h"
#include "server/registry/changes/rebuild.h"
#include "server/registry/changes/rest.h"

#define WAIT_SECONDS 25
#define RETRY_FIRST  1 /* seconds, doubled with each failure */
#define RETRY_MAX    60

/* A slash at the end would stand there twice. */
static const char *base_of(struct arena *a, const char *url)
{
	size_t n = strlen(url);

	while (n > 0 && url[n - 1] == '/')
		n--;
	return arena_strndup(a, url, n);
}

static void tell(const struct mirror *m)
{
	printf("%zu changes taken, at %" PRId64 " of %" PRId64 "%s%s\n",
	       m->taken, m->head.seq, m->theirs, m->hash[0] != '\0' ? " " : "",
	       m->hash);
	fflush(stdout);
}

/* When it is level; once, and again when it has got sources. */
static enum err_code copy_texts(struct mirror *m, const struct config *c,
                                struct err *e)
{
	size_t taken = 0;
	enum err_code rc;

	if (c->numbers[SET_TEXTS] == 0 || !m->has_sources)
		return ERR_OK;
	rc = mirror_texts(m, &taken, e);
	m->has_sources = rc != ERR_OK;
	printf("%zu texts taken\n", taken);
	fflush(stdout);
	return rc;
}

static enum err_code copy_all(struct mirror *m, const struct config *c,
                              struct err *e)
{
	enum err_code rc;

	do
		rc = mirror_pull(m, 0, e);
	while (rc == ERR_OK && !mirror_is_level(m));
	if (rc != ERR_OK)
		return rc;
	tell(m);
	return copy_texts(m, c, e);
}

static void wait_a_while(unsigned *pause, const struct err *why)
{
	fprintf(stderr, "instrumentd: %s; again in %u s\n", why->detail,
	        *pause);
	nanosleep(&(struct timespec){ .tv_sec = *pause }, NULL);
	*pause = *pause * 2 < RETRY_MAX ? *pause * 2 : RETRY_MAX;
}

/* It ends when the chains are not one; what else fails is tried again. */
static enum err_code follow(struct mirror *m, const struct config *c,
                            struct err *e)
{
	unsigned pause = RETRY_FIRST;
	enum err_code rc;

	do {
		int64_t told = mirror_is_level(m) ? m->head.seq : -1;

		err_clear(e);
		rc = mirror_pull(m, mirror_is_level(m) ? WAIT_SECONDS : 0, e);
		if (rc == ERR_OK && mirror_is_level(m) && m->head.seq > told)
			tell(m);
		if (rc == ERR_OK && mirror_is_level(m))
			rc = copy_texts(m, c, e);
		if (rc == ERR_OK)
			pause = RETRY_FIRST;
		else if (rc != ERR_CONFLICT)
			wait_a_while(&pause, e);
	} while (rc != ERR_CONFLICT);
	return rc;
}

static enum err_code trust(const struct mirror *m, const struct config *c,
                           struct err *e)
{
	const char *key = c->texts[SET_TRUST];

	return key == NULL ? ERR_OK
	                   : signed_origin_trust(m->store, str_from(key), e);
}

static int sync_from(const struct config *c, struct arena *a,
                     struct store *store)
{
	struct mirror m = { .store = store,
		            .from = base_of(a, c->texts[SET_FROM]),
		            .seconds = c->numbers[SET_SECONDS],
		            .has_sources = true };
	struct err e;
	enum err_code rc;

	err_init(&e, a);
	rc = rebuild_derived(store, &e);
	store_go_on(store, rest_step);
	if (rc == ERR_OK)
		rc = trust(&m, c, &e);
	if (rc == ERR_OK)
		rc = c->numbers[SET_FOLLOW] != 0 ? follow(&m, c, &e)
		                                 : copy_all(&m, c, &e);
	mirror_close(&m);
	return rc == ERR_OK ? EXIT_OK : command_failed(&e);
}

static enum err_code be_no_copy(struct tx *tx, void *arg, struct err *e)
{
	const struct str nothing = { 0 };
	enum err_code rc = store_set_origin(tx, nothing, e);

	(void)arg;
	return rc != ERR_OK ? rc : store_set_origin_key(tx, nothing, e);
}

static int leave(struct store *store)
{
	struct err e = { 0 };

	return store_run(store, TX_WRITE, be_no_copy, NULL, &e) == ERR_OK
	               ? EXIT_OK
	               : command_failed(&e);
}

int command_sync(const struct config *c, int argc, char **argv)
{
	bool leaves = c->numbers[SET_LEAVE] != 0;
	struct arena *a;
	struct store *store;
	int code;

	(void)argc;
	(void)argv;
	if (!leaves && c->texts[SET_FROM] == NULL)
		return command_misused("sync: --from URL is required");
	if (c->texts[SET_TRUST] != NULL &&
	    !digest_valid(str_from(c->texts[SET_TRUST])))
		return command_misused("sync: --trust: \"%s\" is no key: 64 "
		                       "hex digits",
		                       c->texts[SET_TRUST]);
	if (!command_open(c, leaves ? 0 : STORE_CREATE, &store))
		return EXIT_FAILED;
	a = arena_new();
	code = leaves ? leave(store) : sync_from(c, a, store);
	store_close(store);
	arena_free(a);
	return code;
}
