/*
 * import.c - records come in as lines, all or none of them
 */
#include "server/commands/command.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/arena.h"
#include "lib/store/store.h"
#include "server/registry/changes/rebuild.h"
#include "server/registry/model/kind.h"
#include "server/registry/ndjson/ndjson_import.h"
#include "server/registry/ndjson/wrong_lines.h"

#define INPUTS_MAX 1000
#define ENDING     ".ndjson"

static int is_ndjson(const struct dirent *d)
{
	size_t n = strlen(d->d_name);

	return n > strlen(ENDING) && d->d_name[0] != '.' &&
	       strcmp(d->d_name + n - strlen(ENDING), ENDING) == 0;
}

static bool add_file(struct import *in, const char *path)
{
	struct input *i = &in->inputs[in->ninputs];

	*i = (struct input){ path, fopen(path, "r") };
	if (i->file == NULL) {
		command_unreadable(path);
		return false;
	}
	in->ninputs++;
	return true;
}

/* A file that is called as a kind has lines of that kind. */
static size_t rank_of(const char *name)
{
	struct str stem = { name, strlen(name) - strlen(ENDING) };
	size_t i = 0;

	while (i < kinds_count && !str_is(stem, kinds[i]->entity.name))
		i++;
	return i;
}

static int by_kind(const struct dirent **a, const struct dirent **b)
{
	size_t x = rank_of((*a)->d_name), y = rank_of((*b)->d_name);

	return x != y ? (x > y ? 1 : -1) : alphasort(a, b);
}

/* The files of a folder in the order of kinds, then of their names: what is
 * referred to comes first, and no line waits for it. */
static bool add_folder(struct import *in, struct arena *a, const char *path)
{
	struct dirent **names;
	int n = scandir(path, &names, is_ndjson, by_kind);
	bool ok = n > 0 && n <= INPUTS_MAX;

	if (!ok)
		fprintf(stderr, "instrumentd: %s: no .ndjson files there\n",
		        path);
	for (int i = 0; i < n; i++) {
		if (ok)
			ok = add_file(in, arena_printf(a, "%s/%s", path,
			                               names[i]->d_name));
		free(names[i]);
	}
	if (n >= 0)
		free(names);
	return ok;
}

/* What comes through a pipe, in a file so that it can be read twice. */
static bool add_stream(struct import *in, FILE *from, const char *name)
{
	FILE *copy = tmpfile();
	char part[65536];
	size_t n;

	while (copy != NULL && (n = fread(part, 1, sizeof(part), from)) > 0)
		if (fwrite(part, 1, n, copy) != n)
			break;
	if (copy == NULL || ferror(from) || fflush(copy) != 0) {
		command_unreadable(name);
		return false;
	}
	in->inputs[in->ninputs++] = (struct input){ name, copy };
	return true;
}

static bool add_pipe(struct import *in, const char *path)
{
	FILE *from = fopen(path, "r");
	bool ok;

	if (from == NULL) {
		command_unreadable(path);
		return false;
	}
	ok = add_stream(in, from, path);
	fclose(from);
	return ok;
}

static bool add_inputs(struct import *in, struct arena *a, const char *path)
{
	struct stat st;

	in->inputs = arena_alloc(a, INPUTS_MAX * sizeof(*in->inputs));
	if (strcmp(path, "-") == 0)
		return add_stream(in, stdin, "-");
	if (stat(path, &st) != 0) {
		command_unreadable(path);
		return false;
	}
	if (S_ISDIR(st.st_mode))
		return add_folder(in, a, path);
	return S_ISREG(st.st_mode) ? add_file(in, path) : add_pipe(in, path);
}

static void show_progress(size_t lines)
{
	fprintf(stderr, "\r%zu lines", lines);
}

static void show_wrong(const char *text)
{
	fprintf(stderr, "instrumentd: %s\n", text);
}

static int import(struct import *in)
{
	struct err e = { 0 };
	enum err_code rc = rebuild_derived(in->store, &e);

	if (isatty(STDERR_FILENO))
		in->progress = show_progress;
	in->complain = show_wrong;
	if (rc == ERR_OK)
		rc = ndjson_import(in, &e);
	if (in->progress != NULL && in->lines >= 1000)
		fputs("\r", stderr);
	if (rc != ERR_OK && in->wrong > 0)
		err_set(&e, rc, "nothing was taken in: %zu wrong line%s%s",
		        in->wrong, in->wrong == 1 ? "" : "s",
		        in->wrong < WRONG_LINES_MAX ? "" : " or more");
	if (rc != ERR_OK)
		return command_failed(&e);
	printf("%zu line%s: %zu created, %zu changed, %zu deleted, "
	       "%zu as they were\n",
	       in->lines, in->lines == 1 ? "" : "s", in->created, in->changed,
	       in->deleted,
	       in->lines - in->created - in->changed - in->deleted);
	return EXIT_OK;
}

int command_import(const struct config *c, int argc, char **argv)
{
	struct arena *a = arena_new();
	struct import in = { 0 };
	int code = EXIT_FAILED;

	(void)argc;
	if (add_inputs(&in, a, argv[0]) &&
	    command_open(c, STORE_CREATE | STORE_LARGE, &in.store)) {
		command_sign(in.store, "import", argv[0]);
		code = import(&in);
		store_close(in.store);
	}
	for (size_t i = 0; i < in.ninputs; i++)
		fclose(in.inputs[i].file);
	arena_free(a);
	return code;
}
