/*
 * import_table.c - a table becomes records
 */
#include "server/commands/command.h"

#include <unistd.h>

#include "lib/base/arena.h"
#include "lib/store/store.h"
#include "server/registry/changes/rebuild.h"
#include "server/registry/table_import/table_import.h"
#include "server/registry/table_import/table_map.h"

/* A map is a file, or one that is shipped. */
static bool read_map(struct arena *a, const char *name, struct str *out)
{
	*out = map_named(str_from(name));
	if ((out->len > 0 && access(name, R_OK) != 0) ||
	    command_read(a, name, out))
		return true;
	fprintf(stderr, "maps that are shipped:");
	for (size_t i = 0; map_texts[i].name != NULL; i++)
		fprintf(stderr, " %s", map_texts[i].name);
	fprintf(stderr, "\n");
	return false;
}

/* Every mistake on a line of its own; those with a pointer are the map's. */
static int tell_mistakes(const char *path, const char *map, const struct err *e)
{
	if (e->mistakes == NULL)
		fprintf(stderr, "instrumentd: %s: %s\n", path, e->detail);
	for (const struct mistake *m = e->mistakes; m != NULL; m = m->next)
		fprintf(stderr, "instrumentd: %s: %s %s\n",
		        m->pointer != NULL ? map : path,
		        m->pointer != NULL ? m->pointer : "", m->detail);
	return EXIT_FAILED;
}

/* Others wait that long to write: less than they may (README.md). */
#define TRANSACTION_MS 1000

static enum err_code steps(struct tx *tx, void *arg, struct err *e)
{
	return table_steps(tx, arg, TRANSACTION_MS, e);
}

static enum err_code run(struct store *s, struct table_plan *p, bool dry_run,
                         struct err *e)
{
	enum err_code rc = rebuild_derived(s, e);

	if (rc == ERR_OK && dry_run)
		return table_try(s, p, e);
	while (rc == ERR_OK && !table_is_done(p)) {
		rc = store_run(s, TX_BULK, steps, p, e);
		if (rc == ERR_OK)
			table_settle(p);
	}
	return rc;
}

static int import(struct arena *a, const struct config *c, const char *path)
{
	struct table_request r = { .arena = a,
		                   .dry_run = c->numbers[SET_DRY_RUN] != 0 };
	struct table_plan *p;
	struct store *s;
	struct buf report;
	struct err e;
	enum err_code rc;

	err_init(&e, a);
	if (!read_map(a, c->texts[SET_MAP], &r.map) ||
	    !command_read(a, path, &r.bytes))
		return EXIT_FAILED;
	if (table_prepare(&r, &p, &e) != ERR_OK)
		return tell_mistakes(path, c->texts[SET_MAP], &e);
	if (!command_open(c, STORE_CREATE | STORE_LARGE, &s))
		return EXIT_FAILED;
	command_sign(s, "import-table", path);
	rc = run(s, p, r.dry_run, &e);
	store_close(s);
	if (rc != ERR_OK)
		return tell_mistakes(path, c->texts[SET_MAP], &e);
	buf_init(&report, a);
	table_report(p, &report);
	fwrite(report.data, 1, report.len, stdout);
	return EXIT_OK;
}

int command_import_table(const struct config *c, int argc, char **argv)
{
	struct arena *a;
	int code;

	(void)argc;
	if (c->texts[SET_MAP] == NULL)
		return command_misused("import-table needs --map MAP, a file "
		                       "or the name of one that is shipped");
	a = arena_new();
	code = import(a, c, argv[0]);
	arena_free(a);
	return code;
}
