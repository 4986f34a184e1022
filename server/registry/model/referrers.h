/*
 * referrers.h - which records refer to a record
 *
 * Shapes  a reference is a column of a kind, in a list or not, that leads to
 *         the record; its query finds those that refer to it thereby.
 * Errors  the engine's; fn's own ends the walk.
 * Source  the field tables in server/kinds/.
 */
#ifndef SERVER_REGISTRY_MODEL_REFERRERS_H
#define SERVER_REGISTRY_MODEL_REFERRERS_H

#include "lib/store/store.h"
#include "server/registry/model/kind.h"

struct reference {
	const struct kind *kind;
	const struct column *column;
	struct query query; /* the caller sets its limit */
};

/* The sibling "kind" of a reference that names its kind itself. */
const struct column *reference_kind(const struct kind *k,
                                    const struct column *c);

typedef enum err_code reference_fn(void *arg, struct reference *r,
                                   struct err *e);

/* Each column by which records may refer to the record of kind k with this
 * id; whether any does is not asked. */
MUST_CHECK enum err_code referrers_each(const struct kind *k, struct str id,
                                        reference_fn *fn, void *arg,
                                        struct err *e);

#endif
