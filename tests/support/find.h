/*
 * find.h - a few records with well-known words, and searches for them
 *
 * Shapes  find_test() gives a test an app with the instruments "act",
 *         "measures" and "loi" and the organization "cac".
 * Errors  what is not meant to fail ends the test.
 * Source  tests/support/registry.h.
 */
#ifndef TESTS_SUPPORT_FIND_H
#define TESTS_SUPPORT_FIND_H

#include "tests/support/registry.h"

int find_setup(void **state);

#define find_test(fn)                                                          \
	cmocka_unit_test_setup_teardown(fn, find_setup, app_teardown)

/* GET of /v1/search for what is typed; `more` are further parameters with an
 * ampersand before, or "". */
void search_for(struct app *app, const char *typed, const char *more);

/* The keys of the hits, in alphabetical order, joined by commas. */
const char *keys_found(struct app *app);

/* An act of this key and title; `more` are further members with a comma
 * before, or "". */
void make_titled(struct app *app, const char *key, const char *title,
                 const char *more);

#endif
