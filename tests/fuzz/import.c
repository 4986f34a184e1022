/*
 * import.c - lines that are to be taken in
 */
#include "server/registry/ndjson/ndjson_import.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/ground.h"
#include "tests/support/registry.h"

static FILE *kept(struct str bytes)
{
	FILE *f = tmpfile();

	HOLD(f != NULL);
	HOLD(fwrite(bytes.p, 1, bytes.len, f) == bytes.len);
	return f;
}

void fuzz_import(struct str input)
{
	struct arena *a = arena_new();
	struct input file = { "x", kept(input) };
	struct import in = { .store = ground()->store,
		             .inputs = &file,
		             .ninputs = 1 };
	struct err e;

	err_init(&e, a);
	if (ndjson_import(&in, &e) != ERR_OK)
		HOLD(e.code != ERR_STORE && *e.detail != '\0');
	else
		HOLD(in.created + in.changed + in.deleted <= in.lines);
	fclose(file.file);
	arena_free(a);
}
