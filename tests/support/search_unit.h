/*
 * search_unit.h - documents in the index of a store, and searches of it
 *
 * Shapes  asked() reads a search: clauses with a blank between, alternatives
 *         with '|', the terms of one with '+'; -without, prefix*, ~other,
 *         title:part, words_of_a_phrase.
 * Errors  what must succeed ends the test.
 * Source  tests/support/store_unit.h.
 */
#ifndef TESTS_SUPPORT_SEARCH_UNIT_H
#define TESTS_SUPPORT_SEARCH_UNIT_H

#include "tests/support/store_unit.h"

struct document document(const char *title, const char *name,
                         const char *summary, const char *text);

/* One of the word "Words" that belongs to these, or to none (NULL). */
struct document document_of(struct unit *u, const char *instrument,
                            const char *source);

/* Index a record again: what it was indexed with, or NULL, and what it is. */
void reindex(struct unit *u, const char *kind, const char *key,
             const struct document *old, const struct document *new);

/* A new instrument, indexed with these words. */
void add_document(struct unit *u, const char *key, const struct document *d);
void add_parts(struct unit *u, const char *key, const char *title,
               const char *name, const char *summary, const char *text);

struct searching {
	struct search search;
	struct arena *arena;
	struct found *hits;
	size_t n;
};

struct search asked(struct unit *u, const char *query);
void look(struct unit *u, struct searching *s);

/* In a transaction: "key:tier" of all that is found, in the order of places. */
struct naming {
	struct unit *unit;
	struct searching *s;
	struct buf out;
};

enum err_code name_hits(struct tx *tx, void *arg, struct err *e);

/* The same text, by itself; and the score of the hit with that number. */
const char *hits(struct unit *u, const char *query);
float score_of(struct unit *u, const char *query, size_t at);

#endif
