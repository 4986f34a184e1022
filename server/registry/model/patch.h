/*
 * patch.h - JSON Patch on a document
 *
 * Shapes  the patch is a list of operations; all are done or none is: the
 *         result is a new value.
 * Errors  ERR_INVALID with a mistake at the operation ("/2/path"): it cannot
 *         be read, or leads nowhere; ERR_CONFLICT: a `test` does not hold.
 * Source  RFC 6902 (JSON Patch), RFC 6901 (JSON Pointer).
 */
#ifndef SERVER_REGISTRY_MODEL_PATCH_H
#define SERVER_REGISTRY_MODEL_PATCH_H

#include <jansson.h>

#include "lib/base/arena.h"
#include "lib/base/err.h"

/* *out is owned by the arena. */
MUST_CHECK enum err_code patch_apply(struct arena *a, const json_t *document,
                                     const json_t *patch, json_t **out,
                                     struct err *e);

#endif
