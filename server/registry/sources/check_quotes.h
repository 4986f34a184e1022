/*
 * check_quotes.h - quotes looked for in the texts of sources
 *
 * Shapes  a quote is looked for in the editions of one source, in those of an
 *         instrument's sources, or in all; of one source the best answer
 *         counts, of equal ones that of the last edition in its list. Quotes
 *         found in several sources are ambiguous. Answers are JSON:
 *         {"result","source","edition","start","end","exact","differs"} of
 *         one place, {"result","places"} of several, {"result","nearest"} of
 *         none, {"result","reason"} where no text is held.
 * Units   offsets are code points; similarity is 0 to 1.
 * Errors  a source, instrument or edition that is not there is noted at its
 *         pointer; else the engine's.
 * Source  lib/match/quote.h.
 */
#ifndef SERVER_REGISTRY_SOURCES_CHECK_QUOTES_H
#define SERVER_REGISTRY_SOURCES_CHECK_QUOTES_H

#include "lib/base/arena.h"
#include "lib/match/quote.h"
#include "lib/store/store.h"

struct quote_request {
	struct quote quote;
	struct str source, instrument; /* id or key, or absent */
	struct str edition;            /* SHA-256, or absent   */
	const char *pointer;           /* of the quote         */
};

MUST_CHECK enum err_code quotes_check(struct tx *tx, struct arena *a,
                                      const struct quote_request *asked,
                                      size_t n, struct buf *out, struct err *e);

#endif
