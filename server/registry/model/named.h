/*
 * named.h - the records that a record refers to, by name
 *
 * Shapes  ,"refers_to":[{"kind","id","key","title"},...]: each record once, in
 *         the order of the fields; nothing where there is no reference. Values
 *         that assertions and resolutions state are not looked into.
 * Units   of a record the first NAMED_MAX. What was looked up for one record
 *         of an answer is at hand for the next, and cached for later answers
 *         until something changes in the registry: more records refer to one
 *         than are asked for again.
 * Errors  the engine's.
 * Source  the field tables in server/kinds/.
 */
#ifndef SERVER_REGISTRY_MODEL_NAMED_H
#define SERVER_REGISTRY_MODEL_NAMED_H

#include "lib/store/store.h"
#include "server/registry/model/kind.h"

struct cache;

#define NAMED_MEMBER "refers_to"
#define NAMED_MAX    100

/* For server/kinds/evidence.def. */
#define NAMED_COLUMNS 4
extern const struct field named_fields[NAMED_COLUMNS];

/* What is at hand while one answer is written. Whoever writes sees what nobody
 * else does yet: for him nothing may be cached (NULL). */
struct name_memory *name_memory_new(struct arena *a, struct cache *cache);

/* r->names must be set. */
MUST_CHECK enum err_code named_write(const struct show_context *r,
                                     const struct kind *k,
                                     const struct row *row, struct buf *out,
                                     struct err *e);

#endif
