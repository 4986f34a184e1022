/*
 * now.h - seconds that have passed, and seconds of work
 *
 * Shapes  a plain double, to be subtracted from a later one.
 * Units   seconds.
 * Errors  none.
 * Source  POSIX, CLOCK_MONOTONIC and CLOCK_PROCESS_CPUTIME_ID.
 */
#ifndef BENCH_NOW_H
#define BENCH_NOW_H

#include <time.h>

static inline double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* What the process has worked, whatever else the machine does. */
static inline double cpu(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

#endif
