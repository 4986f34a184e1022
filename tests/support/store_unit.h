/*
 * store_unit.h - a store in a folder of its own, and rows to put into it
 *
 * Shapes  unit_case_store() gives a test a struct unit as *state: an empty
 *         store in a new folder, an arena, an error; all go with the test.
 *         Rows are of the real kinds; what a kind requires is filled in, and
 *         they are indexed without words.
 * Errors  put(), change() and take() return the code of a write of its own
 *         and leave the words in u->err; what only reads must succeed.
 * Source  server/kinds/.
 */
#ifndef TESTS_SUPPORT_STORE_UNIT_H
#define TESTS_SUPPORT_STORE_UNIT_H

#include "lib/store/store.h"
#include "server/registry/model/kind.h"
#include "tests/support/folder.h"
#include "tests/support/unit.h"

struct unit {
	char dir[FOLDER_SIZE];
	char path[FOLDER_SIZE + 16];
	struct store *store;
	struct arena *arena;
	struct err err;
	int64_t count; /* what store_count() said at the last keys() */
};

int unit_open_store(void **state);
int unit_close_store(void **state);

#define unit_case_store(fn)                                                    \
	cmocka_unit_test_setup_teardown(fn, unit_open_store, unit_close_store)

void unit_end(struct unit *u);

/* Open u->path (again), with the entities of all kinds. */
enum err_code unit_reopen(struct unit *u, unsigned flags);

const struct entity *entity(const char *name);

/* The id a record with this key has. */
struct str id_of(struct unit *u, const char *kind, const char *key);

struct row *row_new(struct unit *u, const char *kind, const char *key);
void set(struct unit *u, struct row *row, const char *kind, const char *path,
         struct value v);
void set_text(struct unit *u, struct row *row, const char *kind,
              const char *path, const char *text);

/* One item of a list: pairs of column name and text, then NULL. */
void add_item(struct unit *u, struct row *row, const char *kind,
              const char *list, ...);

enum err_code put(struct unit *u, const char *kind, struct row *row);
enum err_code change(struct unit *u, const char *kind, struct row *row);
enum err_code take(struct unit *u, const char *kind, const char *key);

/* Digests of editions. */
#define TEXT_SHA                                                               \
	"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define OTHER_SHA                                                              \
	"f3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

/* The source "paper" with the edition TEXT_SHA, the passage "words" of it, and
 * the assertion "claim" with that as evidence. */
struct row *source_row(struct unit *u);
struct row *passage_row(struct unit *u);
struct row *assertion_row(struct unit *u);

/* An instrument adopted on a day, or on none. */
void put_dated(struct unit *u, const char *key, const char *day);

#define must(call) assert_code(call, ERR_OK)
#define assert_code(call, want)                                                \
	assert_code_at(u, call, want, __FILE__, __LINE__)
void assert_code_at(const struct unit *u, enum err_code got, enum err_code want,
                    const char *file, int line);

/* ---- asking ----------------------------------------------------------- */

void where(struct unit *u, struct query *q, const char *kind, const char *path,
           enum compare compare, const char *value);

/* Two values, one of which must fit. */
void where_either(struct unit *u, struct query *q, const char *kind,
                  const char *path, const char *a, const char *b);

/* The keys a query finds, in order, with a blank between; u->count is how many
 * there are in all. */
const char *keys(struct unit *u, const char *kind, struct query *q);

/* Change what an instrument is found by; new may be NULL. */
struct document words_of(const char *title, const char *summary);
enum err_code index_words(struct unit *u, const char *key,
                          const struct document *old,
                          const struct document *new);

/* An instrument and the words it is found by; three of them, "a" to "c". */
void put_words(struct unit *u, const char *key, const char *title,
               const char *summary);
void fill_for_search(struct unit *u);

/* The keys that terms find, "a" to "e". Between terms stands a blank: -without,
 * prefix*, all_of_these_as_a_phrase. */
const char *words_hit(struct unit *u, const char *terms);

/* Run fn in a transaction; it must succeed. */
void run(struct unit *u, enum tx_mode mode, tx_fn *fn, void *arg);

#endif
