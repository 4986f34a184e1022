/*
 * trial.h - what the hard trials have in common
 *
 * Shapes  a trial runs for a number of seconds with a seed, which it prints,
 *         so that what failed can be tried again. Writers create and change
 *         instruments of their own; each write has a number, and from the
 *         number follows what it does: so what must be there can be told
 *         from how many were acknowledged.
 * Units   seconds; HARD_SECONDS (60) and HARD_SEED (the time) of the
 *         environment.
 * Errors  what does not hold fails the test.
 * Source  tests/support/registry.h.
 */
#ifndef TESTS_HARD_TRIAL_H
#define TESTS_HARD_TRIAL_H

#include "tests/support/registry.h"

struct trial {
	uint64_t seed;
	int64_t until; /* a second of the clock that only goes on */
};

struct trial trial_begin(const char *what);
bool trial_goes_on(const struct trial *t);

/* The numbers are from 1. Odd ones create a record, even ones change the one
 * before. */
unsigned trial_write(struct app *app, size_t who, int64_t number);

/* All that is acknowledged up to this number is there. */
void trial_check(struct app *app, size_t who, int64_t number);

/* The store opened again, on another file if one is given. */
void trial_reopen(struct app *app, const char *file);

#endif
