/*
 * sync.c - a copy of another registry
 */
#include "server/commands/command.h"

#include <inttypes.h>
#include <string.h>

#include "lib/base/arena.h"
#include "lib/base/clock.h"
#include "lib/data/digest.h"
#include "lib/store/pending.h"
#include "server/fetch/beside.h"
#include "server/fetch/mirror.h"
#include "server/fetch/mirror_texts.h"
#include "server/fetch/signed_origin.h"
#include "server/registry/changes/background.h"
#include "server/registry/changes/rebuild.h"

#define WAIT_SECONDS 25
#define RETRY_FIRST  1 /* seconds, doubled with each failure */
#define RETRY_MAX    60
#define ASIDES_SHOWN 100

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

static enum err_code pull(struct mirror *m, int wait, struct err *e)
{
	return m->is_beside ? beside_pull(m, wait, e) : mirror_pull(m, wait, e);
}

static enum err_code copy_all(struct mirror *m, const struct config *c,
                              struct err *e)
{
	enum err_code rc;

	do
		rc = pull(m, 0, e);
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
	clock_pause(*pause * 1000);
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
		rc = pull(m, mirror_is_level(m) ? WAIT_SECONDS : 0, e);
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

/* Hex digits in lower case, as keys are written. */
static struct str key_of(struct arena *a, const char *text)
{
	char *key = arena_strndup(a, text, strlen(text));

	for (char *c = key; *c != '\0'; c++)
		if (*c >= 'A' && *c <= 'F')
			*c = (char)(*c - 'A' + 'a');
	return str_from(key);
}

static enum err_code trust(const struct mirror *m, const struct config *c,
                           struct err *e)
{
	const char *key = c->texts[SET_TRUST];

	return key == NULL ? ERR_OK
	                   : signed_origin_trust(m, key_of(e->arena, key), e);
}

/* ---- beside records of our own ---------------------------------------------- */

static enum err_code tell_aside(void *arg, const struct aside *x, struct err *e)
{
	(void)arg;
	(void)e;
	printf("set aside: change %" PRId64 ", %.*s %.*s: %.*s\n", x->seq,
	       STR_ARG(x->kind), STR_ARG(x->key), STR_ARG(x->reason));
	return ERR_OK;
}

/* What could not be taken is something wrong. */
static enum err_code tell_asides(const struct mirror *m, int64_t *all,
                                 struct err *e)
{
	enum err_code rc = ERR_OK;

	*all = 0;
	if (m->is_beside)
		rc = beside_asides(m->store, m->from, ASIDES_SHOWN, tell_aside,
		                   NULL, all, e);
	if (rc == ERR_OK && *all > 0)
		printf("%" PRId64 " changes are set aside\n", *all);
	fflush(stdout);
	return rc;
}

static enum err_code take_all(struct mirror *m, const struct config *c,
                              int64_t *asides, struct err *e)
{
	enum err_code rc = c->numbers[SET_FOLLOW] != 0 ? follow(m, c, e)
	                                               : copy_all(m, c, e);

	return rc != ERR_OK ? rc : tell_asides(m, asides, e);
}

/* Who was followed once is so until it is left. */
static enum err_code begin(struct mirror *m, const struct config *c,
                           struct err *e)
{
	enum err_code rc = beside_knows(m->store, m->from, &m->is_beside, e);

	m->is_beside = m->is_beside || c->numbers[SET_BESIDE] != 0;
	if (rc == ERR_OK)
		rc = rebuild_derived(m->store, e);
	store_go_on(m->store, background_step);
	return rc != ERR_OK ? rc : trust(m, c, e);
}

static int sync_from(const struct config *c, struct arena *a,
                     struct store *store)
{
	int64_t asides = 0;
	struct mirror m = { .store = store,
		            .from = base_of(a, c->texts[SET_FROM]),
		            .seconds = c->numbers[SET_SECONDS],
		            .has_sources = true };
	struct err e;
	enum err_code rc;

	err_init(&e, a);
	command_sign(store, "sync", m.from);
	rc = begin(&m, c, &e);
	if (rc == ERR_OK)
		rc = take_all(&m, c, &asides, &e);
	mirror_close(&m);
	if (rc != ERR_OK)
		return command_failed(&e);
	return asides == 0 ? EXIT_OK : EXIT_FAILED;
}

/* ---- leaving ------------------------------------------------------------------ */

static enum err_code be_no_copy(struct tx *tx, void *arg, struct err *e)
{
	const struct str nothing = { 0 };
	enum err_code rc = store_set_origin(tx, nothing, e);

	(void)arg;
	return rc != ERR_OK ? rc : store_set_origin_key(tx, nothing, e);
}

static enum err_code leave_one(const struct config *c, struct store *store,
                               const char *from, struct err *e)
{
	size_t gone = 0, left = 0;
	bool is_known;
	enum err_code rc = beside_knows(store, from, &is_known, e);

	if (rc == ERR_OK)
		rc = beside_leave(store, from, c->numbers[SET_FORGET] != 0,
		                  &gone, &left, e);
	if (rc == ERR_OK && !is_known && gone + left == 0)
		return err_set(e, ERR_NOT_FOUND, "%s is not followed", from);
	if (rc != ERR_OK || left == 0)
		return rc;
	return err_set(e, ERR_CONFLICT,
	               "%zu records stay, since others refer to them", left);
}

static int leave(const struct config *c, struct arena *a, struct store *store)
{
	const char *from = c->texts[SET_FROM];
	struct err e;
	enum err_code rc;

	err_init(&e, a);
	if (from != NULL) {
		from = base_of(a, from);
		command_sign(store, "sync", from);
		rc = leave_one(c, store, from, &e);
	} else {
		rc = store_run(store, TX_WRITE, be_no_copy, NULL, &e);
	}
	return rc == ERR_OK ? EXIT_OK : command_failed(&e);
}

static bool is_key(const char *text)
{
	struct arena *a = arena_new();
	bool ok = digest_valid(key_of(a, text));

	arena_free(a);
	return ok;
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
	if (c->texts[SET_TRUST] != NULL && !is_key(c->texts[SET_TRUST]))
		return command_misused("sync: --trust: \"%s\" is no key: 64 "
		                       "hex digits",
		                       c->texts[SET_TRUST]);
	if (!command_open(c, leaves ? 0 : STORE_CREATE, &store))
		return EXIT_FAILED;
	a = arena_new();
	code = leaves ? leave(c, a, store) : sync_from(c, a, store);
	store_close(store);
	arena_free(a);
	return code;
}
