/*
 * draft.h - from a body as sent to a record as stored, by the kind's table
 *
 * Shapes  see struct draft (server/registry/model/kind.h). Members that only
 *         the server writes are dropped; null and the empty list mean absent;
 *         keys in references become ids.
 * Errors  every mistake is noted at its JSON Pointer; the code is then
 *         ERR_INVALID. A failing engine's own code otherwise.
 * Source  the field tables in server/kinds/.
 */
#ifndef SERVER_REGISTRY_MODEL_DRAFT_H
#define SERVER_REGISTRY_MODEL_DRAFT_H

#include "lib/store/store.h"
#include "server/registry/model/kind.h"

/* Check d->json, resolve its references, run the kind's own check. */
MUST_CHECK enum err_code draft_check(struct draft *d);

/* Is there a mistake at this pointer already? */
bool draft_is_wrong(const struct draft *d, const char *pointer);

/* Note the members of a patch that only the server writes. */
void draft_refuse_server_members(const struct kind *k, const json_t *patch,
                                 struct arena *a, struct err *e);

/* Fill the columns and list rows from checked members. */
void draft_row(struct draft *d, struct row *out);

/* What is wrong with a text that stands for a value of the field, or NULL. */
const char *draft_shape(const struct field *f, struct str s);

#endif
