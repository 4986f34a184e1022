/*
 * name_log.h - words of names that the write under way adds or takes away
 *
 * Shapes  words are noted as names change, marked and unmarked with the parts
 *         of a write, and written, sorted, before the commit. The writer's
 *         thread alone has a log.
 * Units   words.
 * Errors  those of conn_run().
 * Source  the tables name_words and words.
 */
#ifndef LIB_SQLITE_NAME_LOG_H
#define LIB_SQLITE_NAME_LOG_H

#include "lib/base/err.h"

struct conn;

/* A word that a name has, or has no more, until it is written. */
struct name_word {
	uint32_t at, len, order; /* where its text is; of the noting */
	bool is_added;
	int64_t weight, name; /* as in name_words */
};

#define MARKS_MAX 8 /* parts of a write in one another */

struct name_log {
	char *text;
	size_t len, text_room;
	struct name_word *words;
	size_t n, room;
	size_t marks[MARKS_MAX]; /* n when a part began that may be undone */
	size_t nmarks;
};

void name_log_note(struct name_log *l, struct str folded, int64_t weight,
                   int64_t name, bool is_added);
void name_log_mark(struct name_log *l);
void name_log_unmark(struct name_log *l, bool keep);
void name_log_clear(struct name_log *l);
void name_log_free(struct name_log *l);
MUST_CHECK enum err_code name_log_write(struct conn *c, struct name_log *l,
                                        struct err *e);

/* Write them now if they are many and nothing may be undone but the whole. */
MUST_CHECK enum err_code name_log_ease(struct conn *c, struct name_log *l,
                                       struct err *e);

#endif
