/*
 * harness.h - an app on a fresh database, calls without sockets, assertions
 *
 * Shapes  app_setup() makes a database in a directory of its own, with a key
 *         for each role; app_teardown() removes both. call() leaves the reply
 *         and, when it is JSON, its tree in the app until the next call. A
 *         call that is not GET, HEAD or OPTIONS is made with app->key, the
 *         editor's at first; NULL is no key.
 * Units   status is an HTTP status code.
 * Errors  an assertion that fails shows the reply.
 * Source  cmocka.
 */
#ifndef TESTS_SUPPORT_HARNESS_H
#define TESTS_SUPPORT_HARNESS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <jansson.h>

#include "server/http/request/request.h"
#include "tests/support/folder.h"

struct app {
	char dir[FOLDER_SIZE];
	char file[FOLDER_SIZE + 16]; /* the database */
	struct store *store;
	struct service service;
	struct arena *keys_arena;
	const char *keys[ROLE__COUNT]; /* secrets, by role */
	const char *key;               /* of the next calls */
	struct arena *arena;           /* of the last call */
	struct reply reply;
	json_t *json; /* its body, or NULL */
};

int app_setup(void **state);
int app_teardown(void **state);

#define app_test(fn)                                                           \
	cmocka_unit_test_setup_teardown(fn, app_setup, app_teardown)

/* headers is "Name: value" lines joined by '\n', or NULL; body may be NULL. A
 * body without Content-Type is JSON, or a merge patch with PATCH. */
void call(struct app *app, const char *method, const char *target,
          const char *headers, const char *body);

/* The same for bytes that are no C string. */
void call_bytes(struct app *app, const char *method, const char *target,
                const char *headers, struct str body);

/* call() with GET and nothing else. */
void get(struct app *app, const char *target);

/* What the reply says; "" for a header that is not there. */
const char *reply_value(const struct app *app, const char *header);
const char *reply_text(const struct app *app); /* the body, NUL-terminated */

/* Down the tree of the reply: names of members, or numbers of items, joined
 * by '/' ("items/0/key"). NULL, "", -1 when it is not there. */
json_t *reply_json(const struct app *app, const char *path);
const char *reply_string(const struct app *app, const char *path);
int64_t reply_integer(const struct app *app, const char *path);

#define assert_status(app, want) assert_status_at(app, want, __FILE__, __LINE__)
void assert_status_at(const struct app *app, unsigned want, const char *file,
                      int line);

/* A member of the reply that is a string. */
#define assert_member(app, path, want)                                         \
	assert_member_at(app, path, want, __FILE__, __LINE__)
void assert_member_at(const struct app *app, const char *path, const char *want,
                      const char *file, int line);

/* The reply names this as a mistake: a JSON Pointer or a parameter. */
#define assert_mistake(app, where)                                             \
	assert_mistake_at(app, where, __FILE__, __LINE__)
void assert_mistake_at(const struct app *app, const char *where,
                       const char *file, int line);

#endif
