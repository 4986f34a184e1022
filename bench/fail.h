/*
 * fail.h - the benchmark of search cannot go on
 *
 * Shapes  the message is for the user, on standard error.
 * Units   none.
 * Errors  the process ends.
 * Source  none.
 */
#ifndef BENCH_FAIL_H
#define BENCH_FAIL_H

#include <stdio.h>
#include <stdlib.h>

static inline void fail(const char *what)
{
	fprintf(stderr, "search: %s\n", what);
	exit(EXIT_FAILURE);
}

#endif
