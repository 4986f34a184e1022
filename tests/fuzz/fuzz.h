/*
 * fuzz.h - targets that take any bytes
 *
 * Shapes  each target is in the file of its name; it takes bytes, asks what
 *         it is about, and holds the answer against what must be true of it.
 *         tests/fuzz/main.c gives one to libFuzzer; tests/fuzz/test_corpora.c
 *         gives each the files of tests/fuzz/corpus/NAME. The next input
 *         finds everything as this one did.
 * Errors  what must hold and does not ends the process.
 * Source  libFuzzer's LLVMFuzzerTestOneInput().
 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stdio.h>
#include <stdlib.h>

#include "lib/base/base.h"

typedef void fuzz_fn(struct str input);

fuzz_fn fuzz_request, /* METHOD TARGET, lines of headers, an empty line, body */
	fuzz_search,  /* what is typed */
	fuzz_body,    /* KIND, a line end, JSON */
	fuzz_patch,   /* a document, a line end, a patch of it */
	fuzz_quote,   /* a text, NUL, a quote, NUL, prefix, NUL, suffix */
	fuzz_split,   /* a profile, " html" or nothing, a line end, a text */
	fuzz_import,  /* lines */
	fuzz_mcp;     /* a message */

/* Not assert(), which a release build leaves out. */
#define HOLD(what)                                                             \
	do {                                                                   \
		if (!(what)) {                                                 \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__,     \
			        #what);                                        \
			abort();                                               \
		}                                                              \
	} while (0)

/* What stands before the next `mark`, or all; *input moves past it. */
static inline struct str fuzz_part(struct str *input, char mark)
{
	const char *end =
		input->len > 0 ? memchr(input->p, mark, input->len) : NULL;
	struct str part = *input;

	if (end != NULL)
		part.len = (size_t)(end - input->p);
	input->p += part.len + (end != NULL);
	input->len -= part.len + (end != NULL);
	return part;
}

#endif
