/*
 * test_corpora.c - every input kept in tests/fuzz/corpus, given to its target
 */
#include "tests/support/unit.h"

#include <glob.h>

#include "tests/fuzz/fuzz.h"

#define CORPUS "tests/fuzz/corpus/"

static const struct target {
	const char *name;
	fuzz_fn *fn;
} targets[] = {
	{ "request", fuzz_request }, { "search", fuzz_search },
	{ "body", fuzz_body },       { "patch", fuzz_patch },
	{ "quote", fuzz_quote },     { "split", fuzz_split },
	{ "import", fuzz_import },   { "mcp", fuzz_mcp },
};

static const struct target *target_of(const char *path)
{
	const char *name = path + strlen(CORPUS);
	size_t n = strcspn(name, "/");

	for (size_t i = 0; i < COUNT(targets); i++)
		if (strncmp(targets[i].name, name, n) == 0 &&
		    targets[i].name[n] == '\0')
			return &targets[i];
	fail_msg("%s: no such target", path);
	return NULL;
}

/* In memory of just its size, so that reading past it is seen. */
static char *read_file(const char *path, size_t *size)
{
	FILE *f = fopen(path, "rb");
	char *bytes;
	long n;

	assert_non_null(f);
	assert_int_equal(fseek(f, 0, SEEK_END), 0);
	n = ftell(f);
	assert_true(n >= 0);
	rewind(f);
	*size = (size_t)n;
	bytes = malloc(*size > 0 ? *size : 1);
	assert_non_null(bytes);
	assert_int_equal(fread(bytes, 1, *size, f), *size);
	fclose(f);
	return bytes;
}

static void is_taken(void **state)
{
	const char *path = *state;
	size_t size;
	char *bytes = read_file(path, &size);

	target_of(path)->fn((struct str){ bytes, size });
	free(bytes);
}

static void each_target_has_inputs(void **state)
{
	const glob_t *found = *state;

	for (size_t i = 0; i < COUNT(targets); i++) {
		size_t n = 0;

		for (size_t k = 0; k < found->gl_pathc; k++)
			n += target_of(found->gl_pathv[k]) == &targets[i];
		if (n == 0)
			fail_msg("nothing in " CORPUS "%s", targets[i].name);
	}
}

int main(void)
{
	struct CMUnitTest *tests;
	glob_t found;
	size_t n;
	int failed;

	if (glob(CORPUS "*/*", 0, NULL, &found) != 0)
		return 1;
	n = found.gl_pathc;
	tests = calloc(n + 1, sizeof(*tests));
	if (tests == NULL)
		return 1;
	for (size_t i = 0; i < n; i++)
		tests[i] = (struct CMUnitTest){ .name = found.gl_pathv[i],
			                        .test_func = is_taken,
			                        .initial_state =
			                                found.gl_pathv[i] };
	tests[n] = (struct CMUnitTest){ .name = "each_target_has_inputs",
		                        .test_func = each_target_has_inputs,
		                        .initial_state = &found };
	failed = _cmocka_run_group_tests("corpora", tests, n + 1, NULL, NULL);
	free(tests);
	globfree(&found);
	return failed;
}
