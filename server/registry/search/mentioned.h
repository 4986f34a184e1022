/*
 * mentioned.h - an instrument that is named among other words
 *
 * Shapes  of "human oversight AI Act" the longest run of words that some
 *         instruments are called by, and what else is typed. Of their
 *         provisions those whose names have all of the rest, unless they are
 *         many.
 * Units   what has more than MENTIONED_WORDS words is not looked into.
 * Errors  the engine's; that nothing is named is none.
 * Source  names as store_names_called() has them.
 */
#ifndef SERVER_REGISTRY_SEARCH_MENTIONED_H
#define SERVER_REGISTRY_SEARCH_MENTIONED_H

#include "server/registry/search/search.h"

#define MENTIONED_WORDS 24
#define MENTIONED_MAX   3

struct cited;

struct mentioned {
	struct str ids[MENTIONED_MAX]; /* of instruments */
	size_t n;
	struct str name; /* where it is typed */
	struct str rest; /* what else is typed, without little words */
	size_t others;   /* how many words that are */
	bool is_all;     /* nothing */
	bool is_asked;   /* nothing but everyday words: when does it apply? */
	bool is_word;    /* the name is one small word, as in any sentence */
};

MUST_CHECK enum err_code mentioned_read(struct tx *tx, struct arena *a,
                                        struct str typed, struct mentioned *out,
                                        struct err *e);

/* The provisions, as if they were cited: CITED_MAX. */
MUST_CHECK enum err_code mentioned_cites(struct tx *tx,
                                         const struct search_request *f,
                                         const struct mentioned *m,
                                         struct cited *out, size_t *n,
                                         struct err *e);

#endif
