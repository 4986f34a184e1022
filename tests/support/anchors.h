/*
 * anchors.h - a law, an amended text of it, and passages of the first
 *
 * Shapes  the source is "s", of the language en.
 * Errors  what is not meant to fail ends the test.
 * Source  tests/support/registry.h.
 */
#ifndef TESTS_SUPPORT_ANCHORS_H
#define TESTS_SUPPORT_ANCHORS_H

#include "tests/support/registry.h"

#define PLAIN_TEXT "Content-Type: text/plain"

#define OLD_LAW                                                                \
	"Article 1\n"                                                          \
	"Providers shall keep a log of every request for six months.\n"        \
	"Users shall be told that they talk to a machine.\n"                   \
	"Article 2\n"                                                          \
	"The provider shall appoint a representative.\n"                       \
	"Article 3\n"                                                          \
	"The Commission may adopt delegated acts on quantum telescopes.\n"

#define NEW_LAW                                                                \
	"Article 1\n"                                                          \
	"Providers and deployers shall keep a log of every request for two "   \
	"years. They shall seal it.\n"                                         \
	"Users shall be told that they talk to a machine.\n"                   \
	"Article 1a\n"                                                         \
	"The provider shall appoint a representative.\n"                       \
	"Article 2\n"                                                          \
	"The provider shall appoint a representative.\n"                       \
	"Article 4\n"                                                          \
	"Fees are due.\n"

/* PUT of a text that must give 201. */
void put_text(struct app *app, const char *target, struct str text);

void make_source(struct app *app, struct str text);

/* A passage of the words, which stand in the text once. */
void make_passage(struct app *app, const char *key, const char *words);

void assert_state(struct app *app, const char *key, const char *want);

/* The source with OLD_LAW, and the passages "first", "log", "told", "acts". */
void make_amendable(struct app *app);

#endif
