/*
 * candidate.h - lines that look like the opening of a provision
 *
 * Shapes  found.of[i] are those of the profile's i-th level, in the order of
 *         the text: lines that begin so, what follows at once on the same
 *         line ("(a)(1)"), and with `inside` words in the middle of another
 *         opening's line. Quoted lines have none. Lines of a table of
 *         contents are left out, and told of: those that stand close together
 *         and come again elsewhere, or after a word that announces them.
 * Units   at, rest are bytes of the extract; rest is after the opening.
 *         weight as in sequence.h: less in the middle of a sentence.
 * Errors  none.
 * Source  profile.h.
 */
#ifndef SERVER_REGISTRY_OUTLINE_CANDIDATE_H
#define SERVER_REGISTRY_OUTLINE_CANDIDATE_H

#include "server/registry/outline/extract.h"
#include "server/registry/outline/profile.h"

struct candidate {
	const struct profile_row *row;
	struct opening opening;
	size_t at, rest, line;
	int weight; /* 0: none any more */
};

struct candidates {
	const struct extract *extract;
	const struct profile *profile;
	struct candidate *of[ROWS_MAX];
	size_t n[ROWS_MAX];
	struct candidate *contents; /* entries of tables of contents */
	size_t ncontents;
	struct table *tables; /* ... and where these are, in order */
	size_t ntables;
};

/* Lines of a table of contents, the last included. */
struct table {
	size_t first, last;
};

/* contents is the class of words that announce such a table. */
void candidates_find(struct arena *a, const struct extract *f,
                     const struct profile *p, struct word_class *contents,
                     struct candidates *out);

/* Does row i have one at this byte? */
bool candidates_at(const struct candidates *c, size_t i, size_t at);

/* Where the text begins in which the row may have any; its end: nowhere. */
size_t candidates_from(const struct candidates *c,
                       const struct profile_row *row);

#endif
