/*
 * registry.h - records, texts, lines and exports, for tests of the registry
 *
 * Shapes  what a function returns lives as long as the app. Bodies are JSON
 *         of the kinds in server/kinds/; ACT and the like are the shortest
 *         that are taken.
 * Units   offsets are code points.
 * Errors  what is not meant to fail ends the test and says why.
 * Source  tests/support/harness.h.
 */
#ifndef TESTS_SUPPORT_REGISTRY_H
#define TESTS_SUPPORT_REGISTRY_H

#include <string.h>

#include "lib/base/arena.h"
#include "lib/base/base.h"
#include "lib/store/store.h"
#include "server/registry/ingest/ingest.h"
#include "tests/support/harness.h"

#define ACT                                                                    \
	"\"title\":\"An Act\",\"type\":\"act\",\"force\":\"hard\","            \
	"\"existence\":\"exists\""

/* SHA-256 of the text "words". */
#define WORDS                                                                  \
	"dba36bffa5cab0f922d087a3aeb179f9"                                     \
	"d4e745df40b323e1b1471402848c8a3e"

/* Texts of sources: our own, and those that are not ours to ship. */
#define NOTES "data/sources/editorial-notes.md"
#define SEEDS "../shared/seeds"

/* app_setup(), and the search index made as `serve` makes it. */
int registry_setup(void **state);

#define registry_test(fn)                                                      \
	cmocka_unit_test_setup_teardown(fn, registry_setup, app_teardown)

/* Text that lives as long as the app. */
const char *say(struct app *app, const char *fmt, ...) PRINTF(2, 3);

/* Any bytes, as a query string has them. */
const char *escaped(struct app *app, struct str bytes);

/* POST that must give 201; the id of the new record. */
const char *make(struct app *app, const char *kind, const char *body);

/* POST of an instrument of ACT with these further members, no comma before:
 * "\"key\":\"a\"". */
const char *make_act(struct app *app, const char *members);

/* POST of a passage from start to end that must give 201. */
void make_span(struct app *app, const char *key, const char *source,
               const char *sha256, int start, int end);

/* POST of an assertion that must give 201, and the reply stays: what a passage
 * says about a member of a record ("instruments", "a"). `more` are further
 * members with a comma before, or "". The second form is about the instrument
 * "a" with the passage "p" as evidence. */
void claim_of(struct app *app, const char *key, const char *kind,
              const char *subject, const char *field, const char *value,
              const char *passage, const char *more);
void claim(struct app *app, const char *key, const char *field,
           const char *value, const char *more);

/* The same of a resolution with the key "r", about the instrument "a". */
void resolve(struct app *app, const char *field, const char *outcome,
             const char *more);

/* A write of whatever revision is there (If-Match: *). */
void edit(struct app *app, const char *method, const char *target,
          const char *body);

/* GET, and the text that came. */
const char *text_of(struct app *app, const char *target);

/* GET that must give 200; the keys of the items, in their order, with blanks
 * between. */
const char *item_keys(struct app *app, const char *target);

/* The hash of the chain's head, "" before the first change. */
const char *head(struct app *app);

/* A source with one edition whose text is held; and its digest. */
const char *load(struct app *app, const char *key, struct str text);

/* ingest_text() of the source that names it. */
struct ingest ingest(struct app *app, struct str text);

/* A store on a file of this name in the app's folder: store_close(). */
struct store *registry_open(struct app *app, const char *name);

/* Open the app's own registry again, which was closed. */
void reopen(struct app *app);

/* Import a text; "" when all was well, else what is said of each wrong line, or
 * why it failed. */
const char *import_lines(struct app *app, struct store *s, const char *name,
                         const char *lines);

/* Import a text in which nothing is wrong. */
void import_ok(struct app *app, const char *lines);

/* Import the files of data/ in the order of their names. */
void import_catalogue(struct app *app, struct store *s);

/* registry_setup(), with the catalogue. */
int catalogue_setup(void **state);

const char *export_lines(struct app *app, struct store *s, const char *kind,
                         bool keys);

/* The text of a file, or absent when there is none. */
struct str read_text(struct app *app, const char *path);

/* Verification of all there is finds nothing to complain of. */
#define assert_sound(s) assert_sound_at(s, __FILE__, __LINE__)
void assert_sound_at(struct store *s, const char *file, int line);

/* The texts are the same; where not, the first difference is shown. */
#define assert_same(got, want) assert_same_at(got, want, __FILE__, __LINE__)
void assert_same_at(const char *got, const char *want, const char *file,
                    int line);

#define assert_contains(text, part)                                            \
	assert_contains_at(text, part, __FILE__, __LINE__)
void assert_contains_at(const char *text, const char *part, const char *file,
                        int line);

/* The items (by their path in the answer) of all pages of a list, from each
 * page's `next`; for json_decref(). */
json_t *all_pages(struct app *app, const char *target, const char *items);

#endif
