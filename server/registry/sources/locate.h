/*
 * locate.h - a passage's place found by its words
 *
 * Shapes  a draft of a passage that has `exact`, and `prefix` and `suffix` if
 *         need be, but no offsets, gets them, and its edition where the text
 *         of one edition is held. Only words that stand there as they are, in
 *         one piece and one place, will do. What was found before the write
 *         (draft->located) is not looked for again.
 * Units   offsets are code points.
 * Errors  noted at /edition, /start or /exact; err.more then has `nearest` or
 *         `places` as in check_quotes.h.
 * Source  lib/match/quote.h.
 */
#ifndef SERVER_REGISTRY_SOURCES_LOCATE_H
#define SERVER_REGISTRY_SOURCES_LOCATE_H

#include "lib/store/store.h"
#include "server/registry/model/kind.h"

/* Has the draft words to be looked for? */
bool locate_is_wanted(const struct draft *d);

void locate_edition(struct draft *d, const struct row *source);
void locate_find(struct draft *d, const struct row *source);

#endif
