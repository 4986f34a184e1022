/*
 * ingest.c - texts of sources come in
 */
#include "server/commands/command.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "lib/arena.h"
#include "lib/store.h"
#include "server/registry/index.h"
#include "server/registry/ingest.h"
#include "server/registry/text.h"

/* A text with more than this is refused when it is kept; no need to read on.
 */
#define READ_MAX ((size_t)TEXT_BYTES_MAX + 1)

static bool read_file(struct arena *a, const char *path, struct str *out)
{
	FILE *f = fopen(path, "rb");
	struct stat st;
	size_t size;
	char *bytes;

	if (f == NULL || fstat(fileno(f), &st) != 0) {
		perror(path);
		if (f != NULL)
			fclose(f);
		return false;
	}
	size = (size_t)st.st_size < READ_MAX ? (size_t)st.st_size : READ_MAX;
	bytes = arena_alloc(a, size + 1);
	*out = (struct str){ bytes, fread(bytes, 1, size, f) };
	fclose(f);
	return true;
}

static const char *media_type_of(const char *path)
{
	const char *dot = strrchr(path, '.');

	return dot != NULL && strcmp(dot, ".md") == 0 ? "text/markdown" :
	                                                "text/plain";
}

static int ingest(struct store *s, const struct config *c, const char *path)
{
	struct arena *a = arena_new();
	struct ingest in = { .arena = a, .media_type = media_type_of(path) };
	struct err e;
	int code = EXIT_FAILED;

	err_init(&e, a);
	if (c->texts[SET_SOURCE] != NULL)
		in.source = str_from(c->texts[SET_SOURCE]);
	if (!read_file(a, path, &in.bytes)) {
		arena_free(a);
		return code;
	}
	if (ingest_text(s, &in, &e) == ERR_OK) {
		printf("%s: %s of %.*s, %zu of %zu passages verified\n", path,
		       in.recorded ? "a new edition" : "an edition",
		       STR_ARG(in.key), in.verified, in.passages);
		code = EXIT_OK;
	} else {
		fprintf(stderr, "instrumentd: %s: %s\n", path, e.detail);
	}
	arena_free(a);
	return code;
}

int command_ingest(const struct config *c, int argc, char **argv)
{
	struct store *s;
	struct err e = { 0 };
	int code = EXIT_OK;

	if (!command_open(c, 0, &s))
		return EXIT_FAILED;
	if (index_refresh(s, &e) != ERR_OK)
		code = command_failed(&e);
	for (int i = 0; i < argc && code != EXIT_FAILED; i++)
		code = ingest(s, c, argv[i]);
	store_close(s);
	return code;
}
