/*
 * relax.h - a query of which not all words must match
 *
 * Shapes  every clause that is plain words becomes loose: it may fail, as long
 *         as most do hold, and of what they are worth (the rarer, the more)
 *         the greater part. What was typed with a mark (a
 *         phrase, -without, prefix*, title:) must hold as before. Little words
 *         are not asked for at all; of text without blanks its pairs of
 *         characters are. Everyday words are not asked for either, unless
 *         nothing else is typed. A place narrows what is looked for.
 * Units   2 to SEARCH_LOOSE_MAX clauses.
 * Errors  relax(): false, there is nothing to leave out.
 * Source  lib/store/store.h says what loose means, common_words.h which words
 *         are little.
 */
#ifndef SERVER_REGISTRY_SEARCH_RELAX_H
#define SERVER_REGISTRY_SEARCH_RELAX_H

#include "server/registry/search/query_parser.h"

enum relaxed {
	RELAXED_NOT,
	RELAXED_MOST,   /* what holds is worth half, and the places do */
	RELAXED_ANY,    /* it is worth little, and the places do */
	RELAXED_PLACES, /* it is worth little; places are words as others */
};

bool relax(struct parsed_query *q, enum relaxed how);

/* Little words need never match, where at least two others are typed. */
void relax_leave_little(struct parsed_query *q);
bool relax_is_little(struct str text);
bool relax_is_common(struct str text); /* little or everyday */

/* The words of a clause as they were typed. */
struct str relax_words(struct arena *a, const struct search *s, uint8_t clause);

#endif
