/*
 * fetch.c - sources' texts come from their own addresses
 */
#include "server/commands/command.h"

#include "lib/base/arena.h"
#include "lib/data/jsontext.h"
#include "lib/store/store.h"
#include "server/fetch/fetch.h"
#include "server/registry/changes/rebuild.h"
#include "server/registry/changes/record.h"
#include "server/registry/ingest/edition_report.h"
#include "server/registry/model/kind.h"
#include "server/registry/model/walk.h"

#define AT_ONCE 50

struct run {
	struct store *store;
	struct downloader *downloader;
	const char *only; /* the source that is named, or NULL */
	bool dry_run, force;
	struct arena *arena; /* of this page */
	struct row rows[AT_ONCE];
	size_t nrows;
	struct str after;
	size_t loaded, unchanged, restricted, failed;
};

/* ---- which --------------------------------------------------------------- */

static enum err_code keep_row(void *arg, const struct row *row, struct err *e)
{
	struct run *r = arg;

	(void)e;
	walk_copy_row(r->arena, &sources_kind, row, &r->rows[r->nrows++]);
	return ERR_OK;
}

static enum err_code read_page(struct tx *tx, void *arg, struct err *e)
{
	struct run *r = arg;
	struct query q = { .nconditions = 1,
		           .limit = AT_ONCE,
		           .has_after = r->after.len > 0,
		           .after_key = r->after };

	r->nrows = 0;
	q.conditions[0] = walk_where(&sources_kind, "url", NULL);
	q.conditions[0].compare = CMP_EXISTS;
	return store_list(tx, &sources_kind.entity, &q, keep_row, r, e);
}

static enum err_code read_only(struct tx *tx, void *arg, struct err *e)
{
	struct run *r = arg;
	struct err why = { 0 };
	enum err_code rc = record_find(tx, &sources_kind, str_from(r->only),
	                               r->arena, &r->rows[0], &why);

	r->nrows = 1;
	return rc == ERR_OK ? rc
	                    : err_set(e, rc, "%s: %s", r->only, why.detail);
}

/* ---- one ----------------------------------------------------------------- */

static enum err_code tell(struct run *r, struct fetch *f, const char *key,
                          struct err *e)
{
	static const char *const words[] = {
		[FETCH_UNCHANGED] = "has not changed",
		[FETCH_READS_SAME] = "reads as before",
	};
	const struct ingest *in = &f->ingest;

	if (f->outcome == FETCH_LOADED) {
		r->loaded++;
		return edition_report_print(stdout, r->store, key, in, e);
	}
	if (f->outcome != FETCH_TRIED) {
		r->unchanged++;
		printf("%s: %s\n", key, words[f->outcome]);
		return ERR_OK;
	}
	r->loaded++;
	printf("%s: would be kept: %zu bytes of %s from %.*s; of %zu passages "
	       "of earlier editions %zu would be lost\n",
	       key, in->bytes.len, in->media_type, STR_ARG(f->download.address),
	       in->foreseen, in->foreseen_lost);
	return ERR_OK;
}

static void fetch_row(struct run *r, const struct row *source)
{
	struct arena *a = arena_new();
	struct fetch f = { .arena = a,
		           .store = r->store,
		           .downloader = r->downloader,
		           .source = source,
		           .dry_run = r->dry_run,
		           .force = r->force };
	const char *key = arena_str(a, source->values[COLUMN_KEY].text).p;
	enum err_code rc;
	struct err e;

	err_init(&e, a);
	command_sign(r->store, "fetch", key);
	rc = fetch_source(&f, &e);
	if (rc == ERR_OK)
		rc = tell(r, &f, key, &e);
	if (rc != ERR_OK) {
		fprintf(stderr, "instrumentd: %s: %s\n", key, e.detail);
		r->failed++;
	}
	fflush(stdout);
	arena_free(a);
}

/* The publisher restricts what may be done with it: only on request. */
static bool is_restricted(const struct row *source)
{
	return json_member(source->record, "handling").len > 0;
}

/* ---- all ----------------------------------------------------------------- */

static void fetch_page(struct run *r)
{
	for (size_t i = 0; i < r->nrows; i++)
		if (r->only == NULL && is_restricted(&r->rows[i]))
			r->restricted++;
		else
			fetch_row(r, &r->rows[i]);
}

static enum err_code fetch_all(struct run *r, struct err *e)
{
	struct arena *last = arena_new(); /* holds r->after */
	enum err_code rc;

	do {
		r->arena = arena_new();
		rc = store_run(r->store, TX_READ,
		               r->only != NULL ? read_only : read_page, r, e);
		if (rc == ERR_OK)
			fetch_page(r);
		if (rc == ERR_OK && r->nrows > 0)
			r->after =
				r->rows[r->nrows - 1].values[COLUMN_KEY].text;
		arena_free(last);
		last = r->arena;
	} while (rc == ERR_OK && r->nrows == AT_ONCE);
	arena_free(last);
	return rc;
}

static void sum_up(const struct run *r)
{
	if (r->only != NULL)
		return;
	printf("%zu kept, %zu as before, %zu failed", r->loaded, r->unchanged,
	       r->failed);
	if (r->restricted > 0)
		printf(", %zu restricted by \"handling\" and left out: "
		       "--source fetches one",
		       r->restricted);
	puts("");
}

int command_fetch(const struct config *c, int argc, char **argv)
{
	struct manners manners = {
		.pause = c->numbers[SET_PAUSE],
		.seconds = c->numbers[SET_SECONDS],
		.allow_private = c->numbers[SET_ALLOW_PRIVATE] != 0,
	};
	struct run r = { .only = c->texts[SET_SOURCE],
		         .dry_run = c->numbers[SET_DRY_RUN] != 0,
		         .force = c->numbers[SET_FORCE] != 0 };
	struct arena *a = arena_new();
	struct err e = { 0 };
	enum err_code rc;

	(void)argc;
	(void)argv;
	if (!command_open(c, 0, &r.store)) {
		arena_free(a);
		return EXIT_FAILED;
	}
	rc = rebuild_derived(r.store, &e);
	if (rc == ERR_OK)
		rc = downloader_open(a, &manners, &r.downloader, &e);
	if (rc == ERR_OK)
		rc = fetch_all(&r, &e);
	store_close(r.store);
	arena_free(a);
	if (rc != ERR_OK)
		return command_failed(&e);
	sum_up(&r);
	return r.failed > 0 ? EXIT_FAILED : EXIT_OK;
}
