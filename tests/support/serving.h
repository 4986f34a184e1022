/*
 * serving.h - a registry that serves as a process of its own, for those that
 * copy it
 *
 * Shapes  names of databases are files of the place; a serving has a key of an
 *         editor and its address.
 * Units   port 0 lets it choose one.
 * Errors  as program.h says.
 * Source  program.h, web.h.
 */
#ifndef TESTS_SUPPORT_SERVING_H
#define TESTS_SUPPORT_SERVING_H

#include "tests/support/program.h"
#include "tests/support/web.h"

struct serving {
	struct child c;
	unsigned port;
	const char *key, *url; /* with a / at its end */
};

/* A key of an editor; makes the database. */
const char *serving_key(struct place *p, const char *db);

/* `forwards` is yes or no. */
void serving_start(struct place *p, struct serving *s, const char *db,
                   unsigned port, const char *forwards);

/* Both of a new one. */
void serving_begin(struct place *p, struct serving *s, const char *db);
void serving_stop(struct place *p, struct serving *s);

/* POST of an organization with this key, which must give 201. */
void serving_post(struct place *p, const struct serving *s, const char *key);

/* The answer; key and body may be NULL. */
const char *serving_ask(struct place *p, const struct serving *s,
                        const char *what, const char *key, const char *body);

/* While none serves it: its tree is no longer what it signed. */
void serving_falsify(struct place *p, const char *db);

const char *serving_export(struct place *p, const char *db);

#endif
