/*
 * conflicts.h - instruments about which sources speak, and what a filter finds
 *
 * Shapes  conflict_test() gives a test an app with the instruments "a" and
 *         "b", adopted in 2021, and a passage "p" of a source "s". What a
 *         function returns lives as long as the app.
 * Errors  what is not meant to fail ends the test.
 * Source  tests/support/registry.h.
 */
#ifndef TESTS_SUPPORT_CONFLICTS_H
#define TESTS_SUPPORT_CONFLICTS_H

#include "tests/support/registry.h"

#define FLAGGED "evidence.flags=rests_only_on_proposal"

int conflicts_setup(void **state);

#define conflict_test(fn)                                                      \
	cmocka_unit_test_setup_teardown(fn, conflicts_setup, app_teardown)

/* Four conflicts of two kinds, a settled one among them; the source "t" of
 * the text "words" must be there. */
void make_conflicts(struct app *app);

/* The keys of the instruments a filter finds, joined by blanks. */
const char *instruments_found(struct app *app, const char *filter);

#define assert_found(app, filter, want)                                        \
	assert_string_equal(instruments_found(app, filter), want)

/* "KEY/FIELD" of the conflicts a query finds, joined by blanks. */
const char *conflicts_found(struct app *app, const char *query);

#define assert_conflicts(app, query, want)                                     \
	assert_string_equal(conflicts_found(app, query), want)

#endif
