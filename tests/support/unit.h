/*
 * unit.h - what every unit test begins with
 *
 * Shapes  cmocka and the headers it wants before it; texts compared as
 *         struct str; bytes without meaning, the same in every run; an
 *         arena that lives as long as one test.
 * Errors  a check that does not hold ends the test.
 * Source  cmocka 1.1.
 */
#ifndef TESTS_SUPPORT_UNIT_H
#define TESTS_SUPPORT_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/base/arena.h"
#include "lib/base/base.h"

#define assert_str(got, want) assert_str_at(got, want, __FILE__, __LINE__)

static inline void assert_str_at(struct str got, const char *want,
                                 const char *file, int line)
{
	if (got.p != NULL && str_is(got, want))
		return;
	print_error("\"%.*s\" is not \"%s\"\n", STR_ARG(got), want);
	_fail(file, line);
}

/* xorshift64: *seed is any number but 0. */
static inline uint64_t unit_random(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

/* Up to max bytes drawn from an alphabet (from all bytes when it is absent)
 * in memory of just that size, so that reading past them is seen; free(). */
static inline char *unit_garbage(uint64_t *seed, struct str alphabet,
                                 size_t max, struct str *out)
{
	size_t len = (size_t)(unit_random(seed) % (max + 1));
	char *p = malloc(len > 0 ? len : 1);

	assert_non_null(p);
	for (size_t i = 0; i < len; i++) {
		uint64_t r = unit_random(seed) >> 8;

		p[i] = alphabet.len > 0 ? alphabet.p[r % alphabet.len]
		                        : (char)(unsigned char)r;
	}
	*out = (struct str){ p, len };
	return p;
}

/* For cmocka's setup and teardown: *state is a struct arena. */
static inline int unit_open(void **state)
{
	*state = arena_new();
	return 0;
}

static inline int unit_close(void **state)
{
	arena_free(*state);
	return 0;
}

#define unit_case(fn) cmocka_unit_test_setup_teardown(fn, unit_open, unit_close)

#endif
