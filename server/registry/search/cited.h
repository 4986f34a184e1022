/*
 * cited.h - provisions that are cited by what was typed
 *
 * Shapes  "Article 5 AI Act" names a provision and an instrument: of the
 *         instruments that the rest of the words finds, those that have a
 *         provision with such a path, the likeliest first, and these
 *         provisions. A number alone ("GDPR 22") counts only beside the very
 *         name of an instrument.
 * Units   at most CITED_MAX provisions.
 * Errors  the engine's; that nothing is cited is none.
 * Source  server/registry/outline/pinpoint.h reads the words.
 */
#ifndef SERVER_REGISTRY_SEARCH_CITED_H
#define SERVER_REGISTRY_SEARCH_CITED_H

#include "server/registry/search/search.h"

#define CITED_MAX 3

struct cited {
	uint32_t provision, instrument; /* docids */
};

MUST_CHECK enum err_code cited_find(struct tx *tx,
                                    const struct search_request *f,
                                    struct cited out[CITED_MAX], size_t *n,
                                    struct err *e);

#endif
