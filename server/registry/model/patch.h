/*
 * patch.h - JSON Patch on a document
 *
 * Shapes  patch_read() takes the list of operations apart; patch_apply() may
 *         then be called for any document. All operations are done or none
 *         is: the result is a new value.
 * Units   at most PATCH_MAX operations; what they put in is at most as much
 *         as a record may hold (jsonsize.h), what they take out again
 *         included, so that the work is bounded by patch and document.
 * Errors  patch_read(): ERR_INVALID with every operation that cannot be read,
 *         ERR_TOO_LARGE: too many. patch_apply(): ERR_INVALID with a mistake
 *         at the operation ("/2/path"): it leads nowhere; ERR_CONFLICT: a
 *         `test` does not hold; ERR_TOO_LARGE: too much, or too deep.
 * Source  RFC 6902 (JSON Patch), RFC 6901 (JSON Pointer).
 */
#ifndef SERVER_REGISTRY_MODEL_PATCH_H
#define SERVER_REGISTRY_MODEL_PATCH_H

#include <jansson.h>

#include "lib/base/arena.h"
#include "lib/base/err.h"

#define PATCH_MAX 10000

struct patch;

/* The patch borrows from the list. */
MUST_CHECK enum err_code patch_read(struct arena *a, const json_t *list,
                                    const struct patch **out, struct err *e);

/* The document has passed json_fits(); *out is owned by the arena. */
MUST_CHECK enum err_code patch_apply(struct arena *a, const json_t *document,
                                     const struct patch *patch, json_t **out,
                                     struct err *e);

#endif
