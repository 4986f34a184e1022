/*
 * ingest.c - texts of sources come in
 */
#include "server/commands/command.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "lib/base/arena.h"
#include "lib/store/store.h"
#include "server/registry/changes/rebuild.h"
#include "server/registry/ingest/edition_report.h"
#include "server/registry/ingest/ingest.h"
#include "server/registry/ingest/provisions_report.h"

static const char *media_type_of(const char *path)
{
	static const struct {
		const char *ending, *type;
	} types[] = { { ".md", "text/markdown" },
		      { ".html", "text/html" },
		      { ".htm", "text/html" },
		      { ".xhtml", "application/xhtml+xml" },
		      { ".xml", "application/xml" } };
	const char *dot = strrchr(path, '.');

	for (size_t i = 0; dot != NULL && i < COUNT(types); i++)
		if (strcmp(dot, types[i].ending) == 0)
			return types[i].type;
	return "text/plain";
}

/* The results of all that was asked for. */
struct tally {
	struct store *store;
	const char *source; /* or NULL */
	bool provisions, dry_run, force;
	const char *profile; /* or NULL */
	size_t loaded, passed_over, failed;
};

static enum err_code report(struct tally *t, const char *path,
                            const struct ingest *in, struct err *e)
{
	/* Standard output is the report's when there is one. */
	t->loaded++;
	return edition_report_print(t->provisions ? stderr : stdout, t->store,
	                            path, in, e);
}

struct splitting {
	struct provisions_request request;
	struct provisions_plan *plan;
	struct buf out;
};

static enum err_code prepare(struct tx *tx, void *arg, struct err *e)
{
	struct splitting *s = arg;

	return provisions_prepare(tx, &s->request, &s->plan, e);
}

static enum err_code step(struct tx *tx, void *arg, struct err *e)
{
	struct splitting *s = arg;

	return provisions_step(tx, s->plan, e);
}

/* A dry run splits the bytes as they are, and keeps nothing. */
static enum err_code split_provisions(struct tally *t, const struct ingest *in,
                                      struct err *e)
{
	struct splitting s = { .request = { .arena = in->arena,
		                            .source = in->source,
		                            .edition = in->sha256,
		                            .media_type = in->media_type,
		                            .dry_run = t->dry_run,
		                            .force = t->force } };
	enum err_code rc;

	if (t->profile != NULL)
		s.request.profile = str_from(t->profile);
	if (t->dry_run)
		s.request.bytes = in->bytes;
	else
		s.request.source = in->key;
	buf_init(&s.out, in->arena);
	rc = store_run(t->store, TX_READ, prepare, &s, e);
	while (rc == ERR_OK && provisions_has_more(s.plan)) {
		rc = store_run(t->store, TX_BULK, step, &s, e);
		if (rc == ERR_OK)
			provisions_settle(s.plan);
	}
	if (rc != ERR_OK)
		return rc;
	provisions_report(s.plan, &s.out);
	fwrite(s.out.data, 1, s.out.len, stdout);
	return ERR_OK;
}

static enum err_code take_in(struct tally *t, const char *path,
                             struct ingest *in, struct err *e)
{
	enum err_code rc = ERR_OK;

	if (!t->dry_run) {
		rc = ingest_text(t->store, in, e);
		if (rc == ERR_OK)
			rc = report(t, path, in, e);
	}
	return rc == ERR_OK && t->provisions ? split_provisions(t, in, e) : rc;
}

/* Of a folder, what no source names is none of ours: not a text, perhaps. */
static bool is_passed_over(enum err_code rc, const struct tally *t)
{
	return t->source == NULL && (rc == ERR_NOT_FOUND || rc == ERR_INVALID ||
	                             rc == ERR_TOO_LARGE);
}

static void load_file(struct tally *t, const char *path, bool named)
{
	struct arena *a = arena_new();
	struct ingest in = { .arena = a, .media_type = media_type_of(path) };
	enum err_code rc;
	struct err e;

	err_init(&e, a);
	if (t->source != NULL)
		in.source = str_from(t->source);
	if (!command_read(a, path, &in.bytes)) {
		t->failed++;
		arena_free(a);
		return;
	}
	command_sign(t->store, "ingest", path);
	rc = take_in(t, path, &in, &e);
	if (!named && is_passed_over(rc, t)) {
		t->passed_over++;
	} else if (rc != ERR_OK) {
		fprintf(stderr, "instrumentd: %s: %s\n", path, e.detail);
		t->failed++;
	}
	arena_free(a);
}

static int is_visible(const struct dirent *d)
{
	return d->d_name[0] != '.';
}

/* The files of a folder in the order of their names, not those of folders in
 * it. */
static void load_folder(struct tally *t, const char *folder)
{
	struct arena *a = arena_new();
	struct dirent **names;
	struct stat st;
	int n = scandir(folder, &names, is_visible, alphasort);

	for (int i = 0; i < n; i++) {
		const char *path =
			arena_printf(a, "%s/%s", folder, names[i]->d_name);

		if (stat(path, &st) == 0 && S_ISREG(st.st_mode))
			load_file(t, path, false);
		free(names[i]);
	}
	if (n >= 0) {
		free(names);
	} else {
		command_unreadable(folder);
		t->failed++;
	}
	arena_free(a);
}

static void load(struct tally *t, const char *path)
{
	struct stat st;

	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		load_folder(t, path);
	else
		load_file(t, path, true);
}

static void sum_up(const struct tally *t)
{
	if (t->passed_over > 0)
		printf("%zu file%s passed over: no source names the SHA-256\n",
		       t->passed_over, t->passed_over == 1 ? "" : "s");
	else if (t->loaded + t->failed == 0 && !t->dry_run)
		puts("no files there");
}

int command_ingest(const struct config *c, int argc, char **argv)
{
	struct tally t = {
		.source = c->texts[SET_SOURCE],
		.provisions = c->numbers[SET_PROVISIONS] != 0,
		.dry_run = c->numbers[SET_DRY_RUN] != 0,
		.force = c->numbers[SET_FORCE] != 0,
		.profile = c->texts[SET_PROFILE],
	};
	struct err e = { 0 };
	int code = EXIT_OK;

	if (t.provisions && (t.source == NULL || argc != 1))
		return command_misused("ingest: --provisions takes --source "
		                       "KEY and one file");
	if (!t.provisions && (t.dry_run || t.force || t.profile != NULL))
		return command_misused("ingest: --profile, --force and "
		                       "--dry-run go with --provisions");
	if (!command_open(c, STORE_LARGE, &t.store))
		return EXIT_FAILED;
	if (rebuild_derived(t.store, &e) != ERR_OK)
		code = command_failed(&e);
	for (int i = 0; i < argc && code == EXIT_OK; i++)
		load(&t, argv[i]);
	store_close(t.store);
	if (code == EXIT_OK)
		sum_up(&t);
	return t.failed > 0 ? EXIT_FAILED : code;
}
