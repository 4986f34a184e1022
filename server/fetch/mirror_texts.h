/*
 * mirror_texts.h - a copy asks its origin for texts of sources
 *
 * Shapes  those editions whose text is not held here, of sources that state
 *         their `rights` and have no `handling`. What comes is taken when its
 *         SHA-256 is that of the edition; what the origin does not hold is
 *         left out.
 * Errors  the engine's; a text that does not come is not one.
 * Source  GET /v1/sources/ID/text.
 */
#ifndef SERVER_FETCH_MIRROR_TEXTS_H
#define SERVER_FETCH_MIRROR_TEXTS_H

#include "server/fetch/mirror.h"

/* How many were taken. */
MUST_CHECK enum err_code mirror_texts(struct mirror *m, size_t *taken,
                                      struct err *e);

#endif
