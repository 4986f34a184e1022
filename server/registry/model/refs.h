/*
 * refs.h - the references inside a record, wherever they stand
 *
 * Shapes  fn gets the kind referred to, what stands there (an id or a key)
 *         and its JSON Pointer; what it returns takes its place, unless that
 *         is absent. A JSON value beside `subject` and `field` (in an
 *         assertion) has the type of that member of that subject, so its
 *         references are found, too.
 * Errors  none; what is no string, or of no known kind, is passed over.
 * Source  the field tables in server/kinds/.
 */
#ifndef SERVER_REGISTRY_MODEL_REFS_H
#define SERVER_REGISTRY_MODEL_REFS_H

#include "server/registry/model/kind.h"

typedef struct str ref_fn(void *arg, const struct kind *k, struct str ref,
                          const char *pointer);

void refs_map(const struct kind *k, json_t *record, struct arena *a, ref_fn *fn,
              void *arg);

#endif
