/*
 * meant.h - suggestions for a filter value that no record has
 *
 * Shapes  values are as they are sent, keys for references; each is one that
 *         records have, with a name where it has one: those called just so
 *         first, then the nearest. Of texts in a column those that begin with
 *         the same letter are compared.
 * Units   at most MEANT_MAX values.
 * Errors  the engine's.
 * Source  near.h, suggest.h, code_list.h.
 */
#ifndef SERVER_REGISTRY_SEARCH_MEANT_H
#define SERVER_REGISTRY_SEARCH_MEANT_H

#include "lib/store/store.h"
#include "server/registry/model/kind.h"

#define MEANT_MAX 5

struct meant {
	struct tx *tx;
	struct arena *arena;
	struct str typed;

	/* Has any record this value? An id, where it refers to a record. */
	enum err_code (*is_used)(void *arg, struct str value, bool *out,
	                         struct err *e);
	void *arg;

	/* the result */
	struct meant_value {
		struct str value, label; /* absent where it has no name */
		size_t distance;
		const char *parameter; /* another one that takes it, or NULL */
	} near[MEANT_MAX];
	size_t n;
};

/* One that may be meant, unless nothing has it or it is too far. */
MUST_CHECK enum err_code meant_offer(struct meant *m, struct str value,
                                     struct err *e);

/* Records of a kind, by key or name. */
MUST_CHECK enum err_code meant_record(struct meant *m, const struct kind *k,
                                      struct err *e);

/* A value of a column of records of a kind; `refers` is the kind that it
 * refers to, or NULL. */
MUST_CHECK enum err_code meant_value(struct meant *m, const struct kind *k,
                                     const struct condition *c,
                                     const struct kind *refers, struct err *e);

#endif
