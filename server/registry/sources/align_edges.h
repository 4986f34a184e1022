/*
 * align_edges.h - a near match is extended to whole lines or sentences
 *
 * Shapes  words that were whole lines, or whole sentences, are likely to be
 *         so in a newer text: of the beginnings and ends of lines (or
 *         sentences) next to the place, those are taken between which most is
 *         as it was. Words that did not begin and end so leave the place as it
 *         is.
 * Units   bytes and code points, as in struct quote_place.
 * Errors  none.
 * Source  full stops, colons and semicolons, and their wide forms.
 */
#ifndef SERVER_REGISTRY_SOURCES_ALIGN_EDGES_H
#define SERVER_REGISTRY_SOURCES_ALIGN_EDGES_H

#include "lib/match/quote.h"

/* The words, what stood before and after them, and where they come near; the
 * diff is that from the words to the place. */
void align_edges(struct arena *a, const struct haystack *h, struct str words,
                 struct str before, struct str after, struct quote_near *near);

#endif
